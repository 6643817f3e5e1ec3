"""The report as files: what stands in them, how the command answers bad input, and that small figures stay hidden."""

from io import BytesIO

import docx
import openpyxl
import pytest

from api.acts.report import UnknownFigure, read_report, rows_behind
from api.exports.exporter import report_as_file
from api.exports.paper import printed
from api.report_words import CAPTIONS, FRAME, HEADERS, LINES, METHOD, SECTIONS, SENTENCES, TITLE, UNKNOWN, written
from api.wording import KINDS_EN
from employers.reference.work_terms import EMPLOYER_KINDS
from tests.api.conftest import caller_named, operator_of


def words_of(content):
    """Paragraphs and cells of a document."""
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [p.text for p in document.paragraphs], cells


def test_the_document_states_each_target_with_numerator_denominator_and_day(office):
    code, content = report_as_file(caller_named(office, "giamsat"), ".docx", "2026Q4")

    paragraphs, cells = words_of(content)
    assert code == "2026Q4"
    assert "Quý 4 năm 2026 (tạm tính)" in paragraphs
    assert (
        "Học nghề: 1 trên 1 người trở về (100,0 %), kế hoạch trên 60 %: đạt. Lũy kế đến ngày 23/11/2026." in paragraphs
    )
    assert {"Chỉ tiêu", "ĐVT", "Kế hoạch", "Thực hiện", "Lũy kế", "Đạt %", "Nữ", "DTTS"} <= set(cells)
    assert "PT-0" not in "".join(paragraphs + cells)


def test_a_closed_quarter_is_not_provisional(office):
    paragraphs, _ = words_of(report_as_file(caller_named(office, "giamsat"), ".docx", "2026Q3")[1])

    assert "Quý 3 năm 2026" in paragraphs


def test_the_workbook_holds_the_same_tables_with_numbers_as_numbers(office):
    caller = caller_named(office, "giamsat")

    book = openpyxl.load_workbook(BytesIO(report_as_file(caller, ".xlsx", "2026Q4")[1]))

    tables = [s.table for s in read_report(caller, "2026Q4").document.sections if s.table]
    assert len(book.sheetnames) == len(tables) + 1
    first = book[book.sheetnames[0]]
    assert [cell.value for cell in first[4]] == list(tables[0].headers)
    assert first["F5"].value == 1


def test_what_one_supervisor_reports_is_of_their_area_alone(office):
    everything = read_report(operator_of(office), "2026").report
    area = read_report(caller_named(office, "giamsat"), "2026").report
    nowhere = read_report(caller_named(office, "giamsat-moi"), "2026").report

    assert set(area.people) < set(everything.people)
    assert not nowhere.people


def test_nobody_can_be_listed_by_the_people_that_they_are_of(office):
    view = read_report(caller_named(office, "giamsat"), "2026")

    assert "women:returned" in view.figures
    assert not [figure for figure in view.figures if "minority" in figure]


def test_listing_who_stands_behind_a_figure_is_in_the_trail_and_an_unknown_figure_is_none(office):
    caller = caller_named(office, "giamsat")

    found = rows_behind(caller, "2026", "so_far:trained")

    assert [it["code"] for it in found["people"]] == ["PT-001"]
    with pytest.raises(UnknownFigure):
        rows_behind(caller, "2026", "so_far:nothing")
    with office.database.read() as session:
        acts = [row[0] for row in session.connection().exec_driver_sql("select act from audit_event")]
    assert "see_figure" in acts


@pytest.mark.parametrize("words", [FRAME, SECTIONS, CAPTIONS, HEADERS, LINES, SENTENCES, UNKNOWN])
def test_every_word_of_the_report_has_both_languages_and_the_same_facts(words):
    for key, (vietnamese, english) in words.items():
        assert vietnamese and english, key
        assert sorted(_facts(vietnamese)) == sorted(_facts(english)), key
    assert all(len(pair) == 2 for pair in (TITLE, *METHOD))


def _facts(sentence):
    return [part.split("}")[0] for part in sentence.split("{")[1:]]


@pytest.mark.parametrize(("value", "shown"), [(1225, "1.225"), (None, "–"), (0, "0")])
def test_figures_carry_vietnamese_marks(value, shown):
    assert written(value) == shown


def test_the_command_writes_the_report_of_the_last_closed_quarter(filled, tmp_path):
    code, out, _ = filled("export", "report", tmp_path / "bao-cao.docx")

    assert (code, out) == (0, f"Đã ghi {tmp_path / 'bao-cao.docx'} (kỳ 2026Q3).\n")
    assert words_of((tmp_path / "bao-cao.docx").read_bytes())[0][0].startswith("BÁO CÁO")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("report", "a.docx", "--quarter", "2027Q1"), "chưa bắt đầu"),
        (("report", "a.docx", "--quarter", "quý 4"), "2026Q4"),
        (("report", "a.docx", "--quarter", "2026"), "dạng 2026Q4"),
        (("report", "a.docx", "--year", "1900"), "2026"),
        (("report", "a.docx", "--year", "2026", "--quarter", "2026Q1"), "một trong hai"),
        (("people", "a.csv", "--year", "2026"), "chỉ dùng cho report và kpi"),
        (("report", "a.pdf"), ".docx hoặc .xlsx"),
        (("report", "khong/co/thu-muc.docx"), "Không ghi được tệp"),
    ],
)
def test_a_report_that_cannot_be_made_is_answered_by_one_line(filled, words, told):
    code, out, complained = filled("export", *words)

    assert (code, out) == (2, "")
    assert told in complained
    assert complained.count("\n") == 1


def test_kpi_of_a_quarter_comes_out_as_a_list(filled, tmp_path):
    code, _, _ = filled("export", "kpi", tmp_path / "kpi.csv", "--quarter", "2026Q1")

    lines = (tmp_path / "kpi.csv").read_text(encoding="utf-8-sig").splitlines()
    assert code == 0
    assert lines[0] == "code,name,numerator,denominator,goal,met,period,as_of"
    assert lines[2].endswith(",2026Q1,2026-03-31")


def test_the_english_report_speaks_english_throughout(office):
    caller = caller_named(office, "giamsat")

    paragraphs, _ = words_of(report_as_file(caller, ".docx", "2026Q4", "en")[1])
    book = openpyxl.load_workbook(BytesIO(report_as_file(caller, ".xlsx", "2026Q4", "en")[1]))

    assert any(p.startswith("Table 1. ") for p in paragraphs)
    assert not any(p.startswith("Bảng") for p in paragraphs)
    assert book.sheetnames[-1] == "Notes"


def test_a_change_is_a_number_with_its_sign_in_the_format(office):
    content = report_as_file(caller_named(office, "giamsat"), ".xlsx", "2026Q4")[1]

    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[1]

    last = [row[3] for row in sheet.iter_rows(min_row=5) if row[3].value is not None]
    assert last and all(isinstance(cell.value, int | float) for cell in last)
    assert {cell.number_format for cell in last} == {"+#,##0;−#,##0;0"}


def test_kinds_of_employer_have_an_english_name_each():
    assert set(KINDS_EN) == set(EMPLOYER_KINDS)


def test_a_text_that_no_document_can_hold_is_printed_without_it():
    whole = "Số 5,\tthôn Vĩnh Phú 😀\nxã Tuy Phong"

    assert printed(whole) == whole
    assert printed("a\x00b\x07c\x1bd\ufffee\udcfff") == "abcdef"
