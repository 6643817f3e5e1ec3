"""How good a ranker is: measures, and a comparison by date that never looks ahead."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Ranker(Protocol):
    """What every ranker and every baseline can do."""

    def fit(self, X: Floats, y: NDArray[Any], sample_weight: Floats | None = None) -> Any:
        """Learn from outcomes."""

    def predict_proba(self, X: Floats) -> Floats:
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
    """One ranker's log-loss per fold (nats), and the outcomes judged in each."""

    losses: tuple[float, ...]
    n_judged: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Log-loss over all judged outcomes."""
        return float(np.average(self.losses, weights=self.n_judged))

    @property
    def standard_error(self) -> float:
        """Standard error of the mean over folds; NaN with a single fold."""
        n_folds = len(self.losses)
        return float(np.std(self.losses, ddof=1) / np.sqrt(n_folds)) if n_folds > 1 else float("nan")


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
    """

    X: Floats
    y: NDArray[Any]
    referred_on: NDArray[Any]
    known_on: NDArray[Any]
    weight: Floats | None = None


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
    losses: dict[str, list[float]] = {name: [] for name in rankers}
    judged: list[float] = []
    for known, fold in _stretches(outcomes, n_folds + 1):
        if known.sum() < least_known or np.unique(outcomes.y[known]).size < 2:
            continue
        judged.append(float(weight[fold].sum()))
        for name, make in rankers.items():
            ranker = make()
            ranker.fit(outcomes.X[known], outcomes.y[known], sample_weight=weight[known])
            chance = ranker.predict_proba(outcomes.X[fold])[:, 1]
            losses[name].append(log_loss(outcomes.y[fold], chance, weight[fold]))
    if not judged:
        raise ValueError(f"no stretch of time has {least_known} known outcomes of both kinds before it")
    return {name: FoldScores(tuple(values), tuple(judged)) for name, values in losses.items()}


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
