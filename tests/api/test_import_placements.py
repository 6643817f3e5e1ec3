"""The list of placements: history that teaches the ranking model, however incomplete it was kept."""

from datetime import date

import pytest
from sqlmodel import select

from api.acts.duplicates import list_duplicates
from api.acts.introductions import list_referrals
from api.acts.market import list_employers, list_openings
from api.exports.lists import employer_rows
from employers.openings import get_opening
from employers.tables import Employer, Opening
from matcher.outreach import list_prospects
from matcher.placements import Finding
from matcher.ranking.demands import Market
from matcher.report_facts import load_facts
from matcher.tables import Placement, Referral, ReferralState
from tests.api.conftest import TODAY, caller_named
from tests.lists import KINDS, csv_from, csv_of, rows_of, workbook_of

EMPLOYER = {"Mã số thuế": "3400000514", "Tên": "Công ty TNHH Cơ khí Mẫu", "Xã/phường": "Phường Phan Thiết, Lâm Đồng"}
OPENING = {"Mã tin": "V1", "Mã số thuế": "3400000514", "Chức danh": "Thợ hàn", "Ngày đăng": "01/11/2026"}
PERSON = {"Mã hồ sơ": "A1", "Họ và tên": "Nguyễn Văn Lành", "Cán bộ phụ trách": "canbo"}
ROW = {"Mã hồ sơ": "A1", "Mã tin": "V1", "Ngày giới thiệu": "05/11/2026"}
PAST = {**ROW, "Mã tin": "", "Tên doanh nghiệp": "Công ty TNHH Cơ khí Mẫu", "Chức danh": "Thợ hàn"}


@pytest.fixture
def place(bring):
    for kind, row in (("employers", EMPLOYER), ("openings", OPENING), ("people", PERSON)):
        bring(kind, csv_from([row]))
    return lambda *rows, **how: bring("placements", csv_from([{**ROW, **row} for row in rows]), **how)


def rows(operator, table):
    with operator.sessions.read() as session:
        return session.exec(select(table)).all()


@pytest.mark.parametrize("make", [csv_of, workbook_of])
def test_every_row_ends_in_one_status_and_twice_changes_nothing(bring, make):
    for kind in KINDS[:-1]:
        bring(kind, csv_of(kind))

    first, second = bring("placements", make("placements")), bring("placements", make("placements"))

    assert first.counts == {"imported": 7, "updated": 0, "unchanged": 0, "held": 3}
    assert second.counts == {"imported": 0, "updated": 0, "unchanged": 7, "held": 3}
    assert first.rows == len(rows_of("placements"))


def test_a_job_that_began_makes_a_referral_and_a_placement(place, operator):
    place({"Kết quả": "được nhận", "Ngày vào làm": "10/11/2026"})

    referral, placement = rows(operator, Referral)[0], rows(operator, Placement)[0]

    assert (referral.state, referral.referred_on) == (ReferralState.accepted, date(2026, 11, 5))
    assert (placement.started_on, placement.ended_on, placement.referral_id) == (date(2026, 11, 10), None, referral.id)


def test_an_empty_end_means_still_there_up_to_the_confirmation_or_else_the_import(place, operator):
    place({"Ngày vào làm": "10/11/2026"})
    assert rows(operator, Placement)[0].confirmed_on == TODAY

    place({"Ngày vào làm": "10/11/2026", "Ngày xác nhận": "15/11/2026"})

    assert rows(operator, Placement)[0].confirmed_on == date(2026, 11, 15)


