"""Coarser words for what is on record change nothing; coarser words that contradict it are asked about."""

from datetime import date

import pytest
from sqlmodel import select

from employers.tables import Employer
from matcher.tables import Placement, TrainingRecord
from tests.api.test_import_held_rows import ANSWER, sent_back
from tests.api.test_import_people import change, identity, person, sheet
from tests.lists import csv_from

FINE = {
    "Họ và tên": "Nguyễn Văn Bình", "Ngày sinh": "05/03/1988", "SĐT": "0912000111; 0912000222 (mẹ)",
    "Số CCCD": "060088001234", "Xã/phường": "Phường Phan Thiết, Lâm Đồng", "Địa chỉ": "Số 5, khu phố 2",
    "Ngày về": "15/11/2026",
}  # fmt: skip


@pytest.mark.parametrize(
    "coarse",
    [
        {"Ngày sinh": "1988"},
        {"Ngày sinh": "03/1988"},
        {"Họ và tên": "NGUYEN VAN BINH"},
        {"Họ và tên": "nguyen van binh", "Ngày sinh": "1988", "Ngày về": "11/2026"},
        {"Ngày về": "2026"},
        {"SĐT": "0912000111"},
        {"SĐT": "0912.000.222"},
        {"Địa chỉ": "khu phố 2"},
        {"Xã/phường": "TP Phan Thiết"},
        {"Xã/phường": "Phan Thiết"},
    ],
)
def test_the_same_in_coarser_words_changes_nothing(bring, operator, coarse):
    bring("people", sheet(FINE))
    before = person(operator), identity(operator)

    first, again = bring("people", sheet({**FINE, **coarse})), bring("people", sheet({**FINE, **coarse}))

    assert first.counts["unchanged"] == again.counts["unchanged"] == 1, (first.changes, first.held)
    assert (person(operator), identity(operator)) == before


@pytest.mark.parametrize(
    ("coarse", "shown"),
    [({"Ngày sinh": "1989"}, ("1989", "05/03/1988")), ({"Ngày về": "12/2026"}, ("12/2026", "15/11/2026"))],
)
def test_a_coarser_date_that_contradicts_is_asked_about_with_both(bring, operator, coarse, shown):
    bring("people", sheet(FINE))

    report = bring("people", sheet({**FINE, **coarse}))

    assert report.counts["held"] == 1
    assert all(f"“{words}”" in report.held[0].reason for words in shown)
    assert bring("people", sent_back(report), "sua.xlsx").counts["held"] == 1
    assert (person(operator).birth_date, person(operator).return_date) == (date(1988, 3, 5), date(2026, 11, 15))
    assert bring("people", sent_back(report, **{ANSWER: "nhập"}), "sua.xlsx").counts["updated"] == 1


def test_another_year_over_a_year_is_an_update(bring, operator):
    bring("people", sheet({"Ngày sinh": "1988"}))

    assert bring("people", sheet({"Ngày sinh": "1989"})).counts["updated"] == 1


@pytest.mark.parametrize(
    ("coarse", "shown"),
    [
        ({"Xã/phường": "huyện Đức Linh"}, ("huyện Đức Linh", "Phường Phan Thiết")),
        ({"Số CCCD": "261234567"}, ("261234567", "060088001234")),
    ],
)
def test_what_says_less_and_otherwise_is_told_with_both_and_the_record_stands(bring, operator, coarse, shown):
    bring("people", sheet(FINE))

    report = bring("people", sheet({**FINE, **coarse}))

    assert report.counts["unchanged"] == 1
    assert any(all(f"“{words}”" in w.sentence for words in shown) for w in report.warnings)
    kept = person(operator).place_words, identity(operator).national_id
    assert kept == (FINE["Xã/phường"], FINE["Số CCCD"])


