"""The database keeps every concurrent update, and says in one sentence what is wrong with a file."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from api.db import Database, connection_beside
from api.store_errors import DatabaseBusy, DatabaseError
from tests import postgresql_server as postgresql
from tests.postgresql_server import needs_postgresql

THREADS, ROUNDS = 8, 40


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/data/noiviec.db", busy_seconds=30)
    _make_counter(database)
    yield database
    database.dispose()


def _make_counter(database: Database) -> None:
    with database.write() as session:
        session.execute(text("CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER NOT NULL)"))
        session.execute(text("INSERT INTO counter VALUES (1, 0)"))


def _count(database: Database) -> int:
    with database.read() as session:
        return session.execute(text("SELECT n FROM counter")).scalar_one()


def _increment(database: Database, rounds: int = 1) -> None:
    for _ in range(rounds):
        with database.write() as session:
            n = session.execute(text("SELECT n FROM counter")).scalar_one()
            session.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})


def test_no_update_of_eight_threads_is_lost(database):
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(_increment, database, ROUNDS) for _ in range(THREADS)]:
            done.result()

    assert _count(database) == THREADS * ROUNDS


def test_no_update_of_several_databases_objects_is_lost_without_the_gate(database, tmp_path):
    """Each object has its own gate, as each process has: here BEGIN IMMEDIATE alone must hold."""
    others = [Database(str(database.url), busy_seconds=60) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(_increment, other, 20) for other in others]:
            done.result()
    for other in others:
        other.dispose()

    assert _count(database) == 80


def test_forty_waiting_requests_do_not_starve_the_one_that_writes(database):
    app = FastAPI()

    async def writing():
        async with database.write_async() as session:
            yield session

    @app.post("/")
    def add(session: Annotated[Session, Depends(writing, scope="function")]) -> int:
        n = session.execute(text("SELECT n FROM counter")).scalar_one()
        session.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})
        return n

    with TestClient(app) as client, ThreadPoolExecutor(60) as pool:
        replies = list(pool.map(lambda _: client.post("/").status_code, range(120)))

    assert set(replies) == {200}
    assert _count(database) == 120


def test_many_reading_requests_do_not_starve_each_other(database):
    app = FastAPI()
    impatient = Database(str(database.url), busy_seconds=3)

    def reading():
        with impatient.read() as session:
            session.execute(text("SELECT 1"))
            yield session

    @app.get("/")
    def look(session: Annotated[Session, Depends(reading, scope="function")]) -> int:
        return session.execute(text("SELECT n FROM counter")).scalar_one()

    with TestClient(app) as client, ThreadPoolExecutor(120) as pool:
        replies = list(pool.map(lambda _: client.get("/").status_code, range(240)))
    impatient.dispose()

    assert set(replies) == {200}


def test_a_failing_block_writes_nothing(database):
    with pytest.raises(ZeroDivisionError), database.write() as session:
        session.execute(text("UPDATE counter SET n = 7"))
        1 / 0  # noqa: B018 the error is the point

    assert _count(database) == 0


def test_an_error_in_an_async_block_writes_nothing_and_frees_the_gate(database):
    async def fail():
        async with database.write_async() as session:
            session.execute(text("UPDATE counter SET n = 7"))
            raise KeyError("x")

    with pytest.raises(KeyError):
        asyncio.run(fail())
    _increment(database)

    assert _count(database) == 1


def test_a_reader_sees_one_moment_and_never_waits_for_the_writer(database):
    with database.read() as reading:
        before = reading.execute(text("SELECT n FROM counter")).scalar_one()
        _increment(database)
        after = reading.execute(text("SELECT n FROM counter")).scalar_one()

    assert (before, after, _count(database)) == (0, 0, 1)


def test_a_reader_cannot_write(database):
    with pytest.raises(DBAPIError, match="readonly"), database.read() as session:
        session.execute(text("UPDATE counter SET n = 7"))


def test_a_second_writer_is_told_that_the_database_is_busy(database):
    impatient = Database(str(database.url), busy_seconds=0.05)

    with database.write(), pytest.raises(DatabaseBusy, match="đang bận"), impatient.write():
        pass
    impatient.dispose()


def test_a_second_writer_of_the_same_process_is_told_too(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/noiviec.db", busy_seconds=0.05)

    with database.write(), pytest.raises(DatabaseBusy, match="đang bận"), database.write():
        pass
    database.dispose()


def test_foreign_keys_hold_and_wal_and_full_sync_are_on(database):
    with database.write() as session:
        pragmas = [
            session.execute(text(f"PRAGMA {p}")).scalar_one() for p in ("foreign_keys", "journal_mode", "synchronous")
        ]
        session.execute(text("CREATE TABLE child (parent INTEGER REFERENCES counter(id))"))

    assert pragmas == [1, "wal", 2]
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text("INSERT INTO child VALUES (99)"))


def test_folder_and_files_are_for_their_owner_only(database):
    folder = Path(database.url.database).parent
    with database.write():
        modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}

    assert folder.stat().st_mode & 0o777 == 0o700
    assert set(modes) == {"noiviec.db", "noiviec.db-wal", "noiviec.db-shm"}
    assert set(modes.values()) == {0o600}


def test_a_file_open_to_others_is_closed_to_them(tmp_path):
    path = tmp_path / "noiviec.db"
    path.touch(mode=0o644)

    Database(f"sqlite:///{path}").dispose()

    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_of_another_kind_is_refused_in_one_sentence(tmp_path):
    path = tmp_path / "thu.docx"
    path.write_bytes(b"PK\x03\x04" + b"khong phai co so du lieu" * 100)
    database = Database(f"sqlite:///{path}")

    with pytest.raises(DatabaseError, match="không phải là cơ sở dữ liệu"), database.write():
        pass
    with pytest.raises(DatabaseError, match="không phải là cơ sở dữ liệu"), database.read() as session:
        session.execute(text("SELECT 1"))
    database.dispose()


def test_a_folder_that_cannot_be_written_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "file").write_text("a file where the folder should be")

    with pytest.raises(DatabaseError, match="Không ghi được tệp"):
        Database(f"sqlite:///{tmp_path}/file/noiviec.db")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory"])
def test_a_database_in_memory_is_refused(url):
    with pytest.raises(DatabaseError, match="phải là một tệp"):
        Database(url)


def test_a_missing_postgresql_driver_is_one_sentence():
    try:
        import psycopg  # noqa: F401 only its absence matters
    except ModuleNotFoundError:
        with pytest.raises(DatabaseError, match="postgresql"):
            Database("postgresql://localhost/noiviec")
    else:
        pytest.skip("psycopg is installed, so its absence cannot be seen")


def test_errors_do_not_repeat_peoples_data(database):
    with pytest.raises(IntegrityError) as caught, database.write() as session:
        session.execute(text("INSERT INTO counter VALUES (1, :name)"), {"name": "Nguyễn Văn Lành"})

    assert "Lành" not in str(caught.value)


@needs_postgresql
def test_postgresql_loses_no_update_and_readers_cannot_write():
    url = postgresql.shared_server().create("counted")
    database, other = Database(url, busy_seconds=30), Database(url, busy_seconds=30)
    impatient = Database(url, busy_seconds=0.05)
    _make_counter(database)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(_increment, one, 20) for one in (database, other) * 2]:
            done.result()
    with pytest.raises(DBAPIError), database.read() as session:
        session.execute(text("UPDATE counter SET n = 7"))
    with database.write(), pytest.raises(DatabaseBusy), impatient.write():
        pass
    with pytest.raises(DatabaseError, match="máy chủ"), Database(url.replace("host=", "host=/no")).read() as session:
        session.execute(text("SELECT 1"))
    count = _count(database)
    for one in (database, other, impatient):
        one.dispose()

    assert count == 80


def test_plain_sqlite_transactions_do_lose_updates(tmp_path):
    """The failure this module is for, so that the tests above are known to be able to fail."""
    path = str(tmp_path / "plain.db")
    with sqlite3.connect(path, isolation_level=None) as setup:
        setup.execute("PRAGMA journal_mode=WAL")
        setup.execute("CREATE TABLE counter (n INTEGER)")
        setup.execute("INSERT INTO counter VALUES (0)")
    setup.close()
    barrier = threading.Barrier(2)

    def read_then_write() -> None:
        connection = sqlite3.connect(path, timeout=10)
        (n,) = connection.execute("SELECT n FROM counter").fetchone()
        barrier.wait()
        connection.execute("UPDATE counter SET n = ?", (n + 1,))
        connection.commit()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(read_then_write) for _ in range(2)]:
            done.result()
    reader = sqlite3.connect(path)
    kept = reader.execute("SELECT n FROM counter").fetchone()[0]
    reader.close()

    assert kept == 1


READ = "import sqlite3, sys; s = sqlite3.connect(sys.argv[1]); print(s.execute('SELECT count(*) FROM t').fetchone()[0])"


def read_elsewhere(path):
    """What another process finds, which closes the store behind it."""
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_a_store_opened_twice_in_one_process_loses_nothing_to_another_process(tmp_path):
    path = tmp_path / "db.sqlite"
    first = Database(f"sqlite:///{path}")
    with first.write() as session:
        connection_beside(session).execute(text("CREATE TABLE t (n INTEGER)"))
    second = Database(f"sqlite:///{path}")

    read_elsewhere(path)
    with first.write() as session:
        connection_beside(session).execute(text("INSERT INTO t VALUES (1)"))
    found = read_elsewhere(path)

    first.dispose()
    second.dispose()
    assert (found, read_elsewhere(path)) == (1, 1)
