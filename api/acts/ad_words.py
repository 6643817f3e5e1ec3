"""A draft of an advertisement in Vietnamese, line by line: each field, the value as it was understood, its words."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from api.wording import occupation_words
from employers.reference.places import find_commune

_PER: Final = {"month": "tháng", "day": "ngày", "hour": "giờ", "piece": "sản phẩm"}


def _money(amount: int) -> str:
    return f"{amount:,} đ".replace(",", ".")


def _wage(wage: dict[str, Any]) -> str:
    low, high, per = wage["low_vnd"], wage["high_vnd"], _PER[wage["per"]]
    if low is None and high is None:
        return "theo sản phẩm, chưa nói số tiền"
    if high is None:
        return f"từ {_money(low)}/{per}"
    if low is None:
        return f"đến {_money(high)}/{per}"
    return f"{_money(low)}/{per}" if low == high else f"{_money(low)} – {_money(high)}/{per}"


def _commune(code: str) -> str:
    commune = find_commune(code)
    return f"{commune.name}, {commune.province}" if commune else code


def _listed(values: list[str]) -> str:
    return ", ".join(values)


def _yes_no(value: bool) -> str:
    return "có" if value else "không"


def _experience(months: int) -> str:
    if months == 0:
        return "không cần"
    years, rest = divmod(months, 12)
    return f"{years} năm" if years and not rest else f"{months} tháng"


_Shown = Callable[[Any], str]
_FIELDS: Final[Mapping[str, tuple[str, _Shown]]] = MappingProxyType(
    {
        "isco": ("Nghề", lambda code: f"{occupation_words(code, 'vi')} ({code})"),
        "seats": ("Số người", str),
        "wage": ("Lương", _wage),
        "shifts": ("Ca làm", _listed),
        "hours": ("Giờ làm", lambda hours: hours.replace(";", "; ")),
        "housing": ("Chỗ ở", _yes_no),
        "meals": ("Bữa ăn", _yes_no),
        "transport": ("Xe đưa đón", _yes_no),
        "training_on_job": ("Kèm nghề", _yes_no),
        "licence": ("Giấy phép lái xe", lambda licence: f"hạng {licence}"),
        "schooling": ("Học vấn", lambda years: f"hết lớp {years}"),
        "experience_months": ("Kinh nghiệm", _experience),
        "physical": ("Tính chất công việc", _listed),
        "sex": ("Mong muốn về giới tính", str),
        "min_age": ("Mong muốn về tuổi, từ", str),
        "max_age": ("Mong muốn về tuổi, đến", str),
        "commune_code": ("Nơi làm việc", _commune),
        "commune_choices": ("Nơi làm việc là một trong", lambda codes: "; ".join(map(_commune, codes))),
        "phone": ("Điện thoại", str),
        "other_phones": ("Điện thoại khác", _listed),
        "contact_name": ("Người liên hệ", str),
        "company": ("Nơi tuyển", str),
        "apply_by": ("Hạn nộp hồ sơ", str),
    }
)
_UNLAWFUL: Final = MappingProxyType(
    {
        "asks_deposit": "TRÁI LUẬT: đòi cọc hoặc thu phí của người lao động (Bộ luật Lao động, Điều 11 và 17)",
        "keeps_papers": "TRÁI LUẬT: giữ giấy tờ gốc của người lao động (Bộ luật Lao động, Điều 17)",
    }
)


def draft_lines(draft: Mapping[str, Any]) -> Iterator[str]:
    """Tell a draft, as ``draft_view`` gives it, line by line; what the law forbids comes first."""
    yield f"{draft['title']}: bản nháp, chờ xác nhận"
    evidence = draft["evidence"]
    for name, warning in _UNLAWFUL.items():
        if draft[name]:
            yield f"  !! {warning}: “{evidence[name]}”"
    for name, (label, shown) in _FIELDS.items():
        value = draft[name]
        if value is None or value == []:
            continue
        yield f"  {label}: {shown(value)} (“{evidence.get(name, draft['title'])}”)"
    if draft["isco"] is None:
        yield "  Nghề: chưa rõ"
