"""What the law forbids an employer to ask of a worker: a deposit or a fee, and original papers kept.

Labour Code 45/2019/QH14, Art. 11 and 17; the rule ``illegal`` of formats.md.
"""

from typing import Final

from employers.ads.conditions import NOT
from employers.ads.message import Hit, Passage, Said, Wording, clean

_MONEY: Final = r"\d[\d.,]*\s?(?:k|tr|triệu|trăm|ngàn|nghìn|đ|vnd|củ)\w*"
_DEPOSIT = Wording(
    r"(?:đặt|đóng|tiền|nộp|thu|giữ|phải|cần|có)(?: tiền| trước)* cọc(?: trước| giữ chỗ| đồng phục| thế chân)*"
    rf"(?: ?:? ?{_MONEY})?|cọc(?: trước| đồng phục| tiền| giữ chỗ)*:? ?(?:\d[\d.,]*|một|hai|nửa) ?\w*|ký quỹ(?: \w+)?"
    rf"(?: ?{_MONEY})?|thế chân(?: \w+)?(?: ?{_MONEY})?|thế chấp(?: \w+){{0,2}}"
    rf"|phí (?:hồ sơ|xin việc|tuyển dụng|môi giới|giới thiệu|nhận việc|đào tạo|đồng phục)(?: là"
    rf"| chỉ)?(?: ?:? ?{_MONEY})?"
    rf"|(?:đóng|nộp|thu)(?: trước| tiền)* {_MONEY}(?: tiền)?(?: đồng phục| hồ sơ| giữ chỗ| phí| đào tạo)?"
)
_PAPER: Final = (
    r"(?:cccd|cmnd|căn cước(?: công dân)?|chứng minh(?: nhân dân| thư)?|giấy tờ(?: tùy thân| xe)?"
    r"|bằng(?: cấp| lái| tốt nghiệp)?|sổ hộ khẩu|cavet|cà vẹt|hộ chiếu)"
)
_PAPERS = Wording(
    rf"(?:giữ|thu|cầm|thế|để lại|gửi lại|nộp(?: lại)?|thế chấp)(?: lại)? (?:bản gốc )?{_PAPER}(?: bản)?(?: gốc| chính)?"
    rf"|{_PAPER} (?:bản )?gốc|giấy tờ gốc"
)
_ONLY_SHOWN = Wording(
    rf"(?:nộp|gửi) {_PAPER}(?! ?(?:bản )?(?:gốc|chính))|(?:mang|đem|xuất trình)(?: theo)? {_PAPER}(?: (?:bản )?gốc)?"
    r"[^.;\n]{0,12}(?:đối chiếu|so|công chứng|phỏng vấn)"
)
_DENIED = Wording(
    rf"(?:{NOT}|miễn)(?: (?:thu|cần|phải|giữ|nhận|mất|tốn|đóng|có|lấy|yêu cầu|đòi)){{0,3}}(?: bất kỳ| tiền| khoản"
    rf"| bất cứ"
    r"| lại)*"
)


def read_deposit(passage: Passage) -> Said[bool] | None:
    """Read whether the worker is asked for a deposit or a fee; "không thu cọc" asks for none."""
    return _demanded(passage, _DEPOSIT.hits(passage))


def read_papers_kept(passage: Passage) -> Said[bool] | None:
    """Read whether original papers are to be kept; papers only shown or handed in as copies are not."""
    return _demanded(passage, _PAPERS.hits(passage.without(_ONLY_SHOWN.hits(passage))))


def unlawful_asks(text: str) -> tuple[str | None, str | None]:
    """Quote the words by which a text asks for a deposit or fee, and for original papers; None where it does not."""
    passage = Passage(clean(text))
    deposit, papers = read_deposit(passage), read_papers_kept(passage)
    return (deposit.words if deposit else None, papers.words if papers else None)


def _demanded(passage: Passage, hits: list[Hit]) -> Said[bool] | None:
    denials = _DENIED.hits(passage)
    asked = next((hit for hit in hits if not any(d.start < hit.start <= d.end + 1 for d in denials)), None)
    return Said(True, passage.words(asked.start, asked.end)) if asked is not None else None
