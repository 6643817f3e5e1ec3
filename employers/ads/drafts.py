"""A draft opening out of each stretch of a message, every field with the words it came from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from employers.ads.conditions import read_housing, read_meals, read_transport
from employers.ads.contact import read_phone
from employers.ads.demands import read_experience, read_licence, read_school_years, read_strains
from employers.ads.hours import read_offered_shifts, read_working_hours
from employers.ads.message import Hit, Passage, Said
from employers.ads.place import read_district, read_workplace
from employers.ads.seats import COUPLE, SEXES, read_seats, read_seats_each
from employers.ads.sender import read_apply_by, read_company, read_contact_name, read_other_phones
from employers.ads.sharing import Stretch
from employers.ads.training import read_training
from employers.ads.unlawful import read_deposit, read_papers_kept
from employers.ads.wage import read_pay, read_pay_in_turn, read_role_pay
from employers.ads.wishes import read_ages, read_sex
from employers.reference.pay import Wage
from employers.reference.shifts import TimeWindow


@dataclass(frozen=True)
class DraftOpening:
    """An opening as an advertisement states it, to be confirmed by a person before it is published or rules anyone out.

    Attributes
    ----------
    title : str
        Words of the message.
    isco : str or None
        ISCO-08 unit group of the title.
    seats : int or None
        People wanted.
    wage : Wage or None
        Without an amount only for pay by the piece whose amount is not said.
    shifts : tuple of str
        ``ngày``, ``tối``, ``đêm``: those that words name, else those of the hours; empty without both.
    hours : tuple of TimeWindow
        As stated.
    housing, meals, transport, training_on_job : bool or None
        None when nothing is said.
    licence : str or None
        Lowest class demanded, as of 2025.
    schooling : int or None
        School years demanded, 3 to 12.
    experience_months : int or None
        Least experience demanded; 0 when none is needed.
    physical : tuple of str
        Stated strains in the words of formats.md.
    sex : str or None
        A wish: ``nam`` or ``nữ``.
    min_age, max_age : int or None
        Wishes, in years.
    commune_code : str or None
        The workplace, a commune of today's map.
    phone : str or None
        National digits.
    contact_name, company : str or None
        Whom to ask for and the employer, as typed.
    other_phones : tuple of str
        Further numbers, national digits.
    apply_by : str or None
        The last day to apply as written, ``dd/mm`` or ``dd/mm/yyyy``.
    commune_choices : tuple of str
        Where only a former district or city is named: the communes that it became, likeliest first.
    asks_deposit, keeps_papers : bool or None
        True for what the law forbids: a deposit or fee, original papers kept.
    evidence : mapping of str to str
        Field → the very words it came from; no entry for a field without a value.
    """

    title: str
    isco: str | None = None
    seats: int | None = None
    wage: Wage | None = None
    shifts: tuple[str, ...] = ()
    hours: tuple[TimeWindow, ...] = ()
    housing: bool | None = None
    meals: bool | None = None
    transport: bool | None = None
    training_on_job: bool | None = None
    licence: str | None = None
    schooling: int | None = None
    experience_months: int | None = None
    physical: tuple[str, ...] = ()
    sex: str | None = None
    min_age: int | None = None
    max_age: int | None = None
    commune_code: str | None = None
    phone: str | None = None
    contact_name: str | None = None
    company: str | None = None
    other_phones: tuple[str, ...] = ()
    apply_by: str | None = None
    commune_choices: tuple[str, ...] = ()
    asks_deposit: bool | None = None
    keeps_papers: bool | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)


_Reader = Callable[[Passage], Said[Any] | None]
_READERS: Final[dict[str, _Reader]] = {
    "seats": read_seats,
    "wage": read_pay,
    "shifts": read_offered_shifts,
    "hours": read_working_hours,
    "housing": read_housing,
    "meals": read_meals,
    "transport": read_transport,
    "training_on_job": read_training,
    "licence": read_licence,
    "schooling": read_school_years,
    "experience_months": read_experience,
    "physical": read_strains,
    "sex": read_sex,
    "min_age": lambda passage: read_ages(passage)[0],
    "max_age": lambda passage: read_ages(passage)[1],
    "phone": read_phone,
    "contact_name": read_contact_name,
    "company": read_company,
    "other_phones": read_other_phones,
    "apply_by": read_apply_by,
    "asks_deposit": read_deposit,
    "keeps_papers": read_papers_kept,
}
# "cần 5 người" before a list is the sum, not each opening's number, unless it says so ("mỗi vị trí 2 người").
_OWN_ALONE: Final = frozenset({"seats"})

# What the title itself says of these is the work ("giao cơm", "đưa rước công nhân"), no condition of it.
_BESIDE_TITLE: Final = frozenset({"meals", "transport", "housing"})


def drafts_of(stretches: Sequence[Stretch], home_province: str | None) -> tuple[DraftOpening, ...]:
    """Read every field from each opening's own words, and what they leave open from the words common to all."""
    readers = _READERS | {
        "commune_code": lambda passage: read_workplace(passage, home_province),
        "commune_choices": lambda passage: read_district(passage, home_province),
    }
    common: dict[str, Said[Any] | None] = {}
    drafts = []
    for place, stretch in enumerate(stretches):
        paid = read_pay_in_turn(stretch.common, place, len(stretches)) if stretch.common else None
        drafts.append(_draft_of(stretch, readers, common, {"wage": paid} if paid else {}))
    return _with_shared(drafts)


