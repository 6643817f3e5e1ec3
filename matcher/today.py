"""The tasks of a day (Hôm nay): what waits for a case worker, the most urgent first, and what came of each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import zip_longest
from typing import Any, Final

from sqlmodel import Session, col, select

from matcher.case_tables import ConfirmationLink, Loan, NotesOpening, Reminder, TaskResult
from matcher.caseload import Situation, Standing, load_standings, new_suggestions
from matcher.errors import NoSchemeInForce, SchemesUnreadable, UnknownTask
from matcher.loans import closing_doors
from matcher.person_rights import open_requests
from matcher.tables import Person, Placement, ReferralState
from matcher.won import emptied_seats

TOLD_FOR: Final = timedelta(days=30)
"""How long a case worker who has not said "done" is told that notes were opened."""
NEWS_SINCE: Final = timedelta(days=60)
"""An opening shown in this time is no news."""
DOOR_DAYS: Final = 14
"""So long before the last day for a loan its papers can still be brought together."""
# Kinds of tasks, the most urgent first: what can still save a job, what somebody waits for, what has a day, the rest.
KINDS: Final = (
    "employer_says_left",
    "early_check_in",
    "accepted",
    "request",
    "loan_door",
    "notes_opened",
    "place_again",
    "replace",
    "reminder",
    "check_in",
    "answer",
    "release",
    "no_consent",
    "news",
    "idle",
)
RESULTS: Final = ("done", "not_reached", "later")
# Days until a task comes again, by its kind where it was done; kinds that are not here are over once they are done.
_AGAIN_WHEN_DONE: Final = {"release": 14, "no_consent": 7, "news": 7, "idle": 14}
_AGAIN: Final = {"not_reached": 1, "later": 7}
_EARLY_STEPS: Final = ("day_3", "day_10")


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to be done for one person.

    Attributes
    ----------
    about : str
        The id of what it is about, or empty where there is one such task a person.
    due_on : date
        Since when, or by when where it lies ahead.
    facts : mapping
        Codes, ids, dates and counts that a sentence is made from.
    """

    kind: str
    person: Person
    about: str
    due_on: date
    facts: Mapping[str, Any] = field(default_factory=dict)


def todays_tasks(session: Session, today: date, now: datetime) -> list[Task]:
    """Everything that waits to be done for the people in the session's sight, the most urgent first.

    Parameters
    ----------
    today : date
        The domain date.
    now : datetime
        Real time, in which displays of lists are recorded.
    """
    standings = {s.person.id or 0: s for s in load_standings(session, today)}
    news = new_suggestions(session, now - NEWS_SINCE)
    found = [t for i, s in standings.items() for t in _of_standing(s, news.get(i, 0), today)]
    found += _reminders(session, standings, today)
    found += _employers_words(session, standings)
    found += _emptied(session, standings, today)
    found += _requests(session, standings)
    found += _opened_notes(session, standings, now)
    found += _doors(session, standings, today)
    quiet = _settled(session, today)
    waiting = [t for t in found if (t.person.id, t.kind, t.about) not in quiet]
    return sorted(waiting, key=lambda t: (KINDS.index(t.kind), t.due_on, t.person.code, t.about))


def _of_standing(standing: Standing, news: int, today: date) -> Iterator[Task]:
    person = standing.person
    if standing.situation == Situation.closed:
        return
    yield from _follow_ups(standing, today)
    yield from _answers(standing)
    if (left := standing.left) is not None and left.ended_on is not None:
        yield Task("place_again", person, left.id, left.ended_on, {"placement": left.id, "why": left.leaving_why})
    if standing.is_released_soon and person.return_date is not None:
        yield Task("release", person, "", person.return_date, {"days": standing.release_in})
    if not standing.consented:
        yield Task("no_consent", person, "", person.registered_on)
    if news and standing.situation == Situation.looking:
        yield Task("news", person, "", today, {"count": news})
    if standing.is_idle and standing.consented and standing.idle_days is not None:
        yield Task("idle", person, "", today - timedelta(days=standing.idle_days), {"days": standing.idle_days})


def _follow_ups(standing: Standing, today: date) -> Iterator[Task]:
    for placement, follow in standing.follow_ups:
        if follow.due_on <= today:
            kind = "early_check_in" if follow.step.code in _EARLY_STEPS else "check_in"
            facts = {"placement": placement.id, "step": follow.step.code, "tries": follow.tries}
            yield Task(kind, standing.person, placement.id, follow.due_on, facts)


def _answers(standing: Standing) -> Iterator[Task]:
    for referral in standing.answers:
        told = referral.answered_on or referral.answer_by or referral.referred_on
        facts = {
            "referral": referral.id,
            "state": referral.state,
            "reason": referral.reason,
            "opening_id": referral.opening_id,
        }
        kind = "accepted" if referral.state == ReferralState.accepted else "answer"
        yield Task(kind, standing.person, referral.id, told, facts)


