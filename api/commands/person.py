"""A person's rights in their own data, from the command line: ``noiviec person``."""

from typing import Annotated

import typer

from api.acts import person_rights as acts
from api.acts.own_data import own_data
from api.commands.opening import operator
from api.commands.shared import InputError, say, say_json
from matcher.errors import UnknownPerson

person_app = typer.Typer(help="Quyền của một người đối với dữ liệu của mình.", no_args_is_help=True)


@person_app.command("export")
def export(code: str) -> None:
    """Print everything that is held of a person, for that person, as JSON. Example: noiviec person export HS00012."""
    say_json(own_data(operator(), code))


@person_app.command("restrict")
def restrict(
    code: str, lift: Annotated[bool, typer.Option("--lift", help="Dùng lại dữ liệu của người này.")] = False
) -> None:
    """Keep a person's data and use them no more. Example: noiviec person restrict HS00012."""
    acts.restrict(operator(), code, on=not lift)
    say(f"Đã dùng lại dữ liệu của {code}." if lift else f"Đã tạm ngừng dùng dữ liệu của {code}.")


@person_app.command("erase")
def erase(
    code: str, confirm: Annotated[str, typer.Option(help="Gõ lại mã hồ sơ; xóa rồi không lấy lại được.")]
) -> None:
    """Erase a person everywhere, backups included. Example: noiviec person erase HS00012 --confirm HS00012."""
    try:
        acts.erase(operator(), code, confirm)
    except acts.NotConfirmed:
        raise InputError("Mã gõ lại ở --confirm chưa đúng; chưa có gì bị xóa.") from None
    except UnknownPerson:
        raise InputError(f"Không có hồ sơ mã {code}.") from None
    say("Đã xóa thông tin của người này ở mọi nơi, kể cả trong bản sao lưu.")


@person_app.command("requests")
def requests() -> None:
    """List what people asked for, the next due first. Example: noiviec person requests."""
    found = acts.waiting_requests(operator())
    for asked in found:
        say(f"{asked['due_on']} {asked['person']} {asked['kind']}")
    if not found:
        say("Không có yêu cầu nào đang chờ.")
