"""Accounts as an administrator keeps them: names, roles and areas; no person, no list, no password that was chosen."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session

from api import accounts
from api.imports.store_people import assign_waiting
from api.passwords import draw_password
from api.policy import Role
from api.row_security import SERVICE, asked_by
from api.service import Caller
from api.tables import Account, ProviderLink
from employers.reference.places import find_commune

AREA_ROLES: Final = (Role.case_worker, Role.supervisor)


class OwnAccount(Exception):
    """Administrators cannot close their own account: somebody must be left who can open others."""


def _view(session: Session, account: Account) -> dict[str, Any]:
    codes = accounts.communes_of(session, account)
    named = [(code, commune.name if (commune := find_commune(code)) else code) for code in codes]
    return {
        "name": account.name,
        "role": account.role,
        "tax_code": account.employer_tax_code,
        "communes": named,
        "created_at": account.created_at.isoformat(),
        "first_password_until": account.first_password_until,
        "disabled_at": account.disabled_at.isoformat() if account.disabled_at else None,
        "linked_at": _linked_at(session, account),
    }


def _linked_at(session: Session, account: Account) -> str | None:
    link = session.get(ProviderLink, account.id)
    return link.linked_at.isoformat() if link else None


def list_all(caller: Caller) -> list[dict[str, Any]]:
    """Every account by name, closed ones too."""
    caller.require("manage_accounts")
    with caller.sessions.read() as session:
        return [_view(session, account) for account in accounts.list_accounts(session)]


def see_account(caller: Caller, name: str) -> dict[str, Any]:
    """One account.

    Raises
    ------
    AccountUnknown
        If there is none of this name.
    """
    caller.require("manage_accounts")
    with caller.sessions.read() as session:
        return _view(session, accounts.get_account(session, name))


def open_account(caller: Caller, name: str, role: Role, tax_code: str | None, communes: Sequence[str]) -> str:
    """Make an account; gives its first password, which is kept nowhere.

    Raises
    ------
    AccountRefused
        If the name is taken or malformed, or the tax code and the role do not go together.
    """
    caller.require("manage_accounts")
    password = draw_password()
    # Tokens are in no role's policy, so accounts are changed on the database itself.
    with caller.service.database.write(asked_by(SERVICE)) as session:
        account = accounts.add_account(session, caller.now(), name, role, password, tax_code or None)
        account.first_password_until = first_until(caller)
        accounts.set_communes(session, account, communes if role in AREA_ROLES else ())
        if role == Role.case_worker:
            assign_waiting(session, account.name)
        caller.audit(session, "add_account", "account", account.name, role=role)
    return password


def change_account(caller: Caller, name: str, role: Role, tax_code: str | None, communes: Sequence[str]) -> None:
    """Give an account another role or area; with another role its sign-ins end.

    Raises
    ------
    AccountUnknown, AccountRefused
        If there is no such account, or the tax code and the role do not go together.
    OwnAccount
        If the caller would give up their own role.
    """
    caller.require("manage_accounts")
    with caller.service.database.write() as session:
        account = accounts.get_account(session, name)
        if account.name == caller.viewer.name and role != caller.viewer.role:
            raise OwnAccount
        employer = accounts.employer_code(session, tax_code) if tax_code else None
        if (account.role, account.employer_tax_code) != (role, employer):
            accounts.change_role(session, account, role, employer)
        accounts.set_communes(session, account, communes if role in AREA_ROLES else ())
        caller.audit(session, "change_account", "account", account.name, role=role)


def first_until(caller: Caller) -> datetime:
    """Until when a password that is given now can be used to choose an own one."""
    return caller.now() + timedelta(hours=caller.service.settings.first_password_hours)


def renew_password(caller: Caller, name: str) -> str:
    """Give an account a new first password and end its sign-ins; its second factor stays.

    Raises
    ------
    AccountUnknown
        If there is none of this name.
    """
    caller.require("manage_accounts")
    password = draw_password()
    with caller.service.database.write() as session:
        account = accounts.get_account(session, name)
        accounts.give_first_password(session, account, password, caller.now(), first_until(caller))
        caller.audit(session, "renew_password", "account", account.name)
    return password


def close_account(caller: Caller, name: str) -> None:
    """Close an account and end its sign-ins; what it did stays.

    Raises
    ------
    AccountUnknown
        If there is none of this name.
    OwnAccount
        If it is the caller's own.
    """
    caller.require("manage_accounts")
    with caller.service.database.write() as session:
        account = accounts.get_account(session, name)
        if account.name == caller.viewer.name:
            raise OwnAccount
        accounts.disable_account(session, account, caller.now())
        caller.audit(session, "disable_account", "account", account.name)
