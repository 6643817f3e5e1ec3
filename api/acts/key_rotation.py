"""Renewing the keys of everything that is sealed, while the service runs; begun again, it goes on where it stopped.

1. Begin a generation in the key store, or take up one that was cut short.  2. Key by key: make the successors, then
seal anew what the older keys seal, in one short transaction a batch.  3. Look again until older keys seal nothing.
4. Write down that the generation is complete.

Older keys go on opening what older backups hold. Whoever reads between two batches finds in each row the key that
opens it, since the row names its key.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, SQLModel

from api.acts.imports import about_import
from api.acts.key_copies import refresh_copy
from api.beside import Beside
from api.keys import IMPORT_REPORTS, ONCE_REPLIES, SEALING, KeyStore, KeyStoreError
from api.notes import ABOUT, NOTED
from api.row_security import SERVICE, asked_by
from api.service import Caller
from api.tables import ImportRun, OnceReply
from api.vault import VaultError, open_text_of, reseal, reseal_text, seal_text
from matcher.case_tables import SealedWords
from matcher.tables import PersonIdentity

BATCH: Final = 2000
"""Keys a transaction: a writer waits for a tenth of a second at most."""
_MARKS: Final = 500
"""SQLite's oldest limit on parameters is 999."""


@dataclass(frozen=True)
class Rotation:
    """What a renewal did: rows sealed anew, and damaged rows that no key opens."""

    sealed: int
    damaged: int


@dataclass(frozen=True)
class _Sealed:
    """One kind of row that is sealed with a person's key: where it stands, and how it is sealed anew."""

    table: type[SQLModel]
    row: str
    key: str
    blob: str
    again: Callable[[bytes, Any, bytes, bytes], bytes]
    """Blob, the row's key, old key, new key → blob."""

    def columns(self) -> tuple[Any, Any, Any]:
        """Its row number, its key's name and its blob, as columns."""
        columns: Any = self.table.__table__.c  # type: ignore[attr-defined]  # SQLModel does not type its table
        return columns[self.row], columns[self.key], columns[self.blob]


def _note_again(blob: bytes, _row: int, old: bytes, new: bytes) -> bytes:
    return reseal_text(blob, ABOUT, old, new)


def _words_again(blob: bytes, name: str, old: bytes, new: bytes) -> bytes:
    return reseal_text(blob, name, old, new)


_PEOPLE: Final = (
    _Sealed(PersonIdentity, "person_id", "key_id", "sealed", reseal),
    _Sealed(SealedWords, "id", "note_key_id", "note_sealed", _words_again),
    *(_Sealed(table, "id", "note_key_id", "note_sealed", _note_again) for table in NOTED),
)
_Places = Mapping[str, list[tuple[_Sealed, Any]]]


def rotate(caller: Caller) -> Rotation:
    """Renew every key that seals; what a damaged row holds is lost already, and does not stop the rest."""
    caller.require("rotate_keys")
    keys, done = caller.service.keys, 0
    generation = keys.begin_generation(SEALING)
    while places := _older(caller, generation):
        made = sum(_renew(caller, keys.renew_person_keys(part), places) for part in _parts(sorted(places), BATCH))
        done += made
        if not made:
            break
    _renew_documents(caller)
    damaged = sum(map(len, places.values()))
    with caller.service.database.write(asked_by(SERVICE)) as session:
        caller.audit(session, "rotate_keys", "keys", str(generation), sealed=done, damaged=damaged)
    keys.end_generation(generation)
    refresh_copy(caller)
    return Rotation(done, damaged)


def forget_older(caller: Caller) -> int:
    """Delete every older key: backups of before the last renewal cannot be opened any more. Gives how many.

    Raises
    ------
    KeyStoreError
        If a renewal is not complete, or something is still sealed with an older key.
    """
    caller.require("rotate_keys")
    keys = caller.service.keys
    if _older(caller, keys.generation()):
        raise KeyStoreError("Còn dữ liệu mở bằng khóa cũ; hãy chạy: noiviec keys rotate")
    with caller.service.database.write(asked_by(SERVICE)) as session:
        gone = keys.forget_older()
        caller.audit(session, "forget_older_keys", "keys", "", keys=gone)
    refresh_copy(caller)
    return gone


