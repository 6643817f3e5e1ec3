from datetime import date, timedelta

import pytest
from sqlmodel import select

from employers.openings import market_revision
from employers.tables import Employer
from matcher.consents import ConsentAct, withdraw_consent
from matcher.decisions import (
    Pair,
    answer_referral,
    close_unanswered,
    dismiss,
    get_referral,
    make_alias,
    override,
    refer,
    rules_broken,
    take_back,
)
from matcher.errors import (
    AlreadyAnswered,
    ConsentMissing,
    NoMoreTime,
    NotEligible,
    NotOverridable,
    UnknownReferral,
)
from matcher.market import load_market, make_market
from matcher.people import load_seeker
from matcher.tables import Decision, Purpose, ReferralState
from tests.factories import (
    BY,
    DUC_LINH,
    NOW,
    TODAY,
    a_consent,
    a_person,
    a_placement,
    a_referral,
    an_employer,
    an_opening,
)

AGREED = ConsentAct(TODAY, ("given_name", "skills"))


def a_pair(session, **opening):
    return Pair(a_person(session), an_opening(session, **opening))


def introduce(session, pair, consent=AGREED):
    market = make_market(session, [pair.opening], TODAY)
    return refer(session, pair, BY, market=market, reason="hợp nghề", consent=consent)


def decisions(session):
    return list(session.exec(select(Decision.kind).order_by(Decision.id)).all())


def broken(session, pair):
    return rules_broken(session, pair, make_market(session, [pair.opening], TODAY))


def test_nobody_is_introduced_who_has_not_agreed_to_meet_this_employer(session):
    pair = a_pair(session)

    with pytest.raises(ConsentMissing):
        introduce(session, pair, consent=None)


def test_consent_to_meet_one_employer_is_none_to_meet_another(session):
    pair, other = a_pair(session), an_employer(session)
    a_consent(session, pair.person, Purpose.meet_employer, recipient_id=other.id)

    with pytest.raises(ConsentMissing):
        introduce(session, pair, consent=None)


def test_a_consent_that_stands_is_enough_and_is_named_by_the_referral(session):
    pair = a_pair(session)
    stands = a_consent(session, pair.person, Purpose.meet_employer, recipient_id=pair.opening.employer_id)

    referral = introduce(session, pair, consent=None)

    assert referral.consent_id == stands.id


def test_a_withdrawn_consent_to_meet_is_none(session):
    pair = a_pair(session)
    employer_id = pair.opening.employer_id
    a_consent(session, pair.person, Purpose.meet_employer, recipient_id=employer_id)
    withdraw_consent(session, pair.person, Purpose.meet_employer, TODAY, (BY.account, NOW), employer_id)

    with pytest.raises(ConsentMissing):
        introduce(session, pair, consent=None)


@pytest.mark.parametrize(
    "given",
    [
        ConsentAct(TODAY + timedelta(days=1)),
        ConsentAct(TODAY - timedelta(days=30), expires_on=TODAY - timedelta(days=1)),
    ],
)
def test_a_consent_of_tomorrow_or_one_that_is_over_does_not_count(session, given):
    pair = a_pair(session)

    with pytest.raises(ConsentMissing):
        introduce(session, pair, consent=given)


def test_a_referral_waits_two_weeks_and_removes_the_pair_from_the_list(session):
    pair = a_pair(session)

    referral = introduce(session, pair)

    assert (referral.state, referral.answer_by) == (ReferralState.waiting, TODAY + timedelta(days=14))
    assert broken(session, pair) == ("already",)
    with pytest.raises(NotEligible) as second:
        introduce(session, pair)
    assert second.value.rules == ("already",)


def test_a_pair_that_a_rule_removes_is_not_introduced_and_leaves_no_trace(session):
    pair = a_pair(session, commune_code=DUC_LINH)

    with pytest.raises(NotEligible) as refused:
        introduce(session, pair)

    assert refused.value.rules == ("distance",)
    assert decisions(session) == []


def test_an_override_lets_the_pair_through_and_keeps_its_reason(session):
    pair = a_pair(session, commune_code=DUC_LINH)

    decision = override(session, pair, BY, ["distance"], "có bà con cho ở nhờ")
    introduce(session, pair)

    assert (decision.reason, decision.rules) == ("có bà con cho ở nhờ", ["distance"])


def test_a_second_override_adds_to_the_first(session):
    pair = a_pair(session, commune_code=DUC_LINH, shifts=["đêm"])
    pair.person.shifts = ["ngày"]

    override(session, pair, BY, ["distance"], "có bà con cho ở nhờ")
    override(session, pair, BY, ["shift"], "đã đồng ý làm đêm")

    assert broken(session, pair) == ()


@pytest.mark.parametrize("rules", [["licence"], ["distance", "consent"], ["minimum_age"], ["nonsense"], []])
def test_no_other_rule_can_be_set_aside(session, rules):
    pair = a_pair(session)

    with pytest.raises(NotOverridable):
        override(session, pair, BY, rules, "lý do")

    assert decisions(session) == []


def test_a_dismissal_holds_until_it_is_taken_back(session):
    pair = a_pair(session)

    dismiss(session, pair, BY, "too_far")
    after = broken(session, pair)
    take_back(session, pair, BY)

    assert after == ("already",)
    assert broken(session, pair) == ()


def test_a_new_posting_of_the_same_employer_starts_anew(session):
    pair = a_pair(session)
    dismiss(session, pair, BY, "too_far")

    firm = session.get_one(Employer, pair.opening.employer_id)
    again = Pair(pair.person, an_opening(session, firm))

    assert broken(session, again) == ()


