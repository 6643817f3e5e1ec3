"""How offices write dates, telephone numbers, ID numbers and money: several hands, one meaning.

Telephone numbers use prefixes that no Vietnamese network has been given (053, 054, 057, 071, 072, 074, 075) or that
went silent (095, closed in 2012), so that nobody is called by a demonstration.
"""

import random
from datetime import date

from api.demo.dice import pick

_PREFIXES = ("053", "054", "057", "071", "072", "074", "075", "095")
_TWO_DIGIT_YEARS = range(1960, 2000)  # 5/3/88 has one reading; 5/3/05 might be 1905


def write_date(rng: random.Random, day: date | None) -> str:
    """Write a date day first, mostly ``05/03/2024``; no date gives an empty cell."""
    if day is None:
        return ""
    forms: tuple[tuple[str, float], ...] = (
        (f"{day:%d/%m/%Y}", 76),
        (f"{day.day}/{day.month}/{day.year}", 12),
        (f"{day:%d.%m.%Y}", 4),
        (f"{day:%d-%m-%Y}", 5),
        (f"ngày {day:%d} tháng {day.month} năm {day.year}", 3),
    )
    return pick(rng, forms)


def write_birth(rng: random.Random, day: date, year_only: bool) -> str:
    """Write a date of birth; older papers shorten the year, and some know the year alone."""
    if year_only:
        return str(day.year)
    if day.year in _TWO_DIGIT_YEARS and rng.random() < 0.06:
        return f"{day.day}/{day.month}/{day.year % 100:02d}"
    return write_date(rng, day)


def draw_phone(rng: random.Random) -> str:
    """Draw ten digits that nobody answers."""
    return f"{rng.choice(_PREFIXES)}{rng.randrange(10**7):07d}"


def write_phone(rng: random.Random, digits: str, household: bool = False) -> str:
    """Write a telephone number; in a household, sometimes the mother's or a second one stands in the cell."""
    forms: tuple[tuple[str, float], ...] = (
        (digits, 45),
        (f"{digits[:4]}.{digits[4:7]}.{digits[7:]}", 22),
        (f"{digits[:4]} {digits[4:7]} {digits[7:]}", 20),
        (f"+84{digits[1:]}", 4),
        (digits[1:], 4),
    )
    written = pick(rng, forms)
    if not household or rng.random() > 0.12:
        return written
    second = draw_phone(rng)
    return rng.choice((f"{digits} (mẹ)", f"{digits} / {second}", f"{digits} (chị)", f"{digits}; {second} (vợ)"))


def draw_national_id(rng: random.Random, birth: date, sex: str) -> str:
    """Draw a 12-digit number with the structure of the ID card and six digits of pure chance."""
    century_and_sex = (0 if birth.year < 2000 else 2) + (sex == "Nữ")
    province = pick(rng, (("060", 92), ("068", 8)))
    return f"{province}{century_and_sex}{birth.year % 100:02d}{rng.randrange(10**6):06d}"


def write_national_id(rng: random.Random, number: str) -> str:
    """Write an ID number: grouped, with the leading zero that Excel took, an old nine-digit card, or not at all."""
    forms: tuple[tuple[str, float], ...] = (
        (number, 76),
        (f"{number[:3]} {number[3:6]} {number[6:]}", 6),
        (number[1:], 4),
        (f"26{number[-7:]}", 2),
        ("", 12),
    )
    return pick(rng, forms)


def millions(vnd: int) -> str:
    """Write an amount in millions with a decimal comma: ``7,5``."""
    return f"{vnd / 1e6:.1f}".rstrip("0").rstrip(".").replace(".", ",")


def grouped(vnd: int) -> str:
    """Write an amount with dots between the thousands: ``7.500.000``."""
    return f"{vnd:,}".replace(",", ".")


def _spoken(vnd: int) -> str:
    """Write an amount as people say it: ``7tr5``, ``8tr``."""
    whole, tenth = divmod(vnd // 100_000, 10)
    return f"{whole}tr{tenth or ''}"


def write_amount(rng: random.Random, vnd: int) -> str:
    """Write a monthly amount (a multiple of 100,000 VND) in one of the usual ways."""
    forms: tuple[tuple[str, float], ...] = (
        (_spoken(vnd), 3),
        (f"{millions(vnd)} triệu", 4),
        (grouped(vnd), 3),
        (f"{grouped(vnd)}đ", 2),
        (f"{millions(vnd)}tr", 1),
    )
    return pick(rng, forms)


def write_range(rng: random.Random, low: int, high: int) -> str:
    """Write a monthly range of two multiples of 100,000 VND, or one open end of it."""
    forms: tuple[tuple[str, float], ...] = (
        (f"{millions(low)} - {millions(high)} triệu", 7),
        (f"{millions(low)}-{millions(high)}tr", 2),
        (f"{grouped(low)} - {grouped(high)} đồng/tháng", 2),
        (f"{millions(low)} - {millions(high)} triệu/tháng", 3),
        (f"Từ {millions(low)} triệu", 2),
        (f"Tới {millions(high)} triệu", 1),
        (write_amount(rng, low), 3),
    )
    return pick(rng, forms)
