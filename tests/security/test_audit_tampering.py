"""A thousand tamperings with the trail, each found by ``noiviec audit verify``: changed, cut, moved, forged."""

import random
import sqlite3

import pytest

from api.audit import AuditHead, Event, append_only_ddl, head, record_looks, verify
from api.db import Database
from api.keys import KeyStore
from api.tables import AuditEvent
from tests.security.size import size, tell
from tests.security.steady import NOW

ROWS = 60
COLUMNS = {
    "at": "2020-01-01 00:00:00.000000", "actor": "ai-do", "role": "admin", "act": "nothing", "subject_kind": "opening",
    "subject": "HS99999", "details": '{"n": 99}', "previous_hash": "0" * 64, "hash": "f" * 64,
}  # fmt: skip


@pytest.fixture(scope="module")
def trail(tmp_path_factory):
    """A trail of sixty acts with its keys and the head kept outside, and another office's trail of the same acts."""
    folder = tmp_path_factory.mktemp("trail")
    made = [_made(folder / name) for name in ("own", "another")]
    yield made
    for database, keys, _ in made:
        database.dispose()
        keys.close()


def _made(folder):
    database, keys = Database(f"sqlite:///{folder}/db.sqlite"), KeyStore(folder / "keys.db")
    AuditEvent.__table__.create(database.writer)
    with database.write() as session:
        look = Event(NOW, "canbo", "case_worker", "see_person", "person", "", {"n": 1})
        record_looks(session, keys, look, [f"HS{n:05}" for n in range(ROWS)])
    with database.read() as session:
        return database, keys, head(session)


def change(base, dice, _):
    column = dice.choice(sorted(COLUMNS))
    base.execute(f"UPDATE audit_event SET {column} = ? WHERE id = ?", (COLUMNS[column], dice.randint(1, ROWS)))


def change_one_letter(base, dice, _):
    number = dice.randint(1, ROWS)
    (words,) = base.execute("SELECT subject FROM audit_event WHERE id = ?", (number,)).fetchone()
    at = dice.randrange(len(words))
    base.execute("UPDATE audit_event SET subject = ? WHERE id = ?", (words[:at] + "Z" + words[at + 1 :], number))


def delete(base, dice, _):
    base.execute("DELETE FROM audit_event WHERE id = ?", (dice.randint(1, ROWS - 1),))


def delete_and_close_the_gap(base, dice, _):
    number = dice.randint(1, ROWS - 1)
    base.execute("DELETE FROM audit_event WHERE id = ?", (number,))
    base.execute("UPDATE audit_event SET id = -(id - 1) WHERE id > ?", (number,))
    base.execute("UPDATE audit_event SET id = -id WHERE id < 0")


def change_places(base, dice, _):
    first, second = dice.sample(range(1, ROWS + 1), 2)
    base.execute("UPDATE audit_event SET id = -1 WHERE id = ?", (first,))
    base.execute("UPDATE audit_event SET id = ? WHERE id = ?", (first, second))
    base.execute("UPDATE audit_event SET id = ? WHERE id = -1", (second,))


def repeat(base, dice, _):
    base.execute(
        "INSERT INTO audit_event SELECT ?, at, actor, role, act, subject_kind, subject, details, previous_hash, hash "
        "FROM audit_event WHERE id = ?", (ROWS + 1, dice.randint(1, ROWS)),
    )  # fmt: skip


def forge_at_the_end(base, dice, _):
    (last,) = base.execute("SELECT hash FROM audit_event WHERE id = ?", (ROWS,)).fetchone()
    values = (
        ROWS + 1,
        "2026-11-24 00:00:00.000000",
        "canbo",
        "case_worker",
        "x",
        "person",
        "HS1",
        "{}",
        last,
        dice.randbytes(32).hex(),
    )
    base.execute("INSERT INTO audit_event VALUES (?,?,?,?,?,?,?,?,?,?)", values)


def cut_off_the_end(base, dice, _):
    base.execute("DELETE FROM audit_event WHERE id > ?", (dice.randint(0, ROWS - 1),))


def copy_from_another_office(base, dice, others):
    number = dice.randint(1, ROWS)
    row = others.execute("SELECT * FROM audit_event WHERE id = ?", (number,)).fetchone()
    base.execute("DELETE FROM audit_event WHERE id = ?", (number,))
    base.execute("INSERT INTO audit_event VALUES (?,?,?,?,?,?,?,?,?,?)", row)


def empty_it(base, _dice, _):
    base.execute("DELETE FROM audit_event")


WAYS = (
    change, change_one_letter, delete, delete_and_close_the_gap, change_places, repeat, forge_at_the_end,
    cut_off_the_end, copy_from_another_office, empty_it,
)  # fmt: skip


def test_every_tampering_with_the_trail_is_found(trail, tmp_path):
    (database, keys, published), (other, _, _) = trail
    number, missed = size(60, 1000), []
    others = sqlite3.connect(other.url.database)
    for seed in range(number):
        way, dice = WAYS[seed % len(WAYS)], random.Random(seed)
        path = tmp_path / "copy.sqlite"
        with sqlite3.connect(database.url.database) as whole, sqlite3.connect(path) as copy:
            whole.backup(copy)
            way(copy, dice, others)
        copy.close()
        if _verified(path, keys, published):
            missed.append(f"{way.__name__} {seed}")
        path.unlink()
    others.close()

    tell(f"{number} tamperings with the trail in {len(WAYS)} ways, {number - len(missed)} found")
    assert not missed


def _verified(path, keys: KeyStore, published: AuditHead) -> bool:
    """Whether the check of the whole trail is content, and the head that was kept outside is its end."""
    tampered = Database(f"sqlite:///{path}")
    try:
        with tampered.read() as session:
            return verify(session, keys, published).ok
    finally:
        tampered.dispose()
        for beside in path.parent.glob(f"{path.name}-*"):
            beside.unlink()


def test_the_store_itself_refuses_to_change_or_delete_a_row(trail, tmp_path):
    (database, _, _), _ = trail
    copy = sqlite3.connect(tmp_path / "guarded.sqlite")
    with sqlite3.connect(database.url.database) as whole:
        whole.backup(copy)
    for statement in append_only_ddl("sqlite"):
        copy.execute(statement)

    for statement in (
        "UPDATE audit_event SET actor = 'x'",
        "DELETE FROM audit_event",
        "DELETE FROM audit_event WHERE id = 3",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            copy.execute(statement)
    copy.close()
