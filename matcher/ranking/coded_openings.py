"""A market as a compiled kernel sees it: openings in classes of whatever the score and the rules can tell apart.

Openings are put in the order of their trade, and within a trade from the best to the worst by the part of the score
that does not depend on the person: whole trades can then be passed over, and the rest of one cut off.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from employers.reference.shifts import TimeWindow
from matcher.ranking.availability import Availability
from matcher.ranking.demands import SHIFTS, Market
from matcher.ranking.eligibility import RULES, broken_by
from matcher.ranking.features import FEATURE_NAMES, pair_features
from matcher.ranking.profiles import SkillProfile
from matcher.ranking.ranker import AdditiveRanker

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Words = NDArray[np.uint64]
Windows = tuple[tuple[str, tuple[TimeWindow, ...]], ...]

OPENING_ONLY = (
    "wage_ratio",
    "seats",
    "posting_age_days",
    "answer_rate",
    "meals",
    "training_on_job",
    "contract",
    "employer_kind",
)
"""Features that no person changes."""

TERMS_CLASS, WAGE, POINT, BED, TRADE = range(5)
"""Columns of ``OpeningArrays.classes``."""

NOT_MEASURED = 2
"""Places without a point of their own: everybody's home, and "unknown"."""

OPENING_RULES = ("closed", "illegal", "employer")
"""Rules that ask nothing of a person whose case is open."""


class OpeningArrays(NamedTuple):
    """Openings in the kernel's order; ``n`` of them, in ``n_trades`` trades, at ``n_points`` places.

    Parameters
    ----------
    row : ndarray of shape (n,)
        Row in the market.
    ids : ndarray of uint64, shape (n,)
        Row ids, for draws.
    base : ndarray of shape (n,)
        What the opening-only features and the employer add to a score, log-odds.
    codes : ndarray of uint8, shape (n, n_features)
        Bins of the opening-only features; 0 elsewhere.
    effect : ndarray of shape (n,)
        What is remembered of the employer, log-odds.
    classes : ndarray of shape (n, 5)
        Class of the terms, of the wage and of the place, whether a bed is offered (0, 1), and the trade.
    windows : ndarray of shape (n,)
        Class of the working hours.
    hours_start, hours_point, hours_count : ndarrays
        For each class of working hours, the places with such openings and how many there are.
    wages : ndarray of shape (n_wages,)
        Best wage of each class, VND a month, NaN where unknown.
    trade_start : ndarray of shape (n_trades + 1,)
    trade_words, trade_asked : ndarrays of shape (n_trades,)
        Class of unit groups (see ``nearness`` of the people), and months of experience asked for.
    point_start, at_point : ndarrays
        Openings of each place; the last but one stands for everybody's own home, the last for "unknown".
    commune_start, at_commune : ndarrays
    broken : ndarray of shape (n_rules,)
        Openings that break a rule whoever asks.
    """

    row: Ints
    ids: Words
    base: Floats
    codes: NDArray[np.uint8]
    effect: Floats
    classes: Ints
    windows: Ints
    hours_start: Ints
    hours_point: Ints
    hours_count: Ints
    wages: Floats
    trade_start: Ints
    trade_words: Ints
    trade_asked: Floats
    point_start: Ints
    at_point: Ints
    commune_start: Ints
    at_commune: Ints
    broken: Ints


class OpeningBits(NamedTuple):
    """Facts of openings, one bit each in the kernel's order; every array has shape (n_words,)."""

    existing: Words
    """All there are."""
    on_offer: Words
    """Those that no rule removes for everybody."""
    beds: Words
    driven: Words
    islands: Words
    """Those in a known commune that is an island."""
    placed: Words
    """Those whose commune is known."""


