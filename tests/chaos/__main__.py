"""Every harness at full size, one after another, each in a process of its own: ``make chaos``.

``python -m tests.chaos writes wal`` runs those named. A harness that others add is found by its name in
:data:`HARNESSES`; one whose module is not there is left out.
"""

import subprocess
import sys
from importlib.util import find_spec

from tests import postgresql_server as postgresql

_ON_A_SERVER = ("--store", "postgresql", "--size", "60")
HARNESSES: dict[str, tuple[tuple[str, ...], ...]] = {
    "writes": ((), _ON_A_SERVER),
    "batches": ((), ("--only", "import", *_ON_A_SERVER), ("--only", "rerank", *_ON_A_SERVER)),
    "wal": ((),),
    "refusals": ((),),
    "scheduling": ((),),
    "updates": ((), ("--store", "postgresql")),
    "network": ((),),
    "load": ((),),
    "fuzz": ((),),
    "soak": ((),),
}
NEED_A_SERVER = ("network",)


def runs(names: list[str]) -> list[list[str]]:
    """The commands of the harnesses named, or of all; what needs PostgreSQL only where there is one."""
    reason, wanted = postgresql.why_not(), []
    if reason is not None:
        print(f"chaos: without PostgreSQL: {reason}")
    for name, ways in HARNESSES.items():
        if (names and name not in names) or find_spec(f"tests.chaos.{name}") is None:
            continue
        for way in ways:
            if reason is None or not ("postgresql" in way or name in NEED_A_SERVER):
                wanted.append([sys.executable, "-m", f"tests.chaos.{name}", *way])
    return wanted


if __name__ == "__main__":
    codes = [subprocess.run(command, check=False).returncode for command in runs(sys.argv[1:])]
    sys.exit(1 if any(codes) else 0)
