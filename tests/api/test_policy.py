"""Every route for every role, on one's own, another's and an absent record, against the policy written by hand here."""

import json
import re
from datetime import timedelta

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.acts.decisions import Wanted, decide
from api.acts.handover import cover_for
from api.acts.own_work import add_own_work
from api.acts.person_loans import record_loan
from api.acts.placements import start
from api.acts.reminders import remind
from api.app import _ROUTERS, make_app
from api.person_bodies import PersonChange
from api.policy import ACTS, DISCLOSABLE, PERSON_FIELDS, Role, Viewer, may, visible_fields
from api.row_security import SERVICE, asked_by
from matcher.consents import ConsentAct
from matcher.tables import DecisionKind
from tests.api.conftest import TODAY, Web, caller_named, open_service
from tests.api.route_matrix import EM, OPEN, PDF, ROUTES, Route
from tests.stores import copy_store

WHO = {
    Role.case_worker: "canbo",
    Role.supervisor: "giamsat",
    Role.employer: "congty",
    Role.admin: "quantri",
}
YEAR = timedelta(days=365)
CASE = ("/openings/{}/people", "/people", "/placements", "/referrals", "/reminders", "/covers")
WITH_CODE = [r for r in ROUTES if r.own]


def name_of(route):
    return f"{route.method} {route.path}"


@pytest.fixture(scope="module")
def ids():
    return {}


@pytest.fixture(scope="module")
def web(office_files, tmp_path_factory, ids):
    """One application for the whole matrix: its calls do not disturb each other, or are refused."""
    folder = tmp_path_factory.mktemp("matrix") / "files"
    copy_store(office_files, folder)
    service = open_service(folder)
    with TestClient(make_app(service), "http://127.0.0.1", raise_server_exceptions=False) as client:
        web = Web(service, client)
        ids.update(_records(web))
        yield web
    service.close()


def _records(web):
    """A referral, a placement and an import of each side."""
    consent = ConsentAct(TODAY, ("given_name",), wording="2026-11")
    made = {}
    for side, name, person, opening in (("OWN", "canbo", "PT-001", "V-01"), ("OTHER", "canbo2", "PT-007", "V-03")):
        caller = caller_named(web.service, name)
        with web.service.database.write(asked_by(SERVICE)) as session:
            from matcher.people import get_person

            row = get_person(session, person)
            row.case_worker = name
            session.add(row)
        if side == "OTHER":
            rules = ["distance", "shift", "wage_floor"]
            decide(caller, person, Wanted(opening, DecisionKind.override, "đã bàn", rules=rules))
        referral = decide(caller, person, Wanted(opening, DecisionKind.refer, "hợp", consent=consent))
        made[f"{side}_REFERRAL"] = referral.id
        made[f"{side}_PLACEMENT"] = start(caller, referral.id, TODAY)["id"]
        away = {"OWN": ("canbo", "canbo2"), "OTHER": ("canbo2", "canbo3")}[side]
        made[f"{side}_COVER"] = cover_for(caller, None, away[1], (TODAY + YEAR, TODAY + YEAR))["id"]
        made[f"{side}_LOAN_TO_TAKE_BACK"] = record_loan(
            caller, person, {"lent_on": "05/09/2026", "amount_vnd": "30 triệu"}
        )
        made[f"{side}_REMINDER"] = remind(caller, person, TODAY, None)["id"]
    for side, name in (("OWN", "giamsat"), ("OTHER", "giamsat-moi")):
        made[f"{side}_IMPORT"] = web.post(name, "/imports/people?dry_run=true", **PDF).json()["id"]
    option = {"title": "Nuôi heo", "source": "khảo sát của xã", "stated_on": TODAY, "loan_scheme": "person"}
    made["OWN_OPTION"] = add_own_work(caller_named(web.service, "giamsat"), option)["code"]
    return made


def ask(web, ids, who, route, code=None):
    path = route.path.format(ids.get(code, code)) if code else route.path
    if _is_upload(route):
        return web.call(who, route.method, f"{path}?dry_run=true", **dict(route.more))
    return web.call(who, route.method, path, json=route.body, **dict(route.more))


def _is_upload(route):
    return any(name == "files" for name, _ in route.more)


