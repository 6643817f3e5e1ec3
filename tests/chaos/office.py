"""A province filled once, copied and served as its own process, with a sign-in for each case worker."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from sqlmodel import select

from api import clock
from api.accounts import new_hash
from api.db import Database
from api.keys import KeyStore
from api.row_security import SERVICE, asked_by
from api.service import Service
from api.settings import load_settings
from api.sign_ins import issue_token
from api.tables import Account
from matcher.tables import Person, Placement

ROOT = Path(__file__).parents[2]
PASSWORD = "Mật-khẩu-dài-9!x"
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Worker:
    """A case worker: account, token, codes of people, ids of placements."""

    name: str
    token: str
    password: str
    people: tuple[str, ...]
    placements: tuple[str, ...]


@dataclass(frozen=True)
class Process:
    """A server that runs."""

    port: int
    pid: int

    @property
    def cpu_seconds(self) -> float:
        """Processor time so far, of all its threads."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def resident_mb(self) -> float:
        """Memory in use, in MiB."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def open_folder(folder: Path) -> Service:
    """The service on a filled folder."""
    settings = load_settings(None, database_url=f"sqlite:///{folder}/db.sqlite", keys=folder / "keys.db", today=TODAY)
    return Service(settings, Database(settings.database_url), KeyStore(settings.keys))


def workers_of(folder: Path) -> list[Worker]:
    """Sign every case worker in who has people."""
    service, found = open_folder(folder), []
    with service.database.write(asked_by(SERVICE)) as session:
        known = session.exec(select(Account).where(Account.role == "case_worker").order_by(Account.name)).all()
        known[0].password_hash = new_hash(known[0].name, PASSWORD)
        for account in known[1:]:  # argon2id is slow by design, and one hash opens them all
            session.add(account)
            account.password_hash = known[0].password_hash
    with service.database.write(asked_by(SERVICE)) as session:
        for account in session.exec(select(Account).where(Account.role == "case_worker").order_by(Account.name)).all():
            own = session.exec(select(Person).where(Person.case_worker == account.name).order_by(Person.code)).all()
            ids = [p.id for p in own]
            running = [p.id for p in session.exec(select(Placement)).all() if p.person_id in ids and not p.ended_on]
            token = issue_token(session, account, clock.now(), 12)
            found.append(Worker(account.name, token, PASSWORD, tuple(p.code for p in own), tuple(running)))
    service.close()
    return [w for w in found if w.people]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _started(command: Sequence[str], port: int, path: str, **environment: str) -> Iterator[Process]:
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL) as process:
        try:
            _wait(f"http://127.0.0.1:{port}{path}", process)
            yield Process(port, process.pid)
        finally:
            process.terminate()
            process.wait(20)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server stopped"
        try:
            with urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@contextmanager
def served(filled: Path, folder: Path, fault: str | None = None) -> Iterator[tuple[Process, Path]]:
    """Serve a copy of a filled folder; with a defect (:mod:`faults`) where one is named, here or in ``CHAOS_FAULT``."""
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    port = _free_port()
    fault = fault or os.environ.get("CHAOS_FAULT")
    spoil = f"from tests.chaos.faults import FAULTS; FAULTS[{fault!r}]()" if fault else ""
    program = f"{spoil}\nfrom api.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", "--port", str(port), "--no-jobs"]
    url = f"sqlite:///{folder}/db.sqlite"
    settings = {
        "NOIVIEC_DATABASE_URL": url,
        "NOIVIEC_KEYS": str(folder / "keys.db"),
        "NOIVIEC_TODAY": TODAY.isoformat(),
    }
    with _started(command, port, "/readyz", **settings) as process:
        yield process, folder


@contextmanager
def bare_server(document: object, folder: Path) -> Iterator[Process]:
    """Serve the bare framework with a body of the same size."""
    file, port = folder / "body.json", _free_port()
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    with _started([sys.executable, "-m", "tests.chaos.bare", str(port), str(file)], port, "/bare") as process:
        yield process
