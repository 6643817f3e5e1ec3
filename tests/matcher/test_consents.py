from datetime import timedelta

import pytest

from matcher.consents import ConsentAct, consent_acts, give_consent, has_consent, last_act, stands, withdraw_consent
from matcher.tables import Consent, Purpose
from tests.factories import BY, NOW, TODAY, a_consent, a_person, an_employer

RECORDED = (BY.account, NOW)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def test_silence_is_not_consent(session):
    person = a_person(session, consented=False)

    assert not has_consent(session, person.id, Purpose.matching, TODAY)
    assert not stands(None, TODAY)


@pytest.mark.parametrize(
    ("on_date", "expires_on", "holds"),
    [
        (TODAY, None, True),
        (TOMORROW, None, False),
        (YESTERDAY, TODAY, True),
        (YESTERDAY, YESTERDAY, False),
    ],
)
def test_a_consent_holds_from_its_day_to_its_last_day(on_date, expires_on, holds):
    act = Consent(person_id=1, purpose="matching", given=True, on_date=on_date, expires_on=expires_on)

    assert stands(act, TODAY) is holds


def test_each_purpose_is_given_and_withdrawn_alone(session):
    person = a_person(session)
    give_consent(session, person, Purpose.learning, ConsentAct(TODAY), RECORDED)

    withdraw_consent(session, person, Purpose.learning, TODAY, RECORDED)

    assert has_consent(session, person.id, Purpose.matching, TODAY)
    assert not has_consent(session, person.id, Purpose.learning, TODAY)


def test_consent_to_meet_is_for_one_employer(session):
    person, one, other = a_person(session), an_employer(session), an_employer(session)

    give_consent(session, person, Purpose.meet_employer, ConsentAct(TODAY), RECORDED, one.id)

    assert has_consent(session, person.id, Purpose.meet_employer, TODAY, one.id)
    assert not has_consent(session, person.id, Purpose.meet_employer, TODAY, other.id)
    assert not has_consent(session, person.id, Purpose.meet_employer, TODAY)


def test_what_was_withdrawn_can_be_given_again_and_every_act_stays_on_record(session):
    person = a_person(session)

    withdraw_consent(session, person, Purpose.matching, TODAY, RECORDED)
    give_consent(session, person, Purpose.matching, ConsentAct(TODAY, proof="phiếu 12"), RECORDED)

    assert [a.given for a in consent_acts(session, person.id)] == [True, False, True]
    assert has_consent(session, person.id, Purpose.matching, TODAY)


def test_the_past_is_judged_by_the_acts_of_its_day(session):
    person = a_person(session, consented=False)
    given = a_consent(session, person, on_date=TODAY - timedelta(days=30))
    a_consent(session, person, given=False, on_date=YESTERDAY)
    acts = consent_acts(session, person.id)

    assert last_act(acts, Purpose.matching, on=TODAY - timedelta(days=2)) is given
    assert not stands(last_act(acts, Purpose.matching, on=TODAY), TODAY)


def test_every_act_changes_the_persons_revision(session):
    person = a_person(session)
    before = person.revision

    withdraw_consent(session, person, Purpose.matching, TODAY, RECORDED)

    assert person.revision == before + 1


def test_an_act_keeps_how_it_was_given(session):
    person, firm = a_person(session), an_employer(session)
    how = ConsentAct(TODAY, ("given_name", "phone"), "giấy ký tay", TOMORROW, "mẫu 3")

    act = give_consent(session, person, Purpose.meet_employer, how, RECORDED, firm.id)

    assert (act.fields, act.proof, act.expires_on, act.wording) == (
        ["given_name", "phone"],
        "giấy ký tay",
        TOMORROW,
        "mẫu 3",
    )
    assert (act.recorded_by, act.recorded_at) == RECORDED