@dataclass(frozen=True)
class CodedOpenings:
    """A market and its coded form.

    Attributes
    ----------
    trades : tuple of tuple of str, length n_words_classes
        Unit groups of each class.
    points : ndarray of shape (n_points - 1, 2)
        Latitude and longitude of the known places, by rising latitude.
    communes : dict of commune code to class
    windows : tuple
        Working hours of each class.
    terms : Market
        One opening of each class of terms.
    """

    market: Market
    arrays: OpeningArrays
    bits: OpeningBits
    trades: tuple[tuple[str, ...], ...]
    points: Floats
    communes: dict[str, int]
    windows: tuple[Windows, ...]
    terms: Market

    def __len__(self) -> int:
        return len(self.arrays.row)

    def pack(self, mask: NDArray[np.bool_]) -> Words:
        """Return a mask over the market's rows as bits in the kernel's order."""
        return pack_bits(mask[self.arrays.row])


def pack_bits(mask: NDArray[np.bool_]) -> Words:
    """Return a mask as 64-bit words, the first entry in the lowest bit; bits beyond the end are 0."""
    padded = np.zeros(-(-mask.size // 64) * 64, dtype=np.bool_)
    padded[: mask.size] = mask
    return np.packbits(padded, bitorder="little").view(np.dtype("<u8")).astype(np.uint64)


def number_classes(keys: Iterable[Hashable]) -> tuple[list[Hashable], Ints]:
    """Number distinct keys in the order of their first appearance; give the keys and the class of each entry."""
    numbers: dict[Hashable, int] = {}
    classes = [numbers.setdefault(key, len(numbers)) for key in keys]
    return list(numbers), np.array(classes, dtype=np.int32)


def code_openings(market: Market, ranker: AdditiveRanker) -> CodedOpenings:
    """Code a market for one model; takes about a tenth of a second at 20,000 openings."""
    demands = market.demands
    codes = _opening_codes(market, ranker)
    effect = ranker.memory_.effects[ranker.memory_.rows(market.employers, len(market))]
    base = effect + sum(ranker.tables_.one_way[f][codes[:, f]] for f in _columns(OPENING_ONLY))
    words, of_words = number_classes(d.isco for d in demands)
    asked = np.nan_to_num(market.columns["experience"], nan=0.0)
    row = np.lexsort((-base, asked, of_words)).astype(np.int32)
    starts = _runs(of_words[row], asked[row])
    trade, bed = np.repeat(np.arange(len(starts) - 1), np.diff(starts)), market.columns["housing"] == 1
    points, point = _places(market)
    communes = {
        code: i for i, code in enumerate(sorted({d.commune_code for d in demands if d.commune_code is not None}))
    }
    commune = np.array([-1 if d.commune_code is None else communes[d.commune_code] for d in demands], dtype=np.int32)
    wages, wage = np.unique(market.columns["best_wage"], return_inverse=True)
    _, of_terms = number_classes(zip(*_terms_key(market), strict=True))
    first = np.unique(of_terms, return_index=True)[1].tolist()
    windows, of_windows = number_classes(d.windows for d in demands)
    barred = _barred(market)
    arrays = OpeningArrays(
        row=row,
        ids=market.ids[row],
        base=base[row],
        codes=codes[row],
        effect=effect[row],
        classes=np.column_stack([of_terms[row], wage[row], point[row], bed[row], trade]).astype(np.int32),
        windows=of_windows[row],
        **_hours(of_windows, point, len(windows)),
        wages=wages,
        trade_start=starts,
        trade_words=of_words[row][starts[:-1]],
        trade_asked=asked[row][starts[:-1]],
        **_members("point", point[row], len(points) + NOT_MEASURED),
        **_members("commune", commune[row], len(communes)),
        broken=np.array([hit.sum() for hit in barred], dtype=np.int32),
    )
    return CodedOpenings(
        market,
        arrays,
        _bits(market, row, commune, np.asarray(barred.any(axis=0))),
        tuple(words),  # type: ignore[arg-type]  # number_classes keeps keys as they are
        points,
        communes,
        tuple(windows),  # type: ignore[arg-type]  # number_classes keeps keys as they are
        Market(tuple(demands[i] for i in first), market.as_of),
    )


def _columns(names: Sequence[str]) -> list[int]:
    return [FEATURE_NAMES.index(name) for name in names]


def _opening_codes(market: Market, ranker: AdditiveRanker) -> NDArray[np.uint8]:
    """Bins of the opening-only features, read off the pairs with somebody of whom nothing is known."""
    nobody = pair_features(SkillProfile(), Availability(starts_on=market.as_of), market)
    codes = np.zeros((len(market), len(FEATURE_NAMES)), dtype=np.uint8)
    columns = _columns(OPENING_ONLY)
    codes[:, columns] = ranker.bins_.codes(nobody.X)[columns].T
    return codes


def _runs(*keys: NDArray[np.float64] | Ints) -> Ints:
    """Starts of runs of equal keys, and the end."""
    n = len(keys[0])
    changes = np.zeros(max(n - 1, 0), dtype=np.bool_)
    for key in keys:
        changes |= key[1:] != key[:-1]
    inner = np.flatnonzero(changes) + 1
    return np.array([0, *inner, n] if n else [0], dtype=np.int32)


def _places(market: Market) -> tuple[Floats, Ints]:
    """Distinct known points by rising latitude, and each opening's (their number: at home; one more: unknown)."""
    if not len(market):
        return np.empty((0, 2)), np.empty(0, dtype=np.int32)
    at_home = market.flags["at_home"]
    known = ~np.isnan(market.points).any(axis=1) & ~at_home
    points, inverse = np.unique(market.points[known], axis=0, return_inverse=True)
    place = np.where(at_home, len(points), len(points) + 1).astype(np.int32)
    place[known] = inverse.reshape(-1)
    return points, place


def _terms_key(market: Market) -> tuple[list[float], ...]:
    columns, flags = market.columns, market.flags
    return (
        np.nan_to_num(columns["schooling"], nan=0.0).tolist(),
        *(flags[f"shift:{name}"].tolist() for name in SHIFTS),
        (columns["housing"] == 1).tolist(),
        (columns["transport"] == 1).tolist(),
        flags["at_home"].tolist(),
    )


def _members(name: str, classes: Ints, n_classes: int) -> dict[str, Ints]:
    """Entries of each class, as starts and a list; entries of class -1 are in none."""
    order = np.argsort(classes, kind="stable").astype(np.int32)
    order = order[np.searchsorted(classes[order], 0) :]
    starts = np.searchsorted(classes[order], np.arange(n_classes + 1)).astype(np.int32)
    return {f"{name}_start": starts, f"at_{name}": order}


def _hours(windows: Ints, points: Ints, n_windows: int) -> dict[str, Ints]:
    """Distinct pairs of hours and place in the order of the hours, with their numbers."""
    pairs, counts = np.unique(np.column_stack([windows, points]), axis=0, return_counts=True)
    starts = pairs[:, 0].searchsorted(np.arange(n_windows + 1))
    found: dict[str, NDArray[Any]] = {"hours_start": starts, "hours_point": pairs[:, 1], "hours_count": counts}
    return {name: values.astype(np.int32) for name, values in found.items()}


def _barred(market: Market) -> NDArray[np.bool_]:
    """Which openings break a rule that asks nothing of the person, shape (n_rules, n_openings)."""
    somebody, nowhere = Availability(starts_on=market.as_of), np.zeros(len(market), dtype=np.bool_)
    return np.stack([broken_by(r, somebody, market) if r in OPENING_RULES else nowhere for r in RULES])


def _bits(market: Market, row: Ints, commune: Ints, barred: NDArray[np.bool_]) -> OpeningBits:
    return OpeningBits(
        existing=pack_bits(np.ones(len(market), dtype=np.bool_)),
        on_offer=pack_bits(~barred[row]),
        beds=pack_bits((market.columns["housing"] == 1)[row]),
        driven=pack_bits((market.columns["transport"] == 1)[row]),
        islands=pack_bits((market.flags["island"] & (commune >= 0))[row]),
        placed=pack_bits((commune >= 0)[row]),
    )
