"""The key store: renewing its keys, keeping a copy of it, getting it back."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from api.acts.key_copies import copy_keys, new_recovery, restore_keys
from api.acts.key_rotation import forget_older, rotate
from api.commands.opening import operator
from api.commands.shared import say, settings

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


@keys_app.command("recovery")
def make_recovery(
    replace: Annotated[bool, typer.Option("--replace", help="Thay mã đã có.")] = False,
) -> None:
    """Make the code, for paper, that copies of the key store open with. Example: noiviec keys recovery."""
    code = new_recovery(operator(), replace=replace)
    say("Mã khôi phục, chỉ hiện một lần. Hãy chép ra giấy, cất nơi khác máy chủ và bản sao lưu:")
    say(code)


@keys_app.command("backup")
def backup_keys(file: Path) -> None:
    """Write a sealed copy of the key store over the one before. Example: noiviec keys backup kho-khoa.nvk."""
    copy_keys(operator(), file)
    say(f"Đã niêm phong một bản sao kho khóa vào {file}; bản cũ hơn ở nơi khác cần được hủy.")


@keys_app.command("restore")
def restore_copy(file: Path) -> None:
    """Bring a lost key store back; the code is read from input. Example: noiviec keys restore kho-khoa.nvk < ma.txt."""
    if sys.stdin.isatty():
        say("Gõ mã khôi phục rồi Enter:")
    into = settings().keys
    restore_keys(file, sys.stdin.readline(), into)
    say(f"Đã mở bản sao kho khóa vào {into}.")
