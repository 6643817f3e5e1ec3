"""Codes and figures into words, Vietnamese first: money, chances, kinds of employers, what a model stands on.

Reasons and rules have a room of their own, :mod:`api.reason_words`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from employers.reference.occupations import find_occupation
from employers.reference.work_terms import EMPLOYER_KINDS

Language = str

# Verdict of a training run → (Vietnamese, English).
VERDICTS: Mapping[str, tuple[str, str]] = {
    "promoted": (
        "Mô hình mới không kém hơn bảng của chuyên gia nên được dùng.",
        "The new model is not worse than the expert's tables and is in force.",
    ),
    "not_enough_outcomes": (
        "Chưa đủ kết quả để học; bảng của chuyên gia được giữ nguyên.",
        "Too few outcomes to learn from; the expert's tables stand.",
    ),
    "one_class_only": (
        "Các kết quả đều như nhau nên chưa học được; mô hình đang dùng được giữ nguyên.",
        "All outcomes are alike, so nothing can be learned; the model in force stays.",
    ),
    "worse_than_the_expert": (
        "Mô hình mới đoán kém hơn bảng của chuyên gia; mô hình đang dùng được giữ nguyên.",
        "The new model predicts worse than the expert's tables; the model in force stays.",
    ),
    "cannot_be_judged_yet": (
        "Chưa đủ kết quả theo thời gian để so với bảng của chuyên gia; bản mới được giữ lại, chưa dùng.",
        "Too few outcomes over time to compare with the expert's tables; the new version is kept and not used.",
    ),
    "worse_order_than_the_expert": (
        "Mô hình mới xếp thứ tự kém hơn bảng của chuyên gia; mô hình đang dùng được giữ nguyên.",
        "The new model orders worse than the expert's tables; the model in force stays.",
    ),
    "moved_too_far": (
        "Mô hình mới làm thay đổi quá nhiều; cần người xem trước khi dùng (noiviec model use).",
        "The new model moves chances too far; a person must look before it is used (noiviec model use).",
    ),
}

OWN_WORK = ("Tự làm", "Own work")
SHIFT_NAMES = {"ngày": ("ngày", "day"), "tối": ("tối", "evening"), "đêm": ("đêm", "night")}


LOAN_DOUBTS = {
    "no_scheme": "Ngày giải ngân không nằm trong chương trình vay nào đã biết.",
    "too_much": "Số tiền lớn hơn mức của chương trình vay.",
    "too_long": "Thời hạn dài hơn mức của chương trình vay.",
    "too_young": "Ngày giải ngân là khi người này chưa đủ 16 tuổi.",
}
"""What is odd about a loan, in a sentence each; who records it is asked before it is kept."""
_BILLION = 1_000_000_000


def million(vnd: float, language: Language = "vi") -> str:
    """Write money as people say it: ``7,5 triệu`` or ``7.5 million``; from a thousand million on, ``1,5 tỷ``."""
    if vnd >= _BILLION and vnd % 1_000_000 == 0:
        billions = f"{vnd / _BILLION:.3f}".rstrip("0").rstrip(".")
        return f"{billions.replace('.', ',')} tỷ" if language == "vi" else f"VND {billions} billion"
    text = f"{vnd / 1_000_000:.2f}".rstrip("0").rstrip(".")
    return f"{text.replace('.', ',')} triệu" if language == "vi" else f"VND {text} million"


def chance_words(chance: float, low: float, high: float, language: Language = "vi") -> str:
    """A chance as people grasp it: ``khoảng 4 trong 10, từ 3 đến 6``; never better or worse than one in ten tells."""
    about, least, most = (min(9, max(1, round(p * 10))) for p in (chance, low, high))
    if language == "vi":
        return f"khoảng {about} trong 10, từ {least} đến {most}"
    return f"about {about} in 10, between {least} and {most}"


KINDS_EN: Final[Mapping[str, str]] = {
    "factory": "factory",
    "plantation": "plantation or farm",
    "transport": "transport or taxi",
    "workshop": "workshop",
    "shop": "shop or service",
    "cooperative": "cooperative",
    "household": "household business",
    "company": "company",
    "public": "public body",
}


def employer_kind_words(kind: str, language: Language = "vi") -> str:
    """What a kind of employer is called, in small letters; the kind itself where it is none of ours."""
    if language == "en":
        return KINDS_EN.get(kind, kind)
    term = EMPLOYER_KINDS.get(kind)
    return term.shown if term else kind


def occupation_words(code: str | None, language: Language = "vi") -> str:
    """The name of an occupation; "không rõ" where it is not known."""
    found = find_occupation(code) if code else None
    if found is None:
        return "không rõ" if language == "vi" else "not known"
    return found.name_vi if language == "vi" else found.name_en


def answers_words(answered: int, due: int, language: Language = "vi") -> str:
    """How an employer answers introductions: ``trả lời 4/5``."""
    if due == 0:
        return "chưa giới thiệu ai" if language == "vi" else "nobody introduced yet"
    return f"trả lời {answered}/{due}" if language == "vi" else f"answered {answered} of {due}"


def order_note(order: str, language: Language = "vi") -> str | None:
    """Why a list is not ranked by the model, or None where it is."""
    if order != "by_hand":
        return None
    if language == "vi":
        return "Xã chưa đến ngày triển khai xếp hạng: danh sách theo đúng nghề rồi gần nhà."
    return "Ranking has not begun in this commune: listed by trade, then by the shorter road."


def model_note(outcomes: int, language: Language = "vi") -> str:
    """What a ranking model stands on, in a few words."""
    if outcomes == 0:
        return (
            "theo bảng của chuyên gia, chưa học từ kết quả nào"
            if language == "vi"
            else "the expert's tables, no outcomes yet"
        )
    return f"đang học từ {outcomes} kết quả" if language == "vi" else f"learning from {outcomes} outcomes"


def damaged_note(version: int, damaged: Sequence[int], language: Language = "vi") -> str | None:
    """Which versions of the model cannot be used and what ranks instead, in one sentence; None where all are whole."""
    if not damaged:
        return None
    bad = ", ".join(map(str, sorted(damaged)))
    if language == "vi":
        instead = f"bản {version}" if version else "bảng của chuyên gia"
        return f"Bản mô hình {bad} đã hỏng nên không dùng được; đang dùng {instead}."
    instead = f"version {version}" if version else "the expert's tables"
    return f"Model version {bad} is damaged and cannot be used; {instead} ranks instead."


def not_home_words(home_on: date, language: Language = "vi") -> str:
    """Why nobody begins to work who is still away, and what to do where the day on record is wrong."""
    if language == "vi":
        return (
            f"Theo hồ sơ, người này về ngày {home_on:%d/%m/%Y}; nếu đã về sớm hơn, hãy sửa ngày về trong hồ sơ trước."
        )
    return f"On record this person comes home on {home_on:%d/%m/%Y}; if they came earlier, correct that day first."


OVERTAKEN = "Trong lúc đó đã có lần xếp mới hơn cho mọi người; danh sách đó được giữ, không cần xếp lại."
PERIOD_UNKNOWN = "Kỳ báo cáo chưa đúng: hãy ghi quý dạng 2026Q4, hoặc năm dạng 2026."
PERIOD_TO_COME = "Kỳ này chưa bắt đầu; hãy chọn kỳ đang diễn ra hoặc đã qua."
