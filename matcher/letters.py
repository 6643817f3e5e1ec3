"""Letters of introduction: one number a referral, without gaps within a year, and a code to tell that it is real."""

import hmac
from datetime import date, timedelta
from typing import Final

from sqlmodel import Session, func, select

from matcher.case_tables import IntroductionLetter
from matcher.confirmations import ALPHABET, CODE_LENGTH, code_digest
from matcher.decisions import By
from matcher.errors import UnknownConfirmation
from matcher.tables import Referral, ReferralState

GOOD_FOR: Final = timedelta(days=60)
"""How long a letter's code is answered: twice the usual span of an answer. Expert judgement."""
STILL_OPEN: Final = (
    ReferralState.waiting,
    ReferralState.more_time,
    ReferralState.no_answer,
    ReferralState.accepted,
)


def letter_code(key: bytes, referral_id: str) -> str:
    """The code of a referral's letter, always the same: a reprint carries what the first print carried.

    Parameters
    ----------
    key : bytes
        A master key of the key store; without it nobody can make or guess a code (80 bits).
    """
    digest = hmac.digest(key, b"letter\n" + referral_id.encode(), "sha256")
    number = int.from_bytes(digest[:10], "big")
    letters = "".join(ALPHABET[number >> (5 * i) & 31] for i in range(CODE_LENGTH))
    return "-".join(letters[i : i + 4] for i in range(0, CODE_LENGTH, 4))


def number_letter(session: Session, referral: Referral, code: str, by: By) -> IntroductionLetter:
    """The letter of a referral; the first time it is given the year's next number.

    The session must see everybody's letters and hold the writers' gate, so that no number is given twice or left out.
    """
    known = session.get(IntroductionLetter, referral.id)
    if known is not None:
        return known
    last = session.exec(
        select(func.max(IntroductionLetter.number)).where(IntroductionLetter.year == by.today.year)
    ).one()
    letter = IntroductionLetter(
        referral_id=referral.id,
        year=by.today.year,
        number=(last or 0) + 1,
        issued_on=by.today,
        issued_by=by.account,
        code_sha256=code_digest(code),
    )
    session.add(letter)
    session.flush()
    return letter


def written_number(letter: IntroductionLetter) -> str:
    """As it stands on the letter: ``12/GGT-2026``."""
    return f"{letter.number}/GGT-{letter.year}"


def is_letter_due(referral: Referral) -> bool:
    """Tell whether an introduction still runs, so that a letter of it can be handed over and checked."""
    return referral.gone_on is None and referral.state in STILL_OPEN


def find_letter(session: Session, code: str, today: date) -> tuple[IntroductionLetter, Referral]:
    """The letter that a code belongs to.

    Raises
    ------
    UnknownConfirmation
        If the code is unknown or out of date, or the introduction is over; the three look the same.
    """
    asked = select(IntroductionLetter).where(IntroductionLetter.code_sha256 == code_digest(code))
    letter = session.exec(asked).first()
    referral = session.get(Referral, letter.referral_id) if letter else None
    if letter is None or referral is None or today > letter.issued_on + GOOD_FOR or not is_letter_due(referral):
        raise UnknownConfirmation
    return letter, referral


def receive_letter(session: Session, code: str, today: date) -> IntroductionLetter:
    """Record that the employer has the letter; the first day counts, and saying so again changes nothing.

    Raises
    ------
    UnknownConfirmation
        As :func:`find_letter`.
    """
    letter, _ = find_letter(session, code, today)
    letter.received_on = letter.received_on or today
    session.add(letter)
    session.flush()
    return letter
