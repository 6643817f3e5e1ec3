"""Reading 20,000 rows of 25 columns: ``python -m tests.bench.sheets``."""

import datetime as dt
import io
import time

import xlsxwriter

from api.imports import cells
from api.imports.headers import known_header_keys, match_headers
from api.imports.lists import LISTS
from api.imports.sheets import find_tables
from api.imports.workbooks import open_workbook
from tests.api.test_encodings import tcvn3

ROWS = 20_000
COLUMNS = 25
TODAY = dt.date(2026, 11, 23)
VALUES = {
    "full_name": "NGUYỄN VĂN BÌNH {n}",
    "birth_date": "05/03/1988",
    "sex": "Nam",
    "national_id": "0600880{n:05d}",
    "phone": "0912.3{n:05d} (mẹ)",
    "commune": "Xã Hàm Kiệm",
    "schooling": "9/12",
    "address": "Thôn {n}, xã Hàm Kiệm",
    "can_relocate": "x",
    "decision_date": "01/02/2026",
    "max_commute_km": "25",
    "treatment_window": "6h30 - 8h",
    "wishes": "thợ hàn; phụ hồ",
}


def workbook_of(rows: list[list[str]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value)
    return content.getvalue()


def province(old_font: bool) -> list[list[str]]:
    fields = LISTS["people"][:COLUMNS]
    rows = [[VALUES.get(field.key, "").format(n=n) or "ghi chú" for field in fields] for n in range(ROWS)]
    header = [field.header for field in fields]
    return [[tcvn3(value) for value in row] for row in (header, *rows)] if old_font else [header, *rows]


def read_values(gathered: dict[str, cells.CellValue]) -> None:
    cells.read_name(gathered["full_name"])
    national_id = cells.read_national_id(gathered["national_id"]).value
    cells.read_date(gathered["birth_date"], today=TODAY, id_year=national_id.birth_year if national_id else None)
    cells.read_date(gathered["decision_date"], today=TODAY)
    cells.read_sex(gathered["sex"])
    cells.read_phones(gathered["phone"])
    cells.read_schooling_cell(gathered["schooling"])
    cells.read_yes_no(gathered["can_relocate"])
    cells.read_number(gathered["max_commute_km"])
    cells.read_time_window(gathered["treatment_window"])
    for key in ("commune", "address", "wishes"):
        cells.read_text(gathered[key])


def main() -> None:
    for title, name, content in (
        ("xlsx, Unicode", "a.xlsx", workbook_of(province(old_font=False))),
        ("xlsx, TCVN3", "a.xlsx", workbook_of(province(old_font=True))),
        ("csv, Unicode", "a.csv", "\n".join(";".join(row).replace("; ", " ") for row in province(False)).encode()),
    ):
        started = time.perf_counter()
        sheets = open_workbook(name, content)
        opened = time.perf_counter()
        (table,) = find_tables(sheets, known_header_keys(LISTS["people"]))
        match = match_headers(table.header, LISTS["people"])
        found = time.perf_counter()
        for row in table.rows:
            if not title.startswith("csv"):
                read_values(match.gather(row.cells))
        done = time.perf_counter()
        print(
            f"{title}: {len(table.rows):,} rows x {len(table.header)} columns, {len(content) / 1e6:.1f} MB: "
            f"workbook {opened - started:.2f} s, table and header {found - opened:.2f} s, values {done - found:.2f} s"
        )


if __name__ == "__main__":
    main()
