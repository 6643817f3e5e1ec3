"""What is true in a simulated market, and no ranker is told.

Truths are curves over the features, drawn by another recipe than the model's own tables: smooth random curves
(squared-exponential, a third of the range long) added to the expert's knots, whose weight is
wrong as well, then put in the feature's direction.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from matcher.ranking.binning import bins_of
from matcher.ranking.prior import FeaturePrior, Prior
from matcher.ranking.score_tables import ScoreTables, expert_tables

Floats = NDArray[np.float64]

TRUTHS = ("additive", "interactions", "wrong_prior", "employers")
"""The truths that a market can be drawn with."""

GRID = 101
"""Points of a true curve."""

OFF_BY = 0.42
"""How far a true curve lies from the expert's, as a share of the expert's own doubt (a standard deviation)."""

SMOOTH_OVER = 0.33
"""How slowly a true curve departs from the expert's: the length, as a share of the range, over which it stays alike."""

WEIGHT_OFF_BY = 0.8
"""How far the expert is wrong about how much a whole table matters: log-normal, in units of ``OFF_BY``."""

INTERACTIONS = (
    ("trade_nearness", "training_on_job"),
    ("commute_km", "transport"),
    ("experience_months", "shift_kind"),
    ("wish_nearness", "wage_ratio"),
    ("schooling_margin", "employer_kind"),
)
"""Pairs of features that act together in the truth ``interactions``, none of them a table of the model."""

FLATTENED = ("commute_km", "wage_ratio")
REVERSED = ("wish_nearness", "training_on_job", "evidence_age_years")
"""What the expert has wrong in the truth ``wrong_prior``: effects that hardly exist, and effects of the other sign."""

_LEFT_OF_FLATTENED = 0.5
_HIDDEN_SD = 0.7
_EMPLOYER_SD = 1.0
_INTERACTION_SD = 0.5


@dataclass(frozen=True)
class Truth:
    """The true score of a pair, log-odds.

    Parameters
    ----------
    kind : str
        One of ``TRUTHS``.
    prior : Prior
    intercept : float
    curves : tuple of ndarray
        Per feature the values at ``GRID`` points over its range (or per level), the unknown value last.
    expert_joint : ScoreTables
        The expert's two-way tables; they are true.
    products : tuple of (int, int, float)
        Interactions: columns and strength of the product of their standings.
    employer_effects : ndarray of shape (n_employers,)
    hidden_sd : float
        Spread of what only case workers see.
    """

    kind: str
    prior: Prior
    intercept: float
    curves: tuple[Floats, ...]
    expert_joint: ScoreTables
    products: tuple[tuple[int, int, float], ...]
    employer_effects: Floats
    hidden_sd: float

    def score(self, X: Floats) -> Floats:
        """Return the true score of rows of shape (n_pairs, n_features), the employer's own effect left out."""
        total = np.full(len(X), self.intercept)
        for feature, curve, column in zip(self.prior.features, self.curves, X.T, strict=True):
            total += _along(feature, curve, column)
        codes = bins_of(self.prior).codes(X)
        for first, second, table in self.expert_joint.two_way:
            total += table[codes[first], codes[second]]
        for first, second, strength in self.products:
            total += strength * self._standing(first, X) * self._standing(second, X)
        return total

    def _standing(self, column: int, X: Floats) -> Floats:
        """Where a value stands in its range, -1 to 1; unknown in the middle."""
        feature = self.prior.features[column]
        low, high = (0.0, len(feature.levels) - 1.0) if feature.is_category else (feature.low, feature.high)
        share = np.clip((X[:, column] - low) / (high - low), 0.0, 1.0)
        if feature.spacing == "log":
            share = np.log1p(share * (high - low)) / np.log1p(high - low)
        return np.nan_to_num(2 * share - 1)


def draw_truth(rng: np.random.Generator, kind: str, prior: Prior, n_employers: int, wrongness: float) -> Truth:
    """Draw a truth of one of the kinds in ``TRUTHS``.

    Raises
    ------
    ValueError
        If there is no such kind.
    """
    if kind not in TRUTHS:
        raise ValueError(f"no truth is called {kind!r}; there are {', '.join(TRUTHS)}")
    curves = tuple(_true_curve(rng, feature, kind, wrongness * OFF_BY) for feature in prior.features)
    products = tuple(
        (prior.names.index(first), prior.names.index(second), float(rng.choice([-1, 1]) * rng.uniform(0.5, 1.5)))
        for first, second in INTERACTIONS
    )
    effects = rng.normal(0.0, _EMPLOYER_SD, n_employers)
    return Truth(
        kind,
        prior,
        prior.intercept + 0.4 * wrongness * float(rng.normal()),
        curves,
        expert_tables(prior),
        tuple((a, b, _INTERACTION_SD * c) for a, b, c in products) if kind == "interactions" else (),
        effects if kind == "employers" else np.zeros(n_employers),
        _HIDDEN_SD if kind == "employers" else 0.0,
    )


def _true_curve(rng: np.random.Generator, feature: FeaturePrior, kind: str, off_by: float) -> Floats:
    """The expert's curve, bent, and flattened or reversed where the expert is to be wrong."""
    believed = _expert_curve(feature)
    sign = feature.monotone
    if kind == "wrong_prior" and feature.name in FLATTENED:
        believed = _LEFT_OF_FLATTENED * (believed - believed.mean()) + believed.mean()
    if kind == "wrong_prior" and feature.name in REVERSED:
        believed, sign = 2 * believed.mean() - believed, -sign
    bend = off_by * feature.doubt
    importance = float(np.exp(off_by * WEIGHT_OFF_BY * rng.normal()))
    known = importance * believed + bend * (rng.normal(size=believed.size) if feature.is_category else _smooth(rng))
    if sign:
        known = isotonic_regression(known, increasing=sign > 0).x
    return np.append(known, importance * feature.unknown + bend * rng.normal())


def _smooth(rng: np.random.Generator) -> Floats:
    """One draw of a smooth random curve on the grid, standard deviation 1, its mean taken out."""
    share = np.linspace(0.0, 1.0, GRID)
    covariance = np.exp(-0.5 * ((share[:, None] - share) / SMOOTH_OVER) ** 2)
    values, vectors = np.linalg.eigh(covariance)
    curve = vectors @ (np.sqrt(np.maximum(values, 0.0)) * rng.normal(size=GRID))
    return np.asarray(curve - curve.mean())


def _expert_curve(feature: FeaturePrior) -> Floats:
    if feature.is_category:
        return np.array([value for _, value in feature.levels])
    xs, values = zip(*feature.knots, strict=True)
    return np.asarray(np.interp(_grid(feature), xs, values), dtype=np.float64)


def _grid(feature: FeaturePrior) -> Floats:
    span = feature.high - feature.low
    share = np.linspace(0.0, 1.0, GRID)
    return feature.low + (np.expm1(share * np.log1p(span)) if feature.spacing == "log" else share * span)


def _along(feature: FeaturePrior, curve: Floats, column: Floats) -> Floats:
    """Read a true curve at values; the unknown value is its last entry."""
    unknown = np.isnan(column)
    known = np.where(unknown, 0.0, column)
    if feature.is_category:
        return np.asarray(curve[np.where(unknown, len(feature.levels), known).astype(np.intp)])
    return np.where(unknown, curve[-1], np.interp(known, _grid(feature), curve[:-1]))
