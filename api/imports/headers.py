"""Which column of a hand-typed list holds which field: headers compared without accents, case, spacing, punctuation."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from api.imports.cell_values import CellValue, is_blank, says_none, shown, to_text, unguarded
from employers.reference.text import fold

_COUNTING = frozenset({"stt", "tt", "sott", "sothutu", "thutu", "no"})
_PARENTHESES = re.compile(r"[(\[]([^()\[\]]*)[)\]]?")
_LEVELS = " / "
# What job matching must not hold (formats.md, "Unknown columns"): whole words of the folded header.
_FORBIDDEN = (
    "so lan cai", "so lan dieu tri", "so lan vao", "lan cai", "lan nghien", "so lan su dung", "so lan nghien",
    "ma tuy", "cmt", "chat gay nghien", "loai chat", "chat su dung", "loai ma", "tien chat", "heroin",
    "xet nghiem", "kq xn", "test", "duong tinh", "am tinh", "nuoc tieu",
    "hiv", "aids", "arv", "viem gan", "benh an", "tien su", "tien su benh", "methadone", "mmt", "lao phoi",
    "tien an", "an tich", "tien an tien su", "toi danh", "muc an", "hinh phat", "pham toi", "vi pham",
    "nghien", "tai nghien", "muc do nghien", "tinh trang nghien", "thoi gian nghien", "hinh thuc su dung",
    "thoi gian su dung", "nam su dung", "tien su su dung",
)  # fmt: skip
_NOT_FORBIDDEN = frozenset({"cmt", "nghien cuu", "so cmt"})  # "Số CMT" is the ID card; "nghiên cứu" is research
_NAME_FIRST = ("hodem", "hovadem", "holot", "hovalot", "hovatendem", "hovachulot", "ho")
_NAME_LAST = ("ten", "tengoi")
_JOINED = "phone"  # a person may have several: of two columns both are taken
_SEX_WORDS = {"nam": "Nam", "nu": "Nữ"}


@dataclass(frozen=True)
class ListField:
    """One field of a list: its English key, its Vietnamese header, and what else offices call it.

    What is not ``exported`` is read into other fields, and goes out as those.
    """

    key: str
    header: str
    synonyms: tuple[str, ...] = ()
    exported: bool = True

    def names(self) -> tuple[str, ...]:
        """Give every name the column may stand under."""
        return (self.key, self.header, *self.synonyms)


@dataclass(frozen=True)
class HeaderMatch:
    """What the columns of one table were recognised as.

    Attributes
    ----------
    columns : dict of str to tuple of str
        Field key → headers; two for a name in two columns, and for sex in a Nam and a Nữ column.
    notes : dict of str to str
        Field key → words in the header's parentheses, such as the unit ``triệu đồng``.
    unknown : list of str
        Columns that no field claims: kept beside the row and listed in the report.
    forbidden : list of str
        Columns that job matching must not hold: dropped, and named in the report.
    doubled : list of (str, str)
        (header, field key) of columns whose field another column had claimed; used where that one is blank.
    counting : list of str
        Serial-number columns, of no meaning.
    """

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)
    doubled: list[tuple[str, str]] = field(default_factory=list)
    counting: list[str] = field(default_factory=list)

    def gather(self, cells: Mapping[str, CellValue]) -> dict[str, CellValue]:
        """Give one raw value per recognised field.

        A name in two columns is joined; an x, or a birth year, in a Nam or Nữ column becomes the word of that column
        (and, if the birth date has no other column, the birth date). Of columns of one meaning the first that is not
        blank counts; phone numbers of all of them are taken.
        """
        gathered: dict[str, CellValue] = {}
        for key, headers in self.columns.items():
            filled = [cells.get(header) for header in headers if not is_blank(cells.get(header))]
            if key in ("sex", "birth_date") and self._is_sexed(headers):
                gathered[key] = self._sex(headers, cells) if key == "sex" else next(iter(filled), None)
            elif len(headers) > 1:
                gathered[key] = " ".join(to_text(value) for value in filled) or None
            else:
                gathered[key] = cells.get(headers[0])
        for header, key in self.doubled:
            value = cells.get(header)
            if is_blank(gathered[key]):
                gathered[key] = value
            elif key == _JOINED and not is_blank(value) and not says_none(value):
                before = gathered[key]
                gathered[key] = value if says_none(before) else f"{_words(before)}; {_words(value)}"
        return gathered

    def headers_of(self, key: str) -> tuple[str, ...]:
        """Give every column of a field, the one that counts first in front."""
        return (*self.columns.get(key, ()), *(header for header, of in self.doubled if of == key))

    def notes_of(self, cells: Mapping[str, CellValue]) -> dict[str, str]:
        """Give the words in parentheses of the headers that count in one row: its wage may stand in another unit."""
        if not self.doubled:
            return self.notes
        used = {key: header for header, key in reversed(self.doubled) if self._counts(header, key, cells)}
        return {**self.notes, **{key: _note(header) or "" for key, header in used.items()}}

    def differing(self, cells: Mapping[str, CellValue]) -> list[str]:
        """Say of each two columns of one meaning that contradict each other in a row what both hold."""
        sentences = []
        for header, key in self.doubled:
            if key != _JOINED and self._is_left_over(header, key, cells):
                first = self._first_filled(key, cells)
                sentences.append(
                    f"Cột “{first}” ghi {_quoted(key, cells[first])}, còn cột “{header}” ghi"
                    f" {_quoted(key, cells[header])}; dùng cột “{first}”. Anh/chị xem lại."
                )
        return sentences

    def kept(self, cells: Mapping[str, CellValue]) -> dict[str, CellValue]:
        """Give the cells that stay beside the row: of no field, or contradicting a column that counts before them."""
        left = [h for h, key in self.doubled if key != _JOINED and self._is_left_over(h, key, cells)]
        return {header: cells[header] for header in (*self.unknown, *left) if not is_blank(cells.get(header))}

    def _first_filled(self, key: str, cells: Mapping[str, CellValue]) -> str:
        headers = self.headers_of(key)
        return next((header for header in headers if not is_blank(cells.get(header))), headers[0])

    def _counts(self, header: str, key: str, cells: Mapping[str, CellValue]) -> bool:
        return not is_blank(cells.get(header)) and self._first_filled(key, cells) == header

    def _is_left_over(self, header: str, key: str, cells: Mapping[str, CellValue]) -> bool:
        """Tell whether a doubled column holds something else than the field was given."""
        value = cells.get(header)
        given = self.gather(cells)[key]
        return not is_blank(value) and _words(value).casefold() != _words(given).casefold()

    @staticmethod
    def _is_sexed(headers: tuple[str, ...]) -> bool:
        return all(_sex_of(header) for header in headers)

    @staticmethod
    def _sex(headers: tuple[str, ...], cells: Mapping[str, CellValue]) -> CellValue:
        said = [_sex_of(header) for header in headers if _ticked(cells.get(header))]
        return said[0] if len(said) == 1 else " và ".join(word for word in said if word) or None


def _quoted(key: str, value: CellValue) -> str:
    """Quote a cell; of an ID number the last three digits are enough."""
    return f"“…{_words(value)[-3:]}”" if key == "national_id" else shown(unguarded(value))


def _words(value: CellValue) -> str:
    return to_text(unguarded(value))


def header_key(header: str) -> str:
    """Reduce a header to what is compared: ``HỌ VÀ TÊN`` and ``ho_va_ten`` are one."""
    return fold(header.replace("_", " ")).replace(" ", "")


def known_header_keys(fields: Iterable[ListField]) -> frozenset[str]:
    """Give the comparable form of every name of the fields, for finding the header row of a sheet."""
    names = {header_key(name) for one in fields for name in one.names()}
    return frozenset(names | _COUNTING | {*_NAME_FIRST[:-1]})


def is_forbidden(header: str) -> bool:
    """Tell whether a column holds what job matching must not hold: treatments, substance, tests, HIV, convictions."""
    words = f" {fold(header)} "
    for allowed in _NOT_FORBIDDEN:
        words = words.replace(f" {allowed} ", " ")
    return any(f" {phrase} " in words for phrase in _FORBIDDEN)


def match_headers(headers: Sequence[str], fields: Sequence[ListField]) -> HeaderMatch:
    """Match the columns of a table against the fields of a list.

    Parameters
    ----------
    headers : sequence of str
        As `sheets.Table` gives them: two levels joined by `` / ``, each header once.
    fields : sequence of ListField
        Of one list; see ``lists.LISTS``.

    Returns
    -------
    HeaderMatch
        Every header stands in exactly one of its parts, save that ``Năm sinh / Nam`` gives birth date and sex.
    """
    match = HeaderMatch()
    left = _match_pairs(headers, {one.key for one in fields}, match)
    keys = {header_key(name): one.key for one in reversed(fields) for name in reversed(one.names())}
    for header in left:
        key = next((keys[name] for name in _readings(header) if name in keys), None)
        if key is not None and key not in match.columns:
            match.columns[key] = (header,)
            if note := _note(header):
                match.notes[key] = note
        elif key is not None:
            match.doubled.append((header, key))
        elif is_forbidden(header):
            match.forbidden.append(header)
        elif header_key(header) in _COUNTING:
            match.counting.append(header)
        else:
            match.unknown.append(header)
    return match


def _match_pairs(headers: Sequence[str], keys: set[str], match: HeaderMatch) -> list[str]:
    """Take out the fields that stand in two columns, and give the headers that are left."""
    left = list(headers)
    if "full_name" in keys and (pair := _name_pair(left)):
        match.columns["full_name"] = pair
        left = [header for header in left if header not in pair]
    sexed = [header for header in left if _sex_of(header)]
    # A lone Nữ column in a list of openings counts seats; in a list of people it says who is a woman.
    if "sex" in keys and sexed and (len(sexed) > 1 or "birth_date" in keys):
        match.columns["sex"] = tuple(sexed)
        if "birth_date" in keys and all(_is_birth(header) for header in sexed):
            match.columns["birth_date"] = tuple(sexed)
        left = [header for header in left if header not in sexed]
    return left


def _name_pair(headers: list[str]) -> tuple[str, str] | None:
    for header, following in pairwise(headers):
        first, last = header_key(header.rpartition(_LEVELS)[2]), header_key(following.rpartition(_LEVELS)[2])
        if first in _NAME_FIRST and last in _NAME_LAST:
            return header, following
        if following == f"{header} (2)" and first in ("hovaten", "hoten", "hotenhocvien"):
            return header, following
    return None


def _sex_of(header: str) -> str | None:
    """Give the word of a column that stands for one sex: alone, or under birth year or sex."""
    above, _, below = header.rpartition(_LEVELS)
    under = header_key(above)
    if under and not _is_birth(header) and under not in ("gioitinh", "phai", "gioi"):
        return None
    return _SEX_WORDS.get(header_key(below))


def _is_birth(header: str) -> bool:
    return header_key(header.rpartition(_LEVELS)[0]) in ("namsinh", "ngaysinh", "ngaythangnamsinh", "sinhnam")


def _ticked(value: CellValue) -> bool:
    return not is_blank(value) and fold(to_text(value)) not in ("", "0", "khong", "ko", "k", "false")


def _readings(header: str) -> list[str]:
    """Give the forms of a header to look up, the most literal first."""
    bare = _PARENTHESES.sub(" ", header)
    forms = [header, bare]
    if _LEVELS in header:
        forms += [header.rpartition(_LEVELS)[2], bare.rpartition(_LEVELS)[2]]
    elif "/" in bare:
        forms += bare.split("/")
    return [key for form in forms if (key := header_key(form))]


def _note(header: str) -> str | None:
    found = _PARENTHESES.search(header)
    return found[1].strip() or None if found else None
