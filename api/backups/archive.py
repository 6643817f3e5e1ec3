"""A backup as a file: lines of JSON, compressed, sealed; written beside its place and put there whole.

The first line says when it was made and of which revision; each table has a line with its columns and lines with a
batch of rows; the last line counts them and names, by random numbers, the keys that were deleted by then.
"""

import contextlib
import errno
import fcntl
import gzip
import json
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import Connection

from api.backups.errors import BackupError, damaged, unreadable, unwritable
from api.backups.rows import Row, TableForm, Tally, read_rows, table_forms
from api.backups.sealed_file import SealedReader, SealedWriter

PASSING: Final = ("access_token", "throttle", "posted_form", "once_reply", "import_run")
"""What is gone in days anyway and stays out of backups: open sign-ins, which must not come back, and stored answers and
reports of imports, which quote what somebody typed and are sealed with a key that no erasure deletes.
"""
_LEVEL: Final = 3
"""Of gzip: the half of a second more than level 1, the half of the time of level 6 (20,000 people)."""


@dataclass(frozen=True)
class Head:
    """When a backup was begun (aware), of which revision, from which store, and which tables it leaves out."""

    made_at: datetime
    revision: str
    store: str
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class End:
    """What a backup holds: rows and digest of each table; keys that were deleted when it was made."""

    tallies: dict[str, list[Any]]
    erased: tuple[str, ...] = ()


Piece = TableForm | list[Row] | End


def pieces_of(connection: Connection, without: Sequence[str] = ()) -> Iterator[Piece]:
    """Read a database at one moment: each table's form, then its rows in batches; at last what there was."""
    told = {}
    for form in table_forms(connection, without):
        yield form
        tally = Tally()
        for rows in read_rows(connection, form):
            tally.add(rows, form.columns)
            yield rows
        told[form.name] = tally.told()
    yield End(told)


def write_archive(path: Path, master: bytes, head: Head, pieces: Iterable[Piece], *, over: bool) -> tuple[int, End]:
    """Write a backup; it stands under its name only once it is whole and on the disk.

    Parameters
    ----------
    over : bool
        Whether a file of that name may be replaced.

    Returns
    -------
    int, End
        Its size in bytes, and what is in it.

    Raises
    ------
    BackupError
        If there is such a file, or it cannot be written; nothing is left then.
    """
    _refuse_taken(path, over=over)
    end = End({})
    with _beside(path) as file:
        sealed = SealedWriter(file, master)
        with BufferedWriter(sealed, 1 << 16) as buffer:
            with gzip.GzipFile("", "wb", _LEVEL, buffer, mtime=0) as lines:
                lines.write(_line(asdict(head) | {"made_at": head.made_at.isoformat()}))
                for piece in pieces:
                    lines.write(_line(_told(piece)))
                    end = piece if isinstance(piece, End) else end
            buffer.flush()
            sealed.finish()
        _put_in_place(file, path, over=over)
        return file.tell(), end


def _refuse_taken(path: Path, *, over: bool) -> None:
    """Refuse a place where a folder stands, or a file that may not be replaced."""
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    except OSError as error:
        raise unwritable(path, error) from None
    if not over and os.path.lexists(path):
        raise _taken(path)


def _taken(path: Path) -> BackupError:
    return BackupError(f"Đã có {path}; hãy chọn tên khác, hoặc thêm --force để ghi đè.")


@contextlib.contextmanager
def open_archive(path: Path, masters: Sequence[bytes]) -> Iterator[tuple[Head, Iterator[Piece]]]:
    """Open a backup; its pieces are given as they are found whole.

    Raises
    ------
    BackupError
        If the file cannot be read, is no backup, is damaged or was sealed with other keys.
    """
    try:
        source = path.open("rb")
    except OSError:
        raise unreadable(path) from None
    with source:
        if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
            raise unreadable(path)
        lines = gzip.GzipFile(fileobj=BufferedReader(SealedReader(source, masters)))
        with _in_words(path):
            said = json.loads(lines.readline())
            made_at = datetime.fromisoformat(said["made_at"])
            head = Head(made_at, said["revision"], said["store"], tuple(said["without"]))
        yield head, _pieces(lines, path)


@contextlib.contextmanager
def _in_words(path: Path) -> Iterator[None]:
    try:
        yield
    except (gzip.BadGzipFile, EOFError, json.JSONDecodeError):
        raise damaged() from None
    except OSError:
        raise unreadable(path) from None


def _pieces(lines: Iterable[bytes], path: Path) -> Iterator[Piece]:
    ended = False
    with _in_words(path):
        for line in lines:
            value = json.loads(line)
            if ended:
                raise damaged()
            if isinstance(value, list):
                yield value
            elif "table" in value:
                yield TableForm(value["table"], *(tuple(value[part]) for part in ("columns", "kinds", "key")))
            else:
                ended = True
                yield End(value["tallies"], tuple(value["erased"]))
        if not ended:
            raise damaged()


def _told(piece: Piece) -> Any:
    if isinstance(piece, TableForm):
        return {"table": piece.name, "columns": piece.columns, "kinds": piece.kinds, "key": piece.key}
    return asdict(piece) if isinstance(piece, End) else piece


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


@contextlib.contextmanager
def _beside(path: Path) -> Iterator[IO[bytes]]:
    """Open the file that becomes a backup; what an attempt that was killed left is written over."""
    part = path.with_name(f".{path.name}.part")
    try:
        number = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise unwritable(path, error) from None
    try:
        with os.fdopen(number, "r+b") as file:
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise BackupError(f"Đang có lần sao lưu khác ghi {path.name}; hãy đợi lần đó xong.") from None
            try:
                os.fchmod(number, 0o600)
                file.truncate()
                yield file
            finally:
                with contextlib.suppress(OSError):
                    part.unlink()
    except OSError as error:  # out here: on a full disk, closing the file fails once more
        raise unwritable(path, error) from None


def _put_in_place(file: IO[bytes], path: Path, *, over: bool) -> None:
    """Give a whole file its name: over what was there, or only if there is nothing."""
    file.flush()
    os.fsync(file.fileno())
    part = path.with_name(f".{path.name}.part")
    if over:
        part.replace(path)
    else:
        try:
            path.hardlink_to(part)
        except FileExistsError:
            raise _taken(path) from None
        except OSError:  # a stick without hard links
            part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
