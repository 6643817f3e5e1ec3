"""Where each person of a caseload stands today, and what waits to be done for them."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Text, bindparam, cast, func
from sqlmodel import Session, col, select

from employers.questions import written_once
from employers.tables import Livelihood
from matcher.check_ins import Found, found_everywhere
from matcher.consents import last_act, stands
from matcher.follow_up import FollowUp, next_follow_up
from matcher.people import Records, load_records
from matcher.ranking_tables import Exposure, PublishedList, SuggestionList
from matcher.tables import Person, Placement, Purpose, Referral, ReferralState

# The times of the first screen (issue 6): nobody should be without a way forward for a month, and work is looked for
# two months before somebody comes home.
IDLE_DAYS = 30
RELEASE_DAYS = 60
# An answer that nobody acted on is shown for this long; then the caseload alone tells of it. Expert judgement.
ANSWER_SHOWN_DAYS = 30
# How far down a list a new opening is news.
NEWS_DEPTH = 10
_WAITING = (ReferralState.waiting, ReferralState.more_time)
_NO = (ReferralState.declined, ReferralState.person_declined, ReferralState.no_answer)


SILENT_DAYS = 30
LEFT = "left"


class Situation(StrEnum):
    """Where a person stands, the most telling first."""

    closed = "closed"
    working = "working"
    accepted = "accepted"
    waiting = "waiting"
    no_consent = "no_consent"
    before_return = "before_return"
    looking = "looking"


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's standing on a day.

    Attributes
    ----------
    follow_ups : tuple of (Placement, FollowUp)
        Running jobs with what is to be asked next, due or still ahead.
    answers : tuple of Referral
        Answers of the last weeks that nothing has followed yet.
    idle_days : int or None
        Days since anything was under way, for who looks for work; None for everybody else.
    release_in : int or None
        Days until the person comes home, where that lies ahead.
    """

    person: Person
    situation: Situation
    consented: bool
    today: date
    placements: tuple[Placement, ...] = ()
    follow_ups: tuple[tuple[Placement, FollowUp], ...] = ()
    answers: tuple[Referral, ...] = ()
    idle_days: int | None = None
    release_in: int | None = None
    silent_days: int | None = None
    """Days since anything was heard of or done for a person who is at home and whose case is open."""

    @property
    def state(self) -> str:
        """The situation in one word; who left a job and looks again is told apart from who just looks."""
        return LEFT if self.left is not None and self.situation == Situation.looking else self.situation.value

    @property
    def check_ins(self) -> tuple[tuple[Placement, date], ...]:
        """Running jobs with the day since when a confirmation is due."""
        return tuple((p, f.due_on) for p, f in self.follow_ups if f.due_on <= self.today)

    @property
    def left(self) -> Placement | None:
        """The job that ended last, where nothing has followed it."""
        if self.situation in (Situation.closed, Situation.working, Situation.accepted, Situation.waiting):
            return None
        ended = [p for p in self.placements if p.ended_on is not None]
        return max(ended, key=lambda p: (p.ended_on or p.started_on, p.id), default=None)

    @property
    def is_idle(self) -> bool:
        """No way forward for a month."""
        return self.idle_days is not None and self.idle_days >= IDLE_DAYS

    @property
    def is_released_soon(self) -> bool:
        """Comes home within two months."""
        return self.release_in is not None and self.release_in <= RELEASE_DAYS


@dataclass(frozen=True, slots=True)
class _Jobs:
    """One person's jobs in the order of their starts, and their check-ins by placement."""

    placements: Sequence[Placement]
    check_ins: Mapping[str, list[Found]]


def _situation(
    person: Person, records: Records, placements: Sequence[Placement], consented: bool, today: date
) -> Situation:
    states = {r.state for r in records.referrals}
    running = _running(placements, today)
    ahead = person.return_date is not None and person.return_date > today
    checks = (
        (person.closed_on is not None and person.closed_on <= today, Situation.closed),
        (bool(running), Situation.working),
        (bool(_accepted_and_open(records, placements, today)), Situation.accepted),
        (bool(states & set(_WAITING)), Situation.waiting),
        (not consented, Situation.no_consent),
        (ahead, Situation.before_return),
    )
    return next((name for holds, name in checks if holds), Situation.looking)


def _running(placements: Sequence[Placement], today: date) -> list[Placement]:
    return [p for p in placements if p.ended_on is None or p.ended_on > today]


def _told_on(referral: Referral) -> date | None:
    """The day on which an answer was there, or on which it was clear that none will come."""
    return referral.answer_by if referral.state == ReferralState.no_answer else referral.answered_on


def _told_lately(referral: Referral, today: date) -> bool:
    told = _told_on(referral)
    return told is not None and (today - told).days <= ANSWER_SHOWN_DAYS


def _accepted_and_open(records: Records, placements: Sequence[Placement], today: date) -> list[Referral]:
    """Referrals accepted lately whose job has not begun; one accepted long ago led to nothing."""
    started = {p.referral_id for p in placements}
    lately = [r for r in records.referrals if _told_lately(r, today)]
    return [r for r in lately if r.state == ReferralState.accepted and r.id not in started]


def _last_event(person: Person, records: Records, placements: Sequence[Placement]) -> date:
    """The last day on which something was under way for a person, or the day they could first be helped."""
    days = [max(person.registered_on, person.return_date or person.registered_on)]
    days += [r.answered_on or r.referred_on for r in records.referrals]
    days += [p.ended_on or p.started_on for p in placements]
    return max(days)


def _answers(records: Records, placements: Sequence[Placement], today: date) -> list[Referral]:
    """Answers that nothing has followed: accepted without a start, refused without a later referral."""
    last = max((r.referred_on for r in records.referrals), default=date.min)
    refused = [r for r in records.referrals if r.state in _NO and r.referred_on >= last and _told_lately(r, today)]
    return [*_accepted_and_open(records, placements, today), *refused]


