"""A soft caution switched off by JSON: with its note, which nothing overwrites."""

import pytest

from tests.api.pages.conftest import site

__all__ = ["site"]

PLACE = "/people/PT-001/cautions"


def switch(web, **more):
    return web.post("canbo", PLACE, json={"caution": "night_work", **more})


def note(web):
    return next(it for it in web.get("canbo", PLACE).json()["items"] if it["code"] == "night_work")["note"]


@pytest.mark.parametrize("more", [{}, {"note": None}, {"note": "  "}])
def test_switching_off_without_a_note_is_refused_at_its_field_and_the_note_before_stays(web, more):
    switch(web, off=True, note="đã quen ca đêm")

    refused = switch(web, off=True, **more)

    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"field": "body.note", "detail": "Khi tắt một lời nhắc, hãy ghi lý do."}]
    assert note(web) == "đã quen ca đêm"


def test_a_new_note_takes_the_place_of_the_one_before_and_on_needs_none(web):
    switch(web, off=True, note="đã quen ca đêm")
    switch(web, off=True, note="chỉ làm đến 23 giờ")

    changed = note(web)
    on = switch(web, off=False)

    assert changed == "chỉ làm đến 23 giờ"
    assert (on.status_code, note(web)) == (201, None)


def test_a_note_on_the_page_is_of_the_caution_that_it_switches_off(site):
    place = "/people/PT-001/cautions"
    first = site.sign_in("canbo").get(place)
    site.send(first, place, on=["same_cohort_housing", "bars_and_cash"], note="đã quen ca đêm")

    site.send(site.get(place), place, on=["same_cohort_housing"], note="từng làm thu ngân")

    page = site.get(place)
    assert "đã quen ca đêm" in page.words and "từng làm thu ngân" in page.words
