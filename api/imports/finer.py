"""A record that says more than a row of a list: a whole date over a year, accents over none, a commune over a district.

What agrees with the record in coarser words changes nothing. What contradicts it in coarser words is asked about.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from api.imports.reading import RowReading
from api.imports.value_words import words_of
from employers.reference.text import contains_phrase, fold, has_accents

_KEPT = "Danh sách ghi “{said}”, hồ sơ ghi “{ours}”; giữ theo hồ sơ."


def is_coarser(name: str, now: object, said: object) -> bool:
    """Tell whether a row says of a field the same as the record in fewer words, whatever the row's dates and places.

    Parameters
    ----------
    name : str
        The field's column.
    now, said : object
        What the record holds, and what the row says.
    """
    if name == "phones" and isinstance(now, list) and isinstance(said, list):
        known = {phone["number"]: phone.get("note") for phone in now}
        return all(p["number"] in known and p.get("note") in (None, "", known[p["number"]]) for p in said)
    if not isinstance(now, str) or not isinstance(said, str):
        return False
    if name == "phone":
        return set(said.split("; ")) <= set(now.split("; "))
    if name == "address" and now != said:
        return contains_phrase(fold(now), fold(said)) and len(fold(said)) < len(fold(now))
    return has_accents(now) and not has_accents(said) and fold(now) == fold(said)


def without_coarser(current: Mapping[str, Any], said: Mapping[str, Any], row: RowReading) -> dict[str, Any]:
    """What a row says of a record beyond what the record says in finer words; tells of what it leaves, as doubts."""
    left = {name: value for name, value in said.items() if not is_coarser(name, current.get(name), value)}
    for name, precision in row.coarse.items():
        if name in left and _begins_with(current.get(name), left[name], precision):
            left.pop(name)
            left.pop(f"{name.removesuffix('_date')}_precision", None)
    if _is_old_number(current.get("national_id"), left.get("national_id")):
        row.doubts.append(_kept("national_id", current, left))
        left.pop("national_id")
    return _without_coarser_place(current, left, row)


def contradicted_roughly(current: Mapping[str, Any], said: Mapping[str, Any], row: RowReading) -> dict[str, str]:
    """Dates of which the record knows the day, and the row only another month or year; and which of the two."""
    return {
        name: precision
        for name, precision in row.coarse.items()
        if name in said and said[name] != current.get(name) and _is_finer(current, name, precision)
    }


def _is_finer(current: Mapping[str, Any], name: str, precision: str) -> bool:
    now, known = current.get(name), current.get(f"{name.removesuffix('_date')}_precision")
    if not isinstance(now, date):
        return False
    if known is not None:
        return ("year", "month", "day").index(known) > ("year", "month", "day").index(precision)
    return now != first_of(now, precision)


def _begins_with(now: object, said: date, precision: str) -> bool:
    """Tell whether a date on record lies within the month or year that a row names."""
    return isinstance(now, date) and first_of(now, precision) == first_of(said, precision)


def first_of(day: date, precision: str) -> date:
    """The day on which a date of a ``month`` or ``year`` alone stands."""
    return day.replace(month=1, day=1) if precision == "year" else day.replace(day=1)


def _is_old_number(now: object, said: object) -> bool:
    """Tell whether a row has the ID card's nine digits, and the record the twelve that replaced them."""
    return isinstance(now, str) and isinstance(said, str) and (len(now), len(said)) == (12, 9)


def _without_coarser_place(current: Mapping[str, Any], said: dict[str, Any], row: RowReading) -> dict[str, Any]:
    here, there = current.get("commune_code"), said.get("commune_code")
    if here is None or not {"commune_code", "place_words"} & said.keys():
        return said
    unsure = there is None or here in row.perhaps
    if not unsure and here != there:
        return said
    if here != there and here not in row.perhaps:
        row.doubts.append(_KEPT.format(said=said["place_words"], ours=words_of("commune_code", current)))
    # The same commune in other words: the words of the first list stay, as what was written by hand.
    left_out = ("place_words",) if here == there else ("commune_code", "place_words")
    return {name: value for name, value in said.items() if name not in left_out}


def _kept(name: str, current: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    return _KEPT.format(said=words_of(name, said), ours=words_of(name, current))
