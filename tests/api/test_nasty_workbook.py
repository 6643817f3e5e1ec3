"""A workbook with everything that offices do to a list: every row accounted for, in words that a clerk understands."""

import pytest

from api.commands.lists import _tell
from matcher.people import get_person
from tests.lists.nasty import ROWS, workbook


@pytest.fixture
def report(bring):
    return bring("people", workbook(), "danh sach xa.xlsx")


def test_every_row_ends_in_one_status(report):
    assert report.rows == len(ROWS)
    assert report.counts == {"imported": 4, "updated": 0, "unchanged": 1, "held": 2}


def test_what_was_read_is_what_was_meant(report, operator):
    with operator.sessions.read() as session:
        first, hidden, split = (get_person(session, code) for code in ("N1", "N2", "N4"))

    assert (first.schooling, first.sex, first.wage_floor_vnd) == (9, "nam", 7_500_000)
    assert (hidden.sex, hidden.birth_date.year, hidden.wage_floor_vnd) == ("nữ", 1990, 7_500_000)
    assert hidden.commune_code == first.commune_code is not None
    assert split.place_words == "xã Phong Phú, huyện Tuy Phong"


def test_the_report_says_what_was_doubtful_and_what_to_do(report, capsys):
    _tell(report, None)
    told = capsys.readouterr().out

    assert told.startswith("7 dòng: 4 nhập mới, 1 không đổi, 2 giữ lại chờ sửa.")
    for words in (
        *(
            "“Bìa”",
            "phông cũ TCVN3",
            "cột Họ và tên (",
            "“NguyÔn V¨n B×nh” → “Nguyễn Văn Bình”",
            "dòng 6 đang ẩn",
            "có công thức lỗi “#N/A” nên để trống",
            "Phan Rí Cửa",
            "Tổng cộng",
        ),
        *(
            "dòng 7: Ô “Lương mong muốn",
            "dòng 11, cột Họ và tên",
            "dòng 10, cột Năm sinh / Nữ",
            "“1988” và “1995”",
            "Thiếu họ và tên",
        ),
    ):
        assert words.lower() in told.lower()


def test_the_same_file_once_more_changes_nothing(report, bring):
    again = bring("people", workbook(), "danh sach xa.xlsx")

    assert again.counts == {"imported": 0, "updated": 0, "unchanged": 5, "held": 2}