def test_every_route_stands_in_this_matrix():
    served = {
        (method, route.path)
        for module in _ROUTERS
        for route in module.router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }

    written = {(r.method, r.path.split("?")[0]) for r in ROUTES}

    def shape(pair):
        return pair[0], re.sub(r"\{[^}]*\}|(?<=/imports/)people|(?<=/)999", "{}", pair[1])

    assert {shape(p) for p in written} | {("POST", "/imports/{}")} == {shape(p) for p in served} - OPEN


def test_every_act_that_is_asked_for_is_on_the_page(request):
    sources = "".join(p.read_text() for p in (request.config.rootpath / "api").rglob("*.py"))

    asked = set(re.findall(r'\.require\("(\w+)"\)', sources))

    assert asked <= ACTS.keys()
    assert ACTS.keys() - asked <= {"read_ad"}


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_without_a_token_nothing_is_done(web, ids, route):
    answer = ask(web, ids, None, route, route.own)

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("token", ["", "x", "a" * 5000, "\u00e9", "Bearer"])
def test_a_wrong_token_is_as_none(web, token):
    answer = web.client.get("/api/v1/people", headers={"Authorization": f"Bearer {token}".encode()})

    assert answer.status_code == 401
    assert answer.content == web.get(None, "/people").content


@pytest.mark.parametrize("role", WHO)
@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_who_may_not_is_refused_and_who_may_is_not(web, ids, route, role):
    answer = ask(web, ids, WHO[role], route, "KHONGCO" if route.own else None)

    if role not in route.allowed:
        assert answer.status_code == 403
    else:
        assert answer.status_code not in (401, 500)
        assert answer.status_code != 403 or role == Role.employer  # who may post for itself is refused for another


@pytest.mark.parametrize("route", WITH_CODE, ids=name_of)
def test_one_s_own_is_found(web, ids, route):
    if route.own == "OWN_IMPORT":
        who = "giamsat"
    elif route.path.startswith(CASE) or Role.employer not in route.allowed:
        who = "canbo" if Role.case_worker in route.allowed else "giamsat"
    else:
        who = "congty"

    answer = ask(web, ids, who, route, route.own)

    assert answer.status_code not in (401, 403, 404, 500), answer.text


def _others_and_absent():
    for route in WITH_CODE:
        if route.path.startswith(("/people", "/placements", "/reminders", "/covers")):
            yield route, "canbo" if Role.case_worker in route.allowed else "giamsat-moi"
        elif route.path == "/referrals/{}/answer":
            yield route, "canbo"
            yield route, "congty"
        elif route.path == "/imports/{}":
            yield route, "giamsat"
        elif EM in route.allowed:
            yield route, "congty"


@pytest.mark.parametrize(
    ("route", "who"), list(_others_and_absent()), ids=lambda v: name_of(v) if isinstance(v, Route) else v
)
def test_another_s_and_an_absent_record_look_the_same_byte_for_byte(web, ids, route, who):
    others, absent = ask(web, ids, who, route, route.others), ask(web, ids, who, route, route.absent)

    assert others.status_code == absent.status_code == 404
    code = ids.get(route.others, route.others)
    assert others.content.replace(code.encode(), b"") == absent.content.replace(route.absent.encode(), b"")
    number = "x-request-id"  # every answer's own
    assert {k: v for k, v in others.headers.items() if k != number} == {
        k: v for k, v in absent.headers.items() if k != number
    }


@pytest.mark.parametrize("who", ["giamsat", "giamsat-moi"])
def test_a_supervisor_reads_people_of_their_communes_and_nobody_else(web, who):
    seen = {p["code"] for p in web.get(who, "/people?page_size=200").json()["items"]}

    assert seen == ({"PT-001", "PT-002", "PT-003", "PT-004", "PT-005"} if who == "giamsat" else set())


def test_a_supervisor_without_communes_plans_for_nobody(web):
    assert web.get("giamsat-moi", "/plan").json()["items"] == []
    assert {t["numerator"] for t in web.get("giamsat-moi", "/kpi").json()["items"]} == {0}


def test_a_case_worker_s_list_holds_their_people_and_nobody_else(web):
    seen = {p["code"] for p in web.get("canbo", "/people?page_size=200").json()["items"]} - {"MOI-1"}

    assert seen == {"PT-001", "PT-002", "PT-004", "PT-005", "HS00001"}


def test_a_name_that_is_another_s_is_not_found(web):
    assert web.get("canbo", "/people?query=vi").json()["total"] == 0
    assert web.get("canbo2", "/people?query=vi den").json()["total"] == 1


