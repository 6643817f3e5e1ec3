"""Names and sex as typed: any case, aliases in parentheses, Chăm, Raglai and K'Ho names."""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from api.imports.cell_values import CellValue, Read, cell_reader, says_none, shown, to_text
from employers.reference.text import fold

Sex: TypeAlias = Literal["nam", "nữ"]
SexWish: TypeAlias = Literal["nam", "nữ", "cả hai"]

_MAX_NAME_LENGTH = 100
_NUMBERING = re.compile(r"^\d{1,4}\s*[.)/-]\s*")
_ALIAS = re.compile(
    r"\s*[(\[]\s*([^()\[\]]*)[)\]]?\s*|\s+(?:tức|tuc|tự|còn gọi là|bí danh|tên khác|tên gọi khác)[ :]+(.+)$",
    re.IGNORECASE,
)
_ALIAS_LABEL = re.compile(
    r"^(?:tức|tuc|tự|còn gọi là|bí danh|tên khác|tên gọi khác|tên thường gọi)[ :]+", re.IGNORECASE
)
_MEN = frozenset({"nam", "m", "male", "trai", "ong", "dan ong", "nam gioi"})
_WOMEN = frozenset({"nu", "f", "female", "gai", "ba", "phu nu", "nu gioi"})
_EITHER = frozenset(
    {
        "nam nu",
        "nu nam",
        "ca hai",
        "ca nam va nu",
        "nam va nu",
        "khong yeu cau",
        "khong phan biet",
        "deu duoc",
        "nam hoac nu",
        "ca nam nu",
        "khong",
        "tat ca",
    }
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in proper case, accents as typed, and the alias that stood beside it."""

    full_name: str
    alias: str | None = None


@cell_reader
def read_name(raw: CellValue) -> Read[PersonName]:
    """Read a person's name.

    Parameters
    ----------
    raw : CellValue
        ``NGUYỄN VĂN A``, ``nguyen van a``, ``K' Bông``, ``Mang Thị Bé (Bé Hai)``.

    Returns
    -------
    Read of PersonName
        Proper case where all of it was capital or small; a word in mixed case keeps the case it has.
    """
    if not isinstance(raw, str):
        return Read(problem=f"{shown(raw)} không phải là tên người. Anh/chị ghi họ và tên.")
    text = _NUMBERING.sub("", to_text(raw))
    alias = None
    if found := _ALIAS.search(text):
        alias = _ALIAS_LABEL.sub("", found[1] or found[2] or "").strip() or None
        text = f"{text[: found.start()]} {text[found.end() :]}"
    name = _proper(text.strip(" ,;-"))
    if len(name) > _MAX_NAME_LENGTH or not any(letter.isalpha() for letter in name):
        return Read(problem=f"{shown(raw)} không phải là tên người. Anh/chị ghi họ và tên.")
    return Read(PersonName(name, alias and _proper(alias)), doubt=_name_doubt(name, raw))


def _name_doubt(name: str, raw: CellValue) -> str | None:
    if re.search(r"[\d@#$%*=<>{}\\|?!]", name):
        return f"Tên {shown(raw)} có số hoặc ký tự lạ, nên giữ nguyên; anh/chị xem lại."
    if " " not in name and "'" not in name:
        return f"Tên {shown(raw)} chỉ có một chữ; có thể thiếu họ hoặc tên."
    return None


def _proper(name: str) -> str:
    one_case = name == name.upper() or name == name.lower()
    return " ".join(_proper_word(word, one_case=one_case) for word in name.split())


def _proper_word(word: str, *, one_case: bool) -> str:
    # K'Bông and H'Hen have two capitals, and some families write K'brêu: mixed case there is the family's own.
    if not one_case and re.search(r"['-]", word) and word not in (word.upper(), word.lower()):
        return word
    return "".join(part[:1].upper() + part[1:].lower() for part in re.split(r"(['-])", word))


@cell_reader
def read_sex(raw: CellValue) -> Read[Sex]:
    """Read a person's sex: Nam/Nữ, M/F; an x in a Nam or Nữ column is turned into a word by the header match."""
    words = fold(to_text(raw))
    if words in _MEN:
        return Read("nam")
    if words in _WOMEN:
        return Read("nữ")
    if says_none(raw):
        return Read(says_none=True)
    return Read(doubt=f"Giới tính {shown(raw)} có thể là nam hoặc nữ, nên để trống. Anh/chị ghi Nam hoặc Nữ.")


@cell_reader
def read_sex_wish(raw: CellValue) -> Read[SexWish]:
    """Read whom an employer asks for: one sex, or ``cả hai`` where either is welcome."""
    if fold(to_text(raw)) in _EITHER:
        return Read("cả hai")
    sex = read_sex(raw)
    return Read(sex.value, sex.doubt, sex.problem, sex.says_none)
