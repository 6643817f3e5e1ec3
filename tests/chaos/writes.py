"""Posts over HTTP while the server is killed: what was acknowledged is kept, and asking again does nothing twice.

One server after another runs on the same files. Four case workers' programs register people and set reminders without
a pause; at a random moment the server dies. The next one must start without any repair, must hold whatever was
acknowledged, and must answer the posts that were cut off, sent again under their ``Idempotency-Key``. Every second
program sends no keys: its answer is given right after the one commit of its work, and is trusted all the same.
"""

import argparse
import http.client
import json
import random
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import select

from api.identities import Identities
from api.kept_replies import AT_WORK_FOR
from api.notes import open_note
from api.row_security import SERVICE, asked_by
from api.service import Service
from api.tables import OnceReply
from matcher.case_tables import Reminder
from matcher.tables import Person
from tests.chaos import faults, processes
from tests.chaos.figures import Figure, main
from tests.chaos.offices import case_worker, is_whole, office, token_of

CLIENTS = 4
STARTED_WITHIN = 30.0
UNKNOWN = "outcome_unknown"
"""The answer to a post whose work was done and whose answer was lost with the server."""


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Post:
    """One thing to be written, under a key of its own; one with an empty key is never sent again."""

    path: str
    body: dict[str, Any]
    key: str

    @property
    def mark(self) -> str:
        """What it is found again by."""
        return str(self.body.get("code") or self.body["note"])


@dataclass
class Desk:
    """One case worker's program: posts one after another until the server is gone."""

    port: int
    token: str
    name: str
    acknowledged: list[Post] = field(default_factory=list)
    cut_off: list[Post] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    held: list[Post] = field(default_factory=list)
    """Told to wait: their keys are held by a server that died, which no other server can know for two minutes."""
    made: int = 0
    keys: bool = True

    def next(self) -> Post:
        """A new person, then a reminder about them."""
        self.made += 1
        code = f"{self.name}{(self.made + 1) // 2}"
        key = f"k{self.name}{self.made}" if self.keys else ""
        if self.made % 2:
            return Post("/people", {"code": code, "full_name": f"Nguyễn Văn {code}"}, key)
        return Post(f"/people/{code}/reminders", {"due_on": "2026-12-01", "note": f"nhắc {code}"}, key)

    def send(self, post: Post, connection: http.client.HTTPConnection) -> int:
        """Send one post; its status, or an error of the connection."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            **({"Idempotency-Key": post.key} if post.key else {}),
        }
        connection.request("POST", f"/api/v1{post.path}", json.dumps(post.body), headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        code = json.loads(body)["code"] if answer.status == 409 else None
        if answer.status == 201 or code == UNKNOWN:
            self.acknowledged.append(post)
        elif code == "still_at_work" or (answer.status == 404 and self._waits_for_its_person(post)):
            self.held.append(post)
        else:
            self.refused.append(f"{answer.status} {body[:200]}")
        return answer.status

    def _waits_for_its_person(self, post: Post) -> bool:
        return any(post.path == f"/people/{held.mark}/reminders" for held in self.held)

    def work(self) -> None:
        """Send again what was cut off, then go on, until the connection breaks."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        post: Post | None = None
        try:
            while True:
                post = self.cut_off.pop() if self.cut_off else self.next()
                self.send(post, connection)
                post = None
        except (OSError, http.client.HTTPException):
            if post is not None and self.keys:
                self.cut_off.append(post)
            elif post is not None:
                self.made += self.made % 2  # nobody knows whether they are registered: no reminder about them
        finally:
            connection.close()


def wait_until_it_answers(port: int) -> float:
    """How many seconds until the server answers; more than :data:`STARTED_WITHIN` is an error."""
    began = time.perf_counter()
    while time.perf_counter() - began < STARTED_WITHIN:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().read():
                return time.perf_counter() - began
        except (OSError, http.client.HTTPException):
            time.sleep(0.01)
        finally:
            connection.close()
    raise AssertionError("the server does not answer")


