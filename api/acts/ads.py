"""Pasted advertisements as commands and routes show them: drafts, each field with the words it came from."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from employers.ads import DraftOpening, read_ad

_NOTHING_TAUGHT: Final[Mapping[str, str]] = MappingProxyType({})
_AS_THEY_ARE: Final = (
    "housing", "meals", "transport", "training_on_job", "licence", "schooling", "experience_months",
)  # fmt: skip
_WISHES: Final = ("sex", "min_age", "max_age", "commune_code", "phone")
_BESIDE: Final = ("contact_name", "company", "apply_by", "asks_deposit", "keeps_papers")


def ad_view(text: str, home_province: str | None, taught: Mapping[str, str] = _NOTHING_TAUGHT) -> dict[str, Any]:
    """One message and its drafts, in the shape that interfaces.md promises."""
    return {"text": text, "drafts": [draft_view(draft) for draft in read_ad(text, home_province, taught)]}


def draft_view(draft: DraftOpening) -> dict[str, Any]:
    """A draft with every field; ``null`` or ``[]`` where the message does not state it."""
    wage = draft.wage
    return {
        "title": draft.title,
        "isco": draft.isco,
        "seats": draft.seats,
        "wage": {"low_vnd": wage.low_vnd, "high_vnd": wage.high_vnd, "per": wage.per} if wage else None,
        "shifts": list(draft.shifts),
        "hours": ";".join(str(window) for window in draft.hours) or None,
        **{name: getattr(draft, name) for name in _AS_THEY_ARE},
        "physical": list(draft.physical),
        **{name: getattr(draft, name) for name in _WISHES},
        **{name: getattr(draft, name) for name in _BESIDE},
        "other_phones": list(draft.other_phones),
        "commune_choices": list(draft.commune_choices),
        "evidence": dict(draft.evidence),
    }


def split_messages(text: str) -> list[str]:
    """Cut a file of pasted messages where a blank line stands."""
    messages: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            messages[-1].append(line)
        elif messages[-1]:
            messages.append([])
    return ["\n".join(lines) for lines in messages if lines]
