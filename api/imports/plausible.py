"""Values that can be read but hardly be meant: an age, a wage, a range the wrong way round. Each is told in a sentence.

They are imported as written; what could rule people out is held by the readers themselves.
"""

import re
from datetime import date
from functools import cache

from employers.reference.money import find_money, plain_words
from employers.reference.pay import REGIONS, Wage, best_monthly_vnd, regional_minimum_vnd

YOUNGEST = 15
"""Years: who is younger may not be employed (Labour Code 45/2019/QH14, Art. 3)."""
OLDEST_LIKELY = 80
_MINUS = re.compile(r"[-−–]\s*\d")
_BARE_THOUSANDS = re.compile(r"[1-9]\d?[.,]?\d{3}(?![.,]?\d)")
# Of the highest regional minimum wage: no labourer is paid ten times it (85 typed for 8,5 is), nor a quarter.
_MOST_TIMES, _LEAST_SHARE = 10, 0.25


def age_doubt(born: date, today: date) -> str | None:
    """Say so where somebody is too young to work, or older than people who look for work are."""
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if age < YOUNGEST:
        return f"Theo ngày sinh, người này mới {age} tuổi; dưới {YOUNGEST} chưa được giới thiệu việc. Anh/chị xem lại."
    if age > OLDEST_LIKELY:
        return f"Theo ngày sinh, người này {age} tuổi. Anh/chị xem lại năm sinh."
    return None


def wage_doubt(words: str, wage: Wage, today: date) -> str | None:
    """Say so where a wage is far from what is paid, says no unit or a minus, or has its ends the wrong way round."""
    monthly = best_monthly_vnd(wage)
    minimum = _highest_minimum(today)
    if monthly is not None and minimum is not None and not _LEAST_SHARE * minimum <= monthly <= _MOST_TIMES * minimum:
        unusual = "cao" if monthly > minimum else "thấp"
        read = f"được hiểu là {_dong(monthly)} đồng một tháng, {unusual} khác thường"
        return f"Mức lương “{words}” {read}. Anh/chị xem lại số và đơn vị."
    if wage.low_vnd is not None and (other := _other_reading(words)):
        return f"Mức lương “{words}” được hiểu là {_dong(wage.low_vnd)} đồng, không phải {other}. Anh/chị xem lại."
    if wage.low_vnd is not None and wage.high_vnd is not None and _reversed(words):
        return f"Mức lương “{words}” ghi ngược, được hiểu là từ {_dong(wage.low_vnd)} đến {_dong(wage.high_vnd)} đồng."
    return None


def _other_reading(words: str) -> str | None:
    """What a wage says to the letter, where it was taken for something else: ``7500`` for thousands, ``-5tr`` for 5."""
    if _MINUS.match(words):
        return "số âm"
    if not any(letter.isalpha() for letter in words) and (found := _BARE_THOUSANDS.match(words)):
        return f"{_dong(int(re.sub(r'[.,]', '', found[0])))} đồng"
    return None


def _reversed(words: str) -> bool:
    """Tell whether of two amounts with one unit the larger stands first."""
    for found in find_money(plain_words(words)):
        if len(found.amounts) == 2:
            first, second = found.amounts
            same = first.unit is None or second.unit is None or first.unit == second.unit
            # "500 - 1 triệu" starts at 500 thousand
            return same and first.value > second.value and first.value < 100 * max(second.value, 1)
    return False


@cache
def _highest_minimum(today: date) -> int | None:
    return max((m for region in REGIONS if (m := regional_minimum_vnd(region, today)) is not None), default=None)


def _dong(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")
