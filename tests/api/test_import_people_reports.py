"""What a list of people reports and leaves alone: held rows, dropped columns, dry runs, areas, and its size."""

import sqlite3
import time
from io import BytesIO

import openpyxl
import pytest
from sqlmodel import func, select

from api.accounts import add_account
from api.acts.people import read_person
from api.imports.held_rows import held_workbook
from api.imports.store_people import assign_waiting
from api.policy import Role
from api.tables import ListRow
from matcher.people import find_person
from matcher.tables import Person
from tests.api.conftest import caller_named
from tests.api.test_import_people import everything, identity, person, sheet
from tests.lists import csv_from, csv_of, workbook_from


def test_held_rows_come_back_with_their_reason_and_go_in_when_corrected(bring):
    report = bring("people", csv_of("people"))
    book = openpyxl.load_workbook(BytesIO(held_workbook(report)))
    sheet_ = book.active
    header = [c.value for c in sheet_[1]]

    assert header[-1] == "Lý do"
    assert "31/02/1991" in sheet_.cell(2, len(header)).value
    assert "Số lần cai" not in header
    sheet_.cell(2, header.index("Ngày sinh") + 1).value = "28/02/1991"
    out = BytesIO()
    book.save(out)

    again = bring("people", out.getvalue(), "sua.xlsx")

    assert again.counts == {"imported": 1, "updated": 0, "unchanged": 0, "held": 0}


def test_held_rows_of_sheets_with_other_headers_go_in_when_corrected(bring, operator):
    book = openpyxl.Workbook()
    book.active.append(["Mã hồ sơ", "Họ và tên", "Ngày sinh", "Số điện thoại"])
    book.active.append(["A 1", "Nguyễn Văn Lành", "05/03/1988", "0912345678"])
    other = book.create_sheet("Hai")
    other.append(["Mã hồ sơ", "Họ tên", "Năm sinh", "ĐT"])
    other.append(["A 2!", "Đỗ Thị Lan", "06/04/1990", "0987654321"])
    out = BytesIO()
    book.save(out)
    report = bring("people", out.getvalue(), "ds.xlsx")
    corrected = openpyxl.load_workbook(BytesIO(held_workbook(report)))
    for at, row in enumerate(corrected.active.iter_rows(min_row=2), 1):
        row[0].value = f"A{at}"
    out = BytesIO()
    corrected.save(out)

    again = bring("people", out.getvalue(), "sua.xlsx")

    assert again.counts == {"imported": 2, "updated": 0, "unchanged": 0, "held": 0}
    assert [w.sentence for w in again.warnings] == []
    with operator.sessions.read() as session:
        people = session.exec(select(Person).order_by(Person.code)).all()
        assert [str(p.birth_date) for p in people] == ["1988-03-05", "1990-04-06"]
        assert [p.unread for p in people] == [{}, {}]


def test_a_row_with_two_birth_dates_is_warned_of(bring):
    report = bring("people", "Họ tên,Ngày sinh,Ngày sinh\nĐỗ Thị Lan,05/03/1988,06/03/1988\n".encode())

    assert any("“05/03/1988”" in w.sentence and "“06/03/1988”" in w.sentence for w in report.warnings)
    assert any("mỗi dòng dùng ô đầu tiên có ghi" in note for note in report.notes)


def test_the_held_workbook_holds_the_original_cells_as_text(bring):
    report = bring("people", sheet({"Họ và tên": "=1+1", "Ngày sinh": "31/02/1991"}))

    cell = openpyxl.load_workbook(BytesIO(held_workbook(report))).active["B2"]

    assert cell.data_type == "s"
    assert cell.value == "=1+1"


def test_the_same_code_twice_in_a_list_holds_the_second_row(bring):
    report = bring("people", sheet({}, {"Họ và tên": "Trần Thị Thử"}, {"Mã hồ sơ": "A2", "Họ và tên": "Lê Văn Ví"}))

    assert (report.counts["imported"], report.counts["held"]) == (2, 1)
    assert "A1" in report.held[0].reason


def test_the_same_code_twice_in_a_list_of_known_people_holds_the_second_row(bring, operator):
    bring("people", sheet({"Lương mong muốn": "5tr"}))

    report = bring("people", sheet({"Lương mong muốn": "6tr"}, {"Lương mong muốn": "7tr"}))

    assert (report.counts["updated"], report.counts["held"]) == (1, 1)
    assert person(operator).wage_floor_vnd == 6_000_000


def test_what_job_matching_must_not_hold_is_dropped_and_the_report_says_so(bring, operator):
    report = bring(
        "people", sheet({"Số lần cai": "3", "Kết quả xét nghiệm": "âm tính", "HIV": "không", "Tiền án": "1"})
    )

    assert any("Số lần cai" in n and "HIV" in n and "Tiền án" in n for n in report.notes)
    assert identity(operator).unread == person(operator).unread == {}
    assert "âm tính" not in report.as_json()


