"""Bringing a list in, from a file or an upload: the same importer, the same report."""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from api import clock
from api.accounts import list_accounts
from api.imports.held_rows import held_workbook
from api.imports.importer import import_list
from api.imports.parsing import ImportRequest
from api.imports.report import HeldRow, ImportReport
from api.imports.workbooks import RawSheet
from api.keys import IMPORT_REPORTS
from api.policy import Role, Viewer
from api.scoping import ViewerSessions
from api.service import Caller
from api.tables import ImportRun
from api.vault import open_text_of, seal_text

_OF_A_TRIAL = ("content", "create_employers")
"""What the sealed document of a trial holds beside the report, until the file is imported."""
IMPORTER = Viewer("importer", Role.operator)


def about_import(run_id: str) -> str:
    """The place that an import's report is sealed for."""
    return f"import:{run_id}"


class UnknownImport(LookupError):
    """No import has this id, or it is another's."""


def _report(
    caller: Caller, kind: str, file: str, content: bytes | Sequence[RawSheet], *, dry_run: bool, create_employers: bool
) -> ImportReport:
    """Import a list, or try it; what it reports."""
    caller.require("import_list")
    service = caller.service
    with service.database.read() as session:
        workers = frozenset(a.name for a in list_accounts(session) if a.role == Role.case_worker)
    context = caller.read_context()
    context = type(context)(context.today, context.home_province, context.taught, workers)
    communes = caller.viewer.communes if caller.viewer.role == Role.supervisor else None
    request = ImportRequest(
        kind, file, content, (caller.viewer.name, caller.now()), dry_run, create_employers, communes
    )
    return import_list(ViewerSessions(service.database, IMPORTER), service.keys, request, context)


def bring_in(
    caller: Caller,
    kind: str,
    file: str,
    content: bytes | Sequence[RawSheet],
    *,
    dry_run: bool = False,
    create_employers: bool = False,
) -> tuple[str, ImportReport]:
    """Import a list for the caller; gives the import's id and its report.

    The content is the file, or its sheets where it was opened already. A supervisor's import touches people of their
    communes only.

    Raises
    ------
    UnreadableFile
        If the file is no list; nothing is written.
    """
    report = _report(caller, kind, file, content, dry_run=dry_run, create_employers=create_employers)
    return _keep(caller, report, {}), report


def try_list(caller: Caller, kind: str, file: str, content: bytes, *, create_employers: bool) -> str:
    """Try a list: read and reported, nothing written but the trial, which keeps the file sealed; gives its id.

    Raises
    ------
    UnreadableFile
        If the file is no list.
    """
    report = _report(caller, kind, file, content, dry_run=True, create_employers=create_employers)
    kept = {"content": b64encode(content).decode(), "create_employers": create_employers}
    return _keep(caller, report, kept)


def _seal(caller: Caller, run_id: str, document: dict[str, Any]) -> bytes:
    text = json.dumps(document, ensure_ascii=False)
    return seal_text(text, about_import(run_id), caller.service.keys.sealing_keys(IMPORT_REPORTS)[0])


def _keep(caller: Caller, report: ImportReport, kept: dict[str, Any]) -> str:
    run_id = secrets.token_urlsafe(12)
    sealed = _seal(caller, run_id, report.as_dict() | kept)
    with caller.sessions.write() as session:
        session.add(
            ImportRun(
                id=run_id,
                kind=report.kind,
                started_by=caller.viewer.name,
                started_at=caller.now(),
                dry_run=report.dry_run,
                counts=report.counts,
                report_sealed=sealed,
            )
        )
        clock.note_real_use(session, caller.service.settings)
        caller.audit(session, "import_list", report.kind, run_id, **report.counts)
    return run_id


def _open(caller: Caller, run_id: str) -> dict[str, Any]:
    """The whole sealed document of one of the caller's imports: the report, and a trial's file."""
    caller.require("import_list")
    with caller.sessions.read() as session:
        run = session.exec(select(ImportRun).where(ImportRun.id == run_id)).first()
    if run is None:
        raise UnknownImport
    opened: dict[str, Any] = json.loads(
        open_text_of(run.report_sealed, about_import(run_id), caller.service.keys.sealing_keys(IMPORT_REPORTS))
    )
    return opened


def read_import(caller: Caller, run_id: str) -> dict[str, Any]:
    """The report of one of the caller's imports.

    Raises
    ------
    UnknownImport
        If there is no such import of this caller's.
    """
    document = _open(caller, run_id)
    return {"id": run_id, **{name: said for name, said in document.items() if name not in _OF_A_TRIAL}}


def see_import(caller: Caller, run_id: str) -> dict[str, Any]:
    """The same for a page; ``can_import`` tells that it is a trial whose file is still kept.

    Raises
    ------
    UnknownImport
        If there is no such import of this caller's.
    """
    return read_import(caller, run_id) | {"can_import": "content" in _open(caller, run_id)}


def carry_out(caller: Caller, run_id: str) -> str:
    """Import the file of a trial, and forget it; gives the id of the import.

    Raises
    ------
    UnknownImport
        If there is no such trial of this caller's, or its file was imported already.
    """
    document = _open(caller, run_id)
    content = document.pop("content", None)
    if content is None:
        raise UnknownImport
    new_employers = bool(document.pop("create_employers"))
    made, _ = bring_in(caller, document["kind"], document["file"], b64decode(content), create_employers=new_employers)
    with caller.sessions.write() as session:
        run = session.exec(select(ImportRun).where(ImportRun.id == run_id)).one()
        run.report_sealed = _seal(caller, run_id, document)
        session.add(run)
    return made


def held_rows(caller: Caller, run_id: str) -> bytes:
    """The rows that one of the caller's imports held, as a workbook to correct and bring in again.

    Raises
    ------
    UnknownImport
        If there is no such import of this caller's.
    """
    document = _open(caller, run_id)
    held = [HeldRow(**row) for row in document["held"]]
    with caller.sessions.write() as session:
        caller.audit(session, "see_held_rows", document["kind"], run_id, shown=len(held))
    report = ImportReport(document["kind"], document["file"], headers=document["headers"], held=held)
    report.sheets = document.get("sheets", [])
    return held_workbook(report)


def list_imports(caller: Caller, limit: int = 10) -> list[dict[str, Any]]:
    """The caller's imports and trials, the newest first."""
    caller.require("import_list")
    with caller.sessions.read() as session:
        query = select(ImportRun).order_by(col(ImportRun.started_at).desc()).limit(limit)
        return [
            {"id": r.id, "kind": r.kind, "dry_run": r.dry_run, "rows": sum(r.counts.values()), "held": r.counts["held"]}
            | {"on": r.started_at.astimezone(clock.VIETNAM).date().isoformat()}
            for r in session.exec(query).all()
        ]
