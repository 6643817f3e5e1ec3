"""Files that only their owner reads, made without disturbing whoever has them open."""

import os
import stat
from contextlib import suppress
from pathlib import Path


def make_private(path: Path) -> None:
    """Make a file (0600) and its folder (0700) where they are missing; a file that is there is never opened.

    Closing a file drops every lock that this process holds on it, whoever took it (POSIX, ``fcntl``): SQLite's too.
    Another process then takes itself for the last one and deletes the journal, with all that was written since
    (sqlite.org/howtocorrupt.html, 2.2).

    Raises
    ------
    OSError
        If the file cannot be made, or not be read and written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    if path.is_dir() or not os.access(path, os.R_OK | os.W_OK):
        raise PermissionError(path)
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads (0600), whatever the umask and whatever it was before.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            os.fchmod(file.fileno(), 0o600)
        file.write(content)
