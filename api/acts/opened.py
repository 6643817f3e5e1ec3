"""One person's record opened together with what is sealed of them; the look is in the trail."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from api.identities import Identities
from api.service import Caller
from matcher.people import get_person
from matcher.tables import Person


@contextmanager
def opened(caller: Caller, code: str, event: str) -> Iterator[tuple[Session, Person, Identities]]:
    """A writing session, one of the caller's people, and what opens and seals their notes.

    Parameters
    ----------
    event : str
        What the trail calls it; kept if and only if the act is.

    Raises
    ------
    UnknownPerson
        If there is no such person among the caller's.
    """
    with caller.sessions.write() as session:
        person = get_person(session, code)
        caller.audit(session, event, "person", code)
        yield session, person, Identities(session, caller.service.keys)
