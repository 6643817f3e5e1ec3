import math
from datetime import date, timedelta

from employers.reference.text import fold
from tests.api.test_demo_lists import TODAY, at_home_courses, day, province


def test_placements_name_only_what_the_other_lists_hold():
    lists = province()
    people, openings = (
        {r[k] for r in rows} for rows, k in ((lists.people, "person_code"), (lists.openings, "opening_code"))
    )
    firms = {fold(e["name"]) for e in lists.employers} | {"tu lam"}

    by_name = [p for p in lists.placements if not p["opening_code"]]

    assert {p["person_code"] for p in lists.placements} <= people
    assert {p["opening_code"] for p in lists.placements} - {""} <= openings
    assert {fold(p["employer_name"]) for p in by_name} <= firms
    assert any(p["employer_name"] == "tự làm" for p in by_name)
    assert any(p["employer_name"] not in ("", "tự làm") for p in by_name)
    assert {t["person_code"] for t in lists.training} <= people


def test_the_dates_of_every_history_follow_each_other():
    lists = province()
    people = {p["person_code"]: p for p in lists.people}
    posted = {o["opening_code"]: day(o["posted_on"]) for o in lists.openings}

    for row in lists.placements:
        person, referred = people[row["person_code"]], day(row["referred_on"])
        chain = [referred] + [day(row[k]) for k in ("started_on", "ended_on") if row[k]]
        assert chain == sorted(chain)
        assert chain[-1] <= TODAY
        assert day(person["return_date"]) <= day(person["consent_date"]) <= referred
        assert not person["closed_on"] or chain[-1] <= day(person["closed_on"])
        assert posted.get(row["opening_code"], referred) <= referred
        assert date(2022, 1, 1) <= referred
        assert bool(row["started_on"]) == (row["outcome"].lower() == "được nhận")


def test_courses_at_the_centre_end_before_the_return():
    people = {p["person_code"]: p for p in province().people}

    for course in province().training:
        start, end = day(course["start_date"]), day(course["end_date"])
        assert start < end <= TODAY
        if course["course"] not in at_home_courses():
            assert end < day(people[course["person_code"]]["return_date"])


def test_only_finished_courses_have_a_certificate_and_each_its_own_number():
    rows = province().training

    numbers = [t["certificate_no"] for t in rows if t["certificate_no"]]

    assert len(set(numbers)) == len(numbers)
    assert all(bool(t["certificate_no"]) == (t["result"] not in ("Không đạt", "Bỏ học")) for t in rows)


def test_112_different_people_were_hired():
    hired = [p["person_code"] for p in province().placements if p["outcome"].lower() == "được nhận"]

    assert len(set(hired)) == len(hired) == 112


def test_the_outcomes_follow_the_known_truth():
    lists = province(20_000, 1000)
    known = [(p, c) for p, c in zip(lists.placements, lists.true_chances, strict=True) if not math.isnan(c)]

    def lasted(row: dict[str, str]) -> bool:
        started = row["started_on"] and day(row["started_on"])
        return bool(started) and (not row["ended_on"] or (day(row["ended_on"]) - started).days >= 180)

    old = [(p, c) for p, c in known if day(p["referred_on"]) < TODAY - timedelta(days=220)]
    likely, unlikely = ([lasted(p) for p, c in old if low <= c < high] for low, high in ((0.5, 1.0), (0.0, 0.2)))
    observed, expected = sum(lasted(p) for p, _ in old) / len(old), sum(c for _, c in old) / len(old)

    assert sum(likely) / len(likely) > 3 * sum(unlikely) / len(unlikely)
    assert abs(observed - expected) < 0.04


def test_waiting_answers_concern_postings_of_today():
    rows = [(p, c) for p, c in zip(province().placements, province().true_chances, strict=True) if math.isnan(c)]

    assert len(rows) >= 10
    assert all(p["opening_code"].startswith("TD") for p, _ in rows)
    assert all(TODAY - timedelta(days=20) <= day(p["referred_on"]) < TODAY for p, _ in rows)
