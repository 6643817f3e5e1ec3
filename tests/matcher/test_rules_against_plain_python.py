"""Matcher and the plain checker of ``tests/plain_rules.py`` must agree on every pair and rule."""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from employers.tables import Employer, Opening
from matcher.market import load_market, make_demand, make_market
from matcher.people import Records, list_seekers, load_records, make_seeker
from matcher.ranking.demands import Market
from matcher.ranking.eligibility import RULES, check_rules
from matcher.tables import Consent, Decision, Person, Placement, Referral, TrainingRecord
from tests.factories import DUC_LINH, HAM_KIEM, HAM_LIEM, LA_GI, PHAN_THIET, PHU_QUY, TODAY
from tests.plain_rules import FORBIDDEN_BY, SERVED_BY, OnRecord, breaks_closed, plain_rules


@pytest.fixture(scope="module")
def records(province):
    with province.read() as session:
        kinds = (Person, Opening, Employer, TrainingRecord, Consent, Decision, Referral, Placement)
        yield {kind: session.exec(select(kind)).all() for kind in kinds}


def of(rows, person):
    return [row for row in rows if row.person_id == person.id]


def on_record(records, person, opening):
    firm = next(e for e in records[Employer] if e.id == opening.employer_id)
    return OnRecord(
        person,
        opening,
        firm,
        of(records[TrainingRecord], person),
        of(records[Consent], person),
        of(records[Decision], person),
        records[Referral],
        records[Placement],
    )


def random_pairs(records, number):
    """Random pairs, one in ten with an opening this very person was referred to."""
    dice = random.Random(20261123)
    people, openings = sorted(records[Person], key=lambda p: p.code), sorted(records[Opening], key=lambda o: o.code)
    by_id = {row.id: row for row in (*people, *openings) if isinstance(row, Person)}, {o.id: o for o in openings}
    for i in range(number):
        if i % 10 == 0:
            referral = dice.choice(records[Referral])
            yield by_id[0][referral.person_id], by_id[1][referral.opening_id]
        else:
            yield dice.choice(people), dice.choice(openings)


def test_a_thousand_pairs_of_the_province_are_judged_alike(province, records):
    pairs = list(random_pairs(records, 1_000))
    seen = dict.fromkeys(RULES, 0)
    with province.read() as session:
        market = make_market(session, records[Opening], TODAY)
        held = load_records(session)
    checked = {}

    for person, opening in pairs:
        if person.id not in checked:
            checked[person.id] = check_rules(make_seeker(person, held[person.id], TODAY).availability, market)
        found = checked[person.id].rules_of(market.rows[opening.id])

        assert found == plain_rules(on_record(records, person, opening)), (person.code, opening.code)
        for rule in found:
            seen[rule] += 1

    print("pairs that break each rule:", seen)
    never = {rule for rule, times in seen.items() if times == 0}
    assert never <= {"employer", "minimum_age", "illegal"}, "the sample must put every other rule to the test"


def test_the_market_of_today_holds_exactly_what_is_not_closed(province, records):
    with province.read() as session:
        market, seekers = load_market(session, TODAY), list_seekers(session, TODAY)
    open_cases = {p.code for p in records[Person] if p.closed_on is None or p.closed_on > TODAY}
    someone = next(p for p in records[Person] if p.closed_on is None)

    offered = {d.code for d in market.demands if d.seats > 0 or d.at_home}

    assert offered == {o.code for o in records[Opening] if not breaks_closed(on_record(records, someone, o))}
    assert {s.code for s in seekers} == open_cases


CODES = (HAM_KIEM, HAM_LIEM, PHAN_THIET, LA_GI, DUC_LINH, PHU_QUY, None)
MAYBE = st.sampled_from((None, True, False))
SOME_DAY = st.one_of(
    st.none(), st.dates(date(2026, 11, 15), date(2026, 12, 1)), st.just(TODAY), st.dates(date(2024, 1, 1), TODAY)
)
SHIFTS = st.lists(st.sampled_from(("ngày", "tối", "đêm")), unique=True, max_size=3)
MINUTES = st.integers(0, 287).map(lambda step: step * 5)
STRETCH = st.tuples(MINUTES, st.integers(1, 14 * 12)).map(lambda s: [s[0], s[0] + 5 * s[1]])
BORN = st.one_of(st.dates(date(2007, 1, 1), date(2012, 12, 31)), st.dates(date(1960, 1, 1), date(2000, 1, 1)))
MONEY = st.one_of(st.none(), st.integers(3, 12).map(lambda m: m * 1_000_000), st.sampled_from((3_700_000, 4_140_000)))

