"""Small counts do not leave the office."""

from itertools import product

import pytest

from api.small_cells import (
    HIDDEN,
    LEAST_READINGS,
    LEAST_ROUNDED,
    SMALL,
    STEP,
    gives_back,
    released,
    released_part,
    released_share,
    released_table,
)


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, "0"),
        (1, "*"),
        (7, "*"),
        (8, "10"),
        (12, "10"),
        (13, "15"),
        (17, "15"),
        (18, "20"),
        (1002, "1000"),
        (1003, "1005"),
    ],
)
def test_nought_stays_one_to_seven_are_hidden_and_the_rest_is_rounded_to_five(count, told):
    assert released(count) == told


def test_no_count_is_moved_by_more_than_two():
    assert all(abs(int(released(n)) - n) <= STEP // 2 for n in range(SMALL + 1, 500))


def test_a_total_is_rounded_from_what_is_exact_not_from_rounded_cells():
    cells, total = released_table({"nam": 8, "nữ": 8, "không rõ": 8})

    assert cells == {"nam": "10", "nữ": "10", "không rõ": "10"}
    assert total == "25"


def test_a_hidden_cell_cannot_be_worked_out_from_the_total():
    for hidden in range(1, SMALL + 1):
        for other in range(8, 60):
            cells, total = released_table({"a": hidden, "b": other})
            possible = {
                n for n in range(SMALL + 1)
                if any(released(b) == cells["b"] and released(n + b) == total for b in range(8, 70)) and n > 0
            }  # fmt: skip
            assert cells["a"] == HIDDEN
            assert len(possible) > 1


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(0, 0, "0 %"), (3, 40, "*"), (40, 43, "*"), (40, 80, "50 %"), (0, 80, "0 %"), (80, 80, "100 %")],
)
def test_a_share_of_a_small_number_is_hidden(part, whole, told):
    assert released_share(part, whole) == told


@pytest.mark.parametrize("wrong", [lambda: released(-1), lambda: released_share(3, 2), lambda: released_share(-1, 2)])
def test_what_is_no_count_is_refused(wrong):
    with pytest.raises(ValueError, match=r"count|part"):
        wrong()


def readings(cells, total, parts):
    """What each cell may be, by trying every filling: the check that arithmetic must agree with."""
    spans = []
    for count in cells:
        told = released(count)
        spans.append([n for n in range(60) if released(n) == told])
    fillings = [
        filling
        for filling in product(*spans)
        if sum(filling) == total or (not parts and max(filling) <= total <= sum(filling))
    ]
    return [{filling[at] for filling in fillings} for at in range(len(cells))]


PARTED = [
    *[(3,), (3, 0), (38,), (0, 38, 0), (1, 1), (7, 7), (2, 2, 2), (4, 5), (1, 12), (6, 12), (1, 1, 9), (7, 9, 14)],
    *[(3, 4, 1, 2), (0, 0), (9, 8), (8, 8), (13, 13), (30, 41), (17, 2, 22)],
]
SHARED = [
    *[((3, 3), 3), ((38, 38), 38), ((8, 12), 12), ((30, 30, 3), 45), ((5, 9), 10), ((38, 0), 38), ((2, 7), 7)],
    *[((28, 1), 29), ((28, 1), 28), ((30, 4), 33)],
]


@pytest.mark.parametrize(
    ("cells", "total", "parts"), [(c, sum(c), True) for c in PARTED] + [(c, n, False) for c, n in SHARED]
)
def test_a_breakdown_is_held_back_exactly_where_its_total_tells_a_cell(cells, total, parts):
    ways = [readings(cells, total, how) for how in {parts, True}]  # what may add up is taken to add up
    needed = [LEAST_READINGS if count <= SMALL else LEAST_ROUNDED for count in cells]

    told = any(
        count and 0 < len(found) < least
        for possible in ways
        for count, found, least in zip(cells, possible, needed, strict=True)
    )

    assert gives_back(cells, total, parts=parts) is told


@pytest.mark.parametrize(("part", "whole", "shown"), [(0, 0, "0"), (0, 5, "*"), (3, 5, "*"), (0, 9, "0"), (9, 9, "10")])
def test_a_part_of_a_small_whole_is_hidden_even_where_nobody_is_in_it(part, whole, shown):
    assert released_part(part, whole) == shown
