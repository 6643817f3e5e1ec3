"""Which value stands where a list and a hand disagree: what the list said last time decides."""

import hashlib
import sys
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from api.imports.value_words import is_nothing, two_rows, words_of
from api.tables import ListRow


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
            if not is_nothing(now) and last.get(name) != self.digest(now):
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
