"""The known truth of the demonstration: what makes a referral end in a job that lasts.

The outcomes of the past placements are drawn from this additive score, so that the ranking model has something true to
find and the estimate can be compared with it. It is invented, and it is no finding about real people.
"""

import math
from dataclasses import dataclass

INTERCEPT = -0.8
TRADE = {"same": 1.6, "near": 0.6, "other": -1.1, "unknown": -0.6}
WISHED = 0.55
PER_KM = -0.045  # log-odds per kilometre by road, up to FARTHEST_KM
FARTHEST_KM = 40.0
BROUGHT_SHARE = 0.3  # share of the distance that still counts with a bus or a bed
SHIFT = {"ngày": 0.15, "ngày; tối": 0.0, "tối": -0.25, "ngày; đêm": -0.35, "ngày; tối; đêm": -0.4, "đêm": -0.65}
CONTRACT = {"không xác định thời hạn": 0.45, "36 tháng": 0.35, "12 tháng": 0.15, "thời vụ": -0.6, "tự làm": 0.3}
TAUGHT = 0.25
PER_LOG_WAGE = 0.6  # per natural log of (wage ÷ 7 million VND)
REFERENCE_WAGE_VND = 7_000_000

# ISCO-08 unit groups whose work overlaps though their minor groups differ.
_NEAR_GROUPS = (
    ("7212", "7214"),
    ("7126", "7411"),
    ("7127", "7411"),
    ("7127", "7412"),
    ("7411", "7412"),
    ("7231", "7233"),
    ("8153", "8156"),
    ("7112", "9313"),
    ("9321", "9333"),
    ("4321", "9333"),
    ("6112", "9211"),
    ("6113", "9211"),
    ("7511", "8160"),
    ("8322", "8332"),
    ("8321", "8322"),
    ("5120", "9412"),
    ("5131", "9412"),
    ("6222", "9333"),
    ("5221", "5223"),
    ("7522", "7523"),
    ("9112", "9129"),
    ("6121", "9212"),
    ("8321", "9621"),
)
_NEAR = frozenset(frozenset(pair) for pair in _NEAR_GROUPS)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What decides, in the truth, whether a referral lasts; ``km`` by road, ``wage_vnd`` a month at its best."""

    trade: str
    wished: bool
    km: float
    brought: bool
    shifts: str
    contract: str
    taught: bool
    wage_vnd: int
    employer_effect: float


def true_log_odds(case: Circumstances) -> float:
    """Add up the log-odds that a referral ends in a job still held after the stability period."""
    km = min(case.km, FARTHEST_KM) * (BROUGHT_SHARE if case.brought else 1.0)
    return (
        INTERCEPT
        + TRADE[case.trade]
        + WISHED * case.wished
        + PER_KM * km
        + SHIFT[case.shifts]
        + CONTRACT[case.contract]
        + TAUGHT * case.taught
        + PER_LOG_WAGE * math.log(case.wage_vnd / REFERENCE_WAGE_VND)
        + case.employer_effect
    )


def true_chance(case: Circumstances) -> float:
    """Give the same as a probability, 0 to 1."""
    return 1.0 / (1.0 + math.exp(-true_log_odds(case)))


def trade_match(known: frozenset[str], wanted: str) -> str:
    """Compare the trades someone knows with the one wanted, as ISCO-08 unit groups.

    Returns
    -------
    str
        ``same``, ``near`` (same minor group or overlapping work), ``other``, or ``unknown`` when nothing is known.
    """
    if not known:
        return "unknown"
    if wanted in known:
        return "same"
    if any(isco[:3] == wanted[:3] or frozenset((isco, wanted)) in _NEAR for isco in known):
        return "near"
    return "other"
