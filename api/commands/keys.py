"""The key store: renewing its keys."""

from typing import Annotated

import typer

from api.acts.key_rotation import forget_older, rotate
from api.commands.shared import operator, say

keys_app = typer.Typer(help="Kho khóa.", no_args_is_help=True)


@keys_app.callback()
def _keys() -> None:
    """Hold the commands of keys together: with one alone, typer would leave out its name."""


@keys_app.command("rotate")
def rotate_keys(
    forget: Annotated[
        bool, typer.Option("--forget-older", help="Rồi xóa hẳn khóa cũ: bản sao lưu trước đó không mở được nữa.")
    ] = False,
) -> int:
    """Renew every key while the service runs; stopped, it goes on the next time. Example: noiviec keys rotate."""
    caller = operator()
    done = rotate(caller)
    say(f"Đã đổi khóa và niêm phong lại {done.sealed} mục; khóa cũ còn mở được các bản sao lưu cũ.")
    if done.damaged:
        say(f"Có {done.damaged} mục hỏng, không khóa nào mở được; hãy xem bản sao lưu.")
    if forget:
        say(f"Đã xóa hẳn {forget_older(caller)} khóa cũ.")
    return 1 if done.damaged else 0
