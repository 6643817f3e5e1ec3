"""Forms: what was typed, what is wrong with it, days in three boxes, and the tokens that a form carries.

A form's token is an HMAC of the account, under a new random mask each time (so that compression cannot tell it); it
proves that the form is ours and whose it is, even when the sign-in has ended meanwhile.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from api.keys import KeyStore
from api.plausible_days import too_far
from api.text_fields import CleanStr
from api.web.catalogue import Say, Unnamed, words

_MASK_BYTES: Final = 16
Values = Mapping[str, Sequence[str]]
B = TypeVar("B", bound=BaseModel)


@dataclass
class Form:
    """What a form shows: the values typed, and a sentence for each that is wrong.

    Attributes
    ----------
    errors : dict of field to sentence
        In the order of the page; the empty field speaks of the form as a whole.
    token, once : str
        What it carries: whose form it is, and which sending of it.
    """

    values: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    token: str = ""
    once: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    """What each field is called, known once the page has shown it."""

    def value(self, name: str) -> str:
        """The text typed into a field."""
        typed = self.values.get(name) or [""]
        return typed[0]

    def ticked(self, name: str, value: str) -> bool:
        """Tell whether a box or button was chosen."""
        return value in (self.values.get(name) or [])

    def error(self, name: str) -> str:
        """What is wrong with a field, or nothing."""
        return self.errors.get(name, "")

    def named(self, name: str, label: str) -> str:
        """Note what a field is called, and show nothing."""
        self.labels[name] = label
        return ""

    def summed_up(self, name: str) -> str:
        """What is wrong with a field, for who reads it apart from the field: by the field's name where it says none."""
        told, label = self.errors[name], self.labels.get(name)
        if not label or not isinstance(told, Unnamed):
            return told
        return f"{label} {told}" if label.endswith("?") else f"{label}: {told[:1].lower()}{told[1:]}"


def _proof(keys: KeyStore, account: str) -> bytes:
    return hmac.digest(keys.master("forms"), b"form\n" + account.encode(), "sha256")[:_MASK_BYTES]


def _masked(mask: bytes, proof: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(mask, proof, strict=True))


def form_token(keys: KeyStore, account: str) -> str:
    """A token for a form of this account: 16 random bytes, and the proof under them."""
    mask = secrets.token_bytes(_MASK_BYTES)
    return urlsafe_b64encode(mask + _masked(mask, _proof(keys, account))).decode()


def is_form_of(keys: KeyStore, account: str, token: str) -> bool:
    """Tell whether a token was made for a form of this account."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        return False
    if len(raw) != 2 * _MASK_BYTES:
        return False
    return hmac.compare_digest(_masked(raw[:_MASK_BYTES], raw[_MASK_BYTES:]), _proof(keys, account))


def new_once() -> str:
    """A name for one sending of a form."""
    return secrets.token_urlsafe(12)


def once_key(account: str, once: str) -> str:
    """Under what a sending is remembered: 64 hex digits."""
    return hashlib.sha256(f"{account}\n{once}".encode(errors="replace")).hexdigest()


def day_values(name: str, day: date | str | None) -> dict[str, list[str]]:
    """A day as the three boxes of a form show it."""
    if not day:
        return {}
    known = date.fromisoformat(day) if isinstance(day, str) else day
    return {f"{name}-{part}": [str(getattr(known, part))] for part in ("day", "month", "year")}


_DIGITS: Final = re.compile(r"[0-9]{1,4}")


def read_day(values: Values, name: str, today: date) -> tuple[date | None, str | None]:
    """Read a day from three boxes.

    Returns
    -------
    (date or None, key or None)
        None and None where all three are empty; the key of the sentence where they are no day. A year of two digits is
        the last such year up to the next one.
    """
    typed = [(values.get(f"{name}-{part}") or [""])[0].strip() for part in ("day", "month", "year")]
    if not any(typed):
        return None, None
    if not all(_DIGITS.fullmatch(words) for words in typed):
        return None, "errors.day_incomplete"
    number_of_day, month, year = (int(words) for words in typed)
    if year < 100:
        year += today.year // 100 * 100
        year -= 100 if year > today.year + 1 else 0
    try:
        day = date(year, month, number_of_day)
    except ValueError:
        return None, "errors.day_impossible"
    return (None, "errors.day_far") if too_far(name, day, today) else (day, None)


def read_when(values: Values, name: str, today: date, say: Say) -> tuple[date | None, dict[str, str]]:
    """The day of something that has happened: today, or another in three boxes (``NAME`` and ``NAME_on``).

    Returns
    -------
    (day or None, errors)
        A day, or a sentence at the box that is wrong.
    """
    chosen = (values.get(name) or [""])[0]
    if chosen == "today":
        return today, {}
    if chosen != "other":
        return None, {name: say("errors.day_choose")}
    day, wrong = read_day(values, f"{name}_on", today)
    if wrong or day is None or day > today:
        return None, {f"{name}_on": say(wrong or ("errors.day_future" if day else "errors.day_missing"))}
    return day, {}


def check(kind: type[B], data: Mapping[str, Any], say: Say) -> tuple[B | None, dict[str, str]]:
    """Hold a form's data against a body of the API.

    Returns
    -------
    (body or None, errors)
        One sentence for each field at fault; the input is never repeated in it.
    """
    try:
        return kind.model_validate(dict(data)), {}
    except ValidationError as refused:
        found = refused.errors(include_input=False, include_url=False)
        return None, {str(e["loc"][0]) if e["loc"] else "": sentence(e["type"], e.get("ctx") or {}, say) for e in found}


def check_text(text: str, say: Say, kind: Any = CleanStr) -> tuple[str, str | None]:
    """Clean one text as a body of the API would; the text and None, or nothing and what is wrong with it."""
    try:
        return TypeAdapter(kind).validate_python(text), None
    except ValidationError as refused:
        first = refused.errors(include_input=False, include_url=False)[0]
        return "", sentence(first["type"], first.get("ctx") or {}, say)


def sentence(kind: str, bounds: Mapping[str, Any], say: Say) -> str:
    """Word one error of pydantic; bounds come from the schema, never from the input."""
    known = "errors.empty_text" if bounds.get("min_length") == 1 and kind == "string_too_short" else f"errors.{kind}"
    bounds = {
        # a narrow space between thousands reads the same in both languages
        name: f"{bound:,}".replace(",", "\u202f") if isinstance(bound, int) else bound
        for name, bound in bounds.items()
    }
    return say(known, **bounds) if known in words("vi") else say("errors.other")


def whole_number(text: str, unit: int = 1) -> int | str | None:
    """A whole number as typed (dots, spaces and commas between thousands), times ``unit``; the text if it is none."""
    plain = re.sub(r"[\s.,]", "", text)
    if not plain:
        return None
    return int(plain) * unit if plain.isascii() and plain.isdigit() and len(plain) <= 15 else text
