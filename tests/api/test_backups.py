"""A backup brings everything back on either store, and nothing that was taken back since."""

import shutil
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import select

from api import migrate
from api.acts.backups import back_up, move, restore, verify_backup
from api.acts.key_rotation import forget_older, rotate
from api.acts.people import change_person
from api.acts.person_rights import erase, restrict
from api.acts.profiles import withdraw_purpose
from api.audit import verify
from api.backups.archive import PASSING, End, Head, open_archive, write_archive
from api.backups.errors import BackupError, WrongKeys
from api.backups.loading import in_use
from api.backups.rows import table_forms, tallies
from api.db import Database
from api.identities import Identities
from api.keys import BACKUPS
from api.row_security import SERVICE, asked_by, speak_for_service
from api.tables import Account, AuditEvent, ListRow
from matcher.consents import has_consent
from matcher.tables import Person, PersonIdentity, Purpose
from tests import postgresql_server as postgresql
from tests.api.conftest import TODAY, caller_named, import_bytes, open_service, operator_of
from tests.lists import csv_from
from tests.postgresql_server import needs_postgresql
from tests.stores import ON_POSTGRESQL, contents

TRAIL = {"audit_event"}
PEOPLE = 9
"""Of the list of ten, one is held."""
NEW = csv_from([{"person_code": "MOI-1", "full_name": "Trần Thị Mới", "birth_date": "1/2/1990", "consent_date": ""}])


@pytest.fixture
def elsewhere(office, tmp_path):
    """A service with an empty database of its own, and the office's keys."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copy(office.settings.keys, folder / "keys.db")
    service = open_service(folder)
    yield service
    service.close()


def kept(service, without=TRAIL):
    return contents(service.database, {*PASSING, *without})


def counted(database):
    with database.reader.connect() as connection:
        speak_for_service(connection)
        forms = table_forms(connection, (*PASSING, *TRAIL))
        return tallies(connection, forms)


def person(service, code):
    with service.database.read(asked_by(SERVICE)) as session:
        return session.exec(select(Person).where(Person.code == code)).first()


def names(service):
    with service.database.read(asked_by(SERVICE)) as session:
        return {i.full_name for i in Identities(session, service.keys).everyone().values()}


@contextmanager
def other_store(folder):
    """An empty database of the other kind than the tests' own."""
    url = f"sqlite:///{folder}/other.db" if ON_POSTGRESQL else postgresql.shared_server().create("other")
    database = Database(url)
    yield database
    database.dispose()


def test_a_backup_brings_back_every_row(office, elsewhere, tmp_path):
    made = back_up(operator_of(office), tmp_path / "s.nvb")

    done = restore(operator_of(elsewhere), tmp_path / "s.nvb")

    assert kept(elsewhere) == kept(office)
    assert done.tables == made.tables
    assert done.tables["person"] == PEOPLE
    assert (tmp_path / "s.nvb").stat().st_mode & 0o777 == 0o600
    assert names(elsewhere) == names(office)


def test_the_trail_follows_through_a_restore_and_says_that_there_was_one(office, elsewhere, tmp_path):
    back_up(operator_of(office), tmp_path / "s.nvb")

    restore(operator_of(elsewhere), tmp_path / "s.nvb")

    with elsewhere.database.read(asked_by(SERVICE)) as session:
        acts = session.exec(select(AuditEvent.act).order_by(AuditEvent.id)).all()
        assert verify(session, elsewhere.keys).ok
    assert acts[-2:] == ["back_up", "restore"]


def test_a_restored_service_goes_on_numbering(office, elsewhere, tmp_path):
    back_up(operator_of(office), tmp_path / "s.nvb")
    restore(operator_of(elsewhere), tmp_path / "s.nvb")

    report = import_bytes(operator_of(elsewhere), "people", NEW)

    assert report.counts["held"] == 0
    assert person(elsewhere, "MOI-1").id > max(person(office, c).id for c in ("PT-001", "PT-002"))


def test_sign_ins_and_stored_answers_do_not_come_back(office, elsewhere, tmp_path):
    back_up(operator_of(office), tmp_path / "s.nvb")

    restore(operator_of(elsewhere), tmp_path / "s.nvb")

    assert len(contents(office.database)["import_run"]) > 0
    assert [len(contents(elsewhere.database)[name]) for name in PASSING] == [0] * len(PASSING)


