"""Words for a place that were not understood, or could mean several: what waits to be set right on its record."""

from collections import defaultdict
from typing import Any

from sqlmodel import Session, col, select

from api.service import Caller
from employers.reference.text import fold
from employers.tables import Employer, Opening
from matcher.tables import Person

SHOWN_EACH = 5
"""How many records of each kind stand beside a text."""
_KINDS = (("people", Person), ("openings", Opening), ("employers", Employer))


def list_unread_places(caller: Caller, page: int, page_size: int) -> tuple[int, list[dict[str, Any]]]:
    """How many texts wait, and a page of them, the most frequent first; whose record is shown is looked at.

    One text is what folds to the same letters; its records have words for a place and no commune.
    """
    caller.require("see_unknown_words")
    with caller.sessions.write() as session:
        waiting = sorted(_texts(session).values(), key=lambda text: (-text["count"], text["words"]))
        shown = waiting[(page - 1) * page_size : page * page_size]
        people = dict.fromkeys(code for text in shown for code in text["people"])
        if people:
            caller.audit(session, "see_person", "person", *people, because="unread_places")
    return len(waiting), shown


def _texts(session: Session) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    records: dict[str, dict[str, list[str]]] = defaultdict(lambda: {kind: [] for kind, _ in _KINDS})
    for kind, table in _KINDS:
        unread = select(table.place_words, table.code).where(
            col(table.commune_code).is_(None), col(table.place_words).is_not(None), table.place_words != ""
        )
        for words, code in session.exec(unread.order_by(table.code)).all():
            key = fold(words or "")
            text = found.setdefault(key, {"words": words, "count": 0})
            text["count"] += 1
            if len(records[key][kind]) < SHOWN_EACH:
                records[key][kind].append(code)
    return {key: text | records[key] for key, text in found.items()}
