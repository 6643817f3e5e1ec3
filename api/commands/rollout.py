"""The stepped roll-out: ``noiviec rollout draw`` and ``noiviec rollout show``."""

from datetime import datetime
from typing import Annotated

import typer

from api.acts import rollout as acts
from api.acts.model_words import REFUSED
from api.commands.opening import operator
from api.commands.shared import InputError, say, say_json
from employers.reference.places import find_commune
from matcher.rollout import Draw, RolloutRefused

rollout_app = typer.Typer(help="Triển khai từng bước theo xã, phường.", no_args_is_help=True)


def _communes(codes: str) -> tuple[str, ...]:
    found = tuple(code.strip() for code in codes.split(",") if code.strip())
    unknown = [code for code in found if find_commune(code) is None]
    if unknown:
        raise InputError(f"Không có xã, phường mã {', '.join(unknown)}.")
    return found


@rollout_app.command("draw")
def draw(
    seed: Annotated[int, typer.Option(min=0, help="Số bốc thăm, công bố trước.")],
    start: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Ngày xã đầu tiên bắt đầu.")],
    every: Annotated[int, typer.Option(help="Số ngày giữa hai xã.")] = 14,
    communes: Annotated[str, typer.Option(help="Mã xã, cách nhau bằng dấu phẩy; để trống: mọi xã có hồ sơ.")] = "",
) -> None:
    """Draw the order in which communes begin. Example: noiviec rollout draw --seed 7 --start 2027-01-04 --every 14."""
    caller = operator()
    named = _communes(communes) or acts.open_communes(caller)
    try:
        acts.draw(caller, Draw(named, seed, start.date(), every))
    except RolloutRefused as refusal:
        raise InputError(REFUSED[refusal.code][0]) from refusal
    show()


@rollout_app.command("show")
def show(as_json: Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")] = False) -> None:
    """Show the drawn order, what it could see, and whether it can answer yet. Example: noiviec rollout show."""
    view = acts.rollout_view(operator())
    if as_json:
        say_json(view)
        return
    for step in view["steps"]:
        say(f"{step['order']}. {step['name']} ({step['commune']}): từ {step['starts_on']}")
    say(view["power"])
    say(view["answer"])
