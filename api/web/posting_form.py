"""The form of a posting: an opening as its fields show it, and what was typed read back into an opening's fields.

Words are read as the lists are read; where they leave a doubt, the form comes back and asks, with every reading.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, get_args

from api.field_types import Licence, Physical
from api.imports.reading import ReadContext
from api.market_bodies import NewOpening
from api.text_fields import sent
from api.web.catalogue import Say
from api.web.forms import Values, check, day_values, read_day, whole_number
from api.wording import SHIFT_NAMES, Language
from employers.reference.occupation_linker import link_occupations
from employers.reference.occupations import find_occupation, search_occupations
from employers.reference.pay import read_wage
from employers.reference.place_reader import read_place
from employers.reference.places import find_commune
from employers.reference.shifts import TimeWindow, read_hours

Options = Sequence[tuple[str, str]]
SURE: Final = 0.8
"""Confidence under which a person looks at a reading, of occupations and places alike (place_reader)."""
MOST_OPTIONS: Final = 6
NONE_OF_THESE: Final = "none"
_TEXTS: Final = ("title", "wage_words", "contract", "place_words", "licence", "sex", "description")
_NUMBERS: Final = ("seats", "schooling", "experience_months", "min_age", "max_age")
_YES_NO: Final = ("housing", "meals", "transport", "training_on_job")
_LICENCES: Final = get_args(Licence)
_CONTRACTS: Final = ("indefinite", "fixed", "seasonal")
_LISTS: Final = ("shifts", "physical")


@dataclass
class PostingReading:
    """What a form was read as; ``fields`` are an opening's where nothing is wrong.

    Attributes
    ----------
    occupations, places : sequence of (code, name)
        Readings to choose from; empty where nothing was asked.
    """

    fields: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    occupations: Options = ()
    places: Options = ()


def _one(values: Values, name: str) -> str:
    return (values.get(name) or [""])[0]


def posting_values(fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """An opening's fields as the form shows them."""
    texts = {name: [str(fields[name])] for name in (*_TEXTS, *_NUMBERS) if fields.get(name) not in (None, "")}
    yes_no = {name: ["yes" if fields[name] else "no"] for name in _YES_NO if fields.get(name) is not None}
    lists = {name: list(fields.get(name) or []) for name in _LISTS}
    windows = "; ".join(str(TimeWindow(start, end)) for start, end in fields.get("hours") or [])
    values = texts | yes_no | lists | {"hours": [windows]} | day_values("closes_on", fields.get("closes_on"))
    if fields.get("isco"):
        values |= {"isco": list(fields["isco"][:1]), "isco_of": [str(fields.get("title", ""))]}
    if fields.get("commune_code"):
        commune = find_commune(fields["commune_code"])
        words = fields.get("place_words") or (f"{commune.name}, {commune.province}" if commune else "")
        values |= {"place_words": [words], "commune_code": [fields["commune_code"]], "commune_of": [words]}
    return values


def posting_options(say: Say, language: Language) -> dict[str, Options]:
    """Everything that can be chosen in the form, by field."""
    at = 0 if language == "vi" else 1
    classes = [(str(n), say("posting.said.schooling", n=n)) for n in range(1, 13)]
    return {
        "contract": [("", say("posting.contracts.none")), *((c, say(f"posting.contracts.{c}")) for c in _CONTRACTS)],
        "licence": [
            ("", say("posting.licences.none")),
            *((c, say(f"posting.licences.{c}")) for c in get_args(Licence)),
        ],
        "schooling": [("", say("posting.schoolings.none")), *classes],
        "shifts": [(code, names[at].capitalize()) for code, names in SHIFT_NAMES.items()],
        "physical": [(code, say(f"posting.physicals.{code}")) for code in get_args(Physical)],
        "sex": [("", say("posting.sexs.none")), *((s, say(f"posting.sexs.{s}")) for s in ("nam", "nữ"))],
    }


def occupation_options(title: str, context: ReadContext, chosen: str = "") -> Options:
    """Occupations that a title may mean, the likeliest first; names in Vietnamese, as everybody here knows them."""
    codes = [r.code for r in link_occupations(title, context.taught)]
    codes += [o.code for o in search_occupations(title, MOST_OPTIONS)]
    codes += [r.code for word in title.split()[:4] for r in link_occupations(word, context.taught)]
    kept = list(dict.fromkeys([*([chosen] if find_occupation(chosen) else []), *codes]))[:MOST_OPTIONS]
    return [(code, found.name_vi) for code in kept if (found := find_occupation(code))]


