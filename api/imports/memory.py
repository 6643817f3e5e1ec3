"""Which value stands where a list and a hand disagree: what the list said last time decides."""

import hashlib
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from api.imports.held_rows import Answer
from api.imports.value_words import contradicts_roughly, edited_by_hand, in_words, is_nothing, two_rows, words_of
from api.tables import ListRow


class Held(Exception):
    """A row cannot be stored as it is: the column at fault and a Vietnamese sentence that says what to do."""

    def __init__(self, key: str, sentence: str, *, asks: bool = False) -> None:
        super().__init__(sentence)
        self.key, self.sentence, self.asks = key, sentence, asks


NOTHING_ROUGH: Mapping[str, str] = MappingProxyType({})
HOW_TO_ANSWER = (
    "Muốn lấy theo dòng này, anh/chị ghi “nhập” vào cột Trả lời của tệp dòng chờ sửa rồi nhập lại;"
    " không lấy thì xóa dòng."
)
"""What a clerk does with a row that is a question."""


class Conflict(Held):
    """A row contradicts what stands: a question, with every field in which it does.

    Attributes
    ----------
    contradictions : sequence of (str, str)
        Field and sentence of each, at least one.
    """

    def __init__(self, contradictions: Sequence[tuple[str, str]]) -> None:
        sentences = " ".join(dict.fromkeys(sentence for _, sentence in contradictions))
        super().__init__(contradictions[0][0], f"{sentences} {HOW_TO_ANSWER}", asks=True)
        self.contradictions = contradictions


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
        self.answer = Answer.none
        """What the clerk said to the question that the present row was, where it was one."""

    def digest(self, value: object) -> str:
        """A short keyed digest: equal for equal values, telling nothing of them."""
        return hashlib.blake2b(repr(value).encode(), key=self._key, digest_size=10).hexdigest()

    def changes(
        self, key: str, current: Mapping[str, Any], said: Mapping[str, Any], rough: Mapping[str, str] = NOTHING_ROUGH
    ) -> dict[str, Any]:
        """What a row changes of a record.

        ``rough`` names dates of which it says less than the record, and otherwise: a ``month`` or a ``year``.

        Raises
        ------
        Conflict
            If a value was edited by hand since the last import and the list now says a third thing, or if a row
            before this one of the same list spoke of the same record and said otherwise; unless the clerk was asked
            that, and answered.
        """
        last = self._digests.get(key, {})
        contradictions = []
        changed = {}
        for name, value in said.items():
            now = current.get(name)
            if now == value or (self.answer is Answer.none and name in last and last[name] == self.digest(value)):
                continue
            by_hand = not is_nothing(now) and last.get(name) != self.digest(now)
            if why := self._contradiction(key, by_hand=by_hand, rough=name in rough):
                theirs = in_words(value, rough[name]) if name in rough else words_of(name, said)
                contradictions.append((name, why(words_of(name, current), theirs)))
            changed[name] = value
        if contradictions:
            raise Conflict(contradictions)
        return changed

    def _contradiction(self, key: str, *, by_hand: bool, rough: bool) -> Callable[[str, str], str] | None:
        """How to say that a new value contradicts the one that stands, or None where it may take its place."""
        if key in self._said:
            return partial(two_rows, key.strip("#").split("|")[0])
        if self.answer is Answer.accepted:
            return None
        if by_hand or rough:
            return edited_by_hand if by_hand else contradicts_roughly
        return partial(two_rows, key.strip("#").split("|")[0]) if self.answer is Answer.open else None

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
