"""What ranking sees of openings: one :class:`Demand` each, and a :class:`Market` that holds them as columns.

A market is coded once and asked many times: everything about one person against all openings is then a few array
operations, never a loop over pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from employers.reference.shifts import TimeWindow

SHIFTS = ("ngày", "tối", "đêm")
PHYSICAL = ("heavy_lifting", "heights", "chemicals", "long_standing")
CONTRACTS = ("indefinite", "fixed", "seasonal", "own")
ShiftHours = tuple[tuple[str, tuple[TimeWindow, ...]], ...]
EMPLOYER_KINDS = (
    "factory",
    "plantation",
    "transport",
    "workshop",
    "shop",
    "cooperative",
    "household",
    "company",
    "public",
)


@dataclass(frozen=True, slots=True)
class Demand:
    """One opening as ranking sees it; ``None`` is "not known" throughout and never a zero.

    Money is VND a month, coordinates are degrees, experience is months, windows are minutes of the day.
    """

    opening_id: int
    code: str
    employer: str
    """Code of the employer, by which the model remembers it."""
    isco: tuple[str, ...] = ()
    employer_kind: str | None = None
    point: tuple[float, float] | None = None
    commune_code: str | None = None
    island: bool = False
    best_wage_vnd: int | None = None
    low_wage_vnd: int | None = None
    region_minimum_vnd: int | None = None
    windows: ShiftHours = ()
    """Each shift with its working hours; empty when shifts are not known."""
    contract: str | None = None
    schooling: int | None = None
    schooling_preferred: bool = False
    licence: str | None = None
    experience_months: int | None = None
    physical: frozenset[str] = frozenset()
    housing: bool | None = None
    transport: bool | None = None
    meals: bool | None = None
    training_on_job: bool | None = None
    seats: int = 1
    """Seats left today."""
    posted_on: date | None = None
    on_offer: bool = True
    """Published, not past its last day."""
    employer_ready: bool = True
    """Neither the employer nor the opening is paused or suspended."""
    unlawful: frozenset[str] = frozenset()
    """``deposit`` or ``papers``: what the opening asks that the law forbids."""
    minor_barred: str | None = None
    """Why the law keeps under-18s from this work, or None."""
    wishes: tuple[tuple[str, str | int], ...] = ()
    """The employer's wishes about age and sex: cautions, never rules."""
    answer_rate: float | None = None
    month_full: bool = False
    """The employer has had as many introductions this month as it asked for; suggested still, not referred to."""
    at_home: bool = False
    """Work on one's own at home: nobody hires, so no seats are taken or priced, and there is no way to go."""


def _floats(values: Sequence[float | int | None]) -> NDArray[np.float64]:
    return np.array([np.nan if v is None else float(v) for v in values], dtype=np.float64)


def _codes(values: Sequence[str | None], levels: Sequence[str]) -> NDArray[np.float64]:
    place = {level: float(i) for i, level in enumerate(levels)}
    return np.array([place.get(v, np.nan) if v is not None else np.nan for v in values], dtype=np.float64)


def _marks(values: Sequence[bool | None]) -> NDArray[np.float64]:
    return _floats([None if v is None else int(v) for v in values])


