"""Fits the confidence of ``employers.reference.occupation_confidence`` on titles whose occupations are known.

Every title is read as typed, without accents, and with a slip of the finger, and all that again by linkers that have
forgotten a third of the phrases: a title of tomorrow holds words that the table does not.
"""

import csv
import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np

from employers.reference import occupation_confidence
from employers.reference.occupation_confidence import Features
from employers.reference.occupation_linker import Linker
from employers.reference.occupation_phrases import known_phrases
from employers.reference.text import strip_accents, tidy

SEED = 20251123
PARTS = 3
FOLDS = 5
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
TABLE = Path(occupation_confidence.__file__).with_suffix(".csv")
NAMES = [f.name for f in fields(Features)]
Known = tuple[str, Callable[[str], bool], Callable[[str], bool]]


def calibrate(authors: Sequence[Sequence[Known]]) -> None:
    """Fit on all titles, judge by cross-validation over titles and from author to author, and write the weights.

    Parameters
    ----------
    authors : sequence of sequences of (text, is it the main code?, is it one of the codes?)
        What is known, a sequence of titles an author.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import brier_score_loss
    from sklearn.model_selection import GroupKFold, LeaveOneGroupOut, cross_val_predict

    titles = [title for titles in authors for title in titles]
    author_of = np.repeat(np.arange(len(authors)), [len(titles) for titles in authors])
    X, y, groups = observations(titles)
    model = LogisticRegression(C=1.0, max_iter=1000)
    print(f"calibration: {len(y)} readings of {len(titles)} titles, {y.mean():.1%} right")
    by_title = cross_val_predict(model, X, y, groups=groups, cv=GroupKFold(FOLDS), method="predict_proba")[:, 1]
    brier = brier_score_loss(y, by_title)
    print_bins(f"{FOLDS} folds of titles, Brier {brier:.4f}", by_title, y)
    by_author = cross_val_predict(model, X, y, groups=author_of[groups], cv=LeaveOneGroupOut(), method="predict_proba")[
        :, 1
    ]
    print_bins(f"one author judged by the other, Brier {brier_score_loss(y, by_author):.4f}", by_author, y)
    model.fit(X, y)
    source = (
        f"logistic regression (C = 1) on {len(y)} readings of {len(titles)} titles of titles_development.csv and "
        f"titles_labelled.csv; {FOLDS}-fold Brier {brier:.4f}; python -m tests.bench.occupations --calibrate"
    )
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["feature", "weight", "source"])
        writer.writerow(["bias", f"{model.intercept_[0]:.4f}", source])
        writer.writerows([name, f"{weight:.4f}", ""] for name, weight in zip(NAMES, model.coef_[0], strict=True))
    occupation_confidence._weights.cache_clear()


def print_bins(name: str, said: np.ndarray, right: np.ndarray) -> None:
    """How often readings of a confidence are right."""
    print(f"  {name}")
    for low, high in itertools.pairwise(BINS):
        inside = (said >= low) & (said < high)
        if inside.any():
            print(
                f"    from {low:.2f}: {inside.sum():5} said {said[inside].mean():.2f}, right {right[inside].mean():.2f}"
            )


def observations(titles: Sequence[Known]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features of every reading, whether it was right, and the title it belongs to."""
    chance = random.Random(SEED)
    rows: list[tuple[tuple[float, ...], bool, int]] = []
    for linker in linkers():
        for number, (text, is_main, names) in enumerate(titles):
            for way in (text, strip_accents(tidy(text)), slip(text, chance)):
                for place, (reading, features) in enumerate(linker.read(way)):
                    right = names(reading.code) if place else is_main(reading.code)
                    rows.append((astuple(features), right, number))
    return np.array([r[0] for r in rows]), np.array([r[1] for r in rows]), np.array([r[2] for r in rows])


def linkers() -> list[Linker]:
    """The product's linker, and one for each third of the phrases that it has forgotten."""
    phrases = list(known_phrases())
    part = [random.Random(f"{SEED}{p.text}").randrange(PARTS) for p in phrases]
    forgetful = [[p for p, k in zip(phrases, part, strict=True) if k != gone or not p.codes] for gone in range(PARTS)]
    return [Linker(phrases), *(Linker(some) for some in forgetful)]


def slip(text: str, chance: random.Random) -> str:
    """A title with one letter left out, doubled, or changed with its neighbour."""
    letters = list(text)
    places = [i for i in range(len(letters) - 1) if letters[i].isalpha() and letters[i + 1].isalpha()]
    if not places:
        return text
    i = chance.choice(places)
    letters[i : i + 2] = chance.choice(
        [letters[i : i + 1], [letters[i], *letters[i : i + 2]], letters[i : i + 2][::-1]]
    )
    return "".join(letters)
