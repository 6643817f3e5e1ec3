"""Which value stands where a list and a hand disagree: what the list said last time decides."""

import hashlib
import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from api.imports.opening_words import STATE_WORDS
from api.tables import ListRow
from employers.reference.shifts import TimeWindow
from employers.tables import OpeningState

_WINDOWS = frozenset({"hours", "treatment_window"})
"""Fields that hold minutes of the day."""


class Held(Exception):
    """A row cannot be stored as it is: the column at fault and a Vietnamese sentence that says what to do."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key, self.sentence = key, sentence


class ListMemory:
    """What one list last said of each of its records, by keyed digest.

    An empty cell never clears. A value that was edited by hand since the last import stands as long as the list repeats
    itself; where the list says something new as well, the row is held with both values.
    """

    def __init__(self, session: Session, kind: str, key: bytes) -> None:
        self.session = session
        self.kind = kind
        self._key = key
        self._said: set[str] = set()
        known = select(ListRow.key, ListRow.digests).where(ListRow.kind == kind)
        # The names of the fields are the same few for every record: one copy of each, not one per record.
        self._digests = {
            row_key: {sys.intern(name): digest for name, digest in digests.items()}
            for row_key, digests in session.exec(known).all()
        }
        self._stored = set(self._digests)
        self._to_write: set[str] = set()

    def digest(self, value: object) -> str:
        """A short keyed digest: equal for equal values, telling nothing of them."""
        return hashlib.blake2b(repr(value).encode(), key=self._key, digest_size=10).hexdigest()

    def changes(self, key: str, current: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
        """What a row changes of a record.

        Raises
        ------
        Held
            If a value was edited by hand since the last import and the list now says a third thing, or if a row
            before this one of the same list spoke of the same record and said otherwise.
        """
        last = self._digests.get(key, {})
        changed = {}
        for name, value in said.items():
            now = current.get(name)
            if now == value or (name in last and last[name] == self.digest(value)):
                continue
            ours, theirs = words_of(name, current), words_of(name, said)
            if key in self._said:
                raise Held(name, two_rows(key.strip("#").split("|")[0], ours, theirs))
            if not _blank(now) and last.get(name) != self.digest(now):
                raise Held(
                    name,
                    f"Danh sách ghi “{theirs}”, hồ sơ đã được sửa thành “{ours}”."
                    " Anh/chị giữ một giá trị rồi nhập lại.",
                )
            changed[name] = value
        return changed

    def repeats(self, key: str, said: Mapping[str, Any], *, whole: bool = False) -> bool:
        """Tell whether the list says of a record word for word what it said last time; then nothing changes.

        With ``whole`` it must say as much, too: a row that is silent of a field repeats another row only in part.
        """
        last = self._digests.get(key)
        if (
            last is None
            or (whole and last.keys() != said.keys())
            or any(last.get(name) != self.digest(value) for name, value in said.items())
        ):
            return False
        self._said.add(key)
        return True

    def was_said(self, key: str) -> bool:
        """Tell whether an earlier row of this list spoke of the record."""
        return key in self._said

    def remember(self, key: str, said: Mapping[str, Any]) -> None:
        """Keep what the list says of a record now."""
        self._said.add(key)
        digests = {name: self.digest(value) for name, value in said.items()}
        last = self._digests.get(key)
        if last is None or any(last.get(name) != digest for name, digest in digests.items()):
            self._digests[key] = {**(last or {}), **digests}
            self._to_write.add(key)

    def write(self) -> None:
        """Write what was remembered since the last time, in bulk."""
        again = sorted(self._to_write & self._stored)
        for start in range(0, len(again), 500):
            part = again[start : start + 500]
            self.session.execute(delete(ListRow).where(col(ListRow.kind) == self.kind, col(ListRow.key).in_(part)))
        rows = [{"kind": self.kind, "key": key, "digests": self._digests[key]} for key in sorted(self._to_write)]
        if rows:
            self.session.execute(insert(ListRow), rows)
        self._stored |= self._to_write
        self._to_write.clear()


def two_rows(code: str, first: object, second: object) -> str:
    """Say that two rows of one list contradict each other."""
    both = f"“{in_words(first)}” và “{in_words(second)}”"
    return f"Danh sách có hai dòng khác nhau cho {code}: {both}. Anh/chị giữ một dòng."


def _blank(value: object) -> bool:
    return value is None or value in ("", [], {}, ())


def words_of(name: str, values: Mapping[str, Any]) -> str:
    """One of the values as a clerk reads it: a date as far as it is known, minutes of the day as times."""
    value = values.get(name)
    if name in _WINDOWS and value:
        windows = value if isinstance(value[0], list) else [value]
        return "; ".join(str(TimeWindow(start, end % 1440)) for start, end in windows)
    if name == "state" and value in set(OpeningState):
        return STATE_WORDS[OpeningState(value)]
    return in_words(value, values.get(name.removesuffix("_date") + "_precision"))


def in_words(value: object, precision: str | None = None) -> str:
    """A value as a clerk reads it, a date as far as it is known; empty where there is none."""
    if _blank(value):
        return ""
    if isinstance(value, list):
        return "; ".join(str(v.get("words") or v.get("number")) if isinstance(v, dict) else str(v) for v in value)
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dict):
        return "; ".join(f"{name}: {words}" for name, words in value.items())
    if isinstance(value, date):
        return value.strftime({"year": "%Y", "month": "%m/%Y"}.get(precision or "", "%d/%m/%Y"))
    return str(value)
