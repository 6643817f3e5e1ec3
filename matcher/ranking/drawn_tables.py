"""The tables of a model as plain arrays to draw: what the expert said, what the outcomes made of it, and how sure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.binning import bin_words, midpoints
from matcher.ranking.prior import FeaturePrior
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.score_tables import expert_tables

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class DrawnTable:
    """One table of a model.

    Attributes
    ----------
    feature, unit : str
        The unit is empty for a category.
    monotone : int
        1 never falls, -1 never rises, 0 free.
    why, source : str
        The expert's sentence and where it comes from.
    bins : tuple of str
        Which values share a bin; the last is ``unknown``.
    middle : tuple of float or None
        The value that stands for each bin, to draw along an axis; None for ``unknown``.
    expert, fitted, standard_error : ndarrays of shape (n_bins,)
        Log-odds; the standard error is the Laplace posterior's, of how far the table departs from the expert's.
    """

    feature: str
    unit: str
    monotone: int
    why: str
    source: str
    bins: tuple[str, ...]
    middle: tuple[float | None, ...]
    expert: Floats
    fitted: Floats
    standard_error: Floats


@dataclass(frozen=True)
class DrawnTwoWay:
    """One table of two features together; ``fitted[i][j]`` is the log-odds of bin i of the first with bin j."""

    features: tuple[str, str]
    bins: tuple[tuple[str, ...], tuple[str, ...]]
    expert: Floats
    fitted: Floats


def _words(feature: FeaturePrior, size: int) -> tuple[str, ...]:
    return tuple(bin_words(feature, code) for code in range(size + 1))


def _standard_errors(ranker: AdditiveRanker) -> list[Floats]:
    """Per one-way table the standard error of each bin: ``sqrt(diag(B S B'))`` over all directions that move it."""
    found = []
    for column in range(len(ranker.basis_.one_way)):
        block, numbers = ranker.basis_.of_table(column)
        own = ranker.covariance_[np.ix_(numbers, numbers)]
        variance = np.einsum("ij,jk,ik->i", block, own, block)
        found.append(np.sqrt(np.maximum(variance, 0.0)))
    return found


def drawn_tables(ranker: AdditiveRanker) -> tuple[DrawnTable, ...]:
    """Return every one-way table of a fitted model (or of the expert's), in column order."""
    expert = expert_tables(ranker.prior_, ranker.two_way).one_way
    columns = zip(
        ranker.prior_.features,
        ranker.bins_.sizes,
        expert,
        ranker.tables_.one_way,
        _standard_errors(ranker),
        strict=True,
    )
    return tuple(
        DrawnTable(
            feature=feature.name,
            unit=feature.unit,
            monotone=feature.monotone,
            why=feature.why,
            source=feature.source,
            bins=_words(feature, int(size)),
            middle=(*midpoints(feature).tolist(), None),
            expert=before,
            fitted=after,
            standard_error=error,
        )
        for feature, size, before, after, error in columns
    )


def drawn_two_way(ranker: AdditiveRanker) -> tuple[DrawnTwoWay, ...]:
    """Return every two-way table of a model; empty where it has none."""
    expert = expert_tables(ranker.prior_, ranker.two_way).two_way
    tables = []
    for (first, second, before), (_, _, after) in zip(expert, ranker.tables_.two_way, strict=True):
        features = ranker.prior_.features[first], ranker.prior_.features[second]
        words = [_words(f, int(ranker.bins_.sizes[c])) for f, c in zip(features, (first, second), strict=True)]
        tables.append(DrawnTwoWay((features[0].name, features[1].name), (words[0], words[1]), before, after))
    return tuple(tables)
