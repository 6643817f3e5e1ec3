"""The training job: fit the ranking model from every outcome, judge it, and put it in force only if it is not worse."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from matcher.fairness import Fairness, measure_fairness
from matcher.history import History, load_history
from matcher.market import load_market
from matcher.model_store import CurrentModel, current_model, keep_model, promote
from matcher.people import Seeker, list_seekers
from matcher.ranking.baselines import Logistic, Nearest, PriorOnly, TradeThenNearest, boosted
from matcher.ranking.demands import Market
from matcher.ranking.evaluation import Dated, FoldScores, Ranker, choose_tau, error_of_mean, walk_forward
from matcher.ranking.order import score_market
from matcher.ranking.ranker import AdditiveRanker
from matcher.rerank import SessionFactory

# A model that moves chances of today's pairs further than this on average, or calls this much more of them high, is
# held back for a person to look at (drift gates). Expert judgement: half of what the
# intervals of a new model span.
LARGEST_MEAN_CHANGE = 0.15
LARGEST_HIGH_SHARE_CHANGE = 0.15
HIGH_CHANCE = 0.6
# Fewer outcomes than this, or outcomes of one kind only, teach nothing that the expert does not know better.
FEWEST_OUTCOMES = 20
# One stretch of time has no error of its mean: luck cannot be told from skill.
FEWEST_FOLDS = 2
SAMPLED_PEOPLE = 200
MEASURED_PEOPLE = 50

ONE_WAY = "additive_one_way"
NOT_ENOUGH = "not_enough_outcomes"
ONE_CLASS = "one_class_only"
UNJUDGED = "cannot_be_judged_yet"
WORSE = "worse_than_the_expert"
WORSE_ORDER = "worse_order_than_the_expert"
DRIFTED = "moved_too_far"
PROMOTED = "promoted"


@dataclass(frozen=True)
class TrainReport:
    """What a training run found.

    Attributes
    ----------
    verdict : str
        ``promoted``, or why the model in force stays.
    snapshots : int
        How many of the outcomes kept the pair as it was known on the day of the referral.
    two_way : bool
        Whether the two-way tables earned their place.
    losses : dict of ranker name to [mean, standard error]
        Log-loss walked forward by date; empty where there were too few outcomes to judge. The error is None where one
        stretch alone could be judged.
    orders : dict of ranker name to [mean, standard error]
        NDCG of the same walk: do the referrals that lasted stand first among those of the same months?
    mean_change, high_share_change : float
        How far the new model moves today's chances on average, and the share of high ones.
    mean_width : float
        Mean width of the 80 % intervals over today's pairs, as a probability.
    fitted_on : str
        The day of the fit; empty where nothing was fitted.
    fairness : dict
        Figures over groups of people on that day, with the new model (``matcher.fairness``).
    """

    verdict: str
    outcomes: int
    snapshots: int = 0
    version: int | None = None
    tau: float | None = None
    two_way: bool = True
    losses: dict[str, list[float | None]] = field(default_factory=dict)
    orders: dict[str, list[float | None]] = field(default_factory=dict)
    mean_change: float = 0.0
    high_share_change: float = 0.0
    mean_width: float = 0.0
    fitted_on: str = ""
    fairness: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self)


def rankers(tau: float) -> Mapping[str, Callable[[], Ranker]]:
    """What is compared: ours with and without two-way tables, the expert, two simple rules, three free learners."""
    return {
        "additive": lambda: AdditiveRanker(tau=tau),
        ONE_WAY: lambda: AdditiveRanker(tau=tau, two_way=False),
        "prior_only": PriorOnly,
        "nearest": Nearest,
        "trade_then_nearest": TradeThenNearest,
        "logistic": Logistic,
        "boosted_additive": lambda: boosted(additive=True),
        "boosted": lambda: boosted(additive=False),
    }


def _dated(history: History) -> Dated:
    return Dated(history.X, history.y, history.referred_on, history.known_on, history.weight, history.employers)


def _judge(history: History) -> tuple[AdditiveRanker, dict[str, FoldScores]]:
    """Choose how firmly to hold to the expert, walk forward by date with every ranker, and give ours to fit."""
    try:
        tau = choose_tau(_dated(history), lambda t: AdditiveRanker(tau=t))
        scores = walk_forward(_dated(history), rankers(tau))
    except ValueError:
        return AdditiveRanker(), {}
    two_way = _earns_two_way(scores)
    return AdditiveRanker(tau=tau, two_way=two_way), scores if two_way else scores | {"additive": scores[ONE_WAY]}


def _lost(ours: Sequence[float], other: Sequence[float], n_judged: Sequence[float]) -> bool:
    """Tell whether ours is larger than another's by more than one standard error of the difference over folds.

    Of a single fold nothing can be told: the error is NaN, and no difference is larger.
    """
    difference = np.array(ours) - np.array(other)
    return float(np.average(difference, weights=n_judged)) > error_of_mean(difference.tolist())


def _earns_two_way(scores: dict[str, FoldScores]) -> bool:
    """Two-way tables stay unless the walk is clearly better without them."""
    ours = scores["additive"]
    return not _lost(ours.losses, scores[ONE_WAY].losses, ours.n_judged)


def _judgement(scores: dict[str, FoldScores]) -> str:
    """Hold the additive model against the expert alone, in log-loss and in order."""
    if not scores or len(scores["additive"].losses) < FEWEST_FOLDS:
        return UNJUDGED
    ours, expert = scores["additive"], scores["prior_only"]
    if _lost(ours.losses, expert.losses, ours.n_judged):
        return WORSE
    return WORSE_ORDER if _lost(expert.orders, ours.orders, ours.n_judged) else PROMOTED


@dataclass(frozen=True)
class _Drift:
    mean_change: float
    high_share_change: float
    mean_width: float


def _chances(ranker: AdditiveRanker, seekers: list[Seeker], market: Market) -> NDArray[np.float64]:
    found = [expit(score_market(ranker, s.profile, s.availability, market).score) for s in seekers]
    return np.concatenate(found) if found else np.empty(0)


def mean_interval_width(ranker: AdditiveRanker, seekers: Sequence[Seeker], market: Market) -> float:
    """Mean width of the 80 % intervals over today's pairs of the first people, as a probability; 0 without pairs."""
    widths = []
    for seeker in seekers[:MEASURED_PEOPLE] if len(market) else ():
        X = score_market(ranker, seeker.profile, seeker.availability, market).features.X
        low, high = ranker.predict_interval(X, market.employers)
        widths.append(float((high - low).mean()))
    return float(np.mean(widths)) if widths else 0.0


