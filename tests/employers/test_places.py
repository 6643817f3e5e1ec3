"""The place tables and the measures taken on them."""

import csv
import math
import random
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from employers.reference import places

SHARED = Path(__file__).parents[3] / "shared" / "data"


def test_every_commune_of_the_new_map_is_there_once():
    communes = places.list_communes()

    assert len(communes) == 3321
    assert len({c.code for c in communes}) == 3321
    assert len({c.province for c in communes}) == 34
    assert all(c.name.lower().startswith(f"{c.kind} ") and c.bare_name for c in communes)
    assert all(c.valid_from == date(2025, 7, 1) and c.valid_to is None for c in communes)


def test_every_point_lies_in_vietnam_or_on_its_sea():
    for commune in places.list_communes():
        assert 7.0 < commune.latitude < 23.5, commune
        assert 102.0 < commune.longitude < 115.5, commune


def test_every_old_commune_became_something_that_exists():
    old = places.list_old_communes()

    assert len(old) == 10040
    assert all(places.successors(o.code) for o in old)
    assert all(o.valid_to == date(2025, 6, 30) for o in old)


def test_every_new_commune_was_made_of_old_ones():
    made = {code for o in places.list_old_communes() for code in o.new_codes}

    assert made == {c.code for c in places.list_communes()}


def test_the_checked_table_of_binh_thuan_wins_over_the_package():
    path = SHARED / "places_binh_thuan.csv"
    if not path.exists():
        pytest.skip("the checked tables stand beside the checkout only where the product is built")
    with path.open(encoding="utf-8-sig", newline="") as file:
        checked = list(csv.DictReader(file))

    for row in checked:
        ours = places.get_commune(row["code"])
        assert (ours.name, ours.kind, ours.wage_region) == (row["name"], row["kind"], row["wage_region"])
        assert (ours.latitude, ours.longitude) == (float(row["latitude"]), float(row["longitude"]))
        assert ours.area_km2 == float(row["area_km2"])
    assert len(checked) == 45


def test_the_checked_conversion_of_binh_thuan_is_ours():
    path = SHARED / "places_binh_thuan_old.csv"
    if not path.exists():
        pytest.skip("the checked tables stand beside the checkout only where the product is built")
    with path.open(encoding="utf-8-sig", newline="") as file:
        checked = list(csv.DictReader(file))

    for row in checked:
        assert row["new_code"] in {c.code for c in places.successors(row["old_code"])}, row
    ours = [o for o in places.list_old_communes() if o.province == "Bình Thuận"]
    assert len(ours) == len({row["old_code"] for row in checked}) == 121


def test_ham_thuan_lies_at_ma_lam():
    commune = places.get_commune("23059")

    assert (commune.latitude, commune.longitude) == (11.073, 108.130)


def test_an_unknown_wage_region_is_none_and_only_binh_thuan_is_known():
    known = [c for c in places.list_communes() if c.wage_region]

    assert len(known) == 45
    assert {c.wage_region for c in known} == {"II", "III", "IV"}
    assert places.get_commune("00004").wage_region is None


def test_islands_are_marked():
    islands = {c.bare_name for c in places.list_communes() if c.island}

    assert {"Phú Quý", "Lý Sơn", "Côn Đảo", "Phú Quốc", "Cô Tô", "Bạch Long Vĩ", "Trường Sa", "Hoàng Sa"} <= islands
    assert not places.get_commune("22945").island


def test_only_phong_phu_was_split_in_binh_thuan():
    split = [o for o in places.list_old_communes() if o.province == "Bình Thuận" and o.is_split]

    assert [o.name for o in split] == ["Xã Phong Phú"]
    assert [c.code for c in places.successors("22978")] == ["22978", "22972"]


def test_no_old_commune_was_sent_to_a_namesake_across_the_province():
    for old in places.list_old_communes():
        if not old.is_split or old.latitude is None or old.longitude is None:
            continue
        away = [
            places.great_circle_km(old.latitude, old.longitude, c.latitude, c.longitude)
            for c in places.successors(old.code)
        ]
        assert max(away) <= 35.0 or max(away) == min(away), old


