"""A copy of the house that is changed by SQL where a viewer must not look; then the viewer asks everything again."""

import json
import random
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.keys import KeyStore
from api.vault import Identity, Phone, blind_index, open_identity, seal

SURNAMES = ("Nguyễn", "Trần", "Lê", "Mang", "K'", "Võ", "Đặng")
MIDDLES = ("Văn", "Thị", "Đình", "Hữu", "Ngọc")
GIVEN = ("An", "Bình", "Cúc", "Dũng", "Em", "Hạnh", "Khoa", "Liễu")
WORDS = ("cơ sở cai nghiện số 2", "hồi gia", "HIV", "methadone", "sau cai", "tái nghiện", "viêm gan", "giấy ra viện")


@dataclass
class World:
    """The database of one world, open for changing; the store's own triggers are left alone."""

    base: sqlite3.Connection
    keys: KeyStore
    dice: random.Random

    def run(self, statement: str, *values: Any) -> list[Any]:
        """Run one statement; lists and objects go in as JSON."""
        given = [json.dumps(v, ensure_ascii=False) if isinstance(v, list | dict) else v for v in values]
        return self.base.execute(statement, given).fetchall()

    def id_of(self, table: str, code: str) -> int:
        """The row id of a code."""
        return int(self.run(f"SELECT id FROM {table} WHERE code = ?", code)[0][0])

    def pick(self, these: Sequence[Any]) -> Any:
        """One of some values."""
        return self.dice.choice(these)

    def day(self, first: int = 2015, last: int = 2027) -> str:
        """Some day."""
        return f"{self.dice.randint(first, last)}-{self.dice.randint(1, 12):02d}-{self.dice.randint(1, 28):02d}"

    def words(self) -> str:
        """Words that would tell of the programme, with a number that nobody else has."""
        return f"{self.pick(WORDS)} {self.dice.randint(1000, 9999)}"

    def name(self) -> str:
        """Somebody's name."""
        return f"{self.pick(SURNAMES)} {self.pick(MIDDLES)} {self.pick(GIVEN)}"

    def reseal(self, code: str, **changes: Any) -> None:
        """Change what is sealed of one person."""
        person = self.id_of("person", code)
        ((key_id, sealed),) = self.run("SELECT key_id, sealed FROM person_identity WHERE person_id = ?", person)
        known = open_identity(self.keys, key_id, sealed, person).model_dump()
        changed = Identity.model_validate(known | changes)
        self.run(
            "UPDATE person_identity SET sealed = ? WHERE person_id = ?",
            seal(changed, person, self.keys.person_key(key_id)), person,
        )  # fmt: skip

    def new_person(self, worker: str | None, commune: str = "22945") -> int:
        """Somebody more on the caseload of a case worker, with an identity of their own."""
        code, (key_id,) = f"MOI-{self.dice.randint(10**6, 10**7)}", self.keys.new_person_keys(1)
        self.run(
            "INSERT INTO person (code, birth_date, birth_precision, sex, commune_code, licences, shifts, "
            "treatment_window, health_limits, wishes, work_history, unread, programme, case_worker, registered_on, "
            "revision) VALUES (?, ?, 'day', 'nam', ?, '[]', '[]', '[]', '[]', '[]', '[]', '{}', ?, ?, '2026-02-01', 1)",
            code, self.day(1960, 2000), commune, self.pick(("sau cai", "chung", None)), worker,
        )  # fmt: skip
        person, name = self.id_of("person", code), self.name()
        sealed = seal(Identity(full_name=name, notes=self.words()), person, self.keys.person_key(key_id))
        index = blind_index(self.keys.master("blind_index"), name, 1990)
        self.run("INSERT INTO person_identity VALUES (?, ?, ?, ?, NULL)", person, key_id, sealed, index)
        return person

    def phone(self) -> Phone:
        """Some telephone number."""
        return Phone(number=f"09{self.dice.randint(10**7, 10**8 - 1)}", note=self.words())


Delta = Callable[[World], None]


def make_world(files: Path, folder: Path, deltas: Sequence[Delta], seed: int) -> Path:
    """Copy the files and apply some changes."""
    shutil.copytree(files, folder)
    keys = KeyStore(folder / "keys.db")
    base = sqlite3.connect(folder / "db.sqlite")
    base.executescript("PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;")
    world = World(base, keys, random.Random(seed))
    for delta in deltas:
        delta(world)
    base.commit()
    base.close()
    keys.close()
    return folder
