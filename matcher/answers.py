"""What people themselves say to what is suggested to them, beside what the case worker decides."""

from sqlmodel import Session, col, select

from employers.tables import Opening
from matcher.case_tables import PersonAnswer
from matcher.decisions import By, Pair
from matcher.errors import ReasonMissing
from matcher.tables import Person

ANSWERS = ("yes", "no", "thinking")
ANSWER_REASONS = (
    "too_far",
    "wage_too_low",
    "unsuitable_hours",
    "not_the_trade",
    "heavy_work",
    "health",
    "family",
    "prefers_course",
    "prefers_own_work",
    "ask_family",
    "other",
)


def record_answer(
    session: Session, pair: Pair, said: tuple[str, str | None], note: tuple[str | None, bytes | None], by: By
) -> PersonAnswer:
    """Put on record what a person says to an opening; ``said`` is the answer and its reason's code.

    It decides nothing: the case worker refers or dismisses with it in view.

    Raises
    ------
    ReasonMissing
        If the answer is no and nothing says why, neither a code nor words.
    """
    answer, reason = said
    key_id, sealed = note
    if answer == "no" and reason is None and sealed is None:
        raise ReasonMissing
    made = PersonAnswer(
        person_id=pair.person.id or 0,
        opening_id=pair.opening.id or 0,
        answer=answer,
        reason=reason,
        note_key_id=key_id,
        note_sealed=sealed,
        on_date=by.today,
        recorded_by=by.account,
        recorded_at=by.now,
    )
    session.add(made)
    session.flush()
    return made


def last_answers(session: Session, person: Person) -> list[tuple[PersonAnswer, Opening]]:
    """The last word of a person on each opening, in the order said."""
    asked = (
        select(PersonAnswer, Opening)
        .join(Opening, col(Opening.id) == col(PersonAnswer.opening_id))
        .where(PersonAnswer.person_id == person.id)
        .order_by(col(PersonAnswer.id))
    )
    last = {answer.opening_id: (answer, opening) for answer, opening in session.exec(asked).all()}
    return sorted(last.values(), key=lambda pair: pair[0].id or 0)
