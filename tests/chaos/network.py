"""PostgreSQL cut off under the running service: an error within three seconds, well again within five, nothing twice.

The service is a real ``noiviec serve`` that reaches its server through :class:`~tests.chaos.proxy.Proxy`. Case
workers' programs go on posting while the line is reset or falls silent; each post has its ``Idempotency-Key`` and is
sent again until it is answered.
"""

import argparse
import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from api.service import Service
from tests.chaos import processes
from tests.chaos.figures import Figure, main, within
from tests.chaos.offices import base_of, case_worker, is_whole, office, open_service, server, token_of
from tests.chaos.proxy import Proxy
from tests.chaos.writes import UNKNOWN, Desk, Post, count_lost, free_port, wait_until_it_answers

ERROR_WITHIN, WELL_WITHIN = 3.0, 5.0
CLIENTS = 6
SMALL = (20, 10)
"""People and openings: nobody is ranked here."""
HOPELESS_AFTER = 4 * WELL_WITHIN
"""Seconds after which nobody waits any longer for it to be well again."""
GIVEN_UP_AFTER = 10.0
LAST_TRIES = 100
"""How often a post is sent again once the line is well for good; one without any answer is given up at once then."""
KINDS = {"reset": (1.5, 6.0), "silent": (1.5, 6.0), "commit": (0.1, 0.4)}
"""How the line is cut, and for how many seconds, from and to; ``commit``: under the answer to a commit that is done."""


@dataclass
class Patient(Desk):
    """A program that sends a post again under the same key until it is done, and minds how long each answer takes."""

    slowest: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    unlike: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        """Post until told to stop; what is begun is brought to its end."""
        while not self.over.is_set():
            self._bring_through(self.next())

    def _bring_through(self, post: Post) -> None:
        last_tries = 0
        while last_tries < LAST_TRIES:
            began = time.perf_counter()
            last_tries += self.over.is_set()
            status, headers, body = ask(self.port, "POST", f"/api/v1{post.path}", self.token, post)
            self.slowest = max(self.slowest, time.perf_counter() - began)
            self.statuses[status] += 1
            code = body.get("code")
            if status == 0 and self.over.is_set():
                break
            if status == 201 or code == UNKNOWN:
                self.acknowledged.append(post)
                return
            if status == 503 and not (headers.get("retry-after") and "problem+json" in headers.get("content-type", "")):
                self.unlike.append(f"{headers}")
            if status not in (0, 503, 409) or code == "person_exists":  # the same post was tried a second time
                self.refused.append(f"{status} {body}")
                return
            time.sleep(0.1)
        self.refused.append(f"never done: {post.path}")


def ask(
    port: int, method: str, path: str, token: str, post: Post | None = None
) -> tuple[int, dict[str, str], dict[str, Any]]:
    """One request on a connection of its own: status, headers in small letters, document; status 0 is no answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=GIVEN_UP_AFTER)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    if post is not None:
        headers["Idempotency-Key"] = post.key
    try:
        connection.request(method, path, json.dumps(post.body) if post else None, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, json.loads(text or "{}")
    except TimeoutError:
        return 0, {}, {}
    finally:
        connection.close()


def _well_after(port: int, token: str) -> float:
    """Seconds until five requests in a row are answered."""
    began, well = time.perf_counter(), 0
    while well < 5 and time.perf_counter() - began < HOPELESS_AFTER:
        well = well + 1 if ask(port, "GET", "/api/v1/people?page_size=1", token)[0] == 200 else 0
        time.sleep(0.02)
    return time.perf_counter() - began


@dataclass
class Seen:
    """The worst of all cuts of one kind."""

    error: float = 0.0
    well: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)


def cut(kind: str, proxy: Proxy, port: int, token: str, seconds: float) -> Seen:
    """Cut the line once; meanwhile ask, and time each answer."""
    seen = Seen()
    if kind == "commit":
        assert proxy.reset_at_commit(GIVEN_UP_AFTER), "nothing was committed"
    else:
        proxy.silence() if kind == "silent" else proxy.reset()
    ends = time.perf_counter() + seconds
    while time.perf_counter() < ends:
        began = time.perf_counter()
        status, *_ = ask(port, "GET", "/api/v1/people?page_size=1", token)
        seen.error = max(seen.error, time.perf_counter() - began)
        seen.statuses[status] += 1
        time.sleep(0.05)
    proxy.heal()
    seen.well = _well_after(port, token)
    return seen


def _start(service: Service, options: argparse.Namespace) -> tuple[Proxy, Service, Any, int]:
    proxy = Proxy(f"{server().folder}/.s.PGSQL.5432")
    url = f"postgresql://noiviec@127.0.0.1:{proxy.port}/{base_of(service).name}"
    through = open_service(base_of(service), url=url)
    port = free_port()
    serving = processes.noiviec(through, "serve", "--port", str(port), "--no-jobs", fault=options.fault)
    wait_until_it_answers(port)
    return proxy, through, serving, port


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Cut the line so many times in each way, with a database of its own for each kind."""
    processes.warm()
    dice = random.Random(options.seed)
    for kind, seconds in KINDS.items():
        if options.only not in ("", kind):
            continue
        with office("postgresql", *SMALL) as service:
            proxy, through, serving, port = _start(service, options)
            token = token_of(service, case_worker(service))
            desks = [Patient(port, token, f"N{kind[0].upper()}{i}N") for i in range(CLIENTS)]
            threads = [threading.Thread(target=desk.work) for desk in desks]
            for thread in threads:
                thread.start()
            cuts = []
            for _ in range(options.size):
                time.sleep(dice.uniform(0.3, 1.0))
                cuts.append(cut(kind, proxy, port, token, dice.uniform(*seconds)))
            for desk in desks:
                desk.over.set()
            for thread in threads:
                thread.join()
            processes.kill(serving)
            proxy.close()
            through.close()
            yield from _tell(kind, cuts, desks, (count_lost(service, list(desks)), is_whole(service)))


def _tell(kind: str, cuts: list[Seen], desks: list[Patient], stored: Any) -> Iterator[Figure]:
    (lost, twice), whole = stored
    error = max([s.error for s in cuts] + [d.slowest for d in desks])
    well, kept = max(s.well for s in cuts), sum(len(d.acknowledged) for d in desks)
    statuses = sum((s.statuses for s in cuts), Counter[int]()) + sum((d.statuses for d in desks), Counter[int]())
    unlike = [words for d in desks for words in (*d.unlike, *d.refused)]
    seen = ", ".join(f"{n}×{status}" for status, n in sorted(statuses.items()))
    yield within(f"{len(cuts)} cuts by {kind} ({seen}): slowest answer", error, ERROR_WITHIN)
    yield within(f"{len(cuts)} cuts by {kind}: well again after", well, WELL_WITHIN)
    wrong = len(unlike) + statuses[500]
    words = f"{kind}: {wrong} answers other than 503 with Retry-After {unlike[:2] or ''}".rstrip()
    yield Figure(words, "0", not wrong)
    words = f"{kind}: {kept} posts brought through, {lost} acknowledged lost, {twice} done twice"
    yield Figure(words, "0 lost, 0 twice", kept > 0 and whole and not (lost or twice))


if __name__ == "__main__":
    main(run, 10, ("deaf", "forgetful"))
