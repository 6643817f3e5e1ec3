"""Bring a list in: read the file, read each row, store all rows in one short transaction, report every row."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime

from api.identities import Identities
from api.imports.cell_values import unguarded, what_is_lost
from api.imports.cells import CellValue, is_blank, to_text
from api.imports.class_titles import read_class_titles
from api.imports.employers import read_employer
from api.imports.headers import HeaderMatch, known_header_keys, match_headers
from api.imports.lists import LISTS
from api.imports.memory import Held, ListMemory
from api.imports.openings import read_opening
from api.imports.people import read_person
from api.imports.placements import read_placement
from api.imports.reading import Problem, ReadContext, RowReader, RowReading
from api.imports.report import HeldRow, ImportReport, RowChange, RowWarning
from api.imports.sheets import Table, find_tables
from api.imports.store import StoreContext, Stored
from api.imports.store_market import store_employer, store_opening, store_placement
from api.imports.store_people import store_person
from api.imports.store_training import store_training
from api.imports.table_notes import table_notes
from api.imports.training import read_training
from api.imports.workbooks import RawSheet, open_workbook
from api.keys import KeyStore
from api.scoping import ViewerSessions
from employers.openings import touch_market

KINDS: Mapping[str, tuple[Callable[[RowReader], RowReading], Callable[[StoreContext, RowReading], Stored]]] = {
    "people": (read_person, store_person),
    "training": (read_training, store_training),
    "employers": (read_employer, store_employer),
    "openings": (read_opening, store_opening),
    "placements": (read_placement, store_placement),
}
WRITTEN_TOGETHER = 1000
"""Rows whose records are written in one go; more saves no time and costs memory."""
LIST_MEMORY = "list_memory"
"""Name of the master key of the digests by which hand edits are told from lists."""


@dataclass(frozen=True)
class ParsedRow:
    """One row of a list, read but not stored."""

    sheet: str
    number: int
    cells: Mapping[str, CellValue]
    reading: RowReading
    match: HeaderMatch
    """Which header holds which field, to name the column at fault."""


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


class _DryRunOver(Exception):
    """Leaves the writing session without a commit."""


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
    for table in find_tables(sheets, known_header_keys(fields)):
        match = match_headers(table.header, fields)
        report.headers += [h for h in table.header if h not in report.headers and h not in match.forbidden]
        report.notes += table_notes(table, match)
        rows += _parse_table(request.kind, table, match, context)
    return rows, report


def _parse_table(kind: str, table: Table, match: HeaderMatch, context: ReadContext) -> list[ParsedRow]:
    read = KINDS[kind][0]
    above = asdict(read_class_titles(table.titles)) if kind == "training" else {}
    parsed = []
    for row in table.rows:
        lost = {header: why for header, value in row.cells.items() if (why := what_is_lost(value))}
        held = {**row.cells, **dict.fromkeys(lost)} if lost else row.cells
        cells = match.gather(held)
        # What stands above the table, or above a group of rows, is said of every row that does not say otherwise.
        said_above = above | ({"commune": row.block_title} if row.block_title and "commune" in match.columns else {})
        cells |= {key: value for key, value in said_above.items() if value and is_blank(cells.get(key))}
        reading = read(
            RowReader({key: unguarded(value) for key, value in cells.items()}, context, match.notes_of(held))
        )
        _tell_lost(reading, lost, match)
        reading.doubts += match.differing(held)
        beside = {h: to_text(unguarded(v)) for h, v in match.kept(row.cells).items()}
        if beside and kind == "people":
            reading.identity["unread"] = beside  # a column that nobody foresaw may hold a name: it is sealed
        elif beside and kind != "placements":
            reading.values["unread"] = {**reading.values.get("unread", {}), **beside}
        parsed.append(ParsedRow(table.sheet, row.number, row.cells, reading, match))
    return parsed


def _tell_lost(reading: RowReading, lost: Mapping[str, str], match: HeaderMatch) -> None:
    """Warn of cells whose value was lost before the file came here; a row that is held anyway says so as well."""
    keys = {header: key for key in match.columns for header in match.headers_of(key)}
    for header, why in lost.items():
        if header in keys:
            sentence = f"Ô “{header}” {why}"
            reading.doubts.append(sentence)
            if reading.problems:
                reading.problems.append(Problem(keys[header], sentence))


def _original(cells: Mapping[str, CellValue], match: HeaderMatch) -> dict[str, str]:
    """The cells as the office sees them; columns that job matching must not hold are not kept, not even here."""
    return {h: to_text(v) for h, v in cells.items() if not is_blank(v) and h not in match.forbidden}


def _store_all(rows: list[ParsedRow], report: ImportReport, context: StoreContext) -> None:
    """Store every row, in parts: what a part made is written together and then let go, so that memory stays flat."""
    for start in range(0, len(rows), WRITTEN_TOGETHER):
        with context.session.no_autoflush:
            for row in rows[start : start + WRITTEN_TOGETHER]:
                _store(row, report, context)
        context.finish_part(dry_run=report.dry_run)
    if context.known.get("market_touched"):
        touch_market(context.session)


def _store(row: ParsedRow, report: ImportReport, context: StoreContext) -> None:
    if row.reading.problems:
        _hold(report, row, [(p.key, p.sentence) for p in row.reading.problems])
        return
    context.changes.clear()
    try:
        stored = KINDS[report.kind][1](context, row.reading)
    except Held as held:
        _hold(report, row, [(held.key, held.sentence)])
        return
    report.counts[stored.status] += 1
    report.changes += _changes(report.kind, row, context.changes)
    for sentence in (*row.reading.doubts, *stored.doubts):
        report.warnings.append(RowWarning(row.sheet, row.number, sentence))


def _headers(kind: str, match: HeaderMatch, key: str) -> tuple[str, ...]:
    """The list's headers of a field; where the list has no such column, the header that it should have."""
    return match.headers_of(key) or tuple(f.header for f in LISTS[kind] if f.key == key) or (key,)


