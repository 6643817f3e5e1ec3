"""One running copy of the service, and one caller of it with their rights at this moment."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

from sqlmodel import Session, select

from api import audit, clock
from api.cluster import runner_of
from api.db import Database, before_the_work
from api.imports.reading import ReadContext
from api.keys import KeyStore
from api.oidc.provider import Provider
from api.policy import BEFORE_CHOOSING, BEFORE_ENROLLING, RANKER, Role, Viewer, may
from api.scoping import ViewerSessions
from api.settings import Settings
from employers.curation import taught_phrases
from employers.openings import market_revision
from matcher.decisions import By
from matcher.tables import Person

if TYPE_CHECKING:
    from matcher.known_market import KnownMarket
    from matcher.model_store import CurrentModel
    from matcher.people import Seeker
    from matcher.ranking.changes import TaughtCourse
    from matcher.ranking.demands import Market
    from matcher.rerank import Means

KEPT_DAYS, KEPT_REVISIONS = 3, 64
"""Markets that a server remembers, and revisions of them."""
KEPT_ANSWERS: Final = 32
"""Plans and lists of visits that a server remembers: one or two for each of its areas."""


class Act(NamedTuple):
    """What was done, and to whom or what, as the trail names it."""

    name: str
    kind: str
    subject: str


acted_on: ContextVar[list[Act] | None] = ContextVar("acted_on", default=None)
"""What the request in hand did, where somebody wants to know."""
T = TypeVar("T")


def _keep_latest(kept: OrderedDict[Any, Any], number: int) -> None:
    """Let go of what was put in first, until so many are left."""
    while len(kept) > number:
        kept.popitem(last=False)


class SecondFactorNeeded(Exception):
    """The account must put a second factor in force before it does anything else; see ``/second-factor``."""


class OwnPasswordNeeded(Exception):
    """The account must change its first password before it does anything else; see ``/account/password``."""


class NotAllowed(Exception):
    """The caller's role may not do this act; see ``api.policy.ACTS``."""

    def __init__(self, caller: "Caller", act: str) -> None:
        super().__init__(act)
        self.caller, self.act = caller, act