def found(service: Service) -> tuple[dict[str, str], list[str]]:
    """People by code with their names, and the words of every reminder."""
    with service.database.read(asked_by(SERVICE)) as session:
        identities = Identities(session, service.keys)
        names = {i: identity.full_name for i, identity in identities.everyone().items()}
        people = {p.code: names.get(p.id or 0, "") for p in session.exec(select(Person)).all()}
        notes = [
            open_note(identities, r.note_key_id, r.note_sealed) or "" for r in session.exec(select(Reminder)).all()
        ]
    return people, notes


def bring_through(service: Service, desks: list[Desk]) -> int:
    """Send again, as if two minutes had passed, what was told to wait; gives how many posts that were."""
    with service.database.write(asked_by(SERVICE)) as session:
        for row in session.exec(select(OnceReply)).all():
            row.asked_at -= AT_WORK_FOR
    waited = 0
    for desk in desks:
        connection = http.client.HTTPConnection("127.0.0.1", desk.port, timeout=30)
        again, desk.held = desk.held + desk.cut_off, []
        for post in again:
            desk.send(post, connection)
        connection.close()
        waited += len(again)
        desk.refused += [f"still held: {post.path}" for post in desk.held]
    return waited


def _wait_for_a_post(desks: list[Desk]) -> None:
    """Until this server too has acknowledged something, however busy the machine is."""
    before, ends = sum(len(desk.acknowledged) for desk in desks), time.perf_counter() + STARTED_WITHIN
    while sum(len(desk.acknowledged) for desk in desks) <= before and time.perf_counter() < ends:
        time.sleep(0.002)


def count_lost(service: Service, desks: list[Desk]) -> tuple[int, int]:
    """How many acknowledged posts are not there as sent, and how many are there twice."""
    people, notes = found(service)
    lost = twice = 0
    for post in (post for desk in desks for post in desk.acknowledged):
        if "code" in post.body:
            lost += people.get(post.mark) != post.body["full_name"]
        else:
            lost += post.mark not in notes
    ours = [note for note in notes if note.startswith("nhắc ")]
    twice = len(ours) - len(set(ours))
    return lost, twice


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Kill the server so many times."""
    processes.warm()
    dice, slowest = random.Random(options.seed), 0.0
    lost = twice = broken = waited = 0
    with office(options.store) as service:
        token, port = token_of(service, case_worker(service)), free_port()
        desks = [Desk(port, token, f"W{i}N", keys=i % 2 == 0) for i in range(CLIENTS)]
        for number in range(options.size + 1):
            server = processes.noiviec(service, "serve", "--port", str(port), "--no-jobs", fault=options.fault)
            slowest = max(slowest, wait_until_it_answers(port))
            threads = [threading.Thread(target=desk.work) for desk in desks]
            for thread in threads:
                thread.start()
            _wait_for_a_post(desks)
            time.sleep(dice.uniform(0, 0.5))
            processes.kill(server)
            for thread in threads:
                thread.join()
            if number == options.size:
                last = processes.noiviec(service, "serve", "--port", str(port), "--no-jobs", fault=options.fault)
                wait_until_it_answers(port)
                waited = bring_through(service, desks)
                processes.kill(last)
            if number % 5 == 0 or number == options.size:
                lost, twice = (max(pair) for pair in zip((lost, twice), count_lost(service, desks), strict=True))
                broken += not is_whole(service)
        kept, refused = sum(len(d.acknowledged) for d in desks), sum(len(d.refused) for d in desks)
    words = f"server killed {options.size} times on {options.store} ({kept} posts acknowledged, {refused} refused, "
    words += f"{waited} brought through at the end, slowest start {slowest:.1f} s): "
    words += f"{lost} acknowledged lost, {twice} done twice, {broken} not whole"
    yield Figure(words, "0 of each", kept > options.size and not (lost or twice or broken or refused))


if __name__ == "__main__":
    main(run, 200, faults.FAULTS)
