"""Lists that many ask for at once: worked out once, looked up under today's rights, every look kept before it is answered.

A case worker's list takes tens of milliseconds to work out and is asked for many times. What was answered is kept by
all that it stands on (never for a time, DECISIONS 58), and looks that arrive together share one transaction: one
reading of everybody's rights, one flush of the trail to disk. Rights are read for each request and never kept.
"""

import asyncio
import json
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import insert
from sqlmodel import Session, col, select

from api import audit, clock
from api.acts.suggestions import show_suggestions, suggestions_view
from api.policy import Viewer, may, row_rule
from api.rights import viewers_of_tokens
from api.service import Caller, Service
from api.wording import Language
from employers.openings import market_revision
from matcher.advice import last_training_record
from matcher.market import answer_counts
from matcher.ranking_tables import Exposure, PublishedList
from matcher.rollout import list_steps
from matcher.suggest import ListRequest
from matcher.tables import Person

KEPT_LISTS: Final = 2048
"""Answers kept, some 20 kB each: the lists that a province's case workers open in a morning."""
ACT: Final = "see_suggestions"


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asks, by a token that is looked up anew, for whose list, and how it is wanted."""

    token: str
    code: str
    wanted: ListRequest
    language: Language


@dataclass(frozen=True, slots=True)
class Grounds:
    """All that everybody's lists stand on beside the person: market, model, courses, answers of employers, roll-out."""

    today: date
    market: int
    model: tuple[int, ...]
    courses: int
    answers: tuple[tuple[int, tuple[int, int]], ...]
    steps: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """All that one answer stands on."""

    grounds: Grounds
    person_id: int
    revision: int
    list_id: int | None
    wanted: ListRequest
    language: Language


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it leaves, and what its being shown is logged as."""

    body: bytes
    exposure: Mapping[str, Any]
    shown: int


def grounds_of(session: Session, service: Service, today: date) -> Grounds:
    """Read what everybody's lists stand on at this moment, in a session of the ranker."""
    model = service.model(session)
    return Grounds(
        today,
        market_revision(session),
        (model.version, *model.damaged),
        last_training_record(session),
        tuple(sorted(answer_counts(session, today).items())),
        tuple((step.commune_code, step.starts_on) for step in list_steps(session)),
    )


def _people(session: Session, viewer: Viewer, codes: Sequence[str]) -> dict[str, tuple[int, int, int | None]]:
    """Those of some people whom a viewer may see: code → (id, revision, published list)."""
    rule = row_rule(viewer, Person)
    if rule is None:
        return {}
    asked = (
        select(Person.code, Person.id, Person.revision, PublishedList.list_id)
        .join(PublishedList, col(PublishedList.person_id) == col(Person.id), isouter=True)
        .where(col(Person.code).in_(codes), rule)
    )
    return {code: (number or 0, revision, kept) for code, number, revision, kept in session.exec(asked).all()}


class ListDesk:
    """Hands lists out for one service; safe to be asked from any thread or event loop."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._kept: OrderedDict[Standing, Kept] = OrderedDict()
        self._waiting: list[tuple[Ask, Future[bytes | None]]] = []
        self._lock = threading.Lock()
        self._clerk = ThreadPoolExecutor(1, "list-desk")

    async def ask(self, ask: Ask) -> bytes | None:
        """The answer, its look on record by then; None where it must be worked out by :meth:`work_out`, or refused."""
        answered: Future[bytes | None] = Future()
        with self._lock:
            self._waiting.append((ask, answered))
        self._clerk.submit(self._serve)
        return await asyncio.wrap_future(answered)

    def work_out(self, caller: Caller, ask: Ask) -> bytes:
        """Work a list out, log it as shown, and keep it if nothing that it stands on moved meanwhile.

        Raises
        ------
        UnknownPerson, NotAllowed
            As :func:`api.acts.suggestions.show_suggestions`.
        """
        before = self._standing(caller, ask)
        shown = show_suggestions(caller, ask.code, ask.wanted)
        body = json.dumps(suggestions_view(shown, ask.language), ensure_ascii=False, separators=(",", ":")).encode()
        if before is not None and before == self._standing(caller, ask):
            logged = shown.logged.model_dump(exclude={"id", "person_id", "shown_at"})
            self._keep(before, Kept(body, logged, len(shown.found.items)))
        return body

    def _standing(self, caller: Caller, ask: Ask) -> Standing | None:
        with self.service.ranker_sessions.read() as session:
            person = _people(session, caller.viewer, [ask.code]).get(ask.code)
            if person is None:
                return None
            return Standing(grounds_of(session, self.service, caller.today), *person, ask.wanted, ask.language)

    def _keep(self, standing: Standing, kept: Kept) -> None:
        with self._lock:
            self._kept[standing] = kept
            while len(self._kept) > KEPT_LISTS:
                self._kept.popitem(last=False)

    def _serve(self) -> None:
        """Answer whoever waits by now, in one transaction; the first to come does it for all behind it."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            answers = self._answers([ask for ask, _ in waiting])
        except BaseException as error:  # noqa: BLE001  # whatever it was, everybody who waits is told
            for _, answered in waiting:
                answered.set_exception(error)
            return
        for (_, answered), answer in zip(waiting, answers, strict=True):
            answered.set_result(answer)

    def _answers(self, asks: Sequence[Ask]) -> list[bytes | None]:
        if not self._kept:
            return [None] * len(asks)
        service, now, today = self.service, clock.now(), self.service.today()
        viewers = viewers_of_tokens(service, [ask.token for ask in asks], now)
        with service.ranker_sessions.write() as session:
            found = self._find(session, asks, viewers, today)
            looks = [(asks[i], viewers[asks[i].token], standing, kept) for i, (standing, kept) in found.items()]
            if looks:
                rows = [{**k.exposure, "person_id": s.person_id, "shown_at": now} for _, _, s, k in looks]
                session.execute(insert(Exposure), rows)
                events = [
                    audit.Event(now, viewer.name, viewer.role, ACT, "person", ask.code, {"shown": kept.shown})
                    for ask, viewer, _, kept in looks
                ]
                audit.record_many(session, service.keys, events)
        return [found[i][1].body if i in found else None for i in range(len(asks))]

    def _find(
        self, session: Session, asks: Sequence[Ask], viewers: Mapping[str, Viewer], today: date
    ) -> dict[int, tuple[Standing, Kept]]:
        """Which of the asks can be answered from what is kept, by their place."""
        of_viewer: dict[Viewer, list[int]] = defaultdict(list)
        for i, ask in enumerate(asks):
            viewer = viewers.get(ask.token)
            if viewer is not None and may(viewer, ACT) and not viewer.must_enrol:
                of_viewer[viewer].append(i)
        if not of_viewer:
            return {}
        grounds, found = grounds_of(session, self.service, today), {}
        for viewer, places in of_viewer.items():
            people = _people(session, viewer, sorted({asks[i].code for i in places}))
            for i in places:
                person = people.get(asks[i].code)
                standing = person and Standing(grounds, *person, asks[i].wanted, asks[i].language)
                kept = self._kept.get(standing) if standing else None
                if standing and kept:
                    self._touch(standing)
                    found[i] = (standing, kept)
        return found

    def _touch(self, standing: Standing) -> None:
        with self._lock:
            if standing in self._kept:
                self._kept.move_to_end(standing)

