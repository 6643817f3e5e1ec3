"""Wages as people write them (``7tr5``, ``8-10tr``, ``300k/ngày``), made monthly, and the regional minimum.

The unit survives: a day's wage stays a day's wage, and is made monthly only to be compared. A number counts as money
when it carries a unit, is long enough to be dong, or stands alone in a wage cell: telephone numbers, dates and years
never do.
"""

import csv
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, Literal

from employers.reference.money import Money, find_money, plain_words
from employers.reference.text import REMEMBERED, tidy

WagePeriod = Literal["month", "day", "hour", "piece"]

# "made monthly (26 days, 208 hours; piece rates unknown)": formats.md, hard rule wage_floor.
DAYS_A_MONTH: Final = 26
HOURS_A_MONTH: Final = 208
# Six working days a week are the same 26 days a month (52 weeks × 6 / 12), so a week's wage is kept as a day's.
DAYS_A_WEEK: Final = 6
REGIONS: Final = ("I", "II", "III", "IV")
"""Regions of the minimum wage, the highest first."""

# Below or above these a number is not a wage of that period (a mistyped zero, a telephone number, a turnover).
_PLAUSIBLE_VND: Final[dict[WagePeriod, tuple[int, int]]] = {
    "month": (500_000, 300_000_000),
    "day": (50_000, 10_000_000),
    "hour": (5_000, 1_000_000),
    "piece": (10, 50_000_000),
}
_WAGE_WORD = re.compile(r"\b(?:luong|thu nhap|tien cong|cong nhat)\b")
_TOTAL_WORD = re.compile(r"\bthu nhap\b|\btong luong\b")
_BASE_WORD = re.compile(r"\bluong (?:cung|co ban|cb)\b|\blcb\b")
_EXTRA_WORD = re.compile(
    r"\b(?:phu cap|thuong|chuyen can|tang ca|com|xang|ho tro|tro cap|coc|phi|hoa hong|nha tro|doanh so|doanh thu"
    r"|bao hiem|ky quy|tien an|tien xe|dien thoai|gioi thieu|trach nhiem|tham nien|von|gia)\b"
)
# What an amount is asked of the worker for stands after it: "thu 500k tiền cọc", "200k phí hồ sơ".
_EXTRA_AFTER = re.compile(
    r"^ ?(?:vnd|dong|d)? ?(?:la |de |goi la |lam )*(?:tien |le )?(?:dat coc|coc|the chan|ky quy|giu cho"
    r"|phi (?:ho so|xin viec|tuyen dung|moi gioi|gioi thieu|nhan viec|dao tao|dong phuc))\b"
)
_ROUGHLY = re.compile(r"(?:khoang|tren duoi|tam|~) ?$")
_AT_LEAST = re.compile(r"(?:\btu|\btren|\bhon|\bit nhat|\btoi thieu|\bmin|>=?|≥) ?:? ?$")
_AT_MOST = re.compile(r"(?:\btoi|\bden|\bup ?to|\bduoi|\btoi da|\bmax|\bkhong qua|<=?|≤) ?:? ?$")
_AND_MORE = re.compile(r"^ ?(?:vnd|dong|d)?(?: ?/ ?(?:thang|ngay|gio|h|cong))? ?(?:\+|tro len|do len|cong hoa hong)")
_DIRECT_CUE = re.compile(r"(?:\bluong|\bthu nhap) ?:? ?(?:tu |khoang |tren |toi |den |up ?to )?$")
_BONUS_MONTH = re.compile(r"\b(?:thang|t) ?$")  # "lương tháng 13" is a bonus month, not 13 million
_MORE_WORDS_FOLLOW = re.compile(r"^ ?(?:[a-z]|\d)")

_LONGEST_TEXT: Final = 1_000  # characters; a wage stands in a cell or in the first lines of an advertisement

