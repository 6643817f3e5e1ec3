"""Which backups are kept: the newest of each of the last days, weeks and months that have one.

As grandfather, father and son (and as ``restic forget --keep-daily`` counts): days, weeks and months without a backup
do not count, so that a server that stood still for a month loses nothing by it.
"""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from api.clock import VIETNAM

SUFFIX: Final = ".nvb"
_NAME: Final = "noiviec-%Y-%m-%d-%H%M%S"


class Keep(NamedTuple):
    """How many days, weeks and months with a backup are kept."""

    days: int = 7
    weeks: int = 4
    months: int = 12


def name_at(moment: datetime) -> str:
    """The name of a backup that is begun at a moment (aware), by the clock in Vietnam."""
    return f"{moment.astimezone(VIETNAM):{_NAME}}{SUFFIX}"


def made_at(file: Path) -> datetime | None:
    """When a file was made, by its name; None for one that was not named by :func:`name_at`."""
    try:
        return datetime.strptime(file.name, _NAME + SUFFIX).replace(tzinfo=VIETNAM)
    except ValueError:
        return None


def superfluous(files: Iterable[Path], keep: Keep) -> list[Path]:
    """Name the backups that no rule keeps, the oldest first; files with other names are none of ours."""
    dated = sorted(((at, file) for file in files if (at := made_at(file)) is not None), reverse=True)
    kept: set[Path] = set()
    for most, period in ((keep.days, "%Y-%m-%d"), (keep.weeks, "%G-%V"), (keep.months, "%Y-%m")):
        newest: dict[str, Path] = {}
        for at, file in dated:
            newest.setdefault(f"{at:{period}}", file)
        kept.update(list(newest.values())[:most])
    return sorted(file for _, file in dated if file not in kept)
