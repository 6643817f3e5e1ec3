"""Work told as a history: the latest work first, because it says most of what a person can do today."""

import re
from functools import lru_cache

from employers.reference.text import has_accents, strip_accents, tidy

_NOW_YEAR = 9999
_NOW = (
    r"\b(?:hiện nay|hiện tại|hiện đang|hiện|bây giờ|giờ làm|giờ chạy|giờ đang|giờ|đến nay|tới nay|nay|gần đây|mới đây|"
    r"đang làm)\b"
)
_PAST = (
    r"\b(?:trước đây|trước kia|hồi trước|lúc trước|trước|đã từng|từng|hồi xưa|hồi|ngày xưa|ngày trước|công việc cũ|"
    r"nghề cũ)\b"
)
_NEXT = (
    r"\s*(?:,|;)?\s*(?:\b(?:rồi|sau đó|sau về|sau làm|sau chuyển|sau học|mới về|sau này|về sau|kế đến|tiếp theo)\b"
    r"|\b(?:chuyển|đổi|nghỉ) (?:sang|qua|về|ra)\b|->|→|=>)\s*"
)
_PARTS = r"[;\n]|[,.](?!\d)|\s-\s"
_YEAR = re.compile(r"\b(?:19[5-9]\d|20[0-4]\d)\b")
_YEARS = re.compile(r"\s*\(?(?:\b(?:từ|năm|tháng|tu|nam|thang)\b\s*)*(?:\d{1,2}/)?\b(?:19[5-9]\d|20[0-4]\d)\b\)?\s*:?")


def latest_first(text: str) -> str:
    """Put the parts of a history in order, the latest work first.

    Parameters
    ----------
    text : str
        ``"2015-2018 công nhân may, 2019 đến nay bảo vệ"``, ``"trước làm thợ hồ, nay chạy xe ôm"``, or
        ``"phụ hồ rồi bảo vệ"``.

    Returns
    -------
    str
        The parts joined by ``;``, without their years; text that tells no history comes back tidy and otherwise
        unchanged.
    """
    whole = tidy(text)
    now, past, following, parts = _patterns(accented=has_accents(whole))
    steps = [step for step in following.split(whole) if step.strip()]
    pieces = [piece.strip() for step in reversed(steps) for piece in parts.split(step) if piece.strip()]
    dated = sum(bool(_YEAR.search(piece)) for piece in pieces)
    if dated > 1 or (dated and any(now.search(piece) for piece in pieces)):
        pieces.sort(key=lambda piece: -_last_year(piece, now))
    elif any(past.search(piece) or now.search(piece) for piece in pieces) and len(pieces) > 1:
        pieces.sort(key=lambda piece: bool(past.search(piece)) - bool(now.search(piece)))
    elif len(steps) < 2:
        return whole
    return "; ".join(_YEARS.sub(" ", now.sub(" ", past.sub(" ", piece))).strip(" -:") for piece in pieces)


def _last_year(piece: str, now: re.Pattern[str]) -> int:
    return _NOW_YEAR if now.search(piece) else max((int(year) for year in _YEAR.findall(piece)), default=0)


@lru_cache(maxsize=2)
def _patterns(*, accented: bool) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    now, past, following, parts = (
        re.compile(p if accented else strip_accents(p), re.IGNORECASE) for p in (_NOW, _PAST, _NEXT, _PARTS)
    )
    return now, past, following, parts
