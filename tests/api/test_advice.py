"""Advice over HTTP, on the command line and as a list to take along."""

import json
import re

import pytest

from api.acts.advice import VISIT_HEADERS, courses_view, visits_view
from api.exports.exporter import export_list
from matcher.suggest import ListRequest
from tests.api.conftest import caller_named, operator_of

NAMES = re.compile(r"PT-\d{3}|Nguyễn Văn Lành")


def test_a_supervisor_hears_which_courses_to_hold_for_their_own_people(web):
    body = web.get("giamsat", "/advice/courses?places=3").json()

    assert set(body) >= {"as_of", "people", "places", "jobs_now", "gain", "low", "high", "at_most", "text", "items"}
    assert body["low"] <= body["gain"] <= body["high"]
    assert body["gain"] <= body["at_most"] + 0.01
    assert sum(item["seats"] for item in body["items"]) <= 3
    assert all(
        set(item) >= {"course", "isco", "area", "seats", "gain", "low", "high", "text"} for item in body["items"]
    )
    assert body["people"] == 5


def test_a_supervisor_hears_whom_to_visit_and_nobody_is_named(web):
    body = web.get("giamsat", "/advice/visits").json()

    assert set(body) >= {"as_of", "people", "waiting", "text", "items"}
    assert not NAMES.search(json.dumps(body, ensure_ascii=False))
    assert [item["rank"] for item in body["items"]] == list(range(1, len(body["items"]) + 1))


def test_advice_speaks_both_languages(web):
    for path in ("/advice/courses", "/advice/visits"):
        said = [web.get("giamsat", f"{path}?lang={lang}").json()["text"] for lang in ("vi", "en")]
        assert said[0] != said[1]


@pytest.mark.parametrize("query", ["courses?places=-1", "courses?places=mười", "visits?limit=0"])
def test_numbers_out_of_range_are_refused(web, query):
    assert web.get("giamsat", f"/advice/{query}").status_code == 422


def test_a_supervisor_without_communes_is_told_that_there_is_nothing(office):
    caller = caller_named(office, "giamsat-moi")

    courses, visits = courses_view(caller, 10), visits_view(caller)

    assert (courses["items"], courses["people"], courses["gain"]) == ([], 0, 0.0)
    assert courses["text"] == "Chưa có lớp nào làm tăng số việc bền trong kế hoạch."
    assert (visits["items"], visits["waiting"]) == ([], 0)


def test_the_visiting_list_leaves_as_a_workbook(office, tmp_path):
    path = tmp_path / "tham.xlsx"

    export_list(operator_of(office), "visits", path, ListRequest(5))

    assert path.stat().st_size > 0
    assert "phone" in VISIT_HEADERS
