"""How well titles are read into occupations: ``python -m tests.bench.occupations`` prints the figures.

``--calibrate`` fits the confidence on both sets of titles that anybody may read, ``titles_development.csv`` and
``titles_labelled.csv`` of another author, and writes ``occupation_confidence.csv``. ``titles_blind.csv`` is held
out: it is measured only, with ``--blind``, and nobody who works on the phrases reads it.
"""

import argparse
import csv
import itertools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from employers.reference.occupation_linker import OccupationReading, link_occupations, product_linker
from employers.reference.text import strip_accents, tidy
from tests.bench import occupation_calibration

ROOT = Path(__file__).resolve().parents[2]
OTHER_AUTHOR = ROOT / "tests/data/titles_labelled.csv"
BLIND = ROOT / "tests/data/titles_blind.csv"
DEVELOPMENT = ROOT / "tests/data/titles_development.csv"
REAL_ADS = ROOT.parent / "shared/data/ads_listing.csv"  # real advertisements never enter the repository
TARGETS = {"as typed": 0.95, "without accents": 0.92, "real ads coded": 0.60}
BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0001)


@dataclass(frozen=True)
class Title:
    """A title and its occupations: one set of acceptable codes a position, main first; none when it names no work."""

    text: str
    positions: tuple[frozenset[str], ...]

    def is_main(self, code: str) -> bool:
        return bool(self.positions) and code in self.positions[0]

    def names(self, code: str) -> bool:
        return any(code in position for position in self.positions)


def read_titles(path: Path) -> list[Title]:
    """Titles of a labelled file (text, isco); ``;`` separates occupations, ``|`` alternatives of one."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["text"], row["isco"] or "") for row in csv.DictReader(file)]
    return [
        Title(text, tuple(frozenset(p.strip().split("|")) for p in isco.split(";") if p.strip())) for text, isco in rows
    ]


def unaccented(titles: Sequence[Title]) -> list[Title]:
    return [Title(strip_accents(tidy(t.text)), t.positions) for t in titles]


def is_right(title: Title, readings: Sequence[OccupationReading]) -> bool:
    """Main occupation right, or rightly unknown."""
    return title.is_main(readings[0].code) if readings else not title.positions


def f1(title: Title, readings: Sequence[OccupationReading]) -> float:
    """F1 of the set of occupations; 1 when both are empty."""
    if not readings or not title.positions:
        return float(not readings and not title.positions)
    precision = sum(title.names(r.code) for r in readings) / len(readings)
    recall = sum(any(r.code in p for r in readings) for p in title.positions) / len(title.positions)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def mean(titles: Sequence[Title], score: Callable[[Title, Sequence[OccupationReading]], float]) -> float:
    return sum(score(t, link_occupations(t.text)) for t in titles) / len(titles)


def report(name: str, titles: Sequence[Title]) -> None:
    bare = unaccented(titles)
    print(f"\n{name}: {len(titles)} titles")
    for way, some in (("as typed", titles), ("without accents", bare)):
        print(
            f"  {way:16} main right or rightly unknown {mean(some, is_right):6.1%} (target {TARGETS[way]:.0%})", end=""
        )
        print(f"   set-F1 {mean(some, f1):.3f}")
    print_errors(titles)
    print_reliability([*titles, *bare])


def print_errors(titles: Sequence[Title]) -> None:
    """Kinds of error among titles as typed."""
    wrong = [(t, r) for t in titles if not is_right(t, r := link_occupations(t.text))]
    silent = sum(not readings for _, readings in wrong)
    invented = sum(not title.positions for title, _ in wrong)
    swapped = sum(bool(r) and any(title.is_main(one.code) for one in r) for title, r in wrong)
    print(
        f"  of {len(wrong)} errors: not read {silent}, no work but read {invented}, right code not first {swapped}, ",
        end="",
    )
    print(f"another code {len(wrong) - silent - invented - swapped}")


def print_reliability(titles: Sequence[Title]) -> None:
    """How often main readings of a confidence are right, also of those below the threshold."""
    pairs = [(r[0][0].confidence, t.is_main(r[0][0].code)) for t in titles if (r := product_linker().read(t.text))]
    print("  confidence   readings   mean   right")
    for low, high in itertools.pairwise(BINS):
        inside = [(c, right) for c, right in pairs if low <= c < high]
        if inside:
            n = len(inside)
            said, true = sum(c for c, _ in inside) / n, sum(right for _, right in inside) / n
            print(f"  {low:.2f}–{min(high, 1):.2f} {n:10} {said:8.2f} {true:7.2f}")


def report_real_ads() -> None:
    if not REAL_ADS.exists():
        print("\nreal ads: skipped, shared/data/ads_listing.csv is not here")
        return
    with REAL_ADS.open(encoding="utf-8-sig", newline="") as file:
        titles = [row["title"] for row in csv.DictReader(file)]
    coded = [t for t in titles if link_occupations(t)]
    korean = [t for t in titles if "hàn quốc" in t.lower() or "tiếng hàn" in t.lower()]
    welded = [t for t in korean if any(r.code == "7212" for r in link_occupations(t))]
    share = len(coded) / len(titles)
    print(f"\nreal ads: {share:.1%} of {len(titles)} titles coded (target {TARGETS['real ads coded']:.0%})")
    print(f"  Korean read as welding: {len(welded)} of {len(korean)} (must be 0)")


def report_speed(titles: Sequence[Title]) -> None:
    fresh = [f"{t.text} {i}" for i, t in enumerate(titles)]
    began = time.perf_counter()
    for text in fresh:
        link_occupations(text)
    print(f"\nspeed: {(time.perf_counter() - began) / len(fresh) * 1000:.2f} ms for a new title")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calibrate", action="store_true", help="fit the confidence on both development sets first")
    parser.add_argument("--blind", action="store_true", help="measure the held-out titles too")
    arguments = parser.parse_args()
    development = [read_titles(path) for path in (DEVELOPMENT, OTHER_AUTHOR)]
    if arguments.calibrate:
        occupation_calibration.calibrate([[(t.text, t.is_main, t.names) for t in titles] for titles in development])
    for path in (DEVELOPMENT, OTHER_AUTHOR, *([BLIND] if arguments.blind else [])):
        report(path.name, read_titles(path))
    report_real_ads()
    report_speed(development[0])


if __name__ == "__main__":
    main()
