"""Every page for every role, on one's own, another's and an absent record, against the policy written by hand."""

import pytest
from fastapi.routing import APIRoute

from api import clock
from api.acts.agreements import agree
from api.acts.merging import merge
from api.acts.person_loans import record_loan
from api.app import PAGES
from api.pages import confirm, front, provider
from matcher.consents import ConsentAct
from matcher.model_store import keep_model
from matcher.tables import Purpose
from tests.api.conftest import caller_named, import_bytes, operator_of
from tests.api.merging_desk import PEOPLE_ROWS
from tests.api.pages.page_matrix import AD, CW, EM, ROWS, SV
from tests.api.test_policy import WHO, _records
from tests.lists import csv_from

WITH_CODE = [row for row in ROWS if row.own]
GET_WITH_CODE = [row for row in WITH_CODE if row.method == "GET"]


def whose(row):
    """An account that may open a page: a case worker before a supervisor before an employer, else the administrator."""
    return next(WHO[role] for role in (CW, SV, EM, AD) if role in row.allowed)


def name_of(row):
    return f"{row.method} {row.path}"


@pytest.fixture(scope="module")
def ids():
    return {}


@pytest.fixture(scope="module")
def desk(shared_site, ids):
    """The office with a referral and a placement of each side."""
    from tests.api.conftest import Web

    ids.update(_records(Web(shared_site.service, shared_site.client)), **_more_records(shared_site.service))
    return shared_site


def _more_records(service):
    """A merge that can be undone, and a version of the model that can be used."""
    import_bytes(operator_of(service), "people", csv_from(PEOPLE_ROWS[:2]))
    merged = merge(caller_named(service, "giamsat"), "people", "TR-1", "TR-2")
    with service.ranker_sessions.write() as session:
        version = keep_model(session, service.model().ranker, 0, clock.now()).version
    how = ConsentAct(service.today(), ("jobs",))
    agree(caller_named(service, "canbo"), "PT-001", Purpose.work_sheet, how)
    told = {"lent_on": "05/10/2026", "amount_vnd": "30 triệu"}
    loan = record_loan(caller_named(service, "canbo"), "PT-001", told)
    return {"OWN_MERGE": merged["id"], "OWN_VERSION": str(version), "OWN_LOAN": loan}


def ask(site, ids, who, row, first=None):
    site.turn_to(who)
    place = row.address(ids.get(first or row.own, first or row.own)) if row.own else row.path
    for name, value in ids.items():
        place = place.replace(name, value)
    if row.method == "GET":
        return site.get(place)
    return site.post(place, {}, follow_redirects=False)


def test_every_page_stands_in_this_matrix():
    served = {
        (method, route.path)
        for module in PAGES
        if module not in (front, provider, confirm)  # open to who is not signed in
        for route in module.router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }

    assert served == {(row.method, row.path) for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_without_a_sign_in_a_page_is_the_sign_in_page(desk, ids, row):
    page = ask(desk, ids, None, row)

    assert page.status == (200 if row.method == "GET" else 401)
    assert "password" in page.form("/").values


@pytest.mark.parametrize("role", WHO)
@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_who_may_not_is_refused_and_who_may_is_not(desk, ids, row, role):
    page = ask(desk, ids, WHO[role], row, "KHONGCO" if row.own else None)

    assert "text/html" in page.answer.headers["content-type"] or page.status == 303
    if role not in row.allowed:
        assert page.status == 403
    elif row.method == "GET":
        assert page.status == (404 if row.own else 200)
    else:
        assert page.status == 403  # the form carries no token of its own
        assert "không còn dùng được" in page.words


@pytest.mark.parametrize("row", GET_WITH_CODE, ids=name_of)
def test_one_s_own_page_is_shown(desk, ids, row):
    assert ask(desk, ids, whose(row), row).status == 200


@pytest.mark.parametrize("row", [r for r in GET_WITH_CODE if r.others], ids=name_of)
def test_another_s_and_an_absent_record_are_the_same_page_byte_for_byte(desk, ids, row):
    who = "giamsat-moi" if row.others == "PT-003" and CW not in row.allowed else whose(row)
    others, absent = ask(desk, ids, who, row, row.others), ask(desk, ids, who, row, row.absent)

    assert others.status == absent.status == 404
    assert others.answer.content == absent.answer.content
    own = ("content-length", "x-request-id")  # blurred of compressed pages; every answer's own number
    assert {k: v for k, v in others.answer.headers.items() if k not in own} == {
        k: v for k, v in absent.answer.headers.items() if k not in own
    }


@pytest.mark.parametrize("row", [r for r in ROWS if r.method == "POST"], ids=name_of)
def test_a_form_without_its_token_or_with_another_s_changes_nothing(desk, ids, row):
    from api.web.forms import form_token

    keys = desk.service.keys
    who = whose(row)
    desk.sign_out()
    desk.sign_in(who)
    place = row.address(ids.get(row.own, row.own)) if row.own else row.path
    for name, value in ids.items():
        place = place.replace(name, value)

    for token in ("", "x", "\u00e9", "A" * 44, form_token(keys, "canbo2")):
        page = desk.post(place, {"token": token}, follow_redirects=False)
        assert page.status == 403
    assert caller_named(desk.service, who).viewer.name == who


def test_only_an_account_without_work_of_its_own_is_told_so(desk):
    for who, told in (("quantri", True), ("congty", False), ("canbo", False)):
        desk.sign_out()
        assert ("chỉ quản lý các tài khoản khác" in desk.sign_in(who).get("/home").words) is told
