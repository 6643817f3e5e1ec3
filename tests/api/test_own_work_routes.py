"""Ways to work on one's own over HTTP: two supervisors do not overwrite each other."""

from datetime import timedelta

from matcher.people import find_person
from tests.api.route_matrix import OWN_WORK


def put(web, who, code, words, **headers):
    return web.call(who, "PUT", f"/own-work/{code}", json={**OWN_WORK, "premises": words}, headers=headers)


def test_a_change_needs_the_revision_that_was_read_and_of_two_supervisors_the_second_is_told(web):
    made = web.post("giamsat", "/own-work", OWN_WORK)
    code, place, read = made.json()["code"], made.headers["location"], made.headers["etag"]

    unsaid = put(web, "giamsat", code, "Chuồng 10 m2")
    first = put(web, "giamsat", code, "Chuồng 20 m2", **{"If-Match": read})
    second = put(web, "giamsat-moi", code, "Chuồng 30 m2", **{"If-Match": read})
    kept = web.get("giamsat-moi", place.removeprefix("/api/v1"))
    again = put(web, "giamsat-moi", code, "Chuồng 30 m2", **{"If-Match": kept.headers["etag"]})

    assert [answer.status_code for answer in (unsaid, first, second, again)] == [428, 200, 412, 200]
    assert second.json()["detail"] == "Đã có người sửa trước; hãy xem lại bản mới rồi sửa."
    assert kept.json()["premises"] == "Chuồng 20 m2"
    assert first.headers["etag"] == kept.headers["etag"] != read


def test_a_title_that_another_has_is_asked_about_and_what_stands_is_not_asked_about_again(web):
    code = web.post("giamsat", "/own-work", OWN_WORK).json()["code"]
    same = {**OWN_WORK, "title": "NUOI  GÀ"}

    asked = web.post("giamsat", "/own-work", same)
    made = web.post("giamsat", "/own-work", {**same, "anyway": True})
    again = put(web, "giamsat", made.json()["code"], "Chuồng 10 m2", **{"If-Match": made.headers["etag"]})

    assert (asked.status_code, asked.json()["code"], asked.json()["same"]) == (409, "own_work_exists", code)
    assert f"({code})" in asked.json()["detail"]
    assert (made.status_code, again.status_code) == (201, 200)


def test_a_new_title_that_another_has_is_asked_about_and_one_that_was_ended_is_not(web):
    code = web.post("giamsat", "/own-work", OWN_WORK).json()["code"]
    other = web.post("giamsat", "/own-work", {**OWN_WORK, "title": "Nuôi dê"})

    read = {"If-Match": other.headers["etag"]}
    asked = put(web, "giamsat", other.json()["code"], "Chuồng", **read)
    web.post("giamsat", f"/own-work/{code}/end", {"reason": "không hợp"})
    changed = put(web, "giamsat", other.json()["code"], "Chuồng", **read)

    assert (asked.status_code, asked.json()["same"], changed.status_code) == (409, code, 200)


def test_who_is_still_away_has_not_begun_and_their_list_says_until_when(web):
    service = web.service
    home = service.today() + timedelta(days=42)
    with service.database.write() as session:
        person = find_person(session, "PT-001")
        person.return_date = home
        person.revision += 1
        session.add(person)
    code = web.post("giamsat", "/own-work", OWN_WORK).json()["code"]

    listed = web.get("canbo", "/people/PT-001/suggestions")
    refused = web.post(
        "canbo", "/people/PT-001/placements", {"opening": code, "started_on": service.today().isoformat()}
    )

    assert listed.json()["home_on"] == home.isoformat()
    assert (refused.status_code, refused.json()["code"]) == (422, "not_home_yet")
    (error,) = refused.json()["errors"]
    assert error["field"] == "body.started_on" and f"{home:%d/%m/%Y}" in error["detail"]
