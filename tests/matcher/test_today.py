"""What waits for a case worker today, in which order, and when it is over."""

from datetime import timedelta

import pytest

from employers.own_work import add_own_work
from matcher.case_tables import ConfirmationLink, Loan, Reminder, TaskResult
from matcher.caseload import Situation, load_standings, with_both_kinds, with_suggestions
from matcher.errors import UnknownTask
from matcher.ranking_tables import Exposure, PublishedList, RerankRun, SuggestionList
from matcher.today import KINDS, NEWS_SINCE, again_on, find_task, todays_tasks
from tests.employers.test_own_work import BY as CURATOR
from tests.employers.test_own_work import PIGS
from tests.factories import NOW, TODAY, a_check_in, a_person, a_placement, a_referral, an_opening


def days_ago(days):
    return TODAY - timedelta(days=days)


def tasks(session):
    return todays_tasks(session, TODAY, NOW)


def kinds(session):
    return [t.kind for t in tasks(session)]


def a_quiet_person(session, **changes):
    """Registered lately, so that nothing waits."""
    return a_person(session, **({"registered_on": days_ago(3)} | changes))


def a_running_job(session, days, person=None):
    return a_placement(session, person or a_quiet_person(session), an_opening(session), started_on=days_ago(days))


def test_nothing_waits_for_who_came_lately(session):
    a_quiet_person(session)

    assert tasks(session) == []


def test_a_job_of_three_days_is_asked_about_before_one_of_a_month(session):
    month, three = a_running_job(session, 30), a_running_job(session, 3)

    found = tasks(session)

    assert [(t.kind, t.about) for t in found] == [("early_check_in", three.id), ("check_in", month.id)]


def test_who_was_not_reached_is_not_asked_about_again_today(session):
    job = a_running_job(session, 4)
    a_check_in(session, job, TODAY, "not_reached")

    assert kinds(session) == []


def test_an_answer_waits_until_something_follows_it(session):
    person = a_quiet_person(session)
    a_referral(session, person, an_opening(session), state="declined", referred_on=days_ago(5), answered_on=days_ago(1))
    assert kinds(session) == ["answer"]

    a_referral(session, person, an_opening(session), referred_on=TODAY)

    assert kinds(session) == []


def test_an_introduction_that_nobody_answered_is_told(session):
    person = a_quiet_person(session)
    a_referral(session, person, an_opening(session), state="no_answer", referred_on=days_ago(20), answer_by=days_ago(6))

    (task,) = tasks(session)

    assert (task.kind, task.facts["state"], task.due_on) == ("answer", "no_answer", days_ago(6))


def test_who_left_is_to_be_placed_again_at_once(session):
    job = a_running_job(session, 40)
    job.ended_on = TODAY
    session.add(job)

    (task,) = tasks(session)

    assert (task.kind, task.about, task.due_on) == ("place_again", job.id, TODAY)


def test_an_employer_s_word_comes_first_and_only_while_it_stands(session):
    job = a_running_job(session, 3)
    link = ConfirmationLink(code_sha256="x", placement_id=job.id, made_by="x", made_at=NOW, expires_at=NOW)
    link.answer, link.answered_on = "left", days_ago(1)
    session.add(link)
    assert kinds(session) == ["employer_says_left", "early_check_in"]

    job.confirmed_on = TODAY
    session.add(job)

    assert kinds(session) == []


def test_who_comes_home_within_sixty_days_is_prepared_for(session):
    soon = a_quiet_person(session, return_date=TODAY + timedelta(days=60))
    a_quiet_person(session, return_date=TODAY + timedelta(days=61))

    (task,) = tasks(session)

    assert (task.kind, task.person, task.facts["days"]) == ("release", soon, 60)


def ten_years_before(day):
    return day.replace(year=day.year - 10)


def test_a_loan_door_is_told_from_fourteen_days_before_to_the_last_day_itself(session):
    near, last = (a_quiet_person(session, decision_date=ten_years_before(days_ago(n))) for n in (-14, 0))
    for n in (-15, 1):
        a_quiet_person(session, decision_date=ten_years_before(days_ago(n)))

    found = tasks(session)

    assert [(t.kind, t.person, t.facts["due_on"]) for t in found] == [
        ("loan_door", last, TODAY),
        ("loan_door", near, days_ago(-14)),
    ]


def test_who_was_lent_something_waits_at_no_loan_door(session):
    person = a_quiet_person(session, decision_date=ten_years_before(TODAY))
    given = {"scheme": "person", "lent_on": days_ago(90), "amount_vnd": 50_000_000}
    session.add(Loan(id="vay", person_id=person.id, recorded_by="test", recorded_at=NOW, **given))

    assert kinds(session) == []


def test_without_consent_that_is_what_waits(session):
    a_quiet_person(session, consented=False)

    assert kinds(session) == ["no_consent"]


def test_thirty_days_without_a_way_forward_are_told(session):
    a_person(session, registered_on=days_ago(30))
    a_person(session, registered_on=days_ago(29))

    (task,) = tasks(session)

    assert (task.kind, task.facts["days"]) == ("idle", 30)