def test_nothing_that_tells_who_somebody_is_stands_open_in_a_backup(office, tmp_path):
    back_up(operator_of(office), tmp_path / "s.nvb")

    with open_archive(tmp_path / "s.nvb", office.keys.sealing_keys(BACKUPS)) as (_, pieces):
        words = repr(list(pieces))

    assert not [name for name in names(office) if name in words]
    assert not [key for key in office.keys.sealing_keys(BACKUPS) if repr(key) in words]


@needs_postgresql
def test_a_backup_goes_to_the_other_store_and_back(office, elsewhere, tmp_path):
    back_up(operator_of(office), tmp_path / "s.nvb")
    with other_store(tmp_path) as database:
        there = type(office)(office.settings, database, office.keys)
        restore(operator_of(there), tmp_path / "s.nvb")
        assert counted(database) == counted(office.database)
        back_up(operator_of(there), tmp_path / "t.nvb")

    restore(operator_of(elsewhere), tmp_path / "t.nvb")

    assert counted(elsewhere.database) == counted(office.database)
    assert kept(elsewhere) == kept(office)


@needs_postgresql
def test_everything_moves_to_the_other_store_by_one_command(office, tmp_path):
    before = kept(office, without=())
    path = office.database.url.database
    with other_store(tmp_path) as database:
        url = database.url.render_as_string(hide_password=False)
        tables, aside = move(operator_of(office), url)

        assert tables["import_run"] > 0
        assert {n: len(r) for n, r in contents(database).items() if n in before} == {
            n: len(r) + (n in TRAIL) for n, r in before.items()
        }
        there = type(office)(office.settings, database, office.keys)
        assert names(there) and verify_trail(there)
    if not ON_POSTGRESQL:
        assert aside.exists() and not Path(path).exists()


def verify_trail(service):
    with service.database.read(asked_by(SERVICE)) as session:
        return verify(session, service.keys).ok


@needs_postgresql
def test_a_filled_place_is_not_moved_into(office, tmp_path):
    with other_store(tmp_path) as database:
        migrate.upgrade(database)
        with database.write() as session:
            session.add(Account(name="x", role="admin", password_hash="x", created_at=operator_of(office).now()))

        with pytest.raises(BackupError, match="trống"):
            move(operator_of(office), database.url.render_as_string(hide_password=False))


def test_nothing_is_moved_or_restored_while_somebody_has_the_database_open(office, elsewhere, tmp_path):
    back_up(operator_of(office), tmp_path / "s.nvb")
    second = Database(office.settings.database_url)
    with second.read() as session:
        session.exec(select(Person)).first()

        assert in_use(office.database)
        for act in (
            lambda: move(operator_of(office), elsewhere.settings.database_url),
            lambda: restore(operator_of(office), tmp_path / "s.nvb", over=True),
        ):
            with pytest.raises(BackupError, match="dừng noiviec serve"):
                act()
    second.dispose()

    assert not in_use(office.database)


def test_a_trial_touches_nothing_and_tells_what_was_found(office, tmp_path):
    back_up(operator_of(office), tmp_path / "s.nvb")
    before = kept(office, without=())

    head, proof = verify_backup(operator_of(office), tmp_path / "s.nvb")

    assert kept(office, without=()) == before
    assert (proof.whole, proof.people.opened, proof.people.shut, proof.audit.ok) == (True, PEOPLE, 0, True)
    assert (head.revision, proof.tables["person"]) == (migrate.newest(), PEOPLE)
    assert not list(office.settings.keys.parent.glob("thu-khoi-phuc-*"))


def test_a_trial_finds_a_seal_that_was_moved_to_somebody_else(office, tmp_path):
    with office.database.writer.begin() as connection:
        first, last = connection.exec_driver_sql("SELECT min(person_id), max(person_id) FROM person_identity").one()
        of_first = select(PersonIdentity.sealed).where(PersonIdentity.person_id == first).scalar_subquery()
        connection.execute(update(PersonIdentity).where(PersonIdentity.person_id == last).values(sealed=of_first))
    back_up(operator_of(office), tmp_path / "s.nvb")

    _, proof = verify_backup(operator_of(office), tmp_path / "s.nvb")

    assert (proof.whole, proof.people.shut) == (False, 1)


def test_a_filled_database_is_replaced_only_when_asked_and_kept_then(office, elsewhere, tmp_path):
    back_up(operator_of(office), tmp_path / "s.nvb")
    first = kept(office)
    import_bytes(operator_of(office), "people", NEW)
    second = kept(office)
    with pytest.raises(BackupError, match="--replace"):
        restore(operator_of(office), tmp_path / "s.nvb")

    done = restore(operator_of(office), tmp_path / "s.nvb", over=True)

    assert kept(office) == first
    restore(operator_of(elsewhere), done.aside)
    assert kept(elsewhere) == second


