"""Vietnamese tax codes: ten digits with a check digit, ``-001`` branches, and owners' ID numbers.

The check digit is 10 − (Σ weight × digit mod 11) over the first nine digits (domain.md; test vector 0100233488). Since
2025-07-01 a household business uses its owner's 12-digit ID number (Circular 86/2024/TT-BTC).
"""

import re
from dataclasses import dataclass
from typing import Final

from employers.reference.text import tidy

_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_WORDS_AROUND = re.compile(r"^(?:mst|mã số thuế|ma so thue|mã số|ms)\s*[:.]?\s*", re.IGNORECASE)
_EXCEL_FLOAT = re.compile(r"(\d{9,14})\.0+")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?e\+?\d+", re.IGNORECASE)
_BRANCH = re.compile(r"(\d{9,10})[-/_ ]+(\d{3})")
# Three digits for the province of birth, all beginning with 0, then one for century and sex (Circular 59/2021/TT-BCA).
_OWNER_ID = re.compile(r"0\d{2}[0-3]\d{8}")
OWN_CODE: Final = "NSD"
"""How the codes begin that the product gives where it has no tax code to show: NSD00001, NSD00002 and so on."""
_OWN_CODE_TYPED = re.compile(rf"{OWN_CODE}(\d{{5,9}})", re.IGNORECASE)
_PERSONAL = re.compile(r"\d{12}")


@dataclass(frozen=True)
class TaxCode:
    """A tax code as read.

    Attributes
    ----------
    code : str or None
        ``0100233488``, ``0100233488-001`` or a 12-digit owner's ID; None when it cannot be relied on.
    problem : str or None
        A Vietnamese sentence that says what is wrong and what to do. With a code, it is a warning.
    """

    code: str | None
    problem: str | None


def read_tax_code(text: str) -> TaxCode:
    """Read a tax code as it is typed: with spaces, dots, a lost leading zero, or as Excel's number.

    An empty cell gives neither code nor problem.
    """
    typed = _WORDS_AROUND.sub("", tidy(text)).strip(" '\"")
    if not typed:
        return TaxCode(None, None)
    if _SCIENTIFIC.fullmatch(typed):
        return TaxCode(None, f"Excel đã rút gọn mã số thuế {typed}; định dạng cột là văn bản rồi gõ lại đủ số.")
    if whole := _EXCEL_FLOAT.fullmatch(typed):
        typed = whole.group(1)
    if branch := _BRANCH.fullmatch(typed):
        return _read_main(branch.group(1), f"-{branch.group(2)}", typed)
    digits = re.sub(r"[ .,-]", "", typed)
    if not digits.isascii() or not digits.isdigit():
        return TaxCode(None, f"Mã số thuế “{typed}” có ký tự không phải số; gõ lại 10 số, 10-3 số hoặc 12 số CCCD.")
    return _read_digits(digits, typed)


def read_employer_code(text: str) -> TaxCode:
    """Read what a list names an employer by: its tax code, or the code that the product gave it."""
    own = _OWN_CODE_TYPED.fullmatch(tidy(text))
    return TaxCode(f"{OWN_CODE}{own.group(1)}", None) if own else read_tax_code(text)


def is_own_code(code: str) -> bool:
    """Tell whether a code is one that the product gives itself."""
    return _OWN_CODE_TYPED.fullmatch(code) is not None


def is_personal_id(code: str | None) -> bool:
    """Tell whether a tax code is the personal ID number of a household business's owner: twelve digits in a row.

    Such a number is read only by its own employer: never in an address, a code, the trail, a file or another's reply.
    """
    return code is not None and _PERSONAL.fullmatch(code) is not None


def masked_tax_code(code: str | None) -> str | None:
    """A tax code as others may read it: of a personal ID number no more than the last three digits."""
    return f"•••••••••{code[-3:]}" if code and is_personal_id(code) else code


def is_valid_tax_code(code: str) -> bool:
    """Tell whether a code in its stored form is well made; the tax office alone knows whether it was issued."""
    main, _, branch = code.partition("-")
    if _OWNER_ID.fullmatch(code):
        return True
    if "-" in code and not re.fullmatch(r"\d{3}", branch, re.ASCII):
        return False
    return _has_check_digit(main)


def _has_check_digit(digits: str) -> bool:
    if not re.fullmatch(r"\d{10}", digits, re.ASCII):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits[:9], strict=True))
    return 10 - total % 11 == int(digits[9])


def _read_digits(digits: str, typed: str) -> TaxCode:
    if len(digits) in (9, 10):
        return _read_main(digits, "", typed)
    if len(digits) == 13:
        return _read_main(digits[:10], f"-{digits[10:]}", typed)
    if len(digits) == 12 and digits[0] != "0" and _has_check_digit(f"0{digits[:9]}"):
        return _read_main(digits[:9], f"-{digits[9:]}", typed)
    if len(digits) in (11, 12):
        return _read_owner_id(digits, typed)
    return TaxCode(None, f"Mã số thuế “{typed}” có {len(digits)} số; cần 10 số, 10-3 số hoặc 12 số CCCD của chủ hộ.")


def _read_main(digits: str, branch: str, typed: str) -> TaxCode:
    if len(digits) == 9:
        digits = f"0{digits}"
        if _has_check_digit(digits):
            return TaxCode(digits + branch, None)
        return TaxCode(None, f"Mã số thuế “{typed}” thiếu một số; xem lại trên giấy đăng ký và gõ đủ 10 số.")
    if _has_check_digit(digits):
        return TaxCode(digits + branch, None)
    return TaxCode(None, f"Mã số thuế “{typed}” sai số kiểm tra; có thể gõ nhầm một số, xem lại trên giấy đăng ký.")


def _read_owner_id(digits: str, typed: str) -> TaxCode:
    full = digits.zfill(12)
    if _OWNER_ID.fullmatch(full):
        return TaxCode(full, None)
    return TaxCode(None, f"Số “{typed}” không phải CCCD 12 số của chủ hộ; xem lại trên thẻ và gõ lại.")
