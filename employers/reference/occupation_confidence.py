"""How sure a reading of words into an occupation is: a small logistic model, calibrated on titles with known answers.

``python -m tests.bench.occupations --calibrate`` fits the weights on the development titles of two authors and writes
``occupation_confidence.csv`` with where they come from.
"""

import csv
import math
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from pathlib import Path

_TABLE = Path(__file__).with_name("occupation_confidence.csv")


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a match; every value lies in [0, 1].

    Attributes
    ----------
    before : float
        Words left of the match that no phrase covers: 0 for none, 1 for three or more. The head of a title is there.
    led : float
        1 where such a word says that the work is to lead others ("giám sát bảo vệ" guards nothing).
    uncovered : float
        Share of the words about the work that the match does not cover.
    folded, partly : float
        1 where the text has no accents; 1 where it has some of them.
    slip : float
        1 where one word of the match was mistyped.
    single : float
        1 where the match is a single word.
    generic : float
        1 where the match says no more than "công nhân".
    further : float
        1 for a second occupation of the same text.
    similar : float
        1 where no phrase stands in the text and the letters were compared instead.
    similarity : float
        How alike the letters are; 0 unless ``similar``.
    margin : float
        How much less alike the next other occupation is, at most 0.3; 0 unless ``similar``.
    agreement : float
        Share of the phrases most alike that name the same occupation; 0 unless ``similar``.
    """

    before: float = 0.0
    led: float = 0.0
    uncovered: float = 0.0
    folded: float = 0.0
    partly: float = 0.0
    slip: float = 0.0
    single: float = 0.0
    generic: float = 0.0
    further: float = 0.0
    similar: float = 0.0
    similarity: float = 0.0
    margin: float = 0.0
    agreement: float = 0.0


def confidence(features: Features) -> float:
    """Chance that a reading with these features is right, strictly between 0 and 1."""
    weights = _weights()
    names = (f.name for f in fields(features))
    log_odds = weights["bias"] + sum(
        weights[name] * value for name, value in zip(names, astuple(features), strict=True)
    )
    return 1.0 / (1.0 + math.exp(-log_odds))


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["feature"]: float(row["weight"]) for row in csv.DictReader(file)}