def test_dropped_columns_are_not_kept_beside_a_held_row_either(bring):
    report = bring("people", sheet({"Ngày sinh": "31/02/1991", "Số lần cai": "ba lần"}))

    assert report.counts["held"] == 1
    assert "ba lần" not in report.as_json()


def test_unknown_columns_are_kept_beside_the_row_and_reported(bring, operator):
    report = bring("people", sheet({"Ghi chú": "hiền lành", "Sở thích": "đá bóng"}))

    assert identity(operator).unread == {"Ghi chú": "hiền lành", "Sở thích": "đá bóng"}
    assert person(operator).unread == {}, "what may name somebody is sealed"
    assert any("Ghi chú" in n and "Sở thích" in n for n in report.notes)


def test_an_unknown_case_worker_is_a_warning_and_the_words_are_kept(bring, operator):
    report = bring("people", sheet({"Cán bộ phụ trách": "Chị Ba"}))

    assert report.counts["imported"] == 1
    assert any("Chị Ba" in w.sentence for w in report.warnings)
    assert (person(operator).case_worker, identity(operator).unread) == (None, {"Cán bộ phụ trách": "Chị Ba"})


def test_a_person_waits_for_the_account_of_their_case_worker(bring, operator):
    bring("people", sheet({"Cán bộ phụ trách": "Canbo9"}))

    with operator.sessions.write() as session:
        add_account(session, operator.now(), "canbo9", Role.case_worker, "Mật-khẩu-dài-9!x")
        assert assign_waiting(session, "canbo9") == 1

    assert person(operator).case_worker == "canbo9"
    assert bring("people", sheet({"Cán bộ phụ trách": "Canbo9"})).counts["unchanged"] == 1


def test_a_dry_run_writes_nothing_and_tells_the_same(bring, operator):
    before = everything(operator)
    keys = sqlite3.connect(operator.service.settings.keys)
    held_keys = keys.execute("SELECT count(*) FROM person_keys WHERE key IS NOT NULL").fetchone()

    tried = bring("people", csv_of("people"), dry_run=True)

    assert everything(operator) == before
    assert keys.execute("SELECT count(*) FROM person_keys WHERE key IS NOT NULL").fetchone() == held_keys
    keys.close()
    assert tried.summary().startswith("Thử")
    done = bring("people", csv_of("people"))
    assert tried.counts == done.counts
    assert [h.reason for h in tried.held] == [h.reason for h in done.held]


def test_an_import_that_fails_in_the_middle_leaves_nothing(bring, operator, monkeypatch):
    before = everything(operator)

    def broken(*_args):
        raise OSError

    monkeypatch.setattr("api.identities.Identities.keep_new", broken)
    with pytest.raises(OSError):  # the stand-in has no words
        bring("people", csv_of("people"))

    assert everything(operator) == before


@pytest.mark.parametrize(
    ("header", "cell", "vnd"),
    [
        ("Lương mong muốn (triệu đồng)", "7,5", 7_500_000),
        ("Lương mong muốn (nghìn đồng)", "6500", 6_500_000),
        ("Lương mong muốn (triệu đồng)", "6-7", 6_000_000),
        ("Lương mong muốn (triệu đồng)", "7000000", 7_000_000),
        ("Lương mong muốn (nghìn đồng/ngày)", "250", 6_500_000),
        ("Lương mong muốn (triệu đồng)", "7tr5", 7_500_000),
    ],
)
def test_the_unit_in_the_header_counts(bring, operator, header, cell, vnd):
    bring("people", sheet({header: cell}))

    assert person(operator).wage_floor_vnd == vnd


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Ngày sinh", "32/13/1988"),
        ("Ngày sinh", "24/11/2026"),
        ("Ngày sinh", "01/01/1900"),
        ("Họ và tên", ""),
        ("Họ và tên", "12345"),
        ("Đi làm xa tối đa (km)", "99999"),
    ],
)
def test_a_row_that_cannot_be_used_is_held_under_its_column(bring, column, cell):
    report = bring("people", sheet({column: cell}))

    assert report.counts["held"] == 1
    assert report.held[0].column == column
    assert report.held[0].reason.endswith(".")


@pytest.mark.parametrize("code", ["060088001234", "A 1/2", "HỒ SƠ 5", "x" * 70, "../etc"])
def test_a_code_that_cannot_stand_in_an_address_is_held(bring, code):
    report = bring("people", sheet({"Mã hồ sơ": code}))

    assert report.counts["held"] == 1
    assert report.held[0].column == "Mã hồ sơ"
    assert "060088001234" not in report.held[0].reason