def test_a_later_list_ends_a_placement(place, operator):
    place({"Ngày vào làm": "10/11/2026"})

    report = place({"Ngày vào làm": "10/11/2026", "Ngày nghỉ việc": "20/11/2026", "Lý do nghỉ": "xa nhà"})

    assert report.counts["updated"] == 1
    assert (rows(operator, Placement)[0].ended_on, rows(operator, Placement)[0].leaving_reason) == (
        date(2026, 11, 20),
        "xa nhà",
    )


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("được nhận", ReferralState.accepted),
        ("Không nhận", ReferralState.declined),
        ("không được nhận", ReferralState.declined),
        ("chưa được nhận", ReferralState.declined),
        ("người lao động từ chối", ReferralState.person_declined),
        ("NLĐ từ chối", ReferralState.person_declined),
        ("chờ trả lời", ReferralState.waiting),
        ("không trả lời", ReferralState.no_answer),
        ("", ReferralState.waiting),
    ],
)
def test_an_outcome_is_read_whatever_the_words(place, operator, words, state):
    place({"Kết quả": words})

    assert rows(operator, Referral)[0].state == state


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"Mã hồ sơ": "KHONGCO"}, "Mã hồ sơ"),
        ({"Mã hồ sơ": ""}, "Mã hồ sơ"),
        ({"Mã tin": "KHONGCO"}, "Mã tin"),
        ({"Mã tin": ""}, "Mã tin"),
        ({"Ngày giới thiệu": ""}, "Ngày giới thiệu"),
        ({"Ngày giới thiệu": "24/11/2026"}, "Ngày giới thiệu"),
        ({"Ngày giới thiệu": "31/02/2026"}, "Ngày giới thiệu"),
        ({"Ngày vào làm": "01/11/2026"}, "Ngày vào làm"),
        ({"Ngày vào làm": "10/11/2026", "Ngày nghỉ việc": "09/11/2026"}, "Ngày nghỉ việc"),
        ({"Kết quả": "chịu thua"}, "Kết quả"),
        ({"Kết quả": "không nhận", "Ngày vào làm": "10/11/2026"}, "Kết quả"),
    ],
)
def test_a_row_that_cannot_be_used_is_held_under_its_column(place, operator, row, column):
    report = place(row)

    assert (report.counts["held"], report.held[0].column) == (1, column)
    assert rows(operator, Referral) == []


def test_a_past_job_without_a_posting_makes_a_closed_one(place, bring, operator):
    report = bring("placements", csv_from([PAST]))

    made = next(o for o in rows(operator, Opening) if o.code.startswith("LS-"))
    assert report.counts["imported"] == 1
    assert (made.state, made.seats, made.title, made.isco[0]) == ("closed", 1, "Thợ hàn", "7212")


def test_two_past_jobs_of_the_same_kind_share_one_closed_posting(place, bring, operator):
    bring("people", csv_from([{**PERSON, "Mã hồ sơ": "A2", "Họ và tên": "Trần Thị Thử"}]))

    bring("placements", csv_from([PAST, {**PAST, "Mã hồ sơ": "A2"}]))

    assert sum(o.code.startswith("LS-") for o in rows(operator, Opening)) == 1
    assert len(rows(operator, Referral)) == 2


def test_own_work_needs_no_employer_on_the_register(place, bring, operator):
    report = bring("placements", csv_from([{**PAST, "Tên doanh nghiệp": "Tự làm", "Ngày vào làm": "06/11/2026"}]))

    assert report.counts["imported"] == 1
    assert rows(operator, Placement)[0].own_work


def test_no_list_shows_own_work_as_an_employer(place, bring, operator):
    bring("placements", csv_from([{**PAST, "Tên doanh nghiệp": "Tự làm", "Ngày vào làm": "06/11/2026"}]))
    bring("employers", csv_from([{"Tên": "Hộ kinh doanh Tư Lâm", "Loại hình": "hộ kinh doanh"}]))
    entry = next(e for e in rows(operator, Employer) if e.name == "Tự làm")
    with operator.service.database.write() as session:  # as lists that named no contract have left it
        session.exec(select(Opening).where(Opening.employer_id == entry.id)).one().contract = None
        session.exec(select(Placement)).one().own_work = False

    with operator.sessions.read() as session:
        prospects = {p.employer.code for p in list_prospects(session, Market((), TODAY), TODAY)}
        exported = [row["name"] for row in employer_rows(session, lambda _: {})]
        jobs = load_facts(session, 180).people[0].started
    postings = {o["employer"]["tax_code"] for o in list_openings(operator, None, 1, 50)[1]}
    listed = {e["name"] for e in list_employers(operator, "", 1, 50)[1]}
    assert entry.code not in prospects | postings
    assert "Tự làm" not in {*exported, *listed} and "Hộ kinh doanh Tư Lâm" in {*exported, *listed}
    assert [job.kind for job in jobs] == ["own"]
    assert list_duplicates(operator, "employers", 1, 50)[0] == 0