def test_every_decision_marks_the_persons_list_as_stale(session):
    pair = a_pair(session)
    seen = [pair.person.revision]

    for act in (
        lambda: dismiss(session, pair, BY, "too_far"),
        lambda: take_back(session, pair, BY),
        lambda: override(session, pair, BY, ["distance"], "lý do"),
        lambda: introduce(session, pair),
    ):
        act()
        seen.append(pair.person.revision)

    assert seen == sorted(set(seen))
    assert decisions(session) == ["dismiss", "take_back", "override", "refer"]


def test_an_alias_tells_nothing_of_the_person(session):
    person = a_person(session)
    referrals = [introduce(session, Pair(person, an_opening(session))) for _ in range(20)]

    aliases = {r.alias for r in referrals}

    assert len(aliases) == 20
    assert len({r.id for r in referrals}) == 20
    for referral in referrals:
        letters, digits = referral.alias.split(" ")
        assert len(letters) == 2 and letters.isascii() and letters.isupper()
        assert digits.isdigit() and len(digits) == 4
        assert person.code not in referral.alias + referral.id


def test_aliases_are_drawn_anew_and_widely():
    assert len({make_alias() for _ in range(500)}) > 490


def test_the_same_answer_again_changes_nothing(session):
    referral = introduce(session, a_pair(session))

    answer_referral(session, referral, ReferralState.declined, BY, "skills")
    first = (referral.revision, referral.answered_on, market_revision(session))
    answer_referral(session, referral, ReferralState.declined, BY, "other")

    assert (referral.revision, referral.answered_on, market_revision(session)) == first
    assert referral.reason == "skills"


def test_another_answer_after_the_first_is_refused(session):
    referral = introduce(session, a_pair(session))
    answer_referral(session, referral, ReferralState.declined, BY, "skills")

    with pytest.raises(AlreadyAnswered):
        answer_referral(session, referral, ReferralState.accepted, BY, None)

    assert referral.state == ReferralState.declined


def test_asking_for_more_time_moves_the_day_each_time(session):
    referral = introduce(session, a_pair(session))
    later = type(BY)(BY.account, TODAY + timedelta(days=10), NOW)

    answer_referral(session, referral, ReferralState.more_time, BY, None)
    answer_referral(session, referral, ReferralState.more_time, later, None)

    assert referral.answer_by == TODAY + timedelta(days=24)
    assert referral.answered_on is None


def test_an_introduction_waits_three_times_the_usual_span_and_no_longer(session):
    referral = introduce(session, a_pair(session))

    def ask(days):
        on_the_day = type(BY)(BY.account, TODAY + timedelta(days), NOW)
        answer_referral(session, referral, ReferralState.more_time, on_the_day, None)

    ask(14)
    ask(28)

    assert referral.answer_by == TODAY + timedelta(days=42)
    with pytest.raises(NoMoreTime):
        ask(30)
    answer_referral(session, referral, ReferralState.accepted, BY, None)
    assert referral.state == ReferralState.accepted


def test_an_introduction_nobody_answered_is_closed_after_its_day_and_may_still_be_answered(session):
    referral = introduce(session, a_pair(session))
    last_day = TODAY + timedelta(days=14)

    on_the_day = close_unanswered(session, last_day)
    a_day_later = close_unanswered(session, last_day + timedelta(days=1))
    state = referral.state
    answer_referral(session, referral, ReferralState.accepted, BY, None)

    assert (on_the_day, a_day_later, state) == (0, 1, ReferralState.no_answer)
    assert referral.state == ReferralState.accepted


def seats(session, opening):
    return {d.code: d.seats for d in load_market(session, TODAY).demands}[opening.code]


def test_seats_shrink_with_acceptance_once_and_come_back_when_the_job_ends(session):
    pair = a_pair(session, seats=2)
    referral = introduce(session, pair)
    waiting = seats(session, pair.opening)

    answer_referral(session, referral, ReferralState.accepted, BY, None)
    accepted = seats(session, pair.opening)
    placement = a_placement(session, pair.person, pair.opening, referral_id=referral.id, started_on=TODAY)
    started = seats(session, pair.opening)
    placement.ended_on = TODAY
    session.flush()

    assert (waiting, accepted, started, seats(session, pair.opening)) == (2, 1, 1, 2)


def test_a_seat_promised_for_next_month_is_not_free_today(session):
    pair = a_pair(session, seats=1)
    referral = a_referral(session, pair.person, pair.opening, state=ReferralState.accepted)
    a_placement(session, pair.person, pair.opening, referral_id=referral.id, started_on=TODAY + timedelta(days=9))

    assert seats(session, pair.opening) == 0


def test_when_the_last_seat_is_taken_the_opening_is_closed_to_everyone_else(session):
    pair, other = a_pair(session, seats=1), a_person(session)
    answer_referral(session, introduce(session, pair), ReferralState.accepted, BY, None)

    assert broken(session, Pair(other, pair.opening)) == ("closed",)


def test_an_unknown_referral_is_an_error_of_its_own(session):
    with pytest.raises(UnknownReferral):
        get_referral(session, "khong-co")


def test_a_withdrawn_matching_consent_ends_suggestions_at_once(session):
    pair = a_pair(session)
    before = load_seeker(session, pair.person, TODAY).availability.consented

    withdraw_consent(session, pair.person, Purpose.matching, TODAY, (BY.account, NOW))

    assert before
    assert broken(session, pair) == ("consent",)


def test_a_consent_for_matching_ends_with_its_last_day(session):
    person = a_person(session, consented=False)
    a_consent(session, person, on_date=date(2026, 1, 1), expires_on=TODAY)

    on_the_day = load_seeker(session, person, TODAY).availability.consented

    assert on_the_day
    assert not load_seeker(session, person, TODAY + timedelta(days=1)).availability.consented
