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
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from sqlmodel import col, select

from api import clock, migrate
from api.accounts import get_account
from api.acts.decisions import Wanted, decide
from api.acts.duplicates import list_duplicates
from api.acts.imports import try_list
from api.acts.market import new_code, register_employer
from api.acts.merging import merge
from api.acts.own_openings import save_draft, set_state
from api.acts.placements import start_directly
from api.acts.reminders import remind
from api.acts.suggestions import suitable_people
from api.db import Database
from api.demo_load import load_demo
from api.deps import viewer_of
from api.keys import KeyStore
from api.policy import Role, Viewer
from api.service import Caller, Service
from api.settings import load_settings
from employers.tables import Employer, Opening, OpeningState
from matcher.confirmations import issue_code
from matcher.consents import ConsentAct
from matcher.decisions import By
from matcher.model_store import keep_model
from matcher.ranking_tables import PublishedList
from matcher.rerank import rerank
from matcher.tables import DecisionKind, Person, Placement, Referral

TODAY = date(2026, 11, 23)
ROOT = Path(__file__).parents[2]
PEOPLE, OPENINGS = 300, 320
INTRODUCED = 4
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
    code: str
    """By which an employer may confirm somebody's job."""

    def caller(self, name: str) -> Caller:
        """One account as a caller, to look things up as it would."""
        with self.service.database.read() as session:
            return Caller(self.service, viewer_of(session, get_account(session, name), self.service.today()))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _service(folder: Path, today: date) -> Service:
    settings = load_settings(None, database_url=f"sqlite:///{folder}/db.sqlite", keys=folder / "keys.db", today=today)
    return Service(settings, Database(settings.database_url), KeyStore(settings.keys))


def fill(folder: Path) -> Path:
    """Fill an empty folder with the demonstration province; servers run on copies of it."""
    service = _service(folder, TODAY)
    migrate.upgrade(service.database)
    caller = Caller(service, Viewer("os:test", Role.operator))
    for _line in load_demo(caller, people=PEOPLE, openings=OPENINGS, seed=1):
        pass
    rerank(service.ranker_sessions, caller.today, clock.now)
    _introduce(folder, service)
    _employ(folder, service)
    _supervise(folder, service)
    service.database.dispose()
    service.keys.close()
    return folder


def _employ(folder: Path, service: Service) -> None:
    """Somebody of the case worker who signs in has worked for ten days: their check-in is due, and a reminder too."""
    name = _sign_ins(folder, service)[Role.case_worker][0]
    caller = Caller(service, Viewer(name, Role.case_worker))
    with service.database.read() as session:
        working = select(Placement.person_id)
        own = select(Person.code).where(Person.case_worker == name, col(Person.id).not_in(working))
        person = session.exec(own.order_by(col(Person.code).desc())).first() or ""
        opening = session.exec(select(Opening.code).order_by(Opening.code)).first() or ""
    start_directly(caller, person, opening, TODAY - timedelta(days=10))
    with service.database.read() as session:
        busy = select(Referral.person_id)
        listed = select(Person.code).join(PublishedList, col(PublishedList.person_id) == col(Person.id))
        free = listed.where(Person.case_worker == name, col(Person.id).not_in(busy)).order_by(Person.code)
        reminded = session.exec(free).first() or ""
    remind(caller, reminded, TODAY, "hỏi giấy khám sức khỏe lái xe")


def _supervise(folder: Path, service: Service) -> None:
    """What a supervisor has done before: a list tried, an employer merged and another twice, a model kept aside."""
    name = _sign_ins(folder, service)[Role.supervisor][0]
    with service.database.read() as session:
        caller = Caller(service, viewer_of(session, get_account(session, name), TODAY))
    for name_of, tax_code in (("Cơ sở Mẫu Trùng Tên", "0399999999"), ("Cơ sở Mẫu Viết Hai Lần", "0388888888")):
        for code in (None, tax_code):
            register_employer(caller, {"name": name_of, "tax_code": code}, force=True)
    pair = list_duplicates(caller, "employers", 1, 1)[1][0]
    kept, gone = sorted((pair["first"], pair["second"]), key=lambda side: not side["tax_code"])
    merge(caller, "employers", kept["code"], gone["code"])
    try_list(caller, "employers", "ds.csv", "Tên đơn vị;Mã số thuế\nCơ sở Mẫu;123\n".encode(), create_employers=False)
    with service.ranker_sessions.write() as session:
        keep_model(session, service.model().ranker, 0, clock.now())


def _introduce(folder: Path, service: Service) -> None:
    """Introduce people to the employer who signs in, each with a consent; and give it a draft and a paused opening."""
    names = {role: name for role, (name, _) in _sign_ins(folder, service).items()}
    with service.database.read() as session:
        tax_code = get_account(session, names[Role.employer]).employer_tax_code
        own = select(Opening.code).join(Employer, col(Employer.id) == col(Opening.employer_id))
        openings = session.exec(own.where(Employer.code == tax_code).order_by(Opening.code)).all()
        workers = session.exec(select(Person.case_worker).distinct().order_by(Person.case_worker)).all()
    callers = [Caller(service, Viewer(name or "", Role.case_worker)) for name in workers]
    consent = ConsentAct(TODAY, ("given_name", "commune", "skills", "experience"), wording="2026-11")
    made: set[str] = set()
    for caller, opening in product(callers, openings):
        for suited in suitable_people(caller, opening, 1) if len(made) < INTRODUCED else ():
            if suited.seeker.code not in made:
                decide(caller, suited.seeker.code, Wanted(opening, DecisionKind.refer, "hợp việc", consent=consent))
                made.add(suited.seeker.code)
    assert len(made) == INTRODUCED
    employer = Caller(service, Viewer(names[Role.employer], Role.employer, employer_code=tax_code))
    for title, states in (("Thợ hàn", ()), ("Phụ kho", (OpeningState.open, OpeningState.paused))):
        code = save_draft(employer, new_code(), {"title": title, "seats": 2, "wage_words": "8-10 triệu", "sex": "nam"})
        for state in states:
            set_state(employer, code, state)


def _code(service: Service) -> str:
    """A code of a letter to an employer about a running job."""
    with service.database.write() as session:
        running = select(Placement).where(col(Placement.ended_on).is_(None)).order_by(Placement.id)
        placement = session.exec(running).first()
        assert placement is not None
        return issue_code(session, placement, By("test", TODAY, clock.now()))


def _sign_ins(folder: Path, service: Service) -> dict[Role, tuple[str, str]]:
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
def running(folder: Path, today: date = TODAY) -> Iterator[Running]:
    """Serve a filled folder as on one day, and stop the server at the end."""
    service = _service(folder, today)
    port = _free_port()
    environment = {
        **os.environ,
        "NOIVIEC_DATABASE_URL": service.settings.database_url,
        "NOIVIEC_KEYS": str(service.settings.keys),
        "NOIVIEC_TODAY": today.isoformat(),
    }
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port), "--no-jobs"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            _wait(f"http://127.0.0.1:{port}", process)
            yield Running(f"http://127.0.0.1:{port}", _sign_ins(folder, service), service, _code(service))
        finally:
            process.terminate()
            service.database.dispose()
            service.keys.close()
