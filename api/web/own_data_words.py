"""What is held about a person, as a page says it: fields by name, codes in words, days as people write them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from api.case_words import (
    ANSWER_REASONS,
    ANSWER_STATES,
    ANSWERS,
    HANDOVER_REASONS,
    LEAVING,
    OUTCOMES,
    RELATIONS,
    REQUESTS,
    RESULTS,
    TASKS_SHORT,
    Words,
    word_of,
)
from api.clock import VIETNAM
from api.web.catalogue import words
from api.web.showing import day, decimal
from api.wording import Language, occupation_words
from employers.reference.places import find_commune

_NOT_SAID: Final = frozenset({"revision", "referral_id", "birth_precision"})
"""What is kept for the machine alone; the file holds it."""
_COMMUNES: Final = frozenset({"commune_code", "from_commune", "to_commune"})
_FREE: Final = frozenset({"words", "note", "notes", "full_name", "alias", "address", "provider", "course", "opening"})
_CODES: Final[tuple[Words, ...]] = (
    ANSWER_STATES, OUTCOMES, RESULTS, REQUESTS, ANSWERS, LEAVING, ANSWER_REASONS, HANDOVER_REASONS, RELATIONS,
    TASKS_SHORT,
)  # fmt: skip


def rows_in_words(values: Mapping[str, Any], language: Language) -> list[tuple[str, str]]:
    """Pairs of a field's name and its value in words, without what is empty.

    Parameters
    ----------
    values : mapping
        ``identity``, ``record`` or one row of :func:`api.acts.own_data.own_data`.
    """
    return list(_rows(values, language))


def _rows(values: Mapping[str, Any], language: Language) -> Iterator[tuple[str, str]]:
    known = words(language)
    order = {key: place for place, key in enumerate(known)}
    named = sorted((order.get(f"own_data.field.{name}", len(order)), name) for name in values)
    for _, name in named:
        said = "" if name in _NOT_SAID else _said(name, values[name], language)
        if said:
            yield known.get(f"own_data.field.{name}", name), said


def _said(name: str, value: Any, language: Language) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{label}: {said}" for label, said in _rows(value, language))
    if isinstance(value, list | tuple):
        return "; ".join(filter(None, (_said(name, one, language) for one in value)))
    if value is None or value == "":
        return ""
    if isinstance(value, float):
        return decimal(value, language).removesuffix(",0").removesuffix(".0")
    if isinstance(value, bool):
        return words(language)["own_data.yes" if value else "own_data.no"]
    return _one(name, str(value), language)


def _one(name: str, value: str, language: Language) -> str:
    if name in _FREE:
        return value
    if name in _COMMUNES:
        return found.name if (found := find_commune(value)) else value
    if name == "isco":
        return occupation_words(value, language)
    return _written(name, value, language)


def _written(name: str, value: str, language: Language) -> str:
    if name.endswith("_at"):
        return moment(value)
    if name.endswith(("_on", "_date", "_by")) and value[:4].isdigit():
        return day(value)
    if name.endswith("_vnd"):
        return f"{int(value):,}".replace(",", "." if language == "vi" else ",")
    return _code(value, language)


def _code(value: str, language: Language) -> str:
    own = words(language).get(f"own_data.value.{value}")
    if own is not None:
        return own
    return next((word_of(table, value, language) for table in _CODES if value in table), value)


def moment(value: str) -> str:
    """A moment as clocks in Vietnam showed it: ``28/11/2026 16:44``; ISO text with its zone is read."""
    at = datetime.fromisoformat(value).astimezone(VIETNAM)
    return f"{day(at.date())} {at:%H:%M}"


def looks_in_words(looks: list[dict[str, Any]], language: Language) -> list[str]:
    """Who looked, when and what for, a sentence each, as given by :func:`api.audit.looks_at`."""
    return [_look(look, language) for look in looks]


def _look(look: Mapping[str, Any], language: Language) -> str:
    known, role, act = words(language), look["role"], look["act"]
    in_role = known.get(f"own_data.role.{role}", role)
    did = known.get(f"own_data.act.{act}", known["own_data.act.other"])
    return f"{moment(look['at'])} – {look['who']} ({in_role}): {did}"
