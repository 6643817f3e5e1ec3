"""Addresses of other systems that are told of events: ``noiviec webhook``."""

from typing import Annotated

import typer

from api.acts import webhooks as acts
from api.commands.opening import operator
from api.commands.shared import InputError, say, say_json
from api.webhooks.outbox import EVENTS
from api.webhooks.sending import AddressRefused
from employers.errors import UnknownEmployer

webhook_app = typer.Typer(help="Báo cho hệ thống khác biết khi có việc mới, có trả lời.", no_args_is_help=True)


@webhook_app.command("add")
def add(
    url: str,
    employer: Annotated[str | None, typer.Option(help="Mã số thuế: chỉ báo chuyện của đơn vị này.")] = None,
    event: Annotated[list[str] | None, typer.Option(help=f"Chỉ báo: {', '.join(EVENTS)}.")] = None,
) -> None:
    """Tell an address of events; the secret is shown this once. Example: noiviec webhook add https://example.vn/tin."""
    try:
        made = acts.add_webhook(operator(), url, employer, event or ())
    except AddressRefused:
        raise InputError(
            "Địa chỉ cần bắt đầu bằng https:// và là máy chủ công khai, không phải máy trong mạng riêng."
        ) from None
    except acts.UnknownEvent as unknown:
        raise InputError(f"Không có loại tin {unknown}; có: {', '.join(EVENTS)}.") from None
    except UnknownEmployer:
        raise InputError(f"Không có đơn vị mã số thuế {employer}.") from None
    say_json(made)


@webhook_app.command("list")
def list_() -> None:
    """List the addresses that are told of events, as JSON. Example: noiviec webhook list."""
    say_json(acts.list_webhooks(operator()))


@webhook_app.command("remove")
def remove(name: str) -> None:
    """Tell an address nothing more. Example: noiviec webhook remove fV3kq9hTz1aLw8Xc."""
    try:
        acts.remove_webhook(operator(), name)
    except acts.UnknownWebhook:
        raise InputError(f"Không có địa chỉ {name} đang dùng.") from None
    say("Địa chỉ này không được báo tin nữa.")
