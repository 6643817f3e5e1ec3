"""A service on a migrated SQLite file, an account of each role, callers and a web client.

What is slow (migrating, hashing, importing the office's lists) is done once for the session, in files that each test
copies.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import clock, migrate
from api.accounts import add_account, find_account, set_communes
from api.acts.imports import bring_in
from api.app import make_app
from api.cli import main
from api.commands import shared
from api.db import Database
from api.deps import viewer_of
from api.identities import Identities
from api.imports import workbooks
from api.imports.excel_apart import answer_to, sheets_of
from api.imports.report import ImportReport
from api.keys import KeyStore
from api.policy import Role, Viewer
from api.service import Caller, Service
from api.settings import load_settings
from api.sign_ins import issue_token
from api.tables import Account
from matcher.tables import Person
from tests.lists import KINDS, csv_of
from tests.stores import copy_store, database_url

TODAY = date(2026, 11, 23)
HOW = {"today": TODAY, "busy_seconds": 5.0}
SETTINGS = load_settings(None, **HOW)
PASSWORD = "Mật-khẩu-dài-9!x"
PHAN_THIET, DUC_LINH, DONG_GIANG = "22945", "23191", "23074"
# Name → role, employer's tax code, communes. canbo2 and congty2 are "another's" in every scoping test.
ACCOUNTS: dict[str, tuple[Role, str | None, tuple[str, ...]]] = {
    "canbo": (Role.case_worker, None, (PHAN_THIET, DUC_LINH)),
    "canbo2": (Role.case_worker, None, (PHAN_THIET,)),
    "canbo3": (Role.case_worker, None, ()),
    "giamsat": (Role.supervisor, None, (PHAN_THIET, DUC_LINH, DONG_GIANG)),
    "giamsat-moi": (Role.supervisor, None, ()),
    "congty": (Role.employer, "3400000514", ()),
    "congty2": (Role.employer, "3400000063", ()),
    "quantri": (Role.admin, None, ()),
}


def open_service(folder: Path, **given: Any) -> Service:
    """A service on the files of a folder; reading the settings anew takes as long as all the rest."""
    read = load_settings(None, **{**HOW, **given}) if given else SETTINGS
    settings = read.model_copy(update={"database_url": database_url(folder), "keys": folder / "keys.db"})
    busy = settings.busy_seconds
    return Service(settings, Database(settings.database_url, busy), KeyStore(settings.keys, busy))


def operator_of(service: Service) -> Caller:
    """The command line as a caller."""
    return Caller(service, Viewer("os:test", Role.operator))


def import_bytes(caller: Caller, kind: str, content: bytes, file: str = "ds.csv", **how: Any) -> ImportReport:
    """Bring a file in and give its report."""
    return bring_in(caller, kind, file, content, **how)[1]


def beside(caller: Caller, person: Person) -> dict[str, str]:
    """What a list said of a person beside the known columns."""
    with caller.sessions.read() as session:
        identity = Identities(session, caller.service.keys).of(person.id or 0)
    return dict(identity.unread) if identity else {}


def close_service(service: Service) -> None:
    """Close every connection, so that the files can be copied and no warning is left."""
    service.close()


@dataclass
class Web:
    """The application as its users reach it, one token an account."""

    service: Service
    client: TestClient
    tokens: dict[str, str] = field(default_factory=dict)

    def headers(self, who: str | None) -> dict[str, str]:
        if who is None:
            return {}
        if who not in self.tokens:
            with self.service.database.write() as session:
                account = find_account(session, who)
                assert account is not None
                self.tokens[who] = issue_token(session, account, clock.now(), 1)
        return {"Authorization": f"Bearer {self.tokens[who]}"}

    def call(self, who: str | None, method: str, path: str, **more: Any) -> Any:
        headers = {**self.headers(who), **more.pop("headers", {})}
        address = path if path.startswith(("/healthz", "/readyz", "/metrics")) or path == "/" else f"/api/v1{path}"
        return self.client.request(method, address, headers=headers, **more)

    def get(self, who: str | None, path: str, **more: Any) -> Any:
        return self.call(who, "GET", path, **more)

    def post(self, who: str | None, path: str, body: Any = None, **more: Any) -> Any:
        return self.call(who, "POST", path, **more) if body is None else self.call(who, "POST", path, json=body, **more)

    def patch(self, who: str | None, path: str, body: Any, revision: int | None) -> Any:
        headers = {} if revision is None else {"If-Match": f'"{revision}"'}
        return self.call(who, "PATCH", path, json=body, headers=headers)


def _make_accounts(service: Service) -> None:
    """One hash serves all: argon2id is slow by design, and which password it is does not matter here."""
    with service.database.write() as session:
        first = add_account(session, clock.now(), "canbo", Role.case_worker, PASSWORD)
        for name, (role, tax_code, communes) in ACCOUNTS.items():
            account = first
            if name != "canbo":
                account = Account(
                    name=name,
                    role=role,
                    password_hash=first.password_hash,
                    employer_tax_code=tax_code,
                    created_at=clock.now(),
                )
                session.add(account)
                session.flush()
            set_communes(session, account, communes)


@pytest.fixture(scope="session")
def empty_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with accounts and nothing else."""
    folder = tmp_path_factory.mktemp("empty")
    service = open_service(folder)
    migrate.upgrade(service.database)
    _make_accounts(service)
    close_service(service)
    return folder


