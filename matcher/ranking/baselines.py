"""Rankers to be measured against: what a case worker does without a model, and what other models do.

All share one contract: ``fit(X, y, sample_weight=None)`` and ``predict_proba(X)`` on the columns of ``prior.toml``.
"""

from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from matcher.ranking.prior import packaged_prior
from matcher.ranking.ranker import AdditiveRanker

Floats = NDArray[np.float64]

UNKNOWN_ROAD_KM = 20.0
"""What a list sorted by distance makes of an unknown address: neither near nor out of reach."""


class PriorOnly(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """The expert's tables; outcomes teach them nothing."""

    def fit(self, X: Floats, y: NDArray[Any], sample_weight: Floats | None = None) -> Self:  # noqa: ARG002 - the contract
        """Look at nothing."""
        self.classes_ = np.array([0, 1])
        return self

    def predict_proba(self, X: Floats) -> Floats:
        """Return the expert's chances."""
        return AdditiveRanker.from_prior().predict_proba(X)


class _OneNumber(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Rank by one number, and learn only which chance belongs to it (Platt 1999: a logistic curve over a score)."""

    def fit(self, X: Floats, y: NDArray[Any], sample_weight: Floats | None = None) -> Self:
        """Learn the curve; it never falls."""
        self.classes_ = np.array([0, 1])
        number = self.number(X)
        self.middle_, self.spread_ = float(number.mean()), float(number.std()) or 1.0
        self.slope_, self.level_ = 0.1, float(logit(np.clip(np.average(y, weights=sample_weight), 0.01, 0.99)))
        if np.unique(y).size == 2:
            curve = LogisticRegression().fit(self._standard(number)[:, None], y, sample_weight)
            self.slope_, self.level_ = max(float(curve.coef_[0, 0]), 0.01), float(curve.intercept_[0])
        return self

    def predict_proba(self, X: Floats) -> Floats:
        """Return the chances that belong to the number."""
        chance = expit(self.slope_ * self._standard(self.number(X)) + self.level_)
        return np.column_stack([1 - chance, chance])

    def number(self, X: Floats) -> Floats:
        """Return what pairs are ranked by, larger first."""
        raise NotImplementedError

    def _standard(self, number: Floats) -> Floats:
        return (number - self.middle_) / self.spread_


class Nearest(_OneNumber):
    """The shortest road first."""

    def number(self, X: Floats) -> Floats:
        """Return minus the road in km."""
        return -np.nan_to_num(X[:, _column("commute_km")], nan=UNKNOWN_ROAD_KM)


class TradeThenNearest(_OneNumber):
    """The nearest trade first (in steps of a tenth), the shorter road where trades are equal."""

    def number(self, X: Floats) -> Floats:
        """Return the rounded nearness of trade, then minus the road."""
        trade = np.nan_to_num(X[:, _column("trade_nearness")], nan=0.3).round(1)
        road = np.nan_to_num(X[:, _column("commute_km")], nan=UNKNOWN_ROAD_KM)
        return np.asarray(10 * trade - np.clip(road, 0, 99) / 100)


class Logistic(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Logistic regression on imputed, scaled amounts (unknown marked) and one-hot categories.

    Parameters
    ----------
    strength : float
        scikit-learn's ``C``, the inverse of the ridge penalty.
    told_by_expert : bool
        Whether the expert's score is a column as well.
    """

    def __init__(self, strength: float = 0.1, told_by_expert: bool = False) -> None:
        self.strength = strength
        self.told_by_expert = told_by_expert

    def fit(self, X: Floats, y: NDArray[Any], sample_weight: Floats | None = None) -> Self:
        """Learn one weight per column."""
        self.classes_ = np.array([0, 1])
        self.pipeline_ = make_pipeline(self._columns(), LogisticRegression(C=self.strength, max_iter=2000))
        self.pipeline_.fit(X, y, logisticregression__sample_weight=sample_weight)
        return self

    def predict_proba(self, X: Floats) -> Floats:
        """Return the regression's chances."""
        return np.asarray(self.pipeline_.predict_proba(X))

    def _columns(self) -> ColumnTransformer:
        impute = SimpleImputer(strategy="median", keep_empty_features=True, add_indicator=True)
        levels = SimpleImputer(strategy="constant", fill_value=-1.0)
        one_hot = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
        parts = [
            ("amounts", make_pipeline(impute, StandardScaler()), _columns(category=False)),
            ("levels", make_pipeline(levels, one_hot), _columns(category=True)),
        ]
        if self.told_by_expert:
            everything = list(range(len(packaged_prior().features)))
            parts.append(("expert", FunctionTransformer(_expert_score), everything))
        return ColumnTransformer(parts)


class BoostedOnPseudoOutcomes(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Boosted trees that see each pair once more, as the expert would judge it.

    Parameters
    ----------
    belief : float
        How many outcomes the expert's judgement of a pair is worth.
    """

    def __init__(self, belief: float = 1.0) -> None:
        self.belief = belief

    def fit(self, X: Floats, y: NDArray[Any], sample_weight: Floats | None = None) -> Self:
        """Learn from outcomes, and from as many pseudo-outcomes."""
        self.classes_ = np.array([0, 1])
        weight = np.ones(len(y)) if sample_weight is None else np.asarray(sample_weight)
        chance = expit(_expert_score(X)[:, 0])
        labels = np.concatenate([y, np.ones(len(y)), np.zeros(len(y))])
        weights = np.concatenate([weight, self.belief * weight * chance, self.belief * weight * (1 - chance)])
        self.trees_ = boosted(additive=True).fit(np.vstack([X, X, X]), labels, weights)
        return self

    def predict_proba(self, X: Floats) -> Floats:
        """Return the trees' chances."""
        return np.asarray(self.trees_.predict_proba(X))


class BoostedTrees(HistGradientBoostingClassifier):  # type: ignore[misc]  # scikit-learn ships no types
    """scikit-learn's histogram boosting, which splits unknown values off by itself, made to bear an empty column."""

    def fit(self, X: Floats, y: NDArray[Any], sample_weight: Floats | None = None) -> Self:
        """Learn; a column of which nothing is known counts as one value (binning it fails in scikit-learn 1.9)."""
        return cast(Self, super().fit(np.where(np.isnan(X).all(axis=0), 0.0, X), y, sample_weight))


def boosted(additive: bool, max_iter: int = 100) -> BoostedTrees:
    """Return boosted trees.

    Parameters
    ----------
    additive : bool
        One feature a tree and the expert's directions (``interaction_cst="no_interactions"``, ``monotonic_cst``), or
        neither.
    max_iter : int
        Trees.
    """
    directions = [feature.monotone for feature in packaged_prior().features]
    return BoostedTrees(
        interaction_cst="no_interactions" if additive else None,
        monotonic_cst=directions if additive else None,
        categorical_features=_columns(category=True),
        learning_rate=0.05,
        max_iter=max_iter,
        min_samples_leaf=10,
        early_stopping=False,
        random_state=0,
    )


def _expert_score(X: Floats) -> Floats:
    return np.asarray(AdditiveRanker.from_prior().decision_function(X))[:, None]


def _column(name: str) -> int:
    return packaged_prior().names.index(name)


def _columns(category: bool) -> list[int]:
    return [c for c, feature in enumerate(packaged_prior().features) if feature.is_category == category]
