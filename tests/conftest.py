"""Fixtures that several folders share: an empty database, a session in it, and the demonstration province.

What costs every test is paid once here: hashes are of the cheapest argon2id, and what was imported is not looked
through for garbage again and again.
"""

import gc
from pathlib import Path
from shutil import copy

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy.util import LRUCache

from api import db, passwords
from api.commands.opening import keep_compiled_code
from api.db import Database
from api.keys import KeyStore
from api.migrate import METADATA, upgrade
from api.policy import Role, Viewer
from api.service import Caller, Service
from api.settings import load_settings
from tests.factories import TODAY

keep_compiled_code(Path("var/compiled"))
gc.set_threshold(50_000, 20, 20)
HASHER_OF_THE_PRODUCT = passwords._hasher


def pytest_collection_finish():
    """Leave modules and collected tests out of every later round: that is a tenth of a run's processor time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def quick_hashes():
    """Hash for microseconds instead of 0.18 s; what hashing must cost is asked with :func:`hashes_at_full_cost`."""
    cheapest = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: cheapest)
        yield


@pytest.fixture(scope="session", autouse=True)
def compiled_statements(tmp_path_factory):
    """Compile a statement once for all files of a run, as a service of one file does once for all its requests."""
    first, make = Database(f"sqlite:///{tmp_path_factory.mktemp('first')}/first.db"), db.sqlite_engine
    first.writer.connect().close()
    known = LRUCache(2000)

    def made(*given, **how):
        engine = make(*given, **how)
        engine.dialect = engine.pool._dialect = first.writer.dialect
        engine._compiled_cache = known
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "sqlite_engine", made)
        yield
    first.dispose()


@pytest.fixture
def hashes_at_full_cost(monkeypatch):
    """Hash as the product does, for names that do not exist too."""
    monkeypatch.setattr(passwords, "_hasher", HASHER_OF_THE_PRODUCT)
    passwords.hash_of_nobody.cache_clear()
    yield
    passwords.hash_of_nobody.cache_clear()


def empty_database(folder):
    database = Database(f"sqlite:///{folder}/noiviec.db")
    METADATA.create_all(database.writer)
    return database


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory):
    """A database with every table and no row, closed; copying it takes a tenth of making it."""
    made = empty_database(tmp_path_factory.mktemp("empty"))
    made.dispose()
    return Path(str(made.url.database))


@pytest.fixture
def database(empty_file, tmp_path):
    made = Database(f"sqlite:///{copy(empty_file, tmp_path)}")
    yield made
    made.dispose()


@pytest.fixture
def session(database):
    with database.write() as opened:
        yield opened


@pytest.fixture(scope="session")
def province_files(tmp_path_factory):
    """The demonstration province through the real importers, in files that nobody opens to write."""
    from api.demo_load import load_demo  # half of the product, which a run's controller need not load

    folder = tmp_path_factory.mktemp("province")
    settings = load_settings(None, database_url=f"sqlite:///{folder}/db.sqlite", keys=folder / "keys.db", today=TODAY)
    database = Database(settings.database_url)
    upgrade(database)
    service = Service(settings, database, KeyStore(settings.keys))
    for _line in load_demo(Caller(service, Viewer("os:test", Role.operator)), people=300, openings=320, seed=1):
        pass
    service.close()
    return folder


@pytest.fixture(scope="session")
def province(province_files):
    """Its database; read it only, every test of a worker shares it."""
    database = Database(f"sqlite:///{province_files}/db.sqlite")
    yield database
    database.dispose()
