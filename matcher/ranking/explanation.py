"""A score taken apart: what each table gave, against one reference pair."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.binning import bin_words
from matcher.ranking.prior import Prior
from matcher.ranking.score_tables import ScoreTables

EMPLOYER_TERM = "employer"
"""The term that says what is remembered of the employer itself."""


@dataclass(frozen=True, slots=True)
class Term:
    """One table's share of a score.

    Parameters
    ----------
    feature : str
        Feature name, ``first x second`` for a two-way table, or ``employer``.
    weight : float
        Log-odds more (or less) than the reference pair has from the same table.
    value : float
        The feature's value (a category's code); NaN when unknown, and for two-way tables and the employer.
    bin : str
        Which values share this weight, for example ``6.6–7.5 km`` or ``night``; ``unknown`` where nothing is known.
    """

    feature: str
    weight: float
    value: float
    bin: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score and its parts: ``base + sum of the terms' weights == score`` (within 1e-9).

    ``base`` is the score of the model's reference pair; all in log-odds.
    """

    base: float
    terms: tuple[Term, ...]
    score: float


def explain_score(
    prior: Prior,
    tables: ScoreTables,
    values: NDArray[np.float64],
    codes: Sequence[NDArray[np.intp]],
    employer: tuple[str, float] | None,
) -> Explanation:
    """Take one score apart.

    Parameters
    ----------
    prior : Prior
        For names and bins.
    tables : ScoreTables
    values : ndarray of shape (n_features,)
    codes : two ndarray of shape (n_features,)
        Codes of the pair, and of the reference pair.
    employer : (name, log-odds) or None
        What is remembered of the employer; None when nothing is.
    """
    own, reference = codes
    terms = [
        Term(feature.name, float(table[code] - table[base]), float(value), bin_words(feature, int(code)))
        for feature, table, code, base, value in zip(
            prior.features, tables.one_way, own, reference, values, strict=True
        )
    ]
    for first, second, table in tables.two_way:
        features = prior.features[first], prior.features[second]
        words = " · ".join(bin_words(f, int(own[c])) for f, c in zip(features, (first, second), strict=True))
        weight = table[own[first], own[second]] - table[reference[first], reference[second]]
        terms.append(Term(f"{features[0].name} x {features[1].name}", float(weight), float("nan"), words))
    if employer is not None:
        terms.append(Term(EMPLOYER_TERM, employer[1], float("nan"), employer[0]))
    score = tables.score(own[:, None])[0] + (employer[1] if employer else 0.0)
    return Explanation(float(tables.score(reference[:, None])[0]), tuple(terms), float(score))
