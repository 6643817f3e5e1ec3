"""A database whose log was cut or had a bit flipped opens as a state that was acknowledged, never as another.

One writer commits numbered transactions, each in several tables at once, and notes after every commit how long the log
is. The files are copied as a crash leaves them, the log is cut or flipped at random, and the copy is opened by the
product's own :class:`~api.db.Database`. What was written before the last whole transaction must be there in full.
"""

import argparse
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from api.db import Database
from api.store_errors import DatabaseError
from tests.chaos.figures import Figure, main

COMMITS = 60
FRAME, HEADER = 4096 + 24, 32
"""Bytes of a frame and of the log's header (SQLite file format, 4.1)."""


def fill(folder: Path, fault: str | None) -> list[tuple[int, int]]:
    """Write, and leave the files as they are; gives for each commit its number and the log's length after it."""
    source, lengths = folder / "live.db", []
    database = Database(f"sqlite:///{source}")
    with database.write() as session:
        session.execute(text("CREATE TABLE made (n INTEGER PRIMARY KEY, words TEXT)"))
        session.execute(text("CREATE TABLE told (n INTEGER PRIMARY KEY REFERENCES made, words TEXT)"))
    database.writer.dispose()
    database.reader.dispose()
    database = Database(f"sqlite:///{source}")
    with database.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
        connection.rollback()
    dice = random.Random(3)
    for n in range(COMMITS):
        words = "việc " * dice.randrange(1, 3000)
        with database.write() as session:
            session.execute(text("INSERT INTO made VALUES (:n, :words)"), {"n": n, "words": words})
            if fault == "two_transactions":
                session.commit()
            session.execute(text("INSERT INTO told VALUES (:n, :words)"), {"n": n, "words": words[::-1]})
        lengths.append((n, Path(f"{source}-wal").stat().st_size))
    for suffix in ("", "-wal"):
        shutil.copy(f"{source}{suffix}", folder / f"crashed.db{suffix}")
    database.dispose()
    return lengths


def damage(log: Path, dice: random.Random) -> tuple[str, int]:
    """Cut the log, or flip one bit of it, at a random place; gives which, and the first byte that is not as it was."""
    content = bytearray(log.read_bytes())
    where = dice.randrange(len(content))
    if dice.random() < 0.5:
        log.write_bytes(content[:where])
        return "cut", where
    content[where] ^= 1 << dice.randrange(8)
    log.write_bytes(content)
    return "flipped", where


def look(path: Path) -> tuple[str, int]:
    """What the product finds: ``whole`` and how many commits, or what is wrong."""
    database = Database(f"sqlite:///{path}")
    try:
        with database.read() as session:
            made = session.execute(text("SELECT n, words FROM made ORDER BY n")).all()
            told = session.execute(text("SELECT n, words FROM told ORDER BY n")).all()
            sound = session.execute(text("PRAGMA integrity_check")).scalar_one()
        with database.write() as session:
            session.execute(text("INSERT INTO made VALUES (1000, 'sau đó')"))
    except DatabaseError as error:
        return str(error), -1
    finally:
        database.dispose()
    numbers = [n for n, _ in made]
    same = [(n, words[::-1]) for n, words in told] == [(n, words) for n, words in made]
    prefix = numbers == list(range(len(numbers)))
    return ("whole" if sound == "ok" and same and prefix else "not a prefix"), len(numbers)


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Damage so many copies."""
    dice, wrong, too_few, counted = random.Random(options.seed), [], 0, {"cut": 0, "flipped": 0}
    with tempfile.TemporaryDirectory(prefix="nv-chaos-") as name:
        folder = Path(name)
        lengths = fill(folder, options.fault)
        for _ in range(options.size):
            copy = folder / "copy.db"
            for suffix in ("-wal", "-shm", ""):
                Path(f"{copy}{suffix}").unlink(missing_ok=True)
            shutil.copy(folder / "crashed.db", copy)
            shutil.copy(folder / "crashed.db-wal", f"{copy}-wal")
            how, where = damage(Path(f"{copy}-wal"), dice)
            state, found = look(copy)
            counted[how] += 1
            # A flip in the salt or the checksum of a frame may spare what stands before it and nothing after.
            least = sum(length <= (0 if where < HEADER else where) for _, length in lengths)
            if state != "whole":
                wrong.append(state)
            too_few += state == "whole" and found < least
    with Database(f"sqlite:///{tempfile.mkdtemp()}/x.db").writer.connect() as connection:
        full = connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
    words = f"{options.size} logs damaged ({counted['cut']} cut, {counted['flipped']} flipped): "
    yield Figure(
        words + f"{len(wrong)} not a prefix {wrong[:1] or ''}, {too_few} shorter than they must be",
        "0",
        not wrong and not too_few,
    )
    yield Figure("every commit is written through to the disk (synchronous)", "FULL", full)


if __name__ == "__main__":
    main(run, 500, ("two_transactions",))
