"""Lists that many ask for at once: worked out once, looked up under today's rights, each look on record first.

A case worker's list takes tens of milliseconds to work out and is asked for many times. What was answered is kept by
all that it stands on (never for a time, DECISIONS 58), and looks that arrive together share one transaction: one
reading of everybody's rights, one flush of the trail to disk. Rights are read for each request and never kept.
"""

import asyncio
import json
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Dialect, bindparam, insert, outerjoin
from sqlalchemy import select as core_select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import col, func, select

from api import audit, clock
from api.acts.suggestions import show_suggestions, suggestions_view
from api.db import connection_beside
from api.policy import Viewer, may, row_rule
from api.rights import note_uses, viewers_of_tokens
from api.row_security import SERVICE, asked_by
from api.service import Caller, Service
from api.turns import in_company
from api.wording import Language
from employers.tables import MarketRevision
from matcher.ranking_tables import Exposure, PublishedList, RankingModel, RolloutStep, SeatPrice
from matcher.suggest import ListRequest
from matcher.tables import Person, Referral, TrainingRecord

KEPT_LISTS: Final = 2048
"""Answers kept, some 20 kB each: the lists that a province's case workers open in a morning."""
GATHER_SECONDS: Final = 0.001
"""How long the first to come waits for company; putting one look on disk takes longer than that."""
ACT: Final = "see_suggestions"


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asks, by a token that is looked up anew, for whose list, and how it is wanted."""

    token: str
    code: str
    wanted: ListRequest
    language: Language


Waiting = asyncio.Future[bytes | None]
Grounds = tuple[Any, ...]
"""All that everybody's lists stand on beside the person: day, market, courses, model, roll-out, prices of the plan.

How employers answer, and where people of the scheme work, is part of the market's stamp.
"""
_PARTS: tuple[Any, ...] = (
    select(MarketRevision.value).limit(1).scalar_subquery(),
    select(func.max(TrainingRecord.id)).scalar_subquery(),
    select(func.max(RankingModel.version)).scalar_subquery(),
    select(func.max(RankingModel.version)).where(RankingModel.state == "current").scalar_subquery(),
    select(func.max(RankingModel.sha256)).where(RankingModel.state == "current").scalar_subquery(),
    select(func.count(col(RolloutStep.commune_code))).scalar_subquery(),
    select(SeatPrice.run_id).limit(1).scalar_subquery(),
)
_GROUNDS: Final = core_select(*_PARTS)
_INTRODUCED: Final = (
    select(func.coalesce(func.sum(Referral.revision), 0))
    .where(Referral.person_id == Person.id)
    .correlate(Person)
    .scalar_subquery()
)
_SHOWN: Final = insert(Exposure.__table__)  # type: ignore[attr-defined]  # SQLModel does not type its table


Place = tuple[int, ListRequest, Language]
"""Whose list, how it is wanted, in which language."""


@dataclass(frozen=True, slots=True)
class Standing:
    """All that one answer stands on."""

    grounds: Grounds
    person_id: int
    revision: int
    introduced: int
    """Grows with each introduction of the person and each answer to one."""
    list_id: int | None
    wanted: ListRequest
    language: Language

    @property
    def place(self) -> Place:
        """Where its answer is kept: a newer one of the same takes the place of the one before."""
        return self.person_id, self.wanted, self.language


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it leaves, and what its being shown is logged as."""

    body: bytes
    exposure: Mapping[str, Any]
    shown: int


def grounds_of(connection: Connection, service: Service) -> Grounds | None:
    """Read what everybody's lists stand on at this moment; None where the market moved on while it was read."""
    today = service.today()
    revision, *others = connection.execute(_GROUNDS).one()
    stamp = service.market_stamp(revision or 0, today)
    return None if stamp is None else (today, stamp, *others)


@lru_cache(maxsize=4096)
def _seen_by(viewer: Viewer, dialect: Dialect) -> SQLCompiler | None:
    """The question for one of the people whom somebody with these rights may see, as the policy's page says.

    Written out once for each set of rights: twenty who ask at once are twenty questions.
    """
    rule = row_rule(viewer, Person)
    if rule is None or not may(viewer, ACT) or viewer.held:
        return None
    columns: tuple[Any, ...] = (col(Person.id), col(Person.revision), _INTRODUCED, col(PublishedList.list_id))
    joined = outerjoin(Person, PublishedList, col(PublishedList.person_id) == col(Person.id))
    asked = core_select(*columns).select_from(joined).where(col(Person.code) == bindparam("code", ""), rule)
    return asked.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})


def _person(connection: Connection, viewer: Viewer, code: str) -> tuple[int, int, int, int | None] | None:
    """One of the people whose lists a viewer may see: id, revision, introductions, published list."""
    asked = _seen_by(viewer, connection.dialect)
    if asked is None:
        return None
    given = {**asked.params, "code": code}
    values = tuple(given[name] for name in asked.positiontup) if asked.positiontup is not None else given
    row = connection.exec_driver_sql(asked.string, values).first()
    return None if row is None else (row[0], row[1], row[2], row[3])


