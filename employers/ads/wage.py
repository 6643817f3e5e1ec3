"""The wage of a message: which of its sentences speaks of it, and what its amounts mean in an advertisement."""

import re
from dataclasses import replace
from typing import Final

from employers.ads.clauses import clauses, sentences
from employers.ads.message import Hit, Passage, Said, Wording
from employers.ads.unlawful import DEPOSIT
from employers.reference.pay import Wage, read_wage

_MONEY: Final = re.compile(
    r"\d\s?(?:tr|tram|chai|trieu|k|nghin|ngan|cu|d|dong|vnd)(?![a-z])|\d[.,]000|\d/\s?(?:ngay|h|gio|cong|thang)"
    r"|luong|thu nhap"
    r"|\b(?:ngay|cong(?: nhat)?|tho|phu)(?: (?!nhan|ty)[a-z]+)? \d{3}\b"
)
_TOTAL: Final = re.compile(r"\b(?:tong )?thu nhap|\btong luong")
_WAGE_WORD: Final = re.compile(r"\bluong\b|\btra\b|\bcong\b|\bcong nhat\b|\btien cong\b")
_NOT_WAGE = Wording(
    r"(?:đặt |tiền )?cọc|ký quỹ|thưởng|phụ cấp|trợ cấp|hoa hồng|phí|chuyên cần|học phí|tăng ca|đồng phục|bảo hiểm"
    r"|hỗ trợ|tiền (?:xăng|ăn|nhà|trọ|cơm|xe)|giảm|giá|vốn|doanh thu|doanh số"
    r"|phòng trọ|lì xì|tip|ứng(?: trước| lương)?"
)


_ADVANCE = Wording(
    r"số lượng(?: cần tuyển)?\s?:? ?\d+|(?:cho |được |tạm )?ứng(?: trước| lương|"
    r" tiền)*[^,.;\n\d]{0,12}\d[\d.,]*\s?(?:tr|triệu|k|đ)?\w*|(?:phí"
    r"|tiền (?:trọ|nhà|phòng|điện|nước)|(?:phòng|nhà) trọ)[^,.;\n\d]{0,12}\d[\d.,]*\s?(?:tr|triệu|k|đ)?\w*"
)
_ROLES: Final = re.compile(
    r"\b(?:cong|tho|bep)(?: chinh| ca)?\s?:?\s?(?:luong )?(?P<tho>\d[^;\n]{1,18}?)[ ,;/]+(?:con )?(?:tho )?phu(?: ho"
    r"| tho| viec)?\s?:?\s?(?:luong )?(?P<phu>\d[^,;\n]{1,18})"
)


_HUNDREDS: Final = re.compile(r"(?<![\d.,])(\d{3})(?=\s*(?:$|\s(?:một|mỗi|mot|moi)\b))")  # "thợ 480, phụ 350 một ngày"


def read_role_pay(passage: Passage, title: str) -> Said[Wage] | None:
    """Read, of a wage for craftsmen and one for helpers ("thợ 450k, phụ 300k"), the one that a title asks for."""
    roles = _ROLES.search(passage.plain)
    if roles is None:
        return None
    start, end = roles.span("phu" if Passage(title).plain.startswith("phu") else "tho")
    words = passage.text[start:end]
    period = re.search(r"(?:/|\b(?:mot|moi|1))\s?(?:ngay|cong|thang|gio|h)\b", roles["phu"])
    bare = _HUNDREDS.sub(r"\1k", words)
    wage = _amount(bare if period is None or period.group() in Passage(words).plain else f"{bare} {period.group()}")
    return Said(wage, passage.words(start, end)) if wage else None


_IN_TURN: Final = re.compile(
    r"\b(?:luong|thu nhap)(?: lan luot)?(?: la)?\s?:?\s?((?:\d[\d.,]*\s?(?:tr|trieu|k|cu)\d?(?: ?/ ?| va | - va |, "
    r"| vs )?){2,3})(?![\w/])"
)


def read_pay_in_turn(passage: Passage, place: int, openings: int) -> Said[Wage] | None:
    """Read, of as many wages as there are openings ("lương lần lượt 7tr và 5tr"), the one of an opening's place."""
    turns = _IN_TURN.search(passage.plain)
    if turns is None:
        return None
    start = turns.start(1)
    spans = [m.span() for m in re.finditer(r"\d[\d.,]*\s?(?:trieu|tr|k|cu)\d?", turns[1])]
    if len(spans) != openings:
        return None
    first, last = start + spans[place][0], start + spans[place][1]
    wage = _amount(passage.text[first:last])
    return Said(wage, passage.words(first, last)) if wage else None