_KEPT_AS = {"place_words": "commune", "wage_words": "wage", "phones": "phone"}
"""Fields whose words are kept under another name."""
_READ_AS = {
    **{"isco": "title", "isco_confidence": "title", "commune_code": "commune", "schooling_preferred": "schooling"},
    **dict.fromkeys(("wage_low_vnd", "wage_high_vnd", "wage_per"), "wage"),
    **{"birth_precision": "birth_date", "asks_deposit": "description", "keeps_papers": "description"},
}
"""What is read from a field beside its words: told only where the words did not change."""


def _changes(kind: str, row: ParsedRow, changes: list[tuple[str, str, str]]) -> Iterator[RowChange]:
    """What a row changes, each field once and under the list's own header."""
    told = set()
    for name, before, after in sorted(changes, key=lambda change: change[0] in _READ_AS):
        field = _KEPT_AS.get(name) or _READ_AS.get(name, name)
        if field not in told:
            header = "các cột giữ lại bên cạnh" if field == "unread" else _headers(kind, row.match, field)[0]
            yield RowChange(row.sheet, row.number, header, before, after)
        told.add(field)


def _hold(report: ImportReport, row: ParsedRow, problems: list[tuple[str, str]]) -> None:
    report.counts["held"] += 1
    columns = _headers(report.kind, row.match, problems[0][0])
    column = next((header for header in columns if not is_blank(row.cells.get(header))), columns[0])
    reason = " ".join(dict.fromkeys(sentence for _, sentence in problems))
    report.held.append(HeldRow(row.sheet, row.number, _original(row.cells, row.match), column, reason))


def import_list(sessions: ViewerSessions, keys: KeyStore, request: ImportRequest, context: ReadContext) -> ImportReport:
    """Bring one list in: parsed first, then written in one transaction, or with ``dry_run`` tried and taken back.

    Raises
    ------
    UnreadableFile
        If the file is no list; nothing is written.
    """
    rows, report = parse_list(request, context)
    with suppress(_DryRunOver), sessions.write() as session:
        identities = Identities(session, keys)
        memory = ListMemory(session, request.kind, keys.master(LIST_MEMORY))
        who = request.by, request.create_employers, request.communes
        store_context = StoreContext(session, identities, memory, context, *who, [row.reading for row in rows])
        _store_all(rows, report, store_context)
        if request.dry_run:
            raise _DryRunOver
    return report