def test_an_older_backup_is_migrated_and_a_newer_one_is_refused(office, elsewhere, tmp_path):
    migrate.downgrade(office.database, "0008")
    back_up(operator_of(office), tmp_path / "old.nvb")
    end = End({})
    newer = Head(operator_of(office).now(), "9999", "sqlite")
    write_archive(tmp_path / "new.nvb", office.keys.sealing_keys(BACKUPS)[0], newer, [end], over=False)

    restore(operator_of(elsewhere), tmp_path / "old.nvb")

    assert migrate.current(elsewhere.database) == migrate.newest()
    assert names(elsewhere) == names(office)
    for act in (verify_backup, lambda caller, file: restore(caller, file, over=True)):
        with pytest.raises(BackupError, match="mới hơn"):
            act(operator_of(elsewhere), tmp_path / "new.nvb")
    assert names(elsewhere)


def test_whoever_was_erased_since_does_not_come_back(office, elsewhere, tmp_path):
    back_up(operator_of(office), tmp_path / "s.nvb")
    erase(caller_named(office, "giamsat"), "PT-001", "PT-001")
    shutil.copy(office.settings.keys, elsewhere.settings.keys)

    done = restore(operator_of(elsewhere), tmp_path / "s.nvb")

    assert done.replayed.erased == 1
    assert person(elsewhere, "PT-001") is None
    assert names(elsewhere) == names(office)
    with elsewhere.database.read(asked_by(SERVICE)) as session:
        assert not [r.key for r in session.exec(select(ListRow)).all() if r.key.startswith("PT-001")]
    _, proof = verify_backup(operator_of(elsewhere), tmp_path / "s.nvb")
    assert (proof.whole, proof.people.erased) == (True, 1)


def test_an_older_copy_of_the_keys_does_not_bring_the_erased_back(office, elsewhere, tmp_path):
    back_up(operator_of(office), tmp_path / "before.nvb")
    erase(caller_named(office, "giamsat"), "PT-001", "PT-001")
    back_up(operator_of(office), tmp_path / "after.nvb")
    restore(operator_of(elsewhere), tmp_path / "after.nvb")

    restore(operator_of(elsewhere), tmp_path / "before.nvb", over=True)

    assert person(elsewhere, "PT-001") is None
    assert names(elsewhere) == names(office)


def test_what_was_withdrawn_since_stays_withdrawn(office, elsewhere, tmp_path):
    for code, whose in (("PT-001", "canbo"), ("PT-002", "canbo"), ("PT-003", "canbo2")):
        change_person(caller_named(office, whose), code, person(office, code).revision, {"consent_date": TODAY})
    back_up(operator_of(office), tmp_path / "s.nvb")
    withdraw_purpose(caller_named(office, "canbo"), "PT-001", Purpose.matching, None, TODAY)
    gone = {"consent_withdrawn_on": TODAY}
    change_person(caller_named(office, "canbo"), "PT-002", person(office, "PT-002").revision, gone)
    restrict(caller_named(office, "canbo2"), "PT-003", on=True)
    rotate(operator_of(office))
    shutil.copy(office.settings.keys, elsewhere.settings.keys)

    done = restore(operator_of(elsewhere), tmp_path / "s.nvb")

    day = TODAY + timedelta(days=400)
    with elsewhere.database.read(asked_by(SERVICE)) as session:
        stands = [
            has_consent(session, person(elsewhere, code).id, purpose, day)
            for code in ("PT-001", "PT-002", "PT-003")
            for purpose in (Purpose.matching, Purpose.learning)
        ]
    assert stands == [False, True, False, False, True, True]
    assert person(elsewhere, "PT-003").restricted_on is not None
    assert done.replayed.stopped == 4


def test_renewed_keys_open_older_backups_until_older_keys_are_forgotten(office, tmp_path):
    back_up(operator_of(office), tmp_path / "s.nvb")
    rotate(operator_of(office))
    _, proof = verify_backup(operator_of(office), tmp_path / "s.nvb")

    forget_older(operator_of(office))

    assert (proof.whole, proof.people.opened) == (True, PEOPLE)
    with pytest.raises(WrongKeys):
        verify_backup(operator_of(office), tmp_path / "s.nvb")
