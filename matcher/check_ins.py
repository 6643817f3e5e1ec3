"""What was found at each check-in of a job, as the store counts it.

A job may have hundreds: making an object of each takes longer than what is asked for.
"""

from collections import defaultdict
from datetime import date
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, func
from sqlmodel import Session, select

from employers.questions import written_once
from matcher.tables import CheckIn


class Found(NamedTuple):
    """What one check-in found, and under which name the words about it lie."""

    on_date: date
    outcome: str
    note: str | None


_SAID: Final[tuple[Any, ...]] = (CheckIn.placement_id, CheckIn.on_date, CheckIn.outcome, CheckIn.note)
_COUNTED: Final[tuple[Any, ...]] = (*_SAID, func.count())
_EVERYWHERE: Final = written_once(select(*_COUNTED).group_by(*_SAID))
_AT_ONE: Final = written_once(_EVERYWHERE.where(CheckIn.placement_id == bindparam("job")))


def found_everywhere(session: Session) -> dict[str, list[Found]]:
    """What was found at the jobs in the session's sight, by the id of the job."""
    return _by_job(session.exec(_EVERYWHERE))


def found_at(session: Session, placement_id: str) -> list[Found]:
    """What was found at one job."""
    return _by_job(session.exec(_AT_ONE, params={"job": placement_id})).get(placement_id, [])


def _by_job(rows: Any) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = defaultdict(list)
    for job, on_date, outcome, note, times in rows:
        found[job] += [Found(on_date, outcome, note)] * times
    return found
