import csv
import hashlib
import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import asdict
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from api.demo import DemoLists, demo_lists
from api.demo.employers import tax_code
from api.demo.openings import trades
from api.demo.province import communes
from employers.reference.pay import best_monthly_vnd, read_wage, regional_minimum_vnd
from employers.reference.place_reader import read_place
from employers.reference.tax_code import is_valid_tax_code
from employers.reference.text import fold

TODAY = date(2026, 11, 23)
SHARED = Path(__file__).parents[2].parent / "shared" / "data"
KEYS = {
    "people": "person_code full_name birth_date sex national_id phone commune address schooling ethnicity licences "
    "licence_expires_on licence_issued_on vehicle decision_date return_date programme wage_floor_vnd max_commute_km "
    "can_relocate shifts treatment_window health_limits wishes work_history consent_date case_worker closed_on",
    "training": "person_code course provider level start_date end_date hours result certificate_no",
    "employers": "tax_code name kind industry commune address latitude longitude contact_name phone email workforce "
    "committed",
    "openings": "opening_code tax_code employer_name title seats wage shifts hours contract commune latitude longitude "
    "schooling licence min_age max_age sex experience_months skills physical housing transport meals training_on_job "
    "description posted_on closes_on",
    "placements": "person_code opening_code employer_name title commune referred_on outcome reason started_on ended_on "
    "leaving_reason confirmed_on",
    "loans": "person_code lent_on amount_vnd months purpose lender",
}
# Words that must not stand in anything that leaves the case worker's side (domain.md).
SCREENED_WORDS = """nghiện|xì ke|hút chích|chơi đồ|đập đá|ngáo|bay lắc|hàng trắng|cắt cơn|sau cai|đi cai|trại cai|
trường 06|cscn|csđtn|nmt|qlsc|scn|ma túy|ma tuý|tnxh|tệ nạn|pc04|methadone|mmt|mtd|hiv|arv|dương tính|tái nghiện|
tiền án|tiền sự|ra tù|hoàn lương|lầm lỡ|tái hòa nhập|đối tượng|học viên|trung tâm"""


@cache
def province(people: int = 1225, openings: int = 320, seed: int = 1) -> DemoLists:
    return demo_lists(seed, people, openings, today=TODAY)


def day(cell: str) -> date:
    """Read a date as the demonstration writes it: an independent reader, so that the two can disagree."""
    numbers = [int(number) for number in re.findall(r"\d+", cell)]
    d, m, y = numbers
    return date(y if y > 99 else 1900 + y, m, d)


