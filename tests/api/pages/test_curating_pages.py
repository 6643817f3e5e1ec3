"""Words taught by a checked choice; twins made one and parted again; the model's card and the roll-out by page."""

import pytest

from api import clock
from api.row_security import SERVICE, asked_by
from matcher.model_store import current_model, keep_model
from matcher.people import get_person
from tests.api.conftest import import_bytes, operator_of
from tests.api.merging_desk import PEOPLE_ROWS
from tests.lists import csv_from


def teaching(page):
    """The form that teaches; the one that looks for another occupation goes to the same address."""
    return next(f for f in page.reader.forms if f.action == "/curation/teach" and f.method == "post")


def test_words_are_taught_after_a_look_and_can_be_taken_back(site):
    ask = site.sign_in("giamsat").get("/curation/teach?text=thợ lò hơi&query=lò hơi")

    check = site.post("/curation/teach", {**teaching(ask).values, "isco": "8182"})
    before = site.get("/curation/phrases")
    taught = site.send(check)
    forgotten = site.send(taught)

    assert "Xem lại trước khi dạy" in check.words
    assert "thợ lò hơi" not in before.words
    assert "thợ lò hơi" in taught.words
    assert "Đã dạy" in taught.words
    assert "thợ lò hơi" not in forgotten.words


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"phrase": "", "isco": "8182"}, "Hãy ghi lời"),
        ({"phrase": "thợ lò hơi", "isco": ""}, "Hãy chọn một nghề"),
        ({"phrase": "x" * 10_000, "isco": "8182"}, "Có lỗi xảy ra"),
        ({"phrase": "a", "isco": "8182", "checked": "yes"}, "chưa đủ để nhận ra"),
    ],
)
def test_what_cannot_be_taught_is_told_at_its_field(site, values, told):
    ask = site.sign_in("giamsat").get("/curation/teach?text=lò")

    page = site.post("/curation/teach", {**teaching(ask).values, **values})

    assert page.status == 422
    assert told in page.words


def test_two_records_are_made_one_and_parted_again(site):
    import_bytes(operator_of(site.service), "people", csv_from(PEOPLE_ROWS[:2]))
    site.sign_in("giamsat")
    assert "TR-1" in site.get("/duplicates?kind=people").words

    ask = site.get("/duplicates/decide?kind=people&first=TR-1&second=TR-2")
    untold = site.send(ask)
    merged = site.send(ask, keep="TR-1")
    parted = site.send(site.get(next(link for link in merged.links if link.endswith("/undo"))))

    assert untold.status == 422
    assert "Hãy chọn giữ bản nào" in untold.words
    assert merged.answer.url.path == "/duplicates/merges"
    assert "Đã tách ngày" in parted.words


def test_records_called_different_leave_the_queue(site):
    import_bytes(operator_of(site.service), "people", csv_from(PEOPLE_ROWS[:2]))
    ask = site.sign_in("giamsat").get("/duplicates/decide?kind=people&first=TR-1&second=TR-2")

    page = site.send(ask, keep="different")

    assert "TR-1" not in page.words


def test_a_version_is_put_in_force_after_a_question(site):
    with site.service.ranker_sessions.write() as session:
        version = keep_model(session, site.service.model().ranker, 0, clock.now()).version
    site.sign_in("giamsat")

    page = site.send(site.get(f"/model/{version}/use"))

    with site.service.ranker_sessions.read() as session:
        assert current_model(session).version == version
    assert page.answer.url.path == "/area/runs/new"


def test_the_card_draws_every_table_and_names_it(shared_site):
    page = shared_site.sign_in("giamsat").get("/model")

    assert page.text.count("<svg") == 20
    assert "Quãng đường đi làm" in page.words


def test_groups_too_small_to_be_told_show_a_star(shared_site):
    page = shared_site.sign_in("giamsat").get("/model/fairness?measure=true")

    assert page.status == 200
    assert " * " in page.words


def test_the_order_is_drawn_once_after_a_look(site):
    ask = site.sign_in("giamsat").get("/rollout")
    values = {"start__day": "4", "start__month": "1", "start__year": "2027", "every": "14", "seed": "7"}

    early = site.send(ask, **{**values, "start__year": "2020"})
    check = site.send(ask, **values)
    drawn = site.send(check)

    assert early.status == 422
    assert "phải sau hôm nay" in early.words
    assert "Bốc thăm thứ tự" in check.words
    assert "Thứ tự đã bốc thăm, số 7" in drawn.words
    assert "Bốc thăm cho" not in drawn.words


def test_words_for_a_place_that_name_no_commune_lead_to_the_records(site):
    rows = [{"Mã hồ sơ": code, "Họ và tên": "Lê Mẫu", "Xã/phường": "Xóm Không Đâu"} for code in ("CN-1", "CN-2")]
    import_bytes(operator_of(site.service), "people", csv_from(rows))

    own = site.sign_in("giamsat-moi").get("/curation/places")
    with site.service.database.write(asked_by(SERVICE)) as session:
        get_person(session, "CN-1").case_worker = "canbo"
    found = site.sign_in("canbo").get("/curation/places")

    assert "CN-1" not in own.words
    assert "Xóm Không Đâu" in found.words
    assert "/people/CN-1/change" in found.links
    assert "/people/CN-2/change" not in found.links
