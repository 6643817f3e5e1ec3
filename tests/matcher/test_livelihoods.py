"""Loans: each rule holds, is broken, the day before and the day after."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from matcher.errors import ImpossibleShare, NoSchemeInForce, SchemesUnreadable
from matcher.livelihoods import Borrower, check_employer, check_person, contract_share, doors_that_close, years_later
from matcher.loans import WITH_CONTRACT
from matcher.ranking.demands import CONTRACTS
from matcher.schemes import PACKAGED, packaged_schemes, read_schemes, scheme_on

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)
PAPERS = ("list", "completion", "law_abiding")
BORROWER = Borrower("sau cai", date(2024, 3, 1), date(1990, 5, 1), PAPERS)
TEXT = PACKAGED.read_text(encoding="utf-8")


def person_loan(day=TODAY):
    return scheme_on(packaged_schemes(), "person", day)


def employer_loan():
    return scheme_on(packaged_schemes(), "employer", TODAY)


def answer_of(rule, borrower, today=TODAY):
    found = check_person(person_loan(), borrower, today)
    return next(c.answer for c in found.checks if c.rule.code == rule), found.answer


def test_a_person_who_meets_every_rule_may_borrow_up_to_200_million_for_ten_years():
    found = check_person(person_loan(), BORROWER, TODAY)

    assert (found.answer, found.missing) == ("yes", ())
    assert (found.scheme.most_vnd, found.scheme.most_months) == (200_000_000, 120)
    assert found.last_day == date(2034, 3, 1)


def test_somebody_of_the_general_programme_may_not():
    assert answer_of("scheme_person", replace(BORROWER, programme="chung")) == ("no", "no")


def test_an_unknown_programme_is_not_known_rather_than_no():
    assert answer_of("scheme_person", replace(BORROWER, programme=None)) == ("unknown", "unknown")


@pytest.mark.parametrize(("today", "answer"), [(date(2026, 6, 9), "yes"), (date(2026, 6, 10), "yes")])
def test_ten_years_after_the_decision_the_loan_is_still_open(today, answer):
    assert answer_of("years_after_decision", replace(BORROWER, decision_date=date(2016, 6, 10)), today)[0] == answer


def test_a_day_more_than_ten_years_after_the_decision_it_is_closed():
    late = replace(BORROWER, decision_date=date(2016, 6, 10))

    assert answer_of("years_after_decision", late, date(2026, 6, 11)) == ("no", "no")


def test_before_the_decision_is_made_there_is_no_loan():
    soon = replace(BORROWER, decision_date=TODAY + DAY)

    assert answer_of("years_after_decision", soon)[0] == "no"
    assert answer_of("years_after_decision", soon, TODAY + DAY)[0] == "yes"


def test_ten_years_from_a_29th_of_february_end_on_the_28th():
    assert years_later(date(2016, 2, 29), 10) == date(2026, 2, 28)


@pytest.mark.parametrize(("today", "answer"), [(TODAY - DAY, "no"), (TODAY, "yes"), (TODAY + DAY, "yes")])
def test_the_loan_begins_on_the_twelfth_birthday(today, answer):
    child = replace(BORROWER, youngest_birth=date(2014, 11, 23))

    assert answer_of("least_age", child, today)[0] == answer


@pytest.mark.parametrize(
    ("rule", "paper"), [("on_police_list", "list"), ("completed", "completion"), ("law_abiding", "law_abiding")]
)
def test_a_rule_that_only_a_paper_proves_waits_for_it(rule, paper):
    without = replace(BORROWER, papers=[p for p in PAPERS if p != paper])

    assert answer_of(rule, BORROWER) == ("yes", "yes")
    assert answer_of(rule, without) == ("unknown", "unknown")
    assert check_person(person_loan(), without, TODAY).missing == (paper,)


@pytest.mark.parametrize(("day", "version"), [(date(2026, 4, 30), "29/2014"), (date(2026, 5, 1), "08/2026")])
def test_the_day_decides_which_version_counts(day, version):
    assert person_loan(day).version == version


def test_there_was_no_employers_loan_the_day_before_the_decision():
    with pytest.raises(NoSchemeInForce, match="2026-04-30"):
        scheme_on(packaged_schemes(), "employer", date(2026, 4, 30))


def test_a_scheme_that_ended_says_when():
    ended = [s for s in packaged_schemes() if s.version == "29/2014"]

    with pytest.raises(NoSchemeInForce, match="ended on 2026-04-30"):
        scheme_on(ended, "person", date(2026, 5, 1))


def test_two_of_24_are_a_twelfth_and_one_more_makes_12_percent():
    share = contract_share(2, 24, 0.10)

    assert f"{share.share:.1%}" == "8.3%"
    assert (share.more, share.share_then) == (1, 0.12)
    assert check_employer(employer_loan(), share, ("size", "contracts")).answer == "no"


@pytest.mark.parametrize(("counted", "workers", "more"), [(1, 10, 0), (1, 11, 1), (0, 9, 1), (0, 10, 2), (3, 30, 0)])
def test_exactly_a_tenth_is_enough(counted, workers, more):
    assert contract_share(counted, workers, 0.10).more == more


@pytest.mark.parametrize(("paper", "rule"), [("size", "small_or_medium"), ("contracts", "labour_contracts")])
def test_an_employers_papers_are_asked_for(paper, rule):
    share = contract_share(3, 25, 0.10)

    found = check_employer(employer_loan(), share, {"size", "contracts"} - {paper})

    assert found.missing == (paper,)
    assert [c.rule.code for c in found.checks if c.answer == "unknown"] == [rule]
    assert check_employer(employer_loan(), share, ("size", "contracts")).answer == "yes"


@pytest.mark.parametrize(("counted", "workers"), [(0, 0), (3, 2), (-1, 5)])
def test_a_share_of_nobody_is_no_share(counted, workers):
    with pytest.raises(ImpossibleShare):
        contract_share(counted, workers, 0.10)


def test_doors_close_in_order_and_both_ends_count():
    decisions = [
        ("B", date(2016, 12, 23)),
        ("A", date(2016, 11, 23)),
        ("late", date(2016, 11, 22)),
        ("far", date(2016, 12, 24)),
    ]

    found = doors_that_close(person_loan(), decisions, TODAY, date(2026, 12, 23))

    assert found == [(date(2026, 11, 23), "A"), (date(2026, 12, 23), "B")]


def test_versions_that_overlap_are_refused_by_name():
    overlapping = TEXT.replace("valid_to = 2026-04-30", "valid_to = 2026-05-01")

    with pytest.raises(SchemesUnreadable, match="person: 29/2014 từ 2014-06-15 và 08/2026 từ 2026-05-01 chồng ngày"):
        read_schemes(overlapping)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("valid_to = 2026-04-30", "valid_to = 2014-01-01", "person 29/2014, khóa valid_to: cần ngày không trước"),
        ("valid_to = 2026-04-30", "valid_too = 2026-04-30", "person 29/2014: không có khóa nào tên “valid_too”"),
        ('code = "completed"', 'code = "complete"', "person 08/2026, điều kiện thứ 5, khóa code: .*“complete”"),
        ("most = 10", 'most = "mười"', "điều kiện years_after_decision, khóa most: cần số từ 1 đến 100.*“mười”"),
        ("most = 10", "", "khóa most: cần số từ 1 đến 100, không có ngoặc kép, đang thiếu"),
        ("most = 10", "most = 99999", "khóa most: cần số từ 1 đến 100.*“99999”"),
        ("least = 0.10", "least = nan", "employer 08/2026, điều kiện least_share, khóa least"),
        ("least = 12", "least = true", "khóa least: .*“true”"),
        ("most_vnd = 20_000_000", 'most_vnd = "20 triệu"', "person 29/2014, khóa most_vnd: cần số nguyên"),
        ("most_months = 120", "most_months = 0", "khóa most_months"),
        ("valid_from = 2014-06-15", 'valid_from = "15/06/2014"', "khóa valid_from: cần ngày dạng 2026-05-01"),
        ("valid_from = 2014-06-15", "valid_from = 2014-06-15T08:00:00", "khóa valid_from: cần ngày"),
        ("yearly = 0.066", "yearly = 6.6", "lãi suất poor_household, khóa yearly: cần số từ 0 đến 1"),
        ('paper = "completion"', 'paper = "giấy"', "điều kiện completed, khóa paper: cần một trong completion"),
        ('paper = "completion"', "", "điều kiện completed, khóa paper: .*đang thiếu"),
        ('code = "employer"', 'code = "firm"', "chương trình thứ 3, khóa code: cần một trong employer, person"),
        ('rate = "poor_household"', 'rate = "poor"', "khóa rate: cần một trong poor_household, đang ghi “poor”"),
        ("[[scheme.rule]]", "[scheme.rule]", "dòng 46: viết chưa đúng dạng TOML"),
        ('code = "least_age"\nleast', 'code = "years_after_decision"\nmost', "years_after_decision đứng hai lần"),
        ("confirmed = false", 'confirmed = "no"', "khóa confirmed: cần true hoặc false"),
    ],
)
def test_a_damaged_file_of_schemes_says_what_to_mend(before, after, words):
    assert before in TEXT

    with pytest.raises(SchemesUnreadable, match=words) as refused:
        read_schemes(TEXT.replace(before, after))

    assert str(refused.value).startswith("Bảng chương trình cho vay (schemes.toml), ")
    assert str(refused.value).count(". ") == 0


@pytest.mark.parametrize("text", ["scheme = [", "scheme = 3", "[scheme]", "scheme = [1]", "shceme = []"])
def test_what_is_no_table_of_schemes_is_refused_in_one_sentence(text):
    with pytest.raises(SchemesUnreadable, match=r"schemes\.toml"):
        read_schemes(text)


def test_a_rule_changes_by_data_alone():
    eight = scheme_on(read_schemes(TEXT.replace("most = 10", "most = 8")), "person", TODAY)

    assert check_person(eight, BORROWER, TODAY).last_day == date(2032, 3, 1)


def test_every_rule_and_version_says_where_it_is_written():
    assert all(s.source and all(r.source for r in s.rules) for s in packaged_schemes())


def test_the_interest_is_the_poor_households_of_the_day():
    rate = person_loan().rate_on(TODAY)

    assert rate is not None
    assert rate.yearly == 0.066
    assert person_loan().rate_on(date(2015, 5, 31)) is None


def test_every_contract_of_an_opening_but_own_work_is_a_labour_contract():
    assert set(WITH_CONTRACT) == set(CONTRACTS) - {"own"}
    assert "indefinite" in WITH_CONTRACT
