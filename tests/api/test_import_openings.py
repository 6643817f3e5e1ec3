"""The list of openings: what is on offer, what is asked, until when, and by whom."""

from datetime import date

import pytest
from sqlmodel import select

from api.acts.market import change_opening, close_opening
from api.beside import Beside
from api.imports.openings import unlawful_words
from employers.openings import get_opening
from employers.registry import get_employer
from employers.tables import Employer, EmployerState, Opening
from tests.lists import csv_from, csv_of, rows_of, workbook_of

EMPLOYER = {"Mã số thuế": "3400000514", "Tên": "Công ty TNHH Cơ khí Mẫu", "Xã/phường": "Phường Phan Thiết, Lâm Đồng"}
ROW = {"Mã tin": "V1", "Mã số thuế": "3400000514", "Chức danh": "Thợ hàn", "Ngày đăng": "01/11/2026"}


@pytest.fixture
def post(bring):
    bring("employers", csv_from([EMPLOYER]))
    return lambda *rows, **how: bring("openings", csv_from([{**ROW, **row} for row in rows]), **how)


def opening(operator, code="V1"):
    with operator.sessions.read() as session:
        return get_opening(session, code)


@pytest.mark.parametrize("make", [csv_of, workbook_of])
def test_every_row_ends_in_one_status_and_twice_changes_nothing(bring, make):
    bring("employers", csv_of("employers"))

    first, second = bring("openings", make("openings")), bring("openings", make("openings"))

    assert first.counts == {"imported": 9, "updated": 0, "unchanged": 0, "held": 1}
    assert second.counts == {"imported": 0, "updated": 0, "unchanged": 9, "held": 1}
    assert first.rows == len(rows_of("openings"))


def test_a_row_is_understood_as_its_office_meant_it(bring, operator):
    bring("employers", csv_of("employers"))
    bring("openings", csv_of("openings"))

    weld, drive, sew, serve = (opening(operator, code) for code in ("V-01", "V-02", "V-05", "V-07"))

    assert (weld.isco[0], weld.seats, weld.wage_low_vnd, weld.wage_high_vnd) == ("7212", 2, 8_000_000, 10_000_000)
    assert (weld.hours, weld.schooling, weld.physical, weld.contract) == ([[450, 990]], 5, ["heavy_lifting"], "fixed")
    assert (drive.licence, drive.wage_low_vnd) == ("B", 7_500_000)
    assert (sew.schooling, sew.schooling_preferred, sew.sex, sew.seats) == (9, True, "nữ", 20)
    assert (serve.wage_per, serve.wage_low_vnd, serve.sex, serve.shifts) == ("day", 250_000, None, ["tối"])
    assert Beside(operator.service.keys).of(weld) == {"Nguồn tin": "Zalo"}


def test_an_opening_past_its_last_day_is_expired_and_others_are_open(bring, operator):
    bring("employers", csv_of("employers"))
    bring("openings", csv_of("openings"))

    assert (opening(operator, "V-04").state, opening(operator, "V-01").state) == ("expired", "open")


def test_an_unknown_employer_holds_the_row(post, operator):
    report = post({"Mã số thuế": "", "Tên doanh nghiệp": "Công ty Lạ"}, {"Mã tin": "V2", "Mã số thuế": "3400000063"})

    assert report.counts["held"] == 2
    assert [h.column for h in report.held] == ["Tên doanh nghiệp", "Mã số thuế"]
    with operator.sessions.read() as session:
        assert len(session.exec(select(Employer)).all()) == 1


def test_unknown_employers_are_made_unverified_where_that_was_asked_for(post, operator):
    report = post(
        {"Mã số thuế": "3400000063", "Tên doanh nghiệp": "Nông trường Mẫu"},
        {"Mã tin": "V2", "Mã số thuế": "", "Tên doanh nghiệp": "Công ty Lạ"},
        {"Mã tin": "V3", "Mã số thuế": "", "Tên doanh nghiệp": "CTY LẠ"},
        create_employers=True,
    )

    assert report.counts["imported"] == 3
    with operator.sessions.read() as session:
        made = get_employer(session, "3400000063")
        assert (made.name, made.state) == ("Nông trường Mẫu", EmployerState.unverified)
        assert get_opening(session, "V2").employer_id == get_opening(session, "V3").employer_id


def test_a_dry_run_makes_no_employer(post, operator):
    post({"Mã số thuế": "", "Tên doanh nghiệp": "Công ty Lạ"}, create_employers=True, dry_run=True)

    with operator.sessions.read() as session:
        assert len(session.exec(select(Employer)).all()) == 1
        assert session.exec(select(Opening)).all() == []


