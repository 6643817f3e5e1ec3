from datetime import timedelta

import pytest
from sqlmodel import select

from api.policy import Role, Viewer
from api.scoping import ViewerSessions
from employers.openings import touch_market
from employers.tables import Opening
from matcher.decisions import Pair, dismiss
from matcher.market import load_market
from matcher.people import get_person, list_seekers, load_seeker
from matcher.ranking_tables import SuggestionList
from matcher.rerank import rerank
from matcher.suggest import KEPT, ListRequest, current_suggestions, suggest_people, tie_seed
from tests.factories import (
    BY,
    DUC_LINH,
    HAM_LIEM,
    LA_GI,
    PHAN_THIET,
    TODAY,
    a_person,
    a_placement,
    a_referral,
    a_training_record,
    an_opening,
    clock,
    the_expert,
)


@pytest.fixture
def ranked(database):
    """One welder, six openings from near to far, lists published."""
    with database.write() as session:
        a_training_record(session, a_person(session, code="HS1"), level="sơ cấp", end_date=TODAY - timedelta(days=90))
        for number, commune in enumerate((PHAN_THIET, HAM_LIEM, LA_GI, DUC_LINH, PHAN_THIET)):
            an_opening(session, code=f"TD{number}", commune_code=commune, housing=False, seats=number + 1)
        an_opening(session, code="TDhan", isco=["7212"], title="Thợ hàn")
    rerank(database, TODAY, clock)
    return database


def now(session, wanted=ListRequest(), today=TODAY, **changes):  # noqa: B008  # a frozen value
    seeker = load_seeker(session, get_person(session, "HS1"), today)
    return current_suggestions(session, seeker, the_expert(**changes), today, wanted)


def spoil_the_published_list(session):
    """Put an empty list in the place of the published one, to tell whether it is what is shown."""
    stored = session.exec(select(SuggestionList)).one()
    stored.items = []
    session.flush()


def test_the_published_list_comes_back_as_it_was_computed(ranked):
    with ranked.write() as session:
        shown = now(session)
        spoil_the_published_list(session)
        touch_market(session)
        fresh = now(session)

    assert [i.demand.code for i in shown.items] == [i.demand.code for i in fresh.items]
    assert shown.items == fresh.items
    assert (shown.blocked, shown.blocked_total, shown.seed) == (fresh.blocked, fresh.blocked_total, fresh.seed)
    assert shown.items[0].demand.code == "TDhan"
    assert [i.rank for i in shown.items] == list(range(1, len(shown.items) + 1))


def test_a_fresh_list_is_read_and_not_computed_again(ranked):
    with ranked.write() as session:
        spoil_the_published_list(session)

        assert now(session).items == ()


@pytest.mark.parametrize("change", ["person", "market", "model", "day", "order", "length"])
def test_a_stale_list_is_computed_again(ranked, change):
    with ranked.write() as session:
        spoil_the_published_list(session)
        wanted, today, model = ListRequest(), TODAY, {}
        if change == "person":
            get_person(session, "HS1").revision += 1
        if change == "market":
            touch_market(session)
        if change == "model":
            model = {"version": 1}
        if change == "day":
            today = TODAY + timedelta(days=1)
        if change == "order":
            wanted = ListRequest(order="chance")
        if change == "length":
            wanted = ListRequest(limit=KEPT + 1)

        assert now(session, wanted, today, **model).items


def test_a_decision_is_seen_at_once(ranked):
    with ranked.write() as session:
        opening = session.exec(select(Opening).where(Opening.code == "TDhan")).one()
        dismiss(session, Pair(get_person(session, "HS1"), opening), BY, "not_the_trade")

        assert "TDhan" not in [i.demand.code for i in now(session).items]


def test_a_case_worker_sees_the_seats_that_everybody_has_taken(ranked):
    with ranked.write() as session:
        other = a_person(session, code="HS2", case_worker="canbo.khac")
        get_person(session, "HS1").case_worker = "canbo.hai"
        opening = session.exec(select(Opening).where(Opening.code == "TDhan")).one()
        referral = a_referral(session, other, opening, state="accepted")
        a_placement(session, other, opening, referral_id=referral.id)
        touch_market(session)
    rerank(ranked, TODAY, clock)
    own = ViewerSessions(ranked, Viewer("canbo.hai", Role.case_worker))

    with ranked.read() as everybody, own.read() as session:
        market = load_market(everybody, TODAY)
        seeker = load_seeker(session, get_person(session, "HS1"), TODAY)
        shown = current_suggestions(session, seeker, the_expert(), TODAY, ListRequest(), lambda *_: market)

    assert shown.items[0].demand.code == "TDhan"
    assert shown.items[0].demand.seats == 1


def test_the_limit_cuts_the_list_and_not_the_count_of_what_is_blocked(ranked):
    with ranked.read() as session:
        short, long = now(session, ListRequest(limit=2)), now(session)

    assert short.items == long.items[:2]
    assert short.blocked == long.blocked == {"distance": 2}
    assert short.blocked_total == 2


def test_the_order_of_chances_is_plain(ranked):
    with ranked.read() as session:
        chances = [i.chance for i in now(session, ListRequest(order="chance")).items]

    assert chances == sorted(chances, reverse=True)


def test_a_reload_does_not_jump_and_a_new_model_draws_anew():
    assert tie_seed(3, 17) == tie_seed(3, 17)
    assert len({tie_seed(version, person) for version in range(5) for person in range(50)}) == 250


def test_the_reverse_list_gives_the_same_chance_as_the_persons_own(ranked):
    with ranked.write() as session:
        a_person(session, code="HS2")
        a_person(session, code="HSxa", commune_code=DUC_LINH)
        opening = session.exec(select(Opening).where(Opening.code == "TDhan")).one()
        market = load_market(session, TODAY)
        only = type(market)((market.demands[market.rows[opening.id]],), TODAY)

        found = suggest_people(list_seekers(session, TODAY), only, the_expert())
        own = {i.demand.code: i.chance for i in now(session).items}

    assert [s.seeker.code for s in found] == ["HS1", "HS2"]
    assert found[0].suggestion.chance == own["TDhan"]


def test_the_reverse_list_is_cut_at_its_limit(ranked):
    with ranked.write() as session:
        a_person(session, code="HS2")
        market = load_market(session, TODAY)
        only = type(market)((market.demands[0],), TODAY)

        assert len(suggest_people(list_seekers(session, TODAY), only, the_expert(), limit=1)) == 1


def test_a_person_for_whom_nothing_is_left_sees_an_empty_list_each_time(ranked):
    with ranked.write() as session:
        for opening in session.exec(select(Opening)).all():
            opening.licence = "C"
    rerank(ranked, TODAY, clock)

    with ranked.read() as session:
        shown = now(session)

    assert shown.items == ()
    assert shown.blocked == {"licence": 6, "distance": 2}


def test_a_market_without_openings_is_an_ordinary_day(database):
    with database.write() as session:
        a_person(session, code="HS1")

    report = rerank(database, TODAY, clock)

    with database.read() as session:
        assert (report.people, report.failed_people) == (1, 0)
        assert now(session).items == ()
        assert now(session, ListRequest(order="chance")).items == ()
