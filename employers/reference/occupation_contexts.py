"""Words that are vague alone and plain beside others: "lễ tân" with "resort" anywhere in the title is a hotel's.

The table ``occupation_contexts.csv`` says for a vague phrase which word beside it decides and what is then meant.
"""

import csv
from collections import defaultdict
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from employers.reference.occupation_phrases import Phrase
from employers.reference.occupation_text import Word, key_of, words_of
from employers.reference.text import contains_phrase

_TABLE = Path(__file__).with_name("occupation_contexts.csv")


def decided(phrase: Phrase, title: tuple[Word, ...], *, typed_bare: bool) -> Phrase:
    """The phrase with the codes that the words beside it in the title decide; unchanged where none does.

    Parameters
    ----------
    phrase : Phrase
        As found.
    title : tuple of Word
        The whole title, also its employer and place.
    typed_bare : bool
        Whether the title was typed without accents.
    """
    rows = _contexts().get(key_of(phrase.words, folded=False))
    if not rows:
        return phrase
    text = key_of(title, folded=typed_bare)
    for beside, codes in rows:
        if contains_phrase(text, key_of(beside, folded=typed_bare)):
            return replace(phrase, codes=codes)
    return phrase


@lru_cache(maxsize=1)
def _contexts() -> dict[str, list[tuple[tuple[Word, ...], tuple[str, ...]]]]:
    contexts: dict[str, list[tuple[tuple[Word, ...], tuple[str, ...]]]] = defaultdict(list)
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = key_of(words_of(row["phrase"]), folded=False)
            contexts[key].append((words_of(row["beside"]), tuple(row["codes"].split(";"))))
    return contexts
