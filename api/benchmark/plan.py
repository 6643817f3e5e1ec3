"""The plan under seats, beside the exact assignment and a min-cost flow."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.special import expit

from api.benchmark.figures import Figure, Scale, find_peer, interleaved, ratio
from matcher.ranking.plan import plan_seats

WORST_GAP: Final = 0.001
"""How far from the optimum a plan may be: the issue's 0.1 %."""
_CENTS: Final = 10_000
"""Min-cost flow counts in whole numbers: chances to four places."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def draw_candidates_by_seat(n_people: int, n_openings: int, n_each: int, seed: int) -> tuple[Ints, Floats, Ints]:
    """Draw candidates who overlap as neighbours do.

    Returns
    -------
    openings, chances : ndarray of shape (n_people, n_each)
        Best first, with good and bad openings.
    seats : ndarray of shape (n_openings,)
        For three people in five.
    """
    rng = np.random.default_rng(seed)
    near = 4 * n_each
    steps = rng.permuted(np.tile(np.arange(near), (n_people, 1)), axis=1)[:, :n_each]
    openings = (rng.integers(0, n_openings, (n_people, 1)) + steps) % n_openings
    chances = expit(rng.normal(0, 0.7, n_openings)[openings] + rng.normal(-0.8, 0.6, openings.shape))
    order = np.argsort(-chances, axis=1)
    seats = rng.geometric(min(1.0, n_openings / (0.6 * n_people)), n_openings)
    return np.take_along_axis(openings, order, 1), np.take_along_axis(chances, order, 1), seats


def plan(scale: Scale) -> Iterator[Figure]:
    """2,000 x 500 against the exact assignment, 100,000 x 20,000 against OR-tools where it is installed."""
    yield from _exactness(scale)
    yield from _at_full_size(scale)


def _exactness(scale: Scale) -> Iterator[Figure]:
    n_people, n_openings = scale.of(2000), scale.of(500)
    openings, chances, seats = draw_candidates_by_seat(n_people, n_openings, scale.of(50), 1)
    table = np.zeros((n_people, n_openings))
    np.put_along_axis(table, openings, chances, 1)
    by_seat = table[:, np.repeat(np.arange(n_openings), seats)]
    best = float(by_seat[linear_sum_assignment(by_seat, maximize=True)].sum())
    made = plan_seats(openings, chances, seats)
    ours, theirs = interleaved(
        [lambda: plan_seats(openings, chances, seats), lambda: linear_sum_assignment(by_seat, maximize=True)]
    )
    name = f"plan {n_people:,} x {n_openings:,}"
    yield Figure(f"{name}: short of linear_sum_assignment", 100 * (1 - made.expected_jobs / best), "%", 100 * WORST_GAP)
    yield Figure("  what it certifies itself", 100 * made.gap, "%", 100 * WORST_GAP)
    yield Figure("  its time / linear_sum_assignment's", ratio(ours, theirs), "x")


def _at_full_size(scale: Scale) -> Iterator[Figure]:
    n_people, n_openings = scale.of(100_000), scale.of(20_000)
    openings, chances, seats = draw_candidates_by_seat(n_people, n_openings, 20, 2)
    made = plan_seats(openings, chances, seats)
    name = f"plan {n_people:,} x {n_openings:,}, 20 each"
    yield Figure(f"{name}: what it certifies itself", 100 * made.gap, "%", 100 * WORST_GAP)
    flow = find_peer("ortools.graph.python.min_cost_flow")
    if flow is None:
        yield Figure(f"{name}: time / OR-tools' min-cost flow", skipped="OR-tools is not installed")
        return
    values: list[float] = []
    ours, theirs = interleaved(
        [
            lambda: plan_seats(openings, chances, seats),
            lambda: values.append(_by_flow(flow, openings, chances, seats)),
        ]
    )
    yield Figure(f"{name}: time / OR-tools' min-cost flow", ratio(ours, theirs), "x", scale.bound(1.0))
    yield Figure("  seconds", min(ours), "s")
    yield Figure("  expected jobs / OR-tools'", made.expected_jobs / values[-1], "x", least=1 - WORST_GAP)


def _by_flow(flow: Any, openings: Ints, chances: Floats, seats: Ints) -> float:
    """Expected jobs of the same plan as a min-cost flow: people to openings to one sink, or straight to it."""
    (n_people, n_each), n_openings = openings.shape, len(seats)
    sink, solver = n_people + n_openings, flow.SimpleMinCostFlow()
    people = np.repeat(np.arange(n_people), n_each)
    costs = -np.round(chances.ravel() * _CENTS).astype(np.int64)
    to_sink = np.arange(sink)
    solver.add_arcs_with_capacity_and_unit_cost(
        people, n_people + openings.ravel(), np.ones(len(people), np.int64), costs
    )
    capacities = np.concatenate([np.ones(n_people, np.int64), seats])
    solver.add_arcs_with_capacity_and_unit_cost(to_sink, np.full(sink, sink), capacities, np.zeros(sink, np.int64))
    supplies = np.concatenate([np.ones(n_people, np.int64), [-n_people]])
    solver.set_nodes_supplies(np.concatenate([np.arange(n_people), [sink]]), supplies)
    solver.solve()
    return float(-solver.optimal_cost()) / _CENTS
