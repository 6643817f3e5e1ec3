"""What advice says in words: what opens doors for a person, what the province could do."""

from collections.abc import Mapping

from api.wording import Language
from matcher.ranking.changes import Change, GetLicence, GoFarther, TakeCourse
from matcher.ranking.unlocks import Unlock

Words = tuple[str, str]
"""Vietnamese, English."""

_CHANGES: Mapping[str, Words] = {
    "licence": ("Có bằng {what} sẽ mở thêm {count} việc", "A licence of class {what} would open {count}"),
    "course": ("Học xong lớp {what} sẽ mở thêm {count} việc", "The course {what} would open {count}"),
    "farther": ("Đi xa thêm {what} km sẽ mở thêm {count} việc", "Going {what} km farther would open {count}"),
    "stay_over": ("Ở lại được nơi làm sẽ mở thêm {count} việc", "Staying at the workplace would open {count}"),
}
_WITHIN: Words = (" trong {km} km", " within {km} km")
NOTHING_OPENS: Words = (
    "Chưa có thay đổi nào mở thêm việc đáng kể.",
    "No change would open more work worth showing.",
)


def _what(change: Change) -> str:
    if isinstance(change, GetLicence):
        return change.licence
    if isinstance(change, TakeCourse):
        return change.course.words
    return f"{change.km:g}" if isinstance(change, GoFarther) else ""


def unlock_words(unlock: Unlock, language: Language = "vi") -> str:
    """The sentence of one change: ``Có bằng B sẽ mở thêm 6 việc trong 20 km``."""
    number = len(unlock.openings)
    in_english = language != "vi"
    count = f"{number} more opening{'s' if number != 1 else ''}" if in_english else str(number)
    within = "" if unlock.within_km is None else _WITHIN[in_english].format(km=f"{unlock.within_km:g}")
    template = _CHANGES[unlock.change.code.split(":")[0]][in_english]
    return template.format(what=_what(unlock.change), count=count) + within
