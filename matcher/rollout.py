"""The stepped roll-out: communes begin to see ranked lists in a drawn order, so that "does it help?" can be answered.

A stepped-wedge trial in its plainest form (Hussey & Hughes 2007, Contemporary Clinical Trials 28, 182-191): between the
first and the last start, some communes have begun and others have not *on the same days*, so a change of season or
of the market touches both sides alike (``matcher.ranking.stepped``). There is one planned look, once the outcome of
every referral of that time can be known: who looks every week until luck shows something always finds it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from sqlmodel import Session, col, select

from matcher.history import KnownOutcome, known_outcomes
from matcher.market import ANSWER_DAYS
from matcher.ranking.shares import Figure, smallest_difference
from matcher.ranking.stepped import SteppedCases, compare_begun, count_cases
from matcher.ranking_tables import RolloutStep
from matcher.tables import Referral

FEWEST_A_SIDE = 50
"""Known outcomes on each side before any answer is given: with fewer, a share near a half is 13 points off or more."""

NOT_DRAWN = "not_drawn"
NOT_STARTED = "not_started"
CANNOT_SAY = "cannot_say_yet"
NO_DIFFERENCE = "no_difference_seen"
HELPS = "better_after"
HARMS = "worse_after"


class RolloutRefused(ValueError):
    """A roll-out cannot be drawn like this; ``code`` says why. Nothing was recorded.

    ``already_drawn``: an order that was drawn stays, or it would be no lot. ``too_few_communes``: name two or more,
    each once. ``starts_in_the_past``: choose a day to come. ``no_interval``: days between starts must be above 0.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def list_steps(session: Session) -> Sequence[RolloutStep]:
    """The steps drawn, the first to begin first; empty before a draw."""
    return session.exec(select(RolloutStep).order_by(col(RolloutStep.drawn_order))).all()


@dataclass(frozen=True, slots=True)
class Draw:
    """What a draw is made of: ``seed`` decides the order, ``every_days`` lies between two starts."""

    communes: tuple[str, ...]
    seed: int
    start: date
    every_days: int


def drawn_steps(draw: Draw, now: datetime) -> list[RolloutStep]:
    """Put communes in a drawn order; the same communes and seed give the same order, however they were listed."""
    communes = sorted(draw.communes)
    order = np.random.default_rng(draw.seed).permutation(len(communes)).tolist()
    return [
        RolloutStep(
            commune_code=communes[row],
            drawn_order=place + 1,
            starts_on=draw.start + timedelta(days=draw.every_days * place),
            drawn_seed=draw.seed,
            recorded_at=now,
        )
        for place, row in enumerate(order)
    ]


def draw_rollout(session: Session, draw: Draw, today: date, now: datetime) -> list[RolloutStep]:
    """Draw the order in which communes begin, and record it for good.

    Raises
    ------
    RolloutRefused
        If one was drawn before, or the draw cannot be one.
    """
    if list_steps(session):
        raise RolloutRefused("already_drawn")
    if len(draw.communes) < 2 or len(set(draw.communes)) < len(draw.communes):
        raise RolloutRefused("too_few_communes")
    if draw.start <= today:
        raise RolloutRefused("starts_in_the_past")
    if draw.every_days < 1:
        raise RolloutRefused("no_interval")
    steps = drawn_steps(draw, now)
    session.add_all(steps)
    session.flush()
    return steps


def has_begun(steps: Sequence[RolloutStep], commune_code: str | None, day: date) -> bool:
    """Tell whether lists of a commune are ranked by the model on a day; outside a roll-out all are.

    Before its day a commune's lists hold the same openings in the order of a desk without a model: the nearest trade,
    then the shorter road. The order is what is rolled out; rules, reasons and cautions protect everybody from the
    first day. So are the lists of people for an opening, the plan and the advice to supervisors ranked everywhere: the
    answer is about the order of a person's own list, and what these carry over to communes that wait makes it smaller.
    """
    own = next((s for s in steps if s.commune_code == commune_code), None)
    return own is None or own.starts_on <= day


