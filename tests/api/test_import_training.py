"""The list of training results: whose course it was, what was learned, and the words beside what was understood."""

from datetime import date

import pytest
from sqlmodel import select

from api.identities import Identities
from matcher.people import get_person
from matcher.tables import TrainingRecord
from tests.lists import csv_from, csv_of, rows_of, workbook_of

PERSON = {"Mã hồ sơ": "A1", "Họ và tên": "Nguyễn Văn Lành", "Ngày sinh": "05/03/1988"}
COURSE = {"Mã hồ sơ": "A1", "Khóa học": "Kỹ thuật hàn", "Ngày kết thúc": "30/04/2026", "Kết quả": "Khá"}


@pytest.fixture
def learn(bring):
    bring("people", csv_from([PERSON]))
    return lambda *rows: bring("training", csv_from([{**COURSE, **row} for row in rows]))


def records(operator):
    with operator.sessions.read() as session:
        return session.exec(select(TrainingRecord).order_by(TrainingRecord.id)).all()


def beside(operator):
    """What rows of other lists say beside their fields, by record, sealed with the person."""
    with operator.sessions.read() as session:
        return Identities(session, operator.service.keys).of(get_person(session, "A1").id).unread_of


@pytest.mark.parametrize("make", [csv_of, workbook_of])
def test_every_row_ends_in_one_status_and_twice_changes_nothing(bring, make):
    bring("people", csv_of("people"))

    first, second = bring("training", make("training")), bring("training", make("training"))

    assert first.counts == {"imported": 9, "updated": 0, "unchanged": 0, "held": 1}
    assert second.counts == {"imported": 0, "updated": 0, "unchanged": 9, "held": 1}
    assert first.rows == len(rows_of("training"))


def test_a_course_is_understood_with_its_occupation_level_and_result(learn, operator):
    learn({"Trình độ": "Sơ cấp bậc 1", "Số giờ": "300 giờ", "Số chứng chỉ": "SC-0117"})

    course = records(operator)[0]

    assert "7212" in course.isco
    assert (course.level, course.result, course.hours, course.certificate_no) == ("sơ cấp", "Khá", 300, "SC-0117")
    assert course.end_date == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ("Đạt", "Đạt"),
        ("hoàn thành", "Đạt"),
        ("KHÔNG ĐẠT", "Không đạt"),
        ("Không hoàn thành", "Không đạt"),
        ("chưa đạt", "Không đạt"),
        ("giỏi", "Giỏi"),
        ("TB", "TB"),
        ("Trung bình khá", "Khá"),
        ("bỏ học giữa chừng", "Bỏ học"),
        ("nghỉ giữa chừng", "Bỏ học"),
        ("thi lại", "Không đạt"),
        ("ko đạt", "Không đạt"),
        ("đang học", "Không đạt"),
        ("bảo lưu", "Không đạt"),
        ("chưa học", "Không đạt"),
        ("đăng ký", "Không đạt"),
        ("hoãn", "Không đạt"),
        ("Hoàn thành lớp học lái xe", "Đạt"),
    ],
)
def test_a_result_is_read_whatever_the_words(learn, operator, words, result):
    learn({"Kết quả": words})

    assert records(operator)[0].result == result


def test_words_that_were_not_understood_are_kept(learn, operator):
    report = learn({"Kết quả": "đang học", "Trình độ": "lớp đêm"})

    assert list(beside(operator).values()) == [{"Kết quả": "đang học", "Trình độ": "lớp đêm"}]
    assert len(report.warnings) == 2


@pytest.mark.parametrize("words", ["đang chờ", "đau ốm", "đã giới thiệu việc", "chưa thi đạt", "thi lại đạt", "?"])
def test_a_result_that_does_not_say_whether_the_course_was_finished_is_asked_about(learn, operator, words):
    report = learn({"Kết quả": words})

    assert [(held.column, "chưa rõ là đã học xong hay chưa" in held.reason) for held in report.held] == [
        ("Kết quả", True)
    ]
    assert records(operator) == []


def test_a_literacy_course_counts_as_schooling_not_as_a_trade(learn, operator):
    learn({"Khóa học": "Xóa mù chữ"})

    assert (records(operator)[0].isco, records(operator)[0].schooling) == ([], 3)


def test_a_person_without_a_code_is_found_by_name_and_birth_year(learn, operator):
    report = learn({"Mã hồ sơ": "", "Họ và tên": "NGUYEN VAN LANH", "Ngày sinh": "1988"})

    assert report.counts["imported"] == 1
    with operator.sessions.read() as session:
        assert records(operator)[0].person_id == get_person(session, "A1").id


def test_two_people_of_one_name_and_year_hold_the_row(bring, learn):
    bring("people", csv_from([{**PERSON, "Mã hồ sơ": "A2", "Xã/phường": "Phường La Gi, Lâm Đồng"}]))

    report = learn({"Mã hồ sơ": "", "Họ và tên": "Nguyễn Văn Lành", "Ngày sinh": "1988"})

    assert report.counts["held"] == 1
    assert "2 hồ sơ" in report.held[0].reason


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"Mã hồ sơ": "KHONGCO"}, "Mã hồ sơ"),
        ({"Mã hồ sơ": "", "Họ và tên": "Người Lạ", "Ngày sinh": "1990"}, "Họ và tên"),
        ({"Mã hồ sơ": "", "Họ và tên": "Nguyễn Văn Lành"}, "Mã hồ sơ"),
        ({"Khóa học": ""}, "Khóa học"),
        ({"Ngày kết thúc": "31/02/2026"}, "Ngày kết thúc"),
        ({"Ngày bắt đầu": "01/05/2026"}, "Ngày kết thúc"),
        ({"Ngày kết thúc": "01/01/1960"}, "Ngày kết thúc"),
        ({"Ngày bắt đầu": "04/03/2000"}, "Ngày bắt đầu"),
        ({"Số giờ": "rất nhiều"}, "Số giờ"),
    ],
)
def test_a_row_that_cannot_be_used_is_held_under_its_column(learn, operator, row, column):
    report = learn(row)

    assert report.counts == {"imported": 0, "updated": 0, "unchanged": 0, "held": 1}
    assert report.held[0].column == column
    assert records(operator) == []


def test_a_better_known_result_updates_the_same_course(learn, operator):
    learn({"Kết quả": ""})

    report = learn({"Kết quả": "Giỏi"})

    assert report.counts["updated"] == 1
    assert [r.result for r in records(operator)] == ["Giỏi"]


def test_the_same_course_at_another_time_is_another_record(learn, operator):
    learn({}, {"Ngày kết thúc": "30/09/2026"})

    assert len(records(operator)) == 2


def test_two_rows_that_contradict_each_other_are_not_both_taken(learn, operator):
    report = learn({"Kết quả": "Khá"}, {"Kết quả": "Giỏi"})

    assert (report.counts["imported"], report.counts["held"]) == (1, 1)
    assert records(operator)[0].result == "Khá"


def test_a_new_course_makes_older_lists_of_suggestions_stale(learn, operator):
    with operator.sessions.read() as session:
        before = get_person(session, "A1").revision

    learn({})

    with operator.sessions.read() as session:
        assert get_person(session, "A1").revision > before
