"""Held rows go out as a workbook and come in again: corrected, answered, or untouched."""

from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from api.acts.people import change_person
from api.imports.held_rows import held_workbook
from matcher.tables import Placement, Referral
from tests.api.test_import_people import everything, identity, person, sheet
from tests.lists import csv_from

ANSWER, MARK = "Trả lời", "Dấu dòng (không sửa)"
pytestmark = pytest.mark.usefixtures("quick_workbooks")
REFERRED = {"Mã hồ sơ": "A1", "Tên doanh nghiệp": "tự làm", "Chức danh": "Thợ hàn", "Ngày giới thiệu": "01/07/2026"}


def held_sheet(report):
    """The workbook of held rows, and where each header stands."""
    book = openpyxl.load_workbook(BytesIO(held_workbook(report)))
    return book, {cell.value: cell.column for cell in book.active[1]}


def sent_back(report, row=2, **changed):
    """The workbook of held rows as a clerk sends it back, some cells of one row changed."""
    book, columns = held_sheet(report)
    for header, words in changed.items():
        book.active.cell(row, columns[header]).value = words
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def contradicting(bring):
    """Two rows of one list contradict each other in the wage: the second is held."""
    bring("people", sheet({"Lương mong muốn": "5tr"}))
    report = bring("people", sheet({"Lương mong muốn": "5tr"}, {"Lương mong muốn": "6tr"}))
    assert report.counts == {"imported": 0, "updated": 0, "unchanged": 1, "held": 1}
    return report


def test_a_contradicting_row_sent_back_untouched_stays_held_for_the_same_reason(bring, operator, contradicting):
    before = everything(operator)

    again = bring("people", sent_back(contradicting), "sua.xlsx")
    third = bring("people", sent_back(again), "sua.xlsx")

    assert again.counts["held"] == third.counts["held"] == 1
    assert again.held[0].reason == third.held[0].reason == contradicting.held[0].reason
    assert again.held[0].cells == contradicting.held[0].cells
    assert everything(operator) == before


def test_the_reason_says_how_to_answer_and_the_answer_takes_the_row(bring, operator, contradicting):
    assert f"ghi “nhập” vào cột {ANSWER}" in contradicting.held[0].reason

    taken = bring("people", sent_back(contradicting, **{ANSWER: "Nhập"}), "sua.xlsx")

    assert (taken.counts["updated"], person(operator).wage_floor_vnd) == (1, 6_000_000)


def test_a_corrected_cell_needs_no_answer(bring, operator, contradicting):
    corrected = bring("people", sent_back(contradicting, **{"Lương mong muốn": "5tr5"}), "sua.xlsx")

    assert (corrected.counts["updated"], person(operator).wage_floor_vnd) == (1, 5_500_000)


def test_the_mark_of_a_question_is_hidden_and_only_there_where_one_is(bring, contradicting):
    book, columns = held_sheet(contradicting)
    plain = held_sheet(bring("people", sheet({"Ngày sinh": "31/02/1991"})))[1]

    assert list(columns)[-3:] == [MARK, ANSWER, "Lý do"]
    assert book.active.column_dimensions[openpyxl.utils.get_column_letter(columns[MARK])].hidden
    assert not {MARK, ANSWER} & set(plain)


def test_a_hand_s_edit_is_asked_about_in_every_field_and_the_list_is_taken_where_that_is_answered(bring, operator):
    bring("people", sheet({"Lương mong muốn": "5tr", "SĐT": "0912000111"}))
    revision = person(operator).revision
    change_person(operator, "A1", revision, {"wage_floor_vnd": 7_000_000, "phones": [{"number": "0912000222"}]})

    held = bring("people", sheet({"Lương mong muốn": "6tr", "SĐT": "0912000333"}))
    untouched = bring("people", sent_back(held), "sua.xlsx")

    for words in ("0912000222", "0912000333", "7000000", "6000000"):
        assert words in held.held[0].reason
    assert untouched.held[0].reason == held.held[0].reason
    assert person(operator).wage_floor_vnd == 7_000_000
    assert bring("people", sent_back(held, **{ANSWER: "nhập"}), "sua.xlsx").counts["updated"] == 1
    assert (person(operator).wage_floor_vnd, identity(operator).phones[0].number) == (6_000_000, "0912000333")


def test_a_lone_name_that_may_be_a_commune_comes_back_as_the_same_question(bring):
    report = bring("people", "Họ và tên,Ngày sinh,Xã/phường\nHoàng Văn Thụ,,\n".encode())

    again = bring("people", sent_back(report), "sua.xlsx")

    assert (again.counts["held"], again.held[0].reason) == (1, report.held[0].reason)
    assert bring("people", sent_back(again, **{ANSWER: "nhập"}), "sua.xlsx").counts["imported"] == 1


