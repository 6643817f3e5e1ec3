"""An employer's own openings, as its pages list, show and keep them; drafts are kept until they are published."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlmodel import Session, col, select

from api.acts.market import change_opening, post_opening
from api.acts.suggestions import opening_line
from api.service import Caller
from api.wording import Language
from employers.ads import unlawful_asks, wished_words
from employers.errors import UnknownEmployer
from employers.openings import find_opening, get_opening
from employers.reference.pay import best_monthly_vnd, lowest_monthly_vnd
from employers.tables import Employer, Opening, OpeningState
from matcher.market import wage_of
from matcher.tables import Referral, ReferralState

PAGE_SIZE: Final = 20
ENDS_SOON_DAYS: Final = 7
"""An opening that ends within a week is pointed out (issue 6)."""
# What the list shows together, in the order of its filters.
GROUPS: Final[Mapping[str, frozenset[str]]] = {
    "offer": frozenset({OpeningState.open, OpeningState.paused}),
    "draft": frozenset({OpeningState.draft}),
    "ended": frozenset({OpeningState.filled, OpeningState.closed, OpeningState.expired}),
}
WAITING: Final = (ReferralState.waiting, ReferralState.more_time)


@dataclass(frozen=True)
class OwnOpenings:
    """A page of an employer's own openings; ``counts`` tells how many each group has."""

    items: list[dict[str, Any]]
    counts: dict[str, int]
    page: int
    last_page: int


def find_own_employer(session: Session) -> Employer | None:
    """The employer that an employer's session may see; None until it is on the register."""
    return session.exec(select(Employer)).first()


def get_own_employer(session: Session, caller: Caller) -> Employer:
    """The employer that an employer's session may see.

    Raises
    ------
    UnknownEmployer
        If it is not on the register yet.
    """
    found = find_own_employer(session)
    if found is None:
        raise UnknownEmployer(caller.viewer.employer_code or "")
    return found


def standing(opening: Opening, caller: Caller) -> str:
    """The state in which an opening stands today; past its last day it is expired before the night has marked it."""
    past = opening.closes_on is not None and opening.closes_on < caller.today
    return OpeningState.expired if past and opening.state in GROUPS["offer"] else str(opening.state)


def ends_soon(opening: Opening, caller: Caller) -> bool:
    """Tell whether an opening on offer ends within a week."""
    soon = caller.today + timedelta(days=ENDS_SOON_DAYS)
    return (
        standing(opening, caller) == OpeningState.open and opening.closes_on is not None and opening.closes_on <= soon
    )


def own_line(caller: Caller, opening: Opening, employer: Employer, language: Language) -> dict[str, Any]:
    """One of the employer's openings as it stands on a list."""
    market, state = caller.service.market(), standing(opening, caller)
    row = market.rows.get(opening.id or 0)
    return opening_line(opening, employer, caller.today, language) | {
        "state": state,
        "seats": opening.seats,
        "seats_left": market.demands[row].seats if row is not None else None,
        "closes_on": opening.closes_on,
        "ends": ends_soon(opening, caller),
        "wage_words": opening.wage_words,
    }


def list_own(caller: Caller, group: str, page: int, language: Language) -> OwnOpenings:
    """The employer's openings of one group, the newest first."""
    caller.require("see_own_openings")
    with caller.sessions.read() as session:
        employer = find_own_employer(session)
        rows = session.exec(select(Opening).order_by(col(Opening.posted_on).desc(), col(Opening.id).desc())).all()
    groups = {name: [o for o in rows if standing(o, caller) in states] for name, states in GROUPS.items()}
    found = groups[group]
    last = max(1, -(-len(found) // PAGE_SIZE))
    at = min(page, last)
    shown = found[(at - 1) * PAGE_SIZE :][:PAGE_SIZE] if employer else []
    lines = [own_line(caller, o, employer, language) for o in shown if employer]
    return OwnOpenings(lines, {name: len(all_) for name, all_ in groups.items()}, at, last)


def see_own(caller: Caller, code: str, language: Language) -> dict[str, Any]:
    """One of the employer's openings in full, with what the law says of it.

    Raises
    ------
    UnknownOpening
        If there is no such opening of this employer.
    """
    caller.require("see_own_openings")
    with caller.sessions.read() as session:
        opening = get_opening(session, code)
        employer = session.get_one(Employer, opening.employer_id)
        waiting = session.exec(
            select(Referral.id).where(Referral.opening_id == opening.id, col(Referral.state).in_(WAITING))
        ).all()
        drafts = session.exec(
            select(Opening.code)
            .where(Opening.state == OpeningState.draft, Opening.code != code)
            .order_by(col(Opening.id))
        ).all()
    line = own_line(caller, opening, employer, language)
    texts = " ".join(filter(None, (opening.description, opening.skills)))
    kept = opening.model_dump(exclude={"id", "employer_id", "unread", "state"})
    return kept | line | {
        "isco": opening.isco,
        "employer": employer.name,
        "employer_place": employer.place_words or employer.address,
        "wage_check": wage_check(opening, line["wage"]),
        "unlawful_words": dict(zip(("asks_deposit", "keeps_papers"), unlawful_asks(texts), strict=True)),
        "wished_words": wished_words(f"{opening.title}\n{texts}"),
        "waiting": len(waiting),
        "drafts": list(drafts),
    }  # fmt: skip


def wage_check(opening: Opening, view: Mapping[str, Any] | None) -> str:
    """How the wage stands against the regional minimum: ``under``, ``low_end_under``, ``enough`` or ``unknown``."""
    wage, minimum = wage_of(opening), (view or {}).get("region_minimum_vnd")
    best = best_monthly_vnd(wage) if wage else None
    if wage is None or best is None or minimum is None:
        return "unknown"
    if best < minimum:
        return "under"
    low = lowest_monthly_vnd(wage)
    return "low_end_under" if low is not None and low < minimum else "enough"


def save_draft(caller: Caller, code: str, fields: Mapping[str, Any]) -> str:
    """Keep a draft under its code; sent twice, it is kept once, and what is published meanwhile stays as it is."""
    caller.require("see_own_openings")
    with caller.sessions.read() as session:
        known = find_opening(session, code)
    if known is None:
        draft = {**fields, "code": code, "state": OpeningState.draft, "posted_on": None}
        return post_opening(caller, None, draft)[0].code
    if known.state == OpeningState.draft:
        change_opening(caller, code, known.revision, fields)
    return code


def set_state(caller: Caller, code: str, state: OpeningState) -> str:
    """Publish, pause or offer again one of the employer's openings.

    Raises
    ------
    WrongState
        If the present state does not lead there.
    """
    caller.require("see_own_openings")
    with caller.sessions.read() as session:
        known = get_opening(session, code)
    if known.state != state:
        change_opening(caller, code, known.revision, {"state": str(state)})
    return code
