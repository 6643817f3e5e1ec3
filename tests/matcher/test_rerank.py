from datetime import timedelta

import pytest
from sqlmodel import select

import matcher.rerank
from api.policy import RANKER
from api.scoping import ViewerSessions
from employers.errors import UnknownOpening
from employers.openings import close, market_revision
from employers.tables import Opening, OpeningState
from matcher.decisions import Pair, dismiss
from matcher.errors import Overtaken, UnknownPerson
from matcher.people import get_person
from matcher.ranking_tables import PublishedList, RerankRun, SuggestionList
from matcher.rerank import finish_run, prune, rerank, start_run
from matcher.suggest import published_list
from matcher.tables import Referral, ReferralState
from matcher.touched import Touched
from tests.factories import BY, DUC_LINH, NOW, TODAY, a_person, a_referral, an_opening, clock


def with_market(database, people=3, openings=4):
    with database.write() as session:
        for number in range(people):
            a_person(session, code=f"HS{number}")
        for number in range(openings):
            an_opening(session, code=f"TD{number}", seats=number + 1)


def published(database):
    """Person code → (run, codes of the openings listed)."""
    with database.read() as session:
        codes = {o.id: o.code for o in session.exec(select(Opening)).all()}
        rows = session.exec(
            select(PublishedList.person_id, SuggestionList).join(
                SuggestionList, SuggestionList.id == PublishedList.list_id
            )
        ).all()
        return {person: (row.run_id, {codes[i[0]] for i in row.items}) for person, row in rows}


def runs(database):
    with database.read() as session:
        return session.exec(select(RerankRun).order_by(RerankRun.id)).all()


def test_a_version_is_published_whole(database):
    with_market(database)

    report = rerank(database, TODAY, clock)

    run = runs(database)[-1]
    assert (report.version, report.people, report.suggestions, report.failed_people) == (run.id, 3, 12, 0)
    assert (run.state, run.people, run.suggestions, run.as_of, run.scope) == ("done", 3, 12, TODAY, "everyone")
    assert {version for version, _ in published(database).values()} == {run.id}
    assert len(published(database)) == 3


def test_a_run_that_fails_is_marked_and_publishes_nothing(database, monkeypatch):
    with_market(database)
    rerank(database, TODAY, clock)
    before = published(database)
    good = matcher.rerank._publish

    def dies_half_way(session, run, ranked):
        good(session, run, ranked)
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(matcher.rerank, "_publish", dies_half_way)
    with pytest.raises(RuntimeError):
        rerank(database, TODAY, clock)

    assert published(database) == before
    assert [(r.state, r.note) for r in runs(database)] == [("done", None), ("failed", "RuntimeError")]


def test_one_persons_odd_record_costs_nobody_else_their_list(database):
    with_market(database)
    with database.write() as session:
        get_person(session, "HS1").wage_floor_vnd = "bảy triệu"  # words where a number belongs

    report = rerank(database, TODAY, clock)

    assert (report.people, report.failed_people) == (2, 1)
    assert len(published(database)) == 2


def test_only_the_person_named_is_ranked_again(database):
    with_market(database)
    first = rerank(database, TODAY, clock).version
    with database.read() as session:
        one = get_person(session, "HS1").id

    second = rerank(database, TODAY, clock, Touched(person="HS1"))

    assert (second.people, runs(database)[-1].scope) == (1, "person:HS1")
    versions = {person: version for person, (version, _) in published(database).items()}
    assert versions.pop(one) == second.version
    assert set(versions.values()) == {first}


def test_an_opening_touches_those_it_suits_and_those_who_hold_it(database):
    with_market(database)
    with database.write() as session:
        a_person(session, code="XA", commune_code=DUC_LINH)
    rerank(database, TODAY, clock)

    report = rerank(database, TODAY, clock, Touched(opening="TD0"))

    assert (report.people, runs(database)[-1].scope) == (3, "opening:TD0")


def test_a_closed_opening_leaves_the_lists_on_which_it_stood(database):
    with_market(database)
    rerank(database, TODAY, clock)
    with database.write() as session:
        close(session, session.exec(select(Opening).where(Opening.code == "TD2")).one(), TODAY, "đủ người")

    report = rerank(database, TODAY, clock, Touched(opening="TD2"))

    assert report.people == 3
    assert all("TD2" not in codes for _, codes in published(database).values())


@pytest.mark.parametrize(
    ("only", "error"), [(Touched(person="khong-co"), UnknownPerson), (Touched(opening="khong-co"), UnknownOpening)]
)
def test_a_name_nobody_knows_is_an_error_and_the_run_is_marked(database, only, error):
    with_market(database)

    with pytest.raises(error):
        rerank(database, TODAY, clock, only)

    assert [(r.state, r.note) for r in runs(database)] == [("failed", error.__name__)]


