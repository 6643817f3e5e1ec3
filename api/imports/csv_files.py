"""A csv file's bytes → text → records. Its letters may still be TCVN3, VNI or cp1258: columns are repaired later."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable

_DELIMITERS = ",;\t|"
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE_RECORDS = 200
_LINES_IN_A_CELL = 15  # more than an address or a note has; a lone quotation mark swallows the rest of the file


def decode_csv(content: bytes) -> str | None:
    """Turn a csv file's bytes into text.

    Parameters
    ----------
    content : bytes
        UTF-8 with or without byte-order mark, UTF-16 with or without, or any single-byte encoding.

    Returns
    -------
    str or None
        The text; single-byte encodings come as Latin-1, byte for byte, for ``encodings.repair_column`` to recognise.
        None when the bytes are no text at all.
    """
    text = _decode(content)
    return None if len(_CONTROL.findall(text)) > len(text) // 100 else text


def _decode(content: bytes) -> str:
    try:
        return content.decode(_utf16_name(content) or "utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        # A file cut inside its last letter is still UTF-8; a single-byte file fails long before its end.
        return content[:-3].decode("utf-8-sig") + content[-3:].decode("utf-8", "ignore")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _utf16_name(content: bytes) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = content[:4000]
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if sample[offset::2].count(0) > len(sample) // 5 > sample[1 - offset :: 2].count(0):
            return name
    return None


def split_csv(text: str) -> list[list[str]]:
    """Split csv text into records.

    Parameters
    ----------
    text : str
        Comma, semicolon, tab or bar between cells; a first line ``sep=;`` is obeyed and kept as an empty record.

    Returns
    -------
    list of list of str
        One per record, in order, blank ones included; a record's place in the list is its row in Excel.
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    told = re.match(r"sep=([,;\t|])\n", text)
    delimiter = told[1] if told else _guess_delimiter(text)
    records = _parse(text, delimiter)
    if told:
        records[0] = []
    return records


def _guess_delimiter(text: str) -> str:
    """Choose the delimiter that gives most records one common width; title rows above the table are few."""
    lines = text.split("\n", _SAMPLE_RECORDS)[:_SAMPLE_RECORDS]

    def agreement(delimiter: str) -> int:
        widths = Counter(len(record) for record in csv.reader(lines, delimiter=delimiter))
        return max(((width - 1) * count for width, count in widths.items()), default=0)

    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    return max(_DELIMITERS, key=agreement)


def _parse(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        records = list(csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True))
    except csv.Error:
        return _parse_by_line(text, delimiter)
    return _parse_by_line(text, delimiter) if _swallowed(records) else records


def _swallowed(records: Iterable[list[str]]) -> bool:
    """Tell whether an unpaired quotation mark pulled many lines into one cell."""
    return any(cell.count("\n") > _LINES_IN_A_CELL for record in records for cell in record)


def _parse_by_line(text: str, delimiter: str) -> list[list[str]]:
    """Read one record at a time; where a quotation mark is never properly closed, it is a letter of its own line."""
    lines = [line + "\n" for line in text.removesuffix("\n").split("\n")]
    records = []
    at = 0
    while at < len(lines):
        reader = csv.reader(lines[at : at + _LINES_IN_A_CELL + 1], delimiter=delimiter, strict=True)
        try:
            records.append(next(reader))
            at += reader.line_num
        except csv.Error:
            records.append(_parse_odd_line(lines[at], delimiter))
            at += 1
    return records


def _parse_odd_line(line: str, delimiter: str) -> list[str]:
    record = next(csv.reader([line], delimiter=delimiter))
    if not any("\n" in cell for cell in record):
        return record  # quotation marks inside a quoted cell ("Anh "Ba" Tư"), all on this line
    return next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE))
