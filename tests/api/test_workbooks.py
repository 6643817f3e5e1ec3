"""Bytes of an upload become sheets of values, or one clear sentence."""

import datetime as dt
import io
import struct
import zipfile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from api.imports.csv_files import split_csv
from api.imports.unreadable import UnreadableFile
from api.imports.workbooks import MAX_UPLOAD_BYTES, Merge, open_workbook
from api.imports.zip_guard import MAX_ENTRIES, check_zip, without_tails
from tests.api.conftest import workbooks_read_here
from tests.lists.old_excel import label, number, xls

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20


def xlsx(rows, prepare=None) -> bytes:
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = workbook.add_worksheet("Danh sách")
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value)
    if prepare:
        prepare(workbook, sheet)
    workbook.close()
    return content.getvalue()


def zipped(parts: dict[str, bytes], compression=zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def rezipped(workbook: bytes, **changed: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {name.replace("__", "/") + ".xml": part for name, part in changed.items()})


def sheet_xml(cells: bytes) -> bytes:
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        b'<?xml version="1.0"?><worksheet xmlns="' + namespace + b'"><sheetData>' + cells + b"</sheetData></worksheet>"
    )


def code_of(content: bytes, name: str = "danh sach.xlsx") -> str:
    with pytest.raises(UnreadableFile) as caught:
        open_workbook(name, content)
    assert caught.value.message.endswith(".") and "\n" not in caught.value.message
    return caught.value.code


def test_an_xlsx_gives_rows_with_their_numbers_in_the_sheet():
    content = xlsx([[], ["Họ và tên", "Ngày sinh"], [], ["Lê Văn A", 1988]])

    (sheet,) = open_workbook("a.xlsx", content)

    assert sheet.name == "Danh sách"
    assert [(row.number, row.cells) for row in sheet.rows] == [
        (2, ["Họ và tên", "Ngày sinh"]),
        (4, ["Lê Văn A", 1988.0]),
    ]


def test_a_table_that_starts_at_column_c_keeps_its_columns():
    (sheet,) = open_workbook("a.xlsx", xlsx([[None, None, "Họ tên"]]))

    assert sheet.rows[0].cells == [None, None, "Họ tên"]


def test_dates_times_and_stored_formula_values_are_read():
    def prepare(workbook, sheet):
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(0, 0, dt.datetime(1988, 3, 5), day)
        sheet.write_formula(0, 1, '=A1&"x"', None, "đã tính")
        sheet.write_boolean(0, 2, True)

    (sheet,) = open_workbook("a.xlsx", xlsx([], prepare))

    assert sheet.rows[0].cells == [dt.date(1988, 3, 5), "đã tính", True]


def test_hidden_rows_are_rows_and_hidden_sheets_are_noted():
    def prepare(workbook, sheet):
        sheet.set_row(1, None, None, {"hidden": True})
        other = workbook.add_worksheet("Ẩn")
        other.write(0, 0, "x")
        other.hide()

    first, second = open_workbook("a.xlsx", xlsx([["a"], ["b"], ["c"]], prepare))

    assert [row.number for row in first.rows] == [1, 2, 3]
    assert first.hidden_rows == {2}
    assert (first.hidden, second.hidden) == (False, True)


def test_merged_blocks_are_told():
    (sheet,) = open_workbook("a.xlsx", xlsx([["x"]], lambda _, s: s.merge_range(1, 0, 3, 0, "Xã Hàm Kiệm")))

    assert sheet.merges == (Merge(1, 0, 3, 0),)


def test_a_million_formatted_blank_rows_are_not_rows():
    cells = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    cells += b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(2, 200_000))
    cells += b'<row r="1048576"><c r="Z1048576" s="0"/></row>'

    (sheet,) = open_workbook("a.xlsx", rezipped(xlsx([["x"]]), xl__worksheets__sheet1=sheet_xml(cells)))

    assert len(sheet.rows) == 1


def blank_tail(after=b""):
    """One filled cell, two hundred thousand formatted blank rows, and what stands below them."""
    cells = b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>'
    cells += b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(2, 200_000))
    return rezipped(xlsx([["x"]]), xl__worksheets__sheet1=sheet_xml(cells + after))