def standing_of(person: Person, records: Records, jobs: _Jobs, today: date) -> Standing:
    """Work out where one person stands."""
    consented = stands(last_act(records.consents, Purpose.matching), today)
    situation = _situation(person, records, jobs.placements, consented, today)
    still_open = situation != Situation.closed
    running = _running(jobs.placements, today)
    asked = ((p, next_follow_up(p, jobs.check_ins.get(p.id, []), today)) for p in running)
    looking = situation in (Situation.looking, Situation.no_consent)
    ahead = (person.return_date - today).days if person.return_date and person.return_date > today else None
    return Standing(
        person=person,
        situation=situation,
        consented=consented,
        today=today,
        placements=tuple(jobs.placements),
        follow_ups=tuple((p, f) for p, f in asked if f is not None) if still_open else (),
        answers=tuple(_answers(records, jobs.placements, today)) if still_open else (),
        idle_days=(today - _last_event(person, records, jobs.placements)).days if looking else None,
        release_in=ahead if still_open else None,
        silent_days=(today - _last_word(person, records, jobs)).days if still_open and ahead is None else None,
    )


def _last_word(person: Person, records: Records, jobs: _Jobs) -> date:
    """The last day on which a person was heard of, or something was decided for them."""
    days = [_last_event(person, records, jobs.placements)]
    days += [d.decided_on for d in records.decisions]
    checks = (c for p in jobs.placements for c in jobs.check_ins.get(p.id, []))
    days += [c.on_date for c in checks if c.outcome != "not_reached"]
    days += [p.confirmed_on for p in jobs.placements if p.confirmed_on is not None]
    return max(days)


def load_standings(session: Session, today: date, people: Sequence[Person] | None = None) -> list[Standing]:
    """Everybody in the session's sight by code, or the people given in their order, in one query a table."""
    records = load_records(session, None if people is None else [p.id or 0 for p in people])
    jobs: dict[int, list[Placement]] = defaultdict(list)
    for placement in session.exec(select(Placement).order_by(col(Placement.started_on))).all():
        jobs[placement.person_id].append(placement)
    done = found_everywhere(session)
    return [
        standing_of(p, records.get(p.id or 0, Records()), _Jobs(jobs[p.id or 0], done), today)
        for p in (session.exec(select(Person).order_by(Person.code)).all() if people is None else people)
    ]


def with_suggestions(session: Session) -> set[int]:
    """Everybody in the session's sight on whose published list something stands."""
    lists = select(SuggestionList.person_id).join(PublishedList, col(PublishedList.list_id) == col(SuggestionList.id))
    return set(session.exec(lists.where(func.length(SuggestionList.items) > 0)).all())


def with_both_kinds(session: Session) -> set[int]:
    """Everybody in the session's sight whose published list has own work and an employer's opening near its top."""
    own = set(session.exec(select(Livelihood.opening_id)).all())
    lists = select(SuggestionList.person_id, SuggestionList.items)
    published = lists.join(PublishedList, col(PublishedList.list_id) == col(SuggestionList.id))
    kinds = {person: {item[0] in own for item in items[:NEWS_DEPTH]} for person, items in session.exec(published).all()}
    return {person for person, found in kinds.items() if len(found) == 2}


# Ready filters of the caseload: who is meant, from their standing and whether anything is suggested to them.
FILTERS: Mapping[str, Callable[[Standing, bool], bool]] = {
    "no_consent": lambda s, _: s.situation != Situation.closed and not s.consented,
    "no_suggestion": lambda s, has: s.situation in (Situation.looking, Situation.before_return) and not has,
    "waiting": lambda s, _: s.situation == Situation.waiting,
    "working": lambda s, _: s.situation == Situation.working,
    "left": lambda s, _: s.left is not None,
    "before_return": lambda s, _: s.situation != Situation.closed and s.release_in is not None,
    "silent": lambda s, _: s.silent_days is not None and s.silent_days >= SILENT_DAYS,
}


def filtered(session: Session, today: date) -> dict[str, list[Person]]:
    """Whom each ready filter shows of the session's people, by code; somebody may stand in several."""
    standings, suggested = load_standings(session, today), with_suggestions(session)
    return {
        name: [s.person for s in standings if holds(s, (s.person.id or 0) in suggested)]
        for name, holds in FILTERS.items()
    }


def new_suggestions(session: Session, since: datetime) -> dict[int, int]:
    """How many of the first openings of each published list were not shown since then: {person id: how many}."""
    seen = _seen(session, since)
    lists = select(SuggestionList.person_id, SuggestionList.items)
    published = lists.join(PublishedList, col(PublishedList.list_id) == col(SuggestionList.id))
    news = {}
    for person_id, items in session.exec(published).all():
        fresh = sum(row[0] not in seen[person_id] for row in items[:NEWS_DEPTH])
        if fresh:
            news[person_id] = fresh
    return news


# A list that is opened again and again counts once: its rows are read from the store once, not at each opening.
_COLUMNS: Final[tuple[Any, ...]] = (Exposure.person_id, cast(col(Exposure.rows), Text))
_SHOWN: Final = written_once(select(*_COLUMNS).where(col(Exposure.shown_at) >= bindparam("since")).distinct())


def _seen(session: Session, since: datetime) -> dict[int, set[int]]:
    """Which openings stood on each person's lists as they were shown since then, by the person's row."""
    seen: dict[int, set[int]] = defaultdict(set)
    for person_id, rows in session.exec(_SHOWN, params={"since": since}):
        seen[person_id].update(int(row[0]) for row in json.loads(rows))
    return seen
