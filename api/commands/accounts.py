"""Accounts: who may sign in, as what; first passwords, and second factors that were lost."""

import sys
from datetime import datetime
from typing import Annotated

import typer

from api import accounts
from api.acts.account_admin import first_until, renew_password
from api.acts.provider_links import link_account, unlink_account
from api.acts.second_factor import reset
from api.clock import VIETNAM
from api.commands.opening import operator
from api.commands.shared import InputError, say
from api.imports.store_people import assign_waiting
from api.passwords import draw_password
from api.policy import Role
from api.row_security import SERVICE, asked_by
from employers.reference.places import find_commune

account_app = typer.Typer(help="Tài khoản.", no_args_is_help=True)


def _password() -> str:
    words = sys.stdin.readline().rstrip("\r\n")
    if not words:
        raise InputError("Không có mật khẩu ở đầu vào; hãy đưa mật khẩu qua --password-stdin.")
    return words


def _tell_first(name: str, password: str, until: datetime) -> None:
    say(f"Mật khẩu của {name}, chỉ hiện một lần: {password}")
    say(f"Dùng được đến {until.astimezone(VIETNAM):%H:%M, %d/%m/%Y}; người nhận phải đổi khi đăng nhập lần đầu.")


@account_app.command("add")
def add(
    name: str,
    role: Annotated[Role, typer.Option(help="Vai trò.")],
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Đọc từ đầu vào mật khẩu mà chính người dùng đã chọn.")
    ] = False,
    draw: Annotated[
        bool, typer.Option("--draw", help="Tự rút một mật khẩu đầu tiên; người nhận phải đổi khi đăng nhập.")
    ] = False,
    employer: Annotated[str | None, typer.Option(help="Mã số thuế, cho tài khoản doanh nghiệp.")] = None,
    commune: Annotated[list[str] | None, typer.Option(help="Mã xã/phường; lặp lại được.")] = None,
) -> None:
    """Make an account. Example: noiviec account add canbo --role case_worker --draw."""
    if password_stdin == draw:
        raise InputError("Hãy chọn một cách: --password-stdin (mật khẩu tự chọn) hoặc --draw (rút mật khẩu đầu tiên).")
    unknown = [code for code in commune or [] if find_commune(code) is None]
    if unknown:
        raise InputError(f"Không có xã/phường mã {', '.join(unknown)}.")
    caller, password = operator(), draw_password() if draw else _password()
    until = first_until(caller) if draw else None
    # Tokens are in no role's policy, so accounts are changed on the database itself.
    with caller.service.database.write(asked_by(SERVICE)) as session:
        account = accounts.add_account(session, caller.now(), name, role, password, employer)
        account.first_password_until = until
        accounts.set_communes(session, account, commune or [])
        assigned = assign_waiting(session, account.name) if role == Role.case_worker else 0
        caller.audit(session, "add_account", "account", account.name, role=role)
    say(f"Đã tạo tài khoản {account.name}." + (f" Giao {assigned} hồ sơ đang chờ." if assigned else ""))
    if until:
        _tell_first(account.name, password, until)


@account_app.command("new-password")
def new_password(name: str) -> None:
    """Draw a new first password; every sign-in of the account ends. Example: noiviec account new-password quantri."""
    caller = operator()
    password = renew_password(caller, name)
    _tell_first(name, password, first_until(caller))


@account_app.command("disable")
def disable(name: str) -> None:
    """Close an account and end its sign-ins. Example: noiviec account disable canbo."""
    caller = operator()
    # Tokens are in no role's policy, so accounts are changed on the database itself.
    with caller.service.database.write() as session:
        account = accounts.get_account(session, name)
        accounts.disable_account(session, account, caller.now())
        caller.audit(session, "disable_account", "account", account.name)
    say(f"Đã khóa tài khoản {account.name}.")


@account_app.command("reset-second-factor")
def reset_second_factor(name: str) -> None:
    """Take a lost second factor away. Example: noiviec account reset-second-factor giamsat."""
    reset(operator(), name)
    say("Đã bỏ bước xác thực thứ hai của tài khoản này.")


@account_app.command("link")
def link(name: str, subject: str) -> None:
    """Link an account to its office account (OpenID Connect "sub"). Example: noiviec account link canbo 8f3c-21."""
    link_account(operator(), name, subject)
    say("Đã nối tài khoản này với tài khoản cơ quan.")


@account_app.command("unlink")
def unlink(name: str) -> None:
    """Take the link away; the password opens the account again. Example: noiviec account unlink canbo."""
    unlink_account(operator(), name)
    say("Đã bỏ nối; tài khoản này đăng nhập bằng mật khẩu.")


@account_app.command("list")
def list_() -> None:
    """List every account. Example: noiviec account list."""
    with operator().sessions.read() as session:
        for account in accounts.list_accounts(session):
            state = "đã khóa" if account.disabled_at else "đang dùng"
            say(f"{account.name}\t{account.role}\t{state}\t{','.join(accounts.communes_of(session, account))}")
