"""The supervisor's area: figures with their parts, the plan, a run at one's word."""

from datetime import timedelta

import pytest

from api.acts.area import price_words
from api.acts.supervision import kpi_view, list_runs
from api.web.charts import share_bar, table_drawing
from tests.api.conftest import caller_named


def test_the_first_page_states_each_target_with_its_parts_and_its_day(shared_site):
    page = shared_site.sign_in("giamsat").get("/area")

    view = kpi_view(caller_named(shared_site.service, "giamsat"))
    trained = next(t for t in view["items"] if t["code"] == "trained")
    assert page.status == 200
    assert f"{trained['numerator']} trên {trained['denominator']}" in page.words
    assert "trên 60 %" in page.words
    assert "trên 50 người mỗi năm" in page.words
    assert shared_site.service.today().strftime("%d/%m/%Y") in page.words


def test_the_pack_for_the_meeting_names_nobody(shared_site):
    page = shared_site.sign_in("giamsat").get("/area/meeting")

    assert "Từ giới thiệu đến sáu tháng" in page.words
    assert "PT-0" not in page.text


def test_the_plan_goes_by_code_and_says_who_has_no_seat(shared_site):
    page = shared_site.sign_in("giamsat").get("/area/plan")

    assert "PT-" in page.text
    assert "người chưa có chỗ" in page.words


def test_a_run_is_asked_for_once_however_often_the_form_is_sent(site):
    site.sign_in("giamsat")
    ask = site.get("/area/runs/new")

    first = site.send(ask)
    again = site.send(ask)

    runs = list_runs(caller_named(site.service, "giamsat"))
    assert [r["state"] for r in runs] == ["done"]
    assert first.status == again.status == 200
    assert "đã xong" in first.words


def test_places_that_are_no_number_are_refused_in_words(shared_site):
    page = shared_site.sign_in("giamsat").get("/area/courses?places=nhi%E1%BB%81u")

    assert page.status == 422
    assert "chưa đúng" in page.words


@pytest.mark.parametrize(("price", "words"), [(0.0, "còn chỗ"), (0.1, "cũng cần"), (0.4, "nhiều"), (1.2, "nhiều")])
def test_the_price_of_a_seat_is_said_in_words(price, words):
    assert words in price_words(price)


def test_a_bar_is_never_longer_than_the_whole_and_none_is_no_bar():
    assert share_bar(7, 5)["filled"] == share_bar(5, 5)["filled"]
    assert share_bar(0, 0)["filled"] == 0


def test_a_drawn_table_stays_within_its_drawing():
    table = {"expert": [0.0, 1.0, -2.0], "fitted": [0.1, 0.9, -2.4], "standard_error": [0.1, 0.5, 1.0]}

    drawing = table_drawing(table)

    heights = [float(p.split(",")[1]) for p in (drawing["band"] + " " + drawing["expert"]).split()]
    assert min(heights) >= 0
    assert max(heights) <= drawing["height"]


def test_the_last_year_is_what_the_figures_speak_of(shared_site):
    page = shared_site.sign_in("giamsat").get("/area/meeting")

    since = shared_site.service.today() - timedelta(days=365)
    assert since.strftime("%d/%m/%Y") in page.words
