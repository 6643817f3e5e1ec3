"""What was known of a pair on the day of its referral, kept with the referral: later edits teach no model anything."""

import hashlib
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.people import Seeker
from matcher.ranking.demands import Market
from matcher.ranking.features import FEATURE_NAMES, pair_features

FEATURES_VERSION = hashlib.sha256(",".join(FEATURE_NAMES).encode()).hexdigest()[:12]
"""Changes with the names of the features or their order: a snapshot of other features is not read."""


def take_snapshot(seeker: Seeker, market: Market, opening_id: int) -> dict[str, Any]:
    """What a referral keeps of a pair.

    Returns
    -------
    dict
        ``features``: :data:`FEATURES_VERSION`; ``x``: one number a feature, None where it is unknown (JSON has no
        NaN); ``commune``: where the person lives that day.
    """
    only = Market((market.demands[market.rows[opening_id]],), market.as_of)
    x = pair_features(seeker.profile, seeker.availability, only).X[0].tolist()
    return {
        "features": FEATURES_VERSION,
        "x": [None if math.isnan(v) else v for v in x],
        "commune": seeker.availability.commune_code,
    }


def features_known(known: Mapping[str, Any]) -> NDArray[np.float64] | None:
    """The features of a snapshot, shape (n_features,); None where there is none, or one of other features."""
    x = known.get("x")
    if known.get("features") != FEATURES_VERSION or not isinstance(x, list) or len(x) != len(FEATURE_NAMES):
        return None
    return np.array([np.nan if v is None else v for v in x], dtype=np.float64)


def commune_known(known: Mapping[str, Any], now: str | None) -> str | None:
    """Where the person lived on the day of the referral; where they live now if there is no snapshot."""
    commune = known.get("commune", now)
    return None if commune is None else str(commune)