def test_what_is_past_is_expired_before_the_ranking(database):
    with_market(database)
    with database.write() as session:
        session.exec(select(Opening).where(Opening.code == "TD3")).one().closes_on = TODAY - timedelta(days=1)

    rerank(database, TODAY, clock)

    with database.read() as session:
        assert session.exec(select(Opening).where(Opening.code == "TD3")).one().state == OpeningState.expired
        assert runs(database)[-1].market_revision == market_revision(session)
    assert all("TD3" not in codes for _, codes in published(database).values())


def test_introductions_nobody_answered_are_closed(database):
    with_market(database)
    with database.write() as session:
        old = TODAY - timedelta(days=15)
        opening = session.exec(select(Opening)).first()
        a_referral(session, get_person(session, "HS0"), opening, referred_on=old, answer_by=TODAY - timedelta(days=1))

    rerank(database, TODAY, clock)

    with database.read() as session:
        assert session.exec(select(Referral.state)).one() == ReferralState.no_answer


def test_pruning_keeps_published_lists_and_every_run(database):
    with_market(database)
    for _ in range(3):
        rerank(database, TODAY, clock)
    rerank(database, TODAY, clock, Touched(person="HS0"))

    with database.write() as session:
        again = prune(session)
        kept = session.exec(select(SuggestionList.id)).all()
        pointed_to = session.exec(select(PublishedList.list_id)).all()

    assert again == 0
    assert sorted(kept) == sorted(pointed_to)
    assert len(kept) == 3
    assert len(runs(database)) == 4


def test_a_person_without_consent_gets_an_empty_list_that_says_why(database):
    with_market(database, people=0)
    with database.write() as session:
        person = a_person(session, consented=False)

    rerank(database, TODAY, clock)

    with database.read() as session:
        _, stored = published_list(session, person.id)
    assert stored.items == []
    assert (stored.blocked["consent"], stored.blocked_total) == (4, 4)


def test_a_closed_case_is_not_ranked(database):
    with_market(database)
    with database.write() as session:
        get_person(session, "HS2").closed_on = TODAY

    assert rerank(database, TODAY, clock).people == 2


def test_a_case_closed_after_the_last_run_keeps_no_published_list(database):
    with_market(database)
    rerank(database, TODAY, clock)
    with database.write() as session:
        person = get_person(session, "HS2")
        person.closed_on = TODAY

    rerank(database, TODAY, clock)

    assert person.id not in published(database)


def test_a_dismissed_opening_does_not_come_back(database):
    with_market(database)
    with database.write() as session:
        opening = session.exec(select(Opening).where(Opening.code == "TD1")).one()
        person = get_person(session, "HS0")
        dismiss(session, Pair(person, opening), BY, "too_far")

    rerank(database, TODAY, clock)

    assert published(database)[person.id][1] == {"TD0", "TD2", "TD3"}


def test_an_empty_database_is_ranked_without_complaint(database):
    assert rerank(database, TODAY, clock).people == 0


def test_the_job_needs_no_more_than_the_rankers_own_rights(database):
    with_market(database)
    ranker = ViewerSessions(database, RANKER)

    report = rerank(ranker, TODAY, clock)
    again = rerank(ranker, TODAY, clock, Touched(opening="TD0"))

    assert (report.people, again.people) == (3, 3)


@pytest.mark.parametrize(("openings", "seats"), [(0, 1), (4, 0)])
def test_without_openings_or_seats_everybody_has_an_empty_list_that_is_published(database, openings, seats):
    with_market(database, openings=openings)
    with database.write() as session:
        for opening in session.exec(select(Opening)).all():
            opening.seats = seats

    report = rerank(database, TODAY, clock)

    assert (report.people, report.suggestions, report.failed_people) == (3, 0, 0)
    assert [codes for _, codes in published(database).values()] == [set()] * 3


def test_openings_without_people_make_an_empty_version(database):
    with_market(database, people=0)

    assert rerank(database, TODAY, clock).people == 0
    assert runs(database)[-1].state == "done"


def test_a_night_whose_server_died_leaves_the_version_before_it_and_the_next_one_says_so(database):
    with_market(database)
    rerank(database, TODAY, clock)
    before = published(database)
    dead = start_run(database, TODAY, NOW - timedelta(hours=7), "everyone")
    alive = start_run(database, TODAY, NOW - timedelta(hours=5), "everyone")
    kept = published(database)

    rerank(database, TODAY, clock)

    told = {run.id: (run.state, run.note) for run in runs(database)}
    assert kept == before
    assert (told[dead], told[alive]) == (("failed", "Died"), ("running", None))
    assert {version for version, _ in published(database).values()} == {max(told)}


@pytest.mark.parametrize("scope", ["everyone", "changes"])
def test_a_run_that_a_later_night_overtook_publishes_nothing(database, scope):
    with_market(database)
    late = start_run(database, TODAY, clock(), scope)
    tomorrow = rerank(database, TODAY + timedelta(days=1), clock)
    before = published(database)

    with pytest.raises(Overtaken):
        finish_run(database, late, TODAY, clock)

    assert published(database) == before
    assert {version for version, _ in before.values()} == {tomorrow.version}
