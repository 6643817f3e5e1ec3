"""Signing in: on the trail, one sign-in for another, first passwords that end, changes that count at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlmodel import select

from api import clock, sign_ins
from api.accounts import AccountRefused, get_account, new_hash, put_password
from api.acts.account_admin import renew_password
from api.acts.devices import device_words
from api.acts.proving import NotProved, Proof
from api.acts.signing_in import change_password, open_sign_in, own_sign_ins
from api.deps import caller_of_token
from api.service import NotAllowed, OwnPasswordNeeded
from api.sign_ins import issue_token
from api.tables import AuditEvent
from api.throttle import PER_NAME, SignInThrottled
from tests.api.conftest import PASSWORD, caller_named

HERE = Proof(PASSWORD, "", "10.0.0.1", "Mozilla/5.0 (Linux; Android 13) Chrome/120.0 Mobile Safari/537.36")
OWN = "trâu gặm cỏ ngoài đê"


def trail(service, act):
    with service.database.read() as session:
        return session.exec(select(AuditEvent).where(AuditEvent.act == act).order_by(AuditEvent.id)).all()


def test_a_sign_in_and_a_refused_one_stand_on_the_trail_with_where_they_came_from(service):
    opened = open_sign_in(service, "canbo", HERE)
    wrong = replace(HERE, password="sai-hoàn-toàn-1")
    refused = [open_sign_in(service, name, wrong) for name in ("Canbo ", "khongco", "\ud800")]

    rows = trail(service, "sign_in")
    assert opened and refused == [None] * 3
    assert [(row.actor, row.subject, row.details) for row in rows] == [("canbo", "canbo", {"from": "10.0.0.1"})]
    told = {"from": "10.0.0.1", "wrong": "password"}
    refusals = trail(service, "refuse_sign_in")
    assert [(r.subject, r.details) for r in refusals] == [
        ("canbo", told),
        ("", told),
        ("", told),
    ]


def test_what_is_typed_as_a_name_and_is_none_is_not_on_the_trail(service):
    open_sign_in(service, "mat-khau-go-nham", HERE)

    assert "nham" not in str([row.model_dump() for row in trail(service, "refuse_sign_in")])


@pytest.mark.parametrize("name", ["canbo", "CANBO", " canbo\t", "\u00a0Canbo", "canbo" + " " * 251 + "x"])
def test_case_and_spaces_of_a_name_do_not_begin_another_count(service, name):
    for number in range(PER_NAME):
        spelled = ["canbo", "CanBo", " canbo ", "CANBO\n"][number % 4]
        open_sign_in(service, spelled, replace(HERE, password="sai-hoàn-toàn-1"))

    with pytest.raises(SignInThrottled):
        open_sign_in(service, name, HERE)


def test_signing_in_again_ends_the_sign_in_that_the_browser_had(service):
    first = open_sign_in(service, "canbo", HERE)
    second = open_sign_in(service, "canbo", replace(HERE, token=first.token))

    assert caller_of_token(service, first.token) is None
    assert caller_of_token(service, second.token).viewer.name == "canbo"


def test_a_password_that_is_changed_while_a_guess_is_weighed_counts_as_it_is_now(service, monkeypatch):
    """The guess began before the change and was right then: it opens nothing after it."""
    weigh = sign_ins.verify_password

    def meanwhile(password, hashed):
        with service.database.write() as session:
            put_password(session, get_account(session, "canbo"), "$argon2id$khác", clock.now())
        return weigh(password, hashed)

    monkeypatch.setattr(sign_ins, "verify_password", meanwhile)

    assert open_sign_in(service, "canbo", HERE) is None


def test_an_own_password_is_changed_by_the_current_one_and_ends_every_other_sign_in(service):
    here, there = (open_sign_in(service, "canbo", HERE).token for _ in range(2))
    caller = caller_of_token(service, here)

    with pytest.raises(NotProved):
        change_password(caller, replace(HERE, password="sai-hoàn-toàn-1", token=here), OWN)
    token = change_password(caller, replace(HERE, token=here), OWN)

    assert [caller_of_token(service, t) is not None for t in (here, there, token)] == [False, False, True]
    assert open_sign_in(service, "canbo", HERE) is None
    assert open_sign_in(service, "canbo", replace(HERE, password=OWN)) is not None
    assert [row.actor for row in trail(service, "change_password")] == ["canbo"]


def test_guesses_at_the_current_password_are_counted_with_those_at_the_door(service):
    caller = caller_named(service, "canbo")
    for _ in range(PER_NAME):
        with pytest.raises(NotProved):
            change_password(caller, replace(HERE, password="sai-hoàn-toàn-1"), OWN)

    with pytest.raises(SignInThrottled):
        open_sign_in(service, "canbo", HERE)


def test_a_refused_new_password_costs_no_attempt(service):
    caller = caller_named(service, "canbo")

    for _ in range(PER_NAME + 1):
        with pytest.raises(AccountRefused):
            change_password(caller, HERE, "matkhau12345")

    assert open_sign_in(service, "canbo", HERE) is not None


def test_the_next_sign_in_tells_once_when_and_from_where_the_password_was_changed(service):
    change_password(caller_named(service, "canbo"), HERE, OWN)
    proof = replace(HERE, password=OWN)

    by_program = open_sign_in(service, "canbo", proof, tells=False)
    first, second = open_sign_in(service, "canbo", proof), open_sign_in(service, "canbo", proof)

    assert by_program.news == first.news
    assert (first.news[1], second.news) == ("10.0.0.1", None)
    assert clock.now() - first.news[0] < timedelta(minutes=1)


def test_a_first_password_opens_nothing_but_its_own_change(service):
    given = renew_password(caller_named(service, "quantri"), "canbo")
    opened = open_sign_in(service, "canbo", replace(HERE, password=given))
    caller = caller_of_token(service, opened.token)

    with pytest.raises(OwnPasswordNeeded):
        caller.require("list_people")
    token = change_password(caller, replace(HERE, password=given, token=opened.token), OWN)

    caller_of_token(service, token).require("list_people")
    assert opened.must_choose
    assert open_sign_in(service, "canbo", replace(HERE, password=given)) is None


def test_a_first_password_is_over_after_the_time_that_was_said(service):
    given = renew_password(caller_named(service, "quantri"), "canbo")
    proof, hours = replace(HERE, password=given), service.settings.first_password_hours

    with time_machine.travel(clock.now() + timedelta(hours=hours, minutes=-1), tick=False):
        before = open_sign_in(service, "canbo", proof)
    with time_machine.travel(clock.now() + timedelta(hours=hours, minutes=1), tick=False):
        after = open_sign_in(service, "canbo", proof)

    assert before is not None
    assert after is None


def test_a_use_is_noted_so_that_a_sign_in_in_use_goes_on_and_an_idle_one_ends(service):
    with service.database.write() as session:
        used, idle = (issue_token(session, get_account(session, "canbo"), clock.now()) for _ in range(2))
    start = clock.now()

    for minutes in (30, 65, 100):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert caller_of_token(service, used) is not None
    with time_machine.travel(start + timedelta(minutes=61), tick=False):
        assert caller_of_token(service, idle) is None


def test_an_act_that_is_not_the_role_s_is_on_the_trail_when_it_was_asked_for(web):
    answer = web.get("congty", "/people")

    rows = trail(web.service, "refuse")
    assert answer.status_code == 403
    assert [(row.actor, row.role, row.subject) for row in rows] == [("congty", "employer", "list_people")]


def test_the_refusal_names_who_asked(service):
    with pytest.raises(NotAllowed) as caught:
        caller_named(service, "congty").require("list_people")

    assert (caught.value.caller.viewer.name, caught.value.act) == ("congty", "list_people")


def test_one_s_own_sign_ins_are_told_and_nobody_else_s(service):
    token = open_sign_in(service, "canbo", HERE).token
    open_sign_in(service, "canbo2", HERE)

    own = own_sign_ins(caller_named(service, "canbo"), token)

    (only,) = own["sign_ins"]
    assert (only["this"], only["from"], only["device"]) == (True, "10.0.0.1", "Chrome, Android")
    assert token not in str(own)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge, Windows"),
        ("curl/8.4.0", "curl"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_device_is_told_in_a_word_or_two(agent, words):
    assert device_words(agent) == words


def test_a_new_hash_is_refused_for_the_employer_s_own_number(service):
    with pytest.raises(AccountRefused):
        new_hash("congty", "congty3400000514", "3400000514")


def test_the_api_changes_the_password_and_gives_a_new_token(web):
    first = web.client.post("/api/v1/token", data={"username": "canbo", "password": PASSWORD}).json()["access_token"]
    bearer = {"Authorization": f"Bearer {first}"}

    weak = web.client.post(
        "/api/v1/password", json={"password": PASSWORD, "new_password": "matkhau12345"}, headers=bearer
    )
    done = web.client.post("/api/v1/password", json={"password": PASSWORD, "new_password": OWN}, headers=bearer)
    after = {"Authorization": f"Bearer {done.json()['access_token']}"}

    assert (weak.status_code, weak.json()["code"]) == (422, "account_refused")
    assert web.client.get("/api/v1/people", headers=bearer).status_code == 401
    assert web.client.get("/api/v1/people", headers=after).status_code == 200


def test_the_api_tells_one_s_sign_ins_ends_one_and_signs_out(web):
    tokens = [
        web.client.post("/api/v1/token", data={"username": "canbo", "password": PASSWORD}).json()["access_token"]
        for _ in range(2)
    ]
    first, second = ({"Authorization": f"Bearer {token}"} for token in tokens)
    other = next(s["id"] for s in web.client.get("/api/v1/sign-ins", headers=first).json()["sign_ins"] if not s["this"])

    ended = web.client.post("/api/v1/sign-ins/end", json={"password": PASSWORD, "ids": [other]}, headers=first).json()
    left = {"Authorization": f"Bearer {ended['access_token']}"}

    assert ended["ended"] == 1
    assert web.client.get("/api/v1/people", headers=second).status_code == 401
    assert web.client.delete("/api/v1/token", headers=left).status_code == 204
    assert web.client.get("/api/v1/people", headers=left).status_code == 401