def read_pay(passage: Passage, title: tuple[int, int] = (0, 0)) -> Said[Wage] | None:
    """Read the wage: a total income before a wage, a wage before a bare amount.

    Without an amount, pay by the piece keeps its words ("lương sp"); else None.

    Parameters
    ----------
    passage : Passage
        All that is said of the work.
    title : tuple of int
        Where its title stands: "giao cơm 8tr" is a wage, no meal money.
    """
    rest = passage.without([*_ADVANCE.hits(passage), *DEPOSIT.hits(passage)])
    untitled = rest.without([Hit(*title, ())])
    return _best_pay(passage, rest) or _best_pay(passage, untitled) or _left_open(passage)


_BY_PIECE = Wording(
    r"(?:hưởng |trả )?lương (?:theo )?(?:khoán(?: sản phẩm| sp| theo sản phẩm| theo sp)?|sản phẩm|sp)"
    r"|(?:ăn|trả|hưởng|tính|tính tiền|khoán|làm|làm khoán)(?: công| lương)? (?:theo )?(?:sản phẩm|sp)|ăn khoán"
    r"|làm khoán"
)


def _left_open(passage: Passage) -> Said[Wage] | None:
    """Read pay by the piece whose amount is not said: "lương sp", "ăn theo sản phẩm"."""
    said = _BY_PIECE.first(passage)
    if said is None:
        return None
    words = passage.words(said.start, said.end)
    return Said(Wage(None, None, "piece", words, negotiable=False), words)


def _best_pay(passage: Passage, rest: Passage) -> Said[Wage] | None:
    best: tuple[int, Said[Wage]] | None = None
    for start, end in sentences(rest):
        sentence = rest.part(start, end)
        found = _wage_in(sentence) if _MONEY.search(sentence.plain) else None
        if found is None:
            continue
        wage, first, last = found
        said = Said(wage, passage.words(start + first, start + last))
        weight = _weight(sentence, said)
        if best is None or weight > best[0]:
            best = weight, said
    return best[1] if best else None


def _wage_in(sentence: Passage) -> tuple[Wage, int, int] | None:
    """Read a sentence's wage, and where the clause stands that says the same alone, else the whole."""
    wage = _amount(sentence.text)
    if wage is None:
        return None
    for start, end in clauses(sentence):
        alone = _amount(sentence.text[start:end])
        if alone is not None and (_same(alone, wage) or _opened_elsewhere(alone, wage)):
            return alone, start, end
    return wage, 0, len(sentence.text)


