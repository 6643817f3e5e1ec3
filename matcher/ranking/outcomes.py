"""What a job that still runs says: outcomes, with weights for those that nobody can know yet.

A job that runs, but is younger than the stability period, is neither a success nor missing: it counts as a success
with the share of such jobs that go on to reach the period (Kaplan & Meier 1958, JASA 53, 457-481), and as a failure
with the rest. Curves of employers' kinds are shrunk to the curve of all, since a kind may have had three jobs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

JOBS_OF_ALL = 20.0
"""How many jobs at risk the overall curve is worth when a kind's own curve is drawn. Expert judgement: with 20 jobs of
its own a kind speaks as loudly as all others do."""


class Ending(Enum):
    """How a referral stands."""

    REFUSED = "refused"
    DECLINED = "declined"
    UNANSWERED = "unanswered"
    LEFT = "left"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class ReferralOutcome:
    """One referral.

    Parameters
    ----------
    ending : Ending
        ``REFUSED`` by the employer, ``DECLINED`` by the person, ``UNANSWERED`` so far, or a job that was ``LEFT`` or is
        ``RUNNING``.
    days : float
        Days the job has lasted or lasted; 0 where there was none.
    employer_kind : str
    reaches : float, optional
        Of a young job: its chance to reach the period, where that was worked out from what was known on some earlier
        day (:func:`chance_to_reach`); else the curves of all referrals given say it.
    """

    ending: Ending
    days: float
    employer_kind: str
    reaches: float | None = None


@dataclass(frozen=True)
class WeightedOutcomes:
    """Rows to learn from.

    Parameters
    ----------
    referral : ndarray of int, shape (n_rows,)
        Which referral a row belongs to; a young running job has two rows, an unanswered referral none.
    y : ndarray of int, shape (n_rows,)
    weight : ndarray of shape (n_rows,)
        Above 0; sums to 1 per referral.
    """

    referral: NDArray[np.intp]
    y: NDArray[np.intp]
    weight: Floats


def outcome_weights(referrals: Sequence[ReferralOutcome], stable_after_days: int = 180) -> WeightedOutcomes:
    """Turn referrals into weighted outcomes.

    Parameters
    ----------
    referrals : sequence of ReferralOutcome
    stable_after_days : int
        The stability period, above 0.

    Returns
    -------
    WeightedOutcomes
        Refused, declined, or left early: 0. Reached the period (even if left afterwards): 1. Running but younger: both,
        weighted. Unanswered: no row, since a silence is not a failure.
    """
    curves = _Survival(referrals)
    rows: list[tuple[int, int, float]] = []
    for number, referral in enumerate(referrals):
        rows += [(number, kept, weight) for kept, weight in _answers(referral, curves, stable_after_days) if weight > 0]
    numbers, kept, weights = zip(*rows, strict=True) if rows else ((), (), ())
    return WeightedOutcomes(np.array(numbers, dtype=np.intp), np.array(kept, dtype=np.intp), np.array(weights, float))


def chance_to_reach(
    referrals: Sequence[ReferralOutcome], employer_kind: str, survived_days: float, stable_after_days: int
) -> float:
    """Return the share of jobs with such an employer that reach the period, of those that lasted ``survived_days``."""
    return _Survival(referrals).share(employer_kind, survived_days, stable_after_days)


def _answers(referral: ReferralOutcome, curves: "_Survival", stable: int) -> list[tuple[int, float]]:
    if referral.ending is Ending.UNANSWERED:
        return []
    if referral.ending in (Ending.REFUSED, Ending.DECLINED):
        return [(0, 1.0)]
    if referral.days >= stable:
        return [(1, 1.0)]
    if referral.ending is Ending.LEFT:
        return [(0, 1.0)]
    share = referral.reaches
    if share is None:
        share = curves.share(referral.employer_kind, referral.days, stable)
    return [(1, share), (0, 1.0 - share)]


class _Survival:
    """How long jobs last: hazards per day on which somebody left, per kind, shrunk to all."""

    def __init__(self, referrals: Sequence[ReferralOutcome]) -> None:
        jobs = [job for job in referrals if job.ending in (Ending.LEFT, Ending.RUNNING)]
        self.days = np.array([job.days for job in jobs])
        self.left = np.array([job.ending is Ending.LEFT for job in jobs], dtype=bool)
        self.kind = np.array([job.employer_kind for job in jobs], dtype=object)
        self.times = np.unique(self.days[self.left])

    def share(self, kind: str, survived: float, until: float) -> float:
        """Return P(lasts until | lasted survived): the product of 1 - hazard over the days between."""
        times = self.times[(self.times > survived) & (self.times < until)]
        everyone = np.ones(self.days.size, dtype=bool)
        leaving, at_risk = self._counts(times, everyone)
        overall = (leaving + 0.0) / np.maximum(at_risk, 1.0)
        own_leaving, own_at_risk = self._counts(times, self.kind == kind)
        hazard = (own_leaving + JOBS_OF_ALL * overall) / (own_at_risk + JOBS_OF_ALL)
        return float(np.prod(1.0 - hazard))

    def _counts(self, times: Floats, among: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Return how many left on each of the days, and how many could have."""
        days, left = self.days[among], self.left[among]
        leaving = (days[left][None, :] == times[:, None]).sum(axis=1)
        at_risk = (days[None, :] >= times[:, None]).sum(axis=1)
        return leaving.astype(np.float64), at_risk.astype(np.float64)
