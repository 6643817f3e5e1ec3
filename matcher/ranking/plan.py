"""Who goes where under the seats there are: the assignment with the most expected lasting jobs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment


@dataclass(frozen=True)
class Plan:
    """An assignment of people to openings.

    Attributes
    ----------
    people, openings : ndarrays of shape (n_assigned,)
        Row and column indices of the chance matrix, one entry a placement planned.
    expected_jobs : float
        Sum of the chances of the pairs chosen: expected lasting jobs.
    """

    people: NDArray[np.int64]
    openings: NDArray[np.int64]
    expected_jobs: float


def exact_plan(chances: NDArray[np.float64], seats: NDArray[np.int64]) -> Plan:
    """Assign each person to at most one opening and fill no opening beyond its seats, at the highest total chance.

    Parameters
    ----------
    chances : ndarray of shape (n_people, n_openings)
        Chance of a lasting job for each pair; NaN where a hard rule removes the pair.
    seats : ndarray of shape (n_openings,)
        Seats left, at least 0.

    Returns
    -------
    Plan
        Exact (Jonker–Volgenant on one column a seat, as in ``scipy.optimize.linear_sum_assignment``); people whom no
        eligible seat is left for are not in it.
    """
    n_people = len(chances)
    useful = np.minimum(seats, n_people).clip(min=0)
    columns = np.repeat(np.arange(chances.shape[1]), useful)
    if n_people == 0 or len(columns) == 0:
        return Plan(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), 0.0)
    gains = np.nan_to_num(chances, nan=0.0)[:, columns]
    rows, picked = linear_sum_assignment(gains, maximize=True)
    taken = columns[picked]
    real = ~np.isnan(chances[rows, taken])
    return Plan(rows[real], taken[real], float(chances[rows[real], taken[real]].sum()))
