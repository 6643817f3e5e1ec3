"""The daily drill: make a backup, restore it on trial, write down how it went, and only then delete old ones."""

import logging
import os
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session, col, select

from api.acts.backups import back_up, verify_backup
from api.acts.model_words import Words
from api.backups.errors import BackupDamaged, BackupError, NotWhole
from api.backups.keeping import Keep, name_at, superfluous
from api.clock import VIETNAM
from api.service import Caller
from api.store_errors import DatabaseError
from api.tables import BackupDrill
from api.wording import Language

_log = logging.getLogger(__name__)

LATE_AFTER: Final = timedelta(hours=36)
"""A daily backup that is half a day late."""
PROVED: Final = "proved"
OUTCOMES: Final[dict[str, Words]] = {
    PROVED: ("đã khôi phục thử, mọi thứ nguyên vẹn", "restored on trial, and everything is whole"),
    "unwritable": ("chưa ghi được; xem ổ đĩa và thư mục sao lưu", "not written; look at the disk and its folder"),
    "damaged": ("tệp vừa ghi đọc lại bị hỏng; xem ổ đĩa", "what was written cannot be read again; look at the disk"),
    "not_whole": (
        "khôi phục thử thấy nhật ký, khóa hoặc mô hình không nguyên vẹn",
        "the trial found the trail, keys or a model not whole",
    ),
    "failed": ("chưa xong vì lỗi khác; xem nhật ký máy chủ", "did not end well; look at the server's log"),
}
"""How a drill can end, in words."""
_WHY: Final = ((NotWhole, "not_whole"), (BackupDamaged, "damaged"), ((BackupError, OSError), "unwritable"))


def daily_drill(caller: Caller) -> BackupDrill | None:
    """Do the drill where the settings name a folder for it; None where they do not."""
    folder = caller.service.settings.backup_dir
    return None if folder is None else drill(caller, folder)


def drill(caller: Caller, folder: Path) -> BackupDrill:
    """Back up into a folder, prove it, keep the record, and delete what no rule keeps.

    Raises
    ------
    BackupError, DatabaseError
        If it did not end well; the record says so, no older backup is deleted, and the job is tried again.
    """
    begun, at = time.monotonic(), caller.now()
    made = BackupDrill(at=at, file=name_at(at), outcome="failed")
    try:
        _prove(caller, folder, made)
    except Exception as failure:
        made.outcome = next((words for kind, words in _WHY if isinstance(failure, kind)), "failed")
        if isinstance(failure, BackupError | DatabaseError):  # each is one sentence, of files and disks only
            _log.error("the backup drill failed: %s", failure)
        raise
    finally:
        made.seconds = time.monotonic() - begun
        _keep(caller, folder, made)
    for old in superfluous(folder.iterdir(), _kept(caller)):
        old.unlink(missing_ok=True)
    return made


def _prove(caller: Caller, folder: Path, made: BackupDrill) -> None:
    _make(folder)
    written = back_up(caller, folder / made.file)
    made.size, made.keys_copied = written.size, written.keys_copied
    _, proof = verify_backup(caller, folder / made.file)
    made.people, made.rows = proof.tables["person"], proof.rows
    made.outcome = PROVED
    if not proof.whole:
        raise NotWhole("Bản sao lưu khôi phục được nhưng không nguyên vẹn; hãy chạy: noiviec restore --verify")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        why = f"Không tạo được thư mục sao lưu {folder}: hãy xem NOIVIEC_BACKUP_DIR, ổ đĩa và quyền của thư mục."
        raise BackupError(why) from None


def can_write(folder: Path) -> bool:
    """Whether a drill could write into a folder, or make it where it is missing; nothing of the trial is left."""
    try:
        there = next(place for place in (folder, *folder.parents) if place.exists())
        if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
            return False
        if there != folder:  # rights do not tell everything: nobody can make a folder in /proc
            tempfile.TemporaryDirectory(prefix=".noiviec-", dir=there).cleanup()
    except OSError:
        return False
    return True


def _keep(caller: Caller, folder: Path, made: BackupDrill) -> None:
    """Write the record down; a file that was not proved loses the name under which it would push out a good one."""
    file = folder / made.file
    if made.outcome != PROVED:
        with suppress(OSError):  # none was written; the record is kept whatever the folder says
            _rename_or_delete(file)
    with caller.service.database.write() as session:
        session.add(made)


def _kept(caller: Caller) -> Keep:
    return Keep(*map(int, caller.service.settings.backup_keep.split(",")))


def _rename_or_delete(file: Path) -> None:
    try:
        file.replace(file.with_name(f"{file.name}.hong"))
    except FileNotFoundError:
        raise
    except OSError:
        file.unlink()  # under its good name it would push out a good one


def last_drill(session: Session) -> BackupDrill | None:
    """The latest drill, however it ended; None before the first."""
    return session.exec(select(BackupDrill).order_by(col(BackupDrill.id).desc()).limit(1)).first()


def last_proved(session: Session) -> BackupDrill | None:
    """The latest drill that left a backup which was proved whole; None before the first."""
    proved = select(BackupDrill).where(BackupDrill.outcome == PROVED)
    return session.exec(proved.order_by(col(BackupDrill.id).desc()).limit(1)).first()


def drill_state(latest: BackupDrill | None, now: datetime) -> str:
    """``proved``, ``failed``, ``late`` (the last good one is long ago) or ``never``; ``now`` is aware."""
    if latest is None:
        return "never"
    if latest.outcome != PROVED:
        return "failed"
    return "late" if now - latest.at.astimezone(UTC) > LATE_AFTER else PROVED


def told_drill(caller: Caller, language: Language = "vi") -> dict[str, Any]:
    """How the last drill went, for the supervisor's page of runs: its state, when, and what was found."""
    caller.require("see_runs")
    with caller.sessions.read() as session:
        latest = last_drill(session)
    state = drill_state(latest, caller.now())
    if latest is None:
        return {"state": state, "at": None, "keys_copied": False}
    return {
        "state": state,
        "at": latest.at.astimezone(VIETNAM),
        "outcome": OUTCOMES.get(latest.outcome, OUTCOMES["failed"])[language != "vi"],
        "people": latest.people,
        "rows": latest.rows,
        "keys_copied": latest.keys_copied,
    }
