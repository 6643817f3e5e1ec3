"""Every figure of reading hand-made lists, beside its target: ``python -m tests.bench.reading``.

The parts print their own tables (``tests.bench.occupations`` and so on); here is the one line of each that is promised.
"""

import argparse
import contextlib
import csv
import io
import json
import random
from itertools import combinations

from employers.company_names import LIKELY_DUPLICATE, company_similarity, find_likely_duplicates
from tests.bench import ads, cells, companies, imports, occupations, places


def told(what: str, reached: float, target: str, *, is_reached: bool) -> None:
    shown = f"{reached:.1%}" if reached <= 1.5 and "%" in target else f"{reached:g}"
    print(f"{what:58} {shown:>8}   target {target:8} {'reached' if is_reached else 'MISSED'}", flush=True)


def tell_titles() -> None:
    for path in (occupations.DEVELOPMENT, occupations.BLIND):
        titles = occupations.read_titles(path)
        for way, some in (("as typed", titles), ("without accents", occupations.unaccented(titles))):
            share, target = occupations.mean(some, occupations.is_right), occupations.TARGETS[way]
            told(f"{path.name}, {len(some)} titles {way}", share, f">= {target:.0%}", is_reached=share >= target)


def tell_places() -> None:
    home = [(case, way, "Lâm Đồng") for case in places.binh_thuan() for way in places.WAYS]
    country = [(c, way, places.home_of(c, way)) for c, way in places.sample(random.Random(places.SEED))]
    for what, cases, target in (("166 communes x 10 ways", home, 0.99), ("addresses nation-wide", country, 0.97)):
        with contextlib.redirect_stdout(io.StringIO()):
            strict, _ = places.measure(what, cases, wrong=0)
        told(f"{what}, {len(cases)} readings", strict, f">= {target:.0%}", is_reached=strict >= target)


def tell_companies() -> None:
    names = companies.invented_names(3_000, seed=1)
    false = len(find_likely_duplicates(list(enumerate(names)))) / len(names)
    told("company names, false pairs among 3,000", false, "<= 1%", is_reached=false <= 0.01)
    if not companies.REAL_SPELLINGS.exists():
        print("company variants: skipped, ../shared/data/company_name_variants.csv is not here")
        return
    with companies.REAL_SPELLINGS.open(encoding="utf-8-sig", newline="") as rows:
        real = [(row["group"], row["name"]) for row in csv.DictReader(rows)]
    same = [company_similarity(a, b) >= LIKELY_DUPLICATE for (g, a), (h, b) in combinations(real, 2) if g == h]
    found = sum(same) / len(same)
    told(f"company variants found, {len(same)} pairs", found, ">= 95%", is_reached=found >= 0.95)


def tell_ads() -> None:
    for name, path in ads.SETS.items():
        messages = json.loads(path.read_text(encoding="utf-8"))
        counts = ads.measure(messages, show_rows=False)
        for what, key, target in (("precision", "predicted", 0.95), ("recall", "stated", 0.85)):
            shares = {field: n["right"] / n[key] for field, n in counts.items() if n[key]}
            worst = min(shares, key=lambda field: shares[field])
            under = sum(share < target for share in shares.values())
            line = f"ads, {name}: {what}, worst field {worst} ({under} of {len(shares)} under)"
            told(line, shares[worst], f">= {target:.0%}", is_reached=not under)


def tell_cells() -> None:
    done, wrong, _ = cells.measure(10_000)
    told(f"cells, {done:,} invented: exceptions and silent losses", wrong.total(), "0", is_reached=not wrong)


def tell_imports(rows: int) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        measured = imports.measure(rows)
    for what, seconds, peak in measured:
        told(f"{rows:,} rows x 28 columns, {what}: s", seconds, "< 30", is_reached=seconds < imports.MOST_SECONDS)
        told(f"{rows:,} rows x 28 columns, {what}: MB", round(peak), "< 500", is_reached=peak < imports.MOST_MB)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000, help="rows of the list that is brought in")
    rows = parser.parse_args().rows
    for tell in (tell_titles, tell_places, tell_companies, tell_ads, tell_cells):
        tell()
    tell_imports(rows)


if __name__ == "__main__":
    main()
