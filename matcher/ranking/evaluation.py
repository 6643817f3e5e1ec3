"""How good a ranker is: measures, and a comparison by date that never looks ahead."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.utils.validation import has_fit_parameter

Floats = NDArray[np.float64]


class Ranker(Protocol):
    """What every ranker and every baseline can do."""

    def fit(self, X: Floats, y: NDArray[Any], sample_weight: Floats | None = None, **known: Any) -> Any:
        """Learn from outcomes; ``employers`` is given to those that have such a parameter."""

    def predict_proba(self, X: Floats, **known: Any) -> Floats:
        """Return the chances of both classes, shape (n_pairs, 2)."""


def log_loss(y: NDArray[Any], chance: Floats, weight: Floats | None = None) -> float:
    """Return the mean negative log-likelihood, in nats; ``y`` may be a true chance instead of an outcome."""
    bounded = np.clip(chance, 1e-9, 1 - 1e-9)
    losses = -(y * np.log(bounded) + (1 - y) * np.log1p(-bounded))
    return float(np.average(losses, weights=weight))


def ndcg_at(k: int, relevance: Floats, score: Floats, eligible: NDArray[np.bool_] | None = None) -> float:
    """Return the mean over people of the normalised discounted cumulative gain of their first k openings.

    Järvelin & Kekäläinen 2002, ACM TOIS 20, 422-446; gains are linear in the relevance. People without an eligible
    opening, or without any relevance, are left out.

    Parameters
    ----------
    k : int
    relevance : ndarray of shape (n_people, n_openings)
        At least 0: a true chance, or an outcome.
    score : ndarray of shape (n_people, n_openings)
        What orders the list; ties keep the order of columns.
    eligible : ndarray of bool, optional
        Which openings a person's list may hold.
    """
    allowed = np.ones(relevance.shape, dtype=bool) if eligible is None else eligible
    gain = np.where(allowed, relevance, 0.0)
    depth = min(k, gain.shape[1])
    discount = 1.0 / np.log2(np.arange(depth) + 2)
    order = np.argsort(-np.where(allowed, score, -np.inf), axis=1, kind="stable")[:, :depth]
    reached = np.take_along_axis(gain, order, axis=1) @ discount
    best = -np.sort(-gain, axis=1)[:, :depth] @ discount
    return float(np.mean(reached[best > 0] / best[best > 0]))


def expected_calibration_error(
    y: NDArray[Any], chance: Floats, weight: Floats | None = None, n_bins: int = 10
) -> float:
    """Return the mean distance between what was promised and what came, over equally filled bins of chance.

    Naeini, Cooper & Hauskrecht 2015, AAAI; ``y`` may be a true chance. Bins hold equal numbers of pairs.
    """
    weight = np.ones(len(chance)) if weight is None else weight
    order = np.argsort(chance, kind="stable")
    total = 0.0
    for rows in np.array_split(order, min(n_bins, len(order))):
        total += abs(float(weight[rows] @ (y[rows] - chance[rows])))
    return total / float(weight.sum())


def interval_coverage(truth: Floats, low: Floats, high: Floats) -> float:
    """Return the share of true chances between their bounds."""
    return float(np.mean((low <= truth) & (truth <= high)))


@dataclass(frozen=True)
class FoldScores:
    """How one ranker did, fold by fold.

    Parameters
    ----------
    losses : tuple of float
        Log-loss per fold, nats.
    orders : tuple of float
        NDCG per fold, 0 to 1: do the referrals that lasted stand first among all of the fold?
    n_judged : tuple of float
        Outcomes judged in each.
    """

    losses: tuple[float, ...]
    orders: tuple[float, ...]
    n_judged: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Log-loss over all judged outcomes."""
        return float(np.average(self.losses, weights=self.n_judged))

    @property
    def mean_order(self) -> float:
        """NDCG, the larger folds counting more."""
        return float(np.average(self.orders, weights=self.n_judged))

    @property
    def standard_error(self) -> float:
        """Standard error of the mean log-loss over folds; NaN with a single fold."""
        return error_of_mean(self.losses)

    @property
    def order_error(self) -> float:
        """Standard error of the mean NDCG over folds; NaN with a single fold."""
        return error_of_mean(self.orders)


def error_of_mean(values: Sequence[float]) -> float:
    """Return the standard error of a mean; NaN for a single value."""
    return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")


