"""The closed word lists of openings and people: contracts, work properties, health limits, employers, vehicles.

Each list pairs an English code, which is stored, with the Vietnamese words of formats.md, which are shown, and with the
spellings met on paper. Readers give back what they did not understand, so that nothing is lost.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from employers.reference.text import REMEMBERED, contains_phrase, fold, tidy


@dataclass(frozen=True)
class Term:
    """One word of a closed list: how it is shown, and its other spellings, folded."""

    shown: str
    spellings: tuple[str, ...]


Terms = Mapping[str, Term]


@dataclass(frozen=True)
class TermReading:
    """What a cell says in the words of one list.

    Attributes
    ----------
    codes : tuple of str
        In the order of the list, each once.
    unread : str
        The words that belong to no term, as typed; empty when all was understood.
    """

    codes: tuple[str, ...]
    unread: str


CONTRACT_KINDS: Final[Terms] = {
    "indefinite": Term(
        "không xác định thời hạn",
        (
            "khong xac dinh thoi han",
            "khong thoi han",
            "vo thoi han",
            "kxdth",
            "hdld khong thoi han",
            "dai han",
            "lau dai",
            "khong xac dinh",
        ),
    ),
    "fixed": Term(
        "xác định thời hạn",
        ("xac dinh thoi han", "co thoi han", "xdth", "hop dong nam", "ngan han"),
    ),
    "seasonal": Term(
        "thời vụ",
        ("thoi vu", "mua vu", "theo vu", "cong nhat", "khoan viec", "theo viec", "ban thoi gian", "lao dong tu do"),
    ),
    "own": Term(
        "tự làm",
        ("tu lam", "tu lam an", "tu kinh doanh", "kinh doanh tai nha", "lam tai nha", "tu tao viec lam"),
    ),
}
_MONTHS_OR_YEARS = re.compile(r"\b(\d{1,3}) ?(thang|nam|th)\b")

PHYSICAL_PROPERTIES: Final[Terms] = {
    "heavy_lifting": Term(
        "nâng nặng",
        (
            "nang nang",
            "mang vac nang",
            "khieng nang",
            "vac nang",
            "lam nang",
            "viec nang",
            "boc vac",
            "khuan vac",
            "boc xep",
            "mang nang",
            "xach nang",
            "be nang",
            "khieng vac",
            "lao dong nang",
            "nang vac",
        ),
    ),
    "heights": Term("trên cao", ("lam viec tren cao", "lam tren cao", "tren cao", "leo cao", "leo treo", "treo cao")),
    "chemicals": Term(
        "hóa chất",
        ("tiep xuc hoa chat", "hoa chat", "thuoc tru sau", "thuoc bao ve thuc vat", "son dau", "dung moi", "thuoc sau"),
    ),
    "long_standing": Term(
        "đứng lâu", ("dung lau", "dung nhieu", "dung suot ca", "dung may", "dung ca ngay", "phai dung")
    ),
}

HEALTH_LIMITS: Final[Terms] = {
    "no_heavy_lifting": Term("không nâng nặng", PHYSICAL_PROPERTIES["heavy_lifting"].spellings),
    "no_heights": Term("không làm trên cao", PHYSICAL_PROPERTIES["heights"].spellings),
    "no_chemicals": Term("không hóa chất", (*PHYSICAL_PROPERTIES["chemicals"].spellings, "di ung hoa chat")),
    "no_long_standing": Term("không đứng lâu", (*PHYSICAL_PROPERTIES["long_standing"].spellings, "dung")),
}
_FORBIDS: Final = {
    "no_heavy_lifting": "heavy_lifting",
    "no_heights": "heights",
    "no_chemicals": "chemicals",
    "no_long_standing": "long_standing",
}

EMPLOYER_KINDS: Final[Terms] = {
    "factory": Term("nhà máy", ("nha may", "xi nghiep", "nm", "khu cong nghiep", "che xuat")),
    "plantation": Term(
        "nông trường/đồn điền",
        ("nong truong", "don dien", "trang trai", "trai heo", "trai ga", "vuon", "nong trai", "lam truong"),
    ),
    "transport": Term("vận tải/taxi", ("van tai", "taxi", "van chuyen", "hang xe", "nha xe", "logistics", "giao nhan")),
    "workshop": Term(
        "xưởng/cơ sở", ("xuong", "co so", "co so san xuat", "xuong san xuat", "phan xuong", "garage", "gara")
    ),
    "shop": Term(
        "cửa hàng/dịch vụ",
        ("cua hang", "dich vu", "quan an", "nha hang", "tiem", "cua hieu", "sieu thi", "khach san", "quan", "tap hoa"),
    ),
    "cooperative": Term("hợp tác xã", ("hop tac xa", "htx", "to hop tac", "tht", "lien hiep htx")),
    "household": Term(
        "hộ kinh doanh",
        ("ho kinh doanh", "hkd", "ho gia dinh", "ho ca the", "ca the", "hkd ca the", "ho kd", "gia dinh"),
    ),
    "company": Term(
        "công ty",
        (
            "cong ty",
            "cty",
            "doanh nghiep",
            "doanh nghiep tu nhan",
            "dntn",
            "tnhh",
            "co phan",
            "cong ty tnhh",
            "cp",
            "dn",
        ),
    ),
    "public": Term(
        "đơn vị nhà nước",
        ("don vi nha nuoc", "nha nuoc", "co quan", "don vi su nghiep", "hanh chinh su nghiep", "cong ich", "hcsn"),
    ),
}
# Only names that state the legal form; "Minh Phát" alone tells nothing, and nothing is guessed from it.
_KINDS_IN_NAMES: Final = (
    ("cooperative", ("hop tac xa", "htx", "lien hiep htx", "to hop tac")),
    ("household", ("ho kinh doanh", "hkd", "ho kd")),
    (
        "public",
        ("uy ban nhan dan", "ubnd", "ban quan ly", "trung tam y te", "truong thcs", "truong thpt", "truong tieu hoc"),
    ),
)

VEHICLES: Final[Terms] = {
    "motorbike": Term(
        "xe máy", ("xe may", "xe gan may", "xe mo to", "mo to", "xe honda", "honda", "xe so", "xe tay ga")
    ),
    "bicycle": Term("xe đạp", ("xe dap", "xe dap dien")),
    "none": Term(
        "không có", ("khong co xe", "khong co", "ko co", "khong", "ko", "chua co", "di nho", "di bo", "k", "0")
    ),
}
_OWNED_MARKS: Final = frozenset({"co", "xe", "rieng", "di", "dien", "ca", "nhan", "phuong", "tien"})

_FILLER: Final = frozenset(
    {"va", "hoac", "co", "cong", "viec", "hd", "hdld", "hop", "dong", "lao", "loai", "ky", "thuong"}
)
_NO: Final = frozenset(
    {"khong", "ko", "k", "chong", "tranh", "han", "che", "duoc", "lam", "the", "chiu", "nen", "viec"}
)
_NEGATIONS: Final = frozenset({"khong", "ko", "k"})
_NOTHING: Final = frozenset(
    {
        "",
        "khong",
        "ko",
        "k",
        "khong co",
        "ko co",
        "binh thuong",
        "tot",
        "suc khoe tot",
        "0",
        "khong co gi",
        "khoe",
        "loai 1",
    }
)
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=REMEMBERED)
def read_contract(text: str) -> TermReading:
    """Read the kind of contract; a stated length (``12 tháng``, ``1 năm``) is a fixed term."""
    folded = fold(text)
    reading = _read(text, CONTRACT_KINDS)
    # A length beside another kind, or of the probation, is not the contract's.
    if not reading.codes and _MONTHS_OR_YEARS.search(folded) and not contains_phrase(folded, "thu viec"):
        return TermReading(("fixed",), "")
    return reading


@lru_cache(maxsize=REMEMBERED)
def read_physical(text: str) -> TermReading:
    """Read the properties of the work; ``không nâng nặng`` says that the work has not that one."""
    if fold(text) in _NOTHING:
        return TermReading((), "")
    return _read(text, PHYSICAL_PROPERTIES, negatable=True)


@lru_cache(maxsize=REMEMBERED)
def read_health_limits(text: str) -> TermReading:
    """Read health limits, with or without ``không``: in that column ``nâng nặng`` can only mean a limit.

    Illnesses are not read: the words come back unread, and a person must say what the work may not ask for.
    """
    if fold(text) in _NOTHING:
        return TermReading((), "")
    return _read(text, HEALTH_LIMITS, filler=_FILLER | _NO)


def forbidden_work(limits: Collection[str]) -> frozenset[str]:
    """Give the physical properties that the health limits forbid; codes of the two lists."""
    return frozenset(_FORBIDS[limit] for limit in limits if limit in _FORBIDS)


def read_employer_kind(text: str) -> TermReading:
    """Read the kind of employer from its own column; at most one code, the most particular named."""
    reading = _read(text, EMPLOYER_KINDS, filler=_FILLER | {"san", "xuat", "kinh", "doanh", "tu", "nhan"})
    return TermReading(reading.codes[:1], reading.unread)


def employer_kind_of_name(name: str) -> str | None:
    """Give the kind that an employer's name states as its legal form (``HTX …``); None rather than a guess."""
    folded = fold(name)
    for kind, phrases in _KINDS_IN_NAMES:
        if any(folded.startswith(f"{phrase} ") for phrase in phrases):
            return kind
    return None


