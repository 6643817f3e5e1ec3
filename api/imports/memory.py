"""Which value stands where a list and a hand disagree: what the list said last time decides."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, select

from api.imports.tables import ListRow


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
        self._rows = {r.key: r for r in session.exec(select(ListRow).where(ListRow.kind == kind)).all()}

    def digest(self, value: object) -> str:
        """A short keyed digest: equal for equal values, telling nothing of them."""
        return hmac.new(self._key, repr(value).encode(), hashlib.sha256).hexdigest()[:20]

    def changes(self, key: str, current: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
        """What a row changes of a record.

        Raises
        ------
        Held
            If a value was edited by hand since the last import and the list now says a third thing, or if a row
            before this one of the same list spoke of the same record and said otherwise.
        """
        row = self._rows.get(key)
        last = {} if row is None else row.digests
        changed = {}
        for name, value in said.items():
            now = current.get(name)
            if now == value or (name in last and last[name] == self.digest(value)):
                continue
            if key in self._said:
                raise Held(
                    name,
                    f"Danh sách có hai dòng khác nhau cho {key.strip('#').split('|')[0]}:"
                    f" “{_words(now)}” và “{_words(value)}”. Anh/chị giữ một dòng.",
                )
            if not _blank(now) and last.get(name) != self.digest(now):
                raise Held(
                    name,
                    f"Danh sách ghi “{_words(value)}”, hồ sơ đã được sửa thành “{_words(now)}”."
                    " Anh/chị giữ một giá trị rồi nhập lại.",
                )
            changed[name] = value
        return changed

    def remember(self, key: str, said: Mapping[str, Any]) -> None:
        """Keep what the list says of a record now."""
        self._said.add(key)
        row = self._rows.get(key)
        digests = {name: self.digest(value) for name, value in said.items()}
        if row is None:
            row = ListRow(kind=self.kind, key=key, digests=digests)
            self._rows[key] = row
            self.session.add(row)
        elif any(row.digests.get(name) != d for name, d in digests.items()):
            row.digests = {**row.digests, **digests}
            self.session.add(row)


def _blank(value: object) -> bool:
    return value is None or value in ("", [], {}, ())


def _words(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(str(v.get("words") or v.get("number")) if isinstance(v, dict) else str(v) for v in value)
    return str(value)
