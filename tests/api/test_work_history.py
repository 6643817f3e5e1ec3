"""Work histories in free text are read job by job, with their lengths."""

from datetime import date

import pytest

from api.exports.lists import _work
from api.imports.work_history import read_work_history
from employers.reference.occupation_linker import link_occupations
from tests.api.conftest import TODAY


def read(text, today=TODAY):
    return read_work_history(text, today, lambda words: [r.code for r in link_occupations(words)])


@pytest.mark.parametrize(
    ("text", "jobs"),
    [
        ("phụ hồ 24 tháng; thợ hàn 1 năm", [("phụ hồ", 24), ("thợ hàn", 12)]),
        ("thợ hàn, 2 năm", [("thợ hàn", 24)]),
        ("thợ may (2 năm), phụ hồ", [("thợ may", 24), ("phụ hồ", None)]),
        ("thợ hàn 1 năm rưỡi", [("thợ hàn", 18)]),
        ("thợ hàn 1,5 năm", [("thợ hàn", 18)]),
        ("thợ hàn 1 năm 6 tháng", [("thợ hàn", 18)]),
        ("thợ hàn nửa năm", [("thợ hàn", 6)]),
        ("thợ hàn vài tháng", [("thợ hàn", 3)]),
        ("thợ hàn năm năm", [("thợ hàn", 60)]),
        ("tho han 2 nam", [("tho han", 24)]),
        ("THỢ HÀN 2 NĂM", [("THỢ HÀN", 24)]),
        ("thợ hàn 6th", [("thợ hàn", 6)]),
        ("thợ hàn 2018-2021", [("thợ hàn", 36)]),
        ("thợ hàn từ 2018 đến nay", [("thợ hàn", 96)]),
        ("thợ hàn\nphụ hồ", [("thợ hàn", None), ("phụ hồ", None)]),
        ("thợ hàn rồi phụ hồ", [("thợ hàn", None), ("phụ hồ", None)]),
        ("thợ hàn 900 năm", [("thợ hàn", 600)]),
    ],
)
def test_every_job_and_its_length_is_read(text, jobs):
    assert [(j.words, j.months) for j in read(text)] == jobs


@pytest.mark.parametrize("text", ["", "không", "Chưa có", "KO", "-", "chưa đi làm", "thất nghiệp"])
def test_nothing_is_nothing(text):
    assert read(text) == []


def test_a_span_ends_with_its_last_year_and_until_now_does_not_end():
    assert read("thợ hàn 2018-2021")[0].ended_on == date(2021, 12, 31)
    assert read("thợ hàn 2018 - nay")[0].ended_on is None


def test_a_span_that_ends_this_year_reads_the_same_on_every_day_of_it():
    assert read("thợ hàn 2024-2026", date(2026, 3, 1)) == read("thợ hàn 2024-2026", date(2026, 11, 23))


@pytest.mark.parametrize("text", ["thợ hàn 2021-2018", "thợ hàn 2030-2035", "thợ hàn 2018 - 2018"])
def test_an_odd_span_still_reads(text):
    assert read(text)[0].months >= 1


@pytest.mark.parametrize(
    ("text", "isco"),
    [("thợ hàn 2 năm", "7212"), ("có đi làm hàn vài tháng", "7212"), ("phụ hồ", "9313"), ("bảo vệ 1 năm", "5414")],
)
def test_a_job_is_linked_to_its_occupation(text, isco):
    assert isco in read(text)[0].isco


def test_words_that_name_no_occupation_are_kept():
    job = read("làm lung tung 2 năm")[0]

    assert (job.isco, job.months) == ((), 24)
    assert "lung tung" in job.words


@pytest.mark.parametrize("text", [";;;", "....", "((((", "1", "năm", "2018", "a" * 5000, "1 năm " * 500, "-" * 500])
def test_no_text_breaks_the_reader(text):
    assert isinstance(read(text), list)


@pytest.mark.parametrize(
    "text",
    [
        "thợ hàn 24 tháng",
        "thợ hàn 2018-2021",
        "thợ hàn 30 tháng 2015-2018",
        "thợ hàn",
        "bảo vệ 2 năm",
        "lái xe 2010-2011",
    ],
)
def test_what_an_export_writes_reads_back_the_same(text):
    job = read(text)[0]
    stored = {
        "words": job.words,
        "isco": list(job.isco),
        "months": job.months,
        "ended_on": job.ended_on.isoformat() if job.ended_on else None,
    }

    assert read(_work(stored))[0] == job


@pytest.mark.parametrize(
    ("text", "months", "words"),
    [
        ("thợ hàn vài tháng", 3, "vài tháng"),
        ("thợ hàn mấy năm", 36, "mấy năm"),
        ("thợ hàn hơn 1 năm", 12, "hơn 1 năm"),
        ("thợ hàn gần 2 năm", 24, "gần 2 năm"),
        ("thợ hàn khoảng 6 tháng", 6, "khoảng 6 tháng"),
        ("thợ hàn được 2 năm", 24, None),
        ("thợ hàn 18 tháng", 18, None),
    ],
)
def test_a_length_that_is_not_exact_says_so(text, months, words):
    (job,) = read(text)

    assert (job.words, job.months, job.roughly) == ("thợ hàn", months, words)


def test_a_list_warns_of_a_rough_length_with_its_very_words(bring):
    report = bring("people", "Họ tên,Kinh nghiệm\nLê Văn Ví,phụ hồ 2 năm; có làm hàn vài tháng\n".encode())

    (warning,) = [w.sentence for w in report.warnings if "khoảng chừng" in w.sentence]
    assert warning.startswith("“có làm hàn vài tháng” là khoảng chừng, được hiểu là 3 tháng.")
    assert "phụ hồ" not in warning


def test_a_rough_length_asked_of_an_opening_is_told_in_months(bring):
    cells = "Mã tin,Tên doanh nghiệp,Chức danh,Kinh nghiệm\nT1,Cơ sở Ví Dụ,Thợ hàn,hơn 1 năm\n"

    report = bring("openings", cells.encode(), create_employers=True)

    assert any("“hơn 1 năm” được hiểu là 12 tháng" in w.sentence for w in report.warnings)


def test_a_length_with_a_minus_is_asked_about_and_a_dash_that_parts_is_not():
    below, parted = (read(text) for text in ("thợ hàn -24 tháng", "thợ hàn - 24 tháng"))

    assert below[0].roughly == "-24 tháng"
    assert (parted[0].months, parted[0].roughly) == (24, None)