def test_an_opening_of_own_work_makes_its_entry_and_is_no_posting(place, bring, operator):
    own = {"Mã tin": "TL-1", "Tên doanh nghiệp": "Tự làm", "Chức danh": "Nuôi heo", "Ngày đăng": "01/11/2026"}

    report = bring("openings", csv_from([own]))

    made = next(o for o in rows(operator, Opening) if o.code == "TL-1")
    assert (report.counts["imported"], made.contract) == (1, "own")
    assert "TL-1" not in {o["code"] for o in list_openings(operator, None, 1, 50)[1]}


def test_an_unknown_employer_of_a_past_job_is_held_or_made_where_that_was_asked_for(place, bring, operator):
    unknown = csv_from([{**PAST, "Tên doanh nghiệp": "Công ty Lạ"}])

    assert bring("placements", unknown).counts["held"] == 1
    assert bring("placements", unknown, create_employers=True).counts["imported"] == 1


def test_a_second_start_at_the_same_closed_posting_is_not_lost(place, bring, operator):
    again = {**PAST, "Ngày giới thiệu": "01/02/2025", "Ngày vào làm": "05/02/2025", "Ngày nghỉ việc": "01/06/2025"}
    report = bring("placements", csv_from([{**PAST, "Ngày vào làm": "06/11/2026"}, again]))

    assert report.counts["imported"] == 2 or report.counts["held"] == 1


def test_history_from_a_list_is_not_shown_to_the_employer(office):
    seen = list_referrals(caller_named(office, "congty"))

    assert seen == []


def test_a_list_s_referral_makes_the_pair_already_referred(office):
    from api.acts.suggestions import show_suggestions
    from matcher.suggest import ListRequest

    shown = show_suggestions(caller_named(office, "canbo"), "PT-002", ListRequest(50))

    with office.ranker_sessions.read() as session:
        referred = get_opening(session, "V-03").id
    assert referred not in [i.demand.opening_id for i in shown.found.items]


def test_an_edit_by_hand_of_an_answer_is_a_conflict_with_a_new_word_of_the_list(place, operator):
    from api.acts.introductions import answer

    place({})
    answer(operator, rows(operator, Referral)[0].id, ReferralState.declined, "đủ người")

    same, new = place({}), place({"Kết quả": "được nhận"})

    assert (same.counts["unchanged"], new.counts["held"]) == (1, 1)
    assert rows(operator, Referral)[0].state == ReferralState.declined


def test_a_supervisor_s_list_touches_people_of_their_communes_only(office):
    from api.acts.imports import bring_in

    content = csv_from([{**ROW, "Mã hồ sơ": "PT-008", "Mã tin": "V-01"}, {**ROW, "Mã hồ sơ": "KHONGCO"}])
    _, report = bring_in(caller_named(office, "giamsat"), "placements", "ds.csv", content)

    assert report.counts["held"] == 2
    assert report.held[0].reason.replace("PT-008", "") == report.held[1].reason.replace("KHONGCO", "")


def test_a_later_confirmation_of_a_list_is_no_conflict_with_a_visit(place, operator):
    from api.acts.placements import record_check_in

    place({"Ngày vào làm": "06/11/2026", "Ngày xác nhận": "10/11/2026"})
    record_check_in(operator, rows(operator, Placement)[0].id, Finding(date(2026, 11, 15), "still_there"))

    same = place({"Ngày vào làm": "06/11/2026", "Ngày xác nhận": "10/11/2026"})
    later = place({"Ngày vào làm": "06/11/2026", "Ngày xác nhận": "20/11/2026"})

    assert (same.counts["unchanged"], later.counts["updated"]) == (1, 1)
    assert rows(operator, Placement)[0].confirmed_on == date(2026, 11, 20)


def test_a_first_day_of_who_is_still_away_is_held_until_when_they_come_home_is_put_right(place, bring, operator):
    bring("people", csv_from([{**PERSON, "Ngày về địa phương": "09/01/2027"}]))

    report = place({"Ngày vào làm": "10/11/2026"})

    assert (report.counts["held"], report.held[0].column) == (1, "Ngày vào làm")
    assert rows(operator, Placement) == []