@pytest.mark.parametrize(
    ("header", "cell", "low", "high", "per"),
    [
        ("Mức lương (triệu đồng)", "8-10", 8_000_000, 10_000_000, "month"),
        ("Mức lương (triệu đồng)", "7,5", 7_500_000, 7_500_000, "month"),
        ("Mức lương (triệu đồng)", "8000000", 8_000_000, 8_000_000, "month"),
        ("Mức lương (triệu đồng)", "8 triệu", 8_000_000, 8_000_000, "month"),
        ("Mức lương (1.000đ)", "8.500", 8_500_000, 8_500_000, "month"),
        ("Mức lương (nghìn đồng)", "8500", 8_500_000, 8_500_000, "month"),
        ("Mức lương (nghìn đồng/ngày)", "300", 300_000, 300_000, "day"),
        ("Mức lương (đồng/ngày)", "300.000", 300_000, 300_000, "day"),
        ("Mức lương (chưa gồm phụ cấp)", "8tr", 8_000_000, 8_000_000, "month"),
    ],
)
def test_the_unit_in_the_header_counts(post, operator, header, cell, low, high, per):
    post({header: cell})

    found = opening(operator)
    assert (found.wage_low_vnd, found.wage_high_vnd, found.wage_per) == (low, high, per)


@pytest.mark.parametrize(
    ("header", "cell", "months"),
    [
        ("Kinh nghiệm (tháng)", "6", 6),
        ("Kinh nghiệm (năm)", "2", 24),
        ("Kinh nghiệm", "1 năm", 12),
        ("Kinh nghiệm (năm)", "6 tháng", 6),
        ("Kinh nghiệm", "0,5 năm", 6),
    ],
)
def test_years_of_experience_are_not_read_as_months(post, operator, header, cell, months):
    post({header: cell})

    assert opening(operator).experience_months == months


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"Mã tin": ""}, "Mã tin"),
        ({"Mã tin": "V/1"}, "Mã tin"),
        ({"Chức danh": ""}, "Chức danh"),
        ({"Mã số thuế": ""}, "Mã số thuế"),
        ({"Mã số thuế": "3400000515"}, "Mã số thuế"),
        ({"Số lượng": "vài"}, "Số lượng"),
        ({"Hạn nộp": "31/10/2026"}, "Hạn nộp"),
        ({"Hạn nộp": "30/02/2027"}, "Hạn nộp"),
        ({"Yêu cầu GPLX": "bằng gì đó"}, "Yêu cầu GPLX"),
    ],
)
def test_a_row_that_cannot_be_used_is_held_under_its_column(post, operator, row, column):
    report = post(row)

    assert (report.counts["held"], report.held[0].column) == (1, column)
    with operator.sessions.read() as session:
        assert session.exec(select(Opening)).all() == []


def test_the_same_code_twice_in_a_list_holds_the_row_that_disagrees(post, operator):
    report = post({}, {}, {"Chức danh": "Phụ kho"})

    assert (report.counts["imported"], report.counts["unchanged"], report.counts["held"]) == (1, 1, 1)
    assert opening(operator).title == "Thợ hàn"


def test_a_code_of_another_employer_holds_the_row(bring, post):
    bring("employers", csv_from([{**EMPLOYER, "Mã số thuế": "3400000063", "Tên": "Nông trường Mẫu"}]))
    post({})

    report = post({"Mã số thuế": "3400000063"})

    assert report.counts["held"] == 1


def test_an_edit_by_hand_and_a_new_word_of_the_list_are_a_conflict(post, operator):
    post({"Số lượng": "2"})
    change_opening(operator, "V1", opening(operator).revision, {"seats": 5})

    same, new = post({"Số lượng": "2"}), post({"Số lượng": "3"})

    assert (same.counts["unchanged"], new.counts["held"]) == (1, 1)
    assert opening(operator).seats == 5


def test_a_later_last_day_brings_an_expired_opening_back(post, operator):
    post({"Hạn nộp": "20/11/2026"})
    assert opening(operator).state == "expired"

    post({"Hạn nộp": "31/12/2026"})

    assert (opening(operator).state, opening(operator).closed_on) == ("open", None)


def test_a_closed_opening_is_not_brought_back_by_a_list(post, operator):
    post({"Hạn nộp": "31/12/2026"})
    close_opening(operator, "V1", "đủ người")

    post({"Hạn nộp": "31/01/2027"})

    assert opening(operator).state == "closed"


