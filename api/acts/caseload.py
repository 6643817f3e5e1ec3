"""The case worker's day: who waits for what, and the caseload with its ready filters."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import zip_longest
from typing import Any, Final

from sqlmodel import Session

from api.identities import Identities
from api.service import Caller
from api.vault import Identity
from employers.reference.places import find_commune
from employers.reference.text import fold
from employers.tables import Opening
from matcher.caseload import Situation, Standing, load_standings, new_suggestions

TASKS_A_DAY: Final = 5
NEWS_DAYS: Final = 30
PAGE_SIZE: Final = 20
# Ready filters of the caseload, in the order shown; those of the first screen are the kinds of tasks.
FILTERS: Final[Mapping[str, Callable[[Standing, int], bool]]] = {
    "open": lambda s, _: s.situation != Situation.closed,
    "answers": lambda s, _: bool(s.answers),
    "check_ins": lambda s, _: bool(s.check_ins),
    "news": lambda s, new: bool(new) and s.situation == Situation.looking,
    "idle": lambda s, _: s.is_idle,
    "no_consent": lambda s, _: s.situation == Situation.no_consent,
    "release": lambda s, _: s.is_released_soon,
    "waiting": lambda s, _: s.situation == Situation.waiting,
    "working": lambda s, _: s.situation == Situation.working,
    "closed": lambda s, _: s.situation == Situation.closed,
}
KINDS: Final = ("answers", "check_ins", "no_consent", "news", "idle", "release")
"""Kinds of tasks, the most pressing first."""


@dataclass(frozen=True)
class Today:
    """The first screen: a handful of tasks, and how many wait in all."""

    tasks: list[dict[str, Any]]
    counts: dict[str, int]


@dataclass(frozen=True)
class Caseload:
    """One page of the caseload as a filter shows it."""

    items: list[dict[str, Any]]
    counts: dict[str, int]
    total: int
    page: int
    last_page: int


def commune_name(code: str | None) -> str | None:
    """The name of a commune, or None."""
    commune = find_commune(code) if code else None
    return commune.name if commune else None


def _line(standing: Standing, identity: Identity | None, news: int) -> dict[str, Any]:
    person = standing.person
    return {
        "code": person.code,
        "name": identity.full_name if identity else None,
        "phones": [{"number": p.number, "note": p.note} for p in identity.phones] if identity else [],
        "commune": commune_name(person.commune_code) or person.place_words,
        "case_worker": person.case_worker,
        "situation": standing.situation.value,
        "news": news if standing.situation == Situation.looking else 0,
        "idle_days": standing.idle_days if standing.is_idle else None,
        "release_on": person.return_date if standing.is_released_soon else None,
        "check_in_due": standing.check_ins[0][1] if standing.check_ins else None,
        "placement": standing.check_ins[0][0].id if standing.check_ins else None,
        "answer": _answer(standing),
    }


def _answer(standing: Standing) -> dict[str, Any] | None:
    if not standing.answers:
        return None
    latest = max(standing.answers, key=lambda r: (r.referred_on, r.id))
    return {"referral": latest.id, "state": latest.state, "opening_id": latest.opening_id}


def _read(session: Session, caller: Caller) -> tuple[list[Standing], dict[int, int]]:
    news = new_suggestions(session, caller.now() - timedelta(days=NEWS_DAYS))
    return load_standings(session, caller.today), news


def _count(standings: list[Standing], news: Mapping[int, int]) -> dict[str, int]:
    return {n: sum(holds(s, news.get(s.person.id or 0, 0)) for s in standings) for n, holds in FILTERS.items()}


def _of_kind(kind: str, standings: list[Standing], news: Mapping[int, int]) -> list[Standing]:
    """Who waits for one kind of task, the most pressing first."""
    found = [s for s in standings if FILTERS[kind](s, news.get(s.person.id or 0, 0))]
    pressing: dict[str, Callable[[Standing], Any]] = {
        "check_ins": lambda s: s.check_ins[0][1],
        "idle": lambda s: -(s.idle_days or 0),
        "no_consent": lambda s: -(s.idle_days or 0),
        "release": lambda s: s.release_in,
        "news": lambda s: -news.get(s.person.id or 0, 0),
    }
    return sorted(found, key=pressing.get(kind, lambda s: s.person.code))


def todays_tasks(caller: Caller) -> Today:
    """A handful of tasks, kinds taking turns so that no kind crowds out the others; each person once.

    Returns
    -------
    Today
        Tasks are lines of the caseload with ``kind``; every name shown is in the trail.
    """
    caller.require("list_people")
    with caller.sessions.write() as session:
        standings, news = _read(session, caller)
        queues = [[(kind, s) for s in _of_kind(kind, standings, news)] for kind in KINDS]
        chosen: dict[int, tuple[str, Standing]] = {}
        for entry in (e for turn in zip_longest(*queues) for e in turn if e):
            if len(chosen) < TASKS_A_DAY:
                chosen.setdefault(entry[1].person.id or 0, entry)
        identities = Identities(session, caller.service.keys).of_many(chosen)
        tasks = [{**_line(s, identities.get(i), news.get(i, 0)), "kind": kind} for i, (kind, s) in chosen.items()]
        for task in tasks:
            task["title"] = _title(session, task)
        if chosen:
            caller.audit(session, "see_today", "person", *[t["code"] for t in tasks])
        return Today(tasks, _count(standings, news))


def _title(session: Session, task: Mapping[str, Any]) -> str | None:
    """The opening that an answer speaks of."""
    opening = session.get(Opening, task["answer"]["opening_id"]) if task["answer"] else None
    return opening.title if opening else None


def caseload(caller: Caller, filter_: str, query: str, page: int) -> Caseload:
    """The caller's people as a ready filter and a search show them; ``query`` looks into code and name."""
    caller.require("list_people")
    with caller.sessions.write() as session:
        standings, news = _read(session, caller)
        identities = Identities(session, caller.service.keys)
        known: dict[int, Identity] = {}
        found = [s for s in standings if FILTERS[filter_](s, news.get(s.person.id or 0, 0))]
        if query:
            known = identities.of_many(s.person.id or 0 for s in found)
            found = [s for s in found if _is_meant(s, known.get(s.person.id or 0), fold(query))]
        last = max(1, -(-len(found) // PAGE_SIZE))
        shown = found[(min(page, last) - 1) * PAGE_SIZE :][:PAGE_SIZE]
        if not query:
            known = identities.of_many(s.person.id or 0 for s in shown)
        caller.audit(session, "list_people", "person", *[s.person.code for s in shown])
        items = [_line(s, known.get(i := s.person.id or 0), news.get(i, 0)) for s in shown]
        return Caseload(items, _count(standings, news), len(found), min(page, last), last)


def _is_meant(standing: Standing, identity: Identity | None, wanted: str) -> bool:
    names = f"{identity.full_name or ''} {identity.alias or ''}" if identity else ""
    return bool(wanted) and wanted in fold(f"{standing.person.code} {names}")