def _reminders(session: Session, standings: Mapping[int, Standing], today: date) -> Iterator[Task]:
    due = select(Reminder).where(col(Reminder.done_on).is_(None), col(Reminder.due_on) <= today)
    for reminder in session.exec(due).all():
        if (standing := standings.get(reminder.person_id)) is not None:
            yield Task("reminder", standing.person, reminder.id, reminder.due_on, {"reminder": reminder.id})


def _employers_words(session: Session, standings: Mapping[int, Standing]) -> Iterator[Task]:
    """Jobs that still run on record, and whose employer says that the person has left."""
    said = (
        select(ConfirmationLink, Placement)
        .join(Placement, col(Placement.id) == col(ConfirmationLink.placement_id))
        .where(ConfirmationLink.answer == "left", col(Placement.ended_on).is_(None))
    )
    for link, placement in session.exec(said).all():
        standing = standings.get(placement.person_id)
        on = link.answered_on
        confirmed_since = on is not None and (placement.confirmed_on or placement.started_on) > on
        if standing is not None and on is not None and not confirmed_since:
            yield Task("employer_says_left", standing.person, placement.id, on, {"placement": placement.id})


def _emptied(session: Session, standings: Mapping[int, Standing], today: date) -> Iterator[Task]:
    """Seats whose worker left within a month: the employer is offered somebody else the same day."""
    for placement, opening in emptied_seats(session, today):
        standing = standings.get(placement.person_id)
        if standing is not None and placement.ended_on is not None:
            facts = {"placement": placement.id, "opening_id": opening.id}
            yield Task("replace", standing.person, placement.id, placement.ended_on, facts)


def _requests(session: Session, standings: Mapping[int, Standing]) -> Iterator[Task]:
    for asked, person in open_requests(session):
        if person.id in standings:
            yield Task("request", person, asked.id, asked.due_on, {"asks": asked.kind, "due_on": asked.due_on})


def _opened_notes(session: Session, standings: Mapping[int, Standing], now: datetime) -> Iterator[Task]:
    """Supervisors who opened notes lately: whoever wrote them is told."""
    lately = select(NotesOpening).where(col(NotesOpening.opened_at) > now - TOLD_FOR)
    for opened in session.exec(lately.order_by(col(NotesOpening.id))).all():
        if (standing := standings.get(opened.person_id)) is not None:
            yield Task(
                "notes_opened", standing.person, str(opened.id), opened.opened_at.date(), {"by": opened.opened_by}
            )


def _doors(session: Session, standings: Mapping[int, Standing], today: date) -> Iterator[Task]:
    """Last days for the loan that are near, of people who were given none yet; no scheme to be used, no doors."""
    with suppress(NoSchemeInForce, SchemesUnreadable):
        lent = set(session.exec(select(Loan.person_id)).all())
        people = {s.person.code: s.person for s in standings.values() if s.person.id not in lent}
        for day, code in closing_doors(session, today, DOOR_DAYS):
            if code in people:
                yield Task("loan_door", people[code], "", day, {"due_on": day})


def _settled(session: Session, today: date) -> set[tuple[int | None, str, str]]:
    """Tasks whose last result lets them rest today."""
    last: dict[tuple[int | None, str, str], TaskResult] = {}
    for result in session.exec(select(TaskResult).order_by(col(TaskResult.id))).all():
        last[result.person_id, result.kind, result.about] = result
    return {key for key, result in last.items() if result.again_on is None or result.again_on > today}


def handful(tasks: Sequence[Task], number: int) -> list[Task]:
    """The first tasks of a day: each person once, and kinds take turns, so that no kind crowds out the others.

    Parameters
    ----------
    tasks : sequence of Task
        All that wait, the most urgent first, as :func:`todays_tasks` gives them.
    """
    of_kind = [[t for t in tasks if t.kind == kind] for kind in KINDS]
    chosen: dict[str, Task] = {}
    for task in (t for turn in zip_longest(*of_kind) for t in turn if t is not None):
        if len(chosen) < number:
            chosen.setdefault(task.person.code, task)
    return [t for t in tasks if t in list(chosen.values())]


def again_on(kind: str, result: str, today: date) -> date | None:
    """The day on which a task with this result is shown again, or None where it is over."""
    days = _AGAIN_WHEN_DONE.get(kind) if result == "done" else _AGAIN[result]
    return None if days is None else today + timedelta(days=days)


def find_task(tasks: Iterable[Task], person: Person, kind: str, about: str) -> Task:
    """The task of this kind that waits.

    Raises
    ------
    UnknownTask
        If none does: somebody has done it, or what it waited for has come.
    """
    for task in tasks:
        if (task.person.id, task.kind, task.about) == (person.id, kind, about):
            return task
    raise UnknownTask(kind)
