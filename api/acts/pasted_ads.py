"""Pasted messages kept as drafts: each opening of a message becomes one draft, for a person to check."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from api.acts.market import new_code
from api.acts.own_openings import save_draft
from api.imports.job_posting import looks_like_code, read_job_postings
from api.imports.reading import ReadContext
from api.service import Caller
from api.text_fields import LONGEST_TEXT, LONGEST_WORDS
from employers.ads import DraftOpening, read_ad
from employers.reference.occupation_linker import link_occupations
from employers.reference.place_reader import read_place

MOST_DRAFTS: Final = 20
_AS_THEY_ARE: Final = (
    "housing", "meals", "transport", "training_on_job", "licence", "schooling", "experience_months", "sex", "min_age",
    "max_age", "commune_code",
)  # fmt: skip


_FIELD_OF: Final = {
    "wage": "wage_words",
    "commune_code": "place_words",
    "commune_choices": "place_words",
    "apply_by": "closes_on",
}


def _own_lines(text: str, draft: DraftOpening, others: list[DraftOpening]) -> str:
    """The message without the lines that name another opening of it."""
    titles = [other.title for other in others if other is not draft]
    lines = [line for line in text.splitlines() if draft.title in line or not any(t in line for t in titles)]
    return "\n".join(lines).strip()[:LONGEST_TEXT]


def _last_day(words: str | None, today: date) -> date | None:
    """The day that ``dd/mm`` or ``dd/mm/yyyy`` names, without a year the next such day; None for a day gone by."""
    if words is None:
        return None
    day, month, *year = (int(part) for part in words.split("/"))
    for asked in year or (today.year, today.year + 1):
        try:
            found = date(asked, month, day)
        except ValueError:
            continue
        if found >= today:
            return found
    return None


def _fields(text: str, draft: DraftOpening, drafts: list[DraftOpening], today: date) -> dict[str, Any]:
    place = draft.evidence.get("commune_code") or draft.evidence.get("commune_choices")
    return {
        "title": draft.title[:LONGEST_WORDS],
        "isco": [draft.isco] if draft.isco else [],
        "seats": draft.seats or 1,
        "wage_words": draft.wage.words[:LONGEST_WORDS] if draft.wage else None,
        "shifts": list(draft.shifts),
        "hours": [[w.start_minute, w.end_minute] for w in draft.hours],
        "physical": list(draft.physical),
        "place_words": place[:LONGEST_WORDS] if place else None,
        "description": _own_lines(text, draft, drafts),
        "closes_on": _last_day(draft.apply_by, today),
        **{name: getattr(draft, name) for name in _AS_THEY_ARE},
    }


def of_posting(fields: dict[str, Any], context: ReadContext) -> dict[str, Any]:
    """A JobPosting's fields, cut to what an opening holds, its place and occupation read as those of a form."""
    place = read_place(fields["place_words"] or "", context.home_province)
    linked = [r.code for r in link_occupations(fields["title"], context.taught)]
    ended = fields["closes_on"] is not None and fields["closes_on"] < context.today
    return fields | {
        "title": fields["title"][:LONGEST_WORDS],
        "isco": fields["isco"] or linked[:5],
        "place_words": (fields["place_words"] or "")[:LONGEST_WORDS] or None,
        "commune_code": place.best.code if place.best else None,
        "description": fields["description"][:LONGEST_TEXT],
        "closes_on": None if ended else fields["closes_on"],
    }


def read_message(caller: Caller, text: str) -> list[dict[str, Any]]:
    """The openings of a message as fields of drafts; nothing is stored. Empty where it offers no work."""
    caller.require("read_ad")
    caller.require("see_own_openings")
    context = caller.read_context()
    if looks_like_code(text):
        return [of_posting(fields, context) for fields in read_job_postings(text)[:MOST_DRAFTS]]
    drafts = list(read_ad(text, context.home_province, context.taught))[:MOST_DRAFTS]
    return [_fields(text, draft, drafts, context.today) for draft in drafts]


def keep_drafts(caller: Caller, found: list[dict[str, Any]]) -> str:
    """Keep drafts, and give the code of the first; none is on offer before somebody has checked and posted it."""
    codes = [save_draft(caller, new_code(), fields) for fields in found]
    return codes[0]


def evidence_of(caller: Caller, title: str, description: str | None) -> Mapping[str, str]:
    """The very words that a message, kept as the description, says of each field; empty where it is no message."""
    caller.require("read_ad")
    context = caller.read_context()
    drafts = read_ad(description or "", context.home_province, context.taught)
    same = [draft for draft in drafts if draft.title == title]
    found = same[0].evidence if same else drafts[0].evidence if len(drafts) == 1 else {}
    return {_FIELD_OF.get(name, name): words for name, words in found.items()}
