"""A second factor begun, put in force and taken away, by who signs in with it; the operator takes a lost one away."""

from sqlmodel import Session

from api import second_factor as factor
from api.accounts import get_account
from api.service import Caller
from api.tables import Account


def _own(session: Session, caller: Caller) -> Account:
    return get_account(session, caller.viewer.name)


def state(caller: Caller) -> tuple[bool, str | None]:
    """Whether the caller's account asks for a code, and the secret that waits for its first one."""
    caller.require("keep_second_factor")
    # Secrets are in no role's policy, so they are read on the database itself, each caller their own.
    with caller.service.database.read() as session:
        own = _own(session, caller)
        return factor.is_enrolled(session, own), factor.begun_secret(session, caller.service.keys, own)


def begin(caller: Caller) -> None:
    """Make a secret for the caller.

    Raises
    ------
    api.second_factor.WrongCode
        If one is in force already.
    """
    caller.require("keep_second_factor")
    with caller.service.database.write() as session:
        factor.begin(session, caller.service.keys, _own(session, caller))
        caller.audit(session, "begin_second_factor", "account", caller.viewer.name)


def confirm(caller: Caller, code: str) -> list[str]:
    """Put the caller's second factor in force; gives the spare codes, to be shown this once.

    Raises
    ------
    api.second_factor.WrongCode
        If the code is not the one of this moment.
    """
    caller.require("keep_second_factor")
    with caller.service.database.write() as session:
        spare = factor.confirm(session, caller.service.keys, _own(session, caller), code, caller.now())
        caller.audit(session, "confirm_second_factor", "account", caller.viewer.name)
        return spare


def end(caller: Caller, code: str) -> None:
    """Take the caller's second factor away.

    Raises
    ------
    api.second_factor.WrongCode
        If the code is not the one of this moment, nor a spare one.
    """
    caller.require("keep_second_factor")
    with caller.service.database.write() as session:
        own = _own(session, caller)
        if not factor.passes(session, caller.service.keys, own, code, caller.now()):
            raise factor.WrongCode
        factor.take_away(session, own)
        caller.audit(session, "end_second_factor", "account", caller.viewer.name)


def reset(caller: Caller, name: str) -> None:
    """Take somebody's lost second factor away; the command line's.

    Raises
    ------
    AccountUnknown
        If there is no account of this name.
    """
    caller.require("reset_second_factor")
    with caller.service.database.write() as session:
        account = get_account(session, name)
        factor.take_away(session, account)
        caller.audit(session, "reset_second_factor", "account", account.name)
