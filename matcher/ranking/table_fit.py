"""From a posterior to tables that people can read: add the departures, take out turns, set the level again."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from matcher.ranking.basis import Basis
from matcher.ranking.fitting import Outcomes, Posterior
from matcher.ranking.monotone import monotone_increment, monotone_table
from matcher.ranking.prior import Prior
from matcher.ranking.score_tables import ScoreTables

DECIMALS = 6
"""Tables are kept to a millionth of a log-odd: the model file stays short and reads back exactly."""


def fitted_tables(
    prior: Prior, expert: ScoreTables, basis: Basis, posterior: Posterior, seen: tuple[NDArray[np.intp], Outcomes]
) -> ScoreTables:
    """Return the expert's tables moved to the posterior mean, without turns.

    Parameters
    ----------
    prior, expert, basis, posterior
        What was believed, how tables may depart, and where the fit ended.
    seen : (codes of shape (n_features, n_pairs), Outcomes)
        Says how much is known of each bin: a bin that outcomes speak of yields less to its neighbours.
    """
    codes, outcomes = seen
    change, single, joint = basis.departures(posterior.mean)
    chance = expit(outcomes.offset + outcomes.design @ posterior.mean)
    information = outcomes.answers.weight * chance * (1.0 - chance)
    directions = [feature.monotone for feature in prior.features]
    one_way = [
        monotone_table(table + departure, _bin_weight(codes[column], information, table.size - 1), directions[column])
        for column, (table, departure) in enumerate(zip(expert.one_way, single, strict=True))
    ]
    one_way = [table.round(DECIMALS) for table in one_way]
    two_way = _two_way(expert, joint, one_way, directions)
    tables = ScoreTables(0.0, tuple(one_way), two_way)
    offset = tables.score(codes) + posterior.effects @ outcomes.answers.members
    intercept = _level(offset, outcomes, expert.intercept, expert.intercept + change, basis.intercept_sd)
    return ScoreTables(round(intercept, DECIMALS), tables.one_way, two_way)


def _two_way(
    expert: ScoreTables,
    departures: Sequence[NDArray[np.float64]],
    one_way: Sequence[NDArray[np.float64]],
    directions: Sequence[int],
) -> tuple[tuple[int, int, NDArray[np.float64]], ...]:
    """Move the expert's two-way tables, such that no sum of tables turns."""
    tables = []
    for (first, second, table), departure in zip(expert.two_way, departures, strict=True):
        signs = directions[first], directions[second]
        increment = monotone_increment(table + departure, one_way[first], one_way[second], signs)
        tables.append((first, second, increment.round(DECIMALS)))
    return tuple(tables)


def _bin_weight(codes: NDArray[np.intp], information: NDArray[np.float64], n_bins: int) -> NDArray[np.float64]:
    """How much is known of each bin: the outcomes in it, and one outcome's worth of the expert over all bins."""
    outcomes = np.bincount(codes, information, minlength=n_bins + 1)[:n_bins]
    return np.asarray(outcomes + 1.0 / n_bins, dtype=np.float64)


def _level(offset: NDArray[np.float64], outcomes: Outcomes, prior_mean: float, start: float, sd: float) -> float:
    """Return the intercept that is most likely given the final tables (Newton, concave, one dimension)."""
    level = start
    for _ in range(20):
        chance = expit(offset + level)
        slope = outcomes.answers.weight @ (outcomes.answers.kept - chance) - (level - prior_mean) / sd**2
        step = float(slope / (outcomes.answers.weight @ (chance * (1.0 - chance)) + 1.0 / sd**2))
        level += max(-1.0, min(1.0, step))
        if abs(step) < 1e-9:
            break
    return level
