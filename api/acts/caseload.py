"""The caseload with its ready filters: where everybody stands, and what comes next for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session

from api.acts.people import is_meant
from api.acts.searching import Sought
from api.case_words import STATES, STEPS, word_of
from api.identities import Identities
from api.service import Caller
from api.vault import Identity
from api.wording import Language
from employers.reference.places import find_commune
from matcher.caseload import FILTERS as READY
from matcher.caseload import Situation, Standing, load_standings, with_both_kinds, with_suggestions

PAGE_SIZE: Final = 20
# Ready filters in the order shown: everybody whose case is open, those that the routes offer too, and the closed.
FILTERS: Final[Mapping[str, Callable[[Standing, bool], bool]]] = {
    "open": lambda s, _: s.situation != Situation.closed,
    **READY,
    "closed": lambda s, _: s.situation == Situation.closed,
}


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


def _line(standing: Standing, identity: Identity | None, language: Language) -> dict[str, Any]:
    person, follow = standing.person, min((f for _, f in standing.follow_ups), key=lambda f: f.due_on, default=None)
    return {
        "code": person.code,
        "name": identity.full_name if identity else None,
        "commune": commune_name(person.commune_code) or person.place_words,
        "state": standing.state,
        "state_words": word_of(STATES, standing.state, language),
        "idle_days": standing.idle_days if standing.is_idle else None,
        "release_on": person.return_date if standing.release_in is not None else None,
        "follow_up_on": follow.due_on if follow else None,
        "follow_up_words": word_of(STEPS, follow.step.code, language) if follow else "",
        "answered": bool(standing.answers),
    }


def caseload(caller: Caller, filter_: str, query: str, page: int, language: Language = "vi") -> Caseload:
    """The caller's people as a ready filter and a search show them; ``query`` looks into code, name and telephone."""
    caller.require("list_people")
    with caller.sessions.write() as session:
        standings, suggested = load_standings(session, caller.today), with_suggestions(session)
        counts = {
            name: sum(holds(s, (s.person.id or 0) in suggested) for s in standings) for name, holds in FILTERS.items()
        }
        found = [s for s in standings if FILTERS[filter_](s, (s.person.id or 0) in suggested)]
        found, known = _searched(session, caller, found, query)
        last = max(1, -(-len(found) // PAGE_SIZE))
        shown = found[(min(page, last) - 1) * PAGE_SIZE :][:PAGE_SIZE]
        if not query:
            known = Identities(session, caller.service.keys).of_many(s.person.id or 0 for s in shown)
        caller.audit(session, "list_people", "person", *[s.person.code for s in shown])
        items = [_line(s, known.get(s.person.id or 0), language) for s in shown]
        return Caseload(items, counts, len(found), min(page, last), last)


def person_for_the_tour(caller: Caller) -> str | None:
    """The code of one of the caller's people on whom the most is to be seen; None where there is no open case.

    Best somebody who looks for work and on whose list own work stands beside an employer's openings.
    """
    caller.require("list_people")
    with caller.sessions.write() as session:
        standings = [s for s in load_standings(session, caller.today) if FILTERS["open"](s, True)]
        both = with_both_kinds(session)
        telling = {s.person.code: (s.situation == Situation.looking, (s.person.id or 0) in both) for s in standings}
        chosen = max(sorted(telling), key=lambda code: telling[code], default=None)
        caller.audit(session, "list_people", "person", *filter(None, [chosen]))
        return chosen


def _searched(
    session: Session, caller: Caller, found: list[Standing], query: str
) -> tuple[list[Standing], dict[int, Identity]]:
    if not query:
        return found, {}
    known = Identities(session, caller.service.keys).of_many(s.person.id or 0 for s in found)
    sought = Sought(query)
    return [s for s in found if is_meant(sought, s.person, known.get(s.person.id or 0))], known
