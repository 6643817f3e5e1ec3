"""A workbook of several sheets: every message says on which sheet its row stands."""

from io import BytesIO

import openpyxl
import pytest

from api.commands.lists import _tell
from api.identities import Identities
from api.imports.held_rows import held_workbook
from matcher.tables import Person

HEADER = ["Mã hồ sơ", "Họ và tên", "Ngày sinh", "Xã/phường", "Số điện thoại"]


def workbook(**sheets):
    """A workbook with one sheet a keyword: its rows under the header."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in (HEADER, *rows):
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def two_sheets():
    return workbook(
        Bắc_Bình=[["A1", "Lê Văn Ví", "05/03/1988", "Tuy Phong", None], ["A2", "Lê Thử", "31/02/1991", None, None]],
        Hàm_Kiệm=[["B1", "Trần Thị Mẫu", "1990", None, "Ba số"], ["B2", None, "1992", None, None]],
    )


def test_every_message_names_its_sheet_where_there_are_several(bring, two_sheets, capsys):
    report = bring("people", two_sheets, "ds.xlsx")

    _tell(report, None)

    told = capsys.readouterr().out
    assert "✗ Trang “Bắc Bình”, dòng 3, cột Ngày sinh" in told
    assert "✗ Trang “Hàm Kiệm”, dòng 3, cột Họ và tên" in told
    assert "! Trang “Bắc Bình”, dòng 2: “Tuy Phong”" in told


def test_of_one_sheet_the_number_of_a_row_is_enough(bring, capsys):
    report = bring("people", workbook(Một=[["A1", None, "1988", None, None]]), "ds.xlsx")

    _tell(report, None)

    assert "✗ Dòng 2, cột Họ và tên" in capsys.readouterr().out


def test_a_held_row_says_in_its_workbook_where_it_stood(bring, two_sheets):
    report = bring("people", two_sheets, "ds.xlsx")

    sheet = openpyxl.load_workbook(BytesIO(held_workbook(report))).active

    assert [str(row[-1].value).partition(":")[0] for row in sheet.iter_rows(min_row=2)] == [
        "Trang “Bắc Bình”, dòng 3",
        "Trang “Hàm Kiệm”, dòng 3",
    ]


def test_a_change_names_its_sheet(bring, capsys):
    bring("people", workbook(Một=[["A1", "Lê Văn Ví", "1988", None, None]], Hai=[]), "ds.xlsx")
    changed = workbook(Một=[["A1", "Lê Văn Ví", "05/03/1988", None, None]], Hai=[])

    _tell(bring("people", changed, "ds.xlsx", dry_run=True), None)

    assert "~ Trang “Một”, dòng 2, Ngày sinh: “1988” → “05/03/1988”" in capsys.readouterr().out


def test_the_same_reason_is_told_once_a_sheet_with_its_rows(bring, capsys):
    rows = [[f"A{i}", None, "1988", None, None] for i in range(8)]

    _tell(bring("people", workbook(Một=rows), "ds.xlsx"), None)

    told = capsys.readouterr().out
    assert told.count("Thiếu họ và tên") == 1
    assert "Dòng 2, 3, 4, 5, 6 …" in told
    assert "(8 dòng)" in told


def commune_of(operator, name="Lê Văn Ví"):
    """The commune of the one person of a name."""
    with operator.sessions.read() as session:
        named = Identities(session, operator.service.keys).everyone()
        (found,) = [person_id for person_id, identity in named.items() if identity.full_name == name]
        return session.get_one(Person, found).commune_code


def csv(*rows):
    return "\n".join(",".join(row) for row in rows).encode()


@pytest.mark.parametrize("name", ["Hoàng Văn Thụ", "Lê Chân"])
def test_a_lone_name_that_a_commune_has_too_is_held_and_heads_nothing(bring, operator, name):
    rows = (["Họ và tên", "Ngày sinh", "Xã/phường"], [name, "", ""], ["Lê Văn Ví", "05/03/1988", ""])

    report = bring("people", csv(*rows))

    assert report.counts["held"] == 1
    assert f"Dòng chỉ có “{name}”, chưa rõ là tên người hay xã/phường" in report.held[0].reason
    assert commune_of(operator) is None


@pytest.mark.parametrize(
    "heading", [["Xã Hàm Kiệm", "", ""], ["II. Xã Hàm Kiệm", "", ""], ["", "Phường Phan Thiết", "2"]]
)
def test_a_heading_that_says_commune_stands_for_the_rows_below(bring, operator, heading):
    bring("people", csv(["STT", "Họ và tên", "Ngày sinh"], heading, ["1", "Lê Văn Ví", "05/03/1988"]))

    assert commune_of(operator) is not None


def test_a_bare_heading_is_a_commune_where_the_list_itself_calls_it_one(bring, operator):
    rows = ["Hàm Kiệm", "", ""], ["1", "Lê Văn Ví", ""], ["2", "Trần Thị Mẫu", "xã Hàm Kiệm"]

    report = bring("people", csv(["STT", "Họ và tên", "Xã/phường"], *rows))

    assert (report.counts["imported"], report.counts["held"]) == (2, 0)
    assert commune_of(operator, "Lê Văn Ví") == commune_of(operator, "Trần Thị Mẫu") is not None


def test_a_group_that_is_no_place_is_no_commune(bring):
    report = bring("people", csv(["STT", "Họ và tên", "Xã/phường"], ["II. Lớp hàn", "", ""], ["1", "Lê Văn Ví", ""]))

    assert [w.sentence for w in report.warnings if "Lớp hàn" in w.sentence] == []


def test_what_stood_above_a_held_row_goes_out_with_it_and_in_again(bring, operator):
    bring("people", csv(["Mã hồ sơ", "Họ và tên"], ["A1", "Lê Văn Ví"]))
    lines = ["LỚP KỸ THUẬT HÀN - SƠ CẤP"], ["Mã hồ sơ", "Số giờ", "Xếp loại"], ["A1", "bốn trăm", "Khá"]
    held = bring("training", csv(*lines))
    book = openpyxl.load_workbook(BytesIO(held_workbook(held)))
    header = [cell.value for cell in book.active[1]]
    book.active.cell(2, header.index("Số giờ") + 1).value = "400"
    out = BytesIO()
    book.save(out)

    again = bring("training", out.getvalue(), "sua.xlsx")

    assert "Khóa học/Nghề" in header
    assert again.counts == {"imported": 1, "updated": 0, "unchanged": 0, "held": 0}
