"""A second factor asks for a code at every sign-in, takes each code once, and can be replaced by a spare one."""

import base64
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from fastapi.testclient import TestClient

from api import clock, second_factor, sign_ins
from api.accounts import get_account
from api.app import make_app
from api.second_factor import WrongCode
from api.throttle import PER_NAME, SignInThrottled
from tests.api.conftest import PASSWORD, Web, caller_named
from tests.api.pages.site import BASE, Site
from tests.stores import looks_into_the_file

NOW = clock.now()
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The key of RFC 6238, appendix B, in base32."""


@pytest.fixture
def site(office):
    with TestClient(make_app(office), base_url=BASE, raise_server_exceptions=False) as client:
        yield Site(office, client)


def code_at(secret, moment):
    return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(moment.timestamp())).decode()


@pytest.fixture
def enrolled(service):
    """The supervisor with a second factor in force since a minute ago: the secret and the spare codes."""
    with service.database.write() as session:
        account = get_account(session, "giamsat")
        before = NOW - timedelta(minutes=1)
        secret = second_factor.begin(session, service.keys, account, before)
        spare = second_factor.confirm(session, service.keys, account, code_at(secret, before), before)
    return secret, spare


def sign_in(service, code, now=NOW, password=PASSWORD):
    return sign_ins.sign_in(
        service.database,
        "giamsat",
        password,
        "127.0.0.1",
        now,
        lambda session, account: bool(account) and second_factor.passes(session, service.keys, account, code, now),
    )


def test_the_codes_are_those_of_the_standard():
    made = TOTP(base64.b32decode(RFC_SECRET), 8, SHA1(), 30)

    assert [made.generate(t) for t in (59, 1111111109, 20000000000)] == [b"94287082", b"07081804", b"65353130"]


def test_a_right_password_alone_no_longer_opens_the_account(service, enrolled):
    assert sign_in(service, "") is None
    assert sign_in(service, "000000") is None
    assert sign_ins.sign_in(service.database, "giamsat", PASSWORD, "127.0.0.1", NOW) is None
    assert sign_in(service, code_at(enrolled[0], NOW)) is not None


def test_a_code_counts_once(service, enrolled):
    code = code_at(enrolled[0], NOW)

    first, second = sign_in(service, code), sign_in(service, code)

    assert first is not None
    assert second is None


@pytest.mark.parametrize(("seconds", "opens"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_clocks_may_differ_by_one_step(service, enrolled, seconds, opens):
    later = NOW + timedelta(minutes=10)

    account = sign_in(service, code_at(enrolled[0], later + timedelta(seconds=seconds)), later)

    assert (account is not None) is opens


def test_a_spare_code_stands_in_for_the_telephone_once(service, enrolled):
    spare = enrolled[1][0]

    opened, again = sign_in(service, f" {spare[:8].lower()} {spare[8:]} "), sign_in(service, spare)

    assert len(set(enrolled[1])) == second_factor.SPARE_CODES
    assert opened is not None
    assert again is None
    assert sign_in(service, enrolled[1][1]) is not None


def test_a_wrong_code_is_counted_as_a_wrong_password(service, enrolled):
    for _ in range(PER_NAME):
        assert sign_in(service, "000000") is None

    with pytest.raises(SignInThrottled):
        sign_in(service, code_at(enrolled[0], NOW))


def test_until_its_first_code_a_secret_asks_for_nothing(service):
    with service.database.write() as session:
        account = get_account(session, "giamsat")
        secret = second_factor.begin(session, service.keys, account, NOW)
        with pytest.raises(WrongCode):
            second_factor.confirm(session, service.keys, account, "000000", NOW)

    assert sign_in(service, "") is not None
    assert len(secret) == 32


@looks_into_the_file
def test_neither_secret_nor_spare_codes_are_in_the_database_file(service, enrolled):
    service.database.dispose()
    folder = service.settings.keys.parent

    content = b"".join(p.read_bytes() for p in folder.iterdir() if p.name.startswith("db.sqlite"))

    assert content
    assert not [word for word in (enrolled[0], *enrolled[1]) if word.encode() in content]


def test_the_api_takes_the_code_beside_the_password(web):
    secret = _enrol(web)
    body = {"username": "giamsat", "password": PASSWORD}

    without = web.client.post("/api/v1/token", data=body)
    wrong = web.client.post("/api/v1/token", data={**body, "password": "sai-hoàn-toàn-1"})
    right = web.client.post("/api/v1/token", data={**body, "otp": code_at(secret, clock.now())})

    assert (without.status_code, without.content) == (401, wrong.content)
    assert right.status_code == 200 and right.json()["access_token"]


@pytest.mark.parametrize(("address", "status"), [("http://nv.example", 403), ("https://nv.example", 401)])
def test_the_api_takes_no_password_over_plain_http_from_elsewhere(office, address, status):
    with TestClient(make_app(office), base_url=address, raise_server_exceptions=False) as client:
        answer = client.post("/api/v1/token", data={"username": "canbo", "password": "sai-mật-khẩu-1"})

    assert answer.status_code == status


def _enrol(web):
    with web.service.database.write() as session:
        account = get_account(session, "giamsat")
        before = clock.now() - timedelta(minutes=1)
        secret = second_factor.begin(session, web.service.keys, account, before)
        second_factor.confirm(session, web.service.keys, account, code_at(secret, before), before)
    return secret


def test_an_account_has_one_second_factor_at_a_time(service, enrolled):
    with service.database.write() as session, pytest.raises(WrongCode):
        second_factor.begin(session, service.keys, get_account(session, "giamsat"), NOW)
    assert caller_named(service, "giamsat").viewer.name == "giamsat"


def test_where_the_setting_says_so_nothing_is_done_before_a_second_factor_is_in_force(office):
    strict = replace(office, settings=office.settings.model_copy(update={"second_factor": "required"}))
    with TestClient(make_app(strict), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        web = Web(strict, client)

        refused, others = web.get("giamsat", "/people"), web.get("canbo", "/people")
        _enrol(web)
        opened = web.get("giamsat", "/people")

    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_needed")
    assert others.status_code == opened.status_code == 200


def test_a_second_factor_is_put_in_force_and_taken_away_on_its_page(site):
    desk = site.sign_in("giamsat")
    asked = desk.send(desk.get("/second-factor"), password=PASSWORD)
    form = asked.form("/second-factor/confirm")
    secret = re.search(r"<strong>([A-Z2-7 ]{39})</strong>", asked.text)
    assert form and secret

    wrong = desk.send(asked, "/second-factor/confirm", code="000000")
    moment = clock.now()
    codes = desk.send(wrong, "/second-factor/confirm", code=code_at(secret[1].replace(" ", ""), moment))
    spare = re.search(r"<strong>([A-Z2-7]{16})</strong>", codes.text)
    on = desk.get("/second-factor")
    off = desk.send(on, "/second-factor/end", password=PASSWORD, code=spare[1] if spare else "")

    assert (wrong.status, "Mã chưa đúng" in wrong.words) == (422, True)
    assert codes.text.count("<li><strong>") == second_factor.SPARE_CODES
    assert "Đã bật" in on.words
    assert "Bắt đầu" in off.words


@pytest.mark.parametrize("given", [{"password": "sai-hoàn-toàn-1"}, {"password": ""}])
def test_beginning_a_second_factor_asks_for_the_password_anew(site, given):
    asked = site.sign_in("giamsat").send(site.get("/second-factor"), **given)

    assert asked.status == 422
    assert ("chưa đúng" if given["password"] else "Hãy gõ mật khẩu") in asked.words
    assert "Bắt đầu" in site.get("/second-factor").words


def test_taking_it_away_needs_password_and_code_and_guesses_are_counted(web):
    secret = _enrol(web)
    site = Site(web.service, web.client).sign_in("giamsat")
    on = site.get("/second-factor")

    alone = site.send(on, "/second-factor/end", password=PASSWORD, code="")
    guesses = [site.send(on, "/second-factor/end", password=PASSWORD, code="000000") for _ in range(PER_NAME)]
    after = site.send(on, "/second-factor/end", password=PASSWORD, code=code_at(secret, clock.now()))

    assert {page.status for page in (alone, *guesses)} == {422}
    assert "quá nhiều lần" in after.words
    assert "Đã bật" in site.get("/second-factor").words


def test_a_secret_waits_a_quarter_of_an_hour_for_its_first_code(service):
    with service.database.write() as session:
        account = get_account(session, "giamsat")
        secret = second_factor.begin(session, service.keys, account, NOW)
        later = NOW + timedelta(minutes=16)

        assert second_factor.begun_secret(session, service.keys, account, NOW + timedelta(minutes=13)) == secret
        assert second_factor.begun_secret(session, service.keys, account, later) is None
        with pytest.raises(WrongCode):
            second_factor.confirm(session, service.keys, account, code_at(secret, later), later)


def test_a_second_factor_put_in_force_ends_every_other_sign_in(site):
    other = Site(site.service, TestClient(site.client.app, base_url=BASE)).sign_in("giamsat")
    asked = site.sign_in("giamsat").send(site.get("/second-factor"), password=PASSWORD)
    secret = re.search(r"<strong>([A-Z2-7 ]{39})</strong>", asked.text)

    assert secret and other.get("/account").status == 200
    site.send(asked, "/second-factor/confirm", code=code_at(secret[1].replace(" ", ""), clock.now()))

    assert site.get("/account").answer.url.path == "/account"
    assert other.get("/account").answer.url.path == "/"


def test_the_setting_may_ask_everyone(office):
    strict = replace(office, settings=office.settings.model_copy(update={"second_factor": "everyone"}))
    with TestClient(make_app(strict), base_url=BASE, raise_server_exceptions=False) as client:
        site = Site(strict, client).sign_in("congty")
        refused = site.get("/employer")

        assert (refused.status, "/second-factor" in refused.links) == (403, True)
        assert site.get("/second-factor").status == 200


def test_a_code_that_opened_a_sign_in_changes_nothing_afterwards(web):
    secret = _enrol(web)
    code = code_at(secret, clock.now())
    body = {"username": "giamsat", "password": PASSWORD, "otp": code}
    token = web.client.post("/api/v1/token", data=body).json()["access_token"]
    change = {"password": PASSWORD, "otp": code, "new_password": "trâu gặm cỏ ngoài đê"}

    again = web.client.post("/api/v1/password", json=change, headers={"Authorization": f"Bearer {token}"})

    assert (again.status_code, again.json()["code"]) == (422, "not_proved")
    assert web.client.get("/api/v1/people", headers={"Authorization": f"Bearer {token}"}).status_code == 200
