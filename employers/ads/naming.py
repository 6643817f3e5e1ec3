"""Which occupation an opening's title names, with the words around it where the title alone leaves it open.

"Lễ tân" of a hotel, "2 thợ chính" of a hairdresser and "1 phụ" beside a mason are named by their employer or by the
opening listed with them.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from employers.ads.clauses import around, clauses, sentences
from employers.ads.message import Passage
from employers.ads.title import Title, spelled_out
from employers.reference.occupation_linker import link_occupations

_SURE: Final = 0.55  # confidence from which words around a title may name its occupation
# A rank, and no trade: whose rank it is, stands elsewhere.
RANK: Final = re.compile(
    r"(?:nguoi )?(?:tho(?: (?:chinh|phu|ca|lanh nghe|hoc viec|hoc nghe|moi|gioi|cung|kinh nghiem|lau nam)){0,2}"
    r"|phu(?: (?:viec|tho|viec cho tho))?|hoc viec|hoc nghe|hoc vien)"
)
_PURPOSE: Final = re.compile(r" (?:lam (?:nha|cong trinh)|di lam|cho nha)\b")
_HELPER: Final = re.compile(r"phu(?: viec)?")
# Whom a bare "phụ" carries mortar for: house builders, bricklayers, concrete placers, tilers, plasterers (ISCO-08).
_MASONS: Final = frozenset(("7111", "7112", "7114", "7119", "7122", "7123"))
_MASONS_HELPER: Final = "9313"
# "Phụ việc" does odd jobs beside a craft and learns none: a labourer of the trade's industry, the longest beginning of
# the trade's code first (ISCO-08: 9313 building, 9329 manufacturing).
_ODD_HELPER: Final = re.compile(r"phu viec(?: cho tho)?")
_ODD_HELPERS: Final = (("7411", "9313"), ("71", "9313"), ("72", "9329"), ("73", "9329"), ("75", "9329"), ("8", "9329"))
_SHOP: Final = re.compile(r"\b(?:tiem|xuong|co so|garage|gara|cua hang|lo|doi|to)\b(?: gia cong| san xuat)?")
# Workplaces that decide what a vague title means; the linker knows which (occupation_contexts.csv).
_WORKPLACE: Final = re.compile(
    r"\b(?:khách sạn|resort|homestay|hotel|nhà nghỉ|villa|bất động sản|spa|shop quần áo|quần áo|điện thoại|khach san"
    r"|nha nghi|tàu hàng|tàu cá|bệnh viện|quán nhậu|quán ăn|nhà hàng|siêu thị|xưởng|công ty|cty"
    r"|nhà máy|công trình"
    r"|lò gạch|tiệm|cửa hàng|gara|garage|trại heo|trại gà)\b",
    re.IGNORECASE,
)
_FARM: Final = re.compile(r"\btrại (?:heo|gà|vịt|bò|dê|cút|cá|tôm)\b", re.IGNORECASE)
_DRIVERS: Final = "832", "833"
# Words that the employer's trade decides ("phụ xe" beside a lorry driver, "công nhân" of a works).
_VAGUE: Final = re.compile(
    r"(?:cong nhan|cn|nhan cong|lo hap|(?:nhan vien |nv )?(?:ky thuat|bao tri|phuc vu phong)|phu xe|lo xe|tho bao"
    r" tri)\b"
)
_STAFF: Final = re.compile(r"^(?:nv|nhân viên|nhan vien) (?=phục vụ|phuc vu)", re.IGNORECASE)
_EMPLOYER_WORDS: Final = 160  # characters before a title in which its employer is named


def is_rank(words: str) -> bool:
    """Tell whether a title names a rank alone ("thợ chính", "phụ")."""
    return RANK.fullmatch(_PURPOSE.split(Passage(words).plain.strip())[0]) is not None


def occupation_of(message: Passage, title: Title, others: Sequence[Title], taught: Mapping[str, str]) -> str | None:
    """Read the ISCO-08 unit group of an opening.

    Parameters
    ----------
    message : Passage
        The whole message.
    title : Title
        Of the opening.
    others : sequence of Title
        Of the openings listed with it, itself possibly among them.
    taught : mapping of str to str
        A curator's words and their codes.
    """
    words = spelled_out(message.text[title.start : title.end])
    if is_rank(words):
        return _of_rank(message, title, others, taught)
    if title.isco is None:
        return (
            _mechanic(message, title)
            or _helped_trade(words, taught)
            or _by_surroundings(message, title, taught, others)
        )
    named = _beside_employer(message, title, words, others, taught) or title.isco
    return _by_licence(message, title) or named if named == _CAR_DRIVER else named


_CAR_DRIVER: Final = "8322"
_LICENCES: Final = re.compile(r"\b(?:bang|hang|dau|gplx)(?: lai)?(?: xe)?(?: hang)? (?P<class>c1|c|fc|ce|d1|d2|d|e)\b")


def _by_licence(message: Passage, title: Title) -> str | None:
    """Tell lorry and bus drivers by the class asked of a driver whose vehicle is not named."""
    if _NAMES_VEHICLE.search(message.plain[title.start : title.end]):
        return None
    _, end = around(sentences(message), title.start)
    asked = _LICENCES.search(message.plain, title.start, end)
    if asked is None:
        return None
    return "8332" if asked["class"] in ("c", "c1", "fc", "ce") else "8331"


_NAMES_VEHICLE: Final = re.compile(r"\b(?:con|taxi|\d+ cho|nho|ban tai|grab|gia dinh|cong nghe|dien|may|cuu thuong)\b")
_HELPS: Final = re.compile(
    r"(?:thợ phụ|tho phu|phụ việc|phu viec|phụ thợ|phu tho|học việc|hoc viec|phụ|phu|học nghề|hoc nghe) ", re.I
)


def _helped_trade(words: str, taught: Mapping[str, str]) -> str | None:
    """Read a helper's or an apprentice's title by the trade alone ("thợ phụ gội sấy")."""
    helps = _HELPS.match(words)
    trade = words[helps.end() :] if helps else ""
    return _first_sure(trade, taught) or _first_sure(f"thợ {trade}", taught) if trade else None


def _of_rank(message: Passage, title: Title, others: Sequence[Title], taught: Mapping[str, str]) -> str | None:
    """Take the trade of the opening beside it, else of the employer before it ("Tiệm tóc cần 2 thợ chính")."""
    words = _PURPOSE.split(message.plain[title.start : title.end].strip())[0]
    for other in others:
        if other.isco is not None and not is_rank(message.text[other.start : other.end]):
            helps = _HELPER.fullmatch(words) and other.isco in _MASONS
            return _MASONS_HELPER if helps else _beside_craft(words, other.isco)
    before = message.text[: title.at]
    shop = _SHOP.search(Passage(before).plain)
    trade = f"thợ {before[shop.end() :]}" if shop else before
    craft = _first_sure(trade, taught) or _first_sure(before, taught)
    return _beside_craft(words, craft) if craft else _by_surroundings(message, title, taught, others)


def _beside_craft(words: str, craft: str) -> str:
    """Give the craft, or who does odd jobs beside it."""
    if not _ODD_HELPER.fullmatch(words):
        return craft
    return next((code for begins, code in _ODD_HELPERS if craft.startswith(begins)), craft)


def _by_surroundings(message: Passage, title: Title, taught: Mapping[str, str], others: Sequence[Title]) -> str | None:
    """Ask the words that follow the title in its sentence, then the employer's before it ("Chủ trại vịt cần người")."""
    start, end = around(sentences(message), title.start)
    end = min(end, around(clauses(message), title.start)[1])
    end = min([end, *(other.at for other in others if other.at > title.start)])
    start = max([start, *(other.end for other in others if other.end <= title.at)])
    farms = [hit.group() for hit in _FARM.finditer(message.text[: title.start])]
    spans = (message.text[title.start : end], message.text[start : title.end], *farms[:1])
    return next((code for words in spans if (code := _first_sure(words, taught))), None)


