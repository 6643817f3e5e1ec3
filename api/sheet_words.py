"""Words of the person's own sheet, Vietnamese first."""

from collections.abc import Mapping
from typing import Any, Final

from api.wording import Language, million
from employers.tables import Livelihood, Opening

HELD: Final[Mapping[str, tuple[str, str]]] = {
    "full_name": ("Họ và tên", "Full name"),
    "birth_date": ("Ngày sinh", "Date of birth"),
    "phones": ("Số điện thoại", "Telephone"),
    "address": ("Địa chỉ", "Address"),
    "commune": ("Xã, phường", "Commune"),
    "schooling": ("Trình độ văn hóa", "Schooling"),
    "licences": ("Giấy phép lái xe", "Driving licence"),
    "vehicle": ("Phương tiện", "Vehicle"),
    "shifts": ("Ca làm được", "Shifts"),
    "wishes": ("Nguyện vọng nghề", "Wishes"),
    "work_history": ("Việc đã làm", "Former work"),
    "courses": ("Học nghề", "Courses"),
}
VEHICLES: Final[Mapping[str, tuple[str, str]]] = {
    "motorbike": ("xe máy", "motorbike"),
    "bicycle": ("xe đạp", "bicycle"),
    "none": ("không có", "none"),
}
PURPOSES: Final[Mapping[str, tuple[str, str]]] = {
    "matching": ("Tìm việc phù hợp", "Finding suitable work"),
    "learning": ("Học từ kết quả để gợi ý tốt hơn", "Learning from the outcome"),
    "meet_employer": ("Gặp một nơi tuyển", "Meeting one employer"),
    "tell_college": ("Báo cơ sở đào tạo", "Telling the college"),
    "work_sheet": ("Phiếu quá trình làm việc", "A sheet about their work"),
}
# Law 91/2025/QH15: consent can be withdrawn; the person may see, correct and have deleted what is held of them.
RIGHTS: Final[tuple[tuple[str, ...], tuple[str, ...]]] = (
    (
        "Đây là gợi ý, không phải lời hứa. Nhận việc nào là do anh/chị quyết định.",
        "Ngoài những điều trên, hồ sơ còn thông tin riêng; anh/chị có thể hỏi xem tại bộ phận việc làm.",
        "Anh/chị có thể yêu cầu sửa, xóa, hoặc rút đồng ý bất cứ lúc nào.",
        "Nơi tuyển chỉ biết những gì anh/chị đã đồng ý cho biết.",
    ),
    (
        "These are suggestions, not promises. Which job to take is your decision.",
        "Further private details are held; you may ask to see them at the job service.",
        "You may ask for a correction or deletion, or withdraw your consent, at any time.",
        "An employer learns only what you agreed to.",
    ),
)
_PER: Final[Mapping[str, tuple[str, str]]] = {
    "month": ("mỗi tháng", "a month"),
    "day": ("mỗi ngày", "a day"),
    "hour": ("mỗi giờ", "an hour"),
    "piece": ("mỗi sản phẩm", "a piece"),
}


def wage_words(wage: Mapping[str, Any] | None, language: Language = "vi") -> str:
    """A wage on offer in words; "thỏa thuận" where none is known."""
    say = 0 if language == "vi" else 1
    known = [v for v in (wage["low_vnd"], wage["high_vnd"]) if v] if wage else []
    if not known or wage is None or wage["per"] not in _PER:
        return ("thỏa thuận", "to be agreed")[say]
    span = " – ".join(dict.fromkeys(_money(v, language) for v in known))
    return f"{span} {_PER[wage['per']][say]}"


_OWN_WORK: Final[Mapping[str, tuple[str, str]]] = {
    "cost": ("Vốn ban đầu: {0}", "To start: {0}"),
    "skills": ("Cần biết: {0}", "To know: {0}"),
    "premises": ("Chỗ làm: {0}", "Place: {0}"),
    "season": ("Mùa: {0}", "Season: {0}"),
    "loan": ("Có thể hỏi cán bộ về vay vốn", "Ask about a loan"),
}


def own_work_words(beside: Livelihood | None, opening: Opening, language: Language = "vi") -> list[str]:
    """What work on one's own takes, a line each; of the loan no name, which would tell of the programme."""
    if beside is None:
        return []
    costs = [vnd for vnd in (beside.cost_low_vnd, beside.cost_high_vnd) if vnd is not None]
    said = {
        "cost": " – ".join(dict.fromkeys(_money(vnd, language) for vnd in costs)),
        "skills": opening.skills,
        "premises": beside.premises,
        "season": beside.season,
        "loan": beside.loan_scheme,
    }
    return [_OWN_WORK[name][language != "vi"].format(words) for name, words in said.items() if words]


def _money(vnd: int, language: Language) -> str:
    if vnd >= 1_000_000:
        return million(vnd, language)
    text = f"{vnd:,}"
    return f"{text.replace(',', '.')} đồng" if language == "vi" else f"VND {text}"