@dataclass(frozen=True)
class Market:
    """Openings as columns; row i of every array speaks of ``demands[i]``.

    Attributes
    ----------
    demands : tuple of Demand, length n
    as_of : date
        The domain day for which seats, dates and ages count.
    """

    demands: tuple[Demand, ...]
    as_of: date

    def __len__(self) -> int:
        return len(self.demands)

    def at(self, rows: NDArray[np.intp]) -> "Market":
        """The openings at some rows as a market of their own, in that order; columns are cut, not coded again."""
        chosen = rows.tolist()
        part = Market(tuple(map(self.demands.__getitem__, chosen)), self.as_of)
        part.__dict__.update(  # where cached properties keep what they found
            employers=tuple(map(self.employers.__getitem__, chosen)),
            ids=self.ids[rows],
            iscos=self.iscos,
            isco_rows=self.isco_rows[rows],
            points=self.points[rows],
            columns={name: column[rows] for name, column in self.columns.items()},
            flags={name: flag[rows] for name, flag in self.flags.items()},
        )
        return part

    @cached_property
    def rows(self) -> dict[int, int]:
        """The row of each opening, by its id."""
        return {d.opening_id: i for i, d in enumerate(self.demands)}

    @cached_property
    def ids(self) -> NDArray[np.uint64]:
        """Row id of each opening, shape (n,); near-ties are drawn by it."""
        return np.array([d.opening_id for d in self.demands], dtype=np.uint64)

    @cached_property
    def employers(self) -> tuple[str, ...]:
        """Code of each opening's employer, length n."""
        return tuple(d.employer for d in self.demands)

    @cached_property
    def iscos(self) -> tuple[str, ...]:
        """All unit groups that any opening (or any of the market this is a part of) carries, in order."""
        return tuple(sorted({code for d in self.demands for code in d.isco}))

    @cached_property
    def isco_rows(self) -> NDArray[np.int64]:
        """Index into :attr:`iscos` of each opening's codes, shape (n, most codes of one opening), −1 for none."""
        place = {code: i for i, code in enumerate(self.iscos)}
        width = max((len(d.isco) for d in self.demands), default=1) or 1
        table = np.full((len(self), width), -1, dtype=np.int64)
        for i, d in enumerate(self.demands):
            table[i, : len(d.isco)] = [place[code] for code in d.isco]
        return table

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """Latitude and longitude in degrees, shape (n, 2), NaN where unknown."""
        return np.array([d.point or (np.nan, np.nan) for d in self.demands], dtype=np.float64).reshape(-1, 2)

    @cached_property
    def communes(self) -> tuple[dict[str, int], NDArray[np.int64]]:
        """Classes of the known communes, and each opening's class (−1: not known), shape (n,)."""
        codes = [d.commune_code for d in self.demands]
        known = {code: i for i, code in enumerate(sorted({code for code in codes if code is not None}))}
        return known, np.array([-1 if code is None else known[code] for code in codes], dtype=np.int64)

    @cached_property
    def columns(self) -> dict[str, NDArray[np.float64]]:
        """The plain numbers, each shape (n,), NaN where unknown."""
        ds = self.demands
        return {
            "best_wage": _floats([d.best_wage_vnd for d in ds]),
            "low_wage": _floats([d.low_wage_vnd for d in ds]),
            "region_minimum": _floats([d.region_minimum_vnd for d in ds]),
            "schooling": _floats([None if d.schooling_preferred else d.schooling for d in ds]),
            "experience": _floats([d.experience_months for d in ds]),
            "seats": _floats([None if d.at_home else d.seats for d in ds]),
            "posting_age": _floats([(self.as_of - d.posted_on).days if d.posted_on else None for d in ds]),
            "answer_rate": _floats([d.answer_rate for d in ds]),
            "housing": _marks([d.housing for d in ds]),
            "transport": _marks([d.transport for d in ds]),
            "meals": _marks([d.meals for d in ds]),
            "training_on_job": _marks([d.training_on_job for d in ds]),
            "contract": _codes([d.contract for d in ds], CONTRACTS),
            "employer_kind": _codes([d.employer_kind for d in ds], EMPLOYER_KINDS),
        }

    @cached_property
    def flags(self) -> dict[str, NDArray[np.bool_]]:
        """The yes/no facts that rules need, each shape (n,)."""
        ds = self.demands
        facts = {
            "on_offer": [d.on_offer and (d.seats > 0 or d.at_home) for d in ds],
            "at_home": [d.at_home for d in ds],
            "employer_ready": [d.employer_ready for d in ds],
            "island": [d.island for d in ds],
            "unlawful": [bool(d.unlawful) or underpaid(d) for d in ds],
            "minor_barred": [d.minor_barred is not None for d in ds],
            "preferred_schooling": [d.schooling_preferred for d in ds],
        }
        facts |= {f"physical:{p}": [p in d.physical for d in ds] for p in PHYSICAL}
        facts |= {f"shift:{s}": [any(name == s for name, _ in d.windows) for d in ds] for s in SHIFTS}
        return {name: np.array(values, dtype=np.bool_) for name, values in facts.items()}

    @cached_property
    def hours(self) -> tuple[tuple[ShiftHours, ...], NDArray[np.int64]]:
        """The distinct shifts with their hours, and each opening's index into them, shape (n,)."""
        numbers: dict[ShiftHours, int] = {}
        rows = [numbers.setdefault(d.windows, len(numbers)) for d in self.demands]
        return tuple(numbers), np.array(rows, dtype=np.int64)

    @cached_property
    def licences(self) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """The licence classes asked for, and each opening's index into them (−1: none asked), shape (n,)."""
        asked = tuple(sorted({d.licence for d in self.demands if d.licence}))
        place = {licence: i for i, licence in enumerate(asked)}
        return asked, np.array([place.get(d.licence or "", -1) for d in self.demands], dtype=np.int64)


def underpaid(demand: Demand) -> bool:
    """Tell whether the best full-time wage on offer is under the regional minimum; unknown pay never is."""
    if demand.best_wage_vnd is None or demand.region_minimum_vnd is None:
        return False
    return demand.best_wage_vnd < demand.region_minimum_vnd
