"""The list of people: every row ends in one status, a hand's edit stands, a withdrawn consent stays withdrawn."""

from datetime import date

import pytest
from sqlmodel import select

from api.acts.people import change_person
from api.exports.exporter import export_list
from api.identities import Identities
from matcher.consents import consent_acts, has_consent
from matcher.people import get_person
from matcher.suggest import ListRequest
from matcher.tables import Consent, Person, PersonIdentity, Purpose
from tests.api.conftest import TODAY
from tests.lists import csv_from, csv_of, rows_of, workbook_of
from tests.stores import contents, is_kept_open

ROW = {"Mã hồ sơ": "A1", "Họ và tên": "Nguyễn Văn Lành", "Ngày sinh": "05/03/1988"}


def sheet(*rows, **column):
    return csv_from([{**ROW, **column, **row} for row in rows] or [{**ROW, **column}])


def person(operator, code="A1"):
    with operator.sessions.read() as session:
        return get_person(session, code)


def identity(operator, code="A1"):
    with operator.sessions.read() as session:
        found = get_person(session, code)
        return Identities(session, operator.service.keys).of(found.id)


def change(operator, code="A1", **fields):
    return change_person(operator, code, person(operator, code).revision, fields)


def everything(operator):
    """Every row of every table but the trail, to compare what a database holds before and after."""
    return contents(operator.service.database, ("audit_event", "import_run"))


@pytest.mark.parametrize("make", [csv_of, workbook_of])
def test_every_row_of_the_office_list_ends_in_one_status(bring, make):
    report = bring("people", make("people"))

    assert report.counts == {"imported": 9, "updated": 0, "unchanged": 0, "held": 1}
    assert report.rows == len(rows_of("people")) == 10


def test_a_three_wheeler_s_licence_goes_out_and_in_unchanged(bring, operator, tmp_path):
    bring("people", sheet(GPLX="A3"))
    path = tmp_path / "ra.csv"
    export_list(operator, "people", path, ListRequest())

    report = bring("people", path.read_bytes())

    assert report.counts == {"imported": 0, "updated": 0, "unchanged": 1, "held": 0}
    assert person(operator).licences == ["B1"]


@pytest.mark.parametrize("make", [csv_of, workbook_of])
def test_importing_twice_changes_nothing(bring, operator, make):
    bring("people", make("people"))
    before = everything(operator)

    report = bring("people", make("people"))

    assert report.counts == {"imported": 0, "updated": 0, "unchanged": 9, "held": 1}
    assert everything(operator) == before


def test_the_workbook_and_the_csv_of_a_list_say_the_same(bring):
    bring("people", csv_of("people"))

    report = bring("people", workbook_of("people"))

    assert report.counts["unchanged"] == 9


def test_a_row_is_understood_as_its_office_meant_it(bring, operator):
    bring("people", csv_of("people"))

    lanh, bong = person(operator, "PT-001"), person(operator, "PT-005")

    assert (lanh.birth_date, lanh.sex, lanh.schooling, lanh.licences) == (date(1988, 3, 5), "nam", 9, ["A1"])
    assert (lanh.commune_code, lanh.place_words) == ("22945", "P. Phan Thiết, Lâm Đồng")
    assert (lanh.wage_floor_vnd, lanh.case_worker, lanh.shifts) == (6_000_000, "canbo", ["ngày", "tối"])
    assert [w["months"] for w in lanh.work_history] == [24, 12]
    assert (bong.birth_date, bong.birth_precision, bong.treatment_window) == (date(1999, 2, 1), "month", [390, 480])
    assert identity(operator, "PT-001").full_name == "Nguyễn Văn Lành"
    assert identity(operator, "PT-003").alias == "Ví Đen"
    assert [p.number for p in identity(operator, "PT-003").phones] == ["0987654321", "02523123456"]


def test_identities_are_nowhere_in_the_open(bring, operator):
    bring("people", csv_of("people"))

    for secret in ("Nguyễn Văn Lành", "NGUYỄN VĂN LÀNH", "060088001234", "0912345678", "Khu phố 3"):
        assert not is_kept_open(operator.service.database, secret)


def test_a_person_without_a_code_gets_one_and_keeps_it(bring, operator):
    bring("people", sheet({"Mã hồ sơ": "", "Xã/phường": "Xã Hàm Kiệm, Lâm Đồng"}))

    again = bring("people", sheet({"Mã hồ sơ": "", "Xã/phường": "Xã Hàm Kiệm, Lâm Đồng"}))

    assert again.counts["unchanged"] == 1
    assert person(operator, "HS00001").birth_date == date(1988, 3, 5)