_OPEN: Final = re.compile(
    r"\b(?:khong duoi|ko duoi|k duoi|khong thap hon|tu|tren|hon|tro len|do len|toi thieu|it nhat|min|up)\b|[>≥+]"
)
# What follows an amount in an advertisement without being its unit: "5tr bao ăn" is no rate by the sack, "7tr ca đêm"
# none by the shift; and the short words for a total income.
_CLEARER: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\b(?:không|khong|ko|k) (?:dưới|duoi|thấp hơn|thap hon|ít hơn|it hon)\b", re.I), "từ"),
    # Pay by how many shifts a day one takes: from the one to the other.
    (
        re.compile(
            r"\b(?:1|một|mot) ca\s?:?\s?(\d[\d.,]*\s?(?:tr|triệu|trieu|k|củ|cu)\d?),?\s?(?:còn |con )?(?:2"
            r"|hai) ca\s?:?\s?"
            r"(?=\d)",
            re.I,
        ),
        r"\1 - ",
    ),
    (re.compile(r"[.,](?=\s|$)|\+(?=\s*[^\W\d_]|\s*\d+\s?%|\s*\d+k?\s*(?:/|tiền|thưởng))"), ";"),
    (
        re.compile(r"\s(?=bao\s(?:ăn|an|ở|o|cơm|com|luôn|luon|chỗ|cho|ngày|trưa|trua|xăng|hết|phòng|cả|nuôi)\b)", re.I),
        ";",
    ),
    (
        re.compile(
            r"(?<=\d|r|u|k)\s(?=(?:ca|ngày|ngay)\s(?:ngày|đêm|dem|sáng|tối|toi|chiều|làm|lam|nghỉ|nghi|xoay"
            r"|hành)\b)",
            re.I,
        ),
        ";",
    ),
    # A thing made or carried that is no unit of the wage reader; a slash before it, or "một".
    (
        re.compile(
            r"(?:(?<=[\dkrđd])\s?/\s?(?:1\s?)?(?!(?:ngày|ngay|h|giờ|gio|tháng|thang|th|t|công|cong|buổi|buoi|ca|tuần"
            r"|tuan"
            r"|người|nguoi|cặp|cap|ng|đêm|dem|tối|toi|sáng|sang|chiều|chieu|năm|nam|bạn|ban|nv|tiếng|tieng|suất|kg"
            r"|ký|ky|kí"
            r"|con|cái|cai|chiếc|chuyến|chuyen|tấn|tan|bao|m2|mét|met|đôi|doi|cây|cay|đơn|don|cuốc|cuoc|thùng|thung"
            r"|sp|sản|san|đầu|cn|lđ|1|2[4-8]|30)\b)[^\W\d]+|\s(?:1|một|mot)\s(?:bộ|bo|sào|sao|tờ|to|hộp|hop|gói|goi|hũ"
            r"|tấm|viên|cuốn|áo|quần|lít|lit|xô|giỏ|rổ|mẻ|khối|cuộn|luống|trụ|gốc|lồng|bình|binh|mâm)\b)",
            re.I,
        ),
        "/sản phẩm",
    ),
    # Paid once for the whole.
    (
        re.compile(
            r"(?:(?:trọn gói|tron goi|khoán gọn|khoan gon|khoán trọn|khoán|khoan)\s:?\s?(?:giá\s)?"
            r"(\d[\d.,]*\s?(?:triệu|trieu|tr|k|ngàn|ngan)\d?\b)(?!\s?[/\w-]*\d|\s?/|\s(?:một|1|mỗi)\b))",
            re.I,
        ),
        r"\1/sản phẩm",
    ),
    # "ngày 350", "thợ chính 550k": hundreds of thousands without a period are paid by the day.
    (
        re.compile(
            r"\b(?:ngày|ngay|công|cong|công nhật|cong nhat)\s(\d{3}(?:\s?[-–]\s?\d{3})?)"
            r"(?!\w|[.,]\d|\s?[-–]\s?\d|\s?(?:k|tr|ng|đ|đồng|người|con|kg)\b)",
            re.I,
        ),
        r"\1k/ngày",
    ),
    (
        re.compile(
            r"\b((?:thợ|tho|phụ|phu)(?:\s(?:chính|chinh|phụ|phu|hồ"
            r"|ho))?)\s([2-9]\d{2}(?:\s?-\s?\d{3})?)\s?k?(?=\s*(?:$|[,.;)\n]|(?:một|mot|1|mỗi)\s(?:ngày|ngay|công"
            r"|cong)))",
            re.I,
        ),
        r"\1 \2k/ngày",
    ),
    (re.compile(r"\b\d\d?\s(?:tháng|thang|tuần|tuan|ngày|ngay)\s(?:đầu|dau|thử việc|thu viec)\b", re.I), "thử việc"),
    (re.compile(r"\b([2-9])\s?(?:trăm|tram)\b(?!\s?(?:rưỡi|ruoi|\d\d|triệu))", re.I), r"\g<1>00k"),
    (re.compile(r"(?<=\d)\s?chai\b", re.I), "tr"),
    (re.compile(r"=\s?(?=\d)"), "; thu nhập "),
    (
        re.compile(
            r"\b(?:tn|tổng|tong|trung bình|trung binh|tb|bình quân|binh quan|tính ra|tinh ra|chính thức|chinh"
            r" thuc|sau đó|sau do|sau thử việc|sau đào tạo|sau dao tao|ra nghề"
            r"|tay nghề cứng)\s?:?\s?(?=\d)",
            re.I,
        ),
        "thu nhập ",
    ),
    (re.compile(r"\b(?:mỗi|1|một)\s(chuyến|cuốc|đơn|con|kg|sản phẩm)\s(\d[\d.,]*\s?(?:k|tr|đ)?)", re.I), r"\2/\1"),
)


def _amount(words: str) -> Wage | None:
    """Read the amounts; a bare base ("lương cứng 5tr") is both ends, for allowances and commission do not count."""
    for pattern, clearer in _CLEARER:
        words = pattern.sub(clearer, words)
    wage = read_wage(words)
    if wage is None or (wage.low_vnd, wage.high_vnd) == (None, None):
        return None
    if wage.high_vnd is None and not _OPEN.search(Passage(words).plain):
        return replace(wage, high_vnd=wage.low_vnd)
    return wage


def _same(one: Wage, other: Wage) -> bool:
    return (one.low_vnd, one.high_vnd, one.per) == (other.low_vnd, other.high_vnd, other.per)


def _opened_elsewhere(alone: Wage, whole: Wage) -> bool:
    """Tell whether the words that leave the amount open ("từ") stand in another clause than the amount."""
    return whole.high_vnd is None and alone.high_vnd == alone.low_vnd == whole.low_vnd and alone.per == whole.per


def _weight(sentence: Passage, said: Said[Wage]) -> int:
    plain = Passage(said.words).plain
    if _TOTAL.search(plain):
        return 3
    if _WAGE_WORD.search(plain):
        return 2
    return 0 if _NOT_WAGE.stands_in(sentence) else 1