def _older(caller: Caller, generation: int) -> _Places:
    """Where keys of earlier generations are in use: {key id: rows}."""
    older, found = caller.service.keys.older_than(generation), defaultdict(list)
    with caller.service.database.read(asked_by(SERVICE)) as session:
        for kind in _PEOPLE:
            row, key, blob = kind.columns()
            for number, key_id in session.connection().execute(select(row, key).where(blob.is_not(None))):
                if key_id in older:
                    found[key_id].append((kind, number))
    return found


def _renew(caller: Caller, successors: Mapping[str, str], places: _Places) -> int:
    """Seal anew, in one transaction, what some older keys seal; gives how many rows."""
    store = caller.service.keys
    keys = store.person_keys([*successors, *successors.values()])
    wanted: dict[int, list[Any]] = defaultdict(list)
    for key_id in successors:
        for kind, number in places[key_id]:
            wanted[_PEOPLE.index(kind)].append(number)
    # On the connection, beside every viewer's rules: nobody's identity is read here.
    with caller.service.database.write(asked_by(SERVICE)) as session:
        return sum(_renew_rows(session, _PEOPLE[i], numbers, successors, keys) for i, numbers in wanted.items())


def _renew_rows(
    session: Session, kind: _Sealed, numbers: Sequence[Any], successors: Mapping[str, str], keys: Mapping[str, bytes]
) -> int:
    row, key, blob = kind.columns()
    changed = []
    for part in _parts(numbers, _MARKS):
        for number, key_id, sealed in session.connection().execute(select(row, key, blob).where(row.in_(part))):
            # Somebody may have written to the row, or erased the person, since it was looked for.
            if (new := successors.get(key_id)) in keys and key_id in keys and sealed is not None:
                with suppress(VaultError):
                    again = kind.again(sealed, number, keys[key_id], keys[new or ""])
                    changed.append({"row": number, "new_key": new, "new_blob": again})
    if changed:
        values: dict[str, Any] = {key.name: bindparam("new_key"), blob.name: bindparam("new_blob")}
        session.connection().execute(update(row.table).where(row == bindparam("row")).values(values), changed)
    return len(changed)


def _renew_documents(caller: Caller) -> None:
    """Seal anew what the master keys seal: cells beside the market, and one at a time, as a report can be large, these.

    Reports of imports and stored replies are few.
    """
    store = caller.service.keys
    with caller.service.database.write() as session:
        Beside(store).seal_again(session, left_open=False)
    for run_id in _ids(caller, ImportRun, "id"):
        with caller.service.database.write(asked_by(SERVICE)) as session:
            run = session.get(ImportRun, run_id)
            if run is not None:
                run.report_sealed = _newest(store, IMPORT_REPORTS, about_import(run_id), run.report_sealed)
    for digest in _ids(caller, OnceReply, "key_sha256"):
        with caller.service.database.write(asked_by(SERVICE)) as session:
            reply = session.get(OnceReply, digest)
            if reply is not None and reply.reply_sealed is not None:
                reply.reply_sealed = _newest(store, ONCE_REPLIES, digest, reply.reply_sealed)


def _newest(store: KeyStore, name: str, about: str, sealed: bytes) -> bytes:
    keys = store.sealing_keys(name)
    return seal_text(open_text_of(sealed, about, keys), about, keys[0])


def _ids(caller: Caller, table: type[SQLModel], name: str) -> list[str]:
    with caller.service.database.read(asked_by(SERVICE)) as session:
        column: Any = getattr(table, name)
        return list(session.exec(select(column)).scalars().all())  # type: ignore[call-overload]  # a column alone


def _parts(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]
