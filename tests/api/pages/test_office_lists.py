"""Lists in and out by page: tried first, imported once, held rows and exports as workbooks."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import select

from api.row_security import SERVICE, asked_by
from matcher.tables import Person
from tests.api.conftest import caller_named
from tests.lists import csv_from

ROWS = [
    {"Mã hồ sơ": "NH-1", "Họ và tên": "Trần Văn Mẫu", "Ngày sinh": "1990", "Xã/phường": "Phan Thiết"},
    {"Mã hồ sơ": "", "Họ và tên": "Lê Thị Mẫu", "Ngày sinh": "30/02/1990", "Xã/phường": "Phan Thiết"},
]


def try_out(site, content=None, **values):
    """Send the form with a file, as a browser without script does."""
    form = site.get("/lists").form("/lists")
    sent = {**form.values, "kind": "people", **values}
    files = {"file": ("ds.csv", csv_from(ROWS) if content is None else content, "text/csv")}
    return site.post("/lists", sent, files=files)


def has_person(site, code):
    with site.service.database.read(asked_by(SERVICE)) as session:
        return session.exec(select(Person).where(Person.code == code)).first() is not None


def test_a_list_is_tried_first_and_nothing_is_written(site):
    page = try_out(site.sign_in("giamsat"))

    assert page.status == 200
    assert "đọc thử, chưa ghi gì" in page.words
    assert "Nhập 1 dòng" in page.words
    assert not has_person(site, "NH-1")


def test_what_was_tried_is_imported_once_and_the_file_is_forgotten(site):
    tried = try_out(site.sign_in("giamsat"))

    done = site.send(tried)
    again = site.send(tried)

    assert "Đã nhập xong" in done.words
    assert again.answer.url == done.answer.url
    assert has_person(site, "NH-1")
    assert "Nhập 1 dòng" not in site.get(str(tried.answer.url.path)).words


def test_held_rows_come_back_as_a_workbook_with_the_reason(site):
    tried = try_out(site.sign_in("giamsat"))

    answer = site.client.get(f"{tried.answer.url.path}/held.xlsx")

    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert sheet[0][-1] == "Lý do"
    assert sheet[1][1] == "Lê Thị Mẫu"
    assert sheet[1][-1]


@pytest.mark.parametrize(
    ("values", "content", "told"),
    [
        ({"kind": "khac"}, None, "Hãy chọn loại danh sách"),
        ({}, b"", "Hãy chọn một tệp"),
        ({}, b"%PDF-1.7 khong phai danh sach", "Có lỗi xảy ra"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(site, values, content, told):
    page = try_out(site.sign_in("giamsat"), content, **values)

    assert page.status == 422
    assert told in page.words
    assert page.title.startswith("Lỗi:")


def test_an_export_is_a_workbook_of_the_area_and_people_are_not_among_them(shared_site):
    shared_site.sign_in("giamsat")

    kpi = shared_site.client.get("/lists/kpi.xlsx")
    people = shared_site.get("/lists/people.xlsx")

    assert kpi.content[:2] == b"PK"
    assert people.status == 404


def test_another_s_trial_is_not_there(site):
    tried = try_out(site.sign_in("giamsat"))

    assert caller_named(site.service, "giamsat-moi").viewer.name == "giamsat-moi"
    assert site.sign_in("giamsat-moi").get(str(tried.answer.url.path)).status == 404