def test_an_opening_posted_in_the_future_keeps_its_day(post, operator):
    post({"Ngày đăng": "01/12/2026"})

    assert opening(operator).posted_on == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("words", "deposit", "papers"),
    [
        ("đặt cọc 500k", True, False),
        ("phí hồ sơ 200.000", True, False),
        ("thu phí đồng phục, ký quỹ", True, False),
        ("giữ CCCD gốc", False, True),
        ("không đặt cọc", False, False),
        ("không thu phí hồ sơ", False, False),
        ("không giữ bằng gốc", False, False),
        ("bao cơm, có xe đưa rước", False, False),
    ],
)
def test_what_the_law_forbids_to_ask_is_seen_and_its_denial_is_not(words, deposit, papers):
    assert unlawful_words(words) == (deposit, papers)


def test_an_employer_that_mends_its_words_is_lawful_again(post, operator):
    post({"Mô tả": "đặt cọc 500k"})
    assert opening(operator).asks_deposit

    post({"Mô tả": "bao cơm trưa"})

    assert not opening(operator).asks_deposit


def test_coordinates_that_disagree_with_the_commune_win_with_a_warning(post, operator):
    report = post({"Nơi làm việc": "Phường La Gi, Lâm Đồng", "Vĩ độ": "10,9279", "Kinh độ": "108,097"})

    assert (opening(operator).latitude, opening(operator).commune_code) == (10.9279, "23235")
    assert any("Phan Thiết" in w.sentence for w in report.warnings)


def test_an_empty_cell_does_not_make_unlawful_words_lawful(post, operator):
    post({"Mô tả": "đặt cọc 500k"})

    post({"Mô tả": "", "Số lượng": "3"})

    assert opening(operator).asks_deposit


def test_an_amount_does_not_outlive_its_words(post, operator):
    post({"Mức lương": "8 triệu"})

    post({"Mức lương": "thoả thuận"})

    assert (opening(operator).wage_words, opening(operator).wage_low_vnd) == ("thoả thuận", None)


def test_a_dry_run_tells_each_change_once_under_the_headers_of_the_list(post):
    post({"Mức lương": "7-8 triệu", "Nơi làm việc": "phường La Gi, Lâm Đồng", "Yêu cầu học vấn": "9/12"})
    said = {"Mức lương": "9 triệu", "Nơi làm việc": "xã Hàm Kiệm, Lâm Đồng", "Yêu cầu học vấn": "ưu tiên 9/12"}

    report = post(said, dry_run=True)

    assert sorted((c.column, c.before, c.after) for c in report.changes) == [
        ("Mức lương", "7-8 triệu", "9 triệu"),
        ("Nơi làm việc", "phường La Gi, Lâm Đồng", "xã Hàm Kiệm, Lâm Đồng"),
        ("Yêu cầu học vấn", "không", "có"),
    ]


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("", "open"),
        ("Tạm dừng", "paused"),
        ("đã đóng", "closed"),
        ("Đủ người", "filled"),
        ("nháp", "draft"),
        ("?", "open"),
    ],
)
def test_a_new_opening_is_in_the_state_that_the_list_names(post, operator, words, state):
    post({"Tình trạng": words})

    assert opening(operator).state == state


def test_a_list_pauses_an_opening_and_brings_it_back_and_never_undoes_what_was_closed_by_hand(post, operator):
    states = []
    for words in ("đang tuyển", "tạm dừng", "tạm dừng", "đang tuyển"):
        post({"Tình trạng": words})
        states.append(opening(operator).state)
    close_opening(operator, "V1", "đủ người")

    same = post({"Tình trạng": "đang tuyển"})

    assert states == ["open", "paused", "paused", "open"]
    assert (same.counts["unchanged"], opening(operator).state) == (1, "closed")


def test_a_list_that_reopens_what_it_closed_holds_the_row(post, operator):
    post({"Tình trạng": "đã đóng"})

    report = post({"Tình trạng": "đang tuyển"})

    assert (report.held[0].column, opening(operator).state) == ("Tình trạng", "closed")
    assert "“đã đóng” không chuyển thành “đang tuyển”" in report.held[0].reason


@pytest.mark.parametrize("day", ["31/12/2099", "1/1/2029"])
def test_a_last_day_too_far_from_today_holds_the_row_with_its_reason(bring, day):
    bring("employers", csv_of("employers"))

    report = bring("openings", csv_from([{**rows_of("openings")[0], "Hạn nộp": day}]))

    assert [held.column for held in report.held] == ["Hạn nộp"]
    assert "quá xa hôm nay" in report.held[0].reason