_PERIOD_WORDS: Final[tuple[tuple[str, str], ...]] = (
    ("month", r"(?:2[4-8]|30) ?(?:ngay|cong)|thang|th(?![a-z])"),
    ("day", r"(?:8|9|10|12) ?(?:h|gio|tieng)\b|ngay|cong(?! ty| nhan| viec)|ca\b|buoi|nhat\b"),
    ("hour", r"h\b|gio\b|tieng\b"),
    ("week", r"tuan\b"),
    ("year", r"nam\b"),
    ("piece", r"sp\b|san pham|kg\b|k[iy]\b|con\b|cai\b|chiec|chuyen|tan\b|bao\b|m2|met\b|doi\b|cay\b|don\b|cuoc|thung"),
)
_PERIOD_AFTER = re.compile(
    r"^ ?(?:vnd|dong|d)? ?(?:/|moi |mot |tren |1 )? ?(?:1 ?|mot |moi )?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _PERIOD_WORDS)
    + ")"
)
_PERIOD_BEFORE = re.compile(r"luong (?:theo )?(?P<day>ngay|cong)\b|luong (?:theo )?(?P<hour>gio)\b|(?P<nhat>cong nhat)")
_BY_PIECE = re.compile(
    r"\b(?:luong|tinh|an|huong|tra|theo|khoan)(?: theo)? (?:san pham|sp|khoan)\b|^(?:san pham|sp|khoan)$|\ban chia\b"
)
_NEGOTIABLE = re.compile(r"\b(?:thoa thuan|thuong luong|canh tranh|nego|deal)\b|(?:^|luong:? )tt$")
_LEFT_OPEN = re.compile(r"\b(?:trao doi|phong van|hap dan|theo nang luc|tuy nang luc|gap truc tiep|gap mat)\b")
_FILLER = re.compile(
    r"\b(?:muc|luong|thu nhap|tong|cung|co ban|khoang|tu|tren|duoi|toi|den|up ?to|hon|moi|mot|thang|ngay|gio|h|cong"
    r"|tuan|tro len|dong|vnd|d|san pham|sp|thoa thuan|tt)\b|[^a-z0-9]"
)


@dataclass(frozen=True)
class Wage:
    """A wage on offer or wished for, in the period it was stated in.

    Attributes
    ----------
    low_vnd, high_vnd : int or None
        VND a ``per``; None where the words leave that end open (``Từ 12 triệu`` has no high end).
    per : {"month", "day", "hour", "piece"}
        ``piece`` covers a product, a kilogram, a trip.
    words : str
        What was written.
    negotiable : bool
        The words leave the wage to be agreed (``thoả thuận``), with or without numbers.
    """

    low_vnd: int | None
    high_vnd: int | None
    per: WagePeriod
    words: str
    negotiable: bool


_BELOW_ZERO: Final = re.compile(r"(?:\D*[\s:])?-\d")


def is_below_zero(words: str) -> bool:
    """Tell whether the first number of a wage carries a minus: ``-8 triệu``; the dash of ``8 -10 triệu`` parts two."""
    return _BELOW_ZERO.match(tidy(words)) is not None


@lru_cache(maxsize=REMEMBERED)
def read_wage(text: str, unit_vnd: int = 1) -> Wage | None:
    """Read a wage from free text.

    Parameters
    ----------
    text : str
        A cell or a sentence, with or without accents.
    unit_vnd : int
        What a bare number counts, when the list's header says so: 1,000,000 under "triệu đồng".

    Returns
    -------
    Wage or None
        None when the text speaks of no wage. Ends typed the wrong way round are swapped; a wage a week is kept as a
        day's (six days), a year's as a month's.
    """
    words = tidy(text)
    plain = plain_words(words[:_LONGEST_TEXT])
    negotiable = _NEGOTIABLE.search(plain) is not None
    for found in sorted(find_money(plain), key=lambda m: (-_weight(m), m.amounts[0].start)):
        if not _is_extra(found) and (wage := _wage_of(found, plain, unit_vnd)):
            low, high, per = wage
            return Wage(low, high, per, words, negotiable)
    if _BY_PIECE.search(plain):
        return Wage(None, None, "piece", words, negotiable)
    if negotiable or _LEFT_OPEN.search(plain):
        return Wage(None, None, "month", words, negotiable=True)
    return None


def _is_extra(found: Money) -> bool:
    """An allowance, a bonus or a deposit, not the wage: its word comes before any word for wage, or right after."""
    extra, wage = _EXTRA_WORD.search(found.before), _WAGE_WORD.search(found.before)
    if wage is None:
        return extra is not None or _EXTRA_AFTER.match(found.after) is not None
    return extra is not None and extra.start() < wage.start()


