"""What has had its time goes by itself: sealed texts, introductions of people not hired; the trail's end is written."""

from datetime import timedelta

import pytest
from sqlmodel import select

from api import audit, clock
from api.acts.imports import list_imports, try_list
from api.acts.introductions import list_referrals
from api.acts.retention import REPORTS_DAYS, TRIALS_DAYS, clear_expired, publish_head
from api.tables import ImportRun
from matcher.retention import KEPT_DAYS, end_introductions
from matcher.tables import Consent, Person, Referral, ReferralState
from tests.api.conftest import TODAY, caller_named, operator_of

LIST = "Mã hồ sơ,Họ và tên\nP1,Nguyễn Văn Lành\n".encode()


@pytest.fixture
def introduced(office):
    """An introduction of today to congty, with a sentence that the person agreed to have told."""
    with office.database.write() as session:
        person = session.exec(select(Person).where(Person.code == "PT-001")).one()
        referral = session.exec(select(Referral).where(Referral.person_id == person.id)).first()
        assert referral is not None and referral.opening_id
        from employers.tables import Opening

        employer = session.get_one(Opening, referral.opening_id).employer_id
        given = Consent(
            person_id=person.id or 0,
            purpose="meet_employer",
            recipient_id=employer,
            given=True,
            on_date=TODAY,
            fields=["given_name", "status_sentence"],
            recorded_by="canbo",
            recorded_at=clock.now(),
        )
        session.add(given)
        session.flush()
        referral.consent_id, referral.shown = given.id, {}
        referral.state, referral.answered_on = ReferralState.waiting, None
        session.add(referral)
        tax_code = session.get_one(__import__("employers.tables", fromlist=["Employer"]).Employer, employer).code
        return referral.id, tax_code