def digest(lists: DemoLists) -> str:
    text = json.dumps({**asdict(lists), "true_chances": [str(c) for c in lists.true_chances]}, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def birth_days(lists: DemoLists) -> list[date]:
    return [day(p["birth_date"]) for p in lists.people if not p["birth_date"].isdigit()]


@pytest.mark.parametrize("name", KEYS)
def test_every_row_has_exactly_the_columns_of_the_formats(name):
    rows = getattr(province(), name)

    columns = {tuple(row) for row in rows}

    assert len(columns) == 1
    assert set(columns.pop()) == set(KEYS[name].split())
    assert all(type(value) is str for row in rows for value in row.values())


def test_most_but_not_all_were_counselled_in_sessions_before_they_came_home():
    lists = province()
    scheme = [p for p in lists.people if p["programme"] != "chung"]
    home = {p["person_code"] for p in scheme if day(p["return_date"]) <= TODAY}
    came = {code for _, _, codes in lists.sessions for code in codes}

    assert 0.85 <= len(came & home) / len(home) < 1
    assert all(date.fromisoformat(held) <= TODAY for held, _, _ in lists.sessions)
    assert max(len(codes) for _, _, codes in lists.sessions) >= 5


def test_classes_at_the_centre_have_several_people_most_of_whom_agreed_that_the_college_is_told():
    lists = province()
    sizes = Counter((t["course"], day(t["end_date"])) for t in lists.training)
    tax_code_of_college, agreed = lists.college

    assert max(n for (_, end), n in sizes.items() if end > TODAY - timedelta(days=365)) >= 4
    assert tax_code_of_college in {e["tax_code"] for e in lists.employers}
    assert len(agreed) >= 10
    assert set(agreed) <= {p["person_code"] for p in lists.people if p["consent_date"]}


def test_loans_are_as_many_as_in_the_real_province_and_within_what_the_scheme_of_the_day_lends():
    loans = province().loans

    assert len({loan["person_code"] for loan in loans}) == len(loans) == 56
    for loan in loans:
        most = 200 if day(loan["lent_on"]) >= date(2026, 5, 1) else 20
        assert day(loan["lent_on"]) <= TODAY
        assert int(loan["amount_vnd"].split()[0]) <= most


def test_the_proportions_are_those_of_the_real_province():
    lists = province()

    programmes = Counter(p["programme"] for p in lists.people)
    outcomes = Counter(p["outcome"].lower() for p in lists.placements)
    at_home = [t for t in lists.training if t["course"] in at_home_courses()]

    assert programmes == {"sau cai": 1225, "chung": 120}
    assert (len(lists.training), len(at_home)) == (547, 27)
    assert outcomes["được nhận"] == 112
    assert min(outcomes[o] for o in ("không nhận", "người lao động từ chối", "chờ trả lời")) >= 10
    assert len(lists.employers) == 140 + 1  # the college
    assert lists.current_openings == 320 == sum(o["opening_code"].startswith("TD") for o in lists.openings)
    assert sum(not p["consent_date"] for p in lists.people) == round(1345 * 0.12)
    assert sum(bool(p["closed_on"]) for p in lists.people) == round(1345 * 0.08)


def at_home_courses() -> set[str]:
    with (Path(__file__).parents[2] / "api/demo/courses.csv").open(encoding="utf-8") as lines:
        return {w for row in csv.DictReader(lines) if row["where"] == "home" for w in row["words"].split("|")}


def test_the_same_arguments_give_the_same_bytes_in_every_process():
    code = (
        "import hashlib,json;from dataclasses import asdict;from datetime import date;from api.demo import demo_lists;"
        "x=demo_lists(7,60,30,today=date(2026,11,23));"
        "t=json.dumps({**asdict(x),'true_chances':[str(c) for c in x.true_chances]},ensure_ascii=False);"
        "print(hashlib.sha256(t.encode()).hexdigest())"
    )
    root = Path(__file__).parents[2]
    here = digest(demo_lists(7, 60, 30, today=TODAY))

    there = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for hash_seed in ("1", "2")
    ]

    assert there == [here, here]


def test_another_seed_gives_another_province():
    assert digest(province(60, 30, 1)) != digest(province(60, 30, 2))


@pytest.mark.parametrize(("people", "openings", "general", "trained", "hired"), [
    (1, 1, 0, 0, 0), (20, 10, 2, 8, 2), (5000, 1000, 490, 2232, 457),
])  # fmt: skip
def test_a_province_of_another_size_keeps_the_proportions(people, openings, general, trained, hired):
    lists = province(people, openings)

    assert len(lists.people) == people + general
    assert len(lists.training) == trained
    assert lists.current_openings == openings
    assert sum(p["outcome"].lower() == "được nhận" for p in lists.placements) == hired
    assert lists.people[0]["person_code"] == "HS00001"
    assert lists.openings[0]["opening_code"] == "TD00001"


@pytest.mark.parametrize("size", [{"people": 0}, {"openings": 0}])
def test_an_empty_province_is_refused(size):
    with pytest.raises(ValueError, match="at least 1"):
        demo_lists(1, today=TODAY, **size)


def test_codes_and_names_are_unique():
    lists = province(5000, 1000)

    for rows, key in ((lists.people, "person_code"), (lists.employers, "tax_code"), (lists.openings, "opening_code")):
        values = [row[key] for row in rows]
        assert len(set(values)) == len(values)
    names = [fold(e["name"]) for e in lists.employers]
    assert len(set(names)) == len(names)
    assert [name for name in names if re.search(r"\b(\w+) \1\b", name)] == []


