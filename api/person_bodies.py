"""Bodies about a person: the record, what is agreed to, what is decided about an opening."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from api.field_types import (
    Disclosed,
    HealthLimit,
    Licence,
    Minutes,
    PhoneNumber,
    Relation,
    Shift,
    WorkWords,
    known_commune,
    not_null,
    null_is_empty,
)
from api.text_fields import Body, CleanStr, Code, Finite, LongText, Vnd, Words


class ConsentGiven(Body):
    """How the person agreed to meet this employer."""

    fields: Annotated[list[Disclosed], Field(min_length=1, max_length=9)]
    given_on: date
    proof: CleanStr | None = None
    expires_on: date | None = None


class DecisionBody(Body):
    """What a case worker decides about one opening."""

    opening: Code
    decision: Literal["refer", "dismiss", "take_back", "override"]
    reason: Words
    note: LongText | None = None
    consent: ConsentGiven | None = None
    rules: Annotated[tuple[Literal["treatment", "distance", "shift", "wage_floor"], ...], Field(max_length=4)] = ()


class Phone(Body):
    """A phone number and whose it is."""

    number: PhoneNumber
    note: CleanStr | None = None


class Wish(Body):
    """One wish in the person's words."""

    words: WorkWords


class Work(Body):
    """One job of the past."""

    words: WorkWords
    months: Annotated[int, Field(strict=True, ge=0, le=600)] | None = None
    ended_on: date | None = None


class SafeContactBody(Body):
    """Who may answer the phone, and what may be said."""

    may_answer: Annotated[tuple[Relation, ...], Field(max_length=7)] = ()
    may_say: Literal["call_back", "job_service", "everything"] = "call_back"
    best_time: CleanStr | None = None
    note: LongText | None = None


class PersonChange(Body):
    """What may be changed of a person; a field that is not sent stays."""

    full_name: Words | None = None
    alias: CleanStr | None = None
    national_id: Annotated[str, Field(pattern=r"^[0-9]{9}([0-9]{3})?$")] | None = None
    phones: Annotated[list[Phone], Field(max_length=5)] | None = None
    address: CleanStr | None = None
    notes: LongText | None = None
    status_sentence: CleanStr | None = None
    contact: SafeContactBody | None = None
    birth_date: date | None = None
    birth_precision: Literal["day", "month", "year"] | None = None
    sex: Literal["nam", "nữ"] | None = None
    commune_code: Code | None = None
    schooling: Annotated[int, Field(strict=True, ge=0, le=12)] | None = None
    ethnicity: CleanStr | None = None
    licences: list[Licence] | None = None
    licence_expires_on: date | None = None
    licence_issued_on: date | None = None
    vehicle: Literal["motorbike", "bicycle", "none"] | None = None
    decision_date: date | None = None
    return_date: date | None = None
    programme: CleanStr | None = None
    wage_floor_vnd: Vnd | None = None
    max_commute_km: Annotated[Finite, Field(ge=0, le=2000)] | None = None
    can_relocate: Annotated[bool, Field(strict=True)] | None = None
    shifts: list[Shift] | None = None
    treatment_window: Annotated[list[Minutes], Field(max_length=2)] | None = None
    health_limits: list[HealthLimit] | None = None
    wishes: Annotated[list[Wish], Field(max_length=20)] | None = None
    work_history: Annotated[list[Work], Field(max_length=50)] | None = None
    closed_on: date | None = None
    consent_withdrawn_on: date | None = None

    _named = field_validator("full_name")(not_null)
    _lists = field_validator(
        "phones",
        "licences",
        "shifts",
        "treatment_window",
        "health_limits",
        "wishes",
        "work_history",
        mode="before",
    )(null_is_empty)
    _commune = field_validator("commune_code")(known_commune)

    @field_validator("treatment_window")
    @classmethod
    def _both_ends(cls, window: list[int] | None) -> list[int] | None:
        if window and (len(window) != 2 or not window[0] < window[1] <= window[0] + 1440 or window[0] >= 1440):
            raise ValueError("window")
        return window


class NewPerson(PersonChange):
    """A new person."""

    code: Code
    full_name: Words
    consent_date: date | None = None
