"""Ways to work on one's own: kept with what they take, dated and cited; nobody's openings."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from employers.errors import OpeningExists, UnknownEmployer, UnknownOpening, WrongCosts
from employers.openings import get_posting, list_open_openings, list_rankable, market_revision
from employers.own_entry import is_own_work, of_others, says_own_work
from employers.own_work import (
    OwnWork,
    add_own_work,
    change_own_work,
    end_own_work,
    get_own_work,
    is_way_to_work,
    list_own_work,
    own_work_entry,
    packaged_own_work,
    proposed_own_work,
    take_over,
)
from employers.reference.money import read_amount
from employers.reference.occupations import find_occupation
from employers.registry import LikelyDuplicate, find_employer, get_employer, likely_duplicates, register
from employers.tables import Employer
from matcher.ranking.demands import PHYSICAL
from matcher.schemes import packaged_schemes
from tests.factories import TODAY, an_employer, an_opening

BY = ("quanly", datetime(2026, 11, 23, 2, 0, tzinfo=UTC))
PIGS = OwnWork("Nuôi heo", ("6121",), "Khảo sát của xã", date(2026, 11, 1), 30_000_000, 80_000_000)


def codes(found):
    return [opening.code for opening, _ in found]


def test_a_way_to_work_on_ones_own_is_ranked_and_is_no_employers_opening(session):
    job, made = an_opening(session), add_own_work(session, PIGS, TODAY, BY)

    assert {o.code for o in list_rankable(session, TODAY)} == {job.code, made.code}
    assert [o.code for o in list_open_openings(session, TODAY)] == [job.code]


def test_its_code_says_what_it_is_and_is_given_once(session):
    made = [add_own_work(session, PIGS, TODAY, BY).code for _ in range(3)]

    assert made == ["TL-NUOI-HEO", "TL-NUOI-HEO-2", "TL-NUOI-HEO-3"]
    with pytest.raises(OpeningExists):
        add_own_work(session, PIGS, TODAY, BY, "TL-NUOI-HEO")


def test_all_of_it_stands_under_one_entry_of_the_register(session):
    add_own_work(session, PIGS, TODAY, BY)
    add_own_work(session, replace(PIGS, title="Hớt tóc", isco=("5141",)), TODAY, BY)

    entries = [e for e in session.exec(select(Employer)).all() if is_own_work(e)]

    assert [e.name for e in entries] == ["Tự làm"]


def test_a_household_with_a_tax_code_is_an_employer_whatever_its_name(session):
    assert not is_own_work(an_employer(session, name="Tự làm", name_core="tu lam", tax_code="3400000514"))


@pytest.mark.parametrize("name", ["Tư Lâm", "Hộ kinh doanh Tư Lâm", "Quán Tự Làm"])
def test_a_name_that_only_folds_alike_is_an_employers(session, name):
    own_work_entry(session, TODAY)

    made = register(session, Employer(code="", name=name, name_core="", registered_on=TODAY), TODAY)

    assert find_employer(session, made.code) is made
    assert likely_duplicates(session, name) in ([], [LikelyDuplicate(made, 1.0)])
    assert session.exec(select(Employer).where(of_others())).all() == [made]


def test_no_address_and_no_form_finds_the_entry_as_an_employer(session):
    entry = own_work_entry(session, TODAY)

    assert find_employer(session, entry.code) is None
    with pytest.raises(UnknownEmployer):
        get_employer(session, entry.code)


@pytest.mark.parametrize(
    ("words", "own"),
    [
        ("Tự làm", True),
        ("TỰ LÀM (hớt tóc)", True),
        ("tu lam an", True),
        ("Tại nhà", True),
        ("Tư Lâm", False),
        ("Tự lập", False),
        ("Tài Nhã", False),
        ("", False),
    ],
)
def test_what_says_own_work_is_told_by_its_accents(words, own):
    assert says_own_work(words) is own


def test_past_own_work_is_no_way_to_work_today(session):
    entry = own_work_entry(session, TODAY)

    assert not is_way_to_work(an_opening(session, entry, code="LS-1", contract="own"), entry)
    assert is_way_to_work(an_opening(session, entry, code="TL-1", contract="own"), entry)
    with pytest.raises(UnknownOpening):
        get_posting(session, "LS-1")


def test_what_it_takes_can_be_said_anew_and_counts_as_a_change_of_the_market(session):
    made = add_own_work(session, PIGS, TODAY, BY)
    before = market_revision(session)

    change_own_work(session, made.code, replace(PIGS, cost_high_vnd=90_000_000, season="Quanh năm"), BY)

    opening, beside = get_own_work(session, made.code)
    assert (beside.cost_high_vnd, beside.season, opening.revision) == (90_000_000, "Quanh năm", 2)
    assert market_revision(session) > before


def test_what_is_ended_is_suggested_no_longer_and_stays_on_record(session):
    made = add_own_work(session, PIGS, TODAY, BY)

    end_own_work(session, made.code, TODAY, "Xã không cho nuôi")

    assert list_rankable(session, TODAY) == []
    assert (codes(list_own_work(session)), codes(list_own_work(session, ended=True))) == ([], [made.code])


@pytest.mark.parametrize(("low", "high"), [(2, 1), (-1, 5), (None, -5)])
def test_costs_the_wrong_way_round_or_under_zero_are_refused(session, low, high):
    with pytest.raises(WrongCosts):
        add_own_work(session, replace(PIGS, cost_low_vnd=low, cost_high_vnd=high), TODAY, BY)


def test_an_employers_opening_cannot_be_taken_for_own_work(session):
    with pytest.raises(UnknownOpening):
        get_own_work(session, an_opening(session).code)


def test_what_the_product_proposes_is_taken_over_once_and_never_again_after_it_was_ended(session):
    first = take_over(session, TODAY, BY)
    end_own_work(session, "TL-NUOI-HEO", TODAY, "không hợp vùng này")

    again = take_over(session, TODAY, BY)

    assert (first, again, proposed_own_work(session)) == (6, 0, [])
    assert "TL-NUOI-HEO" not in codes(list_own_work(session))


@pytest.mark.parametrize(("code", "said"), packaged_own_work(), ids=[code for code, _ in packaged_own_work()])
def test_every_proposal_is_dated_cited_and_made_of_known_words(code, said):
    assert code.startswith("TL-") and said.source and said.stated_on <= TODAY
    assert all(find_occupation(isco) is not None for isco in said.isco)
    assert set(said.physical) <= set(PHYSICAL)
    assert 0 < said.cost_low_vnd < said.cost_high_vnd
    assert said.loan_scheme in {scheme.code for scheme in packaged_schemes()}


@pytest.mark.parametrize(
    ("words", "vnd"),
    [
        ("30 triệu", 30_000_000),
        ("1 tỷ", 1_000_000_000),
        ("2 tỷ 50", 2_500_000_000),
        ("nhiều", None),
        ("9" * 400, None),
        ("-50 triệu", None),
        ("−5.000.000", None),
    ],
)
def test_one_amount_of_money_is_read_and_nothing_else_is(words, vnd):
    assert read_amount(words) == vnd
