"""An employer says once, by a printed code or a link that holds it, whether somebody still works; no sign-in."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from matcher.case_tables import ConfirmationLink
from matcher.decisions import By
from matcher.errors import UnknownConfirmation
from matcher.tables import CheckIn, Placement

# Letters that nobody confuses on paper: no I, L, O, U (Crockford's base 32).
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH: Final = 16
"""80 random bits: not to be guessed in the days that a code is good."""
GOOD_FOR: Final = timedelta(days=30)
"""A letter takes days, and employers answer when the month's wages are done. Expert judgement."""
ANSWERS: Final = ("still_there", "left")
EMPLOYER: Final = "employer"
"""As whom a check-in is recorded that came by a code."""


def make_code() -> str:
    """A new code as it is printed: ``K7QM-2XRA-9PTH-4WDB``."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def code_digest(typed: str) -> str:
    """What a code is found by, however it was typed: case, spaces and dashes do not matter, O is 0, I and L are 1."""
    letters = "".join(typed.upper().split()).replace("-", "").translate(str.maketrans("OIL", "011"))
    return hashlib.sha256(letters.encode(errors="replace")).hexdigest()


def issue_code(session: Session, placement: Placement, by: By) -> str:
    """Give a new code for a running job; codes given before and not used end.

    Raises
    ------
    UnknownConfirmation
        If the job has ended: there is nothing to ask.
    """
    if placement.ended_on is not None:
        raise UnknownConfirmation
    code = make_code()
    for earlier in session.exec(_open_links(placement, by.now)).all():
        earlier.expires_at = by.now
        session.add(earlier)
    session.add(
        ConfirmationLink(
            code_sha256=code_digest(code),
            placement_id=placement.id,
            made_by=by.account,
            made_at=by.now,
            expires_at=by.now + GOOD_FOR,
        )
    )
    session.flush()
    return code


def _open_links(placement: Placement, now: datetime) -> SelectOfScalar[ConfirmationLink]:
    return select(ConfirmationLink).where(
        ConfirmationLink.placement_id == placement.id,
        col(ConfirmationLink.answer).is_(None),
        col(ConfirmationLink.expires_at) > now,
    )


def find_asked(session: Session, code: str, now: datetime) -> tuple[ConfirmationLink, Placement]:
    """What a code asks about.

    Raises
    ------
    UnknownConfirmation
        If the code is unknown, used or out of date, or the job has ended; the four look the same.
    """
    link = session.exec(select(ConfirmationLink).where(ConfirmationLink.code_sha256 == code_digest(code))).first()
    if link is None or link.answer is not None or link.expires_at <= now:
        raise UnknownConfirmation
    placement = session.exec(select(Placement).where(Placement.id == link.placement_id)).first()
    if placement is None or placement.ended_on is not None:
        raise UnknownConfirmation
    return link, placement


def confirm(session: Session, code: str, answer: str, by: By) -> Placement:
    """Take an employer's answer; the code is spent with it.

    ``still_there`` is a check-in. ``left`` ends nothing: the case worker is told, asks the person and records it.

    Raises
    ------
    UnknownConfirmation
        As :func:`find_asked`.
    """
    link, placement = find_asked(session, code, by.now)
    link.answer, link.answered_on = answer, by.today
    session.add(link)
    if answer == "still_there":
        on = max(by.today, placement.started_on)
        session.add(CheckIn(placement_id=placement.id, on_date=on, outcome=answer, recorded_by=EMPLOYER))
        placement.confirmed_on = max(on, placement.confirmed_on or on)
        placement.revision += 1
        session.add(placement)
    session.flush()
    return placement