def _weight(found: Money) -> int:
    """How surely this is the wage: the total before the wage, the wage before its base, the base before none."""
    if _TOTAL_WORD.search(found.before):
        return 3
    if _BASE_WORD.search(found.before):
        return 1
    return 2 if _WAGE_WORD.search(found.before) else 0


def _wage_of(found: Money, plain: str, unit_vnd: int) -> tuple[int | None, int | None, WagePeriod] | None:
    period = _period(found)
    values = _in_vnd(found, plain, unit_vnd, period)
    if values is None:
        return None
    per = _lasting_period(period, max(values), plain)
    share = {"week": DAYS_A_WEEK, "year": 12}.get(period or "", 1)
    low, high = min(values) / share, max(values) / share
    least, most = _PLAUSIBLE_VND[per]
    if low < least or high > most:
        return None
    return (*_open_ends(found, round(low), round(high)), per)


def _period(found: Money) -> str | None:
    after = _PERIOD_AFTER.match(found.after)
    if after is not None and after.lastgroup is not None:
        return after.lastgroup
    before = _PERIOD_BEFORE.search(found.before)
    if before is not None:
        return "hour" if before["hour"] else "day"
    return None


def _lasting_period(period: str | None, vnd: float, plain: str) -> WagePeriod:
    """Name the period that is kept; unstated, it follows from the size, for nobody earns 300,000 dong a month."""
    stated: dict[str | None, WagePeriod] = {
        "month": "month", "year": "month", "day": "day", "week": "day", "hour": "hour", "piece": "piece",
    }  # fmt: skip
    if period in stated:
        return stated[period]
    if vnd >= 1_000_000:
        return "month"
    if _BY_PIECE.search(plain):
        return "piece"
    return "day" if vnd >= 100_000 else "hour"


def _in_vnd(found: Money, plain: str, unit_vnd: int, period: str | None) -> list[float] | None:
    """Apply the units: of two amounts a bare one takes the other's unit (``8-10tr``, ``7 - 9.000.000``)."""
    units = [a.unit for a in found.amounts]
    shared = next((u for u in reversed(units) if u is not None), None)
    largest = max(a.value for a in found.amounts)
    if shared is None or (shared == 1 and largest < 1_000 and period != "piece"):
        shared = _bare_unit(found, plain, unit_vnd, period)
    if shared is None:
        return None
    values = [a.value * (shared if a.unit is None or a.unit == 1 else a.unit) for a in found.amounts]
    if len(values) == 2 and values[0] * 100 < values[1]:  # 7 - 9.000.000
        values[0] *= 1_000_000 if values[0] < 1_000 else 1
    if len(values) == 2 and units[0] is None and values[0] > values[1] and found.amounts[0].value >= 100:
        values[0] = found.amounts[0].value * 1_000  # "500 - 1 triệu/ngày" starts at 500 thousand
    return values


def _bare_unit(found: Money, plain: str, unit_vnd: int, period: str | None) -> int | None:
    """Decide what bare numbers count, or None when they are not money at all."""
    largest = max(a.value for a in found.amounts)
    if largest >= 100_000:
        return 1
    alone = not _FILLER.sub("", plain.replace(plain[found.amounts[0].start : found.amounts[-1].end], "", 1))
    cued = bool(_DIRECT_CUE.search(found.before)) and (period is not None or not _MORE_WORDS_FOLLOW.match(found.after))
    if unit_vnd > 1 and (alone or cued):
        return 1_000 if unit_vnd > 1_000 and largest >= 1_000 else unit_vnd
    if period in ("day", "hour", "piece"):
        # 300/ngày and 25/h mean thousands; in "8h/ngày" the unit follows without a stroke and it is no wage.
        rate = period != "piece" and (cued or (alone and found.after.lstrip().startswith("/")))
        return 1 if largest >= 1_000 else (1_000 if rate else None)
    if largest < 100:
        return 1_000_000 if (alone or cued) and not _BONUS_MONTH.search(found.before) else None
    # Thousands of dong typed short (7500); from 1,900 to 2,100 it may be a year, from 20,000 an hour's wage in full.
    return 1_000 if alone and 3_000 <= largest < 20_000 else None


