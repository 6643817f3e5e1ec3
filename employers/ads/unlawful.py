"""What the law forbids an employer to ask of a worker: a deposit or a fee, and original papers kept.

Labour Code 45/2019/QH14, Art. 11 and 17; the rule ``illegal`` of formats.md.
"""

from typing import Final

from employers.ads.conditions import NOT
from employers.ads.message import Hit, Passage, Said, Wording, clean

_MONEY: Final = r"(?!0+\s?(?:đ|k|vnd|tr))\d[\d.,]*\s?(?:k|tr|triệu|trăm|ngàn|nghìn|đ|vnd|củ)\w*(?! ?/)"
_FEE: Final = r"phí (?:hồ sơ|xin việc|tuyển dụng|môi giới|giới thiệu|nhận việc|đào tạo|đồng phục)"
_FOR: Final = rf"(?:(?:đặt )?cọc|thế chân|ký quỹ|giữ chỗ|{_FEE})"
# Piles are driven too: "thợ ép cọc", "đóng cọc tre".
_PILES: Final = r"(?: (?:tre|tràm|bê tông|nhồi|cừ|khoan|sắt|xi măng|tiêu|thanh long|rào|móng|ly tâm))"
DEPOSIT: Final = Wording(
    rf"(?:đặt|đóng|tiền|nộp|thu|giữ|phải|cần|có)(?: tiền| trước)* cọc(?!{_PILES})"
    rf"(?: trước| giữ chỗ| đồng phục| thế chân| là)*(?: ?:? ?{_MONEY})?"
    r"|(?<!ép )(?<!khoan )(?<!đúc )(?<!nhồi )cọc(?: trước| đồng phục| tiền| giữ chỗ)*:? ?"
    r"(?:(?!0+\s?(?:đ|k|vnd|tr|$))\d[\d.,]*|một|hai|nửa) ?\w*"
    rf"|(?:ký quỹ|thế chân|thế chấp)(?: (?!\d)\w+){{0,2}}(?: ?{_MONEY})?"
    rf"|(?:{_FEE}|lệ phí)(?! ?:? ?(?:miễn|0|không|ko))(?: là| chỉ)?(?: ?:? ?{_MONEY})?"
    rf"|{_MONEY}(?: là| để| làm| gọi là)*(?: tiền| lệ)? {_FOR}"
    rf"|(?:đóng|nộp|thu)(?: trước| tiền)* {_MONEY}(?! (?:một|mỗi|1) (?:ngày|giờ|công|tháng|ca|sản phẩm))"
    rf"(?:(?: tiền)?(?: (?:đồng phục|hồ sơ|phí|đào tạo|{_FOR})))?"
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
    return _demanded(passage, DEPOSIT.hits(passage))


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
