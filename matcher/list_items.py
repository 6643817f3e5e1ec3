"""How a published list is kept: each suggestion sixteen bytes, side by side; a night writes a million of them.

Written from arrays without a Python object a suggestion, and read back as plain tuples.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import LargeBinary
from sqlalchemy.types import TypeDecorator

PACKED: Final = np.dtype([("opening_id", "<i4"), ("score", "<f4"), ("seat_price", "<f4"), ("tied", "<i4")])
"""A suggestion: the opening, log-odds, chance (NaN where no plan priced the seat), count."""
DIGITS: Final = 6
"""Decimals of score and price; up to log-odds of 16, four bytes hold them exactly."""

Item = tuple[int, float, float | None, int]


def pack(
    ids: NDArray[Any], score: NDArray[np.float64], price: NDArray[np.float64], tied: NDArray[Any]
) -> NDArray[np.void]:
    """Put columns of any one shape together; ``price`` is NaN where there is none."""
    packed = np.empty(ids.shape, dtype=PACKED)
    for name, column in zip(PACKED.names or (), (ids, score, price, tied), strict=True):
        packed[name] = column
    return packed


def unpack(items: bytes) -> list[Item]:
    """The suggestions of one list, best first, each (opening id, score, seat price or None, ties)."""
    return [
        (opening, round(score, DIGITS), None if price != price else round(price, DIGITS), tied)  # noqa: PLR0124  # NaN
        for opening, score, price, tied in np.frombuffer(items, PACKED).tolist()
    ]


def _packed_one_by_one(items: Sequence[Sequence[Any]]) -> bytes:
    rows = [(o, score, np.nan if price is None else price, tied) for o, score, price, tied in items]
    return np.array(rows, dtype=PACKED).tobytes()


class ListItems(TypeDecorator[Any]):
    """The column of a list's suggestions: bytes in the database, tuples in Python; packed bytes may be given too."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: object) -> bytes | None:  # noqa: ARG002  # the base class's own
        """Pack what is not packed yet."""
        return value if value is None or isinstance(value, bytes) else _packed_one_by_one(value)

    def process_result_value(self, value: Any, dialect: object) -> list[Item]:  # noqa: ARG002  # likewise
        """Unpack what was read."""
        return unpack(value)
