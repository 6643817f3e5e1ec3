"""Bodies about employers and their openings, and an employer's answer."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator

from api.field_types import (
    Contract,
    Email,
    EmployerKind,
    Licence,
    Minutes,
    PhoneNumbers,
    Physical,
    Shift,
    WageWords,
    blank_is_none,
    known_commune,
    not_null,
    null_is_empty,
)
from api.text_fields import Body, CleanStr, Code, Count, Finite, LongText, Words, clean_lines
from employers.reference.tax_code import read_tax_code


class OpeningChange(Body):
    """What may be changed of an opening; a field that is not sent stays."""

    title: Words | None = None
    isco: Annotated[list[Annotated[str, Field(pattern=r"^[0-9]{4}$")]], Field(max_length=5)] | None = None
    seats: Annotated[Count, Field(ge=1, le=10_000)] | None = None
    wage_words: WageWords | None = None
    shifts: list[Shift] | None = None
    hours: Annotated[list[Annotated[list[Minutes], Field(min_length=2, max_length=2)]], Field(max_length=6)] | None = (
        None
    )
    contract: Contract | None = None
    commune_code: Code | None = None
    place_words: CleanStr | None = None
    latitude: Annotated[Finite, Field(ge=8, le=24)] | None = None
    longitude: Annotated[Finite, Field(ge=102, le=118)] | None = None
    schooling: Annotated[int, Field(strict=True, ge=0, le=12)] | None = None
    schooling_preferred: Annotated[bool, Field(strict=True)] | None = None
    licence: Licence | None = None
    min_age: Annotated[Count, Field(le=100)] | None = None
    max_age: Annotated[Count, Field(le=100)] | None = None
    sex: Literal["nam", "nữ"] | None = None
    experience_months: Annotated[Count, Field(le=600)] | None = None
    skills: LongText | None = None
    physical: list[Physical] | None = None
    housing: Annotated[bool, Field(strict=True)] | None = None
    transport: Annotated[bool, Field(strict=True)] | None = None
    meals: Annotated[bool, Field(strict=True)] | None = None
    training_on_job: Annotated[bool, Field(strict=True)] | None = None
    description: LongText | None = None
    closes_on: date | None = None
    state: Literal["draft", "open", "paused", "filled", "closed"] | None = None

    _required = field_validator("title", "seats", "schooling_preferred")(not_null)
    _lists = field_validator("isco", "shifts", "hours", "physical", mode="before")(null_is_empty)
    _commune = field_validator("commune_code")(known_commune)

    @field_validator("hours")
    @classmethod
    def _windows(cls, hours: list[list[int]] | None) -> list[list[int]] | None:
        if any(not start < end <= start + 1440 or start >= 1440 for start, end in hours or []):
            raise ValueError("hours")
        return hours


class NewOpening(OpeningChange):
    """A new opening; an employer posts for itself, a case worker names the employer."""

    code: Code | None = None
    title: Words
    tax_code: CleanStr | None = None
    state: Literal["draft", "open"] | None = None
    posted_on: date | None = None


class PastedAd(Body):
    """A message as it was pasted."""

    text: Annotated[str, Field(strict=True, min_length=1, max_length=20_000), AfterValidator(clean_lines)]


class EmployerChange(Body):
    """What may be changed of an employer; a field that is not sent stays."""

    name: Words | None = None
    kind: EmployerKind | None = None
    industry: CleanStr | None = None
    commune_code: Code | None = None
    place_words: CleanStr | None = None
    address: CleanStr | None = None
    latitude: Annotated[Finite, Field(ge=8, le=24)] | None = None
    longitude: Annotated[Finite, Field(ge=102, le=118)] | None = None
    contact_name: CleanStr | None = None
    phone: Annotated[PhoneNumbers | None, BeforeValidator(blank_is_none)] = None
    email: Email | None = None
    workforce: Count | None = None
    committed: Annotated[bool, Field(strict=True)] | None = None
    paused_until: date | None = None
    monthly_limit: Annotated[Count, Field(le=1000)] | None = None

    _named = field_validator("name")(not_null)
    _commune = field_validator("commune_code")(known_commune)


class NewEmployer(EmployerChange):
    """A new employer."""

    name: Words
    tax_code: CleanStr | None = None
    force: Annotated[bool, Field(strict=True)] = False

    @field_validator("tax_code")
    @classmethod
    def _valid_code(cls, code: str | None) -> str | None:
        if not code:
            return None
        read = read_tax_code(code)
        if read.code is None:
            raise ValueError("tax code")
        return read.code


class AnswerBody(Body):
    """An employer's answer to an introduction."""

    answer: Literal["accept", "decline", "more_time", "person_declined"]
    reason: CleanStr | None = None

    @field_validator("reason")
    @classmethod
    def _not_blank(cls, reason: str | None) -> str | None:
        return reason or None