@dataclass(frozen=True, slots=True)
class Power:
    """What a roll-out could see at all, stated before it starts.

    Two independent shares are compared and communes are not counted as clusters, which flatters: the true smallest
    difference is larger than the one stated.

    Attributes
    ----------
    referrals_a_year : int
        Of the past 365 days.
    per_side : float
        Referrals expected on each side between the first and the last start.
    base : float or None
        Share of referrals so far that ended in a lasting job; None where no outcome is known.
    smallest : float or None
        Smallest rise of that share seen with 80 % power; None where even the largest would not be.
    """

    referrals_a_year: int
    per_side: float
    base: float | None
    smallest: float | None


@dataclass(frozen=True, slots=True)
class RolloutReport:
    """How a roll-out stands.

    Attributes
    ----------
    state : str
        One of the names at the head of this module.
    before, after : Figure or None
        Share of referrals that lasted, in communes that had not begun and that had, on the same days.
    gap : Figure or None
        ``after - before`` with the luck of the draw; only at the planned look, once both sides have
        :data:`FEWEST_A_SIDE` outcomes.
    n_before, n_after : int
        Known outcomes on each side, of stretches in which both exist.
    look_on : date or None
        The day of the planned look; no answer is given before it.
    """

    state: str
    steps: tuple[RolloutStep, ...]
    power: Power
    n_before: int = 0
    n_after: int = 0
    before: Figure | None = None
    after: Figure | None = None
    gap: Figure | None = None
    look_on: date | None = None


def power_of(session: Session, steps: Sequence[RolloutStep], outcomes: Sequence[KnownOutcome], today: date) -> Power:
    """State what difference the roll-out could see; before a draw, for a roll-out that takes one year."""
    year = select(Referral.id).where(
        col(Referral.referred_on) > today - timedelta(days=365), col(Referral.referred_on) <= today
    )
    referrals = len(session.exec(year).all())
    days = (steps[-1].starts_on - steps[0].starts_on).days if steps else 365
    per_side = referrals * days / 365 / 2
    base = sum(o.lasted for o in outcomes) / len(outcomes) if outcomes else None
    smallest = smallest_difference(base, math.floor(per_side)) if base is not None else None
    return Power(referrals, per_side, base, smallest)


def planned_look(steps: Sequence[RolloutStep], stable_after_days: int) -> date:
    """The day from which the outcomes of every referral before the last start can be known."""
    return steps[-1].starts_on + timedelta(days=ANSWER_DAYS + stable_after_days)


def _count(steps: Sequence[RolloutStep], outcomes: Sequence[KnownOutcome]) -> SteppedCases:
    row_of = {s.commune_code: row for row, s in enumerate(steps)}
    of_trial = [(row_of[o.commune_code], o) for o in outcomes if o.commune_code in row_of]
    return count_cases(
        np.array([s.starts_on for s in steps], dtype="datetime64[D]"),
        np.array([row for row, _ in of_trial], dtype=np.intp),
        np.array([o.referred_on for _, o in of_trial], dtype="datetime64[D]"),
        np.array([o.lasted for _, o in of_trial], dtype=np.bool_),
    )


def report_rollout(session: Session, today: date, stable_after_days: int) -> RolloutReport:
    """Say whether the lists help, or that it cannot be said yet.

    Only referrals between the first and the last start count, and only against those of the same stretch between two
    starts. No answer is given before the planned look, so that looking often finds nothing more.
    """
    steps = tuple(list_steps(session))
    outcomes = known_outcomes(session, today, stable_after_days)
    power = power_of(session, steps, outcomes, today)
    if not steps:
        return RolloutReport(NOT_DRAWN, steps, power)
    look_on = planned_look(steps, stable_after_days)
    if today < steps[0].starts_on:
        return RolloutReport(NOT_STARTED, steps, power, look_on=look_on)
    counted = _count(steps, outcomes)
    sides = counted.sides
    if today < look_on or min(sides) < FEWEST_A_SIDE:
        return RolloutReport(CANNOT_SAY, steps, power, *sides, look_on=look_on)
    before, after, gap = compare_begun(counted, steps[0].drawn_seed)
    state = HELPS if gap.low > 0 else HARMS if gap.high < 0 else NO_DIFFERENCE
    return RolloutReport(state, steps, power, *sides, before, after, gap, look_on)
