"""A person's record as a form shows it, and what was typed as the fields of a change; shared by "new" and "change"."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from api.imports.cells_phones import dialled
from api.imports.work_history import read_work_history
from api.web.catalogue import Say
from api.web.forms import Values, day_values, read_day, whole_number
from api.web.showing import clock_time, day, vnd
from employers.reference.occupation_linker import link_occupations
from employers.reference.places import find_commune
from employers.reference.shifts import read_hours

ONE: Final = ("full_name", "sex", "commune_code", "schooling", "vehicle", "notes")
MANY: Final = ("shifts", "licences", "health_limits")
DAYS: Final = ("decision_date", "return_date")
BIRTH: Final = ("birth_date", "birth_precision")
_FIRST_YEAR: Final = 1900
_MILLION: Final = 1_000_000
_YES_NO: Final = {True: "yes", False: "no"}


def values_of(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """What the boxes of the form hold for a record of the API; what is not known is empty."""
    values = {name: [str(record[name])] for name in ONE if record.get(name) is not None}
    values |= {name: list(record.get(name) or []) for name in MANY}
    phone = (record.get("phones") or [{}])[0]
    values |= {"phone": [phone.get("number") or ""], "phone_note": [phone.get("note") or ""]}
    floor, window = record.get("wage_floor_vnd"), record.get("treatment_window")
    values["wage_floor"] = ["" if floor is None else f"{floor / _MILLION:g}".replace(".", ",")]
    commute = record.get("max_commute_km")
    values["commute"] = ["" if commute is None else f"{commute:g}"]
    values["stay"] = [_YES_NO.get(record.get("can_relocate"), "")]  # type: ignore[arg-type]  # None has no entry
    values["busy"] = [f"{clock_time(window[0])}-{clock_time(window[1])}" if window else ""]
    values["wishes"] = ["\n".join(w["words"] for w in record.get("wishes") or [])]
    values["work"] = ["\n".join(_work_words(w) for w in record.get("work_history") or [])]
    days = {box: typed for name in DAYS for box, typed in day_values(name, record.get(name)).items()}
    return values | days | birth_values(record)


_PARTS: Final = {"day": ("day", "month", "year"), "month": ("month", "year"), "year": ("year",)}


def birth_values(record: Mapping[str, Any]) -> dict[str, list[str]]:
    """The boxes of a birth date, as far as it is known: of a year alone the other two stay empty."""
    known = _PARTS[record.get("birth_precision") or "day"]
    boxes = day_values("birth_date", record.get("birth_date"))
    return {box: typed for box, typed in boxes.items() if box.removeprefix("birth_date-") in known}


def read_birth(values: Values, today: date) -> tuple[dict[str, Any], str | None]:
    """Read a birth date from three boxes, of which the day, or day and month, may be empty.

    Returns
    -------
    (fields, key or None)
        ``birth_date`` (the first day of what is known) and ``birth_precision``, both None where all boxes are empty;
        the key of the sentence where they are no day or one after today. A year of two digits is a past one.
    """
    typed = {part: (values.get(f"birth_date-{part}") or [""])[0].strip() for part in _PARTS["day"]}
    known = tuple(part for part in _PARTS["day"] if typed[part])
    precision = next((name for name, parts in _PARTS.items() if parts == known), None)
    if precision is None:
        return dict.fromkeys(BIRTH), "record.wrong.birth_date" if known else None
    year = typed["year"]
    if len(year) == 2 and year.isascii() and year.isdigit():
        year = str(today.year - (today.year - int(year)) % 100)
    whole = {"birth_date-day": [typed["day"] or "1"], "birth_date-month": [typed["month"] or "1"]}
    born, wrong = read_day(whole | {"birth_date-year": [year]}, "birth_date", today)
    if born is not None and born.year < _FIRST_YEAR:
        wrong = "errors.day_impossible"
    elif born is not None and born > today:
        wrong = "errors.day_future"
    return {"birth_date": born, "birth_precision": precision}, wrong


def birth_words(record: Mapping[str, Any]) -> str | None:
    """A birth date in words, as far as it is known; None where it is not."""
    boxes = birth_values({**record, "birth_date": _plain("birth_date", record.get("birth_date"))})
    return "/".join(typed[0].zfill(2) for typed in boxes.values()) or None


def _work_words(work: Mapping[str, Any]) -> str:
    return f"{work['words']} {work['months']} tháng" if work.get("months") else str(work["words"])


def fields_of(values: Values, today: date, say: Say) -> tuple[dict[str, Any], dict[str, str]]:
    """What was typed, as fields of ``PersonChange``, and what could not be read, a sentence each.

    Returns
    -------
    (fields, errors)
        A box left empty is None or an empty list; texts are cleaned by the body that takes them.
    """

    def text(name: str) -> str:
        return (values.get(name) or [""])[0].strip()

    errors: dict[str, str] = {}
    fields: dict[str, Any] = {name: text(name) or None for name in ONE}
    fields |= {name: list(values.get(name) or []) for name in MANY}
    fields["schooling"] = whole_number(text("schooling"))
    fields["phones"] = _phones(text("phone"), text("phone_note"))
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "wage_floor": ("wage_floor_vnd", _money),
        "commute": ("max_commute_km", _kilometres),
        "busy": ("treatment_window", _window),
    }
    for box, (name, read) in readers.items():
        try:
            fields[name] = read(text(box))
        except ValueError:
            errors[box] = say(f"record.wrong.{box}")
    fields["can_relocate"] = {"yes": True, "no": False}.get(text("stay"))
    fields["wishes"] = [{"words": line.strip()} for line in text("wishes").splitlines() if line.strip()]
    jobs = read_work_history(text("work"), today, lambda words: [r.code for r in link_occupations(words)])
    fields["work_history"] = [{"words": j.words[:200], "months": j.months, "ended_on": j.ended_on} for j in jobs][:50]
    if rough := [f"{j.words} {j.roughly}" for j in jobs if j.roughly]:
        errors["work"] = say("record.wrong.work", words="; ".join(rough))
    for name in DAYS:
        fields[name], wrong = _read_day(values, name, today)
        errors |= {name: say(wrong)} if wrong else {}
    born, wrong = read_birth(values, today)
    fields |= born
    if wrong:
        errors["birth_date"] = say(wrong)
    return fields, errors


def _read_day(values: Values, name: str, today: date) -> tuple[date | None, str | None]:
    """A day from its boxes; a decision of the future is told, a return may lie ahead."""
    found, wrong = read_day(values, name, today)
    is_future = name == "decision_date" and found is not None and found > today
    return found, "errors.day_future" if is_future else wrong


def _phones(number: str, note: str) -> list[dict[str, Any]]:
    return [{"number": dialled(number) or number, "note": note or None}] if number else []


def _money(words: str) -> int | None:
    """Millions as typed, ``7,5``; a whole amount in đồng is taken as one."""
    if not words:
        return None
    whole = whole_number(words)
    if isinstance(whole, int) and whole >= 100_000:
        return whole
    return round(_decimal(words, most=1000) * _MILLION)


def _kilometres(words: str) -> float | None:
    return _decimal(words, most=2000) if words else None


def _decimal(words: str, most: float) -> float:
    if not words.replace(",", ".").replace(".", "", 1).isdigit() or not words.isascii():
        raise ValueError("no number")
    number = float(words.replace(",", "."))
    if number > most:
        raise ValueError("too large")
    return number


def _window(words: str) -> list[int]:
    if not words:
        return []
    found = read_hours(words)
    if len(found) != 1:
        raise ValueError("no span of hours")
    return [found[0].start_minute, found[0].end_minute]


def changed(record: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields that say something else than the record: a change touches nothing more."""
    new = {name: value for name, value in fields.items() if _plain(name, record.get(name)) != _plain(name, value)}
    if "birth_date" not in new and new.get("birth_precision") == "day" and not record.get("birth_precision"):
        del new["birth_precision"]  # a date whose precision was never written is a whole day
    return new


