"""Values that can be read but hardly be meant, and what a list says in an unusual column: told in one sentence."""

import pytest
from sqlmodel import select

from api.beside import Beside
from api.imports.opening_words import read_age_words
from api.imports.plausible import wage_doubt
from employers.reference.pay import read_wage
from employers.tables import Opening
from matcher.people import get_person
from tests.api.conftest import TODAY
from tests.lists import csv_from

OPENING = {"Mã tin": "T1", "Tên doanh nghiệp": "Cơ sở Ví Dụ", "Chức danh": "Thợ hàn"}
PERSON = {"Mã hồ sơ": "A1", "Họ và tên": "Lê Văn Ví"}


@pytest.fixture
def offer(bring, operator):
    """Imports one opening with more columns; gives the report and the opening, None where it is held."""

    def act(**column):
        report = bring("openings", csv_from([OPENING | column]), create_employers=True)
        with operator.sessions.read() as session:
            return report, session.exec(select(Opening)).first()

    return act


def sentences(report):
    return " ".join(w.sentence for w in report.warnings)


@pytest.mark.parametrize("header", ["Độ tuổi", "Tuổi", "Yêu cầu độ tuổi", "ĐỘ TUỔI"])
@pytest.mark.parametrize(
    ("words", "ages"), [("18-45", (18, 45)), ("từ 18 đến 45", (18, 45)), ("dưới 40", (None, 40)), ("18+", (18, None))]
)
def test_ages_in_one_column_are_wishes(offer, header, words, ages):
    report, opening = offer(**{header: words})

    assert (opening.min_age, opening.max_age) == ages
    assert sentences(report) == ""


@pytest.mark.parametrize(
    ("words", "ages"),
    [
        ("Từ 18 - 45 tuổi", (18, 45)), ("18 den 45", (18, 45)), ("18–60T", (18, 60)), ("tu 18 tuoi", (18, None)),
        ("18 tuổi trở lên", (18, None)), ("35 trở xuống", (None, 35)), ("không quá 50", (None, 50)),
        ("<45", (None, 45)), ("nam 18-45, nữ 20-40", (18, 45)), ("không yêu cầu", (None, None)), ("40", (None, None)),
    ],
)  # fmt: skip
def test_ages_are_read_as_people_write_them(words, ages):
    assert read_age_words(words) == ages


def test_a_bare_age_is_not_guessed_and_its_words_are_kept(offer, operator):
    report, opening = offer(**{"Tuổi": "40"})

    beside = Beside(operator.service.keys).of(opening)
    assert (opening.min_age, opening.max_age, beside) == (None, None, {"Độ tuổi": "40"})
    assert "“40” chưa rõ là từ hay đến" in sentences(report)


def test_ages_the_wrong_way_round_are_held(offer):
    report, opening = offer(**{"Độ tuổi": "45-18"})

    assert (opening, report.held[0].column) == (None, "Độ tuổi")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("85 triệu", "85.000.000 đồng một tháng, cao khác thường"),
        ("3tr/ngày", "78.000.000 đồng một tháng, cao khác thường"),
        ("900 nghìn/tháng", "900.000 đồng một tháng, thấp khác thường"),
        ("15-10 triệu", "ghi ngược, được hiểu là từ 10.000.000 đến 15.000.000"),
        ("12 triệu - 9 triệu", "ghi ngược"),
    ],
)
def test_a_wage_that_can_hardly_be_meant_is_told_once(offer, words, said):
    report, opening = offer(**{"Mức lương": words})

    assert opening.wage_words == words
    assert [said in w.sentence for w in report.warnings] == [True]


@pytest.mark.parametrize("words", ["8,5tr", "10-15 triệu", "300k/ngày", "25k/h", "7 - 9.000.000", "500 - 1 triệu/ngày"])
def test_an_ordinary_wage_is_not_doubted(words):
    assert wage_doubt(words, read_wage(words), TODAY) is None


@pytest.mark.parametrize(("born", "said"), [("05/03/2015", "mới 11 tuổi"), ("05/03/1930", "96 tuổi")])
def test_an_age_that_can_hardly_be_meant_is_told(bring, born, said):
    report = bring("people", csv_from([PERSON | {"Ngày sinh": born}]))

    assert report.counts["imported"] == 1
    assert said in sentences(report)


def test_a_birth_in_the_future_is_held(bring):
    report = bring("people", csv_from([PERSON | {"Ngày sinh": "05/03/2027"}]))

    assert (report.counts["held"], report.held[0].column) == (1, "Ngày sinh")


@pytest.mark.parametrize("header", ["Ngày QĐ", "GPLX ngày cấp"])
def test_a_paper_of_the_future_is_told(bring, header):
    assert "nằm sau hôm nay" in sentences(bring("people", csv_from([PERSON | {header: "05/03/2027"}])))


def commune(operator):
    with operator.sessions.read() as session:
        return get_person(session, "A1").commune_code


def test_the_permanent_address_gives_the_commune_where_the_present_place_is_blank(bring, operator):
    row = PERSON | {"Thường trú": "Thôn 2, xã Hàm Kiệm, Hàm Thuận Nam, Bình Thuận", "Nơi ở hiện nay": ""}

    report = bring("people", csv_from([row]))

    assert commune(operator) == "23128"
    assert "lấy Xã Hàm Kiệm, Lâm Đồng theo địa chỉ" in sentences(report)
    assert "Thôn 2" not in sentences(report)


def test_the_present_place_counts_before_the_permanent_address(bring, operator):
    bring("people", csv_from([PERSON | {"Thường trú": "xã Hàm Kiệm", "Nơi ở hiện nay": "Phường Phan Thiết"}]))

    assert commune(operator) == "22945"


@pytest.mark.parametrize(
    ("words", "both"),
    [("7500", ("7.500.000", "7.500 đồng")), ("7.500", ("7.500.000", "7.500 đồng")), ("-5tr", ("5.000.000", "số âm"))],
)
def test_a_wage_floor_that_says_no_unit_or_a_minus_is_doubted_with_both_readings(bring, words, both):
    report = bring("people", csv_from([PERSON | {"Lương mong muốn": words}]))

    assert (report.counts["imported"], all(reading in sentences(report) for reading in both)) == (1, True)


@pytest.mark.parametrize("words", ["7tr5", "7.500.000", "7500k", "6-7 triệu", "250k/ngày"])
def test_a_wage_floor_with_its_unit_is_not_doubted(bring, words):
    assert sentences(bring("people", csv_from([PERSON | {"Lương mong muốn": words}]))) == ""
