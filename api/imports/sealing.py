"""What of a row could tell who a person is goes under seal, whatever column it was typed into.

Names, ID numbers, telephones and addresses have columns of their own, which are sealed. They also stand where nobody
looks for them: in a column that no field claims, beside a former job, in the cell of the commune. What is left in the
open is cut, and the whole cell is kept sealed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.imports.cell_values import CellValue, is_blank, to_text
from api.imports.lists import LISTS
from api.imports.reading import Problem, RowReading
from employers.reference.text import fold

ABOUT_PEOPLE = frozenset({"people", "training", "placements", "counselling", "loans"})
"""Lists whose rows are about one person each (of loans a few are about an employer)."""
_CUT = "…"
# A telephone (from 0 or +84), a CMND of 9 digits or a CCCD of 12; years, wages and hours are none of these.
NUMBER = re.compile(r"(?<![\d.,])(?:(?:\+?84|0)(?:[ .-]?\d){8,10}|\d{9}|\d{12})(?![\d])")
_ACCOUNT = re.compile(r"[A-Za-z0-9._-]{2,64}")
_WORDS = re.compile(r"\w+")
_OPEN_TEXTS = (
    *("ethnicity", "programme", "course", "provider", "certificate_no"),
    *("reason", "leaving_reason", "place_words", "title", "employer_name", "lender", "scheme_words"),
)
_TELLING = ("full_name", "national_id", "phone", "address")


def seal_row(kind: str, reading: RowReading, cells: Mapping[str, CellValue], beside: Mapping[str, str]) -> None:
    """Move what could tell who a person is from the open values of a row to its identity.

    Parameters
    ----------
    cells : mapping of str to CellValue
        The row's cells by field.
    beside : mapping of str to str
        Cells that no field claims, by header.
    """
    headers = {field.key: field.header for field in LISTS[kind]}
    sealed = {headers.get(key, key): words for key, words in reading.values.pop("unread", {}).items()} | dict(beside)
    secrets = [run for key in _TELLING if not is_blank(cells.get(key)) for run in _runs(key, to_text(cells.get(key)))]
    helper = reading.values.get("case_worker_words")
    if helper and not _ACCOUNT.fullmatch(helper):
        sealed[headers["case_worker"]] = reading.values.pop("case_worker_words")
    sealed |= _cut_texts(headers, reading, secrets)
    for name in ("wishes", "work_history"):
        if _cut_entries(reading.values.get(name, ()), secrets):
            sealed[headers[name]] = to_text(cells.get(name))
    _check_code(reading, secrets)
    if sealed:
        reading.identity["unread"] = sealed


def seal_known(kind: str, reading: RowReading, known: Mapping[str, Any]) -> None:
    """The same for a list that has codes only: who the person is stands on record (an opened identity, as values)."""
    headers = {field.key: field.header for field in LISTS[kind]}
    told = [(key, str(known.get(key) or "")) for key in ("full_name", "national_id", "address")]
    told += [("phone", phone["number"]) for phone in known.get("phones", ())]
    cut = _cut_texts(headers, reading, [run for key, words in told for run in _runs(key, words)])
    if cut:
        reading.identity["unread"] = cut | reading.identity.get("unread", {})


def _cut_texts(headers: Mapping[str, str], reading: RowReading, secrets: Sequence[list[str]]) -> dict[str, str]:
    """Cut the open texts of a row; gives what they were, by header."""
    cut = {}
    for name in _OPEN_TEXTS:
        if (words := reading.values.get(name)) and (open_words := _cut(words, secrets)) != words:
            cut[headers.get(name, headers.get("commune", name))] = words
            reading.values[name] = open_words
    return cut


def _runs(key: str, words: str) -> Iterable[list[str]]:
    """The folded words by which a cell would be recognised elsewhere; one bare word of a name says nothing."""
    if key in ("national_id", "phone"):
        yield from ([digits] for digits in re.findall(r"\d{6,}", re.sub(r"[\s.\-]", "", words)))
        return
    run = fold(words).split()
    if len(run) >= (2 if key == "full_name" else 3):
        yield run


def _cut(text: str, secrets: Iterable[list[str]]) -> str:
    text = NUMBER.sub(_CUT, text)
    for run in secrets:
        found = list(_WORDS.finditer(text))
        folded = [fold(word.group()) for word in found]
        for at in range(len(folded) - len(run), -1, -1):
            if folded[at : at + len(run)] == run:
                text = text[: found[at].start()] + _CUT + text[found[at + len(run) - 1].end() :]
    return text


def _cut_entries(entries: Iterable[dict[str, Any]], secrets: Iterable[list[str]]) -> bool:
    touched = False
    for entry in entries:
        words = _cut(entry["words"], secrets)
        touched = touched or words != entry["words"]
        entry["words"] = words
    return touched


def _check_code(reading: RowReading, secrets: Iterable[list[str]]) -> None:
    """Hold a row whose code is the person's own name or number: codes stand in addresses and on paper."""
    code = fold(str(reading.values.get("code", ""))).replace(" ", "")
    if code and any(code == "".join(run) for run in secrets):
        words = "Mã hồ sơ trùng với họ tên hoặc số của chính người này. Anh/chị đặt mã khác."
        reading.problems.append(Problem("person_code", words))
