"""One table of ``schemes.toml``, value by value: whoever keeps the file is told in one sentence which one to mend."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

from matcher.errors import SchemesUnreadable

_SHOWN = 40
"""Letters of a wrong value that are shown."""


@dataclass(frozen=True, slots=True)
class SchemeTable:
    """A table of the file and where it stands, as the sentence names it: ``chương trình person 08/2026``.

    Every way to take a value raises ``SchemesUnreadable`` where it is missing or another kind of thing.
    """

    where: str
    row: Mapping[str, Any]

    def wrong(self, key: str, wanted: str) -> SchemesUnreadable:
        """What is wrong with a value, and what is wanted instead."""
        found = f"đang ghi {_shown(self.row[key])}" if key in self.row else "đang thiếu"
        return unreadable(f"{self.where}, khóa {key}: cần {wanted}, {found}")

    def only(self, known: Collection[str]) -> None:
        """Refuse a key that nothing reads: misspelled, it would say nothing and be missed by nobody."""
        for key in self.row:
            if key not in known:
                raise unreadable(f"{self.where}: không có khóa nào tên {_shown(key)}")

    def text(self, key: str, known: Collection[str] = ()) -> str:
        """Words, of a closed list where one is given."""
        value = self.row.get(key)
        if not isinstance(value, str) or not value.strip() or (known and value not in known):
            raise self.wrong(key, f"một trong {', '.join(sorted(known))}" if known else "chữ trong dấu ngoặc kép")
        return value

    def day(self, key: str) -> date:
        """A day without an hour."""
        value = self.row.get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(key, "ngày dạng 2026-05-01, không có ngoặc kép")
        return value

    def number(self, key: str, low: float, high: float) -> float:
        """A number from ``low`` to ``high``, both included."""
        value = self.row.get(key)
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
        if not is_number or not low <= value <= high:  # type: ignore[operator]  # a number, as just asked
            raise self.wrong(key, f"số từ {low:g} đến {high:g}, không có ngoặc kép")
        return value  # type: ignore[return-value]  # the same

    def whole(self, key: str, high: int) -> int:
        """A whole number from 1 to ``high``."""
        value = self.row.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= high:
            raise self.wrong(key, f"số nguyên từ 1 đến {high}, không có ngoặc kép")
        return value

    def yes_no(self, key: str) -> bool:
        """``true`` or ``false``."""
        value = self.row.get(key)
        if not isinstance(value, bool):
            raise self.wrong(key, "true hoặc false")
        return value

    def period(self) -> tuple[date, date | None]:
        """``valid_from`` and ``valid_to``, which may be missing and does not lie before it."""
        begins = self.day("valid_from")
        ends = self.day("valid_to") if "valid_to" in self.row else None
        if ends is not None and ends < begins:
            raise self.wrong("valid_to", f"ngày không trước valid_from ({begins})")
        return begins, ends

    def tables(self, key: str, where: str) -> list["SchemeTable"]:
        """The tables of a list (``[[key]]``), each named by its place until it is named better."""
        rows = self.row.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self.wrong(key, f"các bảng [[{key}]]")
        return [SchemeTable(f"{where} thứ {n}", row) for n, row in enumerate(rows, start=1)]


def unreadable(what: str) -> SchemesUnreadable:
    """The error with its sentence."""
    return SchemesUnreadable(f"Bảng chương trình cho vay (schemes.toml), {what}.")


def _shown(value: object) -> str:
    if isinstance(value, list | dict):
        return "một danh sách"
    words = str(value).lower() if isinstance(value, bool) else str(value)
    return f"“{words[:_SHOWN]}{'…' if len(words) > _SHOWN else ''}”"
