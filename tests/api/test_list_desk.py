"""Lists handed out from what they stand on: the same answer, every look on record, rights as they are now."""

from concurrent.futures import ThreadPoolExecutor

from sqlmodel import select

from api import clock
from api.accounts import disable_account, get_account
from api.audit import verify
from api.row_security import SERVICE, asked_by
from api.tables import AuditEvent
from matcher.ranking_tables import Exposure
from tests.api.test_routes_referrals import answer, refer

PATH = "/people/PT-001/suggestions"


def looks(web):
    with web.service.database.read(asked_by(SERVICE)) as session:
        seen = session.exec(select(AuditEvent).where(AuditEvent.act == "see_suggestions")).all()
        return len(seen), len(session.exec(select(Exposure)).all())


def test_a_list_asked_for_again_is_the_same_and_is_logged_again(web):
    first = web.get("canbo", PATH)

    again = web.get("canbo", PATH)

    assert again.json() == first.json()
    assert looks(web) == (2, 2)


def test_looks_that_come_together_are_each_on_record_in_one_unbroken_trail(web):
    web.get("canbo", PATH)
    with ThreadPoolExecutor(8) as many:
        statuses = list(many.map(lambda _: web.get("canbo", PATH).status_code, range(24)))

    assert statuses == [200] * 24
    assert looks(web) == (25, 25)
    with web.service.database.read() as session:
        assert verify(session, web.service.keys).ok


def test_a_kept_list_is_nobody_else_s(web):
    web.get("canbo", PATH)

    assert web.get("canbo2", PATH).status_code == 404
    assert web.get("giamsat", PATH).status_code == 403
    assert web.get(None, PATH).status_code == 401
    assert looks(web) == (1, 1)


def test_a_right_that_ended_ends_with_the_next_request(web):
    web.get("canbo", PATH)
    with web.service.database.write() as session:
        disable_account(session, get_account(session, "canbo"), clock.now())

    assert web.get("canbo", PATH).status_code == 401


def test_a_list_is_worked_out_anew_once_the_person_the_market_or_a_decision_changed(web):
    shown = [i["opening"]["code"] for i in web.get("canbo", PATH).json()["items"]]
    web.get("canbo", PATH)
    dismiss = {"opening": shown[0], "decision": "dismiss", "reason": "too_far"}

    assert web.post("canbo", "/people/PT-001/decisions", dismiss).status_code == 201

    assert shown[0] not in [i["opening"]["code"] for i in web.get("canbo", PATH).json()["items"]]
    web.post("canbo", f"/openings/{shown[1]}/close", {"reason": "đủ người"})
    assert shown[1] not in [i["opening"]["code"] for i in web.get("canbo", PATH).json()["items"]]


def test_a_newer_list_takes_the_place_of_the_one_before(web):
    web.get("canbo", PATH)
    kept = web.client.app.state.list_desk._kept
    (before,) = kept.values()

    refer(web)
    web.get("canbo", PATH)

    (after,) = kept.values()
    assert before[0] != after[0]


def test_language_order_and_limit_are_kept_apart(web):
    asked = ["", "?limit=1", "?lang=en", "?order=chance"]
    first = [web.get("canbo", PATH + how).json() for how in asked]

    assert [web.get("canbo", PATH + how).json() for how in asked] == first
    assert len(first[1]["items"]) == 1
    assert first[2]["items"][0]["reasons"] != first[0]["items"][0]["reasons"]
    assert first[3]["order"] == "chance"


def worked_out_at(web):
    """At which revision of the market each list was worked out that was shown, in the order of looks."""
    with web.service.database.read(asked_by(SERVICE)) as session:
        return list(session.exec(select(Exposure.market_revision).order_by(Exposure.id)).all())


def test_an_introduction_of_somebody_else_that_takes_no_seat_leaves_a_kept_list_as_it_is(web):
    of_another = PATH.replace("PT-001", "PT-002")
    shown = web.get("canbo", of_another).json()
    refer(web, "PT-001")

    again = web.get("canbo", of_another).json()

    assert again == shown
    first, second = worked_out_at(web)
    assert first == second, "it was not worked out again"


def test_a_list_is_worked_out_anew_once_an_introduction_of_the_person_is_answered(web):
    introduced = refer(web)
    web.get("canbo", PATH)

    assert answer(web, "congty", introduced, "decline", "đủ người").status_code == 200
    web.get("canbo", PATH)

    first, second = worked_out_at(web)
    assert second > first
