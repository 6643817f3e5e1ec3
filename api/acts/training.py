"""Marking who finished a course: one course, one last day, a whole class."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.acts.counselling import Gathering, gather
from api.imports.reading import RowReader
from api.imports.training import read_training
from api.service import Caller
from matcher.people import get_person
from matcher.training_marks import mark_class

CELLS: Final = ("course", "end_date", "provider")
"""What is told of a course, under the keys of the list of training results."""
_DONE: Final = "Đạt"


def people_of_class(caller: Caller, commune: str | None = None) -> Gathering:
    """Who may have finished a course; see :func:`api.acts.counselling.gather`."""
    caller.require("mark_training")
    return gather(caller, commune, "training")


def read_course(caller: Caller, cells: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """A course's words by the rules of the list of training results.

    Returns
    -------
    (values, wrong)
        What goes on record, and for each cell that is wrong one sentence.
    """
    reading = read_training(RowReader({**cells, "person_code": "x"}, caller.read_context()))
    wrong = {problem.key: problem.sentence for problem in reading.problems if problem.key in CELLS}
    values = {key: value for key, value in reading.values.items() if key not in ("person_code", "unread")}
    return values | {"result": _DONE}, wrong


def leads_to_work(course: Mapping[str, Any]) -> bool:
    """Whether the occupation of a course was understood, or it is one of schooling: what is not moves no suggestion."""
    return bool(course.get("isco")) or course.get("schooling") is not None


def mark_trained(caller: Caller, codes: Sequence[str], course: Mapping[str, Any]) -> int:
    """Put a course on record for people who finished it, all or none of them, and say how many records are new.

    Parameters
    ----------
    course : mapping
        Values of :func:`read_course`.

    Raises
    ------
    UnknownPerson
        If one of them is not among the caller's; nothing is kept then.
    WrongDates
        If the last day has not come yet, or one of them was too young then.
    """
    caller.require("mark_training")
    with caller.sessions.write() as session:
        people = [get_person(session, code) for code in dict.fromkeys(codes)]
        marked = mark_class(session, people, course, caller.by)
        caller.audit(session, "mark_training", "person", *[p.code for p in people], marked=marked)
        return marked
