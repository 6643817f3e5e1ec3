"""Nothing of who a person is lands in the open, whatever column it was typed into: every byte is searched."""

from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from api.acts.key_rotation import forget_older, rotate
from api.beside import Beside
from api.exports.exporter import export_list, list_as_workbook
from api.identities import Identities
from api.row_security import SERVICE, asked_by
from employers.tables import Employer, Opening
from matcher.people import get_person
from matcher.suggest import ListRequest
from matcher.tables import TrainingRecord
from tests.api.conftest import caller_named
from tests.lists import csv_from
from tests.stores import contents, is_kept_open

NAME, OTHER_NAME, MOTHER, HELPER = "Đàng Năng Cànari", "Lư Thị Cànari", "Bá Thị Xacanary", "Thông Minh Hocanary"
ID, OTHER_ID, PHONE, OTHER_PHONE = "060088001234", "068190004321", "0912345678", "0987654321"
STREET = "14/2 Trần Quý Canari, khu phố 9"
CANARIES = (NAME, OTHER_NAME, MOTHER, HELPER, ID, OTHER_ID, PHONE, OTHER_PHONE, "Quý Canari", "khu phố 9", "261234567")
PERSON = {
    "Mã hồ sơ": "A1", "Họ và tên": NAME, "Họ tên": OTHER_NAME, "Ngày sinh": "05/03/1988", "CCCD": ID,
    "CMND/CCCD": OTHER_ID, "SĐT": PHONE, "Nơi ở hiện nay": f"{STREET}, xã Hàm Kiệm", "Họ tên mẹ": MOTHER,
    "SĐT mẹ": OTHER_PHONE,
    "Ghi chú": f"gọi {OTHER_PHONE} gặp {MOTHER}", "Người giúp đỡ": HELPER, "Dân tộc": f"Chăm, {PHONE}",
    "Chương trình": f"sau cai ({NAME})", "Nguyện vọng": f"thợ hàn, {NAME} xin gần nhà",
    "Kinh nghiệm": f"phụ hồ 2 năm (hỏi {PHONE}); làm cho ông Sáu 0987 654 321", "Bằng lái": "A1",
}  # fmt: skip
COURSE = {
    "Mã hồ sơ": "A1", "Họ và tên": NAME, "Khóa học": "Kỹ thuật hàn", "Ngày kết thúc": "01/06/2026",
    "Kết quả": f"bảo lưu, {NAME}", "Trình độ": OTHER_PHONE, "Số chứng chỉ": "CC-01", "Nơi cư trú": STREET,
    "Số điện thoại": PHONE, "CCCD": ID, "Cơ sở đào tạo": f"Trung tâm, {PHONE}",
}  # fmt: skip
PLACED = {
    "Mã hồ sơ": "A1", "Họ và tên": NAME, "Tên doanh nghiệp": "tự làm", "Chức danh": f"Thợ hàn ({PHONE})", "CCCD": ID,
    "Ngày giới thiệu": "01/07/2026", "Ngày vào làm": "02/07/2026", "Ngày nghỉ việc": "02/08/2026",
    "Kết quả": "được nhận",
    "Lý do nghỉ": f"{NAME} về quê, gọi {OTHER_PHONE}", "Lý do": f"mẹ là {OTHER_PHONE}", "Nhà ở": STREET,
}  # fmt: skip


LISTS = (("people", PERSON), ("training", COURSE), ("placements", PLACED))


@pytest.fixture
def nasty(bring):
    """The three lists about people, each with who they are in every column; gives the three reports."""
    return [bring(kind, csv_from([row])) for kind, row in LISTS]


def kept_open(operator, *secrets):
    """Which of these stand in the store unsealed: in its bytes or a row, as letters or as a JSON column's escapes."""
    rows = "\n".join(row for rows in contents(operator.service.database).values() for row in rows).replace("\\\\", "\\")
    forms = {secret: (secret, secret.encode("ascii", "backslashreplace").decode()) for secret in secrets}
    database = operator.service.database
    return [s for s in secrets if any(form in rows or is_kept_open(database, form) for form in forms[s])]