def merged(record: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """A change with what the form has no box for kept: further phones, and when a former job ended."""
    whole = dict(new)
    if "phones" in new:
        whole["phones"] = [*new["phones"], *(record.get("phones") or [])[1:]]
    if "work_history" in new:
        ends = {(w["words"], w.get("months")): w.get("ended_on") for w in record.get("work_history") or []}
        whole["work_history"] = [_with_end(w, ends.get((w["words"], w.get("months")))) for w in new["work_history"]]
    return whole


def _with_end(work: Mapping[str, Any], ended_on: str | None) -> dict[str, Any]:
    return dict(work) if not ended_on else {**work, "ended_on": date.fromisoformat(ended_on)}


def _plain(name: str, value: Any) -> Any:
    """A value in the one form in which record and form can be compared."""
    if isinstance(value, date):
        return value.isoformat()
    if name in ("wishes", "work_history"):
        keys = ("words",) if name == "wishes" else ("words", "months")
        return [tuple(entry.get(key) for key in keys) for entry in value or []]
    if name == "phones":
        return [(p.get("number"), p.get("note") or None) for p in (value or [])[:1]]
    if name in MANY:
        return sorted(value or [])
    return None if value in ("", []) else value


def _beside(words: str, note: str | None) -> str:
    return f"{words} ({note})" if note else words


def _lasting(work: Mapping[str, Any], say: Say) -> str:
    months = work.get("months")
    return _beside(work["words"], say("record.months", n=months) if months else None)


def readable(name: str, value: Any, say: Say) -> str:
    """A value of a record in words, for who compares two of them."""
    if value in (None, "", []):
        return say("people.unknown")
    shown: dict[str, Callable[[Any], str]] = {
        "commune_code": lambda code: commune.name if (commune := find_commune(code)) else str(code),
        "wage_floor_vnd": vnd,
        **dict.fromkeys(DAYS, day),
        "treatment_window": lambda window: f"{clock_time(window[0])}–{clock_time(window[1])}",
        "vehicle": lambda kind: say(f"profile.vehicles.{kind}"),
        "can_relocate": lambda yes: say("record.yes" if yes else "record.no"),
        "health_limits": lambda limits: "; ".join(say(f"profile.limit.{limit}") for limit in limits),
        "phones": lambda phones: ", ".join(_beside(p["number"], p.get("note")) for p in phones),
        "wishes": lambda wishes: "; ".join(w["words"] for w in wishes),
        "work_history": lambda work: "; ".join(_lasting(w, say) for w in work),
    }
    if name in shown:
        return shown[name](value)
    return ", ".join(value) if isinstance(value, list) else str(value)


# Field of a record → the box of the form that it is typed into.
BOX_OF: Final[Mapping[str, str]] = {
    "wage_floor_vnd": "wage_floor",
    "max_commute_km": "commute",
    "treatment_window": "busy",
    "can_relocate": "stay",
    "work_history": "work",
    "phones": "phone",
}
