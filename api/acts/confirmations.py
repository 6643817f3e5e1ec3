"""An employer confirms once, by a printed code or a neutral link, without a sign-in."""

from typing import Any

from sqlmodel import Session

from api.leaving import check_leaving
from api.policy import CONFIRMER
from api.service import Caller, Service
from employers.tables import Opening
from matcher.confirmations import confirm, find_asked, issue_code
from matcher.placements import get_placement
from matcher.tables import Placement, Referral


def ask_employer(caller: Caller, placement_id: str) -> dict[str, Any]:
    """Give a code for the letter to an employer; codes given before end, and this one is never shown again.

    Raises
    ------
    UnknownPlacement
        If there is no such job among the caller's people's.
    UnknownConfirmation
        If the job has ended.
    WouldExpose
        If the opening's own words would expose the person.
    """
    caller.require("ask_employer")
    with caller.sessions.write() as session:
        placement = get_placement(session, placement_id)
        asked = _asked(session, placement)
        check_leaving({"title": asked["title"]})
        code = issue_code(session, placement, caller.by)
        caller.audit(session, "ask_employer", "placement", placement.id)
        return {"placement": placement.id, "code": code, "link": f"/confirm/{code}", **asked}


def _asked(session: Session, placement: Placement) -> dict[str, Any]:
    """What is asked, without a name, a code or an employer: the alias that the employer knows, the work, the day."""
    opening = session.get_one(Opening, placement.opening_id)
    referral = session.get(Referral, placement.referral_id) if placement.referral_id else None
    return {
        "alias": referral.alias if referral else None,
        "title": opening.title,
        "started_on": placement.started_on.isoformat(),
    }


def confirmer_of(service: Service) -> Caller:
    """Who opens a confirmation code: nobody that is signed in."""
    return Caller(service, CONFIRMER)


def show_confirmation(service: Service, code: str) -> dict[str, Any]:
    """What a code asks about; looking at it changes nothing, so that a mail scanner's look spends no code.

    Raises
    ------
    UnknownConfirmation
        If the code is unknown, used or out of date.
    """
    with confirmer_of(service).sessions.read() as session:
        _, placement = find_asked(session, code, confirmer_of(service).now())
        return _asked(session, placement)


def answer_confirmation(service: Service, code: str, answer: str) -> dict[str, Any]:
    """Take the employer's word, once.

    Raises
    ------
    UnknownConfirmation
        If the code is unknown, used or out of date.
    """
    caller = confirmer_of(service)
    with caller.sessions.write() as session:
        placement = confirm(session, code, answer, caller.by)
        caller.audit(session, "employer_confirms", "placement", placement.id, answer=answer)
        return {"answer": answer}
