"""Find a table's header below title rows: one row, or two with merged cells above ("Năm sinh" over Nam | Nữ)."""

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

from api.imports.cell_values import NOT_CALCULATED, CellValue, is_blank, to_text
from api.imports.headers import header_key, is_forbidden
from api.imports.workbooks import Merge, RawRow, RawSheet

_LOOKED_AT = 80  # non-blank rows from the top; the longest title block seen has 15
_LONGEST_HEADER = 120  # characters; a sentence is a title
_NUMERIC = re.compile(r"[\d.,\s%()/-]+")
_NAME_KEYS = frozenset({"hovaten", "hoten", "hotenhocvien"})
_PARENTHESES = re.compile(r"[(\[][^()\[\]]*[)\]]?")


@dataclass(frozen=True)
class Header:
    """Where the header stands (``first`` and ``levels`` count non-blank rows) and its text per column, "" if blank."""

    first: int
    levels: int
    texts: list[str]


def is_words(value: CellValue) -> bool:
    """Tell whether a cell holds words rather than a number, date or mark."""
    return isinstance(value, str) and value != NOT_CALCULATED and not is_blank(value) and not _NUMERIC.fullmatch(value)


def find_header(sheet: RawSheet, width: int, known: Container[str]) -> Header | None:
    """Find the header row, or pair of rows, with the most columns of known name.

    Parameters
    ----------
    sheet : RawSheet
        With its letters already repaired.
    width : int
        Number of columns of the sheet.
    known : container of str
        Comparable forms (`headers.header_key`) of every header that a list may have.

    Returns
    -------
    Header or None
        None when no row holds a known header.
    """
    best, most = None, 0
    for first, row in enumerate(sheet.rows[:_LOOKED_AT]):
        if not _may_be_header(row):
            continue
        header = Header(first, 1, _one_level(row, sheet.merges, width))
        score = _score(header.texts, known)
        if first + 1 < len(sheet.rows) and _is_second_level(row, below := sheet.rows[first + 1], sheet.merges):
            texts = _two_levels(row, below, sheet.merges, width)
            # Two levels win a tie against the upper row (the lower would be taken for a person), and lose one against
            # the lower row (the upper is then a title).
            if _score(texts, known) > max(score - 1, _score(_texts(below, width), known)):
                header, score = Header(first, 2, texts), _score(texts, known)
        if score > most:
            best, most = header, score
    return best


def name_columns(texts: Sequence[str], rows: Sequence[RawRow]) -> list[str]:
    """Give every column that holds anything a name of its own; "" for columns without header and data.

    The second column under one "Họ và tên" (the given name) is ``Họ và tên (2)``; a column without header is ``Cột H``.
    """
    used = {column for row in rows for column, value in enumerate(row.cells) if value is not None}
    names: list[str] = []
    seen: Counter[str] = Counter()
    for column, text in enumerate(texts):
        name = text
        if not name and column in used:
            previous = names[column - 1] if column else ""
            name = previous if header_key(previous) in _NAME_KEYS else f"Cột {column_letters(column)}"
        seen[name] += 1
        names.append(name if seen[name] == 1 or not name else f"{name} ({seen[name]})")
    return names


def column_letters(column: int) -> str:
    """Name a 0-based column as Excel does: 0 is A, 27 is AB."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _may_be_header(row: RawRow) -> bool:
    filled = [value for value in row.cells if not is_blank(value)]
    return bool(filled) and all(isinstance(value, str) and len(value) <= _LONGEST_HEADER for value in filled)


def _score(texts: Sequence[str], known: Container[str]) -> int:
    return sum(_is_known(text, known) for text in texts if text)


def _is_known(text: str, known: Container[str]) -> bool:
    above, _, below = text.rpartition(" / ")
    forms = (text, below, above, _PARENTHESES.sub(" ", text))
    return any(header_key(form) in known for form in forms if form) or is_forbidden(text)


def _one_level(row: RawRow, merges: Sequence[Merge], width: int) -> list[str]:
    texts = _texts(row, width)
    for merge in merges:
        if merge.top <= row.number - 1 <= merge.bottom and merge.left < merge.right < width:
            # A name over two columns (họ đệm, tên); a title over the whole table names one column only.
            for column in range(merge.left + 1, merge.right + 1):
                if header_key(texts[merge.left]) in _NAME_KEYS:
                    texts[column] = texts[column] or f"{texts[merge.left]} (2)"
    return texts


def _is_second_level(above: RawRow, below: RawRow, merges: Sequence[Merge]) -> bool:
    """Tell whether a row holds the lower headers: words only, each under a blank, a spread or its own merged cell."""
    if below.number != above.number + 1 or not _may_be_header(below):
        return False
    width = max(len(above.cells), len(below.cells))
    upper, lower = _texts(above, width + 1), _texts(below, width)
    spread = _spread(above, merges)
    under_blank = False
    for column, text in enumerate(lower):
        if not text:
            continue
        if not is_words(text):
            return False
        blank_above = not upper[column]
        if (
            not blank_above
            and column not in spread
            and (upper[column + 1] or column + 1 >= width or not lower[column + 1])
        ):
            return False
        under_blank = under_blank or blank_above or column in spread
    return under_blank


def _spread(row: RawRow, merges: Sequence[Merge]) -> dict[int, int]:
    """Give, for each column under a sideways merge of the row, the merge's first column."""
    return {
        column: merge.left
        for merge in merges
        if merge.top <= row.number - 1 <= merge.bottom and merge.left < merge.right <= merge.left + 200
        for column in range(merge.left, merge.right + 1)
    }


def _two_levels(above: RawRow, below: RawRow, merges: Sequence[Merge], width: int) -> list[str]:
    upper, lower = _texts(above, width), _texts(below, width)
    spread = _spread(above, merges)
    for column in range(width):
        if not upper[column] and lower[column]:
            left = spread.get(column, column - 1 if not spread else column)
            upper[column] = upper[left] if left >= 0 else ""
    texts = []
    for over, under in zip(upper, lower, strict=True):
        texts.append(f"{over} / {under}" if over and under and over != under else over or under)
    return texts


def _texts(row: RawRow, width: int) -> list[str]:
    texts = [to_text(value) for value in row.cells[:width]]
    return texts + [""] * (width - len(texts))
