"""Work on one's own beside openings: on the list, on its own page, chosen, dismissed, curated."""

import pytest
from sqlmodel import select

from api import clock
from api.acts.own_work import take_over
from api.acts.placements import list_placements
from matcher.people import find_person
from matcher.rerank import rerank
from matcher.tables import Placement, Referral
from tests.api.conftest import caller_named
from tests.matcher.test_own_work import NO_SEAT

PIGS = "TL-NUOI-HEO"


@pytest.fixture
def farm(site):
    """An office with everything that is proposed taken over, where PT-001 wishes to raise pigs and may borrow."""
    take_over(caller_named(site.service, "giamsat"))
    today = site.service.today()
    with site.service.database.write() as session:
        person = find_person(session, "PT-001")
        assert person is not None
        person.wishes = [{"words": "nuôi heo", "isco": ["6121"]}]
        person.health_limits, person.birth_date = [], today.replace(year=today.year - 30)
        person.programme, person.decision_date = "sau cai", today.replace(year=today.year - 2)
        person.revision += 1
        session.add(person)
    return site


def listed(site):
    return site.sign_in("canbo").get("/people/PT-001/suggestions?limit=50")


def test_who_wants_to_raise_pigs_sees_it_with_the_loan_and_its_missing_papers_beside_the_jobs(farm):
    page = listed(farm)

    today = farm.service.today()
    assert "Nuôi heo" in page.words and "Giới thiệu" in page.words
    assert "30 triệu – 80 triệu" in page.words
    assert "Có thể vay, nhiều nhất 200 triệu" in page.words
    assert f"{today.day:02}/{today.month:02}/{today.year + 8}" in page.words
    assert "Giấy xác nhận đã hoàn thành" in page.words


def test_the_tour_shows_own_work_beside_a_job_on_one_list(farm):
    rerank(farm.service.ranker_sessions, farm.service.today(), clock.now)
    tour = farm.sign_in("canbo").get("/help/tour")
    place = next(link for link in tour.links if link.endswith("/suggestions"))

    links = farm.get(place).links

    assert any("/openings/TL-" in link and link.endswith("/start") for link in links)
    assert any(link.endswith("/refer") for link in links)


def test_a_card_of_own_work_speaks_of_no_employer_seats_or_wage(farm):
    page = farm.sign_in("canbo").get(f"/people/PT-001/openings/{PIGS}")

    assert f"/people/PT-001/openings/{PIGS}/refer" not in page.links
    assert "Làm tại nhà" in page.words and "Thu nhập tùy việc làm ăn" in page.words
    assert not [words for words in ("Chỗ còn", "Chưa rõ lương", "trả lời") if words in page.words]


def test_choosing_it_begins_a_job_with_its_follow_up_and_without_an_employers_answer(farm):
    ask = farm.sign_in("canbo").get(f"/people/PT-001/openings/{PIGS}/start")

    done = farm.send(ask, f"/people/PT-001/openings/{PIGS}/start", started="today")

    (job,) = [p for p in list_placements(caller_named(farm.service, "canbo")) if p["opening"] == PIGS]
    assert job["own_work"] and job["next_follow_up"]["step"] == "day_3"
    assert "thư" not in done.words.lower() and "Nuôi heo" in done.words
    assert "Nuôi heo" not in listed(farm).words


def test_asking_to_introduce_somebody_to_own_work_leads_to_the_first_day(farm):
    page = farm.sign_in("canbo").get(f"/people/PT-001/openings/{PIGS}/refer")

    assert page.answer.url.path.endswith(f"/{PIGS}/start")


def test_it_is_dismissed_with_a_reason_of_its_own(farm):
    ask = farm.sign_in("canbo").get(f"/people/PT-001/openings/{PIGS}/dismiss")

    farm.send(ask, f"/people/PT-001/openings/{PIGS}/dismiss", reason="no_capital")

    assert "Nuôi heo" not in listed(farm).words


def test_the_persons_own_sheet_tells_what_it_takes_and_names_no_scheme(farm):
    page = farm.sign_in("canbo").get("/people/PT-001/own-sheet")

    assert "Nuôi heo" in page.words and "Vốn ban đầu: 30 triệu – 80 triệu" in page.words
    assert not [words for words in ("08/2026", "công an", "sau cai", "200 triệu") if words in page.words]


def test_a_way_of_which_nothing_is_known_but_its_name_stands_on_the_sheet_too(farm):
    ask = farm.sign_in("giamsat").get("/own-work/new")
    farm.send(ask, "/own-work/new", title="Nuôi vịt", source="Khảo sát xã")
    farm.sign_in("giamsat")
    ask = farm.get(f"/own-work/{PIGS}/end")
    farm.send(ask, f"/own-work/{PIGS}/end", reason="không hợp vùng này")

    page = farm.sign_in("canbo").get("/people/PT-001/own-sheet")

    assert (page.status, "Nuôi vịt" in page.words) == (200, True)


def test_it_stands_on_no_page_of_openings_and_has_no_reverse_list(farm):
    farm.sign_in("canbo")

    assert "Nuôi heo" not in farm.get("/openings?query=nuoi").words
    assert farm.get(f"/openings/{PIGS}").status == 404


