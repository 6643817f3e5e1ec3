"""Backing up a running service, proving a backup, restoring it, and moving to another store."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session

from api import clock, migrate
from api.acts.backup_proof import Proof, prove
from api.acts.key_copies import refresh_copy
from api.acts.replaying import Replayed, replay
from api.acts.words_left_open import seal_what_lies_open
from api.backups.archive import PASSING, End, Head, Piece, open_archive, pieces_of, write_archive
from api.backups.errors import BackupError
from api.backups.keeping import SUFFIX
from api.backups.loading import OnConnection, fill, holds_rows, in_use
from api.db import Database
from api.keys import BACKUPS, KeyStore
from api.row_security import SERVICE, asked_by, speak_for_service
from api.service import Caller

_TRIAL: Final = "thu-khoi-phuc-"
"""How the folder of a trial begins; one that was killed leaves it, and the next day's takes it away."""
_TRIAL_LASTS: Final = 86_400
"""Seconds; a trial of a country takes minutes."""
_IN_USE: Final = "Cơ sở dữ liệu đang được dùng; hãy dừng noiviec serve và noiviec jobs rồi làm lại."


@dataclass(frozen=True)
class Made:
    """A backup that was written: bytes, tables with their rows, and whether the copy of the keys went with it."""

    size: int
    tables: dict[str, int]
    keys_copied: bool


@dataclass(frozen=True)
class Restored:
    """A database that was filled: its tables, what was done again, and where the former one was kept."""

    tables: dict[str, int]
    replayed: Replayed
    aside: Path | None


def back_up(caller: Caller, path: Path, *, over: bool = False) -> Made:
    """Write a backup of this moment while everybody goes on working.

    Parameters
    ----------
    over : bool
        Whether a file of that name may be replaced.

    Raises
    ------
    BackupError
        If it cannot be written; nothing is left of it then.
    """
    caller.require("back_up")
    with caller.service.database.write() as session:
        caller.audit(session, "back_up", "backup", "")
    size, end = _write(caller, path, over=over)
    return Made(size, _rows(end), refresh_copy(caller))


def verify_backup(caller: Caller, path: Path) -> tuple[Head, Proof]:
    """Restore a backup into a place of its own and look through it; the database in use is not touched.

    Raises
    ------
    BackupError
        If it cannot be read, is damaged, or belongs to other keys or a newer version.
    """
    caller.require("back_up")
    keys = caller.service.keys
    with _trial(caller.service.settings.keys.parent) as database:
        with open_archive(path, keys.sealing_keys(BACKUPS)) as (head, pieces), database.transaction() as connection:
            speak_for_service(connection)
            end = fill(connection, head.revision, pieces)
        return head, prove(database, keys, _rows(end))


def restore(caller: Caller, path: Path, *, over: bool = False) -> Restored:
    """Put a backup in the place of the database, in one transaction, and do again what was said since it was made.

    Parameters
    ----------
    over : bool
        Whether a database that holds something is replaced; it is kept as a backup of its own first.

    Raises
    ------
    BackupError
        If the backup cannot be used, the database is in use, or holds something and ``over`` is not said.
    """
    caller.require("restore")
    service = caller.service
    aside = _make_room(caller, path, over=over)
    with (
        open_archive(path, service.keys.sealing_keys(BACKUPS)) as (head, pieces),
        service.database.transaction() as connection,
    ):
        speak_for_service(connection)
        end = fill(connection, head.revision, pieces)
        with Session(connection) as session:
            if head.revision != migrate.newest():
                seal_what_lies_open(session, service.keys)
            caller.audit(session, "restore", "backup", "", made_at=head.made_at.isoformat(timespec="seconds"))
            session.flush()
        inside: Any = OnConnection(connection)  # it opens sessions as a database does
        within = replace(caller, service=replace(service, database=inside))
        return Restored(_rows(end), replay(within, head.made_at, end.erased), aside)


