"""The load's own tools on the bare framework: what they count is so. Figures themselves are printed, never decide."""

import pytest

from tests.chaos import figures
from tests.chaos.load import asking_bare
from tests.chaos.office import bare_server
from tests.chaos.soak import growth
from tests.chaos.wire import Figures, drive, request


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    with bare_server({"words": "x" * 5000}, tmp_path_factory.mktemp("bare")) as process:
        yield process


def test_every_reply_of_every_client_is_counted_and_a_refusal_is_an_error(bare):
    def two_that_exist_and_one_that_does_not():
        client = asking_bare()
        reply = yield next(client)
        yield client.send(reply)
        reply = yield request("nowhere", "GET", "/nowhere")
        assert reply.status == 404

    seen = drive(bare.port, [two_that_exist_and_one_that_does_not() for _ in range(3)], 5)

    assert {kind: len(took) for kind, took in seen.took.items()} == {"bare": 6, "nowhere": 3}
    assert seen.errors == {("nowhere", 404): 3}
    assert bare.resident_mb > 10


def test_a_client_is_given_the_whole_body(bare):
    bodies = []

    def once():
        bodies.append((yield request("bare", "GET", "/bare")).json)

    drive(bare.port, [once()], 1)

    assert bodies == [{"words": "x" * 5000}]


def test_a_quantile_is_of_the_kinds_asked_for():
    seen = Figures(took={"quick": [0.001] * 99 + [0.1], "slow": [2.0]})

    assert seen.quantile(0.5, "quick") == 1
    assert seen.quantile(0.99, "quick") == 100
    assert seen.quantile(0.99, "slow") == 2000


def test_memory_that_grows_by_a_megabyte_a_second_is_seen_and_one_that_only_warms_up_is_not():
    warming = [(float(t), 300.0 + min(t, 30)) for t in range(180)]
    leaking = [(float(t), 300.0 + t) for t in range(180)]

    assert abs(growth(warming)) < 1
    assert growth(leaking) > 100


@pytest.mark.parametrize(
    ("measured", "said", "broken"), [(9, "reached", 0), (25, "MISSED (a timing)", 0), (31, "MISSED", 1)]
)
def test_a_timing_decides_nothing_until_it_is_three_times_too_long(measured, said, broken, capsys):
    lines = figures.missed([figures.timed(f"it took {measured}", "at most 10", measured, 10)])

    assert capsys.readouterr().out == f"chaos: it took {measured} (target: at most 10): {said}\n"
    assert len(lines) == broken


def test_what_is_no_timing_breaks_a_promise_as_soon_as_it_is_missed(capsys):
    assert figures.missed([figures.Figure("1 lost", "0", False)]) == ["chaos: 1 lost (target: 0): MISSED"]
