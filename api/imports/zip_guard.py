"""Look into an .xlsx before the reader opens it: a bomb or a far-off cell must not take the server down.

The reader (calamine) allots one slot per cell of the rectangle around all filled cells. Two cells in opposite corners
of a sheet, 6 kB of file, ask for hundreds of gigabytes and abort the process; so the rectangle is measured here first.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

import defusedxml.ElementTree
import defusedxml.sax
from defusedxml.common import DefusedXmlException

from api.imports.cell_values import NOT_CALCULATED
from api.imports.raw_sheets import At, WorkbookShape, check_rectangle
from api.imports.unreadable import UnreadableFile

MAX_ENTRIES = 2_000  # a workbook of 100 sheets has about 250 parts
MAX_UNFOLDED_BYTES = 200 * 1024 * 1024  # a million styled blank rows unfold to about 60 MB
MAX_RATIO = 400  # measured: such rows shrink 60 times at most; deflate's own limit is 1,032
_LONG_TAIL = 100_000  # bytes of blank rows worth cutting: about a thousand
_FREE_BYTES = 5 * 1024 * 1024  # below this no ratio matters

_CELL = re.compile(rb"<(?:[^\s<>/!?:]+:)?c[\s/>]")
_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: [a-z]{1,2}="\w*")* ?(/?)>')
_HIDDEN_ROW = re.compile(rb'<row (?=[^>]*\br="(\d{1,7})")[^>]*\bhidden="(?:1|true)"')
_FAILED = re.compile(rb"<(?:\w+:)?c\b([^>]*[^>/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_HAS_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_SAYS_TEXT = re.compile(rb"""\bt=["']str["']""")  # a formula that gave an empty text was calculated
_HAS_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")
_SAYS_ERROR = re.compile(rb"""\bt=["']e["']""")
_WHERE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_ERROR_WORD = re.compile(rb"v>\s*(#[A-Z0-9/_?!]{2,20})\s*<")
_NAMESPACE = {
    "main": "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}",
    "rel": "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
}


def check_zip(content: bytes) -> WorkbookShape:
    """Refuse a zip file that is no workbook, is damaged, or would unfold beyond measure.

    Parameters
    ----------
    content : bytes
        A file that starts as a zip file does.

    Returns
    -------
    WorkbookShape
        Rows that the office hid, and formulas that failed.

    Raises
    ------
    UnreadableFile
        ``unknown_type``, ``corrupt``, ``encrypted``, ``zip_bomb`` or ``too_large``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_entries(archive.infolist(), len(content))
            _check_kind(set(archive.namelist()))
            cut: dict[str, bytes] = {}
            found = {part: _check_sheet(_without_tail(part, xml, cut)) for part, xml in _sheet_parts(archive)}
            names = _sheet_names(archive) if any(any(what) for what in found.values()) else {}
            told = {name: found[part] for name, part in names.items() if part in found}
            return WorkbookShape(
                {name: hidden for name, (hidden, _) in told.items()},
                {name: lost for name, (_, lost) in told.items()},
                cut,
            )
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, NotImplementedError) as error:
        raise UnreadableFile.corrupt() from error
    except (SAXException, SyntaxError, DefusedXmlException) as error:
        raise UnreadableFile.corrupt() from error


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    unfolded = sum(entry.file_size for entry in entries)
    folded = sum(entry.compress_size for entry in entries)
    # Parts that overlap (one deflated block listed many times) add up to more than the file itself.
    if len(entries) > MAX_ENTRIES or unfolded > MAX_UNFOLDED_BYTES or folded > size:
        raise UnreadableFile.zip_bomb()
    if any(entry.file_size > max(_FREE_BYTES, MAX_RATIO * entry.compress_size) for entry in entries):
        raise UnreadableFile.zip_bomb()
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile.encrypted()


def _check_kind(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    known_as = "tệp nén"
    for part, kind in (("word/", "tệp Word"), ("ppt/", "tệp trình chiếu"), ("xl/workbook.bin", "tệp .xlsb")):
        if any(name.startswith(part) for name in names):
            known_as = kind
    if "content.xml" in names:
        known_as = "tệp OpenDocument"
    raise UnreadableFile(
        "unknown_type",
        f"Đây là {known_as}, không phải bảng tính .xlsx. Anh/chị mở bằng Excel, lưu lại dạng .xlsx rồi tải lên.",
    )


def _sheet_parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Unfold each part once: its checksum is verified, and it cannot yield more bytes than it declared."""
    for entry in archive.infolist():
        unfolded = archive.read(entry)
        if b"sheetData" in unfolded:
            yield entry.filename, unfolded


def _without_tail(part: str, xml: bytes, cut: dict[str, bytes]) -> bytes:
    """Leave out the rows below the last cell that holds anything: formatted down to the last row, they are a million.

    What is left out holds no end tag but those of rows, so no cell in it holds anything. A long tail is noted in
    ``cut``, so that the reader need not walk it either.
    """
    end = xml.rfind(b"</sheetData>")
    last = xml.find(b"</row>", xml.rfind(b"</c>", 0, end), end) + len(b"</row>")
    if last < len(b"</row>") or end - last < _LONG_TAIL:
        return xml
    if xml.count(b"</", last, end) != xml.count(b"</row>", last, end):
        return xml
    cut[part] = xml[:last] + xml[end:]
    return cut[part]


def without_tails(content: bytes, cut: Mapping[str, bytes]) -> bytes:
    """A workbook with some of its sheets as :func:`check_zip` cut them; its own bytes where there are none."""
    if not cut:
        return content
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as shorter:
        for entry in archive.infolist():
            shorter.writestr(entry.filename, cut[entry.filename] if entry.filename in cut else archive.read(entry))
    return out.getvalue()


def _check_sheet(xml: bytes) -> tuple[frozenset[int], dict[At, str]]:
    """Measure one sheet; gives its hidden rows and its failed formulas."""
    plain = _PLAIN_CELL.findall(xml)
    if len(_CELL.findall(xml)) == len(plain):
        filled = [cell for cell in plain if not cell[2]]
        rows = max((int(row) for _, row, _ in filled), default=0)
        columns = max((_column(letters) for letters in {letters for letters, _, _ in filled}), default=0)
    else:
        extent = _Extent()
        defusedxml.sax.parseString(xml, extent)
        rows, columns = extent.rows, extent.columns
    check_rectangle(rows, columns)
    return frozenset(int(number) for number in _HIDDEN_ROW.findall(xml)), _errors(xml)


def _errors(xml: bytes) -> dict[At, str]:
    """Find formulas that failed, and those that no program has calculated yet."""
    found = {}
    for attributes, inside in _FAILED.findall(xml) if _SAYS_ERROR.search(xml) or _HAS_FORMULA.search(xml) else ():
        where, word = _WHERE.search(attributes), _ERROR_WORD.search(inside)
        if where and word and _SAYS_ERROR.search(attributes):
            found[int(where[2]), _column(where[1])] = word[1].decode()
        elif where and _HAS_FORMULA.search(inside) and not (_HAS_VALUE.search(inside) or _SAYS_TEXT.search(attributes)):
            found[int(where[2]), _column(where[1])] = NOT_CALCULATED
    return found


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


class _Extent(ContentHandler):
    """Follow rows and cells as the reader does, for sheets whose cells are written in an unusual way."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = self.columns = 0
        self._row = self._column = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 — the name is xml.sax's
        element = name.rpartition(":")[2]
        where = attrs.get("r", "")
        if element == "row":
            self._row = int(where) if where.isdigit() else self._row + 1
            self._column = 0
        elif element == "c":
            self._column += 1
            cell = re.fullmatch(r"([A-Za-z]{1,3})(\d{1,7})", where)
            if cell:
                self._column, self._row = _column(cell[1].encode()), int(cell[2])
            self.rows, self.columns = max(self.rows, self._row), max(self.columns, self._column)


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Follow the workbook's relations from sheet names to parts; a workbook without them tells none."""
    if "xl/_rels/workbook.xml.rels" not in archive.namelist():
        return {}
    relations = {
        relation.get("Id"): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in defusedxml.ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    workbook = defusedxml.ElementTree.fromstring(archive.read("xl/workbook.xml"))
    return {
        sheet.get("name", ""): relations.get(sheet.get(f"{_NAMESPACE['rel']}id"), "")
        for sheet in workbook.iter(f"{_NAMESPACE['main']}sheet")
    }
