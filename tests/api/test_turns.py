"""Short acts that stand in line share one commit: each is answered after it, and what one gets wrong is its own."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from api.db import Database
from api.store_errors import DatabaseError
from api.turns import FairGate, in_company

ACTS = 6


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/data/noiviec.db", busy_seconds=10)
    with database.write() as session:
        session.execute(text("CREATE TABLE kept (n INTEGER PRIMARY KEY)"))
    yield database
    database.dispose()


@contextmanager
def counted_commits(database):
    commits = []
    event.listen(database.writer, "commit", lambda _connection: commits.append(1))
    yield commits


def kept_in_file(database):
    with sqlite3.connect(database.url.database) as beside:
        return sorted(n for (n,) in beside.execute("SELECT n FROM kept"))


def act(database, n, fails=None, sociable=True):
    """Write one number; gives what a file beside holds at the moment of the answer, or the error."""
    in_company.set(sociable)
    try:
        with database.write() as session:
            session.execute(text("INSERT INTO kept VALUES (:n)"), {"n": n})
            if fails:
                fails(session)
    except (ValueError, DBAPIError, DatabaseError, sqlite3.Error) as error:
        return error
    return kept_in_file(database)


def standing_in_line(database, acts):
    """Let acts come one after the other while the gate is held, then let them in."""
    assert database._gate.enter(1)
    with ThreadPoolExecutor(len(acts)) as pool:
        done = []
        for n, more in enumerate(acts):
            done.append(pool.submit(act, database, n, **more))
            while len(database._gate._queue) <= n:
                time.sleep(0.001)
        database._gate.leave()
        return [d.result(20) for d in done]


def test_acts_that_stand_in_line_share_a_commit_and_each_is_on_disk_when_it_is_answered(database):
    with counted_commits(database) as commits:
        answers = standing_in_line(database, [{} for _ in range(ACTS)])

    assert len(commits) < ACTS
    assert all(n in answers[n] for n in range(ACTS))


def test_what_one_act_gets_wrong_is_taken_back_alone(database):
    def refuse(_session):
        raise ValueError("no")

    answers = standing_in_line(database, [{}, {"fails": refuse}, {}])

    assert isinstance(answers[1], ValueError)
    assert kept_in_file(database) == [0, 2]


def test_nobody_of_a_round_that_the_store_took_back_is_told_that_it_was_kept(database):
    def lose(session):
        session.connection().exec_driver_sql("ROLLBACK")  # as SQLite does by itself where the disk is full
        raise sqlite3.OperationalError("database or disk is full")

    answers = standing_in_line(database, [{}, {"fails": lose}, {}])

    told = [n for n, answer in enumerate(answers) if isinstance(answer, list)]
    assert isinstance(answers[0], Exception)
    assert told == kept_in_file(database) == [2]


def test_a_commit_that_fails_is_told_to_the_whole_round_and_the_next_act_is_kept(database):
    def refuse(_connection):
        raise sqlite3.OperationalError("disk I/O error")

    event.listen(database.writer, "commit", refuse, once=True)
    answers = standing_in_line(database, [{}, {}])

    assert all(isinstance(answer, sqlite3.OperationalError | DatabaseError) for answer in answers)
    assert act(database, 7) == [7]


def test_a_long_write_begins_after_the_acts_before_it_are_on_disk(database):
    seen = []
    long = {"sociable": False, "fails": lambda _session: seen.extend(kept_in_file(database))}

    standing_in_line(database, [{}, {}, long])

    assert seen == [0, 1]


def test_two_acts_that_change_one_row_keep_both_changes(database):
    act(database, 0)

    def add(_n):
        in_company.set(True)
        with database.write() as session:
            n = session.execute(text("SELECT max(n) FROM kept")).scalar_one()
            session.execute(text("UPDATE kept SET n = :n"), {"n": n + 1})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(80)))

    assert kept_in_file(database) == [80]
    assert threading.active_count() < 20


def test_writers_are_let_through_in_the_order_in_which_they_came():
    gate, order, waiting = FairGate(), [], threading.Barrier(2)
    assert gate.enter(1)

    def writer(number):
        waiting.wait()
        assert gate.enter(5)
        order.append(number)
        gate.leave()

    threads = [threading.Thread(target=writer, args=(n,)) for n in range(8)]
    for n, thread in enumerate(threads):
        thread.start()
        waiting.wait()
        while len(gate._queue) <= n:
            time.sleep(0.001)
    gate.leave()
    for thread in threads:
        thread.join()

    assert order == list(range(8))


def test_who_gave_up_waiting_is_not_let_through_later():
    gate = FairGate()
    assert gate.enter(1)

    assert not gate.enter(0.01)
    gate.leave()

    assert gate.enter(0)