def test_an_employer_reads_its_own_openings_and_employer_only(web):
    seen = web.get("congty", "/openings?page_size=200").json()["items"]

    assert {o["code"] for o in seen if o["code"].startswith("V-")} == {"V-01", "V-02", "V-04"}
    assert {o["employer"]["tax_code"] for o in seen} == {"3400000514"}
    assert [e["code"] for e in web.get("congty", "/employers?page_size=200").json()["items"]] == ["3400000514"]


def test_committed_and_what_else_tells_of_the_programme_never_reach_the_employer_s_side(web):
    answers = [
        web.get("congty", path)
        for path in ("/employers", "/employers/3400000514", "/openings", "/openings/V-01", "/referrals")
    ]
    answers.append(
        web.client.get("/api/v1/openings/V-01", headers={**web.headers("congty"), "Accept": "application/ld+json"})
    )

    for answer in answers:
        assert answer.status_code == 200
        text = answer.text.lower()
        for word in (
            "committed",
            "cam kết",
            "programme",
            "sau cai",
            "unread",
            "decision_date",
            "treatment",
            "cai nghiện",
        ):
            assert word not in text, answer.url


def test_the_desk_reads_committed(web):
    assert web.get("canbo", "/employers/3400000514").json()["committed"] is True


def test_an_employer_cannot_set_what_it_may_not_read(web):
    answer = web.patch("congty", "/employers/3400000514", {"committed": False}, 1)

    assert answer.status_code == 403
    assert web.get("canbo", "/employers/3400000514").json()["committed"] is True


def test_an_employer_never_reads_a_person_s_code(web):
    answers = [web.get("congty", p).text for p in ("/referrals", "/openings", "/employers")]

    assert not re.search(r"PT-0|HS000|Nguyễn|Hòa", "".join(answers))


@pytest.mark.parametrize("role", [Role.case_worker, Role.supervisor])
def test_a_person_is_shown_with_the_fields_of_the_role_and_no_others(web, role):
    shown = web.get(WHO[role], "/people/PT-001").json()

    assert set(shown) <= PERSON_FIELDS[role]
    assert "id" not in shown
    assert "060088001234" not in str(shown)


def test_every_act_is_some_role_s_and_an_unknown_one_is_nobody_s():
    assert all(ACTS.values())
    for role in Role:
        assert not may(Viewer("x", role), "no_such_act")


def test_a_role_that_is_not_named_sees_no_field_of_a_person():
    for role in (Role.employer, Role.admin, Role.ranker, Role.introducer):
        assert visible_fields(Viewer("x", role)) == frozenset()


def test_every_field_that_can_be_changed_can_be_read_by_the_case_worker():
    changed = set(PersonChange.model_fields) - {"consent_withdrawn_on", "ethnicity"}  # for the fairness audit alone

    assert changed <= PERSON_FIELDS[Role.case_worker]


def test_what_can_be_disclosed_is_the_promised_closed_list():
    promised = "given_name commune skills licences shifts experience phone full_name status_sentence"

    assert set(DISCLOSABLE) == set(promised.split())


def test_every_look_at_a_person_is_in_the_trail_before_it_is_answered(web):
    from sqlmodel import select

    from api.tables import AuditEvent

    with web.service.database.read() as session:
        before = len(session.exec(select(AuditEvent.id)).all())
    web.get("canbo", "/people/PT-001")

    with web.service.database.read() as session:
        new = session.exec(select(AuditEvent).where(AuditEvent.id > before)).all()
    assert [(e.actor, e.act, e.subject) for e in new] == [("canbo", "see_person", "PT-001")]


def test_the_trail_holds_no_identity(web):
    from sqlmodel import select

    from api.tables import AuditEvent

    web.get("canbo", "/people?query=lành")
    with web.service.database.read() as session:
        text = json.dumps(
            [e.model_dump(mode="json") for e in session.exec(select(AuditEvent)).all()], ensure_ascii=False
        )

    assert not re.search("Lành|lành|0912345678|060088001234", text)


def test_a_disabled_account_s_token_ends_at_once(office_files, tmp_path):
    from api.accounts import disable_account, find_account
    from tests.api.conftest import copy_files

    for service in copy_files(office_files, tmp_path / "disabled"):
        with TestClient(make_app(service)) as client:
            web = Web(service, client)
            assert web.get("canbo", "/people").status_code == 200
            with service.database.write() as session:
                account = find_account(session, "canbo")
                disable_account(session, account, caller_named(service, "canbo2").now())

            assert web.get("canbo", "/people").status_code == 401