def _read_occupation(values: Values, context: ReadContext, say: Say, reading: PostingReading) -> None:
    title, chosen = _one(values, "title"), _one(values, "isco")
    stands = _one(values, "isco_of") == title
    if chosen == NONE_OF_THESE and stands:
        reading.fields["isco"] = []
    elif chosen and stands and find_occupation(chosen):
        rest = [r.code for r in link_occupations(title, context.taught) if r.code != chosen]
        reading.fields["isco"] = [chosen, *rest][:5]
    elif title.strip():
        found = link_occupations(title, context.taught)
        if found and found[0].confidence >= SURE:
            reading.fields["isco"] = [r.code for r in found][:5]
            return
        reading.occupations = occupation_options(title, context)
        reading.errors["isco"] = say("posting.which_occupation")


def _read_place(values: Values, context: ReadContext, say: Say, reading: PostingReading) -> None:
    words, chosen = _one(values, "place_words"), _one(values, "commune_code")
    if not words.strip():
        reading.fields["commune_code"] = None
        return
    if chosen and _one(values, "commune_of") == words and find_commune(chosen):
        reading.fields["commune_code"] = chosen
        return
    found = read_place(words[:500], context.home_province)
    if found.best and (found.confidence >= SURE or not found.alternatives):
        reading.fields["commune_code"] = found.best.code
        return
    communes = ([found.best] if found.best else []) + list(found.alternatives)
    reading.places = list(dict.fromkeys((c.code, f"{c.name}, {c.province}") for c in communes))[:MOST_OPTIONS]
    reading.errors["commune_code" if communes else "place_words"] = say(
        "posting.which_place" if communes else "posting.no_place"
    )


def read_commune(values: Values, context: ReadContext, say: Say) -> PostingReading:
    """Read the place of a form alone: ``commune_code``, or what is wrong with it and what it may be."""
    reading = PostingReading()
    _read_place(values, context, say, reading)
    return reading


def _read_words(values: Values, say: Say, reading: PostingReading) -> None:
    """Hours and wage: words that nobody could read are said at once, not found out later."""
    hours, wage = _one(values, "hours"), _one(values, "wage_words")
    windows = read_hours(hours[:500])
    reading.fields["hours"] = [[w.start_minute, w.end_minute] for w in windows][:6]
    if hours.strip() and not windows:
        reading.errors["hours"] = say("posting.no_hours")
    if wage.strip() and read_wage(wage[:500]) is None:
        reading.errors["wage_words"] = say("posting.no_wage")


def _read_end(values: Values, today: date, say: Say, reading: PostingReading) -> None:
    day, wrong = read_day(values, "closes_on", today)
    reading.fields["closes_on"] = day
    if wrong:
        reading.errors["closes_on"] = say(wrong)
    elif day is not None and day < today:
        reading.errors["closes_on"] = say("posting.ended_already")


def _plain(values: Values) -> dict[str, Any]:
    typed: dict[str, Any] = {name: _one(values, name) or None for name in _TEXTS}
    typed["title"] = _one(values, "title")
    typed |= {name: whole_number(_one(values, name)) for name in _NUMBERS}
    typed |= {name: {"yes": True, "no": False}.get(_one(values, name)) for name in _YES_NO}
    return typed | {name: list(values.get(name) or []) for name in _LISTS}


def read_posting(values: Values, context: ReadContext, say: Say) -> PostingReading:
    """Read a form that was sent."""
    reading = PostingReading()
    _read_occupation(values, context, say, reading)
    _read_place(values, context, say, reading)
    _read_words(values, say, reading)
    _read_end(values, context.today, say, reading)
    body, wrong = check(NewOpening, _plain(values) | reading.fields, say)
    errors = wrong | reading.errors
    if body is not None and body.min_age and body.max_age and body.min_age > body.max_age:
        errors["max_age"] = say("posting.ages_swapped")
    reading.errors = {name: errors.pop(name) for name in ORDER if name in errors} | errors
    reading.fields = sent(body) if body is not None else {}
    return reading


# The fields from top to bottom: errors are listed in this order, and answers are shown in it.
ORDER: Final = (
    "title", "isco", "seats", "wage_words", "contract", "place_words", "commune_code", "shifts", "hours", *_YES_NO,
    "licence", "schooling", "experience_months", "physical", "sex", "min_age", "max_age", "description", "closes_on",
)  # fmt: skip
