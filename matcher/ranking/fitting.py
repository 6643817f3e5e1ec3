"""Penalised logistic regression around an offset, and how sure it is.

The coefficients have a standard normal prior (the basis carries the scales), employers a normal one with their own
standard deviation. The maximum is found by Newton steps (iteratively reweighted least squares); the curvature there is
the posterior's (Laplace's approximation: Bishop 2006, Pattern Recognition and Machine Learning, 4.4). Employers are
eliminated first (Schur complement), so a thousand of them cost no more than ten. How far employers differ is found out
by the evidence (marginal likelihood) of a few spreads, the same approximation once more.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array
from scipy.special import expit, softmax
from sklearn.utils.multiclass import check_classification_targets, type_of_target

Floats = NDArray[np.float64]
Point = tuple[Floats, Floats]
"""Coefficients and employers' effects."""

TOLERANCE = 1e-4
"""Newton stops when no coefficient moves further; the unit is a prior standard deviation."""

ROUGHLY = 1e-2
"""As TOLERANCE, where only the evidence of a spread is asked for."""

SPREADS = (0.125, 0.5, 1.0, 1.75, 2.5, 3.5)
"""Spreads of employers' effects that are weighed against each other, as multiples of what is believed: from hardly any
to as much as separates a good month from a bad one. Each is as likely as the next before any outcome."""


@dataclass(frozen=True)
class Answers:
    """What became of each pair.

    Parameters
    ----------
    kept : ndarray of shape (n_pairs,)
        1 kept, 0 not.
    weight : ndarray of shape (n_pairs,)
        Above 0; how much of an outcome a row is.
    employer : ndarray of int, shape (n_pairs,)
        Number in ``names``, or -1 where the employer is not known.
    names : tuple of str
        Employers.
    """

    kept: Floats
    weight: Floats
    employer: NDArray[np.intp]
    names: tuple[str, ...]

    @cached_property
    def members(self) -> csr_array:
        """Who employs in which pair: ones in an array of shape (n_employers, n_pairs)."""
        pairs = np.flatnonzero(self.employer >= 0)
        ones = np.ones(pairs.size)
        return csr_array((ones, (self.employer[pairs], pairs)), shape=(len(self.names), self.employer.size))


@dataclass(frozen=True)
class Outcomes:
    """What a fit learns from: directions per pair, the expert's score (log-odds), and what became of it."""

    design: Floats
    offset: Floats
    answers: Answers


@dataclass(frozen=True)
class Posterior:
    """Where the fit ended and how sure it is.

    Parameters
    ----------
    mean : ndarray of shape (n_directions,)
    covariance : ndarray of shape (n_directions, n_directions)
    effects : ndarray of shape (n_employers,)
        Employers' own log-odds, shrunk to 0.
    own_variance : ndarray of shape (n_employers,)
        Their variance were every coefficient known, at the spread ``unseen_sd``.
    links : ndarray of shape (n_employers, n_directions)
        How an employer's effect answers to the coefficients: effect variance given design row z is
        ``own_variance + (z - link)' covariance (z - link)`` for the score, both together.
    employer_sd : float
        What the spread of employers' effects was found to be: what their effects are shrunk by.
    unseen_sd : float
        Standard deviation of an employer never seen, the doubt about the spread included.
    n_steps : int
    """

    mean: Floats
    covariance: Floats
    effects: Floats
    own_variance: Floats
    links: Floats
    employer_sd: float
    unseen_sd: float
    n_steps: int


def two_classes(y: NDArray[Any]) -> tuple[NDArray[Any], Floats]:
    """Return the two classes of y in order, and 1.0 where y is the second.

    Outcomes that are all 0 or all 1 are legitimate: a prior and one good month are a model.

    Raises
    ------
    ValueError
        If y has more classes, or one that is neither 0 nor 1.
    """
    check_classification_targets(y)
    classes = np.unique(y)
    if classes.size > 2:
        raise ValueError(f"Only binary classification is supported. The type of the target is {type_of_target(y)}.")
    if classes.size == 1 and np.isin(classes, (0, 1)).all():
        classes = np.array([0, 1], dtype=classes.dtype)
    if classes.size < 2:
        raise ValueError(f"y holds one class only ({classes[0]!r}), and it is neither 0 nor 1")
    return classes, (y == classes[1]).astype(np.float64)


