"""Invented names, put together the way each people of the province does it."""

import random
from functools import cache

from api.demo.dice import table


@cache
def _words(ethnicity: str, part: str, sex: str) -> tuple[str, ...]:
    for row in table("names"):
        if (row["ethnicity"], row["part"], row["sex"]) == (ethnicity, part, sex):
            return tuple(row["words"].split(";"))
    return ()


def draw_name(rng: random.Random, ethnicity: str, sex: str) -> str:
    """Draw a full name.

    Parameters
    ----------
    rng : random.Random
        Chance.
    ethnicity : str
        ``Kinh``, ``Chăm``, ``Raglai``, ``K'Ho`` or ``Nùng``. K'Ho names begin with ``K'`` (men) or ``Ka`` (women)
        in place of a family name.
    sex : str
        ``Nam`` or ``Nữ``.
    """
    given = rng.choice(_words(ethnicity, "given", sex))
    patterns = _words(ethnicity, "full", sex)
    if patterns:
        return rng.choice(patterns).format(g=given)
    family = rng.choice(_words(ethnicity, "family", ""))
    middles = [middle for middle in _words(ethnicity, "middle", sex) if middle not in (given, family)]
    return f"{family} {rng.choice(middles)} {given}"


def write_name(rng: random.Random, name: str, sex: str) -> str:
    """Write a name as lists do: now and then in capitals, or with the name used at home in parentheses."""
    chance = rng.random()
    if chance < 0.05:
        return name.upper()
    if chance < 0.10:
        return f"{name} ({rng.choice(_words('any', 'alias', sex))})"
    return name
