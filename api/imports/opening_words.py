"""The life of an opening in a list's words (tình trạng); ``expired`` follows from the last day, it is only told."""

import re

from employers.openings import ALLOWED_FROM
from employers.reference.text import fold, strip_accents, tidy
from employers.tables import OpeningState

STATE_WORDS = {
    OpeningState.draft: "nháp",
    OpeningState.open: "đang tuyển",
    OpeningState.paused: "tạm dừng",
    OpeningState.filled: "đủ người",
    OpeningState.closed: "đã đóng",
    OpeningState.expired: "hết hạn",
}
_SPELLINGS = {
    OpeningState.open: ("con tuyen", "dang tuyen dung", "dang mo", "con nhan", "con"),
    OpeningState.paused: ("tam ngung", "tam ngung tuyen", "tam hoan", "tam dung tuyen"),
    OpeningState.filled: ("da du", "du", "da du nguoi", "da tuyen du", "tuyen du"),
    OpeningState.closed: ("dong", "ngung tuyen", "da dung", "dung tuyen", "het tuyen", "khong tuyen nua", "huy"),
    OpeningState.expired: ("da het han", "qua han"),
}
_AGES = re.compile(r"(?<!\d)(\d{1,2}) ?(?:tuoi|t)? ?(?:-|~|->|den|toi) ?(?:duoi )?(\d{1,2})(?!\d)")
_AGE_FROM = re.compile(
    r"(?:tren|tu|du|toi thieu|it nhat|>=?|≥) ?(?:du )?(\d{1,2})(?!\d)|(\d{1,2}) ?(?:tuoi|t)? ?(?:tro len|do len|\+)"
)
_AGE_TO = re.compile(
    r"(?:duoi|khong qua|ko qua|toi da|den|<=?|≤) ?(\d{1,2})(?!\d)|(\d{1,2}) ?(?:tuoi|t)? ?(?:tro xuong|do lai|do xuong)"
)
_READ = {fold(words): state for state, words in STATE_WORDS.items()} | {
    spelling: state for state, spellings in _SPELLINGS.items() for spelling in spellings
}


def read_state(words: str) -> OpeningState | None:
    """The state that a cell names, by its words or its English key; None where it names none."""
    folded = fold(words)
    return _READ.get(folded) or (OpeningState(folded) if folded in set(OpeningState) else None)


def read_age_words(words: str) -> tuple[int | None, int | None]:
    """The ages, from and to, that a cell under ``Độ tuổi`` names (``18-45``, ``từ 18 đến 45``, ``dưới 40``).

    A bare number names neither end; both are then None. Of several spans (men's, women's) the widest is given.
    """
    plain = strip_accents(tidy(words)).lower()
    spans = _AGES.findall(plain)
    if spans:
        low, high = (int(end) for end in spans[0])
        return min([low, *(int(s[0]) for s in spans)]), max([high, *(int(s[1]) for s in spans)])
    least, most = _AGE_FROM.search(plain), _AGE_TO.search(plain)
    ends = (least and (least[1] or least[2]), most and (most[1] or most[2]))
    return (int(ends[0]) if ends[0] else None), (int(ends[1]) if ends[1] else None)


def can_follow(present: str, said: str) -> bool:
    """Tell whether an opening's life can go from one state to the other; see ``employers.openings``."""
    return OpeningState(present) in ALLOWED_FROM.get(OpeningState(said), set())