def _first_sure(words: str, taught: Mapping[str, str]) -> str | None:
    readings = link_occupations(spelled_out(words), taught)
    return readings[0].code if readings and readings[0].confidence >= _SURE else None


# Whose machines a bare "thợ máy" repairs: cars and motorbikes, else those of the works (ISCO-08).
_MECHANIC: Final = re.compile(
    r"(?:nhan vien |nv |cong nhan )?(?:tho|ky thuat|sua|co dien)(?: may| sua may| sua chua| sua may moc| bao tri)"
)
_GARAGE: Final = re.compile(r"\b(?:ga ?ra|garage|o to|oto|xe may|tiem xe|sua xe|xe hoi|honda|yamaha)\b")


def _mechanic(message: Passage, title: Title) -> str | None:
    if not _MECHANIC.fullmatch(message.plain[title.start : title.end].strip()):
        return None
    return "7231" if _GARAGE.search(message.plain) else "7233"


def _beside_employer(
    message: Passage, title: Title, words: str, others: Sequence[Title], taught: Mapping[str, str]
) -> str | None:
    """Read the title again beside its workplace: a vague word may be plain there ("lễ tân" of a hotel).

    Beside it stand the workplaces and the employer's own words before it, and the openings listed with it.
    """
    if _VAGUE.match(Passage(words).plain):
        words = _STAFF.sub("", words)
    alone = link_occupations(words, taught)
    _, end = around(sentences(message), title.start)
    before = message.text[: title.start]
    places = [hit.group() for hit in _WORKPLACE.finditer(before)][:5]
    beside_it = [message.text[other.start : other.end] for other in others if other.at != title.at][:4]
    employer = [before[-_EMPLOYER_WORDS:].replace("\n", ", "), *beside_it]
    near = [*places, *(employer if _VAGUE.match(Passage(words).plain) else [])]
    if title.isco and title.isco.startswith(_DRIVERS):
        near = [message.text[title.end : end]]
    for words_near in near:
        beside = link_occupations(f"{words}, {words_near}", taught)
        if alone and beside and beside[0].words.startswith(alone[0].words) and beside[0].code != alone[0].code:
            return beside[0].code
    return None
