"""A second factor begun, put in force and taken away, by who signs in with it; the operator takes a lost one away.

Beginning one and taking one away ask for the password anew (and the code, where one is in force); either change ends
every other sign-in of the account.
"""

from sqlmodel import Session

from api import second_factor as factor
from api.accounts import end_tokens, get_account
from api.acts.proving import Proof, proved
from api.service import Caller
from api.sign_ins import end_other_tokens
from api.tables import Account


def state(caller: Caller) -> tuple[bool, str | None]:
    """Whether the caller's account asks for a code, and the secret that waits for its first one."""
    caller.require("keep_second_factor")
    # Secrets are in no role's policy, so they are read on the database itself, each caller their own.
    with caller.service.database.read() as session:
        own = get_account(session, caller.viewer.name)
        return factor.is_enrolled(session, own), factor.begun_secret(session, caller.service.keys, own, caller.now())


def begin(caller: Caller, proof: Proof) -> str:
    """Make a secret for the caller; gives the token that takes the place of the one that asked.

    Raises
    ------
    api.second_factor.WrongCode
        If one is in force already.
    api.acts.proving.NotProved, api.throttle.SignInThrottled
        If the password is not the account's.
    """
    caller.require("keep_second_factor")

    def act(session: Session, account: Account) -> None:
        factor.begin(session, caller.service.keys, account, caller.now())
        caller.audit(session, "begin_second_factor", "account", account.name)

    return proved(caller, proof, act)[1]


def confirm(caller: Caller, code: str, token: str | None) -> list[str]:
    """Put the caller's second factor in force; gives the spare codes, to be shown this once.

    Parameters
    ----------
    token : str or None
        The sign-in that asks; all others end.

    Raises
    ------
    api.second_factor.WrongCode
        If the code is not the one of this moment, or nothing was begun lately.
    """
    caller.require("keep_second_factor")
    with caller.service.database.write() as session:
        own = get_account(session, caller.viewer.name)
        spare = factor.confirm(session, caller.service.keys, own, code, caller.now())
        end_other_tokens(session, own, token)
        caller.audit(session, "confirm_second_factor", "account", own.name)
        return spare


def end(caller: Caller, proof: Proof) -> str:
    """Take the caller's second factor away; gives the token that takes the place of the one that asked.

    Raises
    ------
    api.acts.proving.NotProved, api.throttle.SignInThrottled
        If the password or the code is not the account's.
    """
    caller.require("keep_second_factor")

    def act(session: Session, account: Account) -> None:
        factor.take_away(session, account)
        end_tokens(session, account)
        caller.audit(session, "end_second_factor", "account", account.name)

    return proved(caller, proof, act)[1]


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