def move(caller: Caller, url: str) -> tuple[dict[str, int], Path | None]:
    """Copy the database, every row of it, to an empty one of either store, and compare counts and digests.

    Returns
    -------
    dict of str to int, Path or None
        Rows of each table; under which name the former file was set aside, so that nobody writes to it any more.

    Raises
    ------
    BackupError
        If the database is in use, or the other one holds something or is the same.
    """
    caller.require("move_store")
    source = caller.service.database
    _check_target(url, source)
    if in_use(source):
        raise BackupError(_IN_USE)
    target = Database(url, source.busy_seconds)
    try:
        with source.transaction() as reading, target.transaction() as connection:
            for told in (reading, connection):
                speak_for_service(told)
            if holds_rows(connection):
                raise BackupError("Nơi chuyển đến đã có dữ liệu; hãy chọn một cơ sở dữ liệu trống.")
            revision = migrate.current_on(reading)
            if revision is None:
                raise BackupError("Cơ sở dữ liệu chưa được tạo; không có gì để chuyển.")
            end = fill(connection, revision, pieces_of(reading))
            with Session(connection) as session:
                caller.audit(session, "move_store", "database", "")
                session.flush()
    finally:
        target.dispose()
    return _rows(end), _set_aside(caller)


def _check_target(url: str, source: Database) -> None:
    try:
        target = make_url(url)
        known = target.get_backend_name() in {"sqlite", "postgresql"}
    except ArgumentError:
        known = False
    if not known:
        raise BackupError("Nơi chuyển đến phải là một địa chỉ sqlite:///… hoặc postgresql://…")
    if target == source.url:
        raise BackupError("Nơi chuyển đến chính là cơ sở dữ liệu đang dùng.")


def _set_aside(caller: Caller) -> Path | None:
    """Rename a file that was moved away from; its log is folded into it first."""
    database = caller.service.database
    if not database.is_sqlite or in_use(database):
        return None
    path = Path(str(database.url.database))
    return path.rename(path.with_name(f"{path.name}.da-chuyen-{caller.now():%Y%m%d-%H%M%S}"))


def _make_room(caller: Caller, path: Path, *, over: bool) -> Path | None:
    """Refuse what must not be restored over, or keep it; gives where."""
    database, settings = caller.service.database, caller.service.settings
    if in_use(database):
        raise BackupError(_IN_USE)
    with database.read(asked_by(SERVICE)) as session:
        if not holds_rows(session.connection()):
            return None
    if not over:
        raise BackupError("Cơ sở dữ liệu đã có dữ liệu; thêm --replace để thay, dữ liệu cũ được sao lưu trước.")
    folder = settings.backup_dir or path.parent
    aside = folder / f"truoc-khi-khoi-phuc-{caller.now():%Y%m%d-%H%M%S-%f}{SUFFIX}"
    _write(caller, aside, over=False)
    return aside


def _write(caller: Caller, path: Path, *, over: bool) -> tuple[int, End]:
    keys = caller.service.keys
    with caller.service.database.read(asked_by(SERVICE)) as session:
        begun, connection = caller.now(), session.connection()
        revision = migrate.current_on(connection)
        if revision is None:
            raise BackupError("Cơ sở dữ liệu chưa được tạo; không có gì để sao lưu.")
        head = Head(begun, revision, connection.dialect.name, PASSING)
        pieces = _with_erased(pieces_of(connection, PASSING), keys)
        return write_archive(path, keys.sealing_keys(BACKUPS)[0], head, pieces, over=over)


def _with_erased(pieces: Iterable[Piece], keys: KeyStore) -> Iterator[Piece]:
    """Name at the end which keys were deleted, so that an older copy of the key store deletes them too."""
    for piece in pieces:
        yield replace(piece, erased=tuple(keys.erased_keys())) if isinstance(piece, End) else piece


def _rows(end: End) -> dict[str, int]:
    return {name: rows for name, (rows, _) in end.tallies.items()}


@contextmanager
def _trial(beside: Path) -> Iterator[Database]:
    """A SQLite file in a folder of its own, readable by its owner only, that goes with the block."""
    _sweep(beside)
    with tempfile.TemporaryDirectory(prefix=_TRIAL, dir=beside) as folder:
        database = Database(f"sqlite:///{folder}/thu.db")
        try:
            yield database
        finally:
            database.dispose()


def _sweep(beside: Path) -> None:
    """Take away what a trial left that was killed."""
    for folder in beside.glob(f"{_TRIAL}*"):
        with suppress(OSError):
            if clock.now().timestamp() - folder.stat().st_mtime > _TRIAL_LASTS:
                shutil.rmtree(folder)
