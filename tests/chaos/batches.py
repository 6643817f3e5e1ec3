"""Imports, rankings, trainings and key renewals under ``kill -9`` at random moments: before or after, never between.

Half of the kills fall at a random moment of a whole run, half at a random depth of what it writes (SQLite's log grows),
so that the short time in which something is half written is met often.
"""

import argparse
import csv
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import StringIO
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlmodel import col, select

from api.demo import demo_lists
from api.row_security import SERVICE, asked_by
from api.service import Service
from matcher.model_store import damaged_versions, list_models
from matcher.ranking_tables import PublishedList, RerankRun, SuggestionList
from tests.chaos import faults, processes
from tests.chaos.figures import Figure, main
from tests.chaos.offices import TODAY, base_of, is_whole, office, people_of

NEW_PEOPLE = 120
SIZES = {"import": 200, "rerank": 200, "train": 20, "rotate": 20}


@dataclass(frozen=True)
class Work:
    """One command, how to see its state, and which states there may be.

    ``state`` gives ``before``, ``after``, or what is wrong in a few words.
    """

    words: Callable[[Service], tuple[str, ...]]
    state: Callable[[Service], str]
    again: bool = True
    """Whether the command, given once more, must lead to ``after``."""


def _new_people(service: Service) -> tuple[str, ...]:
    path = base_of(service) / "moi.csv"
    if not path.exists():
        path.write_bytes(_list_of_new_people())
    return ("import", "people", str(path))


@cache
def _list_of_new_people() -> bytes:
    rows = [row | {"person_code": f"MOI{i}"} for i, row in enumerate(demo_lists(7, 400, 40, today=TODAY).people)]
    out = StringIO(newline="")
    writer = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows[:NEW_PEOPLE])
    return out.getvalue().encode("utf-8-sig")


def _imported(service: Service) -> str:
    found = people_of(service, "MOI")
    if not is_whole(service):
        return "not whole"
    return {0: "before", NEW_PEOPLE: "after"}.get(found, f"{found} of {NEW_PEOPLE} people")


def _ranked(service: Service) -> str:
    with service.database.read(asked_by(SERVICE)) as session:
        lists = select(SuggestionList.run_id).join(PublishedList, col(PublishedList.list_id) == col(SuggestionList.id))
        versions = Counter(session.exec(lists).all())
        runs = {r.id: r for r in session.exec(select(RerankRun)).all()}
        loose = len(session.exec(select(SuggestionList.id)).all()) - versions.total()
    if len(versions) != 1 or loose:
        return f"{len(versions)} versions published, {loose} lists of none"
    (version, lists_published), *_ = versions.items()
    run = runs[version]
    if run.state != "done" or run.people - run.failed_people != lists_published:
        return f"version {run.state}, {lists_published} lists of {run.people} people"
    return "before" if version == min(runs) else "after"


def _trained(service: Service) -> str:
    with service.database.read(asked_by(SERVICE)) as session:
        models = list_models(session)
        in_force, damaged = [m for m in models if m.state == "current"], damaged_versions(models)
    if len(in_force) > 1 or damaged:
        return f"{len(in_force)} models in force, {len(damaged)} damaged"
    return "after" if models else "before"


def _renewed(service: Service) -> str:
    if not is_whole(service):
        return "an identity does not open"
    return "after" if service.keys.generation() and not _renewal_open(service) else "before"


def _renewal_open(service: Service) -> bool:
    return bool(service.keys._connection.execute("SELECT 1 FROM generations WHERE ended IS NULL").fetchone())


WORKS = {
    "import": Work(_new_people, _imported),
    "rerank": Work(lambda _: ("rerank",), _ranked),
    "train": Work(lambda _: ("train",), _trained),
    "rotate": Work(lambda _: ("keys", "rotate"), _renewed),
}


def _written(service: Service) -> int:
    """Bytes of SQLite's log and of the key store's; 0 on a server, whose log is not looked into."""
    if not service.database.is_sqlite:
        return 0
    log = Path(f"{service.database.url.database}-wal")
    return log.stat().st_size if log.exists() else 0


def _measure(work: Work, store: str) -> tuple[float, int]:
    """How long a whole run takes, in seconds, and how many bytes it writes."""
    with office(store) as service:
        assert work.state(service) == "before"
        words, at_first, most = work.words(service), _written(service), 0
        began = time.perf_counter()
        process = processes.noiviec(service, *words)
        while process.is_alive():
            most = max(most, _written(service) - at_first)
            time.sleep(0.001)
        took = time.perf_counter() - began
        code = processes.ended(process)
        assert code in (0, 1), processes.said(service)
        assert work.state(service) == "after", processes.said(service)
        return took, most


def _wait(process: BaseProcess, service: Service, until: Callable[[], bool], seconds: float) -> None:
    ends = time.perf_counter() + seconds
    while process.is_alive() and time.perf_counter() < ends and not until():
        time.sleep(0.0005)


@dataclass
class Tally:
    """What came of the kills."""

    states: Counter[str]
    lost: int = 0
    stuck: int = 0

    @property
    def between(self) -> int:
        """Kills that left something half done."""
        return sum(n for state, n in self.states.items() if state not in ("before", "after"))


def trials(name: str, options: argparse.Namespace) -> Tally:
    """Kill one kind of work so many times."""
    processes.warm()
    work, dice = WORKS[name], random.Random(options.seed)
    took, written = _measure(work, options.store)
    tally = Tally(Counter())
    for number in range(options.size):
        with office(options.store) as service:
            words, at_first = work.words(service), _written(service)
            depth, moment = dice.random() * written, dice.random() * took * 1.05
            process = processes.noiviec(service, *words, fault=options.fault)
            if written and not number % 2:
                _wait(process, service, lambda: _written(service) - at_first > depth, took * 3)  # noqa: B023 called at once
            else:
                _wait(process, service, lambda: False, moment)
            code = processes.kill(process)
            state = work.state(service)
            tally.states[state] += 1
            tally.lost += code in (0, 1) and state != "after"
            if work.again and number % 10 == 0:
                tally.stuck += _goes_on(work, service) != "after"
    return tally


def _goes_on(work: Work, service: Service) -> str:
    """The state after the same command was given once more, to its end."""
    processes.ended(processes.noiviec(service, *work.words(service)))
    return work.state(service)


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Every kind of work, or one."""
    for name in WORKS:
        if options.only in ("", name):
            size = min(options.size, SIZES[name])
            told = trials(name, argparse.Namespace(**vars(options) | {"size": size}))
            seen = ", ".join(f"{n} {state}" for state, n in sorted(told.states.items()))
            words = f"{name} killed {size} times on {options.store} ({seen}): "
            words += f"{told.lost} acknowledged lost, {told.between} half published, {told.stuck} not going on"
            yield Figure(words, "0 of each", not (told.lost or told.between or told.stuck))


if __name__ == "__main__":
    main(run, 200, faults.FAULTS)
