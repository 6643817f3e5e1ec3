"""Copies of the key store, sealed to the recovery code that the office keeps on paper.

A copy is written anew after every erasure and with every backup, over the one before: an older copy would still open
what was erased since.
"""

import os
from pathlib import Path

from api import recovery
from api.backups.errors import BackupError, unreadable, unwritable
from api.service import Caller


def new_recovery(caller: Caller, *, replace: bool) -> str:
    """Make the recovery code, to be shown once and kept on paper.

    Raises
    ------
    BackupError
        If there is one already and ``replace`` is not said: copies from now on open with the new one alone.
    """
    caller.require("copy_keys")
    keys = caller.service.keys
    if keys.recovery() is not None and not replace:
        raise BackupError("Đã có mã khôi phục; thêm --replace để thay, khi đó bản sao mới chỉ mở bằng mã mới.")
    code, public = recovery.new_code()
    with caller.service.database.write() as session:
        keys.keep_recovery(public)
        caller.audit(session, "new_recovery", "keys", "")
    return code


def copy_keys(caller: Caller, path: Path) -> None:
    """Write a sealed copy of the key store over the one before.

    Raises
    ------
    BackupError
        If there is no recovery code yet, or the file cannot be written; the former copy stays then.
    """
    caller.require("copy_keys")
    public = caller.service.keys.recovery()
    if public is None:
        raise BackupError("Chưa có mã khôi phục để niêm phong bản sao kho khóa; hãy chạy: noiviec keys recovery")
    _write(path, recovery.seal_copy(caller.service.keys.whole(), public), replace=True)
    with caller.service.database.write() as session:
        caller.audit(session, "copy_keys", "keys", "")


def refresh_copy(caller: Caller) -> bool:
    """Write the copy that the settings name, if they name one and there is a recovery code; tells whether it did."""
    path, public = caller.service.settings.keys_copy, caller.service.keys.recovery()
    if path is None or public is None:
        return False
    _write(path, recovery.seal_copy(caller.service.keys.whole(), public), replace=True)
    return True


def restore_keys(path: Path, code: str, into: Path) -> None:
    """Open a copy of the key store into a place where there is none.

    Raises
    ------
    BackupError
        If there is a key store, or a file cannot be read or written.
    api.recovery.WrongRecovery
        If the copy does not open with this code.
    """
    try:
        sealed = path.read_bytes()
    except OSError:
        raise unreadable(path) from None
    _write(into, recovery.open_copy(sealed, code), replace=False)


def _write(path: Path, content: bytes, *, replace: bool) -> None:
    """Write a file whole or not at all, readable by its owner only; without ``replace``, only where there is none."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if not replace and os.path.lexists(path):
            raise BackupError(f"Đã có kho khóa {path}; hãy chuyển tệp đó đi nơi khác trước.")
        part.replace(path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        part.unlink(missing_ok=True)
