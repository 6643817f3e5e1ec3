"""What the model learns from: only what was known on each referral's day, only of who agreed, silence left out."""

from dataclasses import fields
from datetime import date, timedelta

import numpy as np
import pytest
from sqlmodel import select

from api.identities import Identities
from api.keys import KeyStore
from api.vault import IdentityErased, open_identity
from matcher.consents import ConsentAct
from matcher.decisions import Pair, refer
from matcher.history import History, known_outcomes, load_history
from matcher.market import make_market
from matcher.ranking.features import FEATURE_NAMES
from matcher.ranking.ranker import AdditiveRanker
from matcher.tables import Person, PersonIdentity, Placement, Purpose, Referral, ReferralState
from tests.factories import (
    BY,
    DUC_LINH,
    HAM_KIEM,
    LA_GI,
    PHAN_THIET,
    TODAY,
    a_consent,
    a_person,
    a_placement,
    a_referral,
    a_training_record,
    an_employer,
    an_opening,
)

STABLE = 180
FIRST = date(2025, 1, 6)
MIDDLE = date(2025, 9, 1)
COMMUTE = FEATURE_NAMES.index("commute_km")
ANSWER_RATE = FEATURE_NAMES.index("answer_rate")


def a_learner(session, **changes):
    person = a_person(session, **changes)
    a_consent(session, person, Purpose.learning)
    return person


def ended(session, person, opening, on, days=None, state=ReferralState.accepted):
    """A referral that was answered; a job of so many days, 0 for none, None for one that still runs."""
    answered = on + timedelta(days=5)
    referral = a_referral(session, person, opening, referred_on=on, state=state, answered_on=answered)
    if state == ReferralState.accepted:
        end = None if days is None else answered + timedelta(days=days)
        a_placement(
            session, person, opening, referral_id=referral.id, started_on=answered, ended_on=end, confirmed_on=TODAY
        )
    return referral


@pytest.fixture
def past(session):
    """Forty referrals over two years to four employers, of every kind of ending."""
    firms = [an_employer(session) for _ in range(4)]
    homes = (HAM_KIEM, PHAN_THIET, LA_GI, DUC_LINH)
    for number in range(40):
        person = a_learner(session, commune_code=homes[number % 4])
        if number % 3:
            a_training_record(session, person, end_date=FIRST + timedelta(days=number * 15))
        opening = an_opening(session, firms[number % 4], isco=["7212"] if number % 2 else ["9321"])
        on = FIRST + timedelta(days=number * 14)
        state = ReferralState.declined if number % 5 == 0 else ReferralState.accepted
        ended(session, person, opening, on, (number % 4) * 90, state)
    return session


def before(history, day):
    return history.referred_on < np.datetime64(day)


def later_referrals(session):
    return session.exec(select(Referral).where(Referral.referred_on >= MIDDLE)).all()


def forget(session, referrals):
    for referral in referrals:
        for placement in session.exec(select(Placement).where(Placement.referral_id == referral.id)).all():
            session.delete(placement)
        session.flush()
        session.delete(referral)
    session.flush()


def shuffle_outcomes(session, referrals):
    """Give every later referral the ending of another."""
    states = [(r.state, r.answered_on) for r in referrals]
    for referral, (state, answered) in zip(referrals, [*states[7:], *states[:7]], strict=True):
        referral.state, referral.answered_on = state, answered
    for placement in session.exec(select(Placement).where(Placement.started_on >= MIDDLE)).all():
        placement.ended_on = None if placement.ended_on else placement.started_on
    session.flush()


@pytest.mark.parametrize("change", [shuffle_outcomes, forget])
def test_the_future_changes_nothing_of_earlier_rows(past, change):
    silent = ended(past, a_learner(past), an_opening(past, isco=["7212"]), FIRST)
    job = past.exec(select(Placement).where(Placement.referral_id == silent.id)).one()
    job.confirmed_on = job.started_on + timedelta(days=40)
    past.flush()
    was = load_history(past, TODAY, STABLE)

    change(past, later_referrals(past))
    now = load_history(past, TODAY, STABLE)

    early, still = before(was, MIDDLE), before(now, MIDDLE)
    assert early.sum() >= 15
    assert not np.array_equal(was.y, now.y), "the future must have changed"
    np.testing.assert_array_equal(was.X[early], now.X[still])
    np.testing.assert_array_equal(was.known_on[early], now.known_on[still])
    np.testing.assert_array_equal(was.y[early], now.y[still])
    known, known_still = (h.known_on < np.datetime64(MIDDLE) for h in (was, now))
    assert (was.weight[known] < 1).sum() == 2, "of a young job whose end nobody knows"
    np.testing.assert_array_equal(was.weight[known], now.weight[known_still])


