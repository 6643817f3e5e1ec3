"""The report's totals: exact, the same in every table, and giving no hidden cell away; its area in places' names."""

from datetime import date
from io import BytesIO
from itertools import count

import pytest
from docx import Document
from openpyxl import load_workbook

from api.acts.report import area_name, read_report
from api.acts.report_tables import Composer
from api.exports.report_docx import WORD_WIDTHS, write_docx
from api.exports.report_xlsx import write_report_workbook
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


def compose(returned):
    ids = count(1)
    people = [
        person(next(ids), commune, at < trained, at < 3 and home == 8)
        for commune, (home, trained) in returned.items()
        for at in range(home)
    ]
    report = make_report(Facts(tuple(people), ()), read_period("2026", 14, TODAY), TODAY)
    return Composer(report, "vi", TODAY, 180).document(area_name(returned))


@pytest.fixture(scope="module")
def composed():
    """A report of 101 people who returned, 38 of them trained, three of them in a job since."""
    return compose(HOME)


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


@pytest.mark.parametrize("returned", [5, 38])
def test_a_breakdown_of_one_line_is_one_sentence_in_every_file(returned):
    document = compose({"22969": (returned, returned)})

    section = next(s for s in document.sections if s.title == "Theo xã, phường")
    paper, book = write_docx(document), load_workbook(BytesIO(write_report_workbook(document)))
    assert (section.table, section.sentences) == (None, ("Chỉ có một nhóm nên không chia nhỏ.",))
    assert section.sentences[0] in [p.text for p in Document(BytesIO(paper)).paragraphs]
    assert section.title not in book.sheetnames
    assert section.sentences[0] in [row[0].value for row in book.worksheets[-1].iter_rows()]


def test_a_column_with_people_in_one_line_alone_is_withheld():
    rows = table_of(compose({"22969": (41, 38), "22915": (52, 0)}), "commune").rows

    told = [[cell.text for cell in row[1:4]] for row in rows]
    assert told == [["50", "50", "*"], ["40", "40", "*"], ["93", "93", "38"]]


def test_a_breakdown_all_of_whose_columns_tell_their_cells_is_not_drawn():
    section = next(s for s in compose({"22969": (1, 1), "22915": (1, 0)}).sections if s.title == "Theo xã, phường")

    assert section.table is None
    assert "suy được số đúng" in section.sentences[0]


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
