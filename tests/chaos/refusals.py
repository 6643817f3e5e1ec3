"""Disk full, files locked or damaged: one sentence and 503, nothing lost, and the service goes on afterwards.

The disk is full for one process: its limit on file sizes (``RLIMIT_FSIZE``) is set to nothing and lifted again from
outside. Where a file system of four megabytes may be mounted, the same is tried on one that really is full.
"""

import argparse
import os
import random
import resource
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import update
from sqlmodel import col

from api import clock
from api.row_security import SERVICE, asked_by
from api.service import Service
from matcher.model_store import keep_model
from matcher.ranking_tables import RankingModel
from tests.chaos import batches, processes
from tests.chaos.figures import Figure, main
from tests.chaos.network import ask
from tests.chaos.offices import base_of, case_worker, is_whole, office, open_service, own_people, token_of
from tests.chaos.writes import Desk as Sender
from tests.chaos.writes import count_lost, free_port, wait_until_it_answers

UNLIMITED = resource.RLIM_INFINITY
BUSY_SECONDS = 1.0


class Running:
    """A server, its case worker's program, and what it was told."""

    def __init__(self, service: Service, fault: str | None = None) -> None:
        self.service, self.port = service, free_port()
        self.desk = Sender(self.port, token_of(service, case_worker(service)), "R")
        self.server: BaseProcess = processes.noiviec(
            service, "serve", "--port", str(self.port), "--no-jobs", fault=fault
        )
        wait_until_it_answers(self.port)
        self.unlike: list[str] = []

    def post(self, *statuses: int) -> None:
        """Register somebody; anything but one of these statuses is noted."""
        post = self.desk.next()
        if "reminders" in post.path:
            post = self.desk.next()
        status, headers, body = ask(self.port, "POST", "/api/v1/people", self.desk.token, post)
        if status == 201:
            self.desk.acknowledged.append(post)
        told = status != 503 or ("retry-after" in headers and "problem+json" in headers["content-type"])
        if status not in statuses or not told:
            self.unlike.append(f"{status} {body}")

    def get(self, path: str, *statuses: int) -> None:
        """Ask for something; anything but one of these statuses is noted."""
        status, _, body = ask(self.port, "GET", path, self.desk.token)
        if status not in statuses:
            self.unlike.append(f"{status} {body}")

    def end(self, what: str) -> Figure:
        """Stop, and say what came of it."""
        processes.kill(self.server)
        lost, twice = count_lost(self.service, [self.desk])
        whole, kept = is_whole(self.service), len(self.desk.acknowledged)
        words = (
            f"{what}: {kept} acknowledged, {lost} lost, {len(self.unlike)} answers out of place {self.unlike[:1] or ''}"
        )
        return Figure(words.rstrip(), "0 lost, 0 out of place", whole and not (lost or twice or self.unlike))


def disk_full(options: argparse.Namespace) -> Iterator[Figure]:
    """Nothing more can be written for a while, again and again."""
    with office("sqlite") as service:
        running = Running(service, options.fault)
        assert running.server.pid is not None
        for _ in range(min(options.size, 10)):
            running.post(201)
            resource.prlimit(running.server.pid, resource.RLIMIT_FSIZE, (0, UNLIMITED))
            for _ in range(3):
                running.post(503)
            running.get("/api/v1/people", 200, 503)
            resource.prlimit(running.server.pid, resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
            running.post(201)
        yield running.end("disk full under the server")
    yield from _mounted(options)
    with office("sqlite") as service:
        given = batches.WORKS["import"].words(service)
        code = processes.ended(processes.python(service, import_without_room, given))
        said = processes.said(service).strip().splitlines()
        state = batches._imported(service)
    told = code == 2 and len(said) == 1 and said[0].startswith("noiviec: ")
    words = f"disk full under an import: {state}, said: {said[-1] if said else 'nothing'}"
    yield Figure(words, "nothing written, one sentence", told and state == "before")


def import_without_room(words: tuple[str, ...]) -> None:
    """The import, in a process that may write nothing."""
    import sys

    from api.cli import main as noiviec

    out = os.dup(1)
    read, write = os.pipe()
    os.dup2(write, 2)
    os.close(write)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, UNLIMITED))
    sys.argv = ["noiviec", *words]
    code: object = 0
    try:
        noiviec()
    except SystemExit as ended:
        code = ended.code
    resource.setrlimit(resource.RLIMIT_FSIZE, (UNLIMITED, UNLIMITED))
    sys.stderr.flush()
    os.write(out, os.read(read, 65536))
    sys.exit(int(str(code)))


