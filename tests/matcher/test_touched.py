"""Whatever changes is found by comparing, ranked again for exactly whom it touches, and found again after a crash."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from sqlmodel import select

from employers.openings import close, touch_market
from employers.tables import Employer, EmployerState, Opening
from matcher.decisions import Pair, dismiss
from matcher.people import get_person
from matcher.placements import start_own
from matcher.ranking_tables import PublishedList, RankedOpening, RerankRun, SuggestionList
from matcher.rerank import Means, rerank, rerank_changes
from matcher.touched import Touched, digest_of, what_changed
from tests.factories import BY, DUC_LINH, TODAY, a_demand, a_person, an_opening, clock


class Office:
    """A database and the server that ranks on it."""

    def __init__(self, database):
        self.database, self.means = database, Means()

    def night(self):
        return rerank(self.database, TODAY, clock, means=self.means)

    def changes(self):
        return rerank_changes(self.database, TODAY, clock, self.means)

    def waiting(self):
        with self.database.read() as session:
            return what_changed(session, TODAY, self.means.memory.unreadable)

    def lists(self):
        """Person's code → codes of the openings published for them."""
        with self.database.read() as session:
            codes = {o.id: o.code for o in session.exec(select(Opening)).all()}
            found = select(SuggestionList).join(PublishedList, PublishedList.list_id == SuggestionList.id)
            return {one.person_id: {codes[i[0]] for i in one.items} for one in session.exec(found).all()}

    def versions(self):
        with self.database.read() as session:
            found = select(SuggestionList).join(PublishedList, PublishedList.list_id == SuggestionList.id)
            return {one.person_id: one.run_id for one in session.exec(found).all()}


@pytest.fixture
def office(database):
    """Ten people of one place and one far away, sixty openings: lists are full, and a night is over."""
    with database.write() as session:
        for number in range(10):
            a_person(session, code=f"HS{number}", max_commute_km=3.0 + number, wage_floor_vnd=5_500_000)
        a_person(session, code="XA", commune_code=DUC_LINH)
        for number in range(60):
            an_opening(session, code=f"TD{number}", wage_high_vnd=6_000_000 + 50_000 * number, seats=1 + number % 3)
    made = Office(database)
    made.night()
    return made


def opening(session, code):
    return session.exec(select(Opening).where(Opening.code == code)).one()


def person_id(office, code):
    with office.database.read() as session:
        return get_person(session, code).id


def test_after_a_night_nothing_is_left_to_rank(office):
    assert office.waiting() is None
    assert office.changes() is None


def test_what_was_never_ranked_is_ranked_for_everyone(database):
    with database.write() as session:
        a_person(session)

    assert Office(database).waiting() == Touched()


def test_a_new_opening_comes_onto_the_lists_of_those_it_suits_and_nobody_else_is_ranked(office):
    before = office.versions()
    with office.database.write() as session:
        an_opening(session, code="MOI", wage_high_vnd=12_000_000)
        touch_market(session)

    report = office.changes()

    far = person_id(office, "XA")
    assert report.people == 10
    assert {person for person, codes in office.lists().items() if "MOI" in codes} == before.keys() - {far}
    assert office.versions()[far] == before[far]


def test_a_change_of_one_person_ranks_that_person_alone(office):
    before = office.versions()
    with office.database.write() as session:
        dismiss(session, Pair(get_person(session, "HS3"), opening(session, "TD7")), BY, "too_far")

    assert office.changes().people == 1

    one = person_id(office, "HS3")
    assert "TD7" not in office.lists()[one]
    assert {p for p, version in office.versions().items() if version != before[p]} == {one}


def test_a_person_who_has_just_come_gets_a_list(office):
    with office.database.write() as session:
        new = a_person(session, code="MOI")

    assert office.changes().people == 1
    assert len(office.lists()[new.id]) == 50


def test_a_closed_case_keeps_no_list(office):
    with office.database.write() as session:
        get_person(session, "HS3").closed_on = TODAY

    office.changes()

    assert person_id(office, "HS3") not in office.lists()
    assert office.waiting() is None


def a_closed_opening(session):
    close(session, opening(session, "TD59"), TODAY, "đủ người")


def a_filled_seat(session):
    start_own(session, Pair(get_person(session, "XA"), opening(session, "TD57")), TODAY, BY)


def a_suspended_employer(session):
    session.get_one(Employer, opening(session, "TD40").employer_id).state = EmployerState.suspended
    touch_market(session)


def a_better_wage(session):
    opening(session, "TD1").wage_high_vnd = 15_000_000
    touch_market(session)


@pytest.mark.parametrize("change", [a_closed_opening, a_filled_seat, a_suspended_employer, a_better_wage])
def test_ranking_whom_a_change_touches_leaves_the_lists_that_ranking_everyone_would(office, change):
    with office.database.write() as session:
        change(session)

    touched = office.changes()
    found = office.lists()
    office.night()

    assert touched.people >= 1
    assert found == office.lists()


def test_a_run_that_dies_before_it_publishes_is_made_up_for_by_the_next(office):
    with office.database.write() as session:
        an_opening(session, code="MOI", wage_high_vnd=12_000_000)
        touch_market(session)
    before = office.versions()

    class DiesAtTheEnd:
        """A server that is cut off in the very transaction that would publish."""

        read, writes = office.database.read, 0

        @contextmanager
        def write(self):
            self.writes += 1
            with office.database.write() as session:
                yield session
                if self.writes == 2:
                    raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rerank_changes(DiesAtTheEnd(), TODAY, clock, office.means)

    assert office.versions() == before
    assert office.changes().people == 10
    assert sum("MOI" in codes for codes in office.lists().values()) == 10


def test_who_cannot_be_ranked_is_not_tried_again_and_again(office):
    with office.database.write() as session:
        odd = get_person(session, "HS1")
        odd.wage_floor_vnd, odd.revision = "bảy triệu", odd.revision + 1  # words where a number belongs
        an_opening(session, code="MOI", wage_high_vnd=12_000_000)
        touch_market(session)

    report = office.changes()

    assert (report.people, report.failed_people) == (9, 1)
    assert office.waiting() is None


def test_an_opening_that_is_gone_is_forgotten(office):
    with office.database.write() as session:
        a_closed_opening(session)

    office.changes()

    with office.database.read() as session:
        assert session.get(RankedOpening, opening(session, "TD59").id) is None
        assert len(session.exec(select(RankedOpening)).all()) == 59


def test_runs_for_single_changes_are_forgotten_after_two_months_and_nights_are_not(office):
    with office.database.write() as session:
        get_person(session, "HS1").revision += 1
    office.changes()
    with office.database.write() as session:
        for run in session.exec(select(RerankRun)).all():
            run.as_of = TODAY.replace(month=9, day=1)

    office.night()

    with office.database.read() as session:
        assert session.exec(select(RerankRun.scope).order_by(RerankRun.id)).all() == ["everyone", "everyone"]


def test_an_opening_has_one_digest_in_every_process():
    demand = a_demand(physical=frozenset({"heights", "chemicals", "heavy_lifting"}))
    code = (
        "from tests.factories import a_demand; from matcher.touched import digest_of;"
        "print(digest_of(a_demand(physical=frozenset({'heights', 'chemicals', 'heavy_lifting'}))))"
    )

    told = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
    )

    assert told.stdout.strip() == digest_of(demand)
    assert digest_of(a_demand()) != digest_of(demand)
