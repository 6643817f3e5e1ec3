"""Ways to work on one's own: curated by the supervisor, shown beside openings with what they take and the loan."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any, Final

from sqlmodel import Session

from api.acts.decisions import market_of
from api.acts.people import ChangedMeanwhile
from api.leaving import check_leaving
from api.service import Caller
from api.wording import Language, occupation_words
from employers import own_work
from employers.errors import NoOccupation, OwnWorkExists
from employers.own_work import OwnWork
from employers.reference.occupation_linker import link_occupations
from employers.reference.occupations import get_occupation
from employers.reference.text import fold
from employers.tables import Livelihood, Opening
from matcher.decisions import Pair
from matcher.errors import NoSchemeInForce, SchemesUnreadable
from matcher.livelihoods import LoanAnswer
from matcher.loans import loan_of
from matcher.people import load_seeker
from matcher.placements import start_own_work
from matcher.snapshots import take_snapshot
from matcher.tables import Person, Placement

LOANS: Final = ("person",)
"""Loans that may pay for a start: those for people, not for employers."""
_SHOWN_TO_PEOPLE: Final = ("title", "skills", "premises", "season")
"""What stands on the sheet that a person takes home."""


def takes_view(opening: Opening, beside: Livelihood) -> dict[str, Any]:
    """What a way to work on one's own takes, as it leaves; money is VND."""
    return {
        "cost_low_vnd": beside.cost_low_vnd,
        "cost_high_vnd": beside.cost_high_vnd,
        "skills": opening.skills,
        "premises": beside.premises,
        "season": beside.season,
        "source": beside.source,
        "stated_on": beside.stated_on.isoformat(),
    }


def loan_view(beside: Livelihood, loan: LoanAnswer | None) -> dict[str, Any] | None:
    """The loan that may pay for the start, for one person; None where there is none, or none in force today."""
    if beside.loan_scheme is None or loan is None:
        return None
    return {
        "scheme": loan.scheme.code,
        "decision": loan.scheme.decision,
        "most_vnd": loan.scheme.most_vnd,
        "answer": loan.answer,
        "last_day": loan.last_day.isoformat() if loan.last_day else None,
        "missing_papers": list(loan.missing),
    }


def loan_for(session: Session, person: Person, beside: Sequence[Livelihood], today: date) -> LoanAnswer | None:
    """A person's loan, where any of the ways shown names it and one is in force and readable."""
    if any(row.loan_scheme is not None for row in beside):
        with suppress(NoSchemeInForce, SchemesUnreadable):
            return loan_of(session, person, today)
    return None


def own_work_view(opening: Opening, beside: Livelihood, language: Language = "vi") -> dict[str, Any]:
    """A way to work on one's own in full, as the curator reads and writes it."""
    return {
        "code": opening.code,
        "title": opening.title,
        "isco": opening.isco,
        "occupation": occupation_words(opening.isco[0] if opening.isco else None, language),
        "state": "open" if opening.state == "open" else "ended",
        "physical": opening.physical,
        "licence": opening.licence,
        "loan_scheme": beside.loan_scheme,
        "curated_by": beside.curated_by,
        "revision": opening.revision,
        **takes_view(opening, beside),
    }


def list_own_work(caller: Caller, language: Language = "vi", *, ended: bool = False) -> list[dict[str, Any]]:
    """Ways to work on one's own that are suggested, or those that no longer are."""
    caller.require("see_own_work")
    with caller.sessions.read() as session:
        found = own_work.list_own_work(session, ended=ended)
        return [own_work_view(opening, beside, language) for opening, beside in found]


def see_own_work(caller: Caller, code: str, language: Language = "vi") -> dict[str, Any]:
    """One way to work on one's own.

    Raises
    ------
    UnknownOpening
        If there is none.
    """
    caller.require("see_own_work")
    with caller.sessions.read() as session:
        return own_work_view(*own_work.get_own_work(session, code), language)


def proposals(caller: Caller) -> list[str]:
    """Titles of what the product proposes and nobody has taken over yet."""
    caller.require("see_own_work")
    with caller.sessions.read() as session:
        return [said.title for _, said in own_work.proposed_own_work(session)]


