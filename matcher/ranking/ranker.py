"""The ranking model: additive tables, shrunk to the expert's, with honest intervals.

``score = intercept + a table per feature + two named two-way tables (+ what is remembered of the employer)``, in
log-odds of "a referral ends in a job still held after the stability period": a generalised additive model with
pairwise terms (Lou, Caruana, Gehrke & Hooker 2013, KDD, "Accurate intelligible models with pairwise interactions").
"""

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, ndtri
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import Tags
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from matcher.ranking.basis import basis_of
from matcher.ranking.binning import bins_of
from matcher.ranking.employer_memory import EmployerMemory, Employers, number_employers
from matcher.ranking.explanation import Explanation, explain_score
from matcher.ranking.fitting import Answers, Outcomes, Posterior, fit_posterior, two_classes
from matcher.ranking.neutral_prior import neutral_prior
from matcher.ranking.prior import Prior, packaged_prior
from matcher.ranking.score_tables import CodedTables, expert_tables
from matcher.ranking.sealed import round_to_32_bits
from matcher.ranking.table_fit import fitted_tables

Floats = NDArray[np.float64]


class AdditiveRanker(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn ships no types
    """Rank (person, opening) pairs by the chance of a lasting job.

    Parameters
    ----------
    prior : Prior or None
        The expert's tables. None takes the packaged ones where X has exactly their columns, and a flat, doubtful prior
        over the ranges in X otherwise.
    tau : float
        How firmly the tables are held to the expert's: prior standard deviations shrink by ``1 / sqrt(tau)``. Chosen by
        walk-forward between 2 and 8.
    employer_sd : float
        What the standard deviation of employers' own effects is believed to be, log-odds; outcomes correct it.
    two_way : bool
        Whether the two-way tables take part.
    interval : float
        Share of cases that ``predict_interval`` should cover, between 0 and 1.
    max_iter : int
        Newton steps at most.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
    prior_ : Prior
    bins_, basis_, tables_
        How values are cut, how tables may depart from the expert's, and the fitted tables.
    covariance_ : ndarray of shape (n_directions, n_directions)
        Laplace posterior of the directions, in prior standard deviations.
    memory_ : EmployerMemory
    reference_ : ndarray of shape (n_features,)
        Codes of the reference pair of explanations.
    n_outcomes_ : float
        Sum of weights learned from.
    """

    def __init__(
        self,
        prior: Prior | None = None,
        tau: float = 5.0,
        employer_sd: float = 0.4,
        two_way: bool = True,
        interval: float = 0.8,
        max_iter: int = 50,
    ) -> None:
        self.prior = prior
        self.tau = tau
        self.employer_sd = employer_sd
        self.two_way = two_way
        self.interval = interval
        self.max_iter = max_iter

    @classmethod
    def from_prior(cls, prior: Prior | None = None, tau: float = 5.0, employer_sd: float = 0.4) -> Self:
        """Return a usable model that has seen no outcome: the expert's tables, with the expert's doubt.

        Parameters
        ----------
        prior : Prior or None
            None takes the packaged tables.
        tau, employer_sd : float
            As in the constructor.
        """
        ranker = cls(prior, tau, employer_sd)
        ranker._prepare(prior or packaged_prior())
        ranker.classes_ = np.array([0, 1])
        ranker.n_features_in_ = len(ranker.prior_.features)
        ranker.n_outcomes_ = 0.0
        n_directions = ranker.basis_.n_directions
        nobody = np.empty((0, n_directions))
        blank = Posterior(
            mean=np.zeros(n_directions),
            covariance=np.eye(n_directions),
            effects=nobody[:, 0],
            own_variance=nobody[:, 0],
            links=nobody,
            employer_sd=employer_sd,
            unseen_sd=employer_sd,
            n_steps=0,
        )
        ranker.memory_ = EmployerMemory.remember((), blank)
        ranker.covariance_ = blank.covariance
        ranker.tables_ = expert_tables(ranker.prior_, ranker.two_way)
        return ranker

    def fit(
        self, X: Floats, y: NDArray[Any], sample_weight: Floats | None = None, employers: Employers | None = None
    ) -> Self:
        """Learn from outcomes.

        Parameters
        ----------
        X : array-like of shape (n_pairs, n_features)
            NaN means unknown.
        y : array-like of shape (n_pairs,)
            1 kept, 0 not (or any two classes, in sorted order). A job that still runs but is young may appear twice,
            once as 1 and once as 0, with weights that sum to 1.
        sample_weight : array-like of shape (n_pairs,), optional
        employers : sequence of length n_pairs, optional
            Who employs in each pair; None where that is not known.

        Raises
        ------
        ValueError
            If the data are not numbers, or y has more than two classes.
        """
        X, y = validate_data(self, X, y, dtype=np.float64, ensure_all_finite="allow-nan")
        self.classes_, kept = two_classes(y)
        weight = _check_sample_weight(sample_weight, X, dtype=np.float64, ensure_non_negative=True)
        counted = weight > 0
        if not counted.any():
            raise ValueError("every sample_weight is 0: there is nothing to learn from")
        names, numbers = number_employers(employers, len(X))
        self._learn(X[counted], Answers(kept[counted], weight[counted], numbers[counted], tuple(names)))
        return self

    def _learn(self, X: Floats, answers: Answers) -> None:
        self._prepare(self._chosen_prior(X))
        codes = self.bins_.codes(X)
        expert = expert_tables(self.prior_, self.two_way)
        design, offset = self.basis_.design(codes), expert.score(codes)
        outcomes = Outcomes(design, offset, answers)
        posterior = fit_posterior(outcomes, self.employer_sd, self.max_iter)
        self.tables_ = fitted_tables(self.prior_, expert, self.basis_, posterior, (codes, outcomes))
        self.covariance_ = round_to_32_bits(posterior.covariance)
        self.memory_ = EmployerMemory.remember(answers.names, posterior)
        self.n_outcomes_ = float(answers.weight.sum())
        self.n_iter_ = max(posterior.n_steps, 1)

    def decision_function(self, X: Floats, employers: Employers | None = None) -> Floats:
        """Return the score of each pair, log-odds; an employer never seen counts as an ordinary one."""
        codes = self._codes(X)
        return self.tables_.score(codes) + self.memory_.effects[self.memory_.rows(employers, codes.shape[1])]

    def predict_proba(self, X: Floats, employers: Employers | None = None) -> Floats:
        """Return the chances of both classes, shape (n_pairs, 2); column 1 is the chance of a lasting job."""
        chance = expit(self.decision_function(X, employers))
        return np.column_stack([1.0 - chance, chance])

    def predict(self, X: Floats, employers: Employers | None = None) -> NDArray[Any]:
        """Return the likelier class of each pair."""
        likelier = (self.decision_function(X, employers) > 0).astype(np.intp)
        return np.asarray(self.classes_[likelier])

    def predict_interval(self, X: Floats, employers: Employers | None = None) -> tuple[Floats, Floats]:
        """Return the lower and upper chance between which ``interval`` of cases should lie.

        Both come from the normal approximation on the log-odds scale. An employer never seen (or not named) widens the
        interval by its prior variance.
        """
        codes = self._codes(X)
        rows = self.memory_.rows(employers, codes.shape[1])
        score = self.tables_.score(codes) + self.memory_.effects[rows]
        design = self.basis_.design(codes) - self.memory_.links[rows]
        variance = np.einsum("ij,ij->i", design @ self.covariance_, design) + self.memory_.variance[rows]
        half = ndtri(0.5 + self.interval / 2) * np.sqrt(np.maximum(variance, 0.0))
        return expit(score - half), expit(score + half)

    def explain(self, x: Floats, employer: object | None = None) -> Explanation:
        """Take one pair's score apart, against the model's reference pair.

        Parameters
        ----------
        x : array-like of shape (n_features,)
        employer : object, optional
            As one entry of ``employers``.
        """
        values = np.asarray(x, dtype=np.float64).reshape(1, -1)
        own = self._codes(values)[:, 0]
        remembered = self.memory_.find(employer)
        return explain_score(self.prior_, self.tables_, values[0], (own, self.reference_), remembered)

    def coded_tables(self) -> CodedTables:
        """Return edges and tables as plain arrays, for a compiled kernel."""
        check_is_fitted(self)
        return self.tables_.coded(self.bins_)

    def _codes(self, X: Floats) -> NDArray[np.intp]:
        check_is_fitted(self)
        X = validate_data(self, X, dtype=np.float64, ensure_all_finite="allow-nan", reset=False)
        return self.bins_.codes(X)

    def _chosen_prior(self, X: Floats) -> Prior:
        if self.prior is not None:
            return self.prior
        packaged = packaged_prior()
        if X.shape[1] == len(packaged.features):
            return packaged
        names = getattr(self, "feature_names_in_", [f"x{column}" for column in range(X.shape[1])])
        return neutral_prior(X, [str(name) for name in names])

    def _prepare(self, prior: Prior) -> None:
        self.prior_ = prior
        self.bins_ = bins_of(prior)
        self.basis_ = basis_of(prior, self.bins_, self.tau, self.two_way)
        # The expert's ordinary pair, whatever was referred so far: reasons then mean the same from fit to fit.
        self.reference_ = self.bins_.codes(np.array([[feature.reference for feature in prior.features]]))[:, 0]

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_class = False
        tags.input_tags.allow_nan = True
        return tags