def test_a_tail_of_blank_rows_is_cut_before_anything_walks_it():
    content = blank_tail()

    shape = check_zip(content)

    assert [len(xml) < 1_000 for xml in shape.cut.values()] == [True]
    assert len(without_tails(content, shape.cut)) < 50_000
    assert len(open_workbook("a.xlsx", content)[0].rows) == 1


def test_a_filled_cell_below_blank_rows_is_read_and_a_far_one_refused():
    below = b'<row r="200001"><c r="A200001" t="inlineStr"><is><t>y</t></is></c></row>'
    far = b'<row r="1048576"><x:c xmlns:x="urn:x" r="XFD1048576"><x:v>1</x:v></x:c ></row>'

    assert [row.number for row in open_workbook("a.xlsx", blank_tail(below))[0].rows] == [1, 200_001]
    assert not check_zip(blank_tail(below)).cut
    assert code_of(blank_tail(far)) == "too_large"


def test_an_old_xls_is_read_with_its_merges_and_dates():
    merge = struct.pack("<HHHHHHH", 0xE5, 10, 1, 1, 2, 0, 0)
    content = xls(label(0, 0, "Họ và tên"), label(1, 0, "Nguyễn Văn A"), number(1, 1, 32207, style=1), merge)

    (sheet,) = open_workbook("a.xls", content)

    assert sheet.name == "Lớp hàn"
    assert [row.cells[0] for row in sheet.rows] == ["Họ và tên", "Nguyễn Văn A"]
    assert sheet.rows[1].cells[1] == dt.date(1988, 3, 5)
    assert sheet.merges == (Merge(1, 0, 2, 0),)


@pytest.mark.parametrize("cipher", [0, 1])
def test_an_xls_with_a_password_is_refused(cipher):
    filepass = struct.pack("<HHHHH", 0x2F, 6, cipher, 1, 1)

    assert code_of(xls(label(0, 0, "x"), globals_=filepass)) == "encrypted"


def test_an_xlsx_with_a_password_is_refused():
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600

    assert code_of(content) == "encrypted"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\r\n", "empty"),
        (b",,,\n,,\n", "empty"),
        (b"x" * (MAX_UPLOAD_BYTES + 1), "too_large"),
        (PNG, "unknown_type"),
        (b"\xff\xd8\xff\xe0" + PNG, "unknown_type"),
        (b"%PDF-1.7\n" + PNG, "unknown_type"),
        (bytes(range(256)) * 50, "unknown_type"),
        (b"<html><table><tr><td>x</td></tr></table></html>", "unknown_type"),
        (b"PK\x03\x04 not a zip", "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + b"\0" * 900, "corrupt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "unknown_type"),
    ],
)
def test_what_is_no_list_is_refused_with_its_reason(content, code):
    assert code_of(content) == code


def test_a_word_file_renamed_xlsx_is_refused():
    assert code_of(zipped({"word/document.xml": b"<w/>"})) == "unknown_type"


def test_a_workbook_without_any_value_is_empty():
    assert code_of(xlsx([])) == "empty"


