"""The report's totals: exact, the same in every table, and giving no hidden cell away; its area in places' names."""

from datetime import date
from itertools import count

import pytest

from api.acts.report import area_name, read_report
from api.acts.report_tables import Composer
from api.exports.report_docx import WORD_WIDTHS
from employers.reference.places import list_communes
from matcher.report import make_report
from matcher.report_facts import Event, Facts, PersonFacts
from matcher.report_periods import read_period
from tests.api.conftest import caller_named
from tests.factories import TODAY

HOME = {"22969": (41, 30), "22915": (52, 5), "22924": (8, 3)}
"""People who returned to each of three communes and how many of them were trained: 101 and 38 in all."""


def person(row, commune, trained, started):
    came, learnt = date(2026, 3, 1), date(2026, 2 + row % 2, 20)
    courses = (Event(learnt, f"trade{row % 3}", "-"),) if trained else ()
    jobs = (Event(date(2026, 5, 1), "trade0", "company"),) if started else ()
    return PersonFacts(row, f"PT-{row}", commune, False, False, came, came, courses, jobs, (), erased=False)


@pytest.fixture(scope="module")
def composed():
    """A report of 101 people who returned, 38 of them trained, three of them in a job since."""
    ids = count(1)
    people = [
        person(next(ids), commune, at < trained, at < 3 and home == 8)
        for commune, (home, trained) in HOME.items()
        for at in range(home)
    ]
    report = make_report(Facts(tuple(people), ()), read_period("2026", 14, TODAY), TODAY)
    return Composer(report, "vi", TODAY, 180).document(area_name(HOME))


def table_of(document, code):
    return next(s.table for s in document.sections if s.table and s.table.code == code)


def test_every_table_tells_the_same_exact_total(composed):
    targets, by_commune = table_of(composed, "targets"), table_of(composed, "commune")

    assert {row[1].text: row[5].text for row in targets.rows}["Người trở về trong kỳ"] == "101"
    assert [cell.text for cell in by_commune.rows[-1]] == ["Cộng", "101", "101", "38", "0"]
    assert [cell.text for cell in table_of(composed, "around_return").rows[-1]] == ["Cộng", "101", "38"]


def test_beside_an_exact_total_a_hidden_cell_still_may_be_several_numbers(composed):
    trained = [row[3].text for row in table_of(composed, "commune").rows]

    assert sorted(trained) == ["*", "*", "30", "38"]  # 38 - (28 to 32) leaves 6 to 10 for two cells of 1 to 7


def test_a_small_total_that_the_first_table_does_not_tell_stays_hidden(composed):
    assert table_of(composed, "trade").rows[-1][2].text == "*"


def test_no_change_is_nought_without_a_sign(composed):
    changes = [row[3].text for row in table_of(composed, "compared").rows]

    assert changes == ["+101", "+101", "+38", "0"]


def test_the_area_is_told_by_the_names_of_places(office):
    lead = " ".join(read_report(caller_named(office, "giamsat"), "2026").document.lead)

    assert "Phạm vi: " in lead and "(Lâm Đồng)" in lead
    assert "giamsat" not in lead


def test_a_large_area_is_told_by_numbers_and_an_empty_one_in_words():
    codes = [commune.code for commune in list_communes("Lâm Đồng")]

    assert area_name(codes) == f"toàn bộ {len(codes)} xã, phường của Lâm Đồng"
    assert area_name(codes[:20], "en") == f"20 of the {len(codes)} communes of Lâm Đồng"
    assert area_name(()) == "chưa có xã, phường nào được giao"


def test_the_column_of_numbers_is_wide_enough_for_one_line(shared_site):
    page = shared_site.sign_in("giamsat").get("/area/report/2026")

    assert WORD_WIDTHS["targets"][0].mm >= 12
    assert '<th scope="col" class="nowrap">TT</th>' in page.text
