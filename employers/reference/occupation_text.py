"""What of a job title speaks of the work: its words without wages, counts, benefits, places and calls to apply."""

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from employers.reference.text import fold, has_accents, strip_accents, tidy

JOIN = "join"  # a comma, a stroke, "và", "kiêm": what follows may be a second occupation
ASIDE = "aside"  # a dash, a bracket, a colon: what follows explains, and is an occupation only if it begins like one

_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TOKEN = re.compile(r"[^\W_]+(?:[+#]+)?|[^\w\s]")
_JOINING_MARKS = frozenset(",;/&+.\\")
# Typed without accents these words also begin "kiểm hàng", "kiểm tra", "vá lưới", "vá xe", and then join nothing.
_NOT_JOINING = re.compile(
    r"kiem (?:tra|hang|ke|soat|pham|dinh|dem|toan|ngu|sat|lam|kho|vai|nghiem)|va (?:luoi|xe|vo|lop)"
)
_JOINING_WORDS = frozenset(
    {"và", "kiêm", "hoặc", "hay", "cùng", "lẫn", "or", "and", "kiem", "hoac", "cũng", "cung", "va"}
)
_TABLE = Path(__file__).with_name("occupation_words.csv")
_SYNONYMS = Path(__file__).with_name("occupation_synonyms.csv")
# "Công ty may tuyển thợ điện": the work stands after the call; "nhân viên tuyển dụng" is itself an occupation.
_CALL = (
    r"(?<!khách )(?<!xe )(?<!sàng )(?<!viên )(?<!phòng )(?<!nv )(?<!trưởng )(?<!cv )(?<!hr )(?<!tập sinh )"
    r"\b(?:cần |đang )?tuyển(?! quặng| titan| sinh| dụng xuất| bắc| cố định)"
    r"(?: dụng| gấp| lao động| thêm)*\b[\s:!-]*(?:\d+\s+)?"
)
_PLACE_KINDS = r"\b(?:tỉnh |tp\.? ?|thành phố |huyện |tx\.? )?"
# Goods, land or a room that change hands name no work; "cần bán hàng" does.
_FOR_SALE = (
    r"\bcần (?:bán|sang|thanh lý|cho thuê|mua)\b(?! hàng| quán| vé| thời vụ)"
    r"|^\W*(?:mua|thanh lý|sang nhượng|sang quán)\b(?! bán| hàng| ve chai| phế liệu)"
    r"|^\W*cho thuê (?:nhà|phòng|đất|mặt bằng|trọ)\b"
    r"|\b(?:còn mới|giá rẻ|chính chủ|đã qua sử dụng|như mới)\b"
)
_BRACKETS = re.compile(r"\[[^\]]*\]|【[^】]*】")
_NOISE = (
    r"\b(?:bằng lái(?: xe)?|gplx|giấy phép lái xe)\b(?: (?:hạng )?[a-f]\d?e?\b)?",
    r"\bhỗ trợ (?:chỗ|nhà|ăn|đào tạo|xăng|phí|chi phí|phụ cấp|kinh phí)\b[^,;|(/\-]*",
    # What one cannot do names no work; what follows "nhưng" or "chỉ" one can.
    r"(?<!sửa )\b(?:không|ko|k|hông|hok|chưa|chẳng)(?: (?:từng|hề|bao giờ|có|cần|yêu cầu|phải|được|đi|qua))*"
    r" (?:biết|làm|rành|quen|thạo|tay nghề|kinh nghiệm|nghề|học(?! hết| xong| sinh))\b"
    r"(?:(?! (?:nhưng|mà|chỉ|song)\b)[^,;|(/\-.])*(?: (?:nhưng|mà|chỉ|song)\b)?",
    r"\S+@\S+|https?://\S+|www\.\S+",
    r"\b0\d(?:[ .]?\d){7,9}\b",
    # A wage, a benefit or a wish of the employer runs to the next mark; "chất lượng" is none of them.
    r"(?<!tính )(?<!toán )(?<!tiền )(?<!viên )"
    r"\b(?:mức lương|lương(?! y\b)|thu nhập|thưởng|bao ăn|bao ở|nuôi ăn|có xe đưa|không (?:yêu )?cầu|không cần"
    r"|kinh nghiệm|yêu cầu|ưu tiên|liên hệ|lh|đi làm ngay|làm việc tại|phỏng vấn(?! viên))\b[^,;|(/\-]*",
    r"\b\d+(?:[.,]\d+)*\s*(?:-|~|đến|tới)?\s*(?:\d+(?:[.,]\d+)*)?\s*(?:triệu|tr|k|nghìn|ngàn|vnđ|vnd|đ|usd|củ)\d*\b"
    r"(?:\s*/\s*\w+)?\+?",
    r"\b(?:số lượng|sl)\s*:?\s*\d+\b",
    r"\b\d+\s*(?:-\s*\d+\s*)?(?:người|bạn|nam|nữ|vị trí|nhân sự|suất|nhân viên(?= )|tuổi|năm|giờ|tháng|ng)\b",
    # A bare number, but not that of "xe 7 chỗ", "2,5 tấn", "cấp 1".
    r"\b\d+h\d*\b|(?<!cấp )(?<!cứu )\b\d++(?:[.,/]\d+)*+\b(?!\s*(?:chỗ|tấn|bánh|chân))",
)
_VOWEL_I = re.compile(r"^([hklmst])i$")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a title.

    Attributes
    ----------
    text : str
        Lower case, as typed.
    key : str
        The same word however its tone mark is placed (``hoà``/``hòa``) and whether i or y ends it (``kĩ``/``kỹ``).
    folded : str
        Without accents.
    gap : str
        ``""`` when it follows the word before, else ``JOIN`` or ``ASIDE``.
    """

    text: str
    key: str
    folded: str
    gap: str

    @property
    def accented(self) -> bool:
        """Whether the word carries a Vietnamese mark."""
        return self.text != self.folded

    @property
    def weighs(self) -> bool:
        """Whether the word may say which work is meant: a weightless one neither makes nor spoils a reading."""
        return self.text not in listed_words("weightless")


@lru_cache(maxsize=50_000)
def _forms(word: str) -> tuple[str, str]:
    """Key of a word, and the word without accents."""
    if word.isascii():
        return _VOWEL_I.sub(r"\1y", word), word
    letters = unicodedata.normalize("NFD", word)
    tone = "".join(c for c in letters if c in _TONES)
    bare = _VOWEL_I.sub(r"\1y", "".join(c for c in letters if c not in _TONES))
    return bare + tone, strip_accents(word)


@lru_cache(maxsize=8)
def listed_words(kind: str) -> frozenset[str]:
    """Words of a kind in ``occupation_words.csv``, each also without accents.

    Parameters
    ----------
    kind : str
        ``head``: what may stand before the words that name the work ("công nhân", "thợ"). ``general``: words of work in
        general. ``leading``: words of those who lead others ("giám sát"). ``weightless``: words that say how a job is
        held or offered, never which. ``context``: words that a place or an employer follows. ``operating``: what
        stands before a machine ("vận hành máy"). ``place``: provinces, and
        the districts of former Bình Thuận. ``employer``: what an employer's name begins with.
        ``idiom``: words that unaccented also look like an occupation ("cần người" like "cán nguội").
    """
    with _TABLE.open(encoding="utf-8", newline="") as file:
        words = [row["word"] for row in csv.DictReader(file) if row["kind"] == kind]
    return frozenset(words) | {strip_accents(word) for word in words}


def words_of(text: str) -> tuple[Word, ...]:
    """Words of a text, synonyms in one form, with the gaps between them; marks and joining words become gaps."""
    tokens = _TOKEN.findall(plain(tidy(text).lower()))
    words: list[Word] = []
    gap = ""
    for token, after in zip(tokens, [*tokens[1:], ""], strict=False):
        if _joins(token, after):
            gap = gap or JOIN
        elif not token[0].isalnum():
            gap = ASIDE
        else:
            words.append(Word(token, *_forms(token), gap if words else ""))
            gap = ""
    return tuple(words)


def plain(text: str) -> str:
    """Write synonyms and abbreviations of a lower-case text in one form: "đứng máy", "chạy máy" are "vận hành máy"."""
    synonyms, pattern = _synonyms(accented=has_accents(text))
    return pattern.sub(lambda match: synonyms[match[0]], text)


@lru_cache(maxsize=2)
def _synonyms(*, accented: bool) -> tuple[dict[str, str], re.Pattern[str]]:
    with _SYNONYMS.open(encoding="utf-8", newline="") as file:
        rows = [(row["words"], row["means"], row["note"]) for row in csv.DictReader(file)]
    if accented:
        pairs = {words: means for words, means, _ in rows}
        pairs |= {strip_accents(words): means for words, means, note in rows if note == "folded"}
    else:
        pairs = {strip_accents(words): strip_accents(means) for words, means, note in rows if note != "accented"}
    longest_first = sorted(map(re.escape, pairs), key=len, reverse=True)
    return pairs, re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)")


def _joins(token: str, after: str) -> bool:
    if token in _JOINING_MARKS:
        return True
    return token in _JOINING_WORDS and not _NOT_JOINING.fullmatch(f"{token} {after}")


def key_of(words: tuple[Word, ...], *, folded: bool) -> str:
    """Words in one string, for looking a phrase up."""
    return " ".join(w.folded if folded else w.key for w in words)


def is_generic(words: tuple[Word, ...]) -> bool:
    """Whether words name work in general ("công nhân", "lao động phổ thông"); any word about the work beats them."""
    return all(w.text in _generic() for w in words)


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    return listed_words("general").union(*(head.split() for head in listed_words("head")))


def head_length(words: tuple[Word, ...]) -> int:
    """How many words at the left say "thợ", "nhân viên", "công nhân" or the like, with or without accents."""
    head = _heads().match(" ".join(w.text for w in words) + " ")
    return len(head[0].split()) if head else 0


@lru_cache(maxsize=1)
def _heads() -> re.Pattern[str]:
    return re.compile(f"(?:{_any_of('head')}) ")


def lead_lengths(words: tuple[Word, ...]) -> list[int]:
    """How many words may be skipped to find the work itself, most first: "công nhân vận hành máy", "công nhân"."""
    head = head_length(words)
    rest = " ".join(w.text for w in words[head:]) + " "
    leads = {head + len(lead.split()) for lead in listed_words("operating") if rest.startswith(lead + " ")}
    return sorted(leads | ({head} if head else set()), reverse=True)


def _any_of(kind: str) -> str:
    """Words of a kind as alternatives, longest first."""
    return "|".join(sorted((re.escape(word) for word in listed_words(kind)), key=len, reverse=True))


def strip_noise(text: str) -> str:
    """Take away what does not name the work: wages, counts, ages, benefits, telephones, places, the call to apply.

    Returns
    -------
    str
        Lower case and tidy; empty when the text says nothing of the work. What stands in square brackets stays only
        where there is nothing else.
    """
    whole = tidy(text).lower()
    for_sale, employer, call, *noise = _patterns(accented=has_accents(whole))
    if for_sale.search(whole):
        return ""
    rest = _BRACKETS.sub(" ", whole)
    rest = rest if fold(rest) else whole
    for pattern in noise:
        rest = pattern.sub(" ; ", rest)
    wanted = employer.sub("", rest)
    before, *called = call.split(wanted if fold(wanted) else rest)
    rest = next((part for part in reversed(called) if fold(part)), before)
    return tidy(rest) if fold(rest) else ""


@lru_cache(maxsize=2)
def _patterns(*, accented: bool) -> tuple[re.Pattern[str], ...]:
    places = rf"{_PLACE_KINDS}(?:{_any_of('place')})\b"
    # "Trại heo cần kế toán" is a call too, but only an employer's: "cần" alone is also "cân", "cán" and "cẩn".
    employer = rf"^\W*(?:{_any_of('employer')})\b.{{0,60}}?\b(?:cần|tìm)\b(?: tìm| người)?"
    return tuple(re.compile(p if accented else strip_accents(p)) for p in (_FOR_SALE, employer, _CALL, *_NOISE, places))
