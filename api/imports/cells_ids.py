"""National ID numbers as typed: never rejected, only doubted; sentences show the last three digits at most.

A CCCD has 12 digits: 3 of the birth province, 1 of century and sex (0/1 man/woman born 19xx, 2/3 born 20xx), 2 of the
birth year, 6 more; it has no check digit (Circular 59/2021/TT-BCA, Art. 4). The older CMND has 9.
"""

import re
from dataclasses import dataclass
from typing import Literal

from api.imports.cell_values import CellValue, Read, cell_reader, says_none, to_text

_CCCD = re.compile(r"0(?!00)\d\d([0-3])(\d\d)\d{6}")
_ROUNDED = re.compile(r"\d+(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s.,'\-_/]")
_LABEL = re.compile(r"^(?:cccd|cmnd|cmt|cc|so|số)[ :.]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NationalId:
    """An ID number and what it tells.

    Attributes
    ----------
    number : str
        Digits with their leading zeros; the typed text where it is no ID number at all.
    kind : {"cccd", "cmnd", "unknown"}
        12 digits of today's card, 9 of the old card, or neither.
    birth_year : int or None
        For a CCCD, to check the birth date.
    sex : {"nam", "nữ"} or None
        For a CCCD, to check the sex.
    """

    number: str
    kind: Literal["cccd", "cmnd", "unknown"]
    birth_year: int | None = None
    sex: Literal["nam", "nữ"] | None = None


@cell_reader
def read_national_id(raw: CellValue) -> Read[NationalId]:
    """Read an ID number: spaces, lost leading zeros, Excel's ``6.0088E+10``, an old 9-digit number.

    Returns
    -------
    Read of NationalId
        Never a problem (save for unfit cells): what is doubtful is imported with a warning.
    """
    if says_none(raw):
        return Read(says_none=True)
    text = _LABEL.sub("", to_text(raw))
    if _ROUNDED.fullmatch(text.replace(" ", "")):
        return Read(doubt="Excel đã làm tròn số CCCD nên mất các số cuối. Anh/chị nhập lại đủ 12 số.")
    digits = _SEPARATORS.sub("", text)
    if not (digits.isascii() and digits.isdecimal()):
        return Read(NationalId(text, "unknown"), doubt="Số CCCD có chữ hoặc ký tự lạ, nên giữ nguyên như đã ghi.")
    return _recognised(digits, typed_as_number=not isinstance(raw, str))


def _recognised(digits: str, *, typed_as_number: bool) -> Read[NationalId]:
    tail = f"…{digits[-3:]}"
    if typed_as_number and len(digits) >= 11 and digits.endswith("00000"):
        return Read(
            _national_id(digits.zfill(12)), doubt=f"Số CCCD {tail} có thể đã bị Excel làm tròn. Anh/chị so lại thẻ."
        )
    if len(digits) == 12:
        doubt = None if _CCCD.fullmatch(digits) else f"Số CCCD {tail} không đúng cách đánh số. Anh/chị so lại thẻ."
        return Read(_national_id(digits), doubt=doubt)
    if len(digits) in (10, 11) and _CCCD.fullmatch(digits.zfill(12)):
        return Read(
            _national_id(digits.zfill(12)),
            doubt=f"Số CCCD {tail} có {len(digits)} số; được hiểu là mất số 0 ở đầu, nên thêm vào cho đủ 12 số.",
        )
    if len(digits) == 9:
        return Read(NationalId(digits, "cmnd"))
    if len(digits) == 8:
        doubt = f"Số CMND {tail} có 8 số; được hiểu là mất số 0 ở đầu, nên thêm vào cho đủ 9 số."
        return Read(NationalId(digits.zfill(9), "cmnd"), doubt=doubt)
    doubt = f"Số CCCD {tail} có {len(digits)} số, không phải 12 (CCCD) hay 9 (CMND). Anh/chị so lại thẻ."
    return Read(NationalId(digits, "unknown"), doubt=doubt)


def _national_id(digits: str) -> NationalId:
    found = _CCCD.fullmatch(digits)
    if found is None:
        return NationalId(digits, "unknown")
    century, year = int(found[1]) // 2, int(found[2])
    sex: Literal["nam", "nữ"] = "nữ" if int(found[1]) % 2 else "nam"
    return NationalId(digits, "cccd", 1900 + 100 * century + year, sex)
