"""Occupations: the ISCO-08 unit groups in Vietnamese, type-ahead search, and how near two of them are.

The table ``occupations.csv`` follows ISCO-08 (ILO, 2012), which the Vietnamese list VSCO 2020 (Decision 34/2020/QĐ-TTg)
follows in its groups 2–9. Nearness answers "could this person do that work after a short while?": it starts from the
ISCO hierarchy and is corrected by the curated pairs of ``occupation_nearness.csv``. Reading words into occupations is
the work of :mod:`employers.reference.occupation_linker`.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from employers.reference.text import fold

# Nearness of two unit groups that share so many leading digits of their ISCO-08 code; four are the same occupation.
# An assumption of the product, in the order of the hierarchy (minor group, sub-major group, major group, none).
_SHARED_DIGITS = (0.05, 0.15, 0.35, 0.6, 1.0)
_CODE_DIGITS = 4
_TABLES = Path(__file__).parent


class UnknownOccupation(LookupError):
    """No ISCO-08 unit group of the table has this code. Search by name, or correct the code.

    Parameters
    ----------
    code : str
        The code that was asked for.
    """

    def __init__(self, code: str) -> None:
        super().__init__(f"không có nghề nào mang mã {code!r}: kiểm tra lại mã hoặc tìm theo tên nghề")
        self.code = code


@dataclass(frozen=True, slots=True)
class Occupation:
    """One ISCO-08 unit group.

    Attributes
    ----------
    code : str
        Four digits of ISCO-08.
    name_vi, name_en : str
        Short Vietnamese name as people say it; the official English title.
    vsco5 : str or None
        Five digits of VSCO 2020 where one is known.
    minor_barred : str or None
        Why a person under 18 may not do this work, with the article; None where no rule bars it.
    """

    code: str
    name_vi: str
    name_en: str
    vsco5: str | None
    minor_barred: str | None


def get_occupation(code: str) -> Occupation:
    """Occupation with this code.

    Raises
    ------
    UnknownOccupation
        If no unit group of the table has this code.
    """
    occupation = find_occupation(code)
    if occupation is None:
        raise UnknownOccupation(code)
    return occupation


def find_occupation(code: str) -> Occupation | None:
    """Occupation with this code, or None."""
    return _occupations().get(code.strip())


def list_occupations() -> tuple[Occupation, ...]:
    """All unit groups in order of code."""
    return tuple(_occupations().values())


def is_barred_to_minors(code: str) -> str | None:
    """Why people under 18 may not do this work (Labour Code 2019 Art. 147 and others), or None.

    An unknown code gives None: nothing may be concluded about it.
    """
    occupation = find_occupation(code)
    return occupation.minor_barred if occupation else None


def nearness(a: str, b: str) -> float:
    """How near two occupations are, from 0 (nothing in common) to 1 (the same code); symmetric.

    A code that is not in the table is near to nothing but itself.
    """
    if a == b:
        return 1.0
    index = _index()
    if a not in index or b not in index:
        return 0.0
    return float(_nearness_table()[index[a], index[b]])


def nearness_matrix(codes: Sequence[str]) -> NDArray[np.float64]:
    """Nearness of every pair of codes.

    Parameters
    ----------
    codes : sequence of str, length n
        ISCO-08 codes; repeated and unknown ones are allowed.

    Returns
    -------
    ndarray of shape (n, n)
        Symmetric, in [0, 1], ones on the diagonal; an unknown code has 0 to all but itself.
    """
    index = _index()
    rows = np.array([index.get(code, -1) for code in codes], dtype=np.intp)
    matrix = _nearness_table()[np.ix_(rows, rows)]
    unknown = rows < 0
    matrix[unknown, :] = 0.0
    matrix[:, unknown] = 0.0
    for i, code in enumerate(codes):
        if code not in index:
            matrix[i, [j for j, other in enumerate(codes) if other == code]] = 1.0
    return matrix


def search_occupations(query: str, limit: int = 10) -> tuple[Occupation, ...]:
    """Occupations that a person typing these letters may mean, best first.

    Parameters
    ----------
    query : str
        The beginning of a code, of a Vietnamese name, of words people use for the work, or of an English title; with or
        without accents. The words may come in any order, the last one may be unfinished.
    limit : int, optional
        How many at most.

    Returns
    -------
    tuple of Occupation
        Empty when the query is empty or nothing fits.
    """
    wanted = fold(query)
    if not wanted:
        return ()
    ranked = sorted((rank, o.code) for o in list_occupations() if (rank := _search_rank(wanted, o)) is not None)
    return tuple(get_occupation(code) for _, code in ranked[: max(limit, 0)])


def _search_rank(wanted: str, occupation: Occupation) -> tuple[int, int] | None:
    """Lower is better: code, whole text, then its beginning, then all words somewhere; None when nothing fits."""
    if occupation.code.startswith(wanted):
        return (0, 0)
    ranks = (_text_rank(wanted, place, text) for place, text in _search_texts()[occupation.code])
    return min((rank for rank in ranks if rank is not None), default=None)


def _text_rank(wanted: str, place: int, text: str) -> tuple[int, int] | None:
    if text == wanted:
        return (1, place)
    if text.startswith(wanted):
        return (2, place + len(text) - len(wanted))
    if all(f" {word}" in f" {text}" for word in wanted.split()):
        return (3, place + len(text) - len(wanted))
    return None


@lru_cache(maxsize=1)
def _occupations() -> dict[str, Occupation]:
    rows = [
        Occupation(r["code"], r["name_vi"], r["name_en"], r["vsco5"] or None, r["minor_barred"] or None)
        for r in _read("occupations.csv")
    ]
    return {o.code: o for o in sorted(rows, key=lambda o: o.code)}


@lru_cache(maxsize=1)
def _index() -> dict[str, int]:
    return {code: i for i, code in enumerate(_occupations())}


@lru_cache(maxsize=1)
def _search_texts() -> dict[str, list[tuple[int, str]]]:
    """Folded texts of each code with what they cost: its name and the words people use nothing, English titles most."""
    texts = {o.code: [(0, fold(o.name_vi)), (40, fold(o.name_en))] for o in list_occupations()}
    for row in _read("occupation_phrases.csv"):
        for place, code in enumerate(row["codes"].split(";")):
            if code in texts:
                texts[code].append((20 * place, fold(row["phrase"])))
    return texts


@lru_cache(maxsize=1)
def _nearness_table() -> NDArray[np.float64]:
    """Hierarchy first, then curated rows: those of groups only raise, those of two unit groups decide."""
    codes = np.array([list(code) for code in _occupations()])
    shared = np.zeros((len(codes), len(codes)), dtype=np.intp)
    for digits in range(1, _CODE_DIGITS + 1):
        shared += (codes[:, None, :digits] == codes[None, :, :digits]).all(axis=2)
    table = np.array(_SHARED_DIGITS)[shared]
    for row in sorted(_read("occupation_nearness.csv"), key=lambda r: len(r["a"] + r["b"])):
        _apply(table, row["a"], row["b"], float(row["nearness"]))
    np.fill_diagonal(table, 1.0)
    table.setflags(write=False)
    return table


def _apply(table: NDArray[np.float64], a: str, b: str, value: float) -> None:
    rows, columns = _members(a), _members(b)
    decides = len(a) == len(b) == _CODE_DIGITS
    for block in (np.ix_(rows, columns), np.ix_(columns, rows)):
        table[block] = value if decides else np.maximum(table[block], value)


def _members(prefix: str) -> list[int]:
    members = [i for code, i in _index().items() if code.startswith(prefix)]
    if not members:
        raise UnknownOccupation(prefix)
    return members


def _read(name: str) -> Iterator[dict[str, str]]:
    with (_TABLES / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
