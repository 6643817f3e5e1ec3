"""Values of records in the words of a clerk, for what a report says of them: no code and no English word among them."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from api.imports.opening_words import STATE_WORDS
from employers.reference.occupations import find_occupation
from employers.reference.places import find_commune
from employers.reference.shifts import TimeWindow
from employers.reference.work_terms import CONTRACT_KINDS, EMPLOYER_KINDS, HEALTH_LIMITS, PHYSICAL_PROPERTIES, VEHICLES
from matcher.tables import ReferralState

OUTCOME_WORDS = {
    ReferralState.accepted: "được nhận",
    ReferralState.declined: "không nhận",
    ReferralState.person_declined: "người lao động từ chối",
    ReferralState.waiting: "chờ trả lời",
    ReferralState.more_time: "chờ trả lời",
    ReferralState.no_answer: "không trả lời",
}
"""What became of a referral, as lists write it."""
_WINDOWS = frozenset({"hours", "treatment_window"})
"""Fields that hold minutes of the day."""
_TERMS = {
    "vehicle": VEHICLES,
    "health_limits": HEALTH_LIMITS,
    "physical": PHYSICAL_PROPERTIES,
    "contract": CONTRACT_KINDS,
    "kind": EMPLOYER_KINDS,
}
_STATES: dict[str, str] = {state.value: words for state, words in STATE_WORDS.items()}
_STATES |= {state.value: words for state, words in OUTCOME_WORDS.items()}
_NAMES: dict[str, Callable[[Any], str]] = {
    "commune_code": lambda code: found.name if (found := find_commune(code)) else code,
    "isco": lambda code: found.name_vi if (found := find_occupation(code)) else code,
    "wage_per": lambda per: {"month": "tháng", "day": "ngày", "hour": "giờ", "piece": "sản phẩm"}.get(per, per),
    "state": lambda state: _STATES.get(state, state),
}


def two_rows(code: str, first: object, second: object) -> str:
    """Say that two rows of one list contradict each other."""
    both = f"“{in_words(first)}” và “{in_words(second)}”"
    return f"Danh sách có hai dòng khác nhau cho {code}: {both}."


def edited_by_hand(ours: str, theirs: str) -> str:
    """Say that a list contradicts what was edited by hand since it was last brought in."""
    return f"Danh sách ghi “{theirs}”, hồ sơ đã được sửa thành “{ours}”."


def contradicts_roughly(ours: str, theirs: str) -> str:
    """Say that a list knows a date less well than the record, and otherwise."""
    return f"Danh sách chỉ ghi “{theirs}”, không khớp với “{ours}” trên hồ sơ."


def is_nothing(value: object) -> bool:
    """Tell whether a column holds nothing."""
    return value is None or value in ("", [], {}, ())


def words_of(name: str, values: Mapping[str, Any]) -> str:
    """One of the values as a clerk reads it: a date as far as it is known, minutes of the day as times."""
    value = values.get(name)
    if name in _WINDOWS and value:
        windows = value if isinstance(value[0], list) else [value]
        return "; ".join(str(TimeWindow(start, end % 1440)) for start, end in windows)
    if is_nothing(value):
        return ""
    several: list[Any] = value if isinstance(value, list) else [value]
    if name in _NAMES:
        return "; ".join(_NAMES[name](one) for one in several)
    if name in _TERMS:
        return "; ".join(_TERMS[name][one].shown if one in _TERMS[name] else one for one in several)
    return in_words(value, values.get(name.removesuffix("_date") + "_precision"))


def in_words(value: object, precision: str | None = None) -> str:
    """A value as a clerk reads it, a date as far as it is known; empty where there is none."""
    if is_nothing(value):
        return ""
    if isinstance(value, list):
        return "; ".join(str(v.get("words") or v.get("number")) if isinstance(v, dict) else str(v) for v in value)
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dict):
        return "; ".join(f"{name}: {words}" for name, words in value.items())
    if isinstance(value, date):
        return value.strftime({"year": "%Y", "month": "%m/%Y"}.get(precision or "", "%d/%m/%Y"))
    return str(value)
