"""Running the service: serve, jobs, accounts, the audit trail."""

import os
import signal
import sys
import threading
from typing import Annotated, Final

import typer
import uvicorn
from prometheus_client import start_http_server

from api import accounts, jobs, logs
from api.acts.provider_links import link_account, unlink_account
from api.acts.second_factor import reset
from api.app import make_app
from api.audit import AuditHead, head, verify
from api.commands.shared import InputError, open_service, operator, say
from api.imports.store_people import assign_waiting
from api.metrics import Metrics
from api.oidc.asking import ProviderDown
from api.once import release_unanswered
from api.policy import Role
from api.problems import quiet_server_log
from api.row_security import SERVICE, asked_by
from api.scheduler import Scheduler
from api.service import Service
from employers.reference.occupation_linker import product_linker
from employers.reference.places import find_commune

account_app = typer.Typer(help="Tài khoản.", no_args_is_help=True)
audit_app = typer.Typer(help="Nhật ký.", no_args_is_help=True)


_HASH: Final = 64
"""Hexadecimal digits of SHA-256."""


def start_jobs(service: Service) -> Scheduler:
    """Start the scheduled jobs of this process."""
    scheduler = Scheduler(service.database, jobs.schedule(service))
    scheduler.start()
    return scheduler


def give_figures(service: Service, metrics: Metrics) -> None:
    """Give the figures at a port of this machine, where the settings name one."""
    if service.settings.metrics_port is not None:
        try:
            start_http_server(service.settings.metrics_port, "127.0.0.1", metrics.registry)
        except OSError:
            raise InputError(f"Cổng {service.settings.metrics_port} (NOIVIEC_METRICS_PORT) đang được dùng.") from None


def check_provider(service: Service) -> None:
    """Refuse to start where the settings name the office's own sign-in and its secret cannot be read."""
    if service.provider is not None:
        try:
            service.provider.secret()
        except ProviderDown:
            raise InputError("Không đọc được tệp NOIVIEC_OIDC_CLIENT_SECRET_FILE, hoặc tệp ấy trống.") from None


def read_ahead(service: Service) -> None:
    """Load what the first pages would wait for: the words of occupations, the model with its libraries, the market."""
    product_linker().read("thợ hàn")
    service.model()
    service.market()


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Cổng.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=1, help="Số tiến trình (SQLite: 1).")] = 1,
    no_jobs: Annotated[bool, typer.Option("--no-jobs", help="Không chạy việc theo lịch.")] = False,
) -> None:
    """Serve pages and API on this machine. Example: noiviec serve --port 8000."""
    service = open_service()
    logs.set_up(service.settings.log)
    quiet_server_log()
    if service.database.is_sqlite:  # one server, so nobody is at work on what died with the one before
        release_unanswered(service)
    check_provider(service)
    app = make_app(service, None if no_jobs else lambda: start_jobs(service).stop)
    give_figures(service, app.state.metrics)
    threading.Thread(target=read_ahead, args=(service,), daemon=True).start()
    say(f"Nối Việc: http://127.0.0.1:{port}")
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        workers=workers,
        log_level="warning",
        timeout_graceful_shutdown=3,
        log_config=None,
    )


def run_jobs() -> None:
    """Run the scheduler alone, for several servers. Example: noiviec jobs."""
    service = open_service()
    logs.set_up(service.settings.log)
    give_figures(service, Metrics(service))
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    scheduler = start_jobs(service)
    say("Đang chạy việc theo lịch; Ctrl-C để dừng.")
    over.wait()
    if not scheduler.stop():
        os._exit(0)  # what still computes was given back; Python would wait for its thread


def _password() -> str:
    words = sys.stdin.readline().rstrip("\r\n")
    if not words:
        raise InputError("Không có mật khẩu ở đầu vào; hãy đưa mật khẩu qua --password-stdin.")
    return words


@account_app.command("add")
def add(
    name: str,
    role: Annotated[Role, typer.Option(help="Vai trò.")],
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Đọc mật khẩu từ đầu vào.")] = False,
    employer: Annotated[str | None, typer.Option(help="Mã số thuế, cho tài khoản doanh nghiệp.")] = None,
    commune: Annotated[list[str] | None, typer.Option(help="Mã xã/phường; lặp lại được.")] = None,
) -> None:
    """Make an account. Example: noiviec account add canbo --role case_worker --password-stdin < mk.txt."""
    if not password_stdin:
        raise InputError("Hãy đưa mật khẩu qua --password-stdin.")
    unknown = [code for code in commune or [] if find_commune(code) is None]
    if unknown:
        raise InputError(f"Không có xã/phường mã {', '.join(unknown)}.")
    caller, password = operator(), _password()
    # Tokens are in no role's policy, so accounts are changed on the database itself.
    with caller.service.database.write(asked_by(SERVICE)) as session:
        account = accounts.add_account(session, caller.now(), name, role, password, employer)
        accounts.set_communes(session, account, commune or [])
        assigned = assign_waiting(session, account.name) if role == Role.case_worker else 0
        caller.audit(session, "add_account", "account", account.name, role=role)
    say(f"Đã tạo tài khoản {account.name}." + (f" Giao {assigned} hồ sơ đang chờ." if assigned else ""))


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


@audit_app.command("head")
def show_head() -> None:
    """Print the end of the audit trail, to be kept where nobody here can write. Example: noiviec audit head."""
    with open_service().database.read() as session:
        end = head(session)
    say(f"{end.count}:{end.hash}")


@audit_app.command("verify")
def verify_trail(
    kept: Annotated[str | None, typer.Option("--head", help="Đầu nhật ký đã giữ nơi khác, dạng SỐ:MÃ.")] = None,
) -> None:
    """Check that no row of the audit trail was changed or lost. Example: noiviec audit verify --head 812:9f…."""
    number, _, code = (kept or "").partition(":")
    if kept is not None and not (number.isdigit() and len(code) == _HASH):
        raise InputError("Đầu nhật ký có dạng SỐ:MÃ, như noiviec audit head in ra.")
    service = open_service()
    with service.database.read() as session:
        check = verify(session, service.keys, AuditHead(int(number), code) if kept else None)
    if not check.ok:
        say(f"Nhật ký đứt ở dòng {check.first_broken_id}.")
        raise typer.Exit(1)
    say(f"Nhật ký nguyên vẹn: {check.count} dòng.")
