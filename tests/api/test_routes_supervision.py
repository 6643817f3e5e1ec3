"""The plan, the targets, the runs and the model over HTTP."""

import pytest


def test_the_plan_is_for_the_supervisor_s_people_and_adds_up(web):
    plan = web.get("giamsat", "/plan").json()

    people = [i["person"] for i in plan["items"]]
    assert people and len(people) == len(set(people))
    assert set(people) | set(plan["unplaced"]) <= {"PT-001", "PT-002", "PT-003", "PT-004", "PT-005"}
    assert plan["expected_jobs"] == pytest.approx(sum(i["chance"] for i in plan["items"]), abs=0.01)
    assert "PT-004" in plan["unplaced"]


def test_targets_come_with_numerator_and_denominator(web):
    targets = {t["code"]: t for t in web.get("giamsat", "/kpi").json()["items"]}

    assert set(targets) == {"counselled", "trained", "stable_jobs"}
    for target in targets.values():
        assert target["numerator"] >= 0
        assert target["denominator"] > 0
    assert targets["trained"]["denominator"] == 1  # PT-001 alone came home this year, as far as is on record


def test_targets_are_counted_for_the_period_asked_for(web):
    quarter = web.get("giamsat", "/kpi?period=2026Q2").json()

    assert (quarter["first"], quarter["last"], quarter["as_of"]) == ("2026-04-01", "2026-06-30", "2026-06-30")
    assert not quarter["provisional"]
    assert {t["code"]: t["denominator"] for t in quarter["items"]}["trained"] == 0


@pytest.mark.parametrize(("period", "status", "told"), [("2027Q1", 422, "chưa bắt đầu"), ("quý 3", 404, "2026Q4")])
def test_a_period_that_is_none_is_answered_by_one_sentence(web, period, status, told):
    answer = web.get("giamsat", f"/kpi?period={period}")

    assert answer.status_code == status
    assert told in answer.json()["detail"]


def test_targets_have_names_in_both_languages(web):
    names = [{t["name"] for t in web.get("giamsat", f"/kpi?lang={lang}").json()["items"]} for lang in ("vi", "en")]

    assert names[0].isdisjoint(names[1])


def test_a_run_is_accepted_done_and_listed(web):
    started = web.post("giamsat", "/runs", {})

    assert started.status_code == 202
    run = web.get("giamsat", started.headers["location"].removeprefix("/api/v1")).json()["items"][0]
    assert (run["version"], run["state"]) == (started.json()["version"], "done")
    assert run["people"] == 9


def test_a_run_of_one_person_ranks_one(web):
    web.post("giamsat", "/runs", {"person": "PT-001"})

    assert web.get("giamsat", "/runs").json()["items"][0]["people"] == 1


@pytest.mark.parametrize("body", [{"person": "PT-007"}, {"person": "KHONGCO"}, {"opening": "KHONGCO"}])
def test_a_run_of_what_is_not_there_is_404_and_leaves_no_run(web, body):
    assert web.post("giamsat", "/runs", body).status_code == 404
    assert web.get("giamsat", "/runs").json()["total"] == 0


def test_a_published_list_is_what_a_case_worker_sees(web):
    fresh = web.get("canbo", "/people/PT-001/suggestions").json()["items"]
    web.post("giamsat", "/runs", {})

    shown = web.get("canbo", "/people/PT-001/suggestions").json()["items"]

    assert {item["seat_price"] for item in fresh} == {None}
    assert [item | {"seat_price": None} for item in shown] == fresh
    assert {item["seat_price"] for item in shown} <= {0.0, 0.02, 0.1}, "a price leaves as the lower end of its band"


def test_the_model_card_says_what_it_predicts_and_from_how_much(web):
    card = web.get("giamsat", "/model").json()

    assert {"version", "outcomes", "note", "predicts", "stable_after_days"} <= set(card)
    assert card["stable_after_days"] == 180


def test_the_service_tells_that_it_is_alive_and_ready(web):
    assert web.get(None, "/healthz").json() == {"status": "ok"}
    ready = web.get(None, "/readyz")
    assert (ready.status_code, ready.json()["database"]) == (200, "ok")


def test_the_api_describes_itself(web):
    paths = web.get(None, "/openapi.json").json()["paths"]

    assert "/api/v1/people/{code}/suggestions" in paths


def test_no_answer_may_be_kept_by_a_cache_and_none_is_sniffed(web):
    for who, path in (("canbo", "/people/PT-001"), (None, "/people"), ("canbo", "/people/KHONGCO"), (None, "/healthz")):
        headers = web.get(who, path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
