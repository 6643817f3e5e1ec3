"""How well pasted advertisements are read: ``python -m tests.bench.ads [--set NAME|FILE] [--rows]``.

Per field: how many drafts state it, how many were predicted to, how many predictions are right, precision and recall.
Drafts are aligned in order by the best match of their titles. A wage is right with both ends and the period, shifts and
strains are sets, hours are compared as windows, a title is right when nine tenths of its letters agree in any order of
words or it holds all words of the other.
"""

import argparse
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from api.acts.ads import ad_view
from employers.reference.shifts import read_hours
from employers.reference.text import fold

DATA = Path(__file__).parents[1] / "data"
SETS = {
    "development": DATA / "ads_development.json",
    "labelled": DATA / "ads_labelled.json",
    "development_2": DATA / "ads_development_2.json",
    "development_3": DATA / "ads_development_3.json",
    "development_4": DATA / "ads_development_4.json",
    "development_5": DATA / "ads_development_5.json",
    "development_6": DATA / "ads_development_6.json",
}
"""All were read by who mended the reader; a set that was not is named by its file."""
HOME = "Lâm Đồng"
FIELDS = (
    "title", "isco", "seats", "wage", "shifts", "hours", "housing", "meals", "transport", "training_on_job", "licence",
    "schooling", "experience_months", "physical", "sex", "min_age", "max_age", "commune_code", "phone",
)  # fmt: skip

# What employers/reference/occupation_conventions.md leaves open ("or"), code by code.
EITHER: tuple[frozenset[str], ...] = tuple(
    frozenset(codes.split())
    for codes in (
        "3313 2411", "3313 4311", "9621 8321", "8160 7511", "3122 1321", "1420 5222", "4322 4312", "4416 4110",
        "7421 7422",
        "9313 7119", "8153 8156", "8181 8114", "6113 6111", "6112 9211", "9212 6121", "9212 6122", "9329 7533",
        "8350 6223", "6221 9216",
    )
)  # fmt: skip

Draft = dict[str, Any]


def comparable(name: str, value: Any) -> Any:
    """Bring a value to the form in which it is compared; None where it states nothing."""
    if value is None or value == []:
        return None
    if name == "wage":
        amounts = (value["low_vnd"], value["high_vnd"])
        return None if amounts == (None, None) else (*amounts, value["per"])
    if name in ("shifts", "physical"):
        return frozenset(value)
    if name == "hours":
        return frozenset(read_hours(value)) or None
    return value


def is_right(name: str, predicted: Any, stated: Any) -> bool:
    if name == "isco":
        # A label may name two codes that careful coders choose between ("8160|7511").
        codes = stated.split("|")
        return predicted in codes or any({predicted, code} <= group for code in codes for group in EITHER)
    if name != "title":
        return bool(predicted == stated)
    one, other = fold(predicted), fold(stated)
    return token_sort_ratio(one, other) >= 90 or token_set_ratio(one, other) == 100


def aligned(stated: list[Draft], predicted: list[Draft]) -> list[tuple[Draft | None, Draft | None]]:
    """Pair the drafts without crossing, by the best sum of title likeness."""
    rows, columns = len(stated), len(predicted)
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}
    for i in range(rows, -1, -1):
        for j in range(columns, -1, -1):
            if i == rows or j == columns:
                best[i, j] = (0.0, [])
                continue
            likeness = token_sort_ratio(fold(stated[i]["title"]), fold(predicted[j]["title"])) + 1
            score, pairs = best[i + 1, j + 1]
            best[i, j] = max(
                best[i + 1, j], best[i, j + 1], (score + likeness, [(i, j), *pairs]), key=lambda option: option[0]
            )
    pairs = best[0, 0][1]
    missed = [(stated[i], None) for i in range(rows) if i not in {a for a, _ in pairs}]
    invented = [(None, predicted[j]) for j in range(columns) if j not in {b for _, b in pairs}]
    return [*((stated[i], predicted[j]) for i, j in pairs), *missed, *invented]


def measure(messages: list[dict[str, Any]], *, show_rows: bool) -> dict[str, Counter[str]]:
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("drafts", *FIELDS)}
    for message in messages:
        drafts = ad_view(message["text"], HOME)["drafts"]
        counts["drafts"].update(stated=len(message["drafts"]), predicted=len(drafts))
        for stated, predicted in aligned(message["drafts"], drafts):
            counts["drafts"]["right"] += stated is not None and predicted is not None
            wrong = count_pair(counts, stated or {}, predicted or {})
            if show_rows and (wrong or not stated or not predicted):
                print(f"\n{message['text']}\n   {stated['title'] if stated else 'NO DRAFT'}")
                print("".join(f"   {line}\n" for line in wrong), end="")
    return counts


def count_pair(counts: dict[str, Counter[str]], stated: Draft, predicted: Draft) -> list[str]:
    wrong = []
    for name in FIELDS:
        truth, said = comparable(name, stated.get(name)), comparable(name, predicted.get(name))
        right = truth is not None and said is not None and is_right(name, said, truth)
        counts[name].update(stated=truth is not None, predicted=said is not None, right=right)
        if not right and (truth is not None or said is not None):
            wrong.append(f"{name}: is {truth}, read {said} from {predicted.get('evidence', {}).get(name)!r}")
    return wrong


def print_figures(counts: dict[str, Counter[str]]) -> None:
    print(f"{'field':18} {'stated':>7} {'read':>5} {'right':>6} {'precision':>10} {'recall':>7}")
    for name, count in counts.items():
        precision = count["right"] / count["predicted"] if count["predicted"] else 1.0
        recall = count["right"] / count["stated"] if count["stated"] else 1.0
        numbers = f"{count['stated']:7} {count['predicted']:5} {count['right']:6}"
        print(f"{name:18} {numbers} {precision:10.1%} {recall:7.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", default="all", help=f"{', '.join(SETS)}, all, or a file in the same form")
    parser.add_argument("--rows", action="store_true", help="show the mistakes; never of a set that measures blindly")
    asked = parser.parse_args()
    for name in SETS if asked.set == "all" else (asked.set,):
        messages = json.loads(SETS.get(name, Path(name)).read_text(encoding="utf-8"))
        began = time.perf_counter()
        counts = measure(messages, show_rows=asked.rows)
        spent = time.perf_counter() - began
        print(f"\n{name}: {len(messages)} messages, {1000 * spent / len(messages):.1f} ms each")
        print_figures(counts)


if __name__ == "__main__":
    main()
