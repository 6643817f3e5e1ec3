"""The lists of counselling and of loans go in as the others do: marked, held, unchanged the second time, sealed."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from sqlmodel import select

from api.acts.imports import bring_in
from api.acts.person_loans import record_loan, undo_loan
from api.exports.exporter import list_as_workbook
from api.identities import Identities
from api.notes import open_note
from employers.tables import Employer
from matcher.case_tables import CounsellingMark, Loan
from matcher.people import find_person
from matcher.suggest import ListRequest
from tests.api.conftest import caller_named, import_bytes, operator_of
from tests.api.test_import_held_rows import ANSWER, sent_back
from tests.lists import csv_from, csv_of, workbook_of

pytestmark = pytest.mark.usefixtures("quick_workbooks")
BORROWED = {"Mã hồ sơ": "PT-001", "Ngày giải ngân": "05/05/2026", "Số tiền vay": "30tr", "Mục đích": "nuôi heo"}
TALK = {"Mã hồ sơ": "PT-001", "Ngày": "05/05/2026", "Nội dung": "pháp luật"}


def bring(office, kind, *rows, **how):
    return import_bytes(operator_of(office), kind, csv_from(rows), **how)


def all_of(office, table):
    with office.database.read() as session:
        return session.exec(select(table)).all()


def marks_of(office, code, day):
    with office.database.read() as session:
        person = find_person(session, code)
        asked = select(CounsellingMark.topic).where(
            CounsellingMark.person_id == person.id, CounsellingMark.on_date == day
        )
        return sorted(session.exec(asked).all())


@pytest.mark.parametrize("kind", ["counselling", "loans"])
def test_a_whole_list_goes_in_and_the_second_time_nothing_changes(office, kind):
    operator = operator_of(office)

    again = import_bytes(operator, kind, csv_of(kind))
    as_workbook = import_bytes(operator, kind, workbook_of(kind), file=f"{kind}.xlsx")

    assert again.counts["held"] == as_workbook.counts["held"] == 0
    assert again.counts["unchanged"] == as_workbook.counts["unchanged"] == 10


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("Phổ biến pháp luật", ["law"]),
        ("ky nang tim viec", ["job_seeking"]),
        ("Pháp luật; kỹ năng tìm việc", ["job_seeking", "law"]),
        ("hỏi nghề hàn", ["job_seeking"]),
    ],
)
def test_what_was_talked_over_says_which_of_the_two_topics_count(office, words, topics):
    bring(office, "counselling", {**TALK, "Ngày": "06/05/2026", "Nội dung": words})

    assert marks_of(office, "PT-001", date(2026, 5, 6)) == topics


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"Nội dung": "họp xóm"}, "Nội dung"),
        ({"Nội dung": ""}, "Nội dung"),
        ({"Ngày": ""}, "Ngày"),
        ({"Ngày": "01/01/2030"}, "Ngày"),
        ({"Ngày": "02/11/1950"}, "Ngày"),
        ({"Ngày": "04/03/2000"}, "Ngày"),
        ({"Mã hồ sơ": "KHONGCO"}, "Mã hồ sơ"),
        ({"Mã hồ sơ": ""}, "Mã hồ sơ"),
        ({"Ký tên": "vắng"}, "Ký tên"),
        ({"Kết quả": "vắng"}, "Kết quả"),
        ({"Kết quả": "Đã mời 2 lần, không đến (đi làm xa)"}, "Kết quả"),
        ({"Kết quả": "KHONG THAM GIA"}, "Kết quả"),
        ({"Ghi chú": "Vắng mặt có lý do"}, "Ghi chú"),
        *(({"Kết quả": words}, "Kết quả") for words in ("hoãn", "từ chối", "bận", "ốm", "chưa tư vấn", "HOAN")),
        *(({"Kết quả": words}, "Kết quả") for words in ("đi xa", "không muốn gặp", "chưa được tư vấn việc làm", "?")),
    ],
)
def test_a_row_that_marks_nobody_is_held_with_its_column_and_what_to_do(office, row, column):
    report = bring(office, "counselling", {**TALK, "Ngày": "07/05/2026", **row})

    assert [held.column for held in report.held] == [column]
    assert "Anh/chị" in report.held[0].reason
    assert marks_of(office, "PT-001", date(2026, 5, 7)) == []


def test_a_session_whose_title_says_day_and_topic_needs_neither_column(office):
    text = "Buổi tư vấn pháp luật ngày 08/05/2026,,\nSTT,Họ tên,Ngày sinh\n1,Nguyễn Văn Lành,05/03/1988\n"

    report = import_bytes(operator_of(office), "counselling", text.encode("utf-8-sig"))

    assert report.counts["imported"] == 1
    assert marks_of(office, "PT-001", date(2026, 5, 8)) == ["law"]


def test_what_a_counsellor_wrote_is_kept_sealed_beside_the_person(office):
    row = {**TALK, "Ngày": "09/05/2026", "Nội dung": "pháp luật, chuyện nhà", "Kết quả": "muốn học hàn"}
    bring(office, "counselling", row)

    with office.database.read() as session:
        person = find_person(session, "PT-001")
        kept = Identities(session, office.keys).of(person.id).unread_of["counselling|2026-05-09"]
    assert kept == {"Nội dung": "pháp luật, chuyện nhà", "Kết quả": "muốn học hàn"}


@pytest.mark.parametrize(
    "words",
    [
        *(
            "vâng, muốn học hàn",
            "không tham gia lớp học nghề",
            "không vắng buổi nào",
            "Đạt",
            "đã tư vấn",
            "có mặt",
            "x",
        ),
        *("tham gia", "hoàn thành", "HOAN THANH", "Có", "nuôi heo", "chưa có nhu cầu", "nghiệp vụ bàn", ""),
    ],
)
def test_a_result_of_the_talk_is_no_absence(office, words):
    bring(office, "counselling", {**TALK, "Ngày": "12/05/2026", "Kết quả": words})

    assert marks_of(office, "PT-001", date(2026, 5, 12)) == ["law"]


@pytest.mark.parametrize(("who", "content"), [("operator", "pháp luật, chuyện nhà"), ("giamsat", "pháp luật")])
def test_place_counsellor_and_result_come_out_as_they_went_in(office, who, content):
    told = {"Nơi tư vấn": "UBND xã", "Người tư vấn": "Chị Hoa", "Kết quả": "muốn học hàn"}
    day = {"Mã hồ sơ": "PT-001", "Ngày tư vấn": "13/05/2026"}
    bring(office, "counselling", {**day, "Nội dung": "pháp luật, chuyện nhà", **told, "Ghi chú": "ghi riêng"})
    caller = operator_of(office) if who == "operator" else caller_named(office, who)

    content_out = list_as_workbook(caller, "counselling", ListRequest(10))

    sheet = openpyxl.load_workbook(BytesIO(content_out)).active
    header, *rows = sheet.iter_rows(values_only=True)
    (row,) = [dict(zip(header, r, strict=True)) for r in rows if r[header.index("Ngày tư vấn")] == "13/05/2026"]
    assert {key: row[key] for key in told} == told
    assert (row["Nội dung"], row.get("Ghi chú")) == (content, "ghi riêng" if who == "operator" else None)


def test_a_trial_writes_no_mark_and_no_loan(office):
    before = len(all_of(office, CounsellingMark)), len(all_of(office, Loan))

    bring(office, "counselling", {**TALK, "Ngày": "10/05/2026"}, dry_run=True)
    bring(office, "loans", BORROWED, dry_run=True)

    assert (len(all_of(office, CounsellingMark)), len(all_of(office, Loan))) == before


def test_a_supervisor_marks_nobody_outside_their_communes(office):
    elsewhere = caller_named(office, "giamsat-moi")

    _, report = bring_in(elsewhere, "counselling", "a.csv", csv_from([{**TALK, "Ngày": "11/05/2026"}]))

    assert report.counts["held"] == 1
    assert marks_of(office, "PT-001", date(2026, 5, 11)) == []


@pytest.mark.parametrize(
    ("kind", "row"),
    [("counselling", TALK), ("loans", BORROWED), ("training", {"Khóa học": "May", "Ngày kết thúc": "05/05/2026"})],
)
@pytest.mark.parametrize("absent", [{"Mã hồ sơ": "PT-901"}, {"Mã hồ sơ": "", "Họ và tên": "Vô Danh", "Năm sinh": 1988}])
def test_a_supervisor_s_list_answers_of_another_area_s_person_as_of_an_absent_one(office, kind, row, absent):
    there = {"Mã hồ sơ": "PT-001"} if absent["Mã hồ sơ"] else {**absent, "Họ và tên": "Nguyễn Văn Lành"}
    elsewhere = caller_named(office, "giamsat-moi")

    answers = [
        bring_in(elsewhere, kind, "a.csv", csv_from([{**row, **who}]), dry_run=True)[1].as_json()
        for who in (there, absent)
    ]

    assert answers[0].replace("PT-001", "PT-901").replace("Nguyễn Văn Lành", "Vô Danh") == answers[1]
    assert "Chưa có hồ sơ" in answers[0]


@pytest.mark.parametrize(
    ("words", "vnd"),
    [
        ("30tr", 30_000_000),
        ("30.000.000 đ", 30_000_000),
        ("1,5 tỷ", 1_500_000_000),
        ("1 tỷ 2", 1_200_000_000),
        ("7tr5", 7_500_000),
    ],
)
def test_an_amount_is_read_as_people_write_it(office, words, vnd):
    lent = {"Mã số thuế": "3400000514", "Ngày giải ngân": "06/05/2026", "Số tiền vay": words}

    bring(office, "loans", lent)

    assert [loan.amount_vnd for loan in all_of(office, Loan) if loan.lent_on == date(2026, 5, 6)] == [vnd]


def test_a_header_that_says_millions_gives_bare_numbers_their_unit(office):
    row = {"Mã hồ sơ": "PT-001", "Ngày giải ngân": "07/05/2026", "Số tiền (triệu đồng)": 45}

    bring(office, "loans", row)

    assert 45_000_000 in [loan.amount_vnd for loan in all_of(office, Loan)]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"Số tiền vay": "30"}, "Số tiền vay"),
        ({"Số tiền vay": "nhiều"}, "Số tiền vay"),
        ({"Số tiền vay": ""}, "Số tiền vay"),
        ({"Ngày giải ngân": "01/01/2030"}, "Ngày giải ngân"),
        ({"Ngày giải ngân": ""}, "Ngày giải ngân"),
        *(({"Tình trạng": words}, "Tình trạng") for words in ("bị từ chối", "chưa giải ngân", "đang xét", "?")),
        ({"Kết quả": "không được vay"}, "Kết quả"),
        ({"Mã hồ sơ": "KHONGCO"}, "Mã hồ sơ"),
        ({"Mã hồ sơ": ""}, "Mã hồ sơ"),
    ],
)
def test_a_loan_that_cannot_be_read_is_held_and_nothing_is_written(office, row, column):
    before = len(all_of(office, Loan))

    report = bring(office, "loans", {**BORROWED, **row})

    assert [held.column for held in report.held] == [column]
    assert len(all_of(office, Loan)) == before


def test_the_purpose_of_a_persons_loan_is_sealed_and_only_its_occupation_stands_open(office):
    bring(office, "loans", {**BORROWED, "Mục đích": "nuôi heo ở nhà mẹ"})

    (loan,) = [row for row in all_of(office, Loan) if row.lent_on == date(2026, 5, 5)]
    with office.database.read() as session:
        words = open_note(Identities(session, office.keys), loan.note_key_id, loan.note_sealed)
    assert (loan.purpose, loan.isco[0], words) == (None, "6121", "nuôi heo ở nhà mẹ")


def test_an_employers_loan_hangs_on_the_employer(office):
    employers = {e.id: e.code for e in all_of(office, Employer)}

    lent = {employers[row.employer_id]: row for row in all_of(office, Loan) if row.employer_id}

    assert lent["3400000514"].amount_vnd == 500_000_000
    assert (lent["3400000514"].scheme, lent["3400000514"].purpose) == ("employer", "mở rộng xưởng")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"Số tiền vay": "300 triệu"}, "lớn hơn mức 200 triệu của Quyết định 08/2026"),
        ({"Số tháng": "121"}, "dài hơn mức 120 tháng của Quyết định 08/2026"),
        ({"Ngày giải ngân": "01/05/2010"}, "không nằm trong chương trình vay nào"),
        ({"Ngày giải ngân": "01/05/1995"}, "chưa đủ 16 tuổi"),
        ({"Mã hồ sơ": "", "Mã số thuế": "3400000514", "Số tiền vay": "900 tỷ"}, "lớn hơn mức 2 tỷ của Quyết định 08"),
        ({"Ngày giải ngân": "01/05/2020", "Số tiền vay": "30tr"}, "lớn hơn mức 20 triệu của Quyết định 29/2014"),
    ],
)
def test_a_loan_that_its_scheme_does_not_give_is_held_and_goes_in_once_the_clerk_says_so(office, row, told):
    lent = {**BORROWED, **row}
    held = bring(office, "loans", lent)
    before = len(all_of(office, Loan))

    untouched = import_bytes(operator_of(office), "loans", sent_back(held), file="sua.xlsx")
    taken = import_bytes(operator_of(office), "loans", sent_back(held, **{ANSWER: "nhập"}), file="sua.xlsx")
    again = bring(office, "loans", lent)

    assert told in held.held[0].reason and "“nhập”" in held.held[0].reason
    assert (untouched.counts["held"], taken.counts["imported"], again.counts["unchanged"]) == (1, 1, 1)
    assert len(all_of(office, Loan)) == before + 1


@pytest.mark.parametrize("words", ["đã giải ngân", "Đã nhận vốn, chưa trả nợ", "trong hạn", "x", ""])
def test_a_loan_that_was_given_goes_in_with_its_term_whatever_its_state(office, words):
    bring(office, "loans", {**BORROWED, "Ngày giải ngân": "08/05/2026", "Số tháng": "60", "Tình trạng": words})

    assert [loan.months for loan in all_of(office, Loan) if loan.lent_on == date(2026, 5, 8)] == [60]


def test_a_row_of_a_person_and_an_employer_is_the_persons_loan_and_says_so(office):
    report = bring(office, "loans", {**BORROWED, "Mã số thuế": "3400000514"})

    assert report.counts["imported"] == 1
    assert any("cả người và đơn vị (3400000514)" in warning.sentence for warning in report.warnings)


def test_a_corrected_amount_updates_the_loan_and_tells_before_and_after(office):
    bring(office, "loans", BORROWED)

    report = bring(office, "loans", {**BORROWED, "Số tiền vay": "35tr"})

    assert report.counts["updated"] == 1
    assert [(c.column, c.before, c.after) for c in report.changes] == [("Số tiền vay", "30000000", "35000000")]


@pytest.mark.parametrize("kind", ["counselling", "loans"])
def test_the_list_that_comes_out_goes_in_again_unchanged(office, kind):
    content = list_as_workbook(operator_of(office), kind, ListRequest(10))

    report = import_bytes(operator_of(office), kind, content, file=f"{kind}.xlsx")

    assert report.counts["held"] == 0
    assert report.counts["imported"] == report.counts["updated"] == 0


def by_hand(office, moved_to=None):
    with office.database.read() as session:
        person = find_person(session, "PT-001")
        (loan,) = session.exec(select(Loan).where(Loan.person_id == person.id, Loan.lent_on == date(2026, 5, 5))).all()
    caller = caller_named(office, "canbo")
    if moved_to:
        record_loan(caller, "PT-001", {"lent_on": moved_to, "amount_vnd": "30 triệu"}, loan.id)
    else:
        undo_loan(caller, loan.id, "ghi nhầm")


@pytest.mark.parametrize("moved_to", [None, "06/05/2026"])
def test_a_loan_taken_back_or_moved_by_hand_is_not_brought_back_by_its_list(office, moved_to):
    bring(office, "loans", BORROWED)
    by_hand(office, moved_to)
    before = len(all_of(office, Loan))

    same = bring(office, "loans", BORROWED)
    other = bring(office, "loans", {**BORROWED, "Số tiền vay": "35tr"})

    assert (same.counts["unchanged"], other.counts["held"]) == (1, 1)
    assert any("đã được bỏ hoặc đổi ngày bằng tay" in w.sentence for w in same.warnings)
    assert "đã được bỏ hoặc đổi ngày bằng tay" in other.held[0].reason
    assert len(all_of(office, Loan)) == before


def test_a_loan_taken_back_goes_in_again_once_the_clerk_says_so(office):
    bring(office, "loans", BORROWED)
    by_hand(office)
    held = bring(office, "loans", {**BORROWED, "Số tiền vay": "35tr"})

    again = import_bytes(operator_of(office), "loans", sent_back(held, **{ANSWER: "nhập"}), file="sua.xlsx")

    assert again.counts["imported"] == 1
    assert 35_000_000 in [loan.amount_vnd for loan in all_of(office, Loan)]
