"""Ranking again at somebody's word: begun now, worked off behind the answer, its end written on its own row."""

from collections.abc import Callable
from typing import Any

from api import clock
from api.service import Caller
from employers.openings import get_opening
from matcher.people import get_person
from matcher.rerank import fail_run, finish_run, start_run
from matcher.touched import Touched


def begin_run(caller: Caller, person: str | None = None, opening: str | None = None) -> tuple[int, Callable[[], Any]]:
    """Begin a run for everybody, or for what one change touches; gives its number and the work still to be done.

    Raises
    ------
    UnknownPerson, UnknownOpening
        If what it is for is not there for this caller.
    """
    caller.require("start_run")
    with caller.sessions.read() as session:
        if person is not None:
            get_person(session, person)
        if opening is not None:
            get_opening(session, opening)
    only = Touched(person, opening)
    sessions, today = caller.service.ranker_sessions, caller.today
    run_id = start_run(sessions, today, clock.now(), only.words)
    with caller.sessions.write() as session:
        caller.audit(session, "start_run", "run", str(run_id))

    def work() -> None:
        try:
            finish_run(sessions, run_id, today, clock.now, only, caller.service.means())
        except Exception as failure:  # noqa: BLE001  # the run's own row says that it failed, and why
            fail_run(sessions, run_id, clock.now, type(failure).__name__)

    return run_id, work