def fit_posterior(outcomes: Outcomes, employer_sd: float, max_iter: int) -> Posterior:
    """Maximise the penalised likelihood and return the Laplace posterior.

    Effects are shrunk by the spread that the outcomes make likely (the mean of its logarithm over ``SPREADS``, weighted
    by evidence); variances stand on its plain mean, which is larger the less is known of it, since an interval grows
    with the spread itself. (Schall's update of the variance, used before, found less in two or three binary outcomes a
    firm: 75 % of the way from the expert to what can be known, against 79 % on the same histories.)

    Parameters
    ----------
    outcomes : Outcomes
        May be empty: then the posterior is the prior.
    employer_sd : float
        Standard deviation that employers' own effects are believed to have, log-odds, above 0.
    max_iter : int
        Newton steps at most; six to twelve are usual.
    """
    at = np.zeros(outcomes.design.shape[1]), np.zeros(len(outcomes.answers.names))
    typical = unseen = employer_sd
    if outcomes.answers.names:
        at, typical, unseen = _weigh_spreads(outcomes, at, employer_sd * np.array(SPREADS), max_iter)
    at, n_steps = _maximum(outcomes, at, typical, max_iter, TOLERANCE)
    curvature = _Curvature.at(outcomes, at, unseen**-2)
    covariance = cho_solve(curvature.factor, np.eye(at[0].size))
    own_variance = 1.0 / curvature.employer
    return Posterior(at[0], covariance, at[1], own_variance, curvature.links, typical, unseen, n_steps)


def _weigh_spreads(outcomes: Outcomes, at: Point, spreads: Floats, max_iter: int) -> tuple[Point, float, float]:
    """Return a point to go on from, and the geometric and the plain mean of the spreads, weighted by evidence."""
    evidence = []
    for spread in spreads:
        at, _ = _maximum(outcomes, at, spread, max_iter, ROUGHLY)
        evidence.append(_log_evidence(outcomes, at, spread))
    likely = softmax(evidence)
    return at, float(np.exp(likely @ np.log(spreads))), float(likely @ spreads)


def _log_evidence(outcomes: Outcomes, at: Point, spread: float) -> float:
    """Log marginal likelihood of a spread by Laplace's approximation at its maximum, up to a constant."""
    curvature = _Curvature.at(outcomes, at, spread**-2)
    volume = np.log(np.diag(curvature.factor[0])).sum() + 0.5 * np.log(curvature.employer * spread**2).sum()
    return -_objective(outcomes, at, spread**-2) - float(volume)


def _maximum(outcomes: Outcomes, at: Point, spread: float, max_iter: int, tolerance: float) -> tuple[Point, int]:
    """Go on from a point to the most likely one under a spread; also how many steps it took."""
    n_steps, moved = 0, np.inf
    while moved >= tolerance and n_steps < max_iter:
        at, moved = _newton_step(outcomes, at, spread**-2)
        n_steps += 1
    return at, n_steps


def _newton_step(outcomes: Outcomes, at: Point, precision: float) -> tuple[Point, float]:
    """Return the next point and how far it is; a step that overshoots is halved."""
    curvature = _Curvature.at(outcomes, at, precision)
    move = curvature.step(outcomes, at, precision)
    value = _objective(outcomes, at, precision)
    size = 1.0
    while size > 1e-4:
        trial = at[0] + size * move[0], at[1] + size * move[1]
        if _objective(outcomes, trial, precision) <= value * (1 + 1e-12):
            return trial, max(float(np.abs(part).max(initial=0.0)) for part in move)
        size /= 2
    return at, 0.0


@dataclass(frozen=True)
class _Curvature:
    """Second derivatives at one point, with the employers eliminated."""

    factor: tuple[Floats, bool]
    employer: Floats
    links: Floats
    residual: Floats

    @classmethod
    def at(cls, outcomes: Outcomes, at: Point, precision: float) -> "_Curvature":
        chance = expit(_score(outcomes, at))
        answers = outcomes.answers
        information = answers.weight * chance * (1.0 - chance)
        root = np.sqrt(information)
        half = outcomes.design * root[:, None]
        hessian = half.T @ half
        hessian.flat[:: hessian.shape[0] + 1] += 1.0
        members = answers.members
        employer = members @ information + precision
        cross = csr_array((root[members.indices], members.indices, members.indptr), members.shape) @ half
        links = cross / employer[:, None]
        hessian -= cross.T @ links
        return cls(cho_factor(hessian, lower=True), employer, links, answers.weight * (answers.kept - chance))

    def step(self, outcomes: Outcomes, at: Point, precision: float) -> Point:
        """Return the steps of the coefficients and of the employers' effects."""
        gradient = outcomes.design.T @ self.residual - at[0]
        employer_gradient = outcomes.answers.members @ self.residual - precision * at[1]
        move = cho_solve(self.factor, gradient - self.links.T @ employer_gradient)
        return move, employer_gradient / self.employer - self.links @ move


def _score(outcomes: Outcomes, at: Point) -> Floats:
    mean, effects = at
    score: Floats = outcomes.offset + outcomes.design @ mean + effects @ outcomes.answers.members
    return score


def _objective(outcomes: Outcomes, at: Point, precision: float) -> float:
    """Return the negative penalised log-likelihood."""
    mean, effects = at
    score = _score(outcomes, at)
    losses = np.logaddexp(0.0, score) - outcomes.answers.kept * score
    return float(outcomes.answers.weight @ losses + 0.5 * (mean @ mean) + 0.5 * precision * (effects @ effects))
