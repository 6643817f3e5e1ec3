"""What could be learned at all: rankers that are told more than anybody can know, as a measure of missed targets."""

from dataclasses import replace

import numpy as np
from scipy.special import expit

from matcher.ranking.basis import Basis
from matcher.ranking.binning import prior_table
from matcher.ranking.fitting import Answers, Outcomes, fit_posterior
from matcher.ranking.ranker import AdditiveRanker
from matcher.ranking.simulated_truth import FLATTENED, OFF_BY, REVERSED, SMOOTH_OVER, WEIGHT_OFF_BY


class ToldHowTruthsAreDrawn(AdditiveRanker):
    """The same fit, whose belief is the recipe of the simulation: no prior could be better, whatever it says.

    Where the expert is wrong it is told *which* tables are in doubt and that these may turn, yet not how they lie.
    """

    def __init__(self, expert_is_wrong=False):
        super().__init__()
        self.expert_is_wrong = expert_is_wrong

    def _prepare(self, prior):
        doubted = REVERSED if self.expert_is_wrong else ()
        features = tuple(replace(f, monotone=0) if f.name in doubted else f for f in prior.features)
        super()._prepare(replace(prior, features=features))
        tables = tuple(self._directions(feature) for feature in features)
        still = tuple(np.zeros(len(table)) for table in tables)
        joint = tuple((first, second, block[..., :0]) for first, second, block in self.basis_.two_way)
        self.basis_ = Basis(0.4, still, tables, joint)

    def _directions(self, feature):
        expert, bend = prior_table(feature), OFF_BY * feature.doubt
        size = expert.size - 1
        share = np.linspace(0.0, 1.0, size)
        smooth = np.exp(-0.5 * ((share[:, None] - share) / SMOOTH_OVER) ** 2)
        centred = np.eye(size) - 1.0 / size
        values, vectors = np.linalg.eigh(np.eye(size) if feature.is_category else centred @ smooth @ centred)
        known = bend * vectors[:, values > 1e-3] * np.sqrt(values[values > 1e-3])
        unknown = np.append(np.zeros(size), bend)
        around = np.append(expert[:-1] - expert[:-1].mean(), 0.0)
        in_doubt = 2.0 * (feature.name in REVERSED) + 0.5 * (feature.name in FLATTENED)
        columns = [np.pad(known, ((0, 1), (0, 0))), unknown, OFF_BY * WEIGHT_OFF_BY * expert]
        if self.expert_is_wrong and in_doubt:
            columns.append(in_doubt * around)
        return np.column_stack(columns)


def knows_all_but_employers(market, fresh, seen, pairs, employers):
    """Every coefficient and the employers' spread known, their effects learned from the same outcomes.

    Returns
    -------
    tuple of two ndarray
        Chances of the fresh referrals and of all pairs.
    """
    truth, n_pairs = market.truth, len(seen.y)
    names = tuple(str(number) for number in range(len(truth.employer_effects)))
    answers = Answers(seen.y.astype(float), np.ones(n_pairs), seen.employer, names)
    outcomes = Outcomes(np.zeros((n_pairs, 1)), truth.score(seen.X), answers)
    effects = fit_posterior(outcomes, 1.0, 50).effects
    return expit(truth.score(fresh.X) + effects[fresh.employer]), expit(truth.score(pairs) + effects[employers])