class ListDesk:
    """Hands lists out for one service; safe to be asked from any thread or event loop."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._kept: OrderedDict[Place, tuple[Standing, Kept]] = OrderedDict()
        self._waiting: list[tuple[Ask, Waiting]] = []
        self._lock = threading.Lock()
        self._clerk = ThreadPoolExecutor(1, "list-desk", lambda: in_company.set(True) and None)

    async def ask(self, ask: Ask) -> bytes | None:
        """The answer, its look on record by then; None where it must be worked out by :meth:`work_out`, or refused."""
        answered: Waiting = asyncio.get_running_loop().create_future()
        with self._lock:
            self._waiting.append((ask, answered))
            is_first = len(self._waiting) == 1
        if is_first:
            self._clerk.submit(self._serve)
        return await answered

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
        with self.service.database.read(asked_by(SERVICE)) as session:
            connection = connection_beside(session)
            person = _person(connection, caller.viewer, ask.code)
            grounds = grounds_of(connection, self.service) if person else None
            if person is None or grounds is None:
                return None
            return Standing(grounds, *person, ask.wanted, ask.language)

    def _keep(self, standing: Standing, kept: Kept) -> None:
        with self._lock:
            self._kept[standing.place] = standing, kept
            self._kept.move_to_end(standing.place)
            while len(self._kept) > KEPT_LISTS:
                self._kept.popitem(last=False)

    def _serve(self) -> None:
        """Answer whoever waits by now, in one transaction; the first to come does it for all behind it."""
        time.sleep(GATHER_SECONDS)
        with self._lock:
            waiting, self._waiting = self._waiting, []
        try:
            answers = self._answers([ask for ask, _ in waiting])
        except BaseException as error:  # noqa: BLE001  # whatever it was, everybody who waits is told
            _tell([(answered, error) for _, answered in waiting])
        else:
            _tell([(answered, answer) for (_, answered), answer in zip(waiting, answers, strict=True)])

    def _answers(self, asks: Sequence[Ask]) -> list[bytes | None]:
        """Answer what is kept, all of it seen at one moment, after its looks are on record."""
        if not self._kept:
            return [None] * len(asks)
        service, now = self.service, clock.now()
        with service.database.read(asked_by(SERVICE)) as session:
            viewers = viewers_of_tokens(service, session, [ask.token for ask in asks], now)
            found = self._find(connection_beside(session), asks, viewers)
        note_uses(service, now)
        if found:
            with service.ranker_sessions.write() as session:
                rows = [{**k.exposure, "person_id": s.person_id, "shown_at": now} for s, k in found.values()]
                session.execute(_SHOWN, rows)
                looks = [_look(asks[i], viewers[asks[i].token], kept, now) for i, (_, kept) in found.items()]
                audit.record_many(session, service.keys, looks)
        return [found[i][1].body if i in found else None for i in range(len(asks))]

    def _find(
        self, connection: Connection, asks: Sequence[Ask], viewers: Mapping[str, Viewer]
    ) -> dict[int, tuple[Standing, Kept]]:
        """Which of the asks can be answered from what is kept, by their place."""
        grounds, found = grounds_of(connection, self.service), {}
        for i, ask in enumerate(asks if grounds else ()):
            person = _person(connection, viewers[ask.token], ask.code) if ask.token in viewers else None
            standing = Standing(grounds, *person, ask.wanted, ask.language) if grounds and person else None
            kept = self._kept.get(standing.place) if standing else None
            if standing and kept and kept[0] == standing:
                self._touch(standing.place)
                found[i] = kept
        return found

    def _touch(self, place: Place) -> None:
        with self._lock:
            if place in self._kept:
                self._kept.move_to_end(place)


def _look(ask: Ask, viewer: Viewer, kept: Kept, now: datetime) -> audit.Event:
    return audit.Event(now, viewer.name, viewer.role, ACT, "person", ask.code, {"shown": kept.shown})


def _tell(answers: Sequence[tuple[Waiting, bytes | BaseException | None]]) -> None:
    """Give everybody their answer, each event loop all of its own at once: waking one takes longer than answering."""
    of_loop: dict[asyncio.AbstractEventLoop, list[tuple[Waiting, bytes | BaseException | None]]] = defaultdict(list)
    for answered, answer in answers:
        of_loop[answered.get_loop()].append((answered, answer))
    for loop, own in of_loop.items():
        with suppress(RuntimeError):  # a loop that was closed waits for nothing
            loop.call_soon_threadsafe(_settle, own)


def _settle(answers: Sequence[tuple[Waiting, bytes | BaseException | None]]) -> None:
    for answered, answer in answers:
        if answered.done():  # whoever asked has gone
            continue
        if isinstance(answer, BaseException):
            answered.set_exception(answer)
        else:
            answered.set_result(answer)
