"""A file into rows that are read but not stored; the database is not touched."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from api.imports.cell_values import NOT_CALCULATED, unguarded, what_is_lost
from api.imports.cells import CellValue, is_blank, to_text
from api.imports.class_titles import read_class_titles
from api.imports.counselling import read_counselling, read_session_titles
from api.imports.employers import read_employer
from api.imports.headers import HeaderMatch, known_header_keys, match_headers
from api.imports.held_rows import Answer, own_columns
from api.imports.list_kind import check_kind
from api.imports.lists import LISTS
from api.imports.loans import read_loan
from api.imports.openings import read_opening
from api.imports.people import read_person
from api.imports.placements import read_placement
from api.imports.reading import Problem, ReadContext, RowReader, RowReading
from api.imports.report import ImportReport
from api.imports.sealing import ABOUT_PEOPLE, seal_row
from api.imports.sheet_rows import names_place
from api.imports.sheets import Table, TableRow, find_tables
from api.imports.table_notes import table_notes
from api.imports.training import read_training
from api.imports.workbooks import RawSheet, UnreadableFile, open_workbook

READERS: Mapping[str, Callable[[RowReader], RowReading]] = {
    "people": read_person,
    "training": read_training,
    "employers": read_employer,
    "openings": read_opening,
    "placements": read_placement,
    "counselling": read_counselling,
    "loans": read_loan,
}


@dataclass(frozen=True)
class ParsedRow:
    """One row of a list, read but not stored.

    Attributes
    ----------
    cells : mapping of str to CellValue
        Header → value; what a title or a group's row says of the row stands here too.
    match : HeaderMatch
        Which header holds which field, to name the column at fault.
    answer : Answer
        What the clerk said to the question that a held row was.
    """

    sheet: str
    number: int
    cells: Mapping[str, CellValue]
    reading: RowReading
    match: HeaderMatch
    answer: Answer = Answer.none


@dataclass(frozen=True)
class ImportRequest:
    """What to bring in, for whom, and how.

    Attributes
    ----------
    content : bytes or sequence of RawSheet
        The whole file, or its sheets where it was opened already.
    communes : frozenset of str or None
        Communes whose people may be touched; None for everywhere.
    """

    kind: str
    file: str
    content: bytes | Sequence[RawSheet]
    by: tuple[str, datetime]
    dry_run: bool = False
    create_employers: bool = False
    communes: frozenset[str] | None = None


def parse_list(request: ImportRequest, context: ReadContext) -> tuple[list[ParsedRow], ImportReport]:
    """Read a file into rows without touching the database.

    Raises
    ------
    UnreadableFile
        If the file is no list; one Vietnamese sentence says why.
    """
    fields = LISTS[request.kind]
    report = ImportReport(request.kind, request.file, request.dry_run)
    rows: list[ParsedRow] = []
    content = request.content
    sheets = open_workbook(request.file, content) if isinstance(content, bytes) else content
    report.sheets = [sheet.name for sheet in sheets if sheet.rows]
    tables = _find_tables(request.kind, sheets)
    for table in tables:
        own = own_columns(request.kind, table.sheet, table.header)
        header = [h for h in table.header if h not in own.headers]
        match = match_headers(header, fields)
        report.headers += [h for h in header if h not in report.headers and h not in match.forbidden]
        report.notes += table_notes(table, match)
        said = _said_above_table(request.kind, table)
        for row in table.rows:
            cells = {h: value for h, value in row.cells.items() if h not in own.headers}
            parsed = _parse_row(request.kind, table.sheet, replace(row, cells=cells), match, context, said)
            rows.append(_answered(parsed, own.answer(row.cells)) if own.headers else parsed)
    return rows, report


def _find_tables(kind: str, sheets: Sequence[RawSheet]) -> list[Table]:
    """The tables of a list; a file in which there is none may be another list."""
    try:
        tables = find_tables(sheets, known_header_keys(LISTS[kind]))
    except UnreadableFile:
        every = {key for fields in LISTS.values() for key in known_header_keys(fields)}
        check_kind(kind, [table.header for table in find_tables(sheets, every)])
        raise
    check_kind(kind, [table.header for table in tables])
    return tables


def _said_above_table(kind: str, table: Table) -> dict[str, str]:
    """What the title rows of a list of a class or a session say of every row, by field."""
    if kind == "counselling":
        return read_session_titles(table.titles)
    if kind != "training":
        return {}
    return {key: value for key, value in asdict(read_class_titles(table.titles)).items() if value}


def _parse_row(
    kind: str, sheet: str, row: TableRow, match: HeaderMatch, context: ReadContext, said: Mapping[str, str]
) -> ParsedRow:
    lost = {header: why for header, value in row.cells.items() if (why := what_is_lost(value))}
    uncalculated = {header: None for header in lost if row.cells[header] == NOT_CALCULATED}
    row = replace(row, cells=row.cells | uncalculated) if uncalculated else row
    held = {**row.cells, **dict.fromkeys(lost)} if lost else row.cells
    gathered = match.gather(held)
    above = {key: value for key, value in _above(kind, row, said).items() if is_blank(gathered.get(key))}
    values = {key: unguarded(value) for key, value in (gathered | above).items()}
    reading = READERS[kind](RowReader(values, context, match.notes_of(held)))
    _tell_lost(reading, lost, match)
    if row.name_or_place:
        _hold_name_or_place(reading, row.cells)
    reading.doubts += match.differing(held)
    beside = {h: to_text(unguarded(v)) for h, v in match.kept(row.cells).items()}
    if kind in ABOUT_PEOPLE:
        seal_row(kind, reading, values, beside)
    elif beside:
        reading.values["unread"] = {**reading.values.get("unread", {}), **beside}
    cells = {**row.cells, **{headers_of(kind, match, key)[0]: value for key, value in above.items()}}
    return ParsedRow(sheet, row.number, cells, reading, match)


def _above(kind: str, row: TableRow, said: Mapping[str, str]) -> dict[str, str]:
    """What stands above the table, or above a group of rows, and is said of every row that does not say otherwise."""
    takes_place = any(field.key == "commune" for field in LISTS[kind])
    if row.block_title and takes_place and names_place(row.block_title):
        return {**said, "commune": row.block_title}
    return dict(said)


def _hold_name_or_place(reading: RowReading, cells: Mapping[str, CellValue]) -> None:
    """Hold a row of one name that may be a heading: taken for a person or for a commune, it would be a guess."""
    name = next(to_text(value) for value in cells.values() if not is_blank(value))
    reading.problems[:] = [
        Problem(
            "full_name",
            f"Dòng chỉ có “{name}”, chưa rõ là tên người hay xã/phường của các dòng bên dưới. Nếu là xã/phường,"
            " anh/chị ghi thêm chữ xã hoặc phường ở danh sách gốc rồi nhập lại; nếu là người, anh/chị ghi đủ các cột.",
            asks=True,
        )
    ]


def _answered(row: ParsedRow, answer: Answer) -> ParsedRow:
    """A row with what the clerk said of it; one that held a lone name, and came back so, is asked about again."""
    filled = {header: value for header, value in row.cells.items() if not is_blank(value)}
    if answer is Answer.open and len(filled) == 1:
        _hold_name_or_place(row.reading, filled)
    return replace(row, answer=answer)


def _tell_lost(reading: RowReading, lost: Mapping[str, str], match: HeaderMatch) -> None:
    """Warn of cells whose value was lost before the file came here."""
    told = {header for key in match.columns for header in match.headers_of(key)}.union(match.unknown)
    reading.doubts += [f"Ô “{header}” {why}" for header, why in lost.items() if header in told]


def headers_of(kind: str, match: HeaderMatch, key: str) -> tuple[str, ...]:
    """The list's headers of a field; where the list has no such column, the header that it should have."""
    return match.headers_of(key) or tuple(f.header for f in LISTS[kind] if f.key == key) or (key,)