def test_every_commune_cell_has_one_reading_and_all_45_communes_occur():
    lists = province()
    known = {commune.code for commune in communes()}
    cells = {row["commune"] for rows in (lists.people, lists.employers, lists.openings) for row in rows}

    readings = {cell: read_place(cell) for cell in cells}
    lived_in = {readings[p["commune"]].best.code for p in lists.people}

    assert [cell for cell, read in readings.items() if read.best is None or read.confidence < 0.8] == []
    assert {read.best.code for read in readings.values()} <= known
    assert len(known) == 45
    assert lived_in == known


def test_the_communes_are_those_of_the_shared_table():
    table = SHARED / "places_binh_thuan.csv"
    if not table.exists():
        pytest.skip("shared/data/places_binh_thuan.csv is not on this machine")
    with table.open(encoding="utf-8") as lines:
        shared = {row["code"]: (row["name"], row["wage_region"]) for row in csv.DictReader(lines)}

    assert {c.code: (c.name, c.region) for c in communes()} == shared


def test_more_people_come_from_phan_thiet_and_la_gi_than_from_la_da():
    people = Counter(p["case_worker"].rstrip("0123456789") for p in province().people)

    assert min(people["canbo.phanthiet"], people["canbo.lagi"], people["canbo.phanricua"]) > 3 * people["canbo.lada"]


def test_every_tax_code_is_well_made_and_beyond_those_given_out():
    codes = [e["tax_code"] for e in province().employers]

    assert tax_code("010023348") == "0100233488"
    assert all(is_valid_tax_code(code) for code in codes)
    assert {code[:4] for code in codes if len(code) != 12} == {"3409"}
    assert any(code.endswith("-001") for code in codes)
    assert any(len(code) == 12 for code in codes)


def test_telephone_numbers_reach_nobody():
    lists = province()
    cells = [row["phone"] for rows in (lists.people, lists.employers) for row in rows if row["phone"]]

    numbers = [
        re.sub(r"^(\+84|(?=[579]))", "0", n) for c in cells for n in re.findall(r"\+?\d{9,}", re.sub("[ .]", "", c))
    ]

    assert len(numbers) > 1000
    assert {n[:3] for n in numbers} <= {"053", "054", "057", "071", "072", "074", "075", "095", "025"}
    assert all(n.startswith("02521") for n in numbers if n.startswith("025"))


def test_some_are_seventeen_and_nobody_is_younger():
    ages = [(TODAY - born).days / 365.2425 for born in birth_days(province())]

    assert sum(17 < age < 18 for age in ages) >= 10
    assert min(ages) > 17


def test_some_return_within_sixty_days_and_none_later():
    returns = [day(p["return_date"]) for p in province().people if p["programme"] == "sau cai"]

    ahead = [d for d in returns if d > TODAY]
    years = Counter(d.year for d in returns)

    assert 25 <= len(ahead) <= 45
    assert max(ahead) <= TODAY + timedelta(days=60)
    assert all(years[year] > 90 for year in range(2018, 2027))


def test_the_seekers_are_as_different_as_real_ones():
    people = province().people

    filled = {key: sum(bool(p[key]) for p in people) / len(people) for key in people[0]}

    assert 0.04 < filled["treatment_window"] < 0.15
    assert 0.08 < filled["health_limits"] < 0.20
    assert 0.3 < filled["licences"] < 0.65
    assert 0.5 < filled["wishes"] < 0.9
    assert 0.5 < filled["work_history"] < 0.95
    assert {"mù chữ", "XMC", "9/12", "12/12", "THPT"} <= {p["schooling"] for p in people}
    assert {"B2", "B"} <= {c for p in people for c in re.split(r"[;,] ", p["licences"])}


def test_names_fit_their_people():
    people = province(5000, 1000).people
    of = {e: [p["full_name"] for p in people if p["ethnicity"] == e] for e in ("Kinh", "Chăm", "Raglai", "K'Ho")}

    in_hong_thai = [p["ethnicity"] for p in people if p["case_worker"].startswith("canbo.hongthai")]

    assert len(of["Kinh"]) > 0.9 * len(people)
    assert all(name.upper().startswith(("K'", "KA ")) for name in of["K'Ho"])
    assert any(name.startswith("Thông ") for name in of["Chăm"])
    assert any(name.startswith("Mang ") for name in of["Raglai"])
    assert 0.25 < in_hong_thai.count("Chăm") / len(in_hong_thai) < 0.65