def publish(session, person, *openings):
    run = RerankRun(scope="everyone", as_of=TODAY, started_at=NOW, model_version=0, market_revision=0)
    session.add(run)
    session.flush()
    items = [(opening.id, 0.0, None, 1) for opening in openings]
    stored = SuggestionList(run_id=run.id, person_id=person.id, person_revision=1, items=items)
    session.add(stored)
    session.flush()
    session.add(PublishedList(person_id=person.id, list_id=stored.id))


def test_own_work_beside_an_employers_opening_is_told_from_either_alone(session):
    job, pigs = an_opening(session), add_own_work(session, PIGS, TODAY, CURATOR)
    both, own, jobs, nothing = (a_quiet_person(session) for _ in range(4))
    for person, openings in ((both, (job, pigs)), (own, (pigs,)), (jobs, (job,)), (nothing, ())):
        publish(session, person, *openings)

    assert with_both_kinds(session) == {both.id}


def test_who_has_an_empty_list_has_no_suggestions(session):
    some, none = a_quiet_person(session), a_quiet_person(session)
    publish(session, some, an_opening(session))
    publish(session, none)

    assert with_suggestions(session) == {some.id}


def test_openings_that_were_never_shown_are_news(session):
    person, opening = a_quiet_person(session), an_opening(session)
    publish(session, person, opening)

    (task,) = tasks(session)

    assert (task.kind, task.facts["count"]) == ("news", 1)


def show(session, person, *openings, at=NOW):
    rows = [[float(o.id), float(rank), 0.5, 0.0] for rank, o in enumerate(openings, 1)]
    model = {"model_version": 1, "market_revision": 1, "order": "fair", "seed": 1}
    session.add(Exposure(person_id=person.id, shown_at=at, rows=rows, **model))
    session.flush()


def test_what_stood_on_any_list_that_was_shown_is_no_news(session):
    """The same list shown twice, and another one: what all of them showed is known; somebody else's list is not."""
    person, other = a_quiet_person(session), a_quiet_person(session)
    first, second, third = (an_opening(session) for _ in range(3))
    publish(session, person, first, second, third)
    show(session, person, first)
    show(session, person, first)
    show(session, person, second, at=NOW - timedelta(days=1))
    show(session, other, third)

    (task,) = tasks(session)

    assert (task.kind, task.person.id, task.facts["count"]) == ("news", person.id, 1)


def test_what_was_shown_long_ago_is_news_again(session):
    person, opening = a_quiet_person(session), an_opening(session)
    publish(session, person, opening)
    show(session, person, opening, at=NOW - NEWS_SINCE - timedelta(minutes=1))
    assert kinds(session) == ["news"]

    show(session, person, opening, at=NOW - NEWS_SINCE)

    assert kinds(session) == []


@pytest.mark.parametrize(("due_in", "done_on", "shown"), [(0, None, 1), (-9, None, 1), (1, None, 0), (0, TODAY, 0)])
def test_a_reminder_is_shown_from_its_day_until_it_is_done(session, due_in, done_on, shown):
    person = a_quiet_person(session)
    session.add(
        Reminder(
            id="r",
            person_id=person.id,
            due_on=TODAY + timedelta(days=due_in),
            set_by="x",
            set_at=NOW,
            done_on=done_on,
        )
    )

    assert len(tasks(session)) == shown


def test_a_closed_case_asks_for_nothing(session):
    a_running_job(session, 3, a_quiet_person(session, closed_on=TODAY))
    a_person(session, consented=False, closed_on=TODAY)

    assert tasks(session) == []


def a_result(session, person, kind, again):
    session.add(
        TaskResult(
            person_id=person.id,
            kind=kind,
            about="",
            result="later",
            on_date=TODAY,
            again_on=again,
            recorded_by="x",
            recorded_at=NOW,
        )
    )
    session.flush()


def test_a_task_put_off_comes_again_on_its_day(session):
    person = a_quiet_person(session, consented=False)

    a_result(session, person, "no_consent", TODAY + timedelta(days=1))
    assert kinds(session) == []
    a_result(session, person, "no_consent", TODAY)
    assert kinds(session) == ["no_consent"]
    a_result(session, person, "no_consent", None)
    assert kinds(session) == []


def test_not_reached_comes_again_tomorrow_whatever_the_task():
    for kind in KINDS:
        assert again_on(kind, "not_reached", TODAY) == TODAY + timedelta(days=1)


def test_a_standing_matter_comes_again_and_an_answer_does_not():
    assert again_on("idle", "done", TODAY) > TODAY
    assert again_on("answer", "done", TODAY) is None


def test_a_task_that_does_not_wait_is_an_error_of_its_own(session):
    person = a_quiet_person(session)

    with pytest.raises(UnknownTask):
        find_task(tasks(session), person, "idle", "")


@pytest.mark.parametrize(
    ("state", "days", "situation"),
    [
        ("waiting", 1, Situation.waiting),
        ("accepted", 1, Situation.accepted),
        ("accepted", 60, Situation.looking),
        ("declined", 1, Situation.looking),
    ],
)
def test_where_somebody_stands_follows_the_last_answer(session, state, days, situation):
    told = None if state == "waiting" else days_ago(days)
    a_referral(
        session,
        a_quiet_person(session),
        an_opening(session),
        state=state,
        referred_on=days_ago(days),
        answered_on=told,
    )

    (standing,) = load_standings(session, TODAY)

    assert standing.situation == situation