def test_finer_words_take_the_place_of_coarser_ones(bring, operator):
    bring("people", sheet({"Họ và tên": "nguyen van binh", "Ngày sinh": "1988", "SĐT": "0912000111"}))

    report = bring("people", sheet(FINE))

    assert report.counts["updated"] == 1
    assert (identity(operator).full_name, person(operator).birth_precision) == ("Nguyễn Văn Bình", "day")
    assert len(identity(operator).phones) == 2


def test_a_year_known_by_hand_to_the_day_is_not_made_a_year_again(bring, operator):
    bring("people", sheet({"Ngày sinh": ""}))
    change(operator, birth_date=date(1988, 3, 5), birth_precision="day")

    report = bring("people", sheet({"Ngày sinh": "1988"}))

    assert (report.counts["unchanged"], person(operator).birth_date) == (1, date(1988, 3, 5))


EMPLOYER = {"Mã số thuế": "3400000514", "Tên": "Công ty TNHH Cơ khí Mẫu", "Địa chỉ": "12 Hùng Vương, khu phố 3",
            "Điện thoại": "0912000111; 0912000222", "Người liên hệ": "Chị Ba Thử"}  # fmt: skip


@pytest.mark.parametrize(
    "coarse",
    [{"Tên": "CONG TY TNHH CO KHI MAU"}, {"Địa chỉ": "12 Hùng Vương"}, {"Điện thoại": "0912000222"},
     {"Người liên hệ": "chi ba thu"}],
)  # fmt: skip
def test_an_employer_in_coarser_words_stays_as_it_is(bring, operator, coarse):
    bring("employers", csv_from([EMPLOYER]))

    report = bring("employers", csv_from([{**EMPLOYER, **coarse}]))

    assert report.counts["unchanged"] == 1, report.changes
    with operator.sessions.read() as session:
        assert session.exec(select(Employer)).one().address == EMPLOYER["Địa chỉ"]


@pytest.mark.parametrize(
    ("first", "second"),
    [("01/06/2025", "2025"), ("2025", "01/06/2025"), ("06/2025", "15/06/2025"), ("", "15/06/2025"), ("01/06/2025", "")],
)
def test_a_course_whose_day_is_known_better_in_one_list_is_one_course(bring, operator, first, second):
    bring("people", sheet())
    course = {"Mã hồ sơ": "A1", "Khóa học": "Kỹ thuật hàn", "Kết quả": "Khá"}
    bring("training", csv_from([{**course, "Ngày kết thúc": first}]))

    report = bring("training", csv_from([{**course, "Ngày kết thúc": second}]))

    with operator.sessions.read() as session:
        found = session.exec(select(TrainingRecord)).all()
    assert report.counts["imported"] == report.counts["held"] == 0
    assert [record.end_date for record in found] == [date(2025, 6, 15 if "15" in second else 1)]
    assert bring("training", csv_from([{**course, "Ngày kết thúc": second}])).counts["unchanged"] == 1


def test_two_courses_of_one_name_in_different_years_stay_two(bring, operator):
    bring("people", sheet())
    course = {"Mã hồ sơ": "A1", "Khóa học": "Kỹ thuật hàn", "Kết quả": "Khá"}

    report = bring("training", csv_from([{**course, "Ngày kết thúc": day} for day in ("2024", "01/06/2025")]))

    assert report.counts["imported"] == 2


def test_a_month_over_a_day_leaves_when_a_job_began_and_ended(bring, operator):
    bring("people", sheet())
    job = {"Mã hồ sơ": "A1", "Tên doanh nghiệp": "tự làm", "Chức danh": "Thợ hàn"}
    fine = {"Ngày giới thiệu": "03/06/2026", "Ngày vào làm": "05/06/2026", "Ngày nghỉ việc": "20/09/2026"}
    bring("placements", csv_from([{**job, **fine}]))

    report = bring("placements", csv_from([{**job, **fine, "Ngày vào làm": "06/2026", "Ngày nghỉ việc": "09/2026"}]))

    with operator.sessions.read() as session:
        placed = session.exec(select(Placement)).one()
    assert (placed.started_on, placed.ended_on) == (date(2026, 6, 5), date(2026, 9, 20)), report.held