def test_what_was_missing_and_is_there_now_lets_an_untouched_row_in(bring):
    course = {"Mã hồ sơ": "A1", "Khóa học": "Hàn", "Kết quả": "Khá"}
    held = bring("training", csv_from([course]))
    bring("people", sheet())

    assert bring("training", sent_back(held), "sua.xlsx").counts["imported"] == 1


@pytest.mark.parametrize("reason", [{}, {"Lý do": "nhà xa"}])
@pytest.mark.parametrize("renamed", [False, True])
def test_why_a_placement_was_held_is_never_read_as_why_it_ended(bring, operator, reason, renamed):
    bring("people", sheet())
    held = bring("placements", csv_from([{**REFERRED, "Ngày vào làm": "31/06/2026", **reason}]))
    book, columns = held_sheet(held)
    book.active.cell(2, columns["Ngày vào làm"]).value = "02/07/2026"
    book.active.title = "Sheet1" if renamed else book.active.title
    out = BytesIO()
    book.save(out)

    report = bring("placements", out.getvalue(), "sua.xlsx")

    assert list(columns)[-1] == "Lý do giữ lại"
    assert (report.counts["imported"], report.notes) == (1, [])
    with operator.sessions.read() as session:
        assert session.exec(select(Referral)).one().reason == reason.get("Lý do")


def test_a_second_round_holds_the_list_s_own_columns_and_one_reason(bring):
    first = bring("people", sheet({"Ngày sinh": "31/02/1991"}))
    second = bring("people", sent_back(first), "sua.xlsx")

    assert list(held_sheet(second)[1]) == list(held_sheet(first)[1])
    assert second.held[0].cells == first.held[0].cells


def test_a_held_row_tells_its_other_doubts_too(bring):
    report = bring("people", sheet({"Ngày sinh": "31/02/1991", "Phương tiện": "ngựa"}))

    book, columns = held_sheet(report)
    assert any("ngựa" in doubt for doubt in report.held[0].doubts)
    assert any("ngựa" in told.sentence for told in report.grouped_warnings())
    assert "Ngoài ra: Phương tiện “ngựa”" in book.active.cell(2, columns["Lý do"]).value


def with_formula(**cells):
    """A workbook of one person, written by a program that calculates no formula."""
    book = openpyxl.Workbook()
    book.active.append(["Mã hồ sơ", "Họ và tên", "Ngày sinh", "SĐT", "Cân nặng"])
    row = {"Mã hồ sơ": "A1", "Họ và tên": "Lê Văn Ví", "Ngày sinh": "05/03/1988", "SĐT": "=B9", "Cân nặng": "=1+1"}
    book.active.append([{**row, **cells}[header.value] for header in book.active[1]])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_formula_that_was_never_calculated_goes_out_blank_and_the_reason_tells_it(bring):
    report = bring("people", with_formula(**{"Ngày sinh": "31/02/1991"}), "ds.xlsx")

    book, columns = held_sheet(report)
    cells = [cell.value for cell in book.active[2]]
    assert not any("#CHƯA TÍNH" in str(value) for value in cells)
    assert book.active.cell(2, columns["SĐT"]).value in (None, "")
    assert "“SĐT” có công thức chưa được tính" in book.active.cell(2, columns["Lý do"]).value
    assert "“Cân nặng” có công thức chưa được tính" in book.active.cell(2, columns["Lý do"]).value
    assert bring("people", sent_back(report, **{"Ngày sinh": "1991"}), "sua.xlsx").counts["imported"] == 1


def test_a_formula_that_was_never_calculated_is_kept_nowhere_as_words(bring, operator):
    report = bring("people", with_formula(), "ds.xlsx")

    assert report.counts["imported"] == 1
    assert "#CHƯA TÍNH" not in str(identity(operator))


def test_a_held_placement_leaves_its_referral_as_it_was(bring, operator):
    bring("people", sheet())
    started = {**REFERRED, "Ngày vào làm": "02/07/2026", "Ngày nghỉ việc": "02/08/2026", "Lý do": "nhận ngay"}
    bring("placements", csv_from([started]))
    with operator.sessions.write() as session:
        session.exec(select(Placement)).one().leaving_reason = "sửa tay"
    before = everything(operator)

    report = bring("placements", csv_from([{**started, "Lý do": "khác", "Lý do nghỉ": "xa nhà"}]))

    assert report.counts["held"] == 1
    assert everything(operator) == before