def test_nobody_may_change_it_as_if_it_were_an_opening(farm):
    canbo = caller_named(farm.service, "canbo")

    for place in NO_SEAT:
        assert place(canbo, PIGS)


def test_the_supervisor_adds_changes_and_ends_a_way_and_lists_follow(farm):
    farm.sign_in("giamsat")
    ask = farm.get("/own-work/new")
    typed = {"title": "Nuôi gà thả vườn", "cost_low_vnd": "10tr", "cost_high_vnd": "25 triệu", "source": "Khảo sát xã"}
    farm.send(ask, "/own-work/new", **typed)
    added = listed(farm)

    farm.sign_in("giamsat")
    change = farm.get("/own-work/TL-NUOI-GA-THA-VUON/change")
    farm.send(change, "/own-work/TL-NUOI-GA-THA-VUON/change", season="Quanh năm")
    changed = listed(farm)
    farm.sign_in("giamsat")
    end = farm.get("/own-work/TL-NUOI-GA-THA-VUON/end")
    farm.send(end, "/own-work/TL-NUOI-GA-THA-VUON/end", reason="không hợp vùng này")

    assert "10 triệu – 25 triệu" in added.words
    assert "Mùa Quanh năm" in changed.words or "Quanh năm" in changed.words
    assert "Nuôi gà thả vườn" not in listed(farm).words


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"cost_low_vnd": "nhiều lắm"}, "Chưa đọc được số tiền"),
        ({"cost_low_vnd": "30 triệu", "cost_high_vnd": "10 triệu"}, "từ thấp đến cao"),
        ({"title": ""}, "không được để trống"),
        ({"title": "Xyzzy qwerty"}, "Tên chưa cho biết là nghề gì"),
        ({"stated_on-year": ""}, "Ngày cần đủ ba ô"),
        ({"skills": "cho người sau cai"}, "sau cai"),
    ],
)
def test_what_cannot_be_kept_is_answered_by_one_sentence(farm, typed, told):
    ask = farm.sign_in("giamsat").get("/own-work/new")

    page = farm.send(ask, "/own-work/new", **{"title": "Nuôi gà", "source": "Khảo sát", **typed})

    assert told in page.words
    assert page.status in (200, 422)


def test_a_job_of_ones_own_teaches_as_an_accepted_introduction_does(farm):
    canbo = caller_named(farm.service, "canbo")
    ask = farm.sign_in("canbo").get(f"/people/PT-001/openings/{PIGS}/start")
    farm.send(ask, f"/people/PT-001/openings/{PIGS}/start", started="today")

    with canbo.sessions.read() as session:
        chosen = select(Placement).where(Placement.own_work, Placement.started_on == canbo.today)
        placement = session.exec(chosen).one()
        referral = session.get_one(Referral, placement.referral_id)

    assert (referral.state, referral.consent_id, bool(referral.known)) == ("accepted", None, True)


def test_a_start_that_never_was_is_taken_back_with_its_reason_and_stays_in_the_history(farm):
    place = f"/people/PT-001/openings/{PIGS}/start"
    farm.sign_in("canbo")
    farm.send(farm.get(place), place, started="today")
    (job,) = [p for p in list_placements(caller_named(farm.service, "canbo")) if p["opening"] == PIGS]
    back = f"/placements/{job['id']}/take-back"

    unsaid = farm.send(farm.get(back), back)
    done = farm.send(farm.get(back), back, reason="ghi nhầm người")

    assert "Vì sao rút lại? Chỗ này không được để trống" in unsaid.words
    assert "Rút lại ngày bắt đầu ghi nhầm: Nuôi heo" in done.words
    assert farm.get(f"/placements/{job['id']}").status == 404
    with farm.service.database.read() as session:
        assert not session.exec(select(Referral).where(Referral.id == job["referral"])).all()
    assert farm.send(farm.get(place), place, started="today").status == 200


def test_two_supervisors_who_change_one_way_see_both_versions(farm):
    place = f"/own-work/{PIGS}/change"
    mine = farm.sign_in("giamsat").get(place)
    farm.send(farm.get(place), place, premises="Chuồng 20 m2")

    page = farm.send(mine, place, premises="Chuồng 40 m2", cost_low_vnd="35 triệu")
    kept = farm.send(page, place)

    assert "Chuồng 20 m2" in page.words and "Chuồng 40 m2" in page.words
    assert "35.000.000" in page.words and "30.000.000" in page.words
    assert kept.status == 200
    assert "Chuồng 40 m2" in farm.get(place).text


def test_a_name_that_another_way_has_is_asked_about_with_a_tick(farm):
    place, typed = "/own-work/new", {"title": "nuoi heo", "source": "Khảo sát xã"}

    asked = farm.send(farm.sign_in("giamsat").get(place), place, **typed)
    kept = farm.send(asked, place, anyway="yes")

    assert asked.status == 422 and f"Đã có hướng tự làm tên này ({PIGS})" in asked.words
    assert kept.answer.url.path == "/own-work" and f"{PIGS}-2" in kept.words
