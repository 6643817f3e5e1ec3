"""Bodies that come in: unknown fields refused, text cleaned, numbers bounded, closed lists closed."""

import re
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, field_validator
from pydantic_core import PydanticCustomError

from api.imports.cells_phones import dialled
from api.imports.sealing import NUMBER
from api.policy import DISCLOSABLE
from api.text_fields import Body, CleanStr, Code, Count, Finite, LongText, Vnd, Words, clean_lines
from employers.reference.pay import is_below_zero
from employers.reference.places import find_commune
from employers.reference.tax_code import read_tax_code

Shift = Literal["ngày", "tối", "đêm"]
Minutes = Annotated[int, Field(strict=True, ge=0, le=2880)]
Physical = Literal["heavy_lifting", "heights", "chemicals", "long_standing"]
HealthLimit = Literal["no_heavy_lifting", "no_heights", "no_chemicals", "no_long_standing"]
Contract = Literal["indefinite", "fixed", "seasonal", "own"]
EmployerKind = Literal[
    "factory", "plantation", "transport", "workshop", "shop", "cooperative", "household", "company", "public"
]
Licence = Literal["A1", "A", "B1", "B", "C1", "C", "D1", "D2", "D", "BE", "C1E", "CE", "D1E", "D2E", "DE"]
Disclosed = Literal[
    "given_name", "commune", "skills", "licences", "shifts", "experience", "phone", "full_name", "status_sentence"
]
Relation = Literal["self", "mother", "father", "spouse", "sibling", "child", "other"]
assert set(Disclosed.__args__) == set(DISCLOSABLE)  # type: ignore[attr-defined]  # a Literal knows its members at run time


def known_commune(code: str | None) -> str | None:
    """Refuse a commune that the map in force does not know."""
    if code is not None and find_commune(code) is None:
        raise ValueError("unknown commune")
    return code


def _not_null(value: object) -> object:
    if value is None:
        raise PydanticCustomError("empty_text", "Chỗ này không được để trống.")
    return value


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _null_is_empty(value: object) -> object:
    return [] if value is None else value


def _dialled(words: str) -> str:
    number = dialled(words)
    if number is None:
        raise PydanticCustomError("phone", "Số này không gọi được; hãy ghi số có mã vùng, ví dụ 0912 345 678.")
    return number


def _one_number(number: str) -> str:
    if ";" in number:
        raise PydanticCustomError("phone", "Số này không gọi được; hãy ghi số có mã vùng, ví dụ 0912 345 678.")
    return number


def _above_zero(words: str) -> str:
    if is_below_zero(words):
        raise PydanticCustomError("below_zero", "Số tiền không được âm; hãy bỏ dấu trừ.")
    return words


def _of_work_alone(words: str) -> str:
    if NUMBER.search(words):
        told = "Chỗ này chỉ ghi nghề; số điện thoại và số giấy tờ có chỗ riêng, được giữ kín."
        raise PydanticCustomError("number_of_person", told)
    return words


def _email(address: str) -> str:
    if not _EMAIL.fullmatch(address):
        raise PydanticCustomError("email", "Hãy ghi địa chỉ thư điện tử đủ, ví dụ ten@vidu.vn.")
    return address


_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
WageWords = Annotated[CleanStr, AfterValidator(_above_zero)]
"""A wage as it was written; never below zero."""
PhoneNumbers = Annotated[str, Field(strict=True, max_length=60), AfterValidator(_dialled)]
"""Telephone numbers in any writing, kept as they are dialled; several are parted by ``; ``."""
PhoneNumber = Annotated[PhoneNumbers, AfterValidator(_one_number)]
"""One telephone number."""


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


WorkWords = Annotated[Words, AfterValidator(_of_work_alone)]
"""Words about work, which stand in the open for a curator to read: no telephone or ID number among them."""


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

    _named = field_validator("full_name")(_not_null)
    _lists = field_validator(
        "phones",
        "licences",
        "shifts",
        "treatment_window",
        "health_limits",
        "wishes",
        "work_history",
        mode="before",
    )(_null_is_empty)
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

    _required = field_validator("title", "seats", "schooling_preferred")(_not_null)
    _lists = field_validator("isco", "shifts", "hours", "physical", mode="before")(_null_is_empty)
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


class CloseBody(Body):
    """Why an opening is closed."""

    reason: Words


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
    phone: Annotated[PhoneNumbers | None, BeforeValidator(_blank_is_none)] = None
    email: Annotated[CleanStr, AfterValidator(_email)] | None = None
    workforce: Count | None = None
    committed: Annotated[bool, Field(strict=True)] | None = None
    paused_until: date | None = None
    monthly_limit: Annotated[Count, Field(le=1000)] | None = None

    _named = field_validator("name")(_not_null)
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


class NewPlacement(Body):
    """A referred person began to work."""

    referral: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
    started_on: date


class Proven(Body):
    """What shows anew who somebody is; taken exactly as typed."""

    password: Annotated[str, Field(strict=True, max_length=1024)]
    otp: Annotated[str, Field(strict=True, max_length=64)] = ""


class PasswordChange(Proven):
    """An account's new password of its own."""

    new_password: Annotated[str, Field(strict=True, max_length=1024)]


class SignInsEnd(Proven):
    """Which sign-ins of one's own end."""

    ids: Annotated[list[Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]], Field(min_length=1, max_length=200)]


class RunBody(Body):
    """What to rank again: everyone, one person, or whom one opening touches."""

    person: Code | None = None
    opening: Code | None = None


def sent(body: Body) -> dict[str, Any]:
    """The fields of a body that were sent, with plain values."""
    return body.model_dump(exclude_unset=True)
