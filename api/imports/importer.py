"""Bring a list in: read the file, read each row, store all rows in one short transaction, report every row."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

from api.identities import Identities
from api.imports.cells import is_blank, to_text
from api.imports.memory import Held, ListMemory
from api.imports.parsing import ImportRequest, ParsedRow, headers_of, parse_list
from api.imports.reading import Problem, ReadContext, RowReading
from api.imports.report import HeldRow, ImportReport, RowChange, RowWarning
from api.imports.store import StoreContext, Stored
from api.imports.store_counselling import store_counselling
from api.imports.store_loans import store_loan
from api.imports.store_market import store_employer, store_opening
from api.imports.store_people import store_person
from api.imports.store_placements import store_placement
from api.imports.store_training import store_training
from api.keys import KeyStore
from api.scoping import ViewerSessions
from employers.openings import touch_market

KINDS: Mapping[str, Callable[[StoreContext, RowReading], Stored]] = {
    "people": store_person,
    "training": store_training,
    "employers": store_employer,
    "openings": store_opening,
    "placements": store_placement,
    "counselling": store_counselling,
    "loans": store_loan,
}
WRITTEN_TOGETHER = 1000
"""Rows whose records are written in one go; more saves no time and costs memory."""
LIST_MEMORY = "list_memory"
"""Name of the master key of the digests by which hand edits are told from lists."""


class _DryRunOver(Exception):
    """Leaves the writing session without a commit."""


def _original(row: ParsedRow) -> dict[str, str]:
    """The cells as the office sees them; columns that job matching must not hold are not kept, not even here."""
    return {h: to_text(v) for h, v in row.cells.items() if not is_blank(v) and h not in row.match.forbidden}


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
        _hold(report, row, row.reading.problems)
        return
    context.changes.clear()
    context.memory.answer, context.present = row.answer, row.reading
    try:
        stored = KINDS[report.kind](context, row.reading)
    except Held as held:
        _hold(report, row, [Problem(held.key, held.sentence, held.asks)])
        return
    report.counts[stored.status] += 1
    report.changes += _changes(report.kind, row, context.changes)
    for sentence in (*row.reading.doubts, *stored.doubts):
        report.warnings.append(RowWarning(row.sheet, row.number, sentence))


_KEPT_AS = {"place_words": "commune", "wage_words": "wage", "phones": "phone"}
"""Fields whose words are kept under another name."""
_READ_AS = {
    **{"isco": "title", "isco_confidence": "title", "commune_code": "commune", "schooling_preferred": "schooling"},
    **dict.fromkeys(("wage_low_vnd", "wage_high_vnd", "wage_per"), "wage"),
    **{"birth_precision": "birth_date", "asks_deposit": "description", "keeps_papers": "description"},
}
"""What is read from a field beside its words: told only where the words did not change."""


_READ_AS_IN = {"training": {"isco": "course"}, "loans": {"isco": "purpose", "scheme_words": "scheme"}}
"""The same, where a list says it under another name."""


def _changes(kind: str, row: ParsedRow, changes: list[tuple[str, str, str]]) -> Iterator[RowChange]:
    """What a row changes, each field once and under the list's own header."""
    told = set()
    for name, before, after in sorted(changes, key=lambda change: change[0] in _READ_AS):
        field = _KEPT_AS.get(name) or _READ_AS_IN.get(kind, {}).get(name) or _READ_AS.get(name, name)
        if field not in told:
            header = "các cột giữ lại bên cạnh" if field == "unread" else headers_of(kind, row.match, field)[0]
            yield RowChange(row.sheet, row.number, header, before, after)
        told.add(field)


def _hold(report: ImportReport, row: ParsedRow, problems: Sequence[Problem]) -> None:
    report.counts["held"] += 1
    columns = headers_of(report.kind, row.match, problems[0].key)
    column = next((header for header in columns if not is_blank(row.cells.get(header))), columns[0])
    reason = " ".join(dict.fromkeys(problem.sentence for problem in problems))
    doubts = list(dict.fromkeys(row.reading.doubts))
    asks = any(problem.asks for problem in problems)
    report.held.append(HeldRow(row.sheet, row.number, _original(row), column, reason, doubts, asks))


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
