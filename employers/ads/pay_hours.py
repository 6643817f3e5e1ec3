"""Wage, shifts and hours of a message: which of its sentences speaks of the wage, and what its words say of the day."""

import re
from typing import Final

from employers.ads.clauses import clauses, sentences
from employers.ads.conditions import NOT
from employers.ads.message import Passage, Said, Wording
from employers.reference.pay import Wage, read_wage
from employers.reference.shifts import SHIFTS, TimeWindow, read_hours

_MONEY: Final = re.compile(r"\d\s?(?:tr|trieu|k|nghin|ngan|cu|d|dong|vnd)(?![a-z])|\d[.,]000|\d/\s?(?:ngay|h|gio|cong|thang)|luong|thu nhap")
_TOTAL: Final = re.compile(r"\b(?:tong )?thu nhap|\btong luong")
_WAGE_WORD: Final = re.compile(r"\bluong\b|\btra\b|\bcong\b|\bcong nhat\b|\btien cong\b")
_NOT_WAGE = Wording(
    r"(?:đặt |tiền )?cọc|ký quỹ|thưởng|phụ cấp|trợ cấp|hoa hồng|phí|chuyên cần|học phí|tăng ca|đồng phục|bảo hiểm|hỗ trợ|tiền (?:xăng|ăn|nhà|trọ|cơm|xe)|giảm|giá|vốn|doanh thu|doanh số"
    r"|phòng trọ|lì xì|tip"
)


_ROLES: Final = re.compile(
    r"\btho(?: chinh| ca)?\s?:?\s?(?:luong )?(?P<tho>\d[^;\n]{1,18}?)[ ,;/]+(?:con )?phu(?: ho| tho| viec)?\s?:?\s?(?:luong )?(?P<phu>\d[^,;\n]{1,18})"
)


def role_passage(passage: Passage, title: str) -> Passage:
    """Keep, of a wage for craftsmen and one for helpers ("thợ 450k, phụ 300k"), the one that the title asks for."""
    roles = _ROLES.search(passage.plain)
    if roles is None:
        return passage
    kept = roles.span("phu" if Passage(title).plain.startswith("phu") else "tho")
    period = re.search(r"/\s?(?:ngay|cong|thang|gio|h)\b", roles["phu"])
    return Passage(passage.text[slice(*kept)] + (period.group() if period and roles["phu"] not in passage.plain[slice(*kept)] else ""))


def read_pay(passage: Passage) -> Said[Wage] | None:
    """Read the wage: a total income before a wage, a wage before a bare amount; without an amount, None."""
    best: tuple[int, Said[Wage]] | None = None
    for start, end in sentences(passage):
        sentence = passage.part(start, end)
        if not _MONEY.search(sentence.plain):
            continue
        said = _wage_in(sentence)
        if said is None:
            continue
        weight = _weight(sentence, said)
        if best is None or weight > best[0]:
            best = weight, said
    return best[1] if best else None


def _wage_in(sentence: Passage) -> Said[Wage] | None:
    wage = _amount(sentence.text)
    if wage is None:
        return None
    for start, end in clauses(sentence):
        clause = sentence.part(start, end)
        alone = _amount(clause.text)
        if alone is not None and _same(alone, wage):
            return Said(alone, clause.words(0, len(clause.text)))
    return Said(wage, sentence.words(0, len(sentence.text)))


# An allowance added ("6tr + hoa hồng") is no open end, and a comma right after "6tr8" is no decimal.
_PAUSE: Final = re.compile(r"[.,](?=\s|$)|\+(?=\s*[^\W\d_]|\s*\d+k?\s*(?:/|tiền|thưởng))")


def _amount(words: str) -> Wage | None:
    wage = read_wage(_PAUSE.sub(";", words))
    return wage if wage is not None and (wage.low_vnd, wage.high_vnd) != (None, None) else None


def _same(one: Wage, other: Wage) -> bool:
    return (one.low_vnd, one.high_vnd, one.per) == (other.low_vnd, other.high_vnd, other.per)


def _weight(sentence: Passage, said: Said[Wage]) -> int:
    plain = Passage(said.words).plain
    if _TOTAL.search(plain):
        return 3
    if _WAGE_WORD.search(plain):
        return 2
    return 0 if _NOT_WAGE.stands_in(sentence) else 1


