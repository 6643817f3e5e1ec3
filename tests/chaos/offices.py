"""Stores that harnesses break: a small province made once, and a copy of it for each that is broken."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

from sqlmodel import func, select

from api import clock, migrate
from api.accounts import find_account
from api.db import Database
from api.demo_load import load_demo
from api.identities import Identities
from api.keys import KeyStore
from api.policy import Role, Viewer
from api.row_security import SERVICE, asked_by
from api.service import Caller, Service
from api.settings import load_settings
from api.sign_ins import issue_token
from matcher.rerank import rerank
from matcher.tables import Person
from tests import postgresql_server as postgresql

TODAY = date(2026, 11, 23)
PEOPLE, OPENINGS = 150, 60
DURABLE = ("fsync=on", "synchronous_commit=on")


@cache
def server() -> postgresql.Server:
    """A PostgreSQL server that writes through, unlike that of the other tests."""
    import atexit

    found = postgresql.Server(DURABLE)
    atexit.register(found.remove)
    return found


def open_service(folder: Path, store: str = "sqlite", url: str | None = None, busy_seconds: float = 10.0) -> Service:
    """A service on the files of a folder, or on its database on the server."""
    address = url or (server().url(folder.name) if store == "postgresql" else f"sqlite:///{folder}/db.sqlite")
    how = {"today": TODAY, "busy_seconds": busy_seconds}
    settings = load_settings(None, database_url=address, keys=folder / "keys.db", **how)
    return Service(settings, Database(address, busy_seconds), KeyStore(settings.keys, busy_seconds))


def operator_of(service: Service) -> Caller:
    """The command line as a caller."""
    return Caller(service, Viewer("os:test", Role.operator))


@cache
def base(store: str, people: int = PEOPLE, openings: int = OPENINGS) -> Path:
    """The province, ranked once; made once for each store and size, removed when the process ends."""
    import atexit

    folder = Path(tempfile.mkdtemp(prefix="nv-chaos-"))
    atexit.register(shutil.rmtree, folder, True)
    if store == "postgresql":
        server().create(folder.name)
    service = open_service(folder, store)
    migrate.upgrade(service.database)
    for _line in load_demo(operator_of(service), people=people, openings=openings, seed=1):
        pass
    rerank(service.ranker_sessions, TODAY, clock.now)
    service.close()
    return folder


@contextmanager
def office(store: str, people: int = PEOPLE, openings: int = OPENINGS, busy_seconds: float = 10.0) -> Iterator[Service]:
    """A service on a copy of the province, gone when the block ends."""
    made, folder = base(store, people, openings), Path(tempfile.mkdtemp(prefix="nv-chaos-"))
    shutil.copytree(made, folder, dirs_exist_ok=True)
    if store == "postgresql":
        server().create(folder.name, made.name)
    service = open_service(folder, store, busy_seconds=busy_seconds)
    try:
        yield service
    finally:
        service.close()
        shutil.rmtree(folder, ignore_errors=True)


def case_worker(service: Service) -> str:
    """The demonstration's case worker who can sign in."""
    shown = (base_of(service) / "demo-sign-in.txt").read_text(encoding="utf-8")
    return shown.split()[0]


def base_of(service: Service) -> Path:
    """The folder of a service's files."""
    return service.settings.keys.parent


def token_of(service: Service, name: str) -> str:
    """A sign-in of somebody."""
    with service.database.write(asked_by(SERVICE)) as session:
        account = find_account(session, name)
        assert account is not None
        return issue_token(session, account, clock.now(), 12)


def own_people(service: Service, name: str) -> list[str]:
    """The codes of a case worker's people, in order."""
    with service.database.read(asked_by(SERVICE)) as session:
        return list(session.exec(select(Person.code).where(Person.case_worker == name).order_by(Person.code)).all())


def people_of(service: Service, prefix: str) -> int:
    """How many people have a code that begins so."""
    with service.database.read(asked_by(SERVICE)) as session:
        asked = select(func.count()).select_from(Person).where(Person.code.startswith(prefix))
        return session.exec(asked).one()


def is_whole(service: Service) -> bool:
    """Whether the file is sound, everybody's identity opens, and nobody is without one."""
    with service.database.read(asked_by(SERVICE)) as session:
        if service.database.is_sqlite:
            from sqlalchemy import text

            sound = session.execute(text("PRAGMA quick_check")).scalar_one() == "ok"
            broken = session.execute(text("PRAGMA foreign_key_check")).first()
            if not sound or broken is not None:
                return False
        numbers = set(session.exec(select(Person.id)).all())
        known = Identities(session, service.keys).everyone()
        return numbers == set(known)
