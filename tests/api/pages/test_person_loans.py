"""Loans that a person was given: on the page and in the timeline, recorded by hand, corrected, taken back."""

import pytest
from sqlmodel import select

from matcher.case_tables import Loan, LoanChange
from matcher.people import get_person
from tests.api.conftest import caller_named

TOLD = {"lent_on__day": "5", "lent_on__month": "10", "lent_on__year": "2026", "amount_vnd": "30 triệu"}


@pytest.fixture
def desk(site):
    return site.sign_in("canbo")


def loans(desk, person="PT-001"):
    with caller_named(desk.service, "canbo").sessions.read() as session:
        number = get_person(session, person).id
        found = session.exec(select(Loan).where(Loan.person_id == number)).all()
        return {loan.lent_on.isoformat(): loan for loan in found}


def record(desk, **more):
    return desk.send(desk.get("/people/PT-001/loans/new"), "/people/PT-001/loans/new", **{**TOLD, **more})


def test_a_loan_of_the_list_stands_on_the_page_and_in_the_timeline(desk):
    page, person = desk.get("/people/PT-001/loan"), desk.get("/people/PT-001")

    assert "15/06/2026" in page.words and "Nuôi heo" in page.words
    assert "Được vay vốn : 30 triệu" in person.words or "Được vay vốn: 30 triệu" in person.words


def test_a_loan_told_by_hand_is_read_as_the_list_is(desk):
    page = record(desk, months="36", purpose="nuôi heo", lender="NHCSXH")

    loan = loans(desk)["2026-10-05"]
    assert page.answer.url.path == "/people/PT-001/loan"
    assert (loan.amount_vnd, loan.months, loan.scheme) == (30_000_000, 36, "person")
    assert "6121" in loan.isco
    assert loan.purpose is None and loan.note_sealed is not None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"amount_vnd": "nhiều"}, "Hãy ghi số tiền như 30 triệu"),
        ({"amount_vnd": ""}, "Hãy ghi số tiền như 30 triệu"),
        ({"lent_on__year": "", "lent_on__month": "", "lent_on__day": ""}, "Hãy ghi ngày giải ngân"),
        ({"lent_on__day": "24", "lent_on__month": "11"}, "không sau hôm nay"),
        ({"months": "nhiều"}, "từ 1 đến 360"),
        ({"lent_on__day": "15", "lent_on__month": "6"}, "Đã có khoản vay ngày này"),
    ],
)
def test_a_wrong_loan_is_told_in_a_sentence_and_nothing_is_kept(desk, wrong, told):
    page = record(desk, **wrong)

    assert page.status == 422
    assert told in page.words
    assert list(loans(desk)) == ["2026-06-15"]


ODD = [
    ({"amount_vnd": "900 tỷ"}, "Lớn hơn mức của chương trình", "2026-10-05"),
    ({"lent_on__year": "1985"}, "chưa có chương trình vay nào đã biết", "1985-10-05"),
    ({"lent_on__year": "1985"}, "chưa đủ 16 tuổi", "1985-10-05"),
]


@pytest.mark.parametrize(("odd", "told", "day"), ODD)
def test_an_odd_loan_is_asked_about_before_it_is_kept(desk, odd, told, day):
    asked = record(desk, **odd)
    before = list(loans(desk))
    page = desk.send(asked, "/people/PT-001/loans/new", **{**TOLD, **odd, "anyway": "yes"})

    assert (asked.status, before) == (422, ["2026-06-15"])
    assert told in asked.words and "vẫn ghi khoản vay này" in asked.words
    assert page.answer.url.path == "/people/PT-001/loan" and day in loans(desk)


def test_a_loan_kept_anyway_is_told_and_its_purpose_is_corrected_without_a_question(desk):
    record(desk, amount_vnd="900 tỷ", anyway="yes")
    place = f"/people/PT-001/loans/{loans(desk)['2026-10-05'].id}"

    same = desk.send(desk.get(place), place, months="24")
    more = desk.send(desk.get(place), place, amount_vnd="901 tỷ")

    assert "900 tỷ" in same.words and "Lớn hơn mức của chương trình" in same.words
    assert (same.status, more.status, loans(desk)["2026-10-05"].amount_vnd) == (200, 422, 900_000_000_000)


def test_a_correction_and_an_undo_keep_what_stood_before(desk):
    record(desk)
    number = loans(desk)["2026-10-05"].id
    place = f"/people/PT-001/loans/{number}"

    desk.send(desk.get(place), place, amount_vnd="25 triệu")
    changed = loans(desk)["2026-10-05"].amount_vnd
    page = desk.send(desk.get(place), f"{place}/undo", reason="chưa giải ngân")

    assert changed == 25_000_000
    assert list(loans(desk)) == ["2026-06-15"]
    assert "sửa, trước đó là (05/10/2026, 30 triệu)" in page.words
    assert "Lý do: chưa giải ngân" in page.words
    with desk.service.database.read() as session:
        rows = session.exec(select(LoanChange).order_by(LoanChange.id)).all()
        assert rows[2].reason.startswith("sealed:")
        assert [(r.what, r.before.get("amount_vnd")) for r in rows] == [
            ("recorded", None),
            ("changed", 30_000_000),
            ("undone", 25_000_000),
        ]


def test_a_loan_of_another_person_is_not_found(desk):
    number = loans(desk, "PT-002")["2026-06-15"].id

    assert desk.get(f"/people/PT-001/loans/{number}").status == 404


def test_a_loan_is_not_taken_back_without_a_reason(desk):
    place = f"/people/PT-001/loans/{loans(desk)['2026-06-15'].id}"

    page = desk.send(desk.get(place), f"{place}/undo", reason=" ")

    assert page.status == 422
    assert "30000000" in page.answer.text
    assert list(loans(desk)) == ["2026-06-15"]


def test_a_form_sent_twice_records_one_loan(desk):
    ask = desk.get("/people/PT-001/loans/new")

    pages = [desk.send(ask, "/people/PT-001/loans/new", **TOLD) for _ in range(2)]

    assert [page.answer.url.path for page in pages] == ["/people/PT-001/loan"] * 2
    assert len(loans(desk)) == 2


def test_the_history_tells_day_and_amount_as_they_were_recorded(desk):
    place = record(desk) and f"/people/PT-001/loans/{loans(desk)['2026-10-05'].id}"

    fresh = desk.get("/people/PT-001/loan")
    changed = desk.send(desk.get(place), place, amount_vnd="25 triệu")

    assert "ghi khoản vay (05/10/2026, 30 triệu)" in fresh.words
    assert "ghi khoản vay (05/10/2026, 30 triệu)" in changed.words


def test_a_loan_that_was_taken_back_says_so_and_one_that_never_was_is_not_found(desk):
    place = f"/people/PT-001/loans/{loans(desk)['2026-06-15'].id}"
    asks = [desk.get(place) for _ in range(2)]
    desk.send(asks[0], f"{place}/undo", reason="ghi nhầm người")

    again = [desk.send(asks[1], f"{place}/undo", reason="ghi nhầm"), desk.get(place)]
    never = [desk.get("/people/PT-001/loans/khong-co"), desk.get(place.replace("PT-001", "PT-002"))]

    assert [page.status for page in (*again, *never)] == [409, 409, 404, 404]
    assert all("Khoản vay này đã được bỏ trước đó" in page.words for page in again)
