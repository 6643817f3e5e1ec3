"""A real server on this machine with the demonstration province, for whoever drives a browser at it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from api import clock, migrate
from api.db import Database
from api.demo_load import load_demo
from api.keys import KeyStore
from api.policy import Role, Viewer
from api.service import Caller, Service
from api.settings import load_settings
from matcher.rerank import rerank

TODAY = date(2026, 11, 23)
ROOT = Path(__file__).parents[2]
PEOPLE, OPENINGS = 300, 320
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def why_not() -> str | None:
    """Why no browser can be driven here; None where one can."""
    try:
        import axe_playwright_python  # noqa: F401 only whether it is there
        import playwright  # noqa: F401 only whether it is there
    except ImportError:
        return "the group e2e is not installed (make e2e installs it)"
    return None if shutil.which("chromium") else "no Chromium on this machine (apt-get install chromium)"


@dataclass(frozen=True)
class Running:
    """A server that runs, with a sign-in for each role and the service behind it, for looking things up."""

    address: str
    sign_ins: dict[Role, tuple[str, str]]
    service: Service


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _filled(folder: Path) -> Service:
    settings = load_settings(None, database_url=f"sqlite:///{folder}/db.sqlite", keys=folder / "keys.db", today=TODAY)
    service = Service(settings, Database(settings.database_url), KeyStore(settings.keys))
    migrate.upgrade(service.database)
    caller = Caller(service, Viewer("os:test", Role.operator))
    for _line in load_demo(caller, people=PEOPLE, openings=OPENINGS, seed=1):
        pass
    rerank(service.ranker_sessions, caller.today, clock.now)
    return service


def _sign_ins(folder: Path, service: Service) -> dict[Role, tuple[str, str]]:
    from api.accounts import get_account

    found = {}
    with service.database.read() as session:
        for line in (folder / "demo-sign-in.txt").read_text(encoding="utf-8").splitlines():
            name, _, password = line.partition(" ")
            found[Role(get_account(session, name).role)] = (name, password)
    return found


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        assert process.poll() is None, "the server stopped"
        try:
            with urlopen(f"{address}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the server does not answer")


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    """Fill a database in an empty folder, serve it, and stop the server at the end."""
    service = _filled(folder)
    port = _free_port()
    environment = {
        **os.environ,
        "NOIVIEC_DATABASE_URL": service.settings.database_url,
        "NOIVIEC_KEYS": str(service.settings.keys),
        "NOIVIEC_TODAY": TODAY.isoformat(),
    }
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port), "--no-jobs"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            _wait(f"http://127.0.0.1:{port}", process)
            yield Running(f"http://127.0.0.1:{port}", _sign_ins(folder, service), service)
        finally:
            process.terminate()
            service.database.dispose()
            service.keys.close()