def test_every_cut_of_a_workbook_is_refused_and_none_crashes():
    whole = xlsx([["Họ và tên"], ["Lê Văn A"]])

    with workbooks_read_here():
        codes = {code_of(whole[:cut]) for cut in range(4, len(whole) - 1, max(1, len(whole) // 40))}

    assert codes == {"corrupt"}


def test_a_zip_bomb_is_refused_before_it_unfolds():
    bomb = rezipped(xlsx([["x"]]), xl__sharedStrings=b"0" * 60_000_000)

    with pytest.raises(UnreadableFile) as refused:
        check_zip(bomb)
    assert (refused.value.code, code_of(bomb)) == ("zip_bomb", "zip_bomb")


def test_a_part_larger_than_it_declares_is_refused():
    content = bytearray(
        zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b"<sheetData>" + b"a" * 90_000})
    )
    central = content.rindex(b"PK\x01\x02")
    content[central + 24 : central + 28] = struct.pack("<I", 50)

    assert code_of(bytes(content)) == "corrupt"


def test_too_many_parts_are_refused():
    assert code_of(zipped({f"p{n}": b"" for n in range(MAX_ENTRIES + 1)})) == "zip_bomb"


@pytest.mark.parametrize(
    "far",
    [
        b'<c r="XFD1048576" t="n"><v>1</v></c>',
        b"<c  r='XFD1048576'><v>1</v></c>",
        b'<c x=">" r="XFD1048576"><v>1</v></c>',
        b'<c\tr="XFD1048576"><v>1</v></c>',
    ],
)
def test_two_cells_in_far_corners_are_refused_instead_of_filling_the_memory(far):
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">' + far + b"</row>"

    assert code_of(rezipped(xlsx([["x"]]), xl__worksheets__sheet1=sheet_xml(cells))) == "too_large"


def test_a_far_cell_with_a_name_space_prefix_is_refused():
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = b'<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>'
    cells += b'<x:row r="1048576"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
    xml = b'<x:worksheet xmlns:x="' + namespace + b'"><x:sheetData>' + cells + b"</x:sheetData></x:worksheet>"

    assert code_of(rezipped(xlsx([["x"]]), xl__worksheets__sheet1=xml)) == "too_large"


def test_cells_without_a_reference_are_still_read():
    cells = b'<row><c t="inlineStr"><is><t>a</t></is></c><c><v>2</v></c></row>'

    (sheet,) = open_workbook("a.xlsx", rezipped(xlsx([["x"]]), xl__worksheets__sheet1=sheet_xml(cells)))

    assert sheet.rows[0].cells == ["a", 2.0]


def test_an_openpyxl_workbook_is_read():
    workbook = openpyxl.Workbook()
    workbook.active.append(["Họ và tên", "Điện thoại"])
    content = io.BytesIO()
    workbook.save(content)

    (sheet,) = open_workbook("x.csv", content.getvalue())

    assert sheet.rows[0].cells == ["Họ và tên", "Điện thoại"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_csv_is_read_in_every_common_writing(delimiter, encoding):
    text = (
        delimiter.join(["Họ và tên", "Lương"])
        + "\r\n"
        + delimiter.join(["Lê Văn Ước", '"7,5; hoặc\n8 triệu"'])
        + "\r\n"
    )

    (sheet,) = open_workbook("a.csv", text.encode(encoding))

    assert [row.cells for row in sheet.rows] == [["Họ và tên", "Lương"], ["Lê Văn Ước", "7,5; hoặc\n8 triệu"]]


def test_title_rows_do_not_mislead_the_delimiter():
    text = "Danh sách, lớp hàn, năm 2025\nHọ tên;Lương\n" + "A B;7,5\n" * 5

    assert split_csv(text)[1:3] == [["Họ tên", "Lương"], ["A B", "7,5"]]


def test_a_lone_quotation_mark_does_not_swallow_the_file():
    text = 'Họ tên,Ghi chú\nLê A,"cao 1m6\n' + "Trần B,x\n" * 40

    assert len(split_csv(text)) >= 41


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('"Lê A;1990;Vũ Hòa\nTrần B;1991;Vũ Hòa\n', [['"Lê A', "1990", "Vũ Hòa"], ["Trần B", "1991", "Vũ Hòa"]]),
        ('Lê A;1990;"Vũ\nTrần B;1991;"Vũ Hòa"\n', [["Lê A", "1990", '"Vũ'], ["Trần B", "1991", "Vũ Hòa"]]),
        ('"Lê A;1990;x\n"Trần B;1991;y\n', [['"Lê A', "1990", "x"], ['"Trần B', "1991", "y"]]),
        ('"Lê A;1990;x\n\nTrần B;1991;"y\nz"\n', [['"Lê A', "1990", "x"], [], ["Trần B", "1991", "y\nz"]]),
    ],
)
def test_a_quotation_mark_that_is_never_closed_takes_nobody_with_it(text, rows):
    header = "Họ và tên;Ngày sinh;Xã/phường"

    assert split_csv(f"{header}\n{text}") == [header.split(";"), *rows]


def test_excels_own_sep_line_is_obeyed():
    assert split_csv("sep=;\na;b,c\n") == [[], ["a", "b,c"]]


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=600),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1Workbook", b"\xff\xfe"]),
)
def test_no_bytes_crash_the_reader(tail, head):
    try:
        with workbooks_read_here():
            sheets = open_workbook("x", head + tail)
    except UnreadableFile:
        return

    assert any(sheet.rows for sheet in sheets)
