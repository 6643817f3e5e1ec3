"""Look the pinned libraries up in the public list of known holes, and tell how old the pins are.

Run by ``make holes`` and by ``.ci/run``: ``pip-audit`` asks the package index about each pinned version (names and
versions leave this machine, nothing else). A known hole ends with 1. Where the list cannot be asked, one line says so
and nothing is claimed.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

LOCK: Final = "requirements.lock"
OLDEST_DAYS: Final = 90


def say(line: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{line}\n")


def judge(document: Mapping[str, Any]) -> tuple[list[str], int, int]:
    """Read the answer of ``pip-audit --format json``.

    Returns
    -------
    (holes, looked up, not looked up)
        A line for each known hole, with the version that closes it; and how many libraries there were.
    """
    libraries: Sequence[Mapping[str, Any]] = document["dependencies"]
    asked = [library for library in libraries if "skip_reason" not in library]
    holes = [
        f"{it['name']} {it['version']}: {hole['id']}, closed in {', '.join(hole['fix_versions']) or 'no version'}"
        for it in asked
        for hole in it["vulns"]
    ]
    return holes, len(asked), len(libraries) - len(asked)


def age_days(root: Path) -> float | None:
    """Days since the pins were last resolved, by the history; None outside one."""
    command = ["git", "log", "-1", "--format=%ct", "--", LOCK]
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603 the words are fixed
    return (time.time() - int(told.stdout)) / 86400 if told.stdout.strip().isdigit() else None


def main(command: Sequence[str]) -> int:
    """Ask, print, and give the exit code; ``command`` is how pip-audit is run here."""
    asked = [*command, "--requirement", LOCK, "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    told = subprocess.run([*asked, "--format", "json"], capture_output=True, text=True, check=False)  # noqa: S603 a fixed command
    age = age_days(Path())
    told_age = "no history to tell their age by" if age is None else f"resolved {age:.0f} days ago"
    say(f"pins: {told_age}; at most {OLDEST_DAYS}")
    try:
        holes, known, unknown = judge(json.loads(told.stdout))
    except (ValueError, KeyError):
        known, unknown, holes = 0, 0, []
    if not known:
        say("-- skipped: the list of known holes cannot be asked from here")
    else:
        say(f"libraries: {known} looked up, {unknown} not; known holes: {len(holes)}")
    for hole in holes:
        say(hole)
    return int(bool(holes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
