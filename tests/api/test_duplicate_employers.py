"""Two records of one employer: what is theirs moves to the one that is kept, and back; two tax codes never meet."""

import pytest
from sqlmodel import select

from api.row_security import SERVICE, asked_by
from api.service import Service
from api.tables import Account
from employers.tables import Employer, Opening
from matcher.tables import (
    Consent,
)
from tests.api.conftest import TODAY, Web, operator_of
from tests.api.merging_desk import TRACES, bring_pairs, merge, opening_of, pairs, person_of, undo
from tests.stores import contents


@pytest.fixture
def desk(office: Service, web: Web) -> Web:
    bring_pairs(office)
    return web


def double(service: Service) -> str:
    """A second record of Quán cơm Bà Năm with an opening, an account and a consent; gives its code."""
    with service.database.write(asked_by(SERVICE)) as session:
        twin = Employer(code="NSD00099", name="QUAN COM BA NAM", name_core="com ba nam", registered_on=TODAY)
        session.add(twin)
        session.flush()
        opening = Opening(code="ZZ-1", employer_id=twin.id, title="Phụ bếp", isco=["9412"], state="open")
        account = Account(
            name="banam",
            role="employer",
            password_hash="x",
            employer_tax_code=twin.code,
            created_at=operator_of(service).now(),
        )
        person = person_of(session, "PT-002")
        told = {"purpose": "meet_employer", "given": True, "on_date": TODAY, "recorded_by": "canbo"}
        consent = Consent(person_id=person.id, recipient_id=twin.id, recorded_at=operator_of(service).now(), **told)
        session.add_all([opening, account, consent])
        return twin.code


def ba_nam(service: Service) -> Employer:
    with service.database.read(asked_by(SERVICE)) as session:
        return session.exec(select(Employer).where(Employer.name == "Quán cơm Bà Năm")).one()


def test_openings_accounts_and_consents_move_to_the_kept_employer_and_back(desk):
    twin, kept = double(desk.service), ba_nam(desk.service)
    assert (kept.code, twin) in pairs(desk, "canbo", "employers")
    was = contents(desk.service.database, TRACES)

    made = merge(desk, kept.code, twin, "employers").json()

    with desk.service.database.read(asked_by(SERVICE)) as session:
        assert opening_of(session, "ZZ-1").employer_id == kept.id
        assert session.exec(select(Account).where(Account.name == "banam")).one().employer_tax_code == kept.code
        assert session.exec(select(Consent).where(Consent.recipient_id == kept.id)).all()
    assert (kept.code, twin) not in pairs(desk, "canbo", "employers")
    assert undo(desk, made["id"]).status_code == 200
    assert contents(desk.service.database, TRACES) == was


def test_two_tax_codes_are_refused_with_one_sentence(desk):
    was = contents(desk.service.database, TRACES)

    answer = merge(desk, "3400000514", "3409100009", "employers")

    assert (answer.status_code, answer.json()["code"]) == (409, "different_tax_codes")
    assert "Hai mã số thuế khác nhau" in answer.text
    assert contents(desk.service.database, TRACES) == was
