"""Questions to the store that many requests ask: each is written once, as a constant of its module."""

from typing import Any, Final, TypeVar

from sqlalchemy.sql.base import Executable

WRITTEN_ONCE: Final = "written_once"
"""The mark, an execution option: what is made of such a question for its asker may be kept too."""
Question = TypeVar("Question", bound=Executable)


def written_once(question: Question) -> Question:
    """Mark a question that is a constant: writing one anew, and what follows from it, takes longer than asking it.

    Parameters
    ----------
    question : Executable
        Its values are ``bindparam``; one that is made at each call must not be marked, for it would be kept.
    """
    options: Any = {WRITTEN_ONCE: True}
    return question.execution_options(**options)
