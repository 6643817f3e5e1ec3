"""The life of an opening in a list's words (tình trạng); ``expired`` follows from the last day, it is only told."""

from employers.openings import ALLOWED_FROM
from employers.reference.text import fold
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
_READ = {fold(words): state for state, words in STATE_WORDS.items()} | {
    spelling: state for state, spellings in _SPELLINGS.items() for spelling in spellings
}


def read_state(words: str) -> OpeningState | None:
    """The state that a cell names, by its words or its English key; None where it names none."""
    folded = fold(words)
    return _READ.get(folded) or (OpeningState(folded) if folded in set(OpeningState) else None)


def can_follow(present: str, said: str) -> bool:
    """Tell whether an opening's life can go from one state to the other; see ``employers.openings``."""
    return OpeningState(present) in ALLOWED_FROM.get(OpeningState(said), set())
