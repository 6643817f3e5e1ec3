"""An employer's introductions on its pages: which wait, what each may show, how they were answered so far."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from api.acts.employer_numbers import employer_numbers
from api.acts.introductions import answer, find_endings, read_introduction, shown_state
from api.acts.own_openings import WAITING, ends_soon, find_own_employer, standing
from api.service import Caller
from api.wording import Language
from employers.tables import EmployerState, Opening, OpeningState
from matcher.decisions import longer_until
from matcher.tables import Referral, ReferralState

PAGE_SIZE: Final = 20
SOON_DAYS: Final = 3
"""An answer that is due within this many days is pointed out. Expert judgement: a working week's half."""


@dataclass(frozen=True)
class Introductions:
    """Introductions of one employer: those that wait, the next due first, and a page of the answered ones."""

    waiting: list[dict[str, Any]]
    answered: list[dict[str, Any]]
    page: int
    last_page: int


@dataclass(frozen=True)
class OwnHome:
    """What an employer finds first.

    Attributes
    ----------
    name : str or None
        None until the employer is on the register; nothing else is told then.
    stopped : bool
        The desk introduces nobody here for now.
    numbers : dict
        See :func:`api.acts.employer_numbers.employer_numbers`.
    """

    name: str | None
    stopped: bool = False
    waiting: list[dict[str, Any]] = field(default_factory=list)
    ending: list[dict[str, Any]] = field(default_factory=list)
    numbers: dict[str, Any] = field(default_factory=dict)
    drafts: int = 0
    offered: int = 0


def _line(referral: Referral, opening: Opening, today: date, ended: date | None) -> dict[str, Any]:
    state, answered_on = shown_state(referral, ended)
    left = (referral.answer_by - today).days if referral.answer_by else None
    waits = state in WAITING
    return {
        "id": referral.id,
        "alias": referral.alias,
        "title": opening.title,
        "opening": opening.code,
        "state": state,
        "waits": waits,
        "referred_on": referral.referred_on,
        "answer_by": referral.answer_by,
        "answered_on": answered_on,
        "soon": waits and left is not None and left <= SOON_DAYS,
    }


def _lines(session: Session, caller: Caller) -> list[dict[str, Any]]:
    """Every introduction that was made here; those of lists of the past name nobody and wait for nothing."""
    asked = select(Referral, Opening).join(Opening, col(Opening.id) == col(Referral.opening_id))
    rows = session.exec(asked.order_by(col(Referral.referred_on).desc(), col(Referral.id))).all()
    made = [(r, o) for r, o in rows if r.shown.get("source") != "list"]
    ended = find_endings(caller.service, [r for r, _ in made], caller.today)
    return [_line(r, o, caller.today, ended.get(r.id)) for r, o in made]


def _waiting(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(
        (line for line in lines if line["waits"]), key=lambda line: (line["answer_by"] or date.max, line["id"])
    )


def list_introductions(caller: Caller, page: int) -> Introductions:
    """An employer's introductions by alias; no person is looked at."""
    caller.require("see_introductions")
    with caller.sessions.read() as session:
        lines = _lines(session, caller)
    done = [line for line in lines if not line["waits"]]
    last = max(1, -(-len(done) // PAGE_SIZE))
    at = min(page, last)
    return Introductions(_waiting(lines), done[(at - 1) * PAGE_SIZE :][:PAGE_SIZE], at, last)


def own_home(caller: Caller, language: Language) -> OwnHome:
    """What waits for an employer, what ends soon, and how it has answered so far."""
    caller.require("see_introductions")
    caller.require("see_own_openings")
    with caller.sessions.read() as session:
        employer = find_own_employer(session)
        openings = session.exec(select(Opening)).all()
        lines = _lines(session, caller)
    if employer is None:
        return OwnHome(None)
    numbers = employer_numbers(caller, employer.code, language)
    offered = [o for o in openings if standing(o, caller) == OpeningState.open]
    ending = sorted((o for o in offered if ends_soon(o, caller)), key=lambda o: (o.closes_on or date.max, o.code))
    return OwnHome(
        name=employer.name,
        stopped=employer.state in (EmployerState.paused, EmployerState.suspended),
        waiting=_waiting(lines),
        ending=[{"code": o.code, "title": o.title, "ends": o.closes_on} for o in ending],
        numbers=numbers,
        drafts=sum(o.state == OpeningState.draft for o in openings),
        offered=len(offered),
    )


def see_introduction(caller: Caller, referral_id: str, language: Language) -> dict[str, Any]:
    """One introduction with what the person agreed to show this employer, and whether it can still be answered.

    Raises
    ------
    UnknownReferral
        If there is no such introduction to this employer.
    """
    found = read_introduction(caller, referral_id, language)
    waits = found["state"] in WAITING
    answer_by = date.fromisoformat(found["answer_by"]) if found["answer_by"] else None
    longer = longer_until(date.fromisoformat(found["referred_on"]), answer_by, caller.today) if waits else None
    answerable = waits or found["state"] == ReferralState.no_answer
    return found | {"waits": waits, "answerable": answerable, "longer": longer}


def answer_introduction(caller: Caller, referral_id: str, state: ReferralState, reason: str | None = None) -> str:
    """Answer an introduction, and give its id.

    Raises
    ------
    UnknownReferral
        If there is no such introduction to this employer.
    AlreadyAnswered
        If it was answered otherwise before.
    """
    caller.require("see_introductions")
    read_introduction(caller, referral_id)
    return str(answer(caller, referral_id, state, reason)["id"])
