"""Identities are sealed per person, found again by blind index, and gone when their key is."""

import pytest
from sqlmodel import select

from api.identities import Identities
from api.scoping import OutsidePolicy, ViewerSessions
from api.vault import VaultError
from matcher.people import get_person
from matcher.tables import PersonIdentity
from tests.api.conftest import caller_named, operator_of


@pytest.fixture
def open_office(office):
    with operator_of(office).sessions.write() as session:
        yield session, Identities(session, office.keys)


def test_what_is_kept_is_read_back(open_office):
    session, identities = open_office
    person = get_person(session, "PT-001")

    identities.keep(person, {"full_name": "Trần Văn Mới", "phones": [{"number": "0900000001", "note": "mẹ"}]})
    session.flush()

    found = identities.of(person.id)
    assert (found.full_name, found.given_name, found.phones[0].note) == ("Trần Văn Mới", "Mới", "mẹ")


def test_changing_an_identity_keeps_the_key_and_changes_the_blob(open_office):
    session, identities = open_office
    person = get_person(session, "PT-001")
    row = session.get(PersonIdentity, person.id)
    key, sealed = row.key_id, row.sealed

    identities.keep(person, {"full_name": "Nguyễn Văn Lành"})

    assert (row.key_id, row.sealed == sealed) == (key, False)


def test_many_are_read_in_parts_and_the_unseen_are_left_out(office):
    with caller_named(office, "canbo").sessions.read() as session:
        found = Identities(session, office.keys).of_many(range(1, 1200))

    assert {i.full_name for i in found.values()} >= {"Nguyễn Văn Lành"}
    assert "Lê Văn Ví" not in {i.full_name for i in found.values()}
    assert len(found) == 5


def test_another_s_identity_is_as_absent(office):
    with office.ranker_sessions.read() as everyone:
        theirs = get_person(everyone, "PT-003").id

    with caller_named(office, "canbo").sessions.read() as session:
        identities = Identities(session, office.keys)
        assert identities.of(theirs) is None
        assert identities.of(10_000) is None


def test_deleting_the_key_erases_the_person_and_nobody_else(office):
    with operator_of(office).sessions.read() as session:
        identities = Identities(session, office.keys)
        person = get_person(session, "PT-001")
        office.keys.delete_person_key(session.get(PersonIdentity, person.id).key_id)

        assert identities.of(person.id) is None
        assert len(identities.everyone()) == 8


def test_a_blob_moved_to_another_person_does_not_open(open_office):
    session, identities = open_office
    one, other = (session.get(PersonIdentity, get_person(session, c).id) for c in ("PT-001", "PT-002"))
    one.sealed, one.key_id = other.sealed, other.key_id
    session.flush()

    with pytest.raises(VaultError):
        identities.of(one.person_id)


def test_the_same_person_is_found_by_folded_name_and_year(open_office):
    _, identities = open_office

    assert [p.code for p in identities.namesakes("NGUYEN VAN LANH", 1988)] == ["PT-001"]
    assert identities.namesakes("Nguyễn Văn Lành", 1989) == []


def test_the_index_tells_nothing_without_its_key(office):
    with operator_of(office).sessions.read() as session:
        rows = session.exec(select(PersonIdentity)).all()

    for row in rows:
        assert "lanh" not in (row.name_year_index or "").lower()
        assert b"L\xc3\xa0nh" not in row.sealed


def test_the_ranker_cannot_open_an_identity(office):
    with office.ranker_sessions.read() as session, pytest.raises(OutsidePolicy):
        Identities(session, office.keys).everyone()


def test_a_viewer_without_people_has_no_identities(office):
    caller = caller_named(office, "giamsat-moi")
    with ViewerSessions(office.database, caller.viewer).read() as session:
        assert Identities(session, office.keys).everyone() == {}