def _read(caller: Caller, fields: Mapping[str, Any]) -> OwnWork:
    """What somebody said of a way to work on one's own; the occupation follows from the title where none was given.

    Raises
    ------
    NoOccupation
        If none follows: it could be ranked by nothing.
    """
    check_leaving({name: fields.get(name) for name in _SHOWN_TO_PEOPLE})
    said = OwnWork(**{**fields, "isco": tuple(fields.get("isco", ())), "physical": tuple(fields.get("physical", ()))})
    for code in said.isco:
        get_occupation(code)
    if said.isco:
        return said
    isco = tuple(r.code for r in link_occupations(said.title, caller.read_context().taught))
    if not isco:
        raise NoOccupation(said.title)
    return replace(said, isco=isco)


def _ask(session: Session, title: str, code: str | None = None) -> None:
    """Raise where another way has the title; a title that stands already is not asked about again."""
    if code is None or fold(own_work.get_own_work(session, code)[0].title) != fold(title):
        same = own_work.same_own_work(session, title, code)
        if same is not None:
            raise OwnWorkExists(same)


def add_own_work(caller: Caller, fields: Mapping[str, Any], *, anyway: bool = False) -> dict[str, Any]:
    """Put a way to work on one's own where it is ranked.

    Parameters
    ----------
    anyway : bool
        Whether it is another although one that is suggested has its title.

    Raises
    ------
    WrongCosts
        If the costs are the wrong way round or below zero.
    UnknownOccupation
        If a unit group is named that is none.
    NoOccupation
        If none is named and the title tells of none.
    WouldExpose
        If its words would tell of the programme: they stand on the sheet that a person takes home.
    OwnWorkExists
        If one with this title, folded, is suggested already, and this is not to be kept anyway.
    """
    caller.require("curate")
    said = _read(caller, fields)
    with caller.sessions.write() as session:
        if not anyway:
            _ask(session, said.title)
        opening = own_work.add_own_work(session, said, caller.today, (caller.viewer.name, caller.now()))
        caller.audit(session, "add_own_work", "opening", opening.code)
        return own_work_view(*own_work.get_own_work(session, opening.code))


def change_own_work(
    caller: Caller, code: str, revision: int, fields: Mapping[str, Any], *, anyway: bool = False
) -> dict[str, Any]:
    """Say anew what a way to work on one's own takes; the whole of it.

    Parameters
    ----------
    revision : int
        Of the version that was read.
    anyway : bool
        As for :func:`add_own_work`, where the title is a new one.

    Raises
    ------
    ChangedMeanwhile
        If somebody else changed it since.
    UnknownOpening
        If there is none.
    WrongCosts, NoOccupation, WouldExpose, OwnWorkExists
        As :func:`add_own_work`.
    """
    caller.require("curate")
    said = _read(caller, fields)
    with caller.sessions.write() as session:
        if own_work.get_own_work(session, code)[0].revision != revision:
            raise ChangedMeanwhile
        if not anyway:
            _ask(session, said.title, code)
        own_work.change_own_work(session, code, said, (caller.viewer.name, caller.now()))
        caller.audit(session, "change_own_work", "opening", code)
        return own_work_view(*own_work.get_own_work(session, code))


def end_own_work(caller: Caller, code: str, reason: str) -> dict[str, Any]:
    """Suggest a way to work on one's own no longer.

    Raises
    ------
    UnknownOpening
        If there is none.
    """
    caller.require("curate")
    with caller.sessions.write() as session:
        own_work.end_own_work(session, code, caller.today, reason)
        caller.audit(session, "end_own_work", "opening", code)
        return own_work_view(*own_work.get_own_work(session, code))


def take_over(caller: Caller) -> int:
    """Take over what the product proposes, and say how many are new."""
    caller.require("curate")
    with caller.sessions.write() as session:
        taken = own_work.take_over(session, caller.today, (caller.viewer.name, caller.now()))
        caller.audit(session, "take_over_own_work", "opening", taken=taken)
        return taken


def begin(caller: Caller, session: Session, pair: Pair, started_on: date) -> Placement:
    """Record in the caller's session that a person chose a way to work on their own, and from when."""
    known: dict[str, Any] = {}
    if started_on == caller.today:
        market = market_of(caller, pair.opening)
        known = take_snapshot(load_seeker(session, pair.person, caller.today), market, pair.opening.id or 0)
    return start_own_work(session, pair, started_on, caller.by, known)