def _open_ends(found: Money, low: int, high: int) -> tuple[int | None, int | None]:
    if len(found.amounts) == 2 or _ROUGHLY.search(found.before):
        return low, high
    if _AND_MORE.match(found.after) or _AT_LEAST.search(found.before):
        return low, None
    if _AT_MOST.search(found.before):
        return None, high
    return (low, None) if _BASE_WORD.search(found.before) else (low, high)


def monthly_wage_vnd(amount: int, per: WagePeriod) -> int | None:
    """Make a wage monthly: 26 days or 208 hours a month (formats.md); a piece rate is unknown, hence None."""
    factor = {"month": 1, "day": DAYS_A_MONTH, "hour": HOURS_A_MONTH}.get(per)
    return None if factor is None else amount * factor


def best_monthly_vnd(wage: Wage) -> int | None:
    """Give the best that is promised a month, in VND: the high end, or the low end of ``Từ 12 triệu``."""
    amount = wage.high_vnd if wage.high_vnd is not None else wage.low_vnd
    return None if amount is None else monthly_wage_vnd(amount, wage.per)


def lowest_monthly_vnd(wage: Wage) -> int | None:
    """Give the low end a month, in VND; None when it is open (``Tới 15 triệu``) or by the piece."""
    return None if wage.low_vnd is None else monthly_wage_vnd(wage.low_vnd, wage.per)


@dataclass(frozen=True)
class _MinimumWage:
    region: str
    monthly_vnd: int
    valid_from: date
    valid_to: date


@cache
def _minimum_wages() -> tuple[_MinimumWage, ...]:
    with Path(__file__).with_name("minimum_wage.csv").open(encoding="utf-8", newline="") as rows:
        return tuple(
            _MinimumWage(
                row["region"],
                int(row["monthly_vnd"]),
                date.fromisoformat(row["valid_from"]),
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max,
            )
            for row in csv.DictReader(rows)
        )


def regional_minimum_vnd(region: str, on: date) -> int | None:
    """Look up the monthly minimum wage.

    Parameters
    ----------
    region : str
        ``I``, ``II``, ``III`` or ``IV``, as in the table of communes.
    on : date
        The day that is asked about.

    Returns
    -------
    int or None
        VND a month; None for an unknown region or a day before the table begins (2022-07-01).
    """
    for row in _minimum_wages():
        if row.region == region and row.valid_from <= on <= row.valid_to:
            return row.monthly_vnd
    return None


_PER_WORDS: Final[dict[WagePeriod, str]] = {"month": "tháng", "day": "ngày", "hour": "giờ", "piece": "sản phẩm"}


def wage_words(wage: Wage) -> str:
    """Say a wage in Vietnamese: ``7,5 - 10 triệu đồng/tháng``, ``300.000 đồng/ngày``, ``thoả thuận``."""
    low, high = wage.low_vnd, wage.high_vnd
    per = _PER_WORDS[wage.per]
    if low is None and high is None:
        return "theo sản phẩm" if wage.per == "piece" else "thoả thuận"
    if low is None or high is None:
        end = low if high is None else high
        assert end is not None
        said = f"{'từ' if high is None else 'đến'} {_vnd_words(end)}/{per}"
    elif low == high:
        said = f"{_vnd_words(low)}/{per}"
    elif _in_millions(low) and _in_millions(high):
        said = f"{_millions(low)} - {_vnd_words(high)}/{per}"
    else:
        said = f"{_grouped(low)} - {_grouped(high)} đồng/{per}"
    return f"{said} (thoả thuận)" if wage.negotiable else said


def _in_millions(vnd: int) -> bool:
    return vnd >= 1_000_000 and vnd % 10_000 == 0


def _millions(vnd: int) -> str:
    return f"{vnd / 1_000_000:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _grouped(vnd: int) -> str:
    return f"{vnd:,}".replace(",", ".")


def _vnd_words(vnd: int) -> str:
    return f"{_millions(vnd)} triệu đồng" if _in_millions(vnd) else f"{_grouped(vnd)} đồng"
