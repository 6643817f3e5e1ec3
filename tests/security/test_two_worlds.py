"""Two worlds that differ only in what a viewer must not know give that viewer the same bytes."""

import random
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.security import deltas_desk, deltas_employer
from tests.security.house import House
from tests.security.replay import Asked, Replayer, Reply
from tests.security.size import FULL, size, tell
from tests.security.steady import steady
from tests.security.views import case_worker_requests, employer_requests, supervisor_requests
from tests.security.world import Delta, World, make_world

CHANGES_A_WORLD = (2, 7)
TIMES_IN_A_SAMPLE = 20
"""A change picks one of up to eight people: of twenty picks, each is among them but for one time in fourteen."""
FORBIDDEN = 403
"""What a role may not ask says the same of everything (``test_matrix``), so it is asked once and left out."""


def _differing(base: Sequence[Reply], other: Sequence[Reply], asked: Sequence[Asked]) -> list[str]:
    return [
        f"{one.who} {one.method} {one.path}: {a.status} {len(a.body)} bytes, {b.status} {len(b.body)} bytes"
        for one, a, b in zip(asked, base, other, strict=True)
        if a != b
    ]


def _chosen(deltas: Sequence[Delta], seed: int) -> list[Delta]:
    """A few changes for each of many worlds; where only a sample is tried, all of them, each of many records."""
    dice = random.Random(seed)
    if not FULL:
        return [delta for delta in deltas for _ in range(TIMES_IN_A_SAMPLE)]
    return sorted(dice.sample(deltas, min(len(deltas), dice.randint(*CHANGES_A_WORLD))), key=deltas.index)


def _seed(_number: int, one: Asked) -> str:
    """A request draws the same wherever it stands, so what is left out moves no other."""
    return f"{one.who} {one.method} {one.path}"


def _worlds(house: House, folder: Path, deltas: Sequence[Delta], asked: Sequence[Asked], number: int) -> list[str]:
    """Make worlds, ask each, and name what differs from the house as it stands."""
    found = []
    with steady() as dice:
        replayer = Replayer(house, dice)
        with replayer.world(make_world(house.folder, folder / "base", [], 0)):
            answered = list(zip(asked, replayer.ask(asked, _seed), strict=True))
        asked, base = zip(*((one, reply) for one, reply in answered if reply.status != FORBIDDEN), strict=True)
        for seed in range(number):
            chosen = _chosen(deltas, seed)
            dice.reset(f"world {seed}")
            with replayer.world(make_world(house.folder, folder / str(seed), chosen, seed)):
                told = _differing(base, replayer.ask(asked, _seed), asked)
            shutil.rmtree(folder / str(seed))
            found += [f"world {seed} ({', '.join(dict.fromkeys(d.__name__ for d in chosen))}): {line}" for line in told]
    return found


VIEWS = {
    "employer": (employer_requests, deltas_employer.DELTAS, (2, 1000)),
    "case worker": (case_worker_requests, deltas_desk.CASE_WORKER, (1, 500)),
    "supervisor": (supervisor_requests, deltas_desk.SUPERVISOR, (1, 200)),
}


@pytest.mark.parametrize("who", VIEWS)
def test_nobody_can_tell_two_worlds_apart(house, tmp_path, who):
    requests, deltas, sizes = VIEWS[who]
    asked, number = requests(house), size(*sizes)

    found = _worlds(house, tmp_path, deltas, asked, number)

    tell(
        f"{number} {who} worlds, {len(deltas)} kinds of change, {len(asked)} requests each: {len(found)} replies differ"
    )
    assert not found, "\n".join(found[:40])


def test_a_change_that_a_viewer_may_see_is_noticed(house, tmp_path):
    asked = [Asked("canbo", "GET", "/api/v1/employers/3400000514"), Asked("congty", "GET", "/employer")]

    found = _worlds(house, tmp_path, [_renamed, *deltas_desk.DESK_MAY_KNOW], asked, 1)

    assert {line.split(": ")[1].split()[0] for line in found} == {"canbo", "congty"}


def _renamed(w: World) -> None:
    w.run("UPDATE employer SET name = 'Tên Khác' WHERE code = '3400000514'")
