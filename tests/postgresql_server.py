"""A PostgreSQL server of the tests' own: started where Debian's binaries are, as a user who is not root.

Nothing of it is kept: the cluster lies in a folder that goes with the run, it listens on a socket in that folder and on
no port. ``NOIVIEC_TEST_STORE=postgresql`` makes :mod:`tests.stores` put every service of tests/api on it.
"""

import atexit
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import psycopg
import pytest

_PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt/postgresql")
SUPERUSER, OWNER = "postgres", "noiviec"
_UNPRIVILEGED = ("postgres", "nobody")
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""For tests that ask what is stored and not whether it survives a power cut; the chaos harness leaves them out."""


def binaries() -> Path | None:
    """The newest folder with ``initdb`` and ``postgres``; None where there is none."""
    found = [p.parent for place in _PLACES for p in Path(place).glob("**/bin/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).parent)
    whole = [folder for folder in found if (folder / "postgres").exists()]
    return max(whole, key=lambda folder: [int(part) for part in folder.parts if part.isdigit()], default=None)


def why_not() -> str | None:
    """Why no server can be started here, in one sentence; None where it can."""
    if binaries() is None:
        return "no PostgreSQL server is installed (Debian: postgresql)"
    if os.geteuid() == 0 and _other_user() is None:
        return "PostgreSQL refuses to run as root and there is no other user"
    return None


def _other_user() -> str | None:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in _UNPRIVILEGED if name in known), None)


needs_postgresql = pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
"""For a test that is left out, its reason printed, where no server can be started."""


class Server:
    """One cluster, running until :meth:`stop`.

    Parameters
    ----------
    settings : sequence of str
        ``name=value`` of postgresql.conf.
    """

    def __init__(self, settings: tuple[str, ...] = FAST) -> None:
        folder = binaries()
        assert folder is not None, why_not()
        self.bin = folder
        self.folder = Path(tempfile.mkdtemp(prefix="nv-pg-"))
        self.user = _other_user() if os.geteuid() == 0 else None
        if self.user:
            shutil.chown(self.folder, self.user)
        self._run(
            "initdb", "--auth=trust", f"--username={SUPERUSER}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        self.settings = (
            "listen_addresses=",
            f"unix_socket_directories={self.folder}",
            "max_connections=200",
            *settings,
        )
        self.start()
        with self._superuser() as connection:
            connection.execute(f"CREATE ROLE {OWNER} LOGIN")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), "-D", str(self.folder / "data"), *arguments]
        subprocess.run(command, check=True, user=self.user, cwd=self.folder, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = " ".join(f"-c {setting}" for setting in self.settings)
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop as ``fast`` or ``immediate`` (which is a crash); the data stay."""
        self._run("pg_ctl", "-w", "-m", how, "stop")

    def remove(self) -> None:
        """Stop, unless it is down already, and delete everything."""
        with suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """The address of one database of this server, for its owner: no superuser, so that row rules hold them."""
        return f"postgresql://{OWNER}@/{name}?host={self.folder}"

    def _superuser(self) -> psycopg.Connection:
        return psycopg.connect(f"postgresql://{SUPERUSER}@/postgres?host={self.folder}", autocommit=True)

    def create(self, name: str, template: str = "template0") -> str:
        """Create a database, from another if named, and give its address; one of that name goes first."""
        with self._superuser() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE "{template}"')
        return self.url(name)

    def has(self, name: str) -> bool:
        """Whether there is a database of that name."""
        with self._superuser() as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


@cache
def shared_server() -> Server:
    """The server of this process, started once and removed at its end."""
    server = Server()
    atexit.register(server.remove)
    return server


def name_for(folder: Path) -> str:
    """The name of the database that stands for a folder's file."""
    return "t" + hashlib.sha256(str(folder).encode()).hexdigest()[:24]
