"""The sections of ``noiviec benchmark``, by name."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from api.benchmark.figures import Figure, Scale
from api.benchmark.kernel import against_peers, against_plain, growth, memory, single
from api.benchmark.night import night
from api.benchmark.plan import plan

SECTIONS: Final[Mapping[str, Callable[[Scale], Iterator[Figure]]]] = {
    "kernel": against_peers,
    "plain": against_plain,
    "memory": memory,
    "growth": growth,
    "single": single,
    "night": night,
    "plan": plan,
}
