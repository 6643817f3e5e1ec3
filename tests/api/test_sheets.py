"""The table is found below titles, above signatures, and no row is lost. Lists are those that offices really keep."""

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.imports.cells import is_blank
from api.imports.headers import known_header_keys, match_headers
from api.imports.lists import LISTS
from api.imports.sheet_rows import BLOCK_TITLE, COLUMN_NUMBERS, REPEATED_HEADER, SIGNATURE, TOTAL
from api.imports.sheets import NO_TABLE, Table, find_tables
from api.imports.table_notes import table_notes
from api.imports.unreadable import UnreadableFile
from api.imports.workbooks import Merge, RawRow, RawSheet, open_workbook

CLASS_HEADER = [
    "STT",
    "Họ đệm",
    "Tên",
    "Ngày sinh",
    "Nơi cư trú",
    "TĐVH",
    "Điểm LT",
    "Xếp loại",
    "Số hiệu chứng chỉ",
    "Ký nhận",
]


def raw(rows, merges=(), name="Trang 1") -> RawSheet:
    kept = [RawRow(n, list(row)) for n, row in enumerate(rows, 1) if any(cell not in (None, "") for cell in row)]
    return RawSheet(name, kept, tuple(Merge(*merge) for merge in merges))


def table_of(rows, kind="people", merges=()) -> Table:
    (table,) = find_tables([raw(rows, merges)], known_header_keys(LISTS[kind]))
    return table


def understood(table: Table, kind="people") -> list[dict]:
    match = match_headers(table.header, LISTS[kind])
    return [{k: v for k, v in match.gather(row.cells).items() if v is not None} for row in table.rows]


def why(table: Table) -> dict[int, str]:
    return {row.number: row.why for row in table.skipped}


