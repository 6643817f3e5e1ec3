"""One running copy of the service, and one caller of it with their rights at this moment."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlmodel import Session

from api import audit, clock
from api.db import Database
from api.imports.reading import ReadContext
from api.keys import KeyStore
from api.policy import BEFORE_ENROLLING, RANKER, Role, Viewer, may
from api.scoping import ViewerSessions
from api.settings import Settings
from employers.curation import taught_phrases
from employers.openings import market_revision
from matcher.decisions import By

if TYPE_CHECKING:
    from matcher.model_store import CurrentModel
    from matcher.ranking.changes import TaughtCourse
    from matcher.ranking.demands import Market


class SecondFactorNeeded(Exception):
    """The account must put a second factor in force before it does anything else; see ``/second-factor``."""


class NotAllowed(Exception):
    """The caller's role may not do this act; see ``api.policy.ACTS``."""

    def __init__(self, act: str) -> None:
        super().__init__(act)
        self.act = act


@dataclass
class Remembered:
    """The market and the courses as last read; each is read anew when what it stands on has moved on."""

    market_key: tuple[int, date] | None = None
    market: "Market | None" = None
    courses_key: tuple[int, date] | None = None
    courses: "tuple[TaughtCourse, ...]" = ()
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Service:
    """Settings, stores and what is remembered between requests."""

    settings: Settings
    database: Database
    keys: KeyStore
    remembered: Remembered = field(default_factory=Remembered)

    @property
    def ranker_sessions(self) -> ViewerSessions:
        """Sessions of the ranker: everybody's records, nobody's identity."""
        return ViewerSessions(self.database, RANKER)

    def today(self) -> date:
        """The domain date."""
        return clock.today(self.settings)

    def market(self, _session: Session | None = None, day: date | None = None) -> "Market":
        """The market of a day as everybody sees it, read again only when it has changed."""
        from matcher.market import load_market

        today = day or self.today()
        with self.remembered.lock, self.ranker_sessions.read() as session:
            key = (market_revision(session), today)
            if self.remembered.market is None or self.remembered.market_key != key:
                self.remembered.market = load_market(session, today)
                self.remembered.market_key = key
            return self.remembered.market

    def courses(self) -> "tuple[TaughtCourse, ...]":
        """Courses held in the area, read again once a day and whenever a record of training came in."""
        from matcher.advice import last_training_record, taught_courses  # it loads scikit-learn

        with self.remembered.lock, self.ranker_sessions.read() as session:
            key = (last_training_record(session), self.today())
            if self.remembered.courses_key != key:
                self.remembered.courses = taught_courses(session)
                self.remembered.courses_key = key
            return self.remembered.courses

    def model(self) -> "CurrentModel":
        """The ranking model in force."""
        from matcher.model_store import current_model  # it loads scikit-learn

        with self.ranker_sessions.read() as session:
            return current_model(session)


@dataclass(frozen=True)
class Caller:
    """Somebody, or the command line, asking the service for something."""

    service: Service
    viewer: Viewer
    now: Callable[[], datetime] = clock.now

    @property
    def sessions(self) -> ViewerSessions:
        """Sessions that show only what this caller may see."""
        return ViewerSessions(self.service.database, self.viewer)

    @property
    def today(self) -> date:
        """The domain date."""
        return self.service.today()

    @property
    def by(self) -> By:
        """Who acts, on which domain day, at which real moment."""
        return By(self.viewer.name, self.today, self.now())

    def require(self, act: str) -> None:
        """Go on only if the caller may do an act.

        Raises
        ------
        NotAllowed
            If not.
        SecondFactorNeeded
            If the account must put a second factor in force first.
        """
        if self.viewer.must_enrol and act not in BEFORE_ENROLLING:
            raise SecondFactorNeeded
        if self.viewer.role != Role.operator and not may(self.viewer, act):
            raise NotAllowed(act)

    def audit(self, session: Session, act: str, kind: str, *subjects: str, **details: str | int | None) -> None:
        """Write an act to the trail in the caller's own transaction; kept if and only if the act is."""
        event = audit.Event(self.now(), self.viewer.name, self.viewer.role, act, kind, "", details)
        audit.record_looks(session, self.service.keys, event, list(subjects) or [""])

    def read_context(self) -> ReadContext:
        """What reading hand-typed words needs to know."""
        with self.service.ranker_sessions.read() as session:
            taught = taught_phrases(session)
        return ReadContext(self.today, self.service.settings.home_province, taught)
