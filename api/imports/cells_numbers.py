"""Numbers as offices type them: dots or commas, units behind, degrees; bounds are the caller's."""

import re

from api.imports.cell_values import CellValue, Read, cell_reader, says_none, shown, to_text
from employers.reference.text import fold

_NUMBER = r"[-+]?\d+(?:[ .,]\d{3})*(?:[.,]\d+)?|[-+]?\d+(?:[.,]\d+)?"
_ONE = re.compile(rf"({_NUMBER})")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}([.,\s])\d{3}(?:\1\d{3})*")
_UNITS = frozenset(
    {"km", "m", "cay", "so", "kilomet", "thang", "th", "nam", "tuoi", "nguoi", "ng", "lao", "dong", "ld", "gio", "h"}
    | {"tiet", "buoi", "ngay", "vnd", "d", "cho", "vi", "tri"}
)
# Main land, islands and waters of Vietnam with some margin.
_AXES = {"latitude": (8.0, 24.0, "Vĩ độ", "10,9333"), "longitude": (102.0, 118.0, "Kinh độ", "108,1")}


@cell_reader
def read_number(raw: CellValue, *, low: float = 0, high: float = 1e12) -> Read[float]:
    """Read a number with an optional unit behind it.

    Parameters
    ----------
    raw : CellValue
        ``12``, ``12,5``, ``1.234,5``, ``25 km``; ``1.200`` is 1200, with a doubt.
    low, high : float
        Bounds, inclusive; beyond them the row is held.

    Returns
    -------
    Read of float
        A range (``20-30``) gives its lower end with a doubt.
    """
    return _within(_read(raw, decimals=True), raw, low, high)


@cell_reader
def read_integer(raw: CellValue, *, low: int = 0, high: int = 1_000_000_000) -> Read[int]:
    """Read a whole number with an optional unit; dots and commas before three digits part thousands."""
    number = _within(_read(raw, decimals=False), raw, low, high)
    if number.value is None:
        return Read(doubt=number.doubt, problem=number.problem, says_none=number.says_none)
    if number.value != int(number.value):
        return Read(problem=f"{shown(raw)} phải là số nguyên. Anh/chị ghi lại, ví dụ 12.")
    return Read(int(number.value), doubt=number.doubt)


def _within(read: Read[float], raw: CellValue, low: float, high: float) -> Read[float]:
    if read.value is not None and not low <= read.value <= high:
        return Read(problem=f"{shown(raw)} nằm ngoài khoảng {low:g} đến {high:g}. Anh/chị kiểm tra lại số.")
    return read


def _read(raw: CellValue, *, decimals: bool) -> Read[float]:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return Read(float(raw)) if abs(raw) < 1e300 else Read(problem=f"{shown(raw)} quá lớn. Anh/chị kiểm tra lại số.")
    if says_none(raw):
        return Read(says_none=True)
    text = to_text(raw)
    found = _ONE.findall(text) if isinstance(raw, str) else []
    if not found or len(found) > 2 or len(text) > 60:
        return Read(problem=f"{shown(raw)} không phải là số. Anh/chị ghi bằng chữ số, ví dụ 12.")
    return Read(_value(found[0]), doubt=_doubt(raw, text, found, decimals=decimals))


def _doubt(raw: CellValue, text: str, found: list[str], *, decimals: bool) -> str | None:
    value = _value(found[0])
    if len(found) == 2:
        return f"{shown(raw)} có hai số; lấy {value:g}, số kia là {abs(_value(found[1])):g}."
    if set(fold(_ONE.sub(" ", text)).split()) - _UNITS:
        return f"{shown(raw)} được hiểu là {value:g}; phần chữ còn lại không dùng đến."
    if decimals and " " not in found[0] and _THOUSANDS.fullmatch(found[0]) and len(found[0]) < 8:
        fraction = float(found[0].replace(",", "."))
        return f"{shown(raw)} được hiểu là {value:.0f}, không phải {fraction:g}."
    return None


def _value(text: str) -> float:
    if _THOUSANDS.fullmatch(text):
        return float(re.sub(r"[.,\s]", "", text))
    text = text.replace(" ", "")
    decimal = max(text.rfind("."), text.rfind(","))
    if decimal < 0:
        return float(text)
    return float(re.sub("[.,]", "", text[:decimal]) + "." + text[decimal + 1 :])


@cell_reader
def read_coordinate(raw: CellValue, *, axis: str) -> Read[float]:
    """Read a latitude or longitude in decimal degrees.

    Parameters
    ----------
    raw : CellValue
        ``10.9333``, ``10,9333``, ``10°55'59"N``, or both in one cell (``10.93, 108.10``).
    axis : str
        ``latitude`` or ``longitude``.

    Returns
    -------
    Read of float
        Degrees within Vietnam (8 to 24 north, 102 to 118 east); anything else is a problem.
    """
    low, high, name, example = _AXES[axis]
    if says_none(raw):
        return Read(says_none=True)
    degrees = _degrees(raw)
    inside = [value for value in degrees if low <= value <= high]
    if len(degrees) <= 2 and len(inside) == 1:
        return Read(inside[0])
    turned = any(bounds[0] <= value <= bounds[1] for value in degrees for bounds in _AXES.values())
    hint = "Có lẽ vĩ độ và kinh độ ghi ngược." if len(degrees) == 1 and turned else f"Anh/chị ghi lại, ví dụ {example}."
    return Read(problem=f"{name} {shown(raw)} không nằm trong Việt Nam. {hint}")


def _degrees(raw: CellValue) -> list[float]:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return [float(raw)] if abs(raw) < 1e300 else []
    if not isinstance(raw, str) or len(raw) > 60:
        return []
    text = to_text(raw).replace("′", "'").replace("″", '"').replace("''", '"').replace("º", "°")
    sexagesimal = re.findall(r"(\d{1,3})\s*°\s*(\d{1,2})\s*'?\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*\"?)?", text)
    if sexagesimal:
        return [int(d) + int(m) / 60 + float((s or "0").replace(",", ".")) / 3600 for d, m, s in sexagesimal]
    spaced = re.fullmatch(r"(\d{1,3}) (\d{1,2}) (\d{1,2}(?:[.,]\d+)?)", text)
    if spaced:
        return [int(spaced[1]) + int(spaced[2]) / 60 + float(spaced[3].replace(",", ".")) / 3600]
    return [float(number.replace(",", ".")) for number in re.findall(r"-?\d{1,7}(?:[.,]\d{1,20})?", text)]