@pytest.mark.parametrize("change", [shuffle_outcomes, forget])
def test_the_future_changes_nothing_of_what_is_remembered_of_employers(past, change):
    def remembered():
        history = load_history(past, TODAY, STABLE)
        known = history.known_on < np.datetime64(MIDDLE)
        employers = [e for e, k in zip(history.employers, known, strict=True) if k]
        ranker = AdditiveRanker().fit(history.X[known], history.y[known], history.weight[known], employers)
        return dict(ranker.memory_.find(e) for e in sorted(set(employers)))

    was = remembered()
    change(past, later_referrals(past))

    assert len(was) == 4
    assert any(was.values())
    assert remembered() == was


def test_an_answer_counts_from_its_day_and_a_silence_from_when_it_was_due(session):
    firm = an_employer(session)
    first = ended(session, a_learner(session), an_opening(session, firm), FIRST, 0, ReferralState.declined)
    for days in (3, 6, 30):
        ended(session, a_learner(session), an_opening(session, firm), FIRST + timedelta(days=days), 10)

    rates = load_history(session, TODAY, STABLE).X[:, ANSWER_RATE]

    assert first.answered_on == FIRST + timedelta(days=5)
    assert np.isnan(rates[:2]).all(), "nothing was answered or due yet"
    assert rates[2] == pytest.approx((1 + 1.2) / (1 + 2))
    assert rates[3] == pytest.approx((3 + 1.2) / (3 + 2))


def test_a_course_taken_after_the_referral_does_not_count_for_it(session):
    person = a_learner(session)
    ended(session, person, an_opening(session, isco=["7212"]), MIDDLE, 10)
    a_training_record(session, person, isco=["7212"], end_date=MIDDLE + timedelta(days=1))

    unknown = load_history(session, TODAY, STABLE).X[0, 0]
    a_training_record(session, person, isco=["7212"], end_date=MIDDLE - timedelta(days=1))

    assert np.isnan(unknown)
    assert load_history(session, TODAY, STABLE).X[0, 0] == 1.0


def test_work_ended_after_the_referral_is_no_experience_for_it(session):
    worked = {"words": "thợ hàn", "isco": ["7212"], "months": 24}
    for end in (MIDDLE - timedelta(days=1), MIDDLE + timedelta(days=1)):
        person = a_learner(session, work_history=[worked | {"ended_on": end.isoformat()}])
        ended(session, person, an_opening(session, isco=["7212"]), MIDDLE, 10)

    months = load_history(session, TODAY, STABLE).X[:, FEATURE_NAMES.index("experience_months")]

    assert months[0] == 24
    assert not months[1] > 0


def test_who_withdraws_from_learning_leaves_the_next_fit(past):
    was = load_history(past, TODAY, STABLE)
    person_id = int(was.people[3])
    a_consent(past, type("P", (), {"id": person_id}), Purpose.learning, given=False, on_date=TODAY)

    now = load_history(past, TODAY, STABLE)

    assert person_id not in now.people
    assert now.outcomes == was.outcomes - 1


def test_without_consent_to_learning_nothing_is_learned(session):
    ended(session, a_person(session), an_opening(session), FIRST, 10)

    history = load_history(session, TODAY, STABLE)

    assert (history.outcomes, history.X.shape) == (0, (0, len(FEATURE_NAMES)))


def test_the_outcome_of_an_erased_person_leads_to_nobody(past, tmp_path):
    """Erasing deletes the key and the sealed identity; the fit goes on, and no way leads from its rows to a name."""
    keys = KeyStore(tmp_path / "keys.db")
    person_id = int(load_history(past, TODAY, STABLE).people[3])
    identities = Identities(past, keys)
    identities.keep(past.get_one(Person, person_id), {"full_name": "Nguyễn Văn Thử", "national_id": "060099000001"})
    was, name = load_history(past, TODAY, STABLE), identities.of(person_id).full_name
    row = past.get_one(PersonIdentity, person_id)
    key_id, copied = row.key_id, row.sealed

    keys.delete_person_key(key_id)
    past.delete(row)
    past.flush()
    now = load_history(past, TODAY, STABLE)

    np.testing.assert_array_equal(was.X, now.X)
    assert (name, identities.of(person_id)) == ("Nguyễn Văn Thử", None)
    with pytest.raises(IdentityErased):
        open_identity(keys, key_id, copied, person_id)
    kept = " ".join(str(getattr(now, f.name)) for f in fields(History))
    kept += " ".join(map(str, (past.get_one(Person, person_id).model_dump(), now.people.tolist())))
    assert not [word for word in ("Nguyễn", "Thử", "060099000001") if word in kept]
    keys.close()


