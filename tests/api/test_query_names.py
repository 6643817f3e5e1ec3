"""A misspelled question is told so, at every route that needs a sign-in; none is answered by the wrong list."""

import pytest

from api.app import _ROUTERS
from api.deps import query_names


def test_a_quarter_asked_for_by_the_command_s_word_is_told_the_right_one(web):
    refused = web.get("giamsat", "/kpi?quarter=2027Q1")

    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"field": "query.quarter", "detail": "Không có tham số tên như vậy; ở đây có: lang, period."}
    ]
    assert web.get("giamsat", "/kpi?period=2026Q1&lang=en").json()["period"] == "2026Q1"


@pytest.mark.parametrize("path", ["/people?stat=open", "/openings?pagesize=5", "/plan?x=1", "/people/PT-001?full=1"])
def test_what_no_route_reads_is_refused_wherever_it_is_asked(web, path):
    assert web.get("giamsat", path).status_code == 422


def test_a_list_that_is_kept_refuses_it_too(web):
    web.get("canbo", "/people/PT-001/suggestions")

    assert web.get("canbo", "/people/PT-001/suggestions?limt=3").status_code == 422


def test_a_name_that_is_no_plain_word_is_not_said_back(web):
    refused = web.get("giamsat", "/kpi?Nguy%E1%BB%85n%20V%C4%83n%20A=1")

    assert [error["field"] for error in refused.json()["errors"]] == ["query.?"]


def test_who_is_not_signed_in_is_told_that_first(web):
    assert web.client.get("/api/v1/kpi?quarter=2027Q1").status_code == 401


def test_every_route_s_own_names_are_found():
    found = {route.path: query_names(route.dependant) for module in _ROUTERS for route in module.router.routes}

    assert found["/people/{code}/suggestions"] == {"limit", "order", "lang"}
    assert found["/plan"] == frozenset()


def test_an_address_where_nothing_is_says_so_in_a_sentence(web):
    absent, forbidden = web.get("giamsat", "/khong-co"), web.get("congty", "/people")

    assert (absent.status_code, forbidden.status_code) == (404, 403)
    assert all(answer.json()["detail"].endswith(".") for answer in (absent, forbidden))