@pytest.mark.parametrize("name", ["NGUYEN VAN LANH", "nguyễn văn lành", "Nguyễn  Văn Lành"])
def test_without_a_code_a_folded_name_birth_year_and_commune_are_the_same_person(bring, name):
    bring("people", sheet({"Xã/phường": "Xã Hàm Kiệm, Lâm Đồng"}))

    again = bring(
        "people", sheet({"Mã hồ sơ": "", "Họ và tên": name, "Ngày sinh": "1988", "Xã/phường": "Xã Hàm Kiệm, Lâm Đồng"})
    )

    assert again.counts["imported"] == 0


@pytest.mark.parametrize(
    "other", [{"Ngày sinh": "05/03/1989"}, {"Xã/phường": "Xã Đức Linh, Lâm Đồng"}, {"Họ và tên": "Nguyễn Văn Lanh Em"}]
)
def test_another_year_commune_or_name_is_another_person(bring, other):
    bring("people", sheet({"Xã/phường": "Xã Hàm Kiệm, Lâm Đồng"}))

    again = bring("people", sheet({"Mã hồ sơ": "", "Xã/phường": "Xã Hàm Kiệm, Lâm Đồng", **other}))

    assert again.counts["imported"] == 1


def test_two_people_alike_hold_a_row_without_a_code(bring):
    bring("people", sheet({"Xã/phường": "Phường La Gi, Lâm Đồng"}))
    second = bring("people", sheet({"Mã hồ sơ": "A2", "Xã/phường": "Phường La Gi, Lâm Đồng"}))

    third = bring("people", sheet({"Mã hồ sơ": "", "Xã/phường": "Phường La Gi, Lâm Đồng"}))

    assert "A1" in second.warnings[-1].sentence
    assert third.counts["held"] == 1
    assert "A1" in third.held[0].reason and "A2" in third.held[0].reason


def test_an_empty_cell_never_clears(bring, operator):
    bring("people", sheet({"Số CCCD": "060088001234", "SĐT": "0912345678", "Lương mong muốn": "6tr", "GPLX": "A1"}))

    again = bring("people", sheet({"Số CCCD": "", "SĐT": " ", "Lương mong muốn": "", "GPLX": None}))

    assert again.counts["unchanged"] == 1
    assert (person(operator).wage_floor_vnd, person(operator).licences) == (6_000_000, ["A1"])
    assert identity(operator).national_id == "060088001234"


def test_an_empty_cell_or_a_missing_column_clears_neither_wishes_nor_work(bring, operator):
    bring("people", sheet({"Nguyện vọng nghề": "thợ hàn", "Kinh nghiệm làm việc": "phụ hồ 2 năm"}))

    empty = bring("people", sheet({"Nguyện vọng nghề": "", "Kinh nghiệm làm việc": None}))
    missing = bring("people", sheet({}))

    assert (empty.counts["unchanged"], missing.counts["unchanged"]) == (1, 1)
    assert [wish["words"] for wish in person(operator).wishes] == ["thợ hàn"]
    assert [job["months"] for job in person(operator).work_history] == [24]


def test_a_new_word_of_the_list_updates(bring, operator):
    bring("people", sheet({"Lương mong muốn": "6tr", "SĐT": "0912345678"}))

    again = bring("people", sheet({"Lương mong muốn": "7tr", "SĐT": "0987654321"}))

    assert again.counts["updated"] == 1
    assert person(operator).wage_floor_vnd == 7_000_000
    assert identity(operator).phones[0].number == "0987654321"


def test_an_edit_by_hand_stands_while_the_list_repeats_itself(bring, operator):
    bring("people", sheet({"Lương mong muốn": "6tr"}))
    change(operator, wage_floor_vnd=5_000_000)

    again = bring("people", sheet({"Lương mong muốn": "6tr"}))

    assert again.counts["unchanged"] == 1
    assert person(operator).wage_floor_vnd == 5_000_000


def test_an_edit_by_hand_and_a_new_word_of_the_list_are_a_conflict_shown_with_both(bring, operator):
    bring("people", sheet({"Lương mong muốn": "6tr"}))
    change(operator, wage_floor_vnd=5_000_000)

    again = bring("people", sheet({"Lương mong muốn": "7tr"}))

    assert again.counts["held"] == 1
    assert "5000000" in again.held[0].reason and "7000000" in again.held[0].reason
    assert again.held[0].column == "Lương mong muốn"
    assert person(operator).wage_floor_vnd == 5_000_000


def test_a_conflict_is_settled_once_the_list_says_what_the_hand_wrote(bring, operator):
    bring("people", sheet({"Lương mong muốn": "6tr"}))
    change(operator, wage_floor_vnd=5_000_000)

    bring("people", sheet({"Lương mong muốn": "5tr"}))
    later = bring("people", sheet({"Lương mong muốn": "7tr"}))

    assert later.counts["updated"] == 1
    assert person(operator).wage_floor_vnd == 7_000_000


