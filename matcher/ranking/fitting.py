"""Penalised logistic regression around an offset, and how sure it is.

The coefficients have a standard normal prior (the basis carries the scales), employers a normal one with their own
standard deviation. The maximum is found by Newton steps (iteratively reweighted least squares); the curvature there is
the posterior's (Laplace's approximation: Bishop 2006, Pattern Recognition and Machine Learning, 4.4). Employers are
eliminated first (Schur complement), so a thousand of them cost no more than ten.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from scipy.sparse import csr_array
from scipy.special import expit
from sklearn.utils.multiclass import check_classification_targets, type_of_target

Floats = NDArray[np.float64]
Point = tuple[Floats, Floats]
"""Coefficients and employers' effects."""

TOLERANCE = 1e-4
"""Newton stops when no coefficient moves further; the unit is a prior standard deviation."""

SETTLED = 0.05
"""The spread of employers' effects is taken as found when an update changes it by less than this share."""

EMPLOYERS_OF_THE_EXPERT = 3.0
"""How many employers' effects the believed spread is worth; found in simulation (tests/bench/learning.py)."""


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
        Their variance were every coefficient known.
    links : ndarray of shape (n_employers, n_directions)
        How an employer's effect answers to the coefficients: effect variance given design row z is
        ``own_variance + (z - link)' covariance (z - link)`` for the score, both together.
    employer_sd : float
        What the spread of employers' effects was found to be.
    n_steps : int
    """

    mean: Floats
    covariance: Floats
    effects: Floats
    own_variance: Floats
    links: Floats
    employer_sd: float
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

    The spread of employers' effects is learned along the way: each Newton step is followed by Schall's update of their
    variance, squares over effective degrees of freedom (Schall 1991, Biometrika 78, 719-727), in which the given
    ``employer_sd`` counts as ``EMPLOYERS_OF_THE_EXPERT`` well-known employers. So few outcomes leave it where it was,
    and many find it out.

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
    learned_sd, settled = employer_sd, len(outcomes.answers.names) == 0
    n_steps = 0
    while True:
        n_steps += 1
        at, moved, curvature = _newton_step(outcomes, at, learned_sd**-2)
        if (settled and moved < TOLERANCE) or n_steps >= max_iter:
            break
        if not settled:
            update = _learned_sd(at[1], curvature, learned_sd, employer_sd)
            settled = abs(update - learned_sd) < SETTLED * learned_sd
            learned_sd = update
    covariance = cho_solve(curvature.factor, np.eye(at[0].size))
    return Posterior(at[0], covariance, at[1], 1.0 / curvature.employer, curvature.links, learned_sd, n_steps)


def _learned_sd(effects: Floats, curvature: "_Curvature", learned_sd: float, employer_sd: float) -> float:
    """Return the next standard deviation of employers' effects."""
    spread = solve_triangular(curvature.factor[0], curvature.links.T, lower=True)
    variance = 1.0 / curvature.employer + np.sum(spread**2, axis=0)
    freedom = max(effects.size - float(variance.sum()) / learned_sd**2, 0.0)
    squares = EMPLOYERS_OF_THE_EXPERT * employer_sd**2 + float(effects @ effects)
    return float(np.sqrt(squares / (EMPLOYERS_OF_THE_EXPERT + freedom)))


def _newton_step(outcomes: Outcomes, at: Point, precision: float) -> tuple[Point, float, "_Curvature"]:
    """Return the next point, how far it is, and the curvature here; a step that overshoots is halved."""
    curvature = _Curvature.at(outcomes, at, precision)
    move = curvature.step(outcomes, at, precision)
    value = _objective(outcomes, at, precision)
    size = 1.0
    while size > 1e-4:
        trial = at[0] + size * move[0], at[1] + size * move[1]
        if _objective(outcomes, trial, precision) <= value * (1 + 1e-12):
            return trial, max(float(np.abs(part).max(initial=0.0)) for part in move), curvature
        size /= 2
    return at, 0.0, curvature


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