@lru_cache(maxsize=REMEMBERED)
def read_vehicle(text: str) -> TermReading:
    """Read the vehicles a person has; an empty cell gives no code, which means unknown."""
    reading = _read(text, VEHICLES, filler=_FILLER | _OWNED_MARKS)
    owned = tuple(code for code in reading.codes if code != "none")
    return TermReading(owned or reading.codes, reading.unread)


def shown(terms: Terms, code: str) -> str:
    """Give the Vietnamese word of a code.

    Raises
    ------
    KeyError
        If the code is not in the list.
    """
    return terms[code].shown


def _read(text: str, terms: Terms, filler: Collection[str] = _FILLER, *, negatable: bool = False) -> TermReading:
    """Find the phrases of a list in a cell, longest first, and keep the words that belong to none."""
    words = _WORD.findall(tidy(text))
    folded = [fold(word) for word in words]
    taken = [False] * len(words)
    codes: set[str] = set()
    for phrase, code in _phrases(terms):
        for start in _places_of(phrase, folded):
            span = range(start, start + len(phrase))
            if any(taken[i] for i in span):
                continue
            for i in span:
                taken[i] = True
            denied = negatable and start > 0 and folded[start - 1] in _NEGATIONS
            if denied:
                taken[start - 1] = True
            else:
                codes.add(code)
    unread = [w for w, f, used in zip(words, folded, taken, strict=True) if not used and f not in filler]
    return TermReading(tuple(code for code in terms if code in codes), " ".join(unread))


def _phrases(terms: Terms) -> list[tuple[tuple[str, ...], str]]:
    spelled = {tuple(s.split()): code for code, term in terms.items() for s in _spellings(code, term)}
    return sorted(spelled.items(), key=lambda item: (-len(item[0]), item[0]))


def _spellings(code: str, term: Term) -> tuple[str, ...]:
    return (*term.spellings, fold(term.shown), code.replace("_", " "))


def _places_of(phrase: tuple[str, ...], words: list[str]) -> list[int]:
    return [i for i in range(len(words) - len(phrase) + 1) if tuple(words[i : i + len(phrase)]) == phrase]
