import pytest

from employers.errors import EmployerExists, UnknownEmployer
from employers.openings import market_revision
from employers.registry import (
    change_employer_state,
    find_employer,
    find_employers_by_name,
    get_employer,
    likely_duplicates,
    next_code,
    register,
)
from employers.tables import Employer, EmployerState
from matcher.market import load_market
from tests.factories import HAM_KIEM, LA_GI, TODAY, an_employer, an_opening


def enter(session, name, **known):
    return register(session, Employer(name=name, **known), TODAY)


def test_an_employer_is_found_by_tax_code_or_own_code(session):
    taxed, untaxed = enter(session, "Công ty TNHH Sao Biển", tax_code="3400000001"), enter(session, "Hộ Ba Tần")

    assert get_employer(session, "3400000001") is taxed
    assert get_employer(session, untaxed.code) is untaxed
    assert find_employer(session, "khong-co") is None
    with pytest.raises(UnknownEmployer):
        get_employer(session, "khong-co")


def test_a_new_employer_is_unverified_dated_and_searchable(session):
    firm = enter(session, "CÔNG TY TNHH MTV Sao Biển")

    assert (firm.state, firm.registered_on, firm.revision) == (EmployerState.unverified, TODAY, 1)
    assert firm.name_core == "sao bien"


def test_the_same_tax_code_is_not_registered_twice(session):
    enter(session, "Công ty TNHH Sao Biển", tax_code="3400000001")

    with pytest.raises(EmployerExists):
        enter(session, "Công ty TNHH Sao Mai", tax_code="3400000001")


def test_codes_of_the_product_count_upward_past_the_highest(session):
    an_employer(session, code="NSD00041")
    an_employer(session, code="NSDX")

    codes = [enter(session, f"Hộ kinh doanh số {n}").code for n in range(3)]

    assert codes == ["NSD00042", "NSD00043", "NSD00044"]
    assert next_code(session) == "NSD00045"


def test_a_code_given_by_the_office_is_kept(session):
    assert enter(session, "Hợp tác xã Hồng Sơn", code="HTX7").code == "HTX7"


@pytest.mark.parametrize(
    "written", ["công ty tnhh SAO BIỂN", "Sao Biển", "Cty TNHH MTV Sao Bien", "cong ty tnhh sao bien"]
)
def test_names_are_the_same_but_for_legal_form_case_and_accents(session, written):
    firm = enter(session, "Công ty TNHH Sao Biển")
    enter(session, "Công ty TNHH Sao Mai")

    assert find_employers_by_name(session, written) == [firm]


def test_a_commune_tells_two_of_one_name_apart_and_only_then(session):
    here = enter(session, "Cơ sở Thành Công", commune_code=HAM_KIEM)
    there = enter(session, "Cơ sở Thành Công", commune_code=LA_GI)

    assert find_employers_by_name(session, "Thành Công", LA_GI) == [there]
    assert find_employers_by_name(session, "Thành Công") == [here, there]
    assert find_employers_by_name(session, "Thành Công", "22969") == [here, there]


def test_likely_duplicates_come_likeliest_first_and_strangers_not_at_all(session):
    same = enter(session, "Công ty TNHH May Phan Thiết", tax_code="3400000001")
    near = enter(session, "Công ty Cổ phần May Phan Thiêt")
    enter(session, "Hợp tác xã Thanh long Hàm Minh")

    found = likely_duplicates(session, "CTY TNHH MAY PHAN THIET")

    assert {d.employer.code for d in found} == {same.code, near.code}
    assert [d.similarity for d in found] == sorted((d.similarity for d in found), reverse=True)


def test_the_same_tax_code_is_certain_whatever_the_name(session):
    firm = enter(session, "Công ty TNHH Sao Biển", tax_code="3400000001")

    found = likely_duplicates(session, "Doanh nghiệp tư nhân Hoa Hồng", "3400000001")

    assert [(d.employer, d.similarity) for d in found] == [(firm, 1.0)]


@pytest.mark.parametrize("name", ["", "   ", "Công ty TNHH", "%", "_"])
def test_a_name_without_a_core_is_like_nothing(session, name):
    enter(session, "Công ty TNHH Sao Biển")

    assert likely_duplicates(session, name) == []


def test_the_list_of_duplicates_is_short(session):
    for number in range(9):
        enter(session, f"Công ty TNHH Sao Biển {number}")

    assert len(likely_duplicates(session, "Sao Biển")) <= 5
    assert len(likely_duplicates(session, "Sao Biển 1", limit=2)) <= 2


@pytest.mark.parametrize(
    ("state", "ready"),
    [
        (EmployerState.unverified, True),
        (EmployerState.verified, True),
        (EmployerState.paused, False),
        (EmployerState.suspended, False),
    ],
)
def test_openings_follow_their_employer(session, state, ready):
    firm = an_employer(session, state=EmployerState.unverified)
    opening = an_opening(session, firm)

    change_employer_state(session, firm, state, "lý do")

    demand = load_market(session, TODAY).demands[0]
    assert (demand.code, demand.employer_ready) == (opening.code, ready)


def test_a_paused_opening_of_a_good_employer_is_not_ready_either(session):
    an_opening(session, state="paused")

    assert not load_market(session, TODAY).demands[0].employer_ready


def test_a_change_of_state_counts_once_and_can_be_taken_back(session):
    firm = an_employer(session)
    before = market_revision(session)

    change_employer_state(session, firm, EmployerState.suspended, "nợ lương")
    change_employer_state(session, firm, EmployerState.suspended, "nợ lương")
    suspended = (firm.state, firm.state_reason, firm.revision, market_revision(session) - before)
    change_employer_state(session, firm, EmployerState.verified)

    assert suspended == ("suspended", "nợ lương", 2, 1)
    assert (firm.state, firm.state_reason) == (EmployerState.verified, None)
