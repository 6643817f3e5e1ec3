"""Which list a file is: one given under another's name is refused with one sentence, before any row is read."""

from collections.abc import Iterable, Sequence

from api.imports.headers import match_headers
from api.imports.lists import LISTS
from api.imports.unreadable import UnreadableFile

KIND_NAMES = {
    "people": "danh sách người tìm việc",
    "training": "danh sách kết quả đào tạo",
    "employers": "danh sách người sử dụng lao động",
    "openings": "danh sách vị trí tuyển dụng",
    "placements": "danh sách giới thiệu và nhận việc",
    "counselling": "danh sách tư vấn",
    "loans": "danh sách vay vốn",
}
# Fields of which a list of the kind has at least one.
_MARKS = {
    "people": frozenset({"full_name"}),
    "training": frozenset({"course", "level", "certificate_no"}),
    "employers": frozenset({"name"}),
    "openings": frozenset({"seats", "wage", "ages", "hours", "contract", "posted_on", "closes_on", "description"}),
    "placements": frozenset({"referred_on", "started_on", "outcome"}),
    "counselling": frozenset({"content"}),
    "loans": frozenset({"amount_vnd"}),
}
_WHO = frozenset({"full_name", "birth_date"})
"""What a list of people has, and one of employers or openings, whose columns are open, must not."""
_ABOUT_THE_MARKET = frozenset({"employers", "openings"})
_SHOWN = 3


def check_kind(kind: str, tables: Iterable[Sequence[str]]) -> None:
    """Refuse a file that is plainly another list than it was given as.

    Parameters
    ----------
    kind : str
        What it was given as.
    tables : iterable of sequence of str
        The header of each table.

    Raises
    ------
    UnreadableFile
        ``other_list``; the sentence names the list that it looks like, and the columns that say so.
    """
    headers = [header for header in tables if header]
    found = {other: _fields(other, headers) for other in KIND_NAMES}
    if found[kind].keys() & _MARKS[kind] and not (kind in _ABOUT_THE_MARKET and found["people"].keys() >= _WHO):
        return
    others = [other for other in found if other != kind and found[other].keys() & _MARKS[other]]
    likely = max(others, key=lambda other: len(found[other]), default=None)
    if likely is None or len(found[likely]) <= len(found[kind]):
        return
    columns = ", ".join([header for header in found[likely].values() if header not in found[kind].values()][:_SHOWN])
    raise UnreadableFile(
        "other_list",
        f"Tệp này giống {KIND_NAMES[likely]} (có cột {columns}), không phải {KIND_NAMES[kind]}."
        " Anh/chị chọn đúng loại danh sách rồi nhập lại.",
    )


def _fields(kind: str, headers: Iterable[Sequence[str]]) -> dict[str, str]:
    """The fields of a kind that the tables hold, each with its first header."""
    found: dict[str, str] = {}
    for header in headers:
        for key, columns in match_headers(header, LISTS[kind]).columns.items():
            found.setdefault(key, columns[0])
    return found