@contextmanager
def _small_disk() -> Iterator[Path | None]:
    folder = Path(tempfile.mkdtemp(prefix="nv-chaos-disk-"))
    mounting = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(mounting, capture_output=True, check=False).returncode == 0
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _mounted(options: argparse.Namespace) -> Iterator[Figure]:
    with _small_disk() as disk, office("sqlite") as made:
        if disk is None:
            print("chaos: no small file system may be mounted here; the limit on file sizes stands for it")
            return
        shutil.copytree(base_of(made), disk, dirs_exist_ok=True)
        service = open_service(disk)
        running, filler = Running(service, options.fault), disk / "filler"
        for _ in range(min(options.size, 10)):
            running.post(201)
            with filler.open("wb", buffering=0) as full:
                try:
                    while full.write(b"x" * 4096):
                        pass
                except OSError:
                    pass
            for _ in range(40):  # what the log has in hand may still take a few
                running.post(201, 503)
            running.get("/api/v1/people", 200, 503)
            filler.unlink()
            running.post(201)
        yield running.end("a file system that is full")
        service.close()


def _locked(path: str, seconds: float) -> None:
    """Hold a SQLite file for a while, from a process of its own."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    Path(f"{path}.held").touch()
    time.sleep(seconds)
    connection.execute("ROLLBACK")
    connection.close()


def locked(options: argparse.Namespace) -> Iterator[Figure]:
    """Another process holds the database, then the key store, for longer than a writer waits."""
    for name in ("db.sqlite", "keys.db"):
        with office("sqlite", busy_seconds=BUSY_SECONDS) as service:
            running, path = Running(service, options.fault), base_of(service) / name
            for _ in range(min(options.size, 3)):
                running.post(201)
                holding = processes.python(service, _locked, str(path), 3.0)
                held = path.with_name(f"{name}.held")
                while not held.exists():
                    time.sleep(0.01)
                running.post(503)
                running.get("/api/v1/lookups", 200, 404, 503)
                processes.ended(holding)
                held.unlink()
                running.post(201)
            yield running.end(f"{name} locked by another process")


def damaged(options: argparse.Namespace) -> Iterator[Figure]:
    """A model, an upload, a database and a key store that are not what they were."""
    dice = random.Random(options.seed)
    with office("sqlite") as service:
        with service.ranker_sessions.write() as session:
            row = keep_model(session, service.model().ranker, 0, clock.now())
            version = row.version
        with service.database.write(asked_by(SERVICE)) as session:
            broken = update(RankingModel).where(col(RankingModel.version) == version)
            session.execute(broken.values(state="current", document='{"half'))
        running = Running(service, options.fault)
        running.get("/readyz", 200)
        code = own_people(service, case_worker(service))[0]
        running.get(f"/api/v1/people/{code}/suggestions", 200)
        running.post(201)
        yield running.end("a damaged model in force")
    wrong: list[str] = []
    size = min(options.size, 20)
    for number in range(size):
        with office("sqlite") as service:
            name, given = dice.choice(("db.sqlite", "keys.db", "moi.csv")), batches.WORKS["import"].words(service)
            path = base_of(service) / name
            service.close()
            _scribble(path, dice)
            code = processes.ended(processes.noiviec(service, *(given if number % 2 else ("rerank",))))
            told = processes.said(service)
            if code not in (0, 1, 2) or "Traceback" in told:
                wrong.append(f"{name}: {told[-300:]}")
    words = f"{size} commands on damaged files: {len(wrong)} without a sentence {wrong[:1] or ''}"
    yield Figure(words.rstrip(), "0", not wrong)


def _scribble(path: Path, dice: random.Random) -> None:
    """Write noise over a part of a file, from its beginning or from its middle."""
    content = bytearray(path.read_bytes())
    start = 0 if dice.random() < 0.4 else dice.randrange(len(content))
    end = min(len(content), start + dice.randrange(1, 20000))
    content[start:end] = dice.randbytes(end - start)
    path.write_bytes(content)
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


PARTS = {"disk": disk_full, "locked": locked, "damaged": damaged}


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Every part, or one."""
    processes.warm()
    for name, part in PARTS.items():
        if options.only in ("", name):
            yield from part(options)


if __name__ == "__main__":
    main(run, 20, ("answer_before_commit", "swallows_errors"))
