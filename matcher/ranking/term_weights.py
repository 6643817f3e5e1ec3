"""Every term of many scores at once: what each table gave, against the model's reference pair."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.explanation import EMPLOYER_TERM
from matcher.ranking.ranker import AdditiveRanker


@dataclass(frozen=True)
class TermWeights:
    """Scores taken apart; ``base + weights.sum(axis=1)`` is the score of each pair (within 1e-9).

    Attributes
    ----------
    names : tuple of str, length n_terms
        The features, then the two-way tables (``first x second``), then the employer.
    weights : ndarray of shape (n_pairs, n_terms)
        Log-odds more or less than the reference pair has from the same table.
    values : ndarray of shape (n_pairs, n_terms)
        The feature's value; NaN when unknown, and for two-way tables and the employer.
    """

    base: float
    names: tuple[str, ...]
    weights: NDArray[np.float64]
    values: NDArray[np.float64]


def weigh_terms(ranker: AdditiveRanker, X: NDArray[np.float64], employers: Sequence[str]) -> TermWeights:
    """Take the scores of many pairs apart.

    Parameters
    ----------
    X : ndarray of shape (n_pairs, n_features)
        NaN means unknown.
    employers : sequence of str, length n_pairs
    """
    own, reference = ranker.bins_.codes(X), ranker.reference_
    tables, prior = ranker.tables_, ranker.prior_
    columns = [table[own[f]] - table[reference[f]] for f, table in enumerate(tables.one_way)]
    names = [feature.name for feature in prior.features]
    for first, second, table in tables.two_way:
        columns.append(table[own[first], own[second]] - table[reference[first], reference[second]])
        names.append(f"{names[first]} x {names[second]}")
    columns.append(ranker.memory_.effects[ranker.memory_.rows(employers, len(X))])
    unknown = np.full((len(X), len(columns) - X.shape[1]), np.nan)
    return TermWeights(
        base=float(tables.score(reference[:, None])[0]),
        names=(*names, EMPLOYER_TERM),
        weights=np.column_stack(columns),
        values=np.hstack([X, unknown]),
    )