_NAMED: Final[tuple[tuple[Wording, frozenset[str]], ...]] = (
    (
        Wording(r"(?:làm |đi |chạy |theo |luân phiên |xoay )?(?:3|ba) ?ca(?! làm)(?: 4 kíp| 4 kíp| xoay| luân phiên)?|(?:ca |làm )?ngày,? tối,? đêm|ca nào cũng|24/24"),
        frozenset(SHIFTS),
    ),
    (
        Wording(
            r"(?:giờ |ca |làm )?(?:giờ )?hành (?:chính|chánh)|(?:giờ|ca|làm) hc|hc|(?:làm |ca |buổi )?ban ngày|(?:ca|buổi|làm) (?:ngày|sáng)(?! (?:công|nghỉ|tháng))"
            r"|ca 1|làm (?:buổi )?sáng|(?:ca|buổi) sáng|làm ngày"
        ),
        frozenset(("ngày",)),
    ),
    (Wording(r"(?:ca|buổi|làm|phụ|bán) (?:buổi )?(?:tối|chiều tối)|ca chiều|ca 2|ban tối"), frozenset(("tối",))),
    (
        Wording(r"(?:ca|làm|trực|chạy|bán|gác|canh|phụ|buổi|ban) (?:ca |ban |xuyên )?(?:đêm|khuya)|ca 3|làm khuya|xuyên đêm|tăng ca đêm"),
        frozenset(("đêm",)),
    ),
    (Wording(r"ca (?:ngày|sáng)(?: và|,| hoặc|/|-|\+| hay| lẫn|) ?(?:ca )?(?:đêm)|ngày (?:và |, ?|/ ?|hoặc |hay |lẫn |- ?)?đêm"), frozenset(("ngày", "đêm"))),
    (Wording(r"ca (?:ngày|sáng)(?: và|,| hoặc|/|-|\+| hay|) ?(?:ca )?(?:chiều )?tối|(?:ca |buổi )?sáng(?: và|,| hoặc|/|-|\+| hay) ?(?:ca |buổi )?tối|sáng tối"), frozenset(("ngày", "tối"))),
    (Wording(r"ca (?:tối|chiều)(?: và|,| hoặc|/|-|\+| hay) ?(?:ca )?đêm"), frozenset(("tối", "đêm"))),
    (Wording(r"ca (?:sáng|ngày)(?: và|,| hoặc|/|-|\+| hay) ?(?:ca )?(?:chiều)"), frozenset(("ngày", "tối"))),
)
_REFUSED = Wording(
    rf"{NOT} (?:phải |có |làm |đi |cần |nhận |tăng )*(?:ca |tăng ca |ban |buổi )?(?:đêm|tối|khuya)|(?:trừ|nghỉ) (?:ca )?(?:đêm|tối)"
    r"|(?:ăn|cơm|bữa|nghỉ|lương|thưởng)(?: ca)? (?:tối|sáng|đêm|ca)|ca (?:đêm|tối)\s?(?:\+|thêm|phụ cấp|cộng|tính|được cộng|có phụ cấp|lương)[^,.;\n]{0,25}\d+"
    r"|phụ cấp (?:ca |làm )?(?:đêm|tối)|(?:ngày|tuần|tháng) làm (?:ngày|\d)|làm ngày nào|đi làm ngay|làm ngay"
)


def read_named_shifts(passage: Passage) -> Said[tuple[str, ...]] | None:
    """Read the shifts that words name; hours alone, or turns alone ("xoay ca"), name none."""
    rest = passage.without(_REFUSED.hits(passage))
    named: set[str] = set()
    words: list[str] = []
    for wording, shifts in _NAMED:
        for hit in wording.hits(rest)[:1]:
            named |= shifts
            words.append(passage.words(hit.start, hit.end))
    return Said(tuple(s for s in SHIFTS if s in named), "; ".join(dict.fromkeys(words))) if named else None


_NOT_WORKING = Wording(
    r"(?:nghỉ trưa|nghỉ|phỏng vấn|liên hệ|gọi|lh|hồ sơ|nộp|alo|nhận đồ|liên lạc|mở cửa|nghỉ giữa ca|gọi giờ|gọi từ|lh giờ|nhận hồ sơ|nghỉ ngơi)[^,.;\n]{0,12}\d{1,2} ?(?:h|g|giờ|:)\d{0,2} ?"
    r"(?:-|–|đến|tới|~) ?\d{1,2} ?(?:h|g|giờ|:)?\d{0,2}"
)


def read_working_hours(passage: Passage) -> Said[tuple[TimeWindow, ...]] | None:
    """Read the stated working hours, in the order of the text; when to call and the noon rest are none."""
    rest = passage.without(_NOT_WORKING.hits(passage))
    windows: list[TimeWindow] = []
    words: list[str] = []
    for start, end in sentences(rest):
        found = [w for w in read_hours(rest.text[start:end]) if w not in windows]
        if found:
            windows += found
            words.append(_hour_words(rest.part(start, end), len(read_hours(rest.text[start:end]))))
    return Said(tuple(windows), "; ".join(words)) if windows else None


def _hour_words(sentence: Passage, windows: int) -> str:
    """Quote the clause that names all the hours, or the sentence."""
    for start, end in clauses(sentence):
        if len(read_hours(sentence.text[start:end])) == windows:
            return sentence.words(start, end)
    return sentence.words(0, len(sentence.text))
