"""What simpler rules would have shown beside what was shown, and how the referrals of each ended.

Only what was shown could be referred, so a rule's own other picks have no outcome: these figures describe, they do not
prove. Whether the lists help at all is for the stepped roll-out to answer (:mod:`matcher.rollout`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta, timezone
from typing import Any

from sqlmodel import Session, col, select

from matcher.history import KnownOutcome, known_outcomes
from matcher.ranking.shares import Figure, share
from matcher.ranking_tables import Exposure
from matcher.suggest import BY_HAND

# Displays are logged at a moment, referrals on a day of the office's calendar (UTC+7 all year).
_OFFICE = timezone(timedelta(hours=7))
RULES = ("nearest", "trade_then_nearest")


@dataclass(frozen=True, slots=True)
class Ended:
    """Referrals that ended: how many, and the share that lasted; None where there are none."""

    outcomes: int
    lasted: Figure | None


@dataclass(frozen=True, slots=True)
class RuleComparison:
    """One simpler rule against what was shown.

    Attributes
    ----------
    overlap : float or None
        Mean share, 0 to 1, of the openings shown that the rule would have shown too; None before any display.
    also_by_rule, only_shown : Ended
        Outcomes of referrals that followed a display, by whether the rule would have shown that opening too.
    """

    rule: str
    overlap: float | None
    also_by_rule: Ended
    only_shown: Ended


@dataclass(frozen=True)
class Comparison:
    """Every rule, over all displays on record.

    Attributes
    ----------
    displays : int
        Lists ranked by the model that held at least one opening.
    referred_unseen : int
        Known outcomes of referrals that no display came before: imported history, or made without the list.
    """

    displays: int
    referred_unseen: int
    rules: tuple[RuleComparison, ...]

    def as_dict(self) -> dict[str, Any]:
        """The comparison as plain values."""
        return asdict(self)


def _ended(outcomes: Sequence[KnownOutcome]) -> Ended:
    lasted = sum(o.lasted for o in outcomes)
    return Ended(len(outcomes), share(lasted, len(outcomes)) if outcomes else None)


def shown_openings(display: Exposure) -> list[int]:
    """Openings of one display, from the first down."""
    return [int(row[0]) for row in display.rows]


def _overlap(displays: Iterable[Exposure], rule: str) -> float | None:
    shares = []
    for display in displays:
        shown = shown_openings(display)
        shares.append(len(set(shown) & set(getattr(display, rule))) / len(shown))
    return sum(shares) / len(shares) if shares else None


def _display_before(displays: Sequence[Exposure], outcome: KnownOutcome) -> Exposure | None:
    """The last display, up to the day of the referral, that held the opening referred to."""
    fitting = [
        d
        for d in displays
        if d.shown_at.astimezone(_OFFICE).date() <= outcome.referred_on and outcome.opening_id in shown_openings(d)
    ]
    return fitting[-1] if fitting else None


def compare_rules(session: Session, today: date, stable_after_days: int) -> Comparison:
    """Set what was shown beside what the nearest job, and the right trade then the nearest, would have shown.

    Parameters
    ----------
    session : Session
        Of the ranker's role: everybody's displays and referrals.
    stable_after_days : int
        Days in a job after which it counts as lasting (a setting).
    """
    logged = session.exec(select(Exposure).order_by(col(Exposure.shown_at), col(Exposure.id))).all()
    # Where a stepped roll-out has not begun, a simple rule itself made the list: nothing to compare.
    displays = [d for d in logged if d.rows and d.order != BY_HAND]
    by_person: dict[int, list[Exposure]] = defaultdict(list)
    for display in displays:
        by_person[display.person_id].append(display)
    outcomes = known_outcomes(session, today, stable_after_days)
    seen = [(o, _display_before(by_person[o.person_id], o)) for o in outcomes]
    rules = []
    for rule in RULES:
        also = [o for o, d in seen if d is not None and o.opening_id in getattr(d, rule)]
        only = [o for o, d in seen if d is not None and o.opening_id not in getattr(d, rule)]
        rules.append(RuleComparison(rule, _overlap(displays, rule), _ended(also), _ended(only)))
    return Comparison(len(displays), sum(d is None for _, d in seen), tuple(rules))
