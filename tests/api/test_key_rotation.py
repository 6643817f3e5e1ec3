"""Keys are renewed under the running service, and a renewal that was killed goes on; nobody is unreadable meanwhile."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import date

import pytest
from sqlalchemy import func, update
from sqlmodel import col, select

from api.acts.imports import bring_in, read_import
from api.acts.key_rotation import forget_older, rotate
from api.identities import Identities
from api.keys import KeyStore, KeyStoreError
from api.notes import open_note, seal_note
from api.row_security import SERVICE, asked_by
from api.service import Service
from matcher.case_tables import Reminder
from matcher.tables import Person, PersonIdentity
from tests.api.conftest import operator_of
from tests.security.size import FULL

PEOPLE = 20_000 if FULL else 5_000
"""In full under `make security`, which holds the figure of the issue; a sample says the same of fewer people."""


def put_people(service: Service, number: int) -> None:
    """People with identities, and a sealed reminder for every tenth."""
    with service.database.write(asked_by(SERVICE)) as session:
        first = (session.exec(select(func.max(Person.id))).one() or 0) + 1
        ids = range(first, first + number)
        session.add_all(Person(id=i, code=f"X{i}", registered_on=date(2026, 1, 5)) for i in ids)
        session.flush()
        identities = Identities(session, service.keys)
        index = identities.name_index("x", 1990)
        identities.keep_new((i, index, {"full_name": f"Nguyễn Văn {i}"}) for i in ids)
        for i in ids[::10]:
            key_id, sealed = seal_note(identities, i, f"nhắc {i}")
            made = {"set_by": "canbo", "set_at": operator_of(service).now(), "due_on": date(2026, 12, 1)}
            session.add(Reminder(id=f"r{i}", person_id=i, note_key_id=key_id, note_sealed=sealed, **made))


def names(service: Service) -> dict[int, str]:
    with service.database.read(asked_by(SERVICE)) as session:
        return {i: identity.full_name for i, identity in Identities(session, service.keys).everyone().items()}


def notes(service: Service) -> set[str | None]:
    with service.database.read(asked_by(SERVICE)) as session:
        identities = Identities(session, service.keys)
        return {open_note(identities, r.note_key_id, r.note_sealed) for r in session.exec(select(Reminder)).all()}


def key_ids(service: Service) -> dict[int, str]:
    with service.database.read(asked_by(SERVICE)) as session:
        return dict(session.exec(select(PersonIdentity.person_id, PersonIdentity.key_id)).all())


def noiviec(service: Service, *words: str) -> "subprocess.Popen[bytes]":
    environment = {
        **os.environ,
        "NOIVIEC_DATABASE_URL": service.settings.database_url,
        "NOIVIEC_KEYS": str(service.settings.keys),
        "NOIVIEC_TODAY": "2026-11-23",
    }
    program = [sys.executable, "-c", "from api.cli import main; main()", *words]
    return subprocess.Popen(program, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_everyone_is_readable_before_during_and_after(service):
    put_people(service, PEOPLE)
    before, keys_before = names(service), key_ids(service)
    seen, over = [], threading.Event()

    def read_on():
        while not over.is_set():
            seen.append(names(service) == before and None not in notes(service))

    reader = threading.Thread(target=read_on)
    reader.start()
    done = rotate(operator_of(service))
    over.set()
    reader.join()

    began = time.perf_counter()
    rotate(operator_of(service))
    print(f"{PEOPLE} people renewed in {time.perf_counter() - began:.2f} s")
    assert done.sealed == PEOPLE + PEOPLE // 10
    assert seen and all(seen)
    assert names(service) == before
    assert notes(service) == {f"nhắc {i}" for i in list(before)[::10]}
    assert not set(key_ids(service).values()) & set(keys_before.values())


def test_a_renewal_that_was_killed_goes_on_where_it_stopped(service):
    put_people(service, PEOPLE)
    before, keys_before = names(service), key_ids(service)

    running = noiviec(service, "keys", "rotate")
    while running.poll() is None and key_ids(service) == keys_before:
        time.sleep(0.02)  # a look takes as long as a part of the renewal: more would slow what they watch
    running.send_signal(signal.SIGKILL)
    running.communicate()
    keys_now = key_ids(service)
    half = sum(keys_now[i] != key for i, key in keys_before.items())
    readable = names(service) == before
    again = noiviec(service, "keys", "rotate")
    said = again.communicate()[0].decode()

    assert running.returncode == -signal.SIGKILL
    assert 0 < half < PEOPLE
    assert readable
    assert again.returncode == 0, said
    assert names(service) == before
    assert None not in notes(service)
    assert not set(key_ids(service).values()) & set(keys_before.values())
    assert service.keys.generation() == 1


def test_a_backup_of_before_opens_until_older_keys_are_forgotten(service):
    put_people(service, 30)
    before = names(service)
    with service.database.read(asked_by(SERVICE)) as session:
        backup = [(r.person_id, r.key_id, r.sealed) for r in session.exec(select(PersonIdentity)).all()]
    rotate(operator_of(service))
    opened = len(service.keys.person_keys(key_id for _, key_id, _ in backup))
    gone = forget_older(operator_of(service))

    assert opened == gone == 30
    assert not service.keys.person_keys(key_id for _, key_id, _ in backup)
    assert names(service) == before


def test_deleting_a_renewed_key_deletes_every_key_of_its_family(service):
    put_people(service, 3)
    first = key_ids(service)
    rotate(operator_of(service))
    rotate(operator_of(service))
    last = key_ids(service)

    service.keys.delete_person_key(last[1])

    assert service.keys.person_keys([first[1], last[1]]) == {}
    assert len(service.keys.person_keys([first[2], last[2]])) == 2
    assert 1 not in names(service)


def test_reports_of_imports_are_sealed_anew_and_read_as_before(service):
    caller = operator_of(service)
    run_id, _ = bring_in(caller, "people", "a.csv", "Mã hồ sơ,Họ và tên\nP1,Nguyễn Văn Lành\n".encode())
    before = read_import(caller, run_id)

    rotate(caller)
    forget_older(caller)

    assert read_import(caller, run_id) == before


def test_a_damaged_row_is_told_and_stops_nobody_else(service):
    put_people(service, 5)
    with service.database.write(asked_by(SERVICE)) as session:
        session.execute(update(PersonIdentity).where(col(PersonIdentity.person_id) == 2).values(sealed=b"\x01" * 60))

    done = rotate(operator_of(service))

    assert (done.sealed, done.damaged) == (5, 1)
    with pytest.raises(KeyStoreError, match="keys rotate"):
        forget_older(operator_of(service))


def test_a_key_store_of_before_renewals_is_brought_up_to_date(tmp_path):
    path = tmp_path / "keys.db"
    with sqlite3.connect(path) as old:
        old.execute("CREATE TABLE master_keys (name TEXT PRIMARY KEY, key BLOB NOT NULL, created TEXT NOT NULL)")
        old.execute("CREATE TABLE person_keys (key_id TEXT PRIMARY KEY, key BLOB, created TEXT NOT NULL, deleted TEXT)")
        old.execute("INSERT INTO person_keys VALUES ('k1', ?, '2026-01-01', NULL)", (bytes(32),))
    old.close()

    store = KeyStore(path)

    assert store.person_key("k1") == bytes(32)
    assert store.renew_person_keys(["k1", "unknown"]).keys() == {"k1"}
    store.close()
