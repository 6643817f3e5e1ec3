"""The second wall: what PostgreSQL itself gives to whom, whatever statement is sent, and to whom it gives nothing."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from api import migrate
from api.db import connection_beside
from api.identities import Identities
from api.policy import RANKER, Role, Viewer
from api.row_security import SERVICE, asked_by, guarded, is_current, statements
from matcher.tables import Person
from tests.api.conftest import TODAY
from tests.stores import ON_POSTGRESQL

HERE = "00004"

on_postgresql = pytest.mark.skipif(not ON_POSTGRESQL, reason="row-level security is PostgreSQL's")

# Tables that no row rule guards, each with its reason; every other table hangs on a person or is named beside them.
UNGUARDED = {
    "account": "read at sign-in, before anybody is a viewer; holds nobody who came home",
    "account_commune": "read at sign-in, before anybody is a viewer",
    "access_token": "read at sign-in; digests of tokens",
    "second_factor": "read at sign-in; sealed",
    "provider_link": "read at sign-in; digests",
    "throttle": "read at sign-in; digests",
    "audit_event": "written by everybody and read by nobody's session; it names codes and may not be changed",
    "clock_use": "one day",
    "job_claim": "names of jobs",
    "posted_form": "digests and where a form led",
    "once_reply": "sealed",
    "employer": "the market, everybody's at the desk",
    "employer_merge": "the market",
    "opening": "the market, everybody's at the desk",
    "market_revision": "one number",
    "taught_phrase": "words of trades",
    "ranking_model": "numbers of the whole office",
    "rerank_run": "numbers of the whole office",
    "rollout_step": "numbers of the whole office",
    "ranked_opening": "openings, not people",
    "seat_price": "openings, not people",
    "livelihood": "ways to work on one's own, not people",
    "employer_contact": "the market, everybody's at the desk",
    "webhook": "addresses of other systems; sealed secrets",
    "webhook_message": "codes of openings and random ids of referrals",
    "told_state": "codes of openings and random ids of referrals",
    "backup_drill": "names of files and counts",
}


def test_every_table_is_guarded_or_has_its_reason() -> None:
    named = {str(table.__tablename__) for table in guarded()}

    assert named.isdisjoint(UNGUARDED)
    assert named | UNGUARDED.keys() == set(SQLModel.metadata.tables)


def test_nobody_who_signs_in_is_given_every_row_about_people() -> None:
    everybody_s = [s for s in statements() if s.endswith("AND (true))")]

    roles = {s.split()[2].removeprefix("rows_of_") for s in everybody_s}
    assert roles == {"operator", "ranker", "introducer", "confirmer"}


def codes(database, info, asked="SELECT code FROM person ORDER BY code"):
    """What raw SQL gives on a session's connection, around every rule of the session's own."""
    with database.read(info) as session:
        return list(connection_beside(session).execute(text(asked)).scalars())


def is_current_in(database):
    with database.read() as session:
        return is_current(session.connection())


@pytest.fixture
def two(service):
    """Two people of two case workers, one in another commune; gives the database."""
    with service.database.write(asked_by(SERVICE)) as session:
        for code, worker, commune in (("HS00001", "canbo", HERE), ("HS00002", "canbo2", "00127")):
            person = Person(code=code, case_worker=worker, commune_code=commune, registered_on=TODAY)
            session.add(person)
            session.flush()
            Identities(session, service.keys).keep(person, {"full_name": "Nguyễn Văn Hư Cấu"})
    return service.database


@on_postgresql
def test_raw_sql_gives_a_case_worker_their_own_people_only(two) -> None:
    own = Viewer("canbo", Role.case_worker)
    names = "SELECT person_id FROM person_identity"

    assert codes(two, asked_by(own)) == ["HS00001"]
    assert codes(two, asked_by(replace(own, covers=frozenset({"canbo2"})))) == ["HS00001", "HS00002"]
    assert len(codes(two, asked_by(own), names)) == 1


@on_postgresql
def test_raw_sql_gives_a_supervisor_their_communes_only(two) -> None:
    of_area = Viewer("giamsat", Role.supervisor, frozenset({HERE}))

    assert codes(two, asked_by(of_area)) == ["HS00001"]
    assert codes(two, asked_by(Viewer("giamsat", Role.supervisor))) == []


@on_postgresql
@pytest.mark.parametrize("role", [Role.admin, Role.employer, Role.confirmer])
def test_raw_sql_gives_no_people_to_who_has_none(two, role) -> None:
    assert codes(two, asked_by(Viewer("ai", role))) == []


@on_postgresql
def test_the_ranker_reads_no_identity_and_a_connection_that_says_nothing_reads_nobody(two) -> None:
    with two.reader.connect() as connection:
        unasked = [connection.scalar(text(f"SELECT count(*) FROM {t.__tablename__}")) for t in guarded()]

    assert unasked == [0] * len(guarded())
    assert codes(two, None) == []
    assert codes(two, asked_by(RANKER)) == ["HS00001", "HS00002"]
    assert codes(two, asked_by(RANKER), "SELECT person_id FROM person_identity") == []


@on_postgresql
def test_who_asked_is_forgotten_with_the_transaction(two) -> None:
    with two.write(asked_by(SERVICE)) as session:
        told = list(connection_beside(session).execute(text("SELECT code FROM person")).scalars())

    with two.write(None) as session:
        untold = list(connection_beside(session).execute(text("SELECT code FROM person")).scalars())
    assert (sorted(told), untold) == (["HS00001", "HS00002"], [])


@on_postgresql
def test_raw_sql_writes_nothing_that_is_not_the_viewers(two) -> None:
    own = asked_by(Viewer("canbo", Role.case_worker))
    taken = text("UPDATE person SET case_worker = 'canbo' WHERE code = 'HS00002'")
    given = text("INSERT INTO erased_mark (mark) VALUES ('x')")

    with two.write(own) as session:
        changed = connection_beside(session).execute(taken).rowcount
    with pytest.raises(DBAPIError, match="row-level security"), two.write(own) as session:
        connection_beside(session).execute(given)

    assert changed == 0


@on_postgresql
def test_the_owner_of_the_tables_is_no_superuser_and_is_held_too(two) -> None:
    asked = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"

    assert codes(two, asked_by(SERVICE), asked) == [False]
    assert codes(two, None, "SELECT bool_and(relforcerowsecurity) FROM pg_class WHERE relname = 'person'") == [True]


@on_postgresql
def test_a_wall_of_another_version_is_noticed_and_migrating_writes_it_anew(two) -> None:
    with two.writer.begin() as connection:
        connection.execute(text("COMMENT ON POLICY rows_of_operator ON person IS 'an older one'"))

    before = is_current_in(two)
    migrate.upgrade(two)

    assert (before, is_current_in(two)) == (False, True)
    assert codes(two, None) == []