def _with_shared(drafts: Sequence[DraftOpening]) -> tuple[DraftOpening, ...]:
    """Give the place and the telephone that a message names once to all its openings."""
    shared: dict[str, Any] = {}
    words: dict[str, str] = {}
    for name in ("commune_code", "phone"):
        named = {getattr(draft, name): draft.evidence[name] for draft in drafts if getattr(draft, name) is not None}
        if len(named) == 1:
            shared[name], words[name] = next(iter(named.items()))
    return tuple(replace(draft, evidence={**draft.evidence, **words}, **shared) for draft in drafts)


def _draft_of(
    stretch: Stretch,
    readers: Mapping[str, _Reader],
    common: dict[str, Said[Any] | None],
    known: Mapping[str, Said[Any]],
) -> DraftOpening:
    words, isco = stretch.title_words, stretch.title.isco
    said: dict[str, Said[Any]] = {}
    for name, read in readers.items():
        found = _read_own(name, read, stretch) or known.get(name) or _read_common(name, read, stretch, common)
        if found is not None:
            said[name] = found
    if "commune_code" in said:
        said.pop("commune_choices", None)
    evidence = {"title": words} | ({"isco": words} if isco else {}) | {name: s.words for name, s in said.items()}
    values: dict[str, Any] = {name: found.value for name, found in said.items()}
    return DraftOpening(title=words, isco=isco, evidence=evidence, **values)


def _read_own(name: str, read: _Reader, stretch: Stretch) -> Said[Any] | None:
    if name == "seats" and stretch.title.seats is not None and not _adds_up(stretch):
        return Said(stretch.title.seats, stretch.own.words(*_lead(stretch)))
    if name == "physical":
        start, end = _title_span(stretch)
        first = stretch.title.first_end
        return read_strains(stretch.own, (start, end if first is None else end - stretch.title.end + first))
    if name == "wage":
        return read_pay(stretch.own, _title_span(stretch))
    return read(_without_title(stretch) if name in _BESIDE_TITLE else stretch.own)


def _read_common(name: str, read: _Reader, stretch: Stretch, known: dict[str, Said[Any] | None]) -> Said[Any] | None:
    """Read what is said once for all; once, however many openings there are."""
    if stretch.common is None:
        return None
    if name in _OWN_ALONE:
        return read_seats_each(stretch.common)
    if name == "wage" and (by_role := read_role_pay(stretch.common, stretch.title_words)):
        return by_role
    if name not in known:
        known[name] = read(stretch.common)
    return known[name]


def _lead(stretch: Stretch) -> tuple[int, int]:
    """Where the words from the item's beginning to its title's end stand in its own passage."""
    offset = stretch.title.at if stretch.common is not None else 0
    return stretch.title.at - offset, stretch.title.end - offset


def _lead_words(stretch: Stretch) -> Passage:
    return stretch.own.part(*_lead(stretch))


def _adds_up(stretch: Stretch) -> bool:
    """Whether more than one number makes the seats: a couple, or men and women, also where a comma parts them."""
    start, end = _lead(stretch)
    return COUPLE.stands_in(_lead_words(stretch)) or SEXES.stands_in(stretch.own.part(max(0, start - 12), end))


def _title_span(stretch: Stretch) -> tuple[int, int]:
    """Where the words of the title stand in its own passage."""
    offset = stretch.title.at if stretch.common is not None else 0
    return stretch.title.start - offset, stretch.title.end - offset


def _without_title(stretch: Stretch) -> Passage:
    """Blank the title out: "giao cơm" gives no meal."""
    return stretch.own.without([Hit(*_title_span(stretch), ())])