def _drift(old: AdditiveRanker, new: AdditiveRanker, seekers: list[Seeker], market: Market) -> _Drift:
    before, after = _chances(old, seekers, market), _chances(new, seekers, market)
    if before.size == 0:
        return _Drift(0.0, 0.0, 0.0)
    high_before, high_after = (float((c > HIGH_CHANCE).mean()) for c in (before, after))
    return _Drift(
        float(np.abs(after - before).mean()), high_after - high_before, mean_interval_width(new, seekers, market)
    )


def _verdict(scores: dict[str, FoldScores], drift: _Drift) -> str:
    judgement = _judgement(scores)
    moved_far = drift.mean_change > LARGEST_MEAN_CHANGE or abs(drift.high_share_change) > LARGEST_HIGH_SHARE_CHANGE
    return DRIFTED if judgement == PROMOTED and moved_far else judgement


def _too_little(history: History) -> str | None:
    if history.outcomes < FEWEST_OUTCOMES:
        return NOT_ENOUGH
    return ONE_CLASS if np.unique(history.y).size < 2 else None


def _rounded(mean: float, error: float) -> list[float | None]:
    """A mean and its error as they are stored; JSON knows no NaN."""
    return [round(mean, 4), None if math.isnan(error) else round(error, 4)]


def _report(
    history: History,
    fitted: AdditiveRanker,
    scores: dict[str, FoldScores],
    drift: _Drift,
    described: tuple[date, Fairness],
) -> TrainReport:
    today, fairness = described
    return TrainReport(
        verdict=_verdict(scores, drift),
        outcomes=history.outcomes,
        snapshots=history.snapshots,
        tau=fitted.tau,
        two_way=fitted.two_way,
        losses={name: _rounded(s.mean, s.standard_error) for name, s in scores.items()},
        orders={name: _rounded(s.mean_order, s.order_error) for name, s in scores.items()},
        mean_change=round(drift.mean_change, 4),
        high_share_change=round(drift.high_share_change, 4),
        mean_width=round(drift.mean_width, 4),
        fitted_on=today.isoformat(),
        fairness=fairness.as_dict(),
    )


def train(sessions: SessionFactory, today: date, clock: Callable[[], datetime], stable_after_days: int) -> TrainReport:
    """Fit, judge, and promote if not worse.

    1. Load every outcome that may be learned from, as known on its day.
    2. Too few, or of one kind only: the model in force stays.
    3. Choose tau, and whether two-way tables stay; walk forward by date against the expert alone, simple rules and
       free learners.
    4. Fit on everything; measure how far it moves today's chances, and what groups of people get from it.
    5. Keep the version; put it in force if it could be judged, is not worse than the expert alone in log-loss or in
       order, and does not move today's chances too far.
    """
    with sessions.read() as session:
        history = load_history(session, today, stable_after_days)
        current: CurrentModel = current_model(session)
        market = load_market(session, today)
        seekers = list_seekers(session, today)
    refusal = _too_little(history)
    if refusal is not None:
        return TrainReport(refusal, history.outcomes)
    chosen, scores = _judge(history)
    fitted = chosen.fit(history.X, history.y, history.weight, history.employers)
    step = max(1, len(seekers) // SAMPLED_PEOPLE)
    drift = _drift(current.ranker, fitted, seekers[::step], market)
    with sessions.read() as session:
        fairness = measure_fairness(session, market, CurrentModel(0, fitted, history.outcomes), today)
    report = _report(history, fitted, scores, drift, (today, fairness))
    with sessions.write() as session:
        row = keep_model(session, fitted, history.outcomes, clock(), report.as_dict())
        assert row.version is not None
        if report.verdict == PROMOTED:
            promote(session, row.version)
        session.info["publishes"] = True
        return TrainReport(**(report.as_dict() | {"version": row.version}))
