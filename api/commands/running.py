"""Running the service: serve, jobs, the audit trail."""

import os
import signal
import sys
import threading
from contextlib import suppress
from typing import Annotated, Final

import typer
import uvicorn
from prometheus_client import start_http_server

from api import jobs, logs
from api.acts.retention import published_heads
from api.app import make_app
from api.audit import AuditHead, head, verify
from api.collecting import set_aside_what_stays
from api.commands.opening import open_service
from api.commands.shared import InputError, at_the_end, say, warn
from api.kept_replies import release_unanswered
from api.metrics import Metrics
from api.oidc.asking import ProviderDown
from api.problems import quiet_server_log
from api.scheduler import Scheduler
from api.service import Service
from api.store_errors import DatabaseError
from employers.reference.occupation_linker import product_linker
from matcher.errors import SchemesUnreadable
from matcher.schemes import packaged_schemes

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


def check_schemes() -> None:
    """Tell of a table of loan schemes that cannot be used; all but what is about loans goes on without it."""
    try:
        packaged_schemes()
    except SchemesUnreadable as wrong:
        warn(f"noiviec: {wrong} Các phần vay vốn tạm dừng; các phần khác vẫn chạy.")


def read_ahead(service: Service) -> None:
    """Load what the first pages would wait for: the words of occupations, the model with its libraries, the market.

    All of it stays, so no look for unreachable objects goes through it again.
    """
    product_linker().read("thợ hàn")
    service.model()
    service.market()
    set_aside_what_stays()


def _leave(*_: object) -> None:
    """Close what was opened, which folds the log into the database file, and end.

    The web server gives SIGTERM back once it has ended well, and its default ends the process on the spot: what was
    written last would stay in the log beside the file, for whoever moves the file alone. What still computes was given
    back; Python would wait for its thread.
    """
    with suppress(DatabaseError):  # a key store that somebody holds is whole all the same
        at_the_end.close()
    sys.stdout.flush()
    os._exit(0)


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
    check_schemes()
    app = make_app(service, None if no_jobs else lambda: start_jobs(service).stop)
    give_figures(service, app.state.metrics)
    threading.Thread(target=read_ahead, args=(service,), daemon=True).start()
    say(f"Nối Việc: http://127.0.0.1:{port}")
    signal.signal(signal.SIGTERM, _leave)
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        workers=workers,
        log_level="warning",
        timeout_graceful_shutdown=3,
        log_config=None,
    )


def _asked_to_end() -> int:
    """Where a byte comes in once SIGTERM or Ctrl-C came, whichever thread took it; an Event may be held by this one."""
    waits, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    return waits


def run_jobs() -> None:
    """Run the scheduler alone, for several servers. Example: noiviec jobs."""
    service = open_service()
    logs.set_up(service.settings.log)
    give_figures(service, Metrics(service))
    waits = _asked_to_end()
    scheduler = start_jobs(service)
    say("Đang chạy việc theo lịch; Ctrl-C để dừng.")
    os.read(waits, 1)
    scheduler.stop()
    _leave()


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
    """Check that no row of the audit trail was changed or lost, also against every head kept by the daily job.

    Example: noiviec audit verify --head 812:9f….
    """
    number, _, code = (kept or "").partition(":")
    if kept is not None and not (number.isdigit() and len(code) == _HASH):
        raise InputError("Đầu nhật ký có dạng SỐ:MÃ, như noiviec audit head in ra.")
    service = open_service()
    file = service.settings.audit_heads
    heads = [*published_heads(file), *([AuditHead(int(number), code)] if kept else [])]
    with service.database.read() as session:
        check = verify(session, service.keys, *heads)
    if check.other_than_kept:
        say(
            f"Nhật ký không khớp đầu nhật ký đã giữ ở dòng {check.first_broken_id}: đã bị cắt, bị viết lại, hoặc cơ sở "
            f"dữ liệu được phục hồi từ bản cũ. Nếu vừa phục hồi thì cất tệp {file} đi rồi kiểm tra lại."
        )
        raise typer.Exit(1)
    if not check.ok:
        say(f"Nhật ký đứt ở dòng {check.first_broken_id}.")
        raise typer.Exit(1)
    guarded = max((head.count for head in heads), default=0)
    say(f"Nhật ký nguyên vẹn: {check.count} dòng; đầu nhật ký đã giữ bảo đảm đến dòng {guarded}.")