PEOPLE = st.builds(
    Person,
    id=st.just(1),
    code=st.just("HS00001"),
    birth_date=st.one_of(st.none(), BORN),
    birth_precision=st.sampled_from(("day", "year")),
    commune_code=st.sampled_from(CODES),
    schooling=st.one_of(st.none(), st.integers(0, 12)),
    licences=st.lists(st.sampled_from(("A1", "A", "B1", "B", "C1", "C", "CE", "D2", "D")), unique=True, max_size=2),
    licence_expires_on=SOME_DAY,
    return_date=SOME_DAY,
    wage_floor_vnd=MONEY,
    max_commute_km=st.one_of(st.none(), st.sampled_from((0.0, 5.0, 20.0, 60.0, 500.0))),
    can_relocate=MAYBE,
    shifts=SHIFTS,
    treatment_window=st.one_of(st.just([]), STRETCH.map(lambda s: [s[0], s[0] + min(s[1] - s[0], 120)])),
    health_limits=st.lists(st.sampled_from(sorted(FORBIDDEN_BY)), unique=True, max_size=2),
    closed_on=st.one_of(st.none(), st.none(), SOME_DAY),
    registered_on=st.just(TODAY),
)
FIRMS = st.builds(
    Employer,
    id=st.just(1),
    code=st.just("NSD00001"),
    name=st.just("Công ty TNHH Hoa Mai"),
    name_core=st.just("hoa mai"),
    commune_code=st.sampled_from(CODES),
    latitude=st.just(None),
    state=st.sampled_from(("verified", "unverified", "paused", "suspended")),
    registered_on=st.just(TODAY),
)
OPENINGS = st.builds(
    Opening,
    id=st.just(1),
    code=st.just("TD00001"),
    employer_id=st.just(1),
    title=st.just("Việc làm"),
    state=st.sampled_from(("open", "open", "open", "paused", "closed", "draft", "filled", "expired")),
    isco=st.lists(st.sampled_from(("9321", "7212", "9411", "8322", "6111")), unique=True, max_size=2),
    seats=st.integers(0, 3),
    wage_low_vnd=MONEY,
    wage_high_vnd=MONEY,
    wage_per=st.sampled_from((None, "month", "month", "piece")),
    shifts=SHIFTS,
    hours=st.lists(STRETCH, max_size=2),
    commune_code=st.sampled_from(CODES),
    latitude=st.just(None),
    schooling=st.one_of(st.none(), st.integers(0, 12)),
    schooling_preferred=st.booleans(),
    licence=st.sampled_from((None, None, *SERVED_BY)),
    physical=st.lists(st.sampled_from(sorted(FORBIDDEN_BY.values())), unique=True, max_size=2),
    housing=MAYBE,
    transport=MAYBE,
    asks_deposit=st.sampled_from((False, False, True)),
    keeps_papers=st.sampled_from((False, False, True)),
    posted_on=SOME_DAY,
    closes_on=SOME_DAY,
)
DECISIONS = st.lists(
    st.builds(
        Decision,
        person_id=st.just(1),
        opening_id=st.sampled_from((1, 1, 2)),
        kind=st.sampled_from(("dismiss", "take_back", "override")),
        reason=st.just("other"),
        rules=st.lists(st.sampled_from(RULES), unique=True, max_size=3),
    ),
    max_size=3,
)
CONSENTS = st.lists(
    st.builds(
        Consent,
        person_id=st.just(1),
        purpose=st.sampled_from(("matching", "matching", "learning")),
        given=st.booleans(),
        on_date=st.dates(date(2026, 11, 20), date(2026, 11, 26)),
        expires_on=SOME_DAY,
    ),
    max_size=3,
)


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(PEOPLE, OPENINGS, FIRMS, DECISIONS, CONSENTS)
def test_pairs_of_every_kind_are_judged_alike(person, opening, firm, decisions, consents):
    pair = OnRecord(person, opening, firm, decisions=decisions, consents=consents)
    held = Records(decisions=decisions, consents=consents)

    demand = make_demand(opening, firm, TODAY)
    found = check_rules(make_seeker(person, held, TODAY).availability, Market((demand,), TODAY)).rules_of(0)

    assert found == plain_rules(pair)
