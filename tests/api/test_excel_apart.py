"""A workbook is opened in a process of its own: what it takes, and what it lacks, never harms the server."""

import datetime as dt
import io
import struct
import unicodedata

import openpyxl
import pytest

from api.imports import excel_apart
from api.imports.excel_apart import read_apart
from api.imports.unreadable import UnreadableFile
from api.imports.workbooks import open_workbook
from tests.api.test_encodings import cp1258
from tests.api.test_import_people import sheet
from tests.api.test_workbooks import rezipped, sheet_xml, xlsx
from tests.lists.old_excel import code_page, failed, failed_formula, hidden_row, label, label95, number, xls


def code_of(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        open_workbook("danh sach.xls", content)
    return caught.value.code


def test_every_kind_of_cell_comes_back_from_the_child_as_it_went_in():
    def prepare(book, page):
        for column, form in enumerate(("dd/mm/yyyy", "dd/mm/yyyy hh:mm", "hh:mm", "[h]:mm")):
            page.write_number(0, column, (32207, 32207.5, 0.25, 1.5)[column], book.add_format({"num_format": form}))

    (sheet_,) = read_apart(xlsx([[], ["chữ", 1.5, True, '{"date": "x"}']], prepare))

    assert [type(v) for v in sheet_.rows[0].cells] == [dt.date, dt.datetime, dt.time, dt.timedelta]
    assert sheet_.rows[1].cells == ["chữ", 1.5, True, '{"date": "x"}']


def test_a_child_that_is_waited_for_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(excel_apart, "MAX_WAIT_SECONDS", 0.01)

    assert code_of(xlsx([["x"]])) == "too_large"


def busy(rows: int, length: int) -> bytes:
    """A workbook that costs its reader much and its writer little; texts are ``length`` bytes longer."""
    text = b"<c t='inlineStr'><is><t>%d " + b"x" * length + b"</t></is></c>"
    written = b"".join(b"<row>" + text * 60 % ((row,) * 60) + b"</row>" for row in range(rows))
    return rezipped(xlsx([["x"]]), xl__worksheets__sheet1=sheet_xml(written))


@pytest.mark.parametrize(
    ("limit", "rows", "length"),
    [("MAX_MEMORY_BYTES = 110 << 20", 2000, 900), ("MAX_CPU_SECONDS = 1", 9000, 0), ("MAX_RESULT_BYTES = 1000", 9, 0)],
)
def test_each_limit_of_the_child_ends_the_child_alone(limit, rows, length, monkeypatch):
    # The limits are the child's own, so the child is started with another one.
    program = f"import api.imports.excel_apart as m; m.{limit}; m.main()"
    monkeypatch.setattr(excel_apart, "CHILD", ("-I", "-c", program))

    assert code_of(busy(rows, length)) == "too_large"
    assert open_workbook("b.csv", b"a;b\n1;2\n")


def test_an_xls_with_a_far_cell_is_refused_before_it_fills_the_memory():
    assert code_of(xls(label(0, 0, "x"), number(65_535, 255, 1.0))) == "too_large"


def test_an_xls_whose_sectors_run_in_a_circle_is_corrupt():
    content = bytearray(xls(label(0, 0, "x")))
    fat = len(content) - 512
    content[fat : fat + 4] = struct.pack("<i", 0)

    assert code_of(bytes(content)) == "corrupt"


def test_every_cut_of_an_xls_is_refused_and_none_crashes():
    whole = xls(label(0, 0, "Họ và tên"), label(1, 0, "Lê Văn A"))

    codes = {code_of(whole[:cut]) for cut in range(600, len(whole) - 512, 397)}

    assert codes <= {"corrupt", "unknown_type"}


def test_an_xls_tells_its_hidden_rows_and_failed_formulas():
    content = xls(
        label(0, 0, "Họ và tên"), label(0, 1, "Lương"), hidden_row(1), label(1, 0, "A"), failed(1, 1, 42),
        label(2, 0, "B"), failed_formula(2, 1, 7),
    )  # fmt: skip

    (sheet_,) = open_workbook("a.xls", content)

    assert [row.cells for row in sheet_.rows] == [["Họ và tên", "Lương"], ["A", "#N/A"], ["B", "#DIV/0!"]]
    assert sheet_.hidden_rows == {2}


def test_a_workbook_of_excel_95_is_read_with_its_hidden_rows_and_failed_formulas():
    head, name = "Họ và tên", "Trần Thị Nết"
    content = xls(
        label95(0, 0, cp1258(head).encode("latin-1")), hidden_row(1), label95(1, 0, cp1258(name).encode("latin-1")),
        failed(1, 1, 42), globals_=code_page(1258), excel95=True,
    )  # fmt: skip

    (sheet_,) = open_workbook("a.xls", content)
    words = [unicodedata.normalize("NFC", str(row.cells[0])) for row in sheet_.rows]

    assert (sheet_.name, words) == ("Lớp hàn", [head, name])
    assert (sheet_.hidden_rows, sheet_.rows[1].cells[1]) == ({2}, "#N/A")


def test_an_xlsx_tells_its_failed_formulas():
    def prepare(_book, page):
        page.write_formula(1, 1, "=NA()", None, "#N/A")
        page.write_formula(2, 0, "=1/0", None, "#DIV/0!")

    (sheet_,) = open_workbook("a.xlsx", xlsx([["Họ và tên", "Lương"], ["A"]], prepare))

    assert [row.cells for row in sheet_.rows] == [["Họ và tên", "Lương"], ["A", "#N/A"], ["#DIV/0!", None]]


@pytest.mark.parametrize("lost", ["#N/A", "#REF!", "########"])
def test_a_lost_value_is_a_warning_where_the_row_can_do_without_it(bring, lost):
    report = bring("people", sheet({"Lương mong muốn": lost}))

    assert report.counts["imported"] == 1
    assert any("Lương mong muốn" in w.sentence and "để trống" in w.sentence for w in report.warnings)


def test_a_lost_name_holds_the_row_and_says_why(bring):
    report = bring("people", sheet({"Họ và tên": "#N/A"}))

    assert report.counts["held"] == 1
    assert any("công thức lỗi “#N/A”" in doubt for doubt in report.held[0].doubts)
    assert report.held[0].cells["Họ và tên"] == "#N/A"


def test_a_formula_that_was_never_calculated_is_told(bring):
    book = openpyxl.Workbook()
    book.active.append(["Họ và tên", "Xã/phường", "Ngày sinh"])
    book.active.append(["Lê Thị Hai", "Vũ Hòa", "=DATE(1990,1,2)"])
    book.active.append(["=A2", "=B2", "=C2"])
    content = io.BytesIO()
    book.save(content)

    report = bring("people", content.getvalue(), "a.xlsx")

    told = [warning.sentence for warning in report.warnings] + [held.reason for held in report.held]
    told += [doubt for held in report.held for doubt in held.doubts]
    assert report.rows == 2
    assert any("Ô “Ngày sinh” có công thức chưa được tính" in sentence for sentence in told)
    assert any("Ô “Họ và tên” có công thức chưa được tính" in sentence for sentence in told)
