"""Bringing a list in, from a file or an upload: the same importer, the same report."""

import json
import secrets
from collections.abc import Sequence
from typing import Any

from sqlmodel import select

from api import clock
from api.accounts import list_accounts
from api.imports.importer import ImportRequest, import_list
from api.imports.report import ImportReport
from api.imports.workbooks import RawSheet
from api.policy import Role, Viewer
from api.scoping import ViewerSessions
from api.service import Caller
from api.tables import ImportRun
from api.vault import open_text, seal_text

REPORTS = "import_reports"
"""Name of the master key under which reports are sealed: they quote cells."""
IMPORTER = Viewer("importer", Role.operator)


class UnknownImport(LookupError):
    """No import has this id, or it is another's."""


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
    report = import_list(ViewerSessions(service.database, IMPORTER), service.keys, request, context)
    return _keep(caller, report), report


def _keep(caller: Caller, report: ImportReport) -> str:
    run_id = secrets.token_urlsafe(12)
    sealed = seal_text(report.as_json(), f"import:{run_id}", caller.service.keys.master(REPORTS))
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


def read_import(caller: Caller, run_id: str) -> dict[str, Any]:
    """The report of one of the caller's imports.

    Raises
    ------
    UnknownImport
        If there is no such import of this caller's.
    """
    caller.require("import_list")
    with caller.sessions.read() as session:
        run = session.exec(select(ImportRun).where(ImportRun.id == run_id)).first()
    if run is None:
        raise UnknownImport
    report = json.loads(open_text(run.report_sealed, f"import:{run_id}", caller.service.keys.master(REPORTS)))
    return {"id": run_id, **report}
