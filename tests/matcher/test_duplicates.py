"""Likely duplicate people: what is shown to be looked at, and what is two people however alike the letters."""

import random
from datetime import date

import pytest

from matcher.duplicates import LIKELY_SAME, PersonTraits, compare_people, find_likely_people

BORN = date(1990, 5, 12)


def a_person(person_id: int = 1, name: str = "Nguyễn Văn Hùng", **given) -> PersonTraits:
    return PersonTraits(person_id, name, **{"born": BORN, "precision": "day", "commune_code": "22945", **given})


@pytest.mark.parametrize(
    "other",
    [
        a_person(2),
        a_person(2, "NGUYEN VAN HUNG"),
        a_person(2, "Nguyễn Hùng"),
        a_person(2, "Nguyễn Văn Hùngg"),
        a_person(2, born=date(1990, 1, 1), precision="year"),
        a_person(2, born=date(1990, 12, 5)),
        a_person(2, born=date(1991, 5, 12)),
        a_person(2, born=None, precision=None),
        a_person(2, commune_code=None),
        a_person(2, commune_code="23191"),
    ],
)
def test_a_likely_pair_is_shown(other):
    pairs = find_likely_people([a_person(1), other])

    assert [(p.first, p.second) for p in pairs] == [(1, 2)]
    assert LIKELY_SAME <= pairs[0].score <= 1


@pytest.mark.parametrize(
    "other",
    [
        a_person(2, "Nguyễn Văn Hưng"),
        a_person(2, "Nguyễn Văn Hoàng"),
        a_person(2, "Trần Văn Hùng"),
        a_person(2, born=date(1985, 3, 1)),
        a_person(2, born=date(1990, 1, 1), precision="year", commune_code="23191"),
        a_person(2, sex="nữ", commune_code="23191"),
    ],
)
def test_two_people_are_not_taken_for_one(other):
    assert find_likely_people([a_person(1, sex="nam"), other]) == []


def test_names_of_one_letter_apart_are_two_names():
    a, b = a_person(1, "Nguyễn Văn An"), a_person(2, "Nguyễn Văn Ân")

    assert compare_people(a, b)[0] < LIKELY_SAME
    assert compare_people(a_person(1, "Lê Văn Ba"), a_person(2, "Lê Văn Bé"))[0] < LIKELY_SAME


def test_one_id_number_is_one_person_whatever_else_differs():
    a = a_person(1, national_id="060090001234")
    b = a_person(2, "Nguyễn Văn Hưng", born=date(1985, 3, 1), commune_code=None, national_id="060090001234")

    assert [(p.score, p.agree) for p in find_likely_people([a, b])] == [(1.0, ("national_id",))]


def test_two_id_numbers_of_one_kind_are_two_people_and_an_old_beside_a_new_one_is_not():
    a = a_person(1, national_id="060090001234")

    assert find_likely_people([a, a_person(2, national_id="060090005678")]) == []
    assert len(find_likely_people([a, a_person(2, national_id="261234567")])) == 1
    assert len(find_likely_people([a, a_person(2, national_id="060090001235")])) == 1


def test_what_agrees_is_said_and_the_likeliest_pair_leads():
    people = [a_person(1), a_person(2, "Nguyễn Hùng"), a_person(3)]

    pairs = find_likely_people(people)

    assert (pairs[0].first, pairs[0].second) == (1, 3)
    assert pairs[0].agree == ("name", "birth", "commune")
    assert find_likely_people(people, limit=1) == pairs[:1]


def test_the_order_of_the_records_does_not_matter():
    dice = random.Random(4)
    names = ["Nguyễn Văn Hùng", "nguyen van hung", "Nguyễn Văn Hưng", "Trần Thị Lan", "Trần Lan", "Lê Văn Tám"]
    people = [
        a_person(n, dice.choice(names), born=date(1990, dice.randint(1, 2), 5), commune_code=dice.choice(["1", "2"]))
        for n in range(40)
    ]
    shuffled = dice.sample(people, len(people))

    assert find_likely_people(people) == find_likely_people(shuffled)
    assert all(compare_people(a, b)[0] == compare_people(b, a)[0] for a in people for b in people)