def test_no_canary_stands_in_the_open_anywhere_in_the_database(nasty, operator):
    assert [r.counts["held"] for r in nasty] == [0, 0, 0], [r.held for r in nasty]

    found = kept_open(operator, *CANARIES)

    assert found == []


def test_the_search_for_canaries_finds_what_stands_in_the_open(nasty, operator):
    with operator.service.database.write() as session:
        get_person(session, "A1").unread = {"Vợ": MOTHER}

    assert kept_open(operator, "phụ hồ", MOTHER, NAME) == ["phụ hồ", MOTHER]


def identity(operator):
    with operator.sessions.read() as session:
        person = get_person(session, "A1")
        return person, Identities(session, operator.service.keys).of(person.id)


def test_what_was_cut_is_kept_whole_under_seal(nasty, operator):
    person, known = identity(operator)

    assert (known.full_name, known.national_id, known.address) == (NAME, ID, f"{STREET}, xã Hàm Kiệm")
    assert known.unread["Họ tên"] == OTHER_NAME
    assert known.unread["CMND/CCCD"] == OTHER_ID
    assert known.unread["Kinh nghiệm làm việc"] == PERSON["Kinh nghiệm"]
    assert known.unread["Cán bộ phụ trách"] == HELPER
    assert known.unread_of["training|ky thuat han|2026-06-01"]["Nơi cư trú"] == STREET
    (placed,) = [beside for record, beside in known.unread_of.items() if record.startswith("placements|")]
    assert placed["Nhà ở"] == STREET
    assert person.unread == {}


def test_what_is_of_use_stays_readable(nasty, operator):
    person, _ = identity(operator)

    assert person.place_words == "Xã Hàm Kiệm, Lâm Đồng"
    assert (person.work_history[0]["isco"], person.work_history[0]["months"]) == (["9313"], 24)
    with operator.sessions.read() as session:
        (course,) = session.exec(select(TrainingRecord)).all()
    assert (course.course, course.result, course.level) == ("Kỹ thuật hàn", "Không đạt", None)


def test_the_three_lists_once_more_change_nothing(nasty, bring):
    again = [bring(kind, csv_from([row])) for kind, row in LISTS]

    assert [r.counts["unchanged"] for r in again] == [1, 1, 1]


@pytest.mark.parametrize("code", ["060088001234", "261234567", "0912345678", "LeVanVi"])
def test_a_code_that_is_the_person_s_own_number_or_name_is_held(bring, code):
    row = {"Mã hồ sơ": code, "Họ và tên": "Lê Văn Vi", "CCCD": "261234567", "SĐT": "0912345678"}

    report = bring("people", csv_from([row]))

    assert (report.counts["held"], report.held[0].column) == (1, "Mã hồ sơ")


@pytest.mark.parametrize(
    "words", ["P. Phan Thiết, Lâm Đồng", "xã Phong Phú, huyện Tuy Phong", "Phường La Gi", "xã Vũ Hòa, H. Đức Linh, BT"]
)
def test_a_commune_s_own_words_stay_as_they_were_written(bring, operator, words):
    bring("people", csv_from([{"Mã hồ sơ": "A1", "Họ tên": "Lê Văn Ví", "Xã/phường": words}]))

    assert identity(operator)[0].place_words == words


