"""A workbook put together to be nasty, as a script makes it: everything that offices do to a list, in one file."""

import datetime as dt
from io import BytesIO

import xlsxwriter

from tests.api.test_encodings import tcvn3

UPPER = ("TT", "Họ và tên", "Năm sinh", "", "Xã/phường", "Trình độ văn hóa", "Lương mong muốn (triệu đồng)", "Mã hồ sơ")
LOWER = ("", "", "Nam", "Nữ", "", "", "", "")
# Name in TCVN3, birth year in the column of the sex, commune (None: merged with the row above), schooling, wage, code.
ROWS = (
    ("Nguyễn Văn Bình", 1988, None, "Xã Hàm Kiệm", dt.date(2026, 12, 9), 7.5, "N1"),
    ("Trần Thị Nết", None, 1990, None, "9/12", "7tr5", "N2"),
    ("Lê Văn Đượm", 1979, None, None, "mù chữ", "#N/A", "N3"),
    ("Phạm Văn Ước", 1985, None, "xã Phong Phú, huyện Tuy Phong", "lớp 7", 6, "N4"),  # a commune that was split
    ("Phạm Văn Ước", 1985, None, "xã Phong Phú, huyện Tuy Phong", "lớp 7", 6, ""),  # the same person once more
    ("Mang Thị Hiền", None, 1995, "Phường La Gi", "THPT", 8, "N1"),  # a code that is taken
    ("", 1991, None, "Phường La Gi", "9/12", 7, "N7"),  # nobody's name
)
MERGED = (1, 3)
"""The first of the ROWS, and how many of them, stand beside one merged commune."""


def workbook() -> bytes:
    """Two header rows, TCVN3 names, a merged commune, totals, 9-Dec, a hidden row, a signature, several sheets."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    day = book.add_format({"num_format": "d-mmm"})
    cover, sheet = book.add_worksheet("Bìa"), book.add_worksheet("Danh sách")
    cover.write(0, 0, "UỶ BAN NHÂN DÂN XÃ")
    sheet.merge_range(0, 0, 0, 7, "DANH SÁCH NGƯỜI CÓ NHU CẦU VIỆC LÀM")
    for column, (upper, lower) in enumerate(zip(UPPER, LOWER, strict=True)):
        sheet.write(2, column, upper)
        sheet.write(3, column, lower)
    sheet.merge_range(2, 2, 2, 3, "Năm sinh")
    for at, (name, man, woman, *others) in enumerate(ROWS, start=4):
        for column, value in enumerate((at - 3, tcvn3(name), man, woman, *others)):
            if isinstance(value, dt.date):
                sheet.write_datetime(at, column, dt.datetime(value.year, value.month, value.day), day)
            elif value == "#N/A":
                sheet.write_formula(at, column, "=NA()", None, "#N/A")
            elif value not in (None, ""):
                sheet.write(at, column, value)
    sheet.merge_range(4, 4, 6, 4, "Xã Hàm Kiệm")
    sheet.set_row(5, None, None, {"hidden": True})
    end = 4 + len(ROWS)
    sheet.write(end, 1, "Tổng cộng: 7 người")
    sheet.write(end + 2, 5, "Người lập biểu")
    sheet.write(end + 3, 5, "(Ký, ghi rõ họ tên)")
    book.add_worksheet("Sheet3")
    book.close()
    return content.getvalue()
