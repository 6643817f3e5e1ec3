"""Bodies of daily work on a case: check-ins, results, reminders, answers, hand-overs, covers, confirmations."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import Field, field_validator

from api.field_types import Licence, Physical, known_commune
from api.text_fields import Body, CleanStr, Code, LongText, Vnd, Words
from matcher.answers import ANSWER_REASONS
from matcher.placements import LEAVING_REASONS
from matcher.today import KINDS

if TYPE_CHECKING:
    LeavingReason: TypeAlias = str
    AnswerReason: TypeAlias = str
    TaskKind: TypeAlias = str
else:  # the lists are the domain's own; a checker of types cannot read them
    LeavingReason = Literal[LEAVING_REASONS]
    AnswerReason = Literal[ANSWER_REASONS]
    TaskKind = Literal[KINDS]


class CheckInBody(Body):
    """What a visit or call found."""

    on: date
    outcome: Literal["still_there", "left", "not_reached"]
    why: LeavingReason | None = None
    reason: CleanStr | None = None
    left_on: date | None = None


class TaskResultBody(Body):
    """What came of a task of the day."""

    kind: TaskKind
    about: Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")] = ""
    result: Literal["done", "not_reached", "later"]
    note: LongText | None = None


class ReminderBody(Body):
    """A reminder with its day."""

    due_on: date
    note: LongText | None = None


class PersonAnswerBody(Body):
    """What a person says to an opening."""

    opening: Code
    answer: Literal["yes", "no", "thinking"]
    reason: AnswerReason | None = None
    note: LongText | None = None


class HandoverBody(Body):
    """To whom and where a person is handed over, and why."""

    case_worker: Words | None = None
    commune_code: Code | None = None
    reason: Literal["moved", "workload", "staff_change", "person_asks", "other"]

    _commune = field_validator("commune_code")(known_commune)


class CoverBody(Body):
    """Who stands in for whom, from a day to a day."""

    covered: Words | None = None
    covered_by: Words
    from_on: date
    until_on: date


class ConfirmationBody(Body):
    """What an employer says of somebody who began there."""

    answer: Literal["still_there", "left"]


class Beginning(Body):
    """That a person began without an introduction: a job they found, or work of their own that they chose."""

    opening: Code
    started_on: date


class OwnWorkBody(Body):
    """A way to work on one's own with what it takes; without ``isco`` its title says the occupation."""

    title: Words
    isco: Annotated[tuple[Annotated[str, Field(pattern=r"^[0-9]{4}$")], ...], Field(max_length=5)] = ()
    cost_low_vnd: Vnd | None = None
    cost_high_vnd: Vnd | None = None
    skills: CleanStr | None = None
    premises: CleanStr | None = None
    season: CleanStr | None = None
    physical: Annotated[tuple[Physical, ...], Field(max_length=4)] = ()
    licence: Licence | None = None
    loan_scheme: Literal["person"] | None = None
    source: Words
    stated_on: date
    anyway: Annotated[bool, Field(strict=True)] = False
    """Keep it although another that is suggested has this title."""

    def told(self) -> dict[str, Any]:
        """What was said of it."""
        return self.model_dump(exclude={"anyway"})


class LoanBody(Body):
    """A loan that a person was given, under the scheme for people that its day says."""

    lent_on: date
    amount_vnd: Vnd
    months: Annotated[int, Field(strict=True, ge=1, le=360)] | None = None
    lender: CleanStr | None = None
    purpose: CleanStr | None = None
    anyway: Annotated[bool, Field(strict=True)] = False
    """Record the loan although it is odd: above the scheme's amount, outside its days, of somebody under 16."""

    def cells(self) -> dict[str, str]:
        """The loan in words, as the list of loans has it."""
        told = {key: str(value) for key, value in self.model_dump(exclude_none=True, exclude={"anyway"}).items()}
        return told | {"lent_on": f"{self.lent_on:%d/%m/%Y}"}


class CloseBody(Body):
    """Why an opening is closed, or a start or loan taken back."""

    reason: Words


class NewPlacement(Body):
    """A referred person began to work."""

    referral: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
    started_on: date


class RunBody(Body):
    """What to rank again: everyone, one person, or whom one opening touches."""

    person: Code | None = None
    opening: Code | None = None