def test_years_hours_and_wages_are_no_telephone(bring, operator):
    work = "thợ hàn 2018-2021; phụ hồ 01/2019 - 12/2020, lương 7.500.000; bảo vệ 07:00-16:00"

    bring("people", csv_from([{"Mã hồ sơ": "A1", "Họ tên": "Lê Văn Ví", "Kinh nghiệm": work}]))

    assert "…" not in str(identity(operator)[0].work_history)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_holds_what_no_field_does_and_goes_in_again_unchanged(nasty, operator, bring, tmp_path, ending):
    for kind, row in LISTS:
        path = tmp_path / f"{kind}.{ending}"
        export_list(operator, kind, path, ListRequest())

        again = bring(kind, path.read_bytes(), path.name)

        assert again.counts == {"imported": 0, "updated": 0, "unchanged": 1, "held": 0}, (again.held, again.changes)
        if ending == "csv":
            assert next(v for h, v in row.items() if h in ("Họ tên mẹ", "Nơi cư trú", "Nhà ở")) in path.read_text()


def test_a_supervisor_s_export_holds_nothing_that_is_sealed(nasty, service):
    for kind in ("training", "placements"):
        sheet = list_as_workbook(caller_named(service, "giamsat"), kind, ListRequest())

        values = [str(v) for row in openpyxl.load_workbook(BytesIO(sheet)).active.values for v in row]
        assert [c for c in CANARIES if any(c in v for v in values)] == []


def test_cells_that_an_earlier_version_left_open_are_sealed(nasty, operator):
    with operator.service.database.write(asked_by(SERVICE)) as session:
        person = get_person(session, "A1")
        person.unread = {"Vợ": MOTHER}
        (course,) = session.exec(select(TrainingRecord)).all()
        course.unread = {"Ghi chú": OTHER_PHONE}

        assert Identities(session, operator.service.keys).seal_left_open() == 2

    person, known = identity(operator)
    assert (person.unread, known.unread["Vợ"], known.full_name) == ({}, MOTHER, NAME)
    assert known.unread_of["training|ky thuat han|2026-06-01"]["Ghi chú"] == OTHER_PHONE


MARKET = (
    ("employers", {"Tên": "Cơ sở Hàn Phát", "Xã/phường": "Xã Hàm Kiệm", "CCCD chủ cơ sở": ID, "Vợ chủ cơ sở": MOTHER}),
    ("openings", {"Mã tin": "T1", "Tên doanh nghiệp": "Cơ sở Hàn Phát", "Chức danh": "Thợ hàn", "Số lượng": "1",
                  "Gặp ai": f"{MOTHER} {OTHER_PHONE}"}),
)  # fmt: skip


def test_what_no_field_of_the_market_holds_is_sealed_and_goes_out_and_in_again(bring, operator, service, tmp_path):
    for kind, row in MARKET:
        assert bring(kind, csv_from([row])).counts["imported"] == bring(kind, csv_from([row])).counts["unchanged"] == 1
    assert kept_open(operator, ID, MOTHER, OTHER_PHONE) == []

    for kind, row in MARKET:
        path = tmp_path / f"{kind}.csv"
        export_list(operator, kind, path, ListRequest())

        assert list(row.values())[-1] in path.read_text()
        assert bring(kind, path.read_bytes()).counts["unchanged"] == 1
        values = openpyxl.load_workbook(
            BytesIO(list_as_workbook(caller_named(service, "giamsat"), kind, ListRequest()))
        )
        assert not [v for cells in values.active.values for v in cells if MOTHER in str(v) or ID in str(v)]


def test_cells_of_the_market_that_were_left_open_are_sealed_and_keys_renewed(bring, operator):
    for kind, row in MARKET:
        bring(kind, csv_from([row]))
    beside = Beside(operator.service.keys)
    with operator.service.database.write() as session:
        session.exec(select(Employer)).one().unread = {"Vợ chủ cơ sở": MOTHER}
        assert beside.seal_again(session, left_open=True) == 1
    assert kept_open(operator, MOTHER) == []

    rotate(operator)
    forget_older(operator)

    with operator.sessions.read() as session:
        renewed = Beside(operator.service.keys)
        assert renewed.of(session.exec(select(Employer)).one()) == {"Vợ chủ cơ sở": MOTHER}
        assert renewed.of(session.exec(select(Opening)).one()) == {"Gặp ai": f"{MOTHER} {OTHER_PHONE}"}