def test_a_job_that_is_young_stands_in_two_rows_whose_weights_sum_to_one(past):
    firm = an_employer(past)
    ended(past, a_learner(past), an_opening(past, firm), TODAY - timedelta(days=40))

    history = load_history(past, TODAY, STABLE)

    rows = [i for i, e in enumerate(history.employers) if e == firm.code]
    assert sorted(history.y[rows]) == [0, 1]
    assert history.weight[rows].sum() == pytest.approx(1.0)
    assert history.weight[rows].min() > 0
    np.testing.assert_array_equal(history.X[rows[0]], history.X[rows[1]])


def test_a_referral_that_nobody_answered_is_left_out_and_never_a_failure(session):
    for state in (ReferralState.waiting, ReferralState.more_time, ReferralState.no_answer, ReferralState.accepted):
        a_referral(session, a_learner(session), an_opening(session), referred_on=FIRST, state=state)

    assert load_history(session, TODAY, STABLE).outcomes == 0


@pytest.mark.parametrize(
    ("state", "days", "kept"),
    [
        (ReferralState.declined, 0, 0),
        (ReferralState.person_declined, 0, 0),
        (ReferralState.accepted, STABLE - 1, 0),
        (ReferralState.accepted, STABLE, 1),
        (ReferralState.accepted, None, 1),
    ],
)
def test_how_a_referral_ended_is_what_is_learned(session, state, days, kept):
    ended(session, a_learner(session), an_opening(session), FIRST, days, state)

    history = load_history(session, TODAY, STABLE)

    assert history.y.tolist() == [kept]
    assert history.weight.tolist() == [1.0]


def test_a_failure_and_a_success_of_one_day_are_known_on_one_day(session):
    """A comparison by date would else judge months in which only failures are known."""
    for days in (0, 20, 400):
        ended(session, a_learner(session), an_opening(session), FIRST, days)

    known = load_history(session, TODAY, STABLE).known_on

    assert set(known.tolist()) == {FIRST + timedelta(days=5 + STABLE)}


def introduced(session, person, opening, **placed):
    """A referral made by a case worker in this program, and the job it led to."""
    referral = refer(
        session,
        Pair(person, opening),
        BY,
        market=make_market(session, [opening], TODAY),
        reason="hợp nghề",
        consent=ConsentAct(TODAY, ("given_name",)),
    )
    a_placement(session, person, opening, referral_id=referral.id, started_on=TODAY, **placed)
    return referral


def test_what_is_edited_after_a_referral_changes_nothing_in_what_is_learned_from_it(session):
    person, opening = a_learner(session, commune_code=HAM_KIEM), an_opening(session, meals=True)
    introduced(session, person, opening, ended_on=TODAY + timedelta(days=9))
    later = TODAY + timedelta(days=300)
    was = load_history(session, later, STABLE)

    person.commune_code, person.schooling, person.wage_floor_vnd = DUC_LINH, 2, 30_000_000
    person.wishes = [{"words": "thợ hàn", "isco": ["7212"]}]
    opening.seats, opening.meals, opening.commune_code = 40, False, LA_GI
    session.flush()
    now = load_history(session, later, STABLE)

    np.testing.assert_array_equal(was.X, now.X)
    assert (now.outcomes, now.snapshots) == (1, 1)
    assert known_outcomes(session, later, STABLE)[0].commune_code == HAM_KIEM


def test_an_introduction_that_a_list_told_of_is_described_from_the_record(session):
    person = a_learner(session, commune_code=HAM_KIEM)
    referral = ended(session, person, an_opening(session), FIRST, 10)
    before = load_history(session, TODAY, STABLE)
    person.commune_code = DUC_LINH
    session.flush()

    moved = load_history(session, TODAY, STABLE)

    assert (before.outcomes, before.snapshots, referral.known) == (1, 0, {})
    assert before.X[0, COMMUTE] != moved.X[0, COMMUTE]


def test_a_snapshot_of_other_features_is_not_read(session):
    referral = introduced(session, a_learner(session), an_opening(session), ended_on=TODAY)
    referral.known = referral.known | {"features": "of another version"}
    session.flush()

    assert load_history(session, TODAY + timedelta(days=300), STABLE).snapshots == 0
