"""Ten thousand invented cells through every reader: ``python -m tests.bench.cells [--cells 10000]``.

Right is a value, a warning, a reason to hold the row, or a cell that says "none"; wrong is an exception, or a cell with
letters or digits in it of which nothing is left.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.imports import cells

TODAY = date(2026, 11, 23)
READERS: Mapping[str, Callable[[Any], cells.Read[Any]]] = {
    "name": cells.read_name,
    "date": partial(cells.read_date, today=TODAY),
    "sex": cells.read_sex,
    "national id": cells.read_national_id,
    "phones": cells.read_phones,
    "schooling": cells.read_schooling_cell,
    "yes or no": cells.read_yes_no,
    "number": cells.read_number,
    "window": cells.read_time_window,
    "text": cells.read_text,
}
_WORDS = (
    *(
        "05/03/1988",
        "5.3.88",
        "00/00/1988",
        "9-Dec",
        "9/12",
        "lớp 7",
        "mù chữ",
        "060088012345",
        "6.0088E+10",
        "x",
        "ko",
    ),
    *("0912.345.678", "+84 912 345 678", "(mẹ)", "Nguyễn Văn", "K' Brếu", "nam", "nữ", "7tr5", "8-10tr", "6h30-8h"),
    *("không", "-", "#N/A", "ngày", "tháng", "năm", "hoặc", "Ð", "NguyÔn", "=1+1", "\u00a0", "\u200b", "/", ":", "12"),
)
_TYPED = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=5).map(" ".join)
CELLS = st.one_of(
    _TYPED, st.text(max_size=30), st.integers(-(10**13), 10**13), st.floats(), st.booleans(), st.dates(),
    st.datetimes(), st.times(), st.timedeltas(), st.none(),
)  # fmt: skip


def _wrong(reader: Callable[[Any], cells.Read[Any]], cell: Any) -> str | None:
    try:
        read = reader(cell)
    except Exception as error:  # noqa: BLE001 — any exception is what is counted here
        return type(error).__name__
    said = read.value is not None or read.doubt or read.problem or read.says_none
    holds = not isinstance(cell, str) or any(letter.isalnum() for letter in cell)
    return None if said or cell is None or not holds else "silent loss"


def measure(number: int) -> tuple[int, Counter[str], list[str]]:
    """Cells read, what went wrong how often, and up to ten examples."""
    wrong: Counter[str] = Counter()
    examples: list[str] = []
    done = 0

    @settings(max_examples=number, database=None, deadline=None, phases=[Phase.generate], derandomize=True,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(CELLS)
    def read_everywhere(cell: Any) -> None:
        nonlocal done
        done += 1
        for name, reader in READERS.items():
            if what := _wrong(reader, cell):
                wrong[what] += 1
                examples.append(f"{name}: {cell!r}: {what}")

    read_everywhere()
    return done, wrong, examples[:10]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", type=int, default=10_000)
    done, wrong, examples = measure(parser.parse_args().cells)
    print(f"{done:,} cells through {len(READERS)} readers: {dict(wrong) or 'no exception, no silent loss'}")
    print("".join(f"   {example}\n" for example in examples), end="")


if __name__ == "__main__":
    main()
