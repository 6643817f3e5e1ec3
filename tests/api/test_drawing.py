"""The map of home and workplaces, the bar of a chance, and in which words a seat price is told."""

import pytest

from api.acts.suggestion_pages import offset_km, wanted
from api.web.drawing import SIZE, map_of, range_of


def item(rank, offset):
    return {"rank": rank, "offset": offset}


def test_without_a_known_place_there_is_no_map():
    assert map_of([]) is None
    assert map_of([item(1, None)]) is None


def test_north_is_up_and_east_is_right_of_home_in_the_middle():
    drawing = map_of([item(1, (0.0, 10.0)), item(2, (10.0, 0.0))])

    north, east = drawing["places"]
    assert (north["x"], north["y"] < drawing["middle"]) == (SIZE / 2, True)
    assert (east["x"] > drawing["middle"], east["y"]) == (True, SIZE / 2)


def test_rings_lie_at_round_kilometres_to_the_same_scale_as_the_places():
    drawing = map_of([item(1, (0.0, 10.0))])

    unit = drawing["middle"] - drawing["places"][0]["y"]
    assert [km for _, km in drawing["rings"]] == [2, 5, 10]
    assert all(radius == pytest.approx(km * unit / 10, abs=0.2) for radius, km in drawing["rings"])


def test_places_that_would_cover_each_other_share_a_mark_with_their_ranks():
    together = [item(rank, (5.0, 5.0)) for rank in range(1, 6)]

    (mark,) = map_of(together)["places"]

    assert mark["words"] == "1, 2, 3…"


def test_every_mark_lies_within_the_drawing():
    far = [item(1, (400.0, 0.0)), item(2, (-400.0, 0.0)), item(3, (0.0, 400.0)), item(4, (0.0, -400.0))]

    for mark in map_of(far)["places"]:
        assert mark["half"] <= mark["x"] <= SIZE - mark["half"]
        assert 11 <= mark["y"] <= SIZE - 11


def test_a_degree_to_the_east_is_shorter_than_one_to_the_north():
    east, _ = offset_km((11.0, 108.0), (11.0, 109.0))
    _, north = offset_km((11.0, 108.0), (12.0, 108.0))

    assert east == pytest.approx(109.2, abs=0.1)
    assert north == pytest.approx(111.2, abs=0.1)
    assert offset_km(None, (11.0, 108.0)) is None


def test_the_bar_shows_low_chance_and_high_and_a_sure_chance_still_has_a_width():
    bar = range_of({"low": 0.2, "chance": 0.4, "high": 0.7})
    sure = range_of({"low": 0.5, "chance": 0.5, "high": 0.5})

    assert bar == {"width": 200, "low": 40.0, "span": 100.0, "chance": 80.0}
    assert sure["span"] == 1


@pytest.mark.parametrize(
    ("price", "word"), [(None, None), (0.0, None), (0.019, None), (0.02, "some"), (0.1, "many"), (0.6, "many")]
)
def test_a_seat_price_is_told_in_words_never_as_a_number(price, word):
    assert wanted(price) == word