def test_every_commune_has_a_case_worker_and_every_person_a_known_one():
    lists = province()

    covered = {code for codes in lists.case_workers.values() for code in codes}

    assert covered == {commune.code for commune in communes()}
    assert {p["case_worker"] for p in lists.people} <= set(lists.case_workers)
    assert len(lists.case_workers) == 61


def test_the_employer_account_belongs_to_an_employer_with_postings():
    lists = province()

    posting = [o for o in lists.openings[:320] if o["tax_code"] == lists.employer_account[1]]

    assert len(posting) >= 2


def test_the_postings_cover_at_least_forty_occupations():
    isco = {title: trade.isco for trade in trades().values() for title in trade.titles}

    posted = {isco[t] for o in province().openings[:320] for t in isco if o["title"].startswith(t)}

    assert len(posted) >= 40


def test_every_wage_is_understood_and_few_stand_under_the_minimum():
    lists = province()
    region = {e["tax_code"]: read_place(e["commune"]).best.wage_region for e in lists.employers}
    wages = [(read_wage(o["wage"]), region[o["tax_code"]]) for o in lists.openings[:320]]

    best = [(best_monthly_vnd(wage), regional_minimum_vnd(where, TODAY)) for wage, where in wages]
    under = [b for b, minimum in best if b is not None and b < minimum]
    agreed = [wage for wage, _ in wages if wage.negotiable]

    assert 1 <= len(under) <= 12
    assert 12 <= len(agreed) <= 40
    assert {wage.per for wage, _ in wages} >= {"month", "day", "piece"}


def test_about_five_per_cent_of_the_postings_are_not_open_today():
    current = province().openings[:320]

    not_yet = [o for o in current if day(o["posted_on"]) > TODAY]
    expired = [o for o in current if day(o["closes_on"]) < TODAY]

    assert (len(not_yet), len(expired)) == (8, 8)
    assert all(day(o["closes_on"]) < TODAY for o in province().openings[320:])
    assert all(1 <= int(o["seats"]) <= 40 for o in current)


def test_nothing_that_an_employer_may_read_tells_of_the_programme():
    lists = province(5000, 1000)
    outside = [row for rows in (lists.openings, lists.employers, lists.placements) for row in rows]
    # The importer keeps ``committed`` on the case worker's side; its value is x or không.
    text = " | ".join({value.lower() for row in outside for value in row.values()})

    found = {word for word in re.split(r"\|\s*", SCREENED_WORDS) if re.search(rf"\b{word}\b", text)}

    assert found == set()


def test_no_invented_employer_bears_a_real_name_of_the_shared_lists():
    if not SHARED.exists():
        pytest.skip("shared/data is not on this machine")
    real: set[str] = set()
    for file, column in (("ads_listing.csv", "employer_name"), ("company_name_variants.csv", "name")):
        with (SHARED / file).open(encoding="utf-8-sig") as lines:
            real |= {fold(row[column]) for row in csv.DictReader(lines)}

    invented = {fold(e["name"]) for e in province(5000, 1000).employers}

    assert invented & real == set()


def test_no_row_is_held_by_the_importers():
    pytest.importorskip("employers.reference.occupation_linker", reason="the importers need the occupation linker")
    from api.imports.employers import read_employer
    from api.imports.openings import read_opening
    from api.imports.people import read_person
    from api.imports.placements import read_placement
    from api.imports.reading import ReadContext, RowReader
    from api.imports.training import read_training

    lists = province()
    context = ReadContext(TODAY, "Lâm Đồng", {}, frozenset(lists.case_workers))
    readers = {
        "people": read_person,
        "training": read_training,
        "employers": read_employer,
        "openings": read_opening,
        "placements": read_placement,
    }

    held = [
        (name, problem.key, problem.sentence)
        for name, read in readers.items()
        for row in getattr(lists, name)
        for problem in read(RowReader(row, context)).problems
    ]

    assert held == []
