"""The words of a posting: its wage as written, and a description in the Vietnamese of the trade."""

import random

from api.demo.dice import pick
from api.demo.employers import DemoEmployer
from api.demo.writing import grouped, write_range

_WORKING_DAYS = 26  # days a month, as formats.md makes daily pay monthly
_WORKING_HOURS = 208

_HOURS_WORDS = {
    "HC": ("Làm giờ hành chính, nghỉ chủ nhật.", "Giờ hành chính, một tuần sáu ngày, tăng ca có trả thêm."),
    "SOM": ("Làm từ 7 giờ sáng đến 4 giờ chiều, nghỉ trưa một tiếng.", "Làm ban ngày, nghỉ trưa tại chỗ."),
    "S6": ("Làm sớm từ 6 giờ, chiều nghỉ sớm.", "Vào làm 6 giờ sáng cho mát, 2 giờ rưỡi chiều về."),
    "2CA": ("Chia hai ca sáng và chiều, đổi ca mỗi tuần.", "Làm hai ca, ai có con nhỏ được ưu tiên ca sáng."),
    "3CA": ("Làm ba ca luân phiên, ca đêm có phụ cấp.", "Đi ca theo lịch tháng, có phụ cấp ca đêm."),
    "TOI": ("Làm ca chiều tối từ 2 giờ đến 10 giờ.",),
    "DEM": ("Trực đêm từ 10 giờ tối đến 6 giờ sáng, nghỉ luân phiên.",),
    "MU": ("Vào lô từ 1 giờ khuya, khoảng 8 giờ sáng xong việc.",),
    "GAY": ("Ca gãy 9 giờ đến 14 giờ và 17 giờ đến 20 giờ, nghỉ một ngày trong tuần.",),
    "TAXI": ("Chạy ca ngày hoặc ca đêm, một tuần đổi một lần.",),
    "CHO": ("Làm từ 3 giờ sáng theo ghe về, nghỉ trước trưa.",),
}
_CLOSINGS = (
    "Ai quan tâm ghé trực tiếp hoặc gọi trong giờ làm việc.",
    "Phỏng vấn ngắn, nhận việc trong tuần.",
    "Được thử việc sáu ngày có lương.",
    "Mang theo căn cước khi đến gặp, không cần hồ sơ dày.",
    "Đóng bảo hiểm sau thử việc.",
    "Trả lương ngày 5 mỗi tháng.",
    "Thưởng tết theo thời gian làm.",
)


def describe(
    rng: random.Random, window: str, duties: tuple[str, ...], employer: DemoEmployer, training_on_job: bool
) -> str:
    """Write a description that agrees with the columns: what is done, when, what is given, how to come.

    Parameters
    ----------
    rng : random.Random
        Chance.
    window : str
        Key of the shift pattern.
    duties : tuple of str
        Sentences about the work, one is taken.
    employer : DemoEmployer
        Says what is given besides pay.
    training_on_job : bool
        True when beginners are taught.
    """
    given = _given(employer)
    sentences = [rng.choice(duties), rng.choice(_HOURS_WORDS[window])]
    if training_on_job:
        sentences.append(rng.choice(("Chưa biết nghề được người làm lâu kèm.", "Có người kèm việc những tuần đầu.")))
    if given:
        sentences.append(f"Có {', '.join(given)}.")
    sentences.append(rng.choice(_CLOSINGS))
    return " ".join(sentences)


def _given(employer: DemoEmployer) -> list[str]:
    offers = (
        (employer.meals, "cơm ca"),
        (employer.housing, "chỗ ở cho người ở xa"),
        (employer.transport, "xe đưa đón"),
    )
    return [words for offered, words in offers if offered]


def write_wage(rng: random.Random, pay: str, low_vnd: int, high_vnd: int) -> str:
    """Write the wage of a posting.

    Parameters
    ----------
    rng : random.Random
        Chance.
    pay : str
        ``month``, ``day``, ``hour``, ``piece`` or ``agreed``.
    low_vnd, high_vnd : int
        What the work brings in a month, in VND; a daily or hourly wage is derived from it.
    """
    if pay == "agreed":
        return rng.choice(("Thoả thuận", "Thỏa thuận", "thoả thuận khi phỏng vấn"))
    if pay == "piece":
        return pick(
            rng, (("Lương sản phẩm", 3), ("lương SP", 1), (f"{grouped(rng.randrange(14, 42) * 100)}đ/sản phẩm", 3))
        )
    if pay == "day":
        return _daily(rng, low_vnd // _WORKING_DAYS, high_vnd // _WORKING_DAYS)
    if pay == "hour":
        thousands = -(-low_vnd // _WORKING_HOURS // 1000)
        return rng.choice((f"{thousands}k/h", f"{thousands}.000đ/giờ"))
    if low_vnd == high_vnd:
        return f"{grouped(low_vnd)}đ"
    return write_range(rng, low_vnd, high_vnd)


def _daily(rng: random.Random, low_vnd: int, high_vnd: int) -> str:
    """Write a day's wage, upwards to the next 10,000 VND so that it does not fall under the minimum by rounding."""
    low, high = (-(-vnd // 10_000) * 10 for vnd in (low_vnd, high_vnd))
    return rng.choice((f"{low}k/ngày", f"{low}.000đ/ngày", f"{low} - {high}k/ngày"))
