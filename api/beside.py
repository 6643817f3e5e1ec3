"""What lists say of employers and openings in columns of no field: it may name somebody, so it is kept under seal."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping

from sqlmodel import Session, select

from api.keys import MARKET_BESIDE, KeyStore
from api.vault import open_text_of, seal_text
from employers.tables import Employer, Opening

_SEALED = "sealed"


class Beside:
    """Opens and seals the ``unread`` column of employers and openings."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys.sealing_keys(MARKET_BESIDE)

    def of(self, record: Employer | Opening) -> dict[str, str]:
        """The cells by header; those that an earlier version left open too."""
        if _is_open(record.unread):
            return dict(record.unread)
        text = open_text_of(b64decode(record.unread[_SEALED]), _about(record), self._keys)
        opened: dict[str, str] = json.loads(text)
        return opened

    def keep(self, record: Employer | Opening, cells: Mapping[str, str]) -> None:
        """Seal the cells with the newest key, in the place of those kept before."""
        text = json.dumps(dict(cells), ensure_ascii=False)
        sealed = b64encode(seal_text(text, _about(record), self._keys[0])).decode()
        record.unread = {_SEALED: sealed} if cells else {}

    def add(self, record: Employer | Opening, cells: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]] | None:
        """Keep more cells beside a record; gives those before and after, or None where that is no news."""
        before = self.of(record)
        after = {**before, **cells}
        if after == before:
            return None
        self.keep(record, after)
        return before, after

    def seal_again(self, session: Session, *, left_open: bool) -> int:
        """Seal every record's cells with the newest key, or only those ``left_open``; gives how many."""
        found: list[Employer | Opening] = [r for r in session.exec(select(Employer)).all() if r.unread]
        found += [r for r in session.exec(select(Opening)).all() if r.unread]
        wanted = [record for record in found if _is_open(record.unread) or not left_open]
        for record in wanted:
            self.keep(record, self.of(record))
            session.add(record)
        return len(wanted)


def _is_open(unread: Mapping[str, str]) -> bool:
    return set(unread) != {_SEALED}


def _about(record: Employer | Opening) -> str:
    return f"{type(record).__name__.lower()}:{record.code}"