@dataclass
class Remembered:
    """Markets, courses and width of intervals as last read; each is read anew when what it stands on has moved on."""

    markets: "OrderedDict[date, KnownMarket]" = field(default_factory=OrderedDict)
    market_stamps: OrderedDict[tuple[int, date], object] = field(default_factory=OrderedDict)
    """Which stamp a day's market had at a revision in the store; the latest :data:`KEPT_REVISIONS`."""
    courses_key: tuple[int, date] | None = None
    courses: "tuple[TaughtCourse, ...]" = ()
    width_key: tuple[int, date] | None = None
    width: float = 0.0
    model_key: tuple[tuple[int, str, str], ...] | None = None
    model: "CurrentModel | None" = None
    means: "Means | None" = None
    answers: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    """What took long to work out, by all that it stands on; the latest :data:`KEPT_ANSWERS`."""
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Service:
    """Settings, stores and what is remembered between requests."""

    settings: Settings
    database: Database
    keys: KeyStore
    remembered: Remembered = field(default_factory=Remembered)
    cut_off: dict[str, set[datetime]] = field(default_factory=dict)
    """Requests and forms that ended here without a word to the store, by their keys, and when they had come in: nobody
    is at work on them any more."""

    used_tokens: set[str] = field(default_factory=set)
    """Tokens whose use is still to be noted in the store (:func:`api.rights.note_uses`)."""

    provider: Provider | None = None
    """The office's own sign-in; None where the settings name none."""

    def __post_init__(self) -> None:
        """Know the provider that the settings name; it is asked when somebody signs in."""
        told = self.settings
        if self.provider is None and told.oidc_issuer and told.oidc_client_id and told.oidc_client_secret_file:
            self.provider = Provider(told.oidc_issuer, told.oidc_client_id, told.oidc_client_secret_file, told.oidc_acr)

    def note_cut_off(self, key: str, came_in: datetime) -> None:
        """Remember that a request or form ended here, whatever the store knows of it."""
        self.cut_off.setdefault(key, set()).add(came_in)

    def was_cut_off(self, key: str, came_in: datetime) -> bool:
        """Whether the request or form of this very moment ended here."""
        return came_in in self.cut_off.get(key, ())

    def close(self) -> None:
        """Close the stores for good."""
        self.database.dispose()
        self.keys.close()

    @property
    def ranker_sessions(self) -> ViewerSessions:
        """Sessions of the ranker: everybody's records, nobody's identity."""
        return ViewerSessions(self.database, RANKER)

    def today(self) -> date:
        """The domain date."""
        return clock.today(self.settings)

    def means(self) -> "Means":
        """What this server ranks with."""
        from matcher.rerank import Means  # it loads scikit-learn

        with self.remembered.lock:
            if self.remembered.means is None:
                self.remembered.means = Means(runner=runner_of(self.settings.compute))
            return self.remembered.means

    def market(self, _session: Session | None = None, day: date | None = None) -> "Market":
        """The market of a day as everybody sees it."""
        return self.known_market(day).market

    def known_market(self, day: date | None = None) -> "KnownMarket":
        """The market of a day with what it was made from; brought up to date only when it may have changed."""
        from matcher.known_market import know_market

        today, kept = day or self.today(), self.remembered
        with kept.lock, self.ranker_sessions.read() as session:
            key = (market_revision(session), today)  # before the rest: what comes in meanwhile is read once more
            if key not in kept.market_stamps or today not in kept.markets:
                kept.markets[today] = know_market(session, today, kept.markets.get(today))
                kept.market_stamps[key] = kept.markets[today].stamp
                _keep_latest(kept.markets, KEPT_DAYS)
                _keep_latest(kept.market_stamps, KEPT_REVISIONS)
            return kept.markets[today]

    def market_stamp(self, revision: int, day: date) -> object | None:
        """The stamp of a day's market at a revision read just now; None where it has moved on since."""
        if (revision, day) not in self.remembered.market_stamps:
            self.known_market(day)
        return self.remembered.market_stamps.get((revision, day))

    def courses(self) -> "tuple[TaughtCourse, ...]":
        """Courses held in the area, read again once a day and whenever a record of training came in."""
        from matcher.advice import last_training_record, taught_courses  # it loads scikit-learn

        with self.remembered.lock, self.ranker_sessions.read() as session:
            key = (last_training_record(session), self.today())
            if self.remembered.courses_key != key:
                self.remembered.courses = taught_courses(session)
                self.remembered.courses_key = key
            return self.remembered.courses

    def interval_width(self, model: "CurrentModel") -> float:
        """Mean width of the intervals of a version that training has not measured; once a day and version."""
        from matcher.people import list_seekers
        from matcher.train import mean_interval_width

        key, market = (model.version, self.today()), self.market()
        with self.remembered.lock, self.ranker_sessions.read() as session:
            if self.remembered.width_key != key:
                seekers = list_seekers(session, self.today())
                self.remembered.width = mean_interval_width(model.ranker, seekers, market)
                self.remembered.width_key = key
            return self.remembered.width

    def kept(self, asked: Hashable, seekers: "Sequence[Seeker]", work_out: "Callable[[CurrentModel], T]") -> "T":
        """What is worked out of people, market and model, once until one of them changes or the day ends."""
        model, answers = self.model(), self.remembered.answers
        with self.ranker_sessions.read() as session:
            market = market_revision(session)
        key = (asked, self.today(), market, model.version, tuple((s.person_id, s.revision) for s in seekers))
        if key not in answers:
            found = work_out(model)
            with self.remembered.lock:
                answers[key] = found
                _keep_latest(answers, KEPT_ANSWERS)
            return found
        return cast("T", answers[key])

    def model(self, session: Session | None = None) -> "CurrentModel":
        """The ranking model in force, read again only where one was added, put in force or written over."""
        from matcher.model_store import current_model, models_on_record  # it loads scikit-learn

        if session is None:
            with self.ranker_sessions.read() as own:
                return self.model(own)
        key = models_on_record(session)
        with self.remembered.lock:
            if self.remembered.model is None or self.remembered.model_key != key:
                self.remembered.model = current_model(session)
                self.remembered.model_key = key
            return self.remembered.model


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

    def seekers(self) -> "list[Seeker]":
        """The caller's people whose case is open as ranking sees them, by code; read anew only where they changed."""
        with self.sessions.read() as session:
            own = set(session.exec(select(Person.id)).all())
        service = self.service
        with service.ranker_sessions.read() as session:
            everyone = service.means().memory.refresh(session, self.today).seekers
        return [s for s in everyone if s.person_id in own]

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
        OwnPasswordNeeded, SecondFactorNeeded
            If the account must change its first password, or put a second factor in force, first.
        """
        if self.viewer.must_choose and act not in BEFORE_CHOOSING:
            raise OwnPasswordNeeded
        if self.viewer.must_enrol and act not in BEFORE_ENROLLING:
            raise SecondFactorNeeded
        if self.viewer.role != Role.operator and not may(self.viewer, act):
            raise NotAllowed(self, act)

    def audit(self, session: Session, act: str, kind: str, *subjects: str, **details: str | int | None) -> None:
        """Write an act to the trail in the caller's own transaction; kept if and only if the act is."""
        self.note(act, kind, *subjects)
        event = audit.Event(self.now(), self.viewer.name, self.viewer.role, act, kind, "", details)
        audit.record_looks(session, self.service.keys, event, list(subjects) or [""])

    def note(self, act: str, kind: str, *subjects: str) -> None:
        """Tell whoever wants to know what the request in hand is about, without a line in the trail."""
        if (noted := acted_on.get()) is not None:
            noted.extend(Act(act, kind, subject) for subject in subjects)

    def note_refusal(self, act: str) -> None:
        """Write to the trail that this caller asked for an act that is not theirs."""
        with before_the_work(), self.sessions.write() as session:
            self.audit(session, "refuse", "act", act)

    def read_context(self) -> ReadContext:
        """What reading hand-typed words needs to know."""
        with self.service.ranker_sessions.read() as session:
            taught = taught_phrases(session)
        return ReadContext(self.today, self.service.settings.home_province, taught)