def test_an_identity_edited_by_hand_is_a_conflict_too_and_nothing_of_the_row_is_stored(bring, operator):
    bring("people", sheet({"SĐT": "0912345678", "Lương mong muốn": "6tr"}))
    change(operator, phones=[{"number": "0900000001", "note": None}])

    again = bring("people", sheet({"SĐT": "0987654321", "Lương mong muốn": "8tr"}))

    assert again.counts["held"] == 1
    assert "0900000001" in again.held[0].reason and "0987654321" in again.held[0].reason
    assert identity(operator).phones[0].number == "0900000001"
    assert person(operator).wage_floor_vnd == 6_000_000


@pytest.mark.parametrize("given_on", ["01/06/2026", "20/11/2026"])
def test_an_import_never_revives_a_withdrawn_consent(bring, operator, given_on):
    bring("people", sheet({"Ngày đồng ý": "01/06/2026"}))
    change(operator, consent_withdrawn_on=date(2026, 11, 1))

    again = bring("people", sheet({"Ngày đồng ý": given_on}))

    with operator.sessions.read() as session:
        assert not has_consent(session, person(operator).id, Purpose.matching, TODAY)
        assert not has_consent(session, person(operator).id, Purpose.learning, TODAY)
    assert any("01/11/2026" in w.sentence for w in again.warnings)


def test_a_consent_date_gives_matching_and_learning_and_no_date_gives_neither(bring, operator):
    bring("people", sheet({"Ngày đồng ý": "01/06/2026"}, {"Mã hồ sơ": "A2", "Họ và tên": "Trần Thị Thử"}))

    with operator.sessions.read() as session:
        given = {a.purpose for a in consent_acts(session, person(operator).id)}
        assert given == {"matching", "learning"}
        assert consent_acts(session, person(operator, "A2").id) == []


def test_a_consent_dated_in_the_future_holds_the_row(bring):
    report = bring("people", sheet({"Ngày đồng ý": "24/11/2026"}))

    assert (report.counts["held"], report.held[0].column) == (1, "Ngày đồng ý")


def test_an_erased_person_is_not_revived_by_an_import(bring, operator):
    bring("people", sheet({"SĐT": "0912345678"}))
    with operator.sessions.read() as session:
        key_id = session.exec(select(PersonIdentity.key_id)).one()
    operator.service.keys.delete_person_key(key_id)

    again = bring("people", sheet({"SĐT": "0912345678"}))

    assert identity(operator) is None
    assert again.counts["imported"] == again.counts["updated"] == 0


def test_the_same_row_twice_in_a_list_is_one_person(bring, operator):
    report = bring("people", sheet({"Ngày đồng ý": "01/11/2026"}, {"Ngày đồng ý": "01/11/2026"}))

    assert (report.counts["imported"], report.counts["unchanged"]) == (1, 1)
    with operator.sessions.read() as session:
        assert len(session.exec(select(Consent)).all()) == 2


def test_two_rows_that_name_two_days_of_consent_hold_the_second(bring):
    report = bring("people", sheet({"Ngày đồng ý": "01/11/2026"}, {"Ngày đồng ý": "02/11/2026"}))

    assert (report.counts["imported"], report.counts["held"]) == (1, 1)
    assert "hai dòng khác nhau" in report.held[0].reason


AFTER_CARE = """\
DANH SÁCH NGƯỜI QUẢN LÝ,,,,,,,,,,,,,,,
STT,Họ và tên,Năm sinh,,CCCD,Thường trú,Nơi ở hiện nay,Số QĐ,Ngày QĐ,Từ ngày,Đến ngày,Nghề,Nhu cầu,,,Người giúp đỡ
,,Nam,Nữ,,,,,,,,,Học nghề,Việc làm,Vay vốn,
1,Nguyễn Văn An,1988,,60088001234,Thôn 1,"xã Hàm Kiệm, Lâm Đồng",12/QĐ-UBND,05/03/2026,05/03/26,5/3/27,phụ hồ,,x,,Bà Lan
"""


def test_an_after_care_list_is_understood_and_what_it_has_no_field_for_stays_beside_the_row(bring, operator):
    report = bring("people", AFTER_CARE.encode())

    with operator.sessions.read() as session:
        person = session.exec(select(Person)).one()
        known = Identities(session, operator.service.keys).of(person.id)
    assert (report.counts["imported"], person.sex, person.birth_precision) == (1, "nam", "year")
    assert (person.commune_code, person.decision_date) == ("23128", date(2026, 3, 5))
    assert person.work_history[0]["isco"] == ["9313"]
    assert (known.unread["Cán bộ phụ trách"], known.unread["Nhu cầu / Việc làm"]) == ("Bà Lan", "x")
    assert any("Bà Lan" in warning.sentence for warning in report.warnings)