def test_a_course_class_list_is_read_whole():
    rows = [
        ["TRƯỜNG CAO ĐẲNG", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["DANH SÁCH HỌC VIÊN LỚP KỸ THUẬT HÀN"],
        ["Từ ngày 03/03/2025 đến ngày 03/05/2025"],
        [],
        CLASS_HEADER,
        [f"({n})" for n in range(1, 11)],
        [1, "NGUYỄN VĂN", "BÌNH", "05/03/1988", "Hàm Kiệm", dt.date(2025, 12, 9), 7.5, "Khá", "CC01", None],
        [2, "Lê Thị", "Tổng", dt.date(1990, 4, 5), None, "9/12", 8, "Giỏi", "CC02", None],
        ["Tổng cộng: 2 học viên"],
        [None, None, None, None, None, "Phan Thiết, ngày 05 tháng 05 năm 2025"],
        ["Người lập biểu", None, None, None, None, "HIỆU TRƯỞNG"],
        [],
        ["Lê Thị Ba", None, None, None, None, "Trần Văn Tư"],
    ]

    table = table_of(rows, "training")

    assert table.titles[1:] == ["DANH SÁCH HỌC VIÊN LỚP KỸ THUẬT HÀN", "Từ ngày 03/03/2025 đến ngày 03/05/2025"]
    assert [row["full_name"] for row in understood(table, "training")] == ["NGUYỄN VĂN BÌNH", "Lê Thị Tổng"]
    assert why(table) == {6: COLUMN_NUMBERS, 9: TOTAL, 10: SIGNATURE, 11: SIGNATURE, 13: SIGNATURE}


AFTER_CARE = [
    ["DANH SÁCH QUẢN LÝ"],
    ["TT", "Họ và tên", "Năm sinh", None, "CCCD", "Thường trú", "Số QĐ", "Ngày QĐ", "Nhu cầu", None, None],
    [None, None, "Nam", "Nữ", None, None, None, None, "học nghề", "việc làm", "vay vốn"],
    [1, "Lê Văn A", 1988, None, "060088001234", "Xã A", "12/QĐ", "01/02/2026", "x", None, None],
    [2, "Mang Thị B", None, "1990", "060190001234", "Xã B", "13/QĐ", "02/02/2026", None, "x", None],
]


@pytest.mark.parametrize("merges", [(), ((1, 2, 1, 3), (1, 8, 1, 10), (1, 0, 2, 0), (1, 1, 2, 1))])
def test_two_header_rows_become_one_with_and_without_merges(merges):
    table = table_of(AFTER_CARE, merges=merges)

    assert table.header[2:4] == ["Năm sinh / Nam", "Năm sinh / Nữ"]
    assert table.header[8:] == ["Nhu cầu / học nghề", "Nhu cầu / việc làm", "Nhu cầu / vay vốn"]
    assert table.titles == ["DANH SÁCH QUẢN LÝ"]
    assert [(row["sex"], row["birth_date"]) for row in understood(table)] == [("Nam", 1988), ("Nữ", "1990")]


def test_an_employers_demand_list_keeps_the_unit_of_its_wage():
    rows = [
        ["STT", "Đơn vị", "Số lượng", None, "Độ tuổi", "Mức lương (triệu đồng)", "Quyền lợi", "Liên hệ"],
        [None, None, "Tổng", "Nữ", None, None, None, None],
        [1, "Cơ sở Thành Võ", 5, 2, "18-35", "7,5", "bao cơm", "0912345678"],
    ]

    table = table_of(rows, "openings")
    match = match_headers(table.header, LISTS["openings"])

    assert match.notes == {"wage": "triệu đồng"}
    assert match.columns["seats"] == ("Số lượng / Tổng",)
    assert "Số lượng / Nữ" in match.unknown
    assert understood(table, "openings")[0]["seats"] == 5


def test_a_counselling_book_is_read():
    table = table_of(
        [["Ngày", "Họ tên", "Nội dung", "Ký tên"], ["01/02/2026", "Lê A", "hỏi nghề hàn", None]], "counselling"
    )

    assert understood(table, "counselling") == [
        {"counselled_on": "01/02/2026", "full_name": "Lê A", "content": "hỏi nghề hàn"}
    ]


def test_a_commune_alone_in_a_row_stands_for_the_rows_below():
    rows = [
        ["STT", "Họ tên", "Năm sinh", "SĐT"],
        ["Xã Hàm Kiệm"],
        [1, "Lê A", 1988, "0912345678"],
        ["II", "Phường Phú Thủy", None, 12],
        [1, "Trần B", 1990, None],
        [2, "Bá C", None, None],
    ]

    table = table_of(rows)

    assert [row.block_title for row in table.rows] == ["Xã Hàm Kiệm", "Phường Phú Thủy", "Phường Phú Thủy"]
    assert why(table) == {2: BLOCK_TITLE, 4: BLOCK_TITLE}


def test_a_name_alone_in_its_row_is_a_person_and_no_group():
    rows = [
        ["Họ và tên", "Ngày sinh", "Xã/phường", "SĐT"],
        ["Trần Thiếu", None, None, None],
        ["Lê Hai", "1991", None, None],
        ["Tổ 3", None, None, None],
        ["Nguyễn Ba", "1992", None, None],
        ["Học viên cũ", None, None, None],
        ["Bá Bốn", "1993", None, None],
    ]

    table = table_of(rows, merges=[(5, 0, 5, 3)])

    assert [(row.number, row.block_title) for row in table.rows] == [
        (2, None),
        (3, None),
        (5, "Tổ 3"),
        (7, "Học viên cũ"),
    ]
    assert why(table) == {4: BLOCK_TITLE, 6: BLOCK_TITLE}


def test_a_commune_merged_beside_its_people_is_given_to_each():
    rows = [["Xã", "Họ tên"], ["Xã Hàm Kiệm", "Lê A"], [None, "Trần B"], [None, "Bá C"], ["Xã Tân Minh", "Ung D"]]

    table = table_of(rows, merges=[(1, 0, 3, 0)])

    assert [row.cells["Xã"] for row in table.rows] == ["Xã Hàm Kiệm"] * 3 + ["Xã Tân Minh"]


def test_a_header_repeated_at_a_page_break_is_skipped():
    rows = [["STT", "Họ tên", "SĐT"], [1, "Lê A", "1"], ["STT", "HỌ TÊN", "SĐT"], [2, "Trần B", "2"]]

    table = table_of(rows)

    assert why(table) == {3: REPEATED_HEADER}
    assert [row.number for row in table.rows] == [2, 4]


def test_people_whose_names_sound_like_totals_are_data():
    rows = [
        ["STT", "Họ tên", "Năm sinh", "SĐT"],
        [1, "Tống Văn Cộng", 1988, None],
        [2, "Công", 1990, None],
        [3, "Ký Tên", 1991, "x"],
    ]

    table = table_of(rows)

    assert len(table.rows) == 3


def test_a_person_known_by_name_alone_is_data():
    table = table_of([["STT", "Họ tên", "Năm sinh", "SĐT"], [1, "Lê A", 1988, None], [None, "Trần Thị Bé", None, None]])

    assert [row.cells["Họ tên"] for row in table.rows] == ["Lê A", "Trần Thị Bé"]


def test_data_after_a_signature_is_still_data():
    rows = [
        ["STT", "Họ tên", "Năm sinh", "SĐT"],
        [1, "Lê A", 1988, "x"],
        ["Người lập biểu"],
        ["Trần B"],
        [2, "Bá C", 1990, "y"],
    ]

    assert [row.number for row in table_of(rows).rows] == [2, 5]


def test_a_name_in_two_columns_under_one_header_is_joined():
    rows = [["STT", "Họ và tên", None, "SĐT"], [1, "Nguyễn Văn", "Tư", "0912345678"]]

    for merges in ((), ((0, 1, 0, 2),)):
        assert understood(table_of(rows, merges=merges))[0]["full_name"] == "Nguyễn Văn Tư"


def test_every_sheet_is_a_table_or_reported():
    sheets = [
        raw([["Họ tên", "SĐT"], ["A B", "1"]], name="Lớp 1"),
        raw([["ghi nhớ"]], name="Nháp"),
        raw([], name="Trống"),
    ]

    tables = find_tables(sheets, known_header_keys(LISTS["people"]))

    assert [(table.sheet, len(table.rows)) for table in tables] == [("Lớp 1", 1), ("Nháp", 0)]
    assert [row.why for row in tables[1].skipped] == [NO_TABLE]


def test_a_workbook_without_any_header_is_not_a_table():
    with pytest.raises(UnreadableFile) as caught:
        find_tables([raw([["a", "b"], ["c", "d"]])], known_header_keys(LISTS["people"]))

    assert caught.value.code == "not_a_table"


def test_a_column_without_header_is_kept_under_its_letter():
    table = table_of([["Họ tên", "SĐT"], ["A B", "1", "ghi thêm"]])

    assert table.rows[0].cells["Cột C"] == "ghi thêm"


def test_two_columns_of_phones_are_both_taken():
    table = table_of([["Họ tên", "SĐT", "SĐT"], ["A B", "1", "2"]])
    match = match_headers(table.header, LISTS["people"])

    assert match.doubled == [("SĐT (2)", "phone")]
    assert match.gather(table.rows[0].cells)["phone"] == "1; 2"
    assert match.kept(table.rows[0].cells) == {}


@pytest.mark.parametrize(
    ("header", "key", "value"),
    [
        (["Họ và tên", "Họ tên"], "full_name", "Đỗ Thị Lan"),
        (["Ngày sinh", "Ngày sinh"], "birth_date", "05/03/1988"),
        (["Số điện thoại", "ĐT"], "phone", "0912345678"),
    ],
)
@pytest.mark.parametrize("at", [0, 1])
def test_of_two_columns_of_one_meaning_the_filled_one_counts(header, key, value, at):
    cells = ["", ""]
    cells[at] = value
    table = table_of([["Mã hồ sơ", "Địa chỉ", *header], ["A1", "Xã Hàm Kiệm", *cells]])

    assert understood(table)[0][key] == value
    assert match_headers(table.header, LISTS["people"]).kept(table.rows[0].cells) == {}


def test_two_columns_that_contradict_each_other_are_told_with_both_values():
    table = table_of([["Họ tên", "Ngày sinh", "Ngày sinh"], ["A B", "05/03/1988", "06/03/1988"]])
    match = match_headers(table.header, LISTS["people"])
    cells = table.rows[0].cells

    assert match.gather(cells)["birth_date"] == "05/03/1988"
    assert match.kept(cells) == {"Ngày sinh (2)": "06/03/1988"}
    (sentence,) = match.differing(cells)
    assert "“05/03/1988”" in sentence
    assert "“06/03/1988”" in sentence


def test_two_columns_that_say_the_same_are_not_told():
    table = table_of([["Họ tên", "Ngày sinh", "Ngày sinh"], ["A B", "05/03/1988", "05/03/1988"]])
    match = match_headers(table.header, LISTS["people"])

    assert match.differing(table.rows[0].cells) == []


def test_the_unit_of_the_column_that_counts_in_a_row_is_the_unit_of_the_wage():
    rows = [["Họ tên", "Lương mong muốn (triệu)", "Lương mong muốn (nghìn)"], ["A B", "", "7500"], ["C D", "8", ""]]
    table = table_of(rows)
    match = match_headers(table.header, LISTS["people"])

    assert [match.notes_of(row.cells)["wage_floor_vnd"] for row in table.rows] == ["nghìn", "triệu"]


def test_letters_of_an_old_font_are_repaired_per_column_and_reported():
    rows = [["Hä vµ tªn", "Địa chỉ"], ["NguyÔn V¨n B×nh", "Xã Hàm Kiệm"], ["§ç ThÞ Lan", "Phường Phú Thủy"]]

    table = table_of(rows)

    assert understood(table)[0] == {"full_name": "Nguyễn Văn Bình", "address": "Xã Hàm Kiệm"}
    assert [(one.column, one.encoding) for one in table.encodings] == [("Họ và tên", "tcvn3")]
    assert table.encodings[0].preview[1] == ("NguyÔn V¨n B×nh", "Nguyễn Văn Bình")


def test_a_header_that_could_be_proper_follows_the_other_headers():
    rows = [["Hä vµ tªn", "Sè CCCD"], ["NguyÔn V¨n B×nh", "060088001234"]]

    assert table_of(rows).header == ["Họ và tên", "Số CCCD"]


def test_an_excel_file_goes_through_whole():
    workbook = openpyxl.Workbook()
    for row in AFTER_CARE:
        workbook.active.append(row)
    workbook.active.merge_cells("C2:D2")
    content = io.BytesIO()
    workbook.save(content)

    (table,) = find_tables(open_workbook("x.xls", content.getvalue()), known_header_keys(LISTS["people"]))

    assert [row["full_name"] for row in understood(table)] == ["Lê Văn A", "Mang Thị B"]


# Without the controls that are letters of TCVN3: they are blank before the repair, and letters after it.
SOFT_HYPHEN = "\xad"
"""Blank to look at; in TCVN3 the letter ư, as which a row of it is kept."""
TEXT = st.text(st.characters(exclude_categories=["Cc"], exclude_characters=SOFT_HYPHEN), max_size=8)
CELL = st.one_of(st.none(), TEXT, st.sampled_from(["Họ tên", "STT", "SĐT", "Tổng cộng", "Xã A", "Ký tên", 1, 2.5]))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(CELL, max_size=6), max_size=12), st.lists(st.tuples(*[st.integers(0, 8)] * 4), max_size=4))
def test_no_row_is_ever_lost(rows, corners):
    merges = [(min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in corners]
    sheet = raw([["Họ tên", "SĐT", "Năm sinh"], *rows], merges)

    (table,) = find_tables([sheet], known_header_keys(LISTS["people"]))

    told = [row.number for row in (*table.rows, *table.skipped)]
    not_blank = [row.number for row in sheet.rows if not all(map(is_blank, row.cells))]
    assert len(told) == len(set(told))
    assert set(told) <= set(not_blank)
    assert len(not_blank) - len(told) - len(table.titles) in (1, 2)


def test_a_row_of_one_letter_that_looks_blank_is_kept():
    (table,) = find_tables(
        [raw([["Họ tên", "SĐT", "Năm sinh"], [SOFT_HYPHEN]], [])], known_header_keys(LISTS["people"])
    )

    assert [row.cells["Họ tên"] for row in table.rows] == ["ư"]


def test_a_note_names_the_cells_that_were_changed_of_a_mixed_column():
    proper = [["Lê Hà"], ["Đặng Quốc Cường"], ["Trần Thị Ưu"], ["Hùng"]]
    rows = [["Họ và tên"], *proper, ["NguyÔn V¨n B×nh"], ["Vò Hïng"], *proper, ["NguyÔn V¨n B×nh"]]
    sheet = RawSheet("DS", [RawRow(number, cells) for number, cells in enumerate(rows, start=1)])

    (table,) = find_tables([sheet], ["Họ và tên"])
    (note,) = table_notes(table, match_headers(table.header, LISTS["people"]))

    assert "ở cột Họ và tên (dòng 6-7, 12): “NguyÔn V¨n B×nh” → “Nguyễn Văn Bình”; “Vò Hïng” → “Vũ Hùng”" in note
