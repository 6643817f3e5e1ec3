"""Words for a place that were not understood, or could mean several: what waits to be set right on its record."""

from collections import defaultdict
from typing import Any

from sqlmodel import Session, col, select

from api.identities import Identities
from api.keys import KeyStore
from api.service import Caller
from employers.reference.text import fold
from employers.tables import Employer, Opening
from matcher.tables import Person

SHOWN_EACH = 5
"""How many records of each kind stand beside a text."""


def list_unread_places(caller: Caller, page: int, page_size: int) -> tuple[int, list[dict[str, Any]]]:
    """How many texts wait, and a page of them, the most frequent first; whose record is shown is looked at.

    One text is what folds to the same letters; its records have words for a place and no commune.
    """
    caller.require("see_unknown_words")
    with caller.sessions.write() as session:
        waiting = sorted(
            _texts(session, caller.service.keys).values(), key=lambda text: (-text["count"], text["words"])
        )
        shown = waiting[(page - 1) * page_size : page * page_size]
        people = dict.fromkeys(code for text in shown for code in text["people"])
        if people:
            caller.audit(session, "see_person", "person", *people, because="unread_places")
    return len(waiting), shown


def _texts(session: Session, keys: KeyStore) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    records: dict[str, dict[str, list[str]]] = defaultdict(lambda: {"people": [], "openings": [], "employers": []})
    waiting = [("people", *pair) for pair in _of_people(session, keys)]
    for kind, table in (("openings", Opening), ("employers", Employer)):
        unread = select(table.place_words, table.code).where(col(table.commune_code).is_(None))
        waiting += [(kind, words or "", code) for words, code in session.exec(unread.order_by(table.code)).all()]
    for kind, words, code in waiting:
        if key := fold(words):
            text = found.setdefault(key, {"words": words, "count": 0})
            text["count"] += 1
            if len(records[key][kind]) < SHOWN_EACH:
                records[key][kind].append(code)
    return {key: text | records[key] for key, text in found.items()}


def _of_people(session: Session, keys: KeyStore) -> list[tuple[str, str]]:
    """Words and code of people without a commune; what may be an address stands with their identity."""
    people = session.exec(select(Person).where(col(Person.commune_code).is_(None)).order_by(Person.code)).all()
    known = Identities(session, keys).of_many(p.id or 0 for p in people if not p.place_words)
    sealed = {i: identity.address or "" for i, identity in known.items()}
    return [(p.place_words or sealed.get(p.id or 0, ""), p.code) for p in people]
