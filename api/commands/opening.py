"""Opening the stores for a command: what stands in the way is refused in a sentence, before anything is made anew."""

import glob
import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from api.commands.shared import InputError, at_the_end, settings, user_name

if TYPE_CHECKING:  # the stores are loaded when they are opened: a bad file is refused before that
    from collections.abc import Mapping

    from api.keys import KeyStore
    from api.service import Caller, Service


def refuse_newer(at: str) -> None:
    """Refuse a database that a newer version of the product has made.

    Raises
    ------
    InputError
        With what to do; migrating is no way back.
    """
    from api import migrate

    if not migrate.knows(at):
        raise InputError(
            "Cơ sở dữ liệu thuộc phiên bản mới hơn bản đang cài; hãy cài bản mới hơn,"
            " hoặc khôi phục bản sao lưu làm trước khi nâng cấp."
        )


def database_file() -> Path | None:
    """Where the database of this run lies; None where a server keeps it."""
    from sqlalchemy import make_url

    url = make_url(settings().database_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def refuse_moved() -> None:
    """Refuse to begin anew where the settings still name a file that was moved to another store.

    Raises
    ------
    InputError
        With the setting to change.
    """
    file = database_file()
    if file and not file.exists() and any(file.parent.glob(f"{glob.escape(file.name)}.da-chuyen-*")):
        raise InputError("Dữ liệu đã được chuyển sang nơi khác; hãy đặt NOIVIEC_DATABASE_URL theo nơi đó.")


def refuse_left_log() -> None:
    """Refuse a place where a log stands without its file: a new file there would take it away with the work in it."""
    file = database_file()
    if file and not file.exists() and (log := Path(f"{file}-wal")).exists():
        raise InputError(
            f"Tệp {log} còn giữ những việc ghi sau cùng; hãy đưa tệp đó về cạnh tệp cơ sở dữ liệu cũ trước."
        )


def refuse_without_keys() -> None:
    """Refuse to go on where the key store is not there: a new one would open nobody, and stand in the way of the old.

    Raises
    ------
    InputError
        With the command that brings it back.
    """
    keys = settings().keys
    if not keys.exists() or not keys.stat().st_size:
        raise InputError("Không thấy kho khóa; hãy xem NOIVIEC_KEYS, hoặc lấy lại trước: noiviec keys restore TỆP")


def _not_ready(at: str | None, keys: "KeyStore") -> InputError:
    """Make the error for a database that is none yet, or of another version."""
    if at is not None:
        return InputError("Cơ sở dữ liệu thuộc phiên bản khác; hãy chạy: noiviec migrate")
    if keys.older_than(keys.generation() + 1):  # keys of people, of whichever generation
        return InputError(
            "Chưa có cơ sở dữ liệu mà kho khóa đã có khóa của hồ sơ; hãy khôi phục: noiviec restore TỆP"
            " (noiviec migrate chỉ để làm lại từ đầu)."
        )
    return InputError("Cơ sở dữ liệu chưa được tạo; hãy chạy: noiviec migrate")


def open_service(*, check: bool = True, upgrading: bool = False) -> "Service":
    """Open the stores.

    Parameters
    ----------
    check : bool
        Whether the database must be one of ours, with its keys; ``restore`` and the demonstration make it themselves.
    upgrading : bool
        Whether it may be none yet, or of an older version.

    Raises
    ------
    InputError
        If the database was not created yet, is of another version of the product, was moved, or has lost its keys.
    """
    from api import audit, clock, migrate, row_security
    from api.cluster import runner_of
    from api.db import Database
    from api.identities import knows_anybody
    from api.keys import KeyStore
    from api.service import Service

    found = settings()
    if check:
        refuse_moved()
        refuse_left_log()
    runner_of(found.compute)  # a cluster that could not be asked is told at once
    database = Database(found.database_url, found.busy_seconds)
    at_the_end.callback(database.dispose)
    at = migrate.current(database) if check else None
    if at is not None:
        refuse_newer(at)
        refuse_without_keys()
    keys = KeyStore(found.keys, found.busy_seconds)
    at_the_end.callback(keys.close)
    service = Service(found, database, keys)
    if check and not upgrading:
        with database.read() as session:
            same_rules = row_security.is_current(session.connection())
        if at != migrate.newest() or not same_rules:
            raise _not_ready(at, keys)
        with database.read() as session:
            clock.check_fixed_today(session, found)
        with database.read(row_security.asked_by(row_security.SERVICE)) as session:
            if not (audit.is_written_with(session, keys) or knows_anybody(session, keys)):
                raise InputError(
                    "Kho khóa này không thuộc cơ sở dữ liệu này; hãy xem NOIVIEC_KEYS và NOIVIEC_DATABASE_URL,"
                    " hoặc chuyển kho khóa này đi nơi khác rồi lấy kho đúng: noiviec keys restore TỆP"
                )
    return service


def keep_compiled_code(folder: Path, product: Path = Path(__file__).parents[2]) -> None:
    """Let numba keep what it compiles in a folder that this very source names: in the product's, or beside the data.

    By itself numba compiles a function anew when its own file changed, not when one did whose functions it holds: after
    an upgrade it would rank by the rules of before. Call it before ranking is imported; half a minute is spent once. A
    folder that the operator has named in ``NUMBA_CACHE_DIR`` stands.
    """
    if "NUMBA_CACHE_DIR" in os.environ:
        return
    ranking = product / "matcher" / "ranking"
    source = b"".join(file.read_bytes() for file in sorted(ranking.glob("*.py")))
    home = ranking / "__pycache__" if os.access(ranking, os.W_OK) else folder
    kept = home / f"compiled-{hashlib.blake2b(source, digest_size=8).hexdigest()}"
    with suppress(OSError):  # then nothing is kept, and numba says so where it compiles
        kept.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ["NUMBA_CACHE_DIR"] = str(kept)


def taught_here() -> "Mapping[str, str]":
    """What curators taught in the database of this machine; nothing where there is none, or none of this version."""
    file = database_file()
    if file and not file.exists():
        return {}
    try:
        service = open_service()
    except InputError:
        return {}
    from employers.curation import taught_phrases

    with service.ranker_sessions.read() as session:
        return taught_phrases(session)


def operator(*, check: bool = True) -> "Caller":
    """The command line as a caller of the service; without ``check``, of a database of any version or none."""
    from api.policy import Role, Viewer
    from api.service import Caller

    return Caller(open_service(check=check), Viewer(f"os:{user_name()}", Role.operator))
