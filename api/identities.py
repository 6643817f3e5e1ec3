"""People's identities between the sealed table and those who may read them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import bindparam, insert
from sqlmodel import Session, col, select

from api.keys import KeyStore
from api.vault import (
    Identity,
    IdentityErased,
    blind_index,
    blind_index_id,
    blind_index_text,
    open_identity,
    open_sealed,
    seal,
)
from employers.questions import written_once
from employers.reference.text import fold
from matcher.tables import Person, PersonIdentity, TrainingRecord

BLIND_INDEX = "blind_index"
"""Name of the master key under which names and ID numbers are found again."""
_KEY_ID: Final = written_once(select(PersonIdentity.key_id).where(PersonIdentity.person_id == bindparam("person")))


def erased_mark(keys: KeyStore, code: str) -> str:
    """Under what an erased person's code is remembered: 64 hex digits that tell nothing without the key."""
    return blind_index_text(keys.master(BLIND_INDEX), "erased", code)


def note_stop(session: Session, keys: KeyStore, person_id: int, what: str, recipient: int | None = None) -> None:
    """Write into the key store that a person's data be not used (``api.key_ledger``), for whoever restores a backup.

    ``what`` is ``api.key_ledger.RESTRICTED`` or a purpose of consent, ``recipient`` the row of an employer.
    """
    key_id = Identities(session, keys).key_id(person_id)
    if key_id is not None:
        keys.note_stop(key_id, what, recipient)


def knows_anybody(session: Session, keys: KeyStore) -> bool:
    """Whether the key store has the key of any of the people who were written down last."""
    newest = select(PersonIdentity.key_id).order_by(col(PersonIdentity.person_id).desc()).limit(20)
    return bool(keys.person_keys(session.exec(newest).all()))


class Identities:
    """Opens and seals identities within one session; what the session's viewer may not see is absent here too."""

    def __init__(self, session: Session, keys: KeyStore) -> None:
        self.session = session
        self.keys = keys
        self._index_key = keys.master(BLIND_INDEX)

    def of(self, person_id: int) -> Identity | None:
        """One person's identity; None where it was erased or is not the viewer's to see."""
        row = self.session.exec(select(PersonIdentity).where(PersonIdentity.person_id == person_id)).first()
        if row is None:
            return None
        try:
            return open_identity(self.keys, row.key_id, row.sealed, person_id)
        except IdentityErased:
            return None

    def key_id(self, person_id: int) -> str | None:
        """Which key a person's identity is sealed with; None where there is none, or it is not the viewer's to see."""
        return self.session.exec(_KEY_ID, params={"person": person_id}).first()

    def of_many(self, person_ids: Iterable[int]) -> dict[int, Identity]:
        """Many people's identities; erased and invisible ones are left out."""
        wanted = list(person_ids)
        rows: list[PersonIdentity] = []
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            rows += self.session.exec(select(PersonIdentity).where(col(PersonIdentity.person_id).in_(part))).all()
        return self._open(rows)

    def everyone(self) -> dict[int, Identity]:
        """The identity of everyone whom the viewer sees."""
        return self._open(self.session.exec(select(PersonIdentity)).all())

    def _open(self, rows: Sequence[PersonIdentity]) -> dict[int, Identity]:
        keys = self.keys.person_keys(r.key_id for r in rows)
        return {r.person_id: open_sealed(r.sealed, r.person_id, keys[r.key_id]) for r in rows if r.key_id in keys}

    def keep(self, person: Person, fields: Mapping[str, Any]) -> None:
        """Seal a person's identity; the key is on record before the data are."""
        row = self.session.get(PersonIdentity, person.id)
        year = person.birth_date.year if person.birth_date else None
        index = self.name_index(fields["full_name"], year)
        if row is None:
            assert person.id is not None
            self.keep_new([(person.id, index, fields)])
            return
        for name, value in self._sealed(person.id or 0, index, fields, self.keys.person_key(row.key_id)).items():
            setattr(row, name, value)
        self.session.add(row)

    def keep_new(self, people: Iterable[tuple[int, str, Mapping[str, Any]]]) -> None:
        """Seal the identities of people who have none on record yet, their keys first and all at once.

        Parameters
        ----------
        people : iterable of (int, str, mapping)
            Row id, name index (:meth:`name_index`) and fields of each.
        """
        wanted = list(people)
        key_ids = self.keys.new_person_keys(len(wanted))
        keys = self.keys.person_keys(key_ids)
        rows = [
            {"person_id": person_id, "key_id": key_id, **self._sealed(person_id, index, fields, keys[key_id])}
            for (person_id, index, fields), key_id in zip(wanted, key_ids, strict=True)
        ]
        if rows:
            self.session.execute(insert(PersonIdentity), rows)

    def seal_left_open(self) -> int:
        """Seal the cells beside people and courses that earlier versions kept in the open; gives how many records.

        Who was erased has none any more: their cells go with them.
        """
        beside: dict[int, dict[str, Any]] = {}
        people = [p for p in self.session.exec(select(Person)).all() if p.unread]
        courses = [c for c in self.session.exec(select(TrainingRecord)).all() if c.unread]
        for person in people:
            beside.setdefault(person.id or 0, {})["unread"] = person.unread
        for course in courses:
            day = course.end_date or course.start_date or ""
            of = beside.setdefault(course.person_id, {}).setdefault("unread_of", {})
            of[f"training|{fold(course.course)}|{day}"] = course.unread
        for person_id, identity in self.of_many(beside).items():
            known = identity.model_dump(mode="json")
            sealed = {name: known[name] | cells for name, cells in beside[person_id].items()}
            self.keep(self.session.get_one(Person, person_id), known | sealed)
        for record in (*people, *courses):
            record.unread = {}
            self.session.add(record)
        return len(people) + len(courses)

    def _sealed(self, person_id: int, index: str, fields: Mapping[str, Any], key: bytes) -> dict[str, Any]:
        identity = Identity.model_validate(dict(fields))
        national_id = blind_index_id(self._index_key, identity.national_id) if identity.national_id else None
        sealed = seal(identity, person_id, key)
        return {"sealed": sealed, "name_year_index": index, "national_id_index": national_id}

    def name_indexes(self) -> Sequence[tuple[int, str]]:
        """Person id and name index of everyone whom the viewer sees."""
        rows = select(PersonIdentity.person_id, PersonIdentity.name_year_index)
        return [(i, index) for i, index in self.session.exec(rows).all() if index is not None]

    def name_index(self, name: str, birth_year: int | None) -> str:
        """What a name and birth year are found by."""
        return blind_index(self._index_key, name, birth_year)

    def of_number(self, national_id: str) -> list[Person]:
        """People whose national ID number this is, as far as the viewer sees them."""
        joined = select(Person).join(PersonIdentity, col(PersonIdentity.person_id) == col(Person.id))
        index = blind_index_id(self._index_key, national_id)
        return list(self.session.exec(joined.where(PersonIdentity.national_id_index == index)).all())

    def namesakes(self, name: str, birth_year: int | None) -> list[Person]:
        """People whose folded name and birth year are these; the commune still has to agree."""
        query = (
            select(Person)
            .join(PersonIdentity, col(PersonIdentity.person_id) == col(Person.id))
            .where(PersonIdentity.name_year_index == self.name_index(name, birth_year))
            .order_by(Person.code)
        )
        return list(self.session.exec(query).all())