def test_a_supervisor_imports_people_of_their_communes_only(service):
    from api.acts.imports import bring_in

    giamsat = caller_named(service, "giamsat")
    _, report = bring_in(giamsat, "people", "ds.csv", csv_of("people"))

    assert {h.cells.get("Mã hồ sơ") for h in report.held} >= {"PT-006", "PT-007", "PT-008", "PT-010"}
    with giamsat.sessions.read() as session:
        codes = set(session.exec(select(Person.code)).all())
    assert codes == {"PT-001", "PT-002", "PT-003", "PT-004", "PT-005"}


def test_a_supervisor_cannot_take_a_person_over_by_their_code(service, bring):
    from api.acts.imports import bring_in

    bring("people", sheet({"Xã/phường": "Phường La Gi, Lâm Đồng"}))
    taken = sheet({"Xã/phường": "Phường Phan Thiết, Lâm Đồng"})
    _, report = bring_in(caller_named(service, "giamsat"), "people", "ds.csv", taken)
    _, absent = bring_in(
        caller_named(service, "giamsat"), "people", "ds.csv", sheet({"Xã/phường": "Phường La Gi, Lâm Đồng"})
    )

    assert report.counts["held"] == absent.counts["held"] == 1
    assert report.held[0].reason == absent.held[0].reason


def test_a_case_worker_s_new_person_is_read_back_by_them(service, bring):
    bring("people", csv_of("people"))

    view = read_person(caller_named(service, "canbo"), "PT-001")

    assert view["full_name"] == "Nguyễn Văn Lành"
    assert view["national_id"].endswith("234") and "060088" not in view["national_id"]


def test_what_a_list_said_is_remembered_as_digests_only(bring, operator):
    bring("people", csv_of("people"))

    with operator.sessions.read() as session:
        rows = session.exec(select(ListRow)).all()
    assert rows
    assert all(len(d) == 20 and int(d, 16) >= 0 for r in rows for d in r.digests.values())


def test_five_thousand_people_go_in(bring, operator):
    rows = [
        {
            "Mã hồ sơ": f"M{i:05d}",
            "Họ và tên": f"Nguyễn Văn {'ABCDEGHKLM'[i % 10]}{i}",
            "Ngày sinh": f"{i % 28 + 1:02d}/{i % 12 + 1:02d}/{1970 + i % 35}",
            "Giới tính": "Nam",
            "SĐT": f"09{i:08d}",
            "Xã/phường": "Phường Phan Thiết, Lâm Đồng" if i % 2 else "xã Vũ Hòa, huyện Đức Linh, Bình Thuận",
            "Trình độ văn hóa": "9/12",
            "Kinh nghiệm làm việc": "thợ hàn 2 năm; phụ hồ 6 tháng",
            "Ngày đồng ý": "01/06/2026",
            "Cán bộ phụ trách": "canbo",
        }
        for i in range(5000)
    ]
    content = workbook_from(rows)

    started = time.perf_counter()
    report = bring("people", content)
    first = time.perf_counter() - started
    started = time.perf_counter()
    again = bring("people", content)
    print(f"\n5,000 people: {first:.1f} s new, {time.perf_counter() - started:.1f} s again")

    assert report.counts["imported"] == again.counts["unchanged"] == 5000
    with operator.sessions.read() as session:
        assert session.exec(select(func.count()).select_from(Person)).one() == 5000
        assert find_person(session, "M04999") is not None


def test_a_dry_run_shows_every_value_that_would_change(bring):
    bring("people", sheet({"Trình độ văn hóa": "9/12"}))

    report = bring("people", sheet({"Trình độ văn hóa": "10/12"}), dry_run=True)

    assert [(c.column, c.before, c.after) for c in report.changes] == [("Trình độ văn hóa", "9", "10")]


def test_a_change_is_told_in_the_words_of_the_list_not_of_the_database(bring):
    row = {"Mã hồ sơ": "P1", "Họ và tên": "Lê Văn Tám", "Năm sinh": "1988", "Khung giờ bận": "06:30-08:00"}
    bring("people", csv_from([row]))

    report = bring("people", csv_from([{**row, "Năm sinh": "1989", "Khung giờ bận": "07:00-08:00"}]))

    assert [(c.column, c.before, c.after) for c in report.changes] == [
        ("Năm sinh", "1988", "1989"),
        ("Khung giờ bận", "06:30-08:00", "07:00-08:00"),
    ]


def test_a_list_of_something_else_is_held_under_the_header_it_lacks(bring):
    report = bring("people", csv_from([{"STT": "1", "Chỉ tiêu": "Số người có việc", "Thực hiện": "5", "Nữ": "3"}]))

    assert [(row.column, row.reason) for row in report.held] == [
        ("Họ và tên", "Thiếu họ và tên. Anh/chị ghi họ và tên.")
    ]