def test_an_unknown_code_raises_and_says_what_to_do():
    with pytest.raises(places.UnknownCommune, match=r"mã '99999'.*tìm theo tên") as caught:
        places.get_commune("99999")

    assert caught.value.code == "99999"
    assert places.find_commune("99999") is None
    assert places.successors("99999") == ()


def test_a_province_is_listed_however_it_is_written():
    assert len(places.list_communes("lam dong")) == len(places.list_communes("Lâm Đồng")) == 124
    assert places.list_communes("Atlantis") == ()


def test_great_circle_distance_agrees_with_a_known_one():
    # Hà Nội (21.0285, 105.8542) to Thành phố Hồ Chí Minh (10.7769, 106.7009): about 1,144 km on the sphere.
    assert places.great_circle_km(21.0285, 105.8542, 10.7769, 106.7009) == pytest.approx(1143.5, abs=1.5)
    assert places.great_circle_km(11.0, 108.0, 11.0, 108.0) == 0.0
    assert places.great_circle_km(0.0, 0.0, 0.0, 180.0) == pytest.approx(math.pi * places.EARTH_RADIUS_KM)


def test_road_distance_is_the_great_circle_times_one_point_three():
    one = places.great_circle_km(10.9279, 108.097, 11.1834, 107.552)

    assert places.road_km(10.9279, 108.097, 11.1834, 107.552) == pytest.approx(1.3 * one)


def test_the_matrix_agrees_with_the_pairwise_distance_on_any_points():
    rng = random.Random(7)
    some, others = rng.sample(places.list_communes(), 40), rng.sample(places.list_communes(), 30)

    matrix = places.road_km_matrix(
        [c.latitude for c in some],
        [c.longitude for c in some],
        [c.latitude for c in others],
        [c.longitude for c in others],
    )

    assert matrix.shape == (40, 30)
    for i, a in enumerate(some):
        for j, b in enumerate(others):
            assert matrix[i, j] == pytest.approx(
                places.road_km(a.latitude, a.longitude, b.latitude, b.longitude), abs=1e-6
            )


def test_an_unknown_point_gives_nan_and_never_a_distance():
    matrix = places.road_km_matrix([11.0, math.nan], [108.0, math.nan], [11.1], [108.1])

    assert np.isfinite(matrix[0, 0])
    assert np.isnan(matrix[1, 0])


@pytest.mark.parametrize("code", ["23059", "22945", "23272", "27154", "00004"])
def test_a_commune_s_own_point_gives_that_commune(code):
    commune = places.get_commune(code)

    assert places.commune_at(commune.latitude, commune.longitude) == commune


@pytest.mark.parametrize(("latitude", "longitude"), [(0.0, 0.0), (48.85, 2.35), (13.0, 111.5), (math.nan, 108.0)])
def test_a_point_outside_every_commune_gives_none(latitude, longitude):
    assert places.commune_at(latitude, longitude) is None


def test_latitude_and_longitude_typed_the_wrong_way_round_give_none():
    assert places.commune_at(108.130, 11.073) is None


def test_typing_the_beginning_of_a_name_suggests_it():
    found = places.search_places("ham thuan", limit=5, home_province="Lâm Đồng")

    assert [c.bare_name for c in found[:3]] == ["Hàm Thuận", "Hàm Thuận Bắc", "Hàm Thuận Nam"]


def test_typing_an_old_name_suggests_what_it_became():
    assert [c.code for c in places.search_places("Vĩnh Tân, Tuy Phong")] == ["22981"]
    assert {c.code for c in places.search_places("phong phu, tuy phong", limit=2)} == {"22978", "22972"}


def test_home_comes_first_among_namesakes():
    found = places.search_places("tân thành", limit=30, home_province="Lâm Đồng")

    assert found[0].code == "23143"
    assert sum(c.bare_name == "Tân Thành" for c in found) >= 7
    assert len(found) == len(set(found)) == 30


@pytest.mark.parametrize("query", ["", "   ", ",.-", "\u200b"])
def test_nothing_typed_suggests_nothing(query):
    assert places.search_places(query) == ()


def test_a_limit_of_none_suggests_nothing():
    assert places.search_places("tan", limit=0) == ()
