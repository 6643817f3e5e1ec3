"""Loans by JSON: recorded under the rules of the list, told what is odd, taken back with a reason."""

import pytest

LOAN = {"lent_on": "2026-10-05", "amount_vnd": 30_000_000, "months": 36, "purpose": "nuôi heo"}
PLACE = "/people/PT-001/loans"


def given(web):
    return {loan["lent_on"]: loan for loan in web.get("canbo", "/people/PT-001/loan").json()["given"]}


def test_a_loan_is_recorded_and_taken_back_with_its_reason(web):
    made = web.post("canbo", PLACE, json=LOAN)

    back = web.post("canbo", f"/loans/{made.json()['id']}/take-back", json={"reason": "chưa giải ngân"})
    history = web.get("canbo", "/people/PT-001/loan").json()["changes"]

    assert (made.status_code, back.status_code) == (201, 200)
    assert made.json() == {**LOAN, "id": made.json()["id"], "lender": None, "doubt": None}
    assert list(given(web)) == ["2026-06-15"]
    assert [(c["what"], c["reason"]) for c in history] == [("undone", "chưa giải ngân"), ("recorded", None)]


@pytest.mark.parametrize(
    ("odd", "doubts"),
    [
        ({"amount_vnd": 900_000_000_000}, ["too_much"]),
        ({"months": 121}, ["too_long"]),
        ({"lent_on": "1985-01-01"}, ["no_scheme", "too_young"]),
    ],
)
def test_an_odd_loan_is_refused_in_a_sentence_and_kept_where_it_is_to_be_anyway(web, odd, doubts):
    refused = web.post("canbo", PLACE, json={**LOAN, **odd})
    before = list(given(web))
    made = web.post("canbo", PLACE, json={**LOAN, **odd, "anyway": True})

    assert (refused.status_code, refused.json()["doubts"], before) == (409, doubts, ["2026-06-15"])
    assert "hãy gửi lại với anyway" in refused.json()["detail"]
    assert (made.status_code, made.json()["doubt"]) == (201, doubts[0])


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"lent_on": "2026-11-24"}, 422),
        ({"amount_vnd": 30}, 422),
        ({"amount_vnd": "30 triệu"}, 422),
        ({"months": 0}, 422),
        ({"lent_on": "2026-06-15"}, 409),
    ],
)
def test_a_wrong_loan_is_refused_in_one_sentence_and_nothing_is_kept(web, wrong, status):
    refused = web.post("canbo", PLACE, json={**LOAN, **wrong})

    assert refused.status_code == status
    assert refused.json().get("detail") or refused.json()["errors"]
    assert list(given(web)) == ["2026-06-15"]


def test_a_second_take_back_says_that_it_was_taken_back_and_an_unknown_loan_is_not_found(web):
    made = web.post("canbo", PLACE, json=LOAN).json()["id"]

    place, reason = f"/loans/{made}/take-back", {"reason": "chưa giải ngân"}
    answers = [web.post("canbo", at, json=reason) for at in (place, place, "/loans/khong-co/take-back")]

    assert [a.status_code for a in answers] == [200, 409, 404]
    assert answers[1].json()["code"] == "loan_taken_back"
    assert "đã được bỏ" in answers[1].json()["detail"]
