"""What was said since a backup was made holds after it is restored: erasures, restrictions, withdrawn consents.

The key store remembers them (``api.key_ledger``). Whoever agreed again after that is asked once more: a consent too few
harms nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from api.acts.person_rights import ERASER, replay_erasures
from api.clock import VIETNAM
from api.key_ledger import RESTRICTED, Stop
from api.scoping import ViewerSessions
from api.service import Caller
from matcher import person_rights as rights
from matcher.consents import consent_acts, last_act, withdraw_consent
from matcher.tables import Person, PersonIdentity, Purpose


@dataclass(frozen=True)
class Replayed:
    """How many people were erased again, and how many uses of somebody's data were stopped again."""

    erased: int
    stopped: int


def replay(caller: Caller, since: datetime, erased: Sequence[str]) -> Replayed:
    """Do again what the key store remembers since a backup was begun.

    Parameters
    ----------
    since : datetime
        When it was begun, aware.
    erased : sequence of str
        Keys that were deleted by then: a copy of the key store from before would still have them.
    """
    keys = caller.service.keys
    keys.erase_again(erased)
    gone = replay_erasures(caller)
    with ViewerSessions(caller.service.database, ERASER).write() as session:
        named = {key: person for key, person in session.exec(select(PersonIdentity.key_id, PersonIdentity.person_id))}
        stopped = sum(_stop(session, caller, named, stop) for stop in keys.stops_since(since))
    return Replayed(gone, stopped)


def _stop(session: Session, caller: Caller, named: dict[str, int], stop: Stop) -> bool:
    """Stop one use again; tells whether it had come back."""
    number = next((named[key] for key in stop.key_ids if key in named), None)
    if number is None:
        return False
    person, day = session.get_one(Person, number), stop.at.astimezone(VIETNAM).date()
    if stop.what == RESTRICTED:
        if person.restricted_on is not None:
            return False
        rights.restrict(session, person, day)
    else:
        purpose = Purpose(stop.what)
        last = last_act(consent_acts(session, number), purpose, stop.recipient)
        if last is None or not last.given:
            return False
        withdraw_consent(session, person, purpose, day, (caller.viewer.name, caller.now()), stop.recipient)
    caller.audit(session, "stop_again", "person", person.code, what=stop.what)
    return True