@pytest.fixture(scope="session")
def office_files(empty_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the five lists of the office in."""
    folder = tmp_path_factory.mktemp("office") / "files"
    copy_store(empty_files, folder)
    service = open_service(folder)
    for kind in KINDS:
        import_bytes(operator_of(service), kind, csv_of(kind), f"{kind}.csv")
    close_service(service)
    return folder


def copy_files(files: Path, folder: Path) -> Iterator[Service]:
    """A service on a copy of prepared files."""
    copy_store(files, folder)
    service = open_service(folder)
    yield service
    close_service(service)


@pytest.fixture
def service(empty_files: Path, tmp_path: Path) -> Iterator[Service]:
    """A service with accounts and no lists."""
    yield from copy_files(empty_files, tmp_path / "empty")


@pytest.fixture
def office(office_files: Path, tmp_path: Path) -> Iterator[Service]:
    """A service with the office's five lists in."""
    yield from copy_files(office_files, tmp_path / "office")


@pytest.fixture
def operator(service: Service) -> Caller:
    """The command line on the empty service."""
    return operator_of(service)


@pytest.fixture
def bring(operator: Caller) -> Callable[..., ImportReport]:
    """Imports bytes into the empty service."""
    return lambda kind, content, file="ds.csv", **how: import_bytes(operator, kind, content, file, **how)


@contextmanager
def workbooks_read_here() -> Iterator[None]:
    """Read workbooks in this process: the start of the child, whose own facts test_excel_apart holds, takes longest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbooks, "read_apart", lambda content: sheets_of(answer_to(content)))
        yield


@pytest.fixture
def quick_workbooks() -> Iterator[None]:
    """The same for a whole test."""
    with workbooks_read_here():
        yield


@pytest.fixture
def web(office: Service) -> Iterator[Web]:
    """The application over the office's lists."""
    with TestClient(make_app(office), "http://127.0.0.1", raise_server_exceptions=False) as client:
        yield Web(office, client)


def caller_named(service: Service, name: str) -> Caller:
    """An account as a caller, with its rights as they are now."""
    with service.database.read() as session:
        account = find_account(session, name)
        assert account is not None
        return Caller(service, viewer_of(session, account, service.today()))


@pytest.fixture
def noiviec(tmp_path, monkeypatch, capsys):
    """Runs a command in this process; gives its exit code, what it printed and what it complained."""
    monkeypatch.setenv("NOIVIEC_DATABASE_URL", database_url(tmp_path))
    monkeypatch.setenv("NOIVIEC_KEYS", str(tmp_path / "keys.db"))
    monkeypatch.setenv("NOIVIEC_TODAY", "2026-11-23")
    monkeypatch.chdir(tmp_path)
    shared.settings.cache_clear()

    def run(*words, stdin=None):
        monkeypatch.setattr(sys, "argv", ["noiviec", *map(str, words)])
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", StringIO(stdin))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out = capsys.readouterr()
        return ended.value.code, out.out, out.err

    yield run
    shared.settings.cache_clear()


@pytest.fixture(scope="session")
def filled_files(tmp_path_factory):
    """The five lists of the office on disk and in a database without accounts; made once, copied by each test."""
    folder = tmp_path_factory.mktemp("filled")
    service = open_service(folder)
    migrate.upgrade(service.database)
    for kind in KINDS:
        (folder / f"{kind}.csv").write_bytes(csv_of(kind))
        import_bytes(operator_of(service), kind, csv_of(kind), f"{kind}.csv")
    close_service(service)
    return folder


@pytest.fixture
def filled(filled_files, noiviec, tmp_path):
    """The command line in a folder with the office's lists and database."""
    copy_store(filled_files, tmp_path)
    return noiviec
