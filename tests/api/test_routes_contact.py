"""Calling somebody without telling anything, and what they say themselves."""

import pytest

from tests.api.test_wording import STIGMA
from tests.stores import is_kept_open

MOTHER = {
    "may_answer": ["self", "mother"],
    "may_say": "job_service",
    "best_time": "sau 18 giờ",
    "note": "Gọi mẹ: bà Sáu",
}


def agree(web, contact, who="canbo", person="PT-001"):
    revision = web.get(who, f"/people/{person}").json()["revision"]
    return web.patch(who, f"/people/{person}", {"contact": contact}, revision)


def test_where_nothing_was_agreed_the_least_is_said(web):
    known = web.get("canbo", "/people/PT-001/contact").json()

    assert (known["agreed"], known["may_say"], known["may_answer"]) == (False, "call_back", [])
    assert "việc làm" not in known["say_to_others"] + known["message"]
    assert known["phones"][0]["number"] == "0912345678"


def test_a_supervisor_reads_the_note_of_the_contact_behind_break_glass_only(web):
    agree(web, MOTHER)

    places = ("/people/PT-001", "/people?query=PT-001", "/people/PT-001/export")
    by_supervisor = [web.get("giamsat", at).text for at in places]
    agree(web, {k: v for k, v in MOTHER.items() if k != "note"}, who="giamsat")
    by_case_worker = [web.get("canbo", at).text for at in places]
    opened = web.post("giamsat", "/people/PT-001/notes", {"reason": "không liên lạc được"}).json()

    assert not any("bà Sáu" in said for said in by_supervisor)
    assert all("bà Sáu" in said for said in by_case_worker)
    assert opened["contact_note"] == "Gọi mẹ: bà Sáu"


def test_what_was_agreed_comes_back_in_both_languages(web):
    assert agree(web, MOTHER).status_code == 200

    vi, en = (web.get("canbo", f"/people/PT-001/contact?lang={lang}").json() for lang in ("vi", "en"))

    assert [r["words"] for r in vi["may_answer"]] == ["Chính người này", "Mẹ"]
    assert (vi["agreed"], vi["best_time"], vi["note"]) == (True, "sau 18 giờ", "Gọi mẹ: bà Sáu")
    assert "job service" in en["say_to_others"]
    assert web.get("canbo", "/people/PT-001").json()["phones"]


def test_no_words_to_say_or_send_hold_a_name_or_hurt(web):
    for may_say in ("call_back", "job_service", "everything"):
        agree(web, MOTHER | {"may_say": may_say})
        known = web.get("canbo", "/people/PT-001/contact").json()
        text = " ".join(known[name] for name in ("say_to_person", "say_to_others", "message")).lower()
        assert not [word for word in (*STIGMA, "lành", "pt-001", "chương trình", "địa phương") if word in text]


def test_safe_contact_is_sealed_with_the_identity(web):
    agree(web, MOTHER)

    assert not is_kept_open(web.service.database, "bà Sáu")


def test_an_import_keeps_what_was_agreed(web):
    from tests.api.conftest import import_bytes, operator_of

    agree(web, MOTHER)

    again = "Mã hồ sơ,Họ và tên,SĐT\nPT-001,Nguyễn Văn Lành,0911 222 333\n".encode()
    import_bytes(operator_of(web.service), "people", again)

    assert web.get("canbo", "/people/PT-001/contact").json()["note"] == "Gọi mẹ: bà Sáu"


@pytest.mark.parametrize("bad", [{"may_say": "all"}, {"may_answer": ["neighbour"]}, {"x": 1}, {"best_time": 5}])
def test_only_the_closed_lists_are_taken(web, bad):
    assert agree(web, MOTHER | bad).status_code == 422


def says(web, opening, answer, **more):
    return web.post("canbo", "/people/PT-001/answers", {"opening": opening, "answer": answer, **more})


def test_the_last_word_on_each_opening_counts_and_stands_beside_the_decision(web):
    says(web, "V-01", "thinking", reason="ask_family")
    says(web, "V-05", "no", reason="too_far", note="nhà có con nhỏ")
    says(web, "V-01", "yes")

    items = web.get("canbo", "/people/PT-001/answers").json()["items"]

    assert [(i["opening"], i["answer"], i["reason"]) for i in items] == [
        ("V-05", "no", "too_far"),
        ("V-01", "yes", None),
    ]
    assert items[0]["note"] == "nhà có con nhỏ"


@pytest.mark.parametrize(("more", "status"), [({}, 422), ({"reason": "too_far"}, 201), ({"note": "chưa muốn"}, 201)])
def test_a_no_says_why(web, more, status):
    assert says(web, "V-01", "no", **more).status_code == status


def test_an_answer_decides_nothing(web):
    says(web, "V-01", "no", reason="too_far")

    items = web.get("canbo", "/people/PT-001/suggestions?limit=50").json()["items"]

    assert "V-01" in {i["opening"]["code"] for i in items}


def test_an_employer_never_reads_what_a_person_said(web):
    from tests.api.test_routes_referrals import refer

    says(web, "V-01", "yes", note="rất cần việc")
    refer(web)

    assert "rất cần việc" not in web.get("congty", "/referrals").text