@dataclass(frozen=True)
class Dated:
    """Outcomes in time.

    Parameters
    ----------
    X : ndarray of shape (n_pairs, n_features)
    y : ndarray of shape (n_pairs,)
    referred_on, known_on : ndarray of shape (n_pairs,)
        Day numbers (or ``datetime64[D]``): when the case worker decided, and when the outcome was known. A model judged
        on a referral has seen only what was known before that referral's fold began.
    weight : ndarray of shape (n_pairs,), optional
    employers : sequence of length n_pairs, optional
        Given to rankers that remember employers (whose ``fit`` has a parameter of that name).
    """

    X: Floats
    y: NDArray[Any]
    referred_on: NDArray[Any]
    known_on: NDArray[Any]
    weight: Floats | None = None
    employers: Sequence[str] | None = None


def walk_forward(
    outcomes: Dated, rankers: Mapping[str, Callable[[], Ranker]], n_folds: int = 5, least_known: int = 30
) -> dict[str, FoldScores]:
    """Judge rankers on each stretch of time with what was known before it.

    Parameters
    ----------
    outcomes : Dated
    rankers : mapping of name to a function that makes a fresh, unfitted ranker
    n_folds : int
        Stretches of equally many referrals; the first only teaches.
    least_known : int
        A stretch before which fewer outcomes (or only one class) were known is not judged.

    Raises
    ------
    ValueError
        If no stretch can be judged: there are too few outcomes to compare rankers. Gather more.
    """
    weight = np.ones(len(outcomes.y)) if outcomes.weight is None else outcomes.weight
    judged = [
        (known, fold)
        for known, fold in _stretches(outcomes, n_folds + 1)
        if known.sum() >= least_known and np.unique(outcomes.y[known]).size == 2
    ]
    if not judged:
        raise ValueError(f"no stretch of time has {least_known} known outcomes of both kinds before it")
    found = {}
    for name, make in rankers.items():
        chances = [_chances(make(), outcomes, weight, known, fold) for known, fold in judged]
        folds = [(outcomes.y[fold], chance, weight[fold]) for chance, (_, fold) in zip(chances, judged, strict=True)]
        losses, orders = (tuple(measure(*fold) for fold in folds) for measure in (log_loss, order_of_one_list))
        found[name] = FoldScores(losses, orders, tuple(float(weight[fold].sum()) for _, fold in judged))
    return found


def order_of_one_list(y: NDArray[Any], chance: Floats, weight: Floats) -> float:
    """Return the NDCG of all referrals of a fold as one list; 1 where none lasted, since no order is wrong then.

    People have one referral each or two, so lists of their own would be too short to be out of order.
    """
    gain = (y * weight)[None, :]
    return ndcg_at(gain.size, gain, chance[None, :]) if gain.any() else 1.0


def _chances(
    ranker: Ranker, outcomes: Dated, weight: Floats, known: NDArray[np.bool_], fold: NDArray[np.bool_]
) -> Floats:
    """Return the chances that a ranker gives a fold, having learned from what was known before it."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    if outcomes.employers is not None and has_fit_parameter(ranker, "employers"):
        names = np.asarray(outcomes.employers, dtype=object)
        before, after = {"employers": names[known]}, {"employers": names[fold]}
    ranker.fit(outcomes.X[known], outcomes.y[known], sample_weight=weight[known], **before)
    return ranker.predict_proba(outcomes.X[fold], **after)[:, 1]


def _stretches(outcomes: Dated, n_parts: int) -> Sequence[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Return (what was known before, what is judged) per stretch; a day is never split over two stretches."""
    days = np.sort(outcomes.referred_on)
    starts = [days[len(days) * part // n_parts] for part in range(1, n_parts)]
    ends = [*starts[1:], None]
    parts = []
    for start, end in zip(starts, ends, strict=True):
        inside = outcomes.referred_on >= start
        if end is not None:
            inside &= outcomes.referred_on < end
        if inside.any():
            parts.append((outcomes.known_on < start, inside))
    return parts


TAUS = (2.0, 3.0, 5.0, 8.0)
"""Firmness that :func:`choose_tau` tries."""


def choose_tau(outcomes: Dated, make: Callable[[float], Ranker], n_folds: int = 4) -> float:
    """Return the firmness with the least walk-forward log-loss; where none is clearly better, the firmest.

    Parameters
    ----------
    outcomes : Dated
    make : function of tau
        Makes an unfitted ranker.
    n_folds : int

    Raises
    ------
    ValueError
        As :func:`walk_forward`. Keep the default then.
    """
    scores = walk_forward(outcomes, {str(tau): partial(make, tau) for tau in TAUS}, n_folds)
    means = {tau: scores[str(tau)].mean for tau in TAUS}
    nearly = min(means.values()) * (1 + NEARLY)
    return max(tau for tau, mean in means.items() if mean <= nearly)


NEARLY = 0.001
"""Log-losses this close (a share) are equal; the firmer model then moves least from what people know."""
