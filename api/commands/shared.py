"""What every command needs: its settings, files named on the command line, and one way to print."""

import getpass
import json
import os
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:  # the stores are loaded when they are opened: a bad file is refused before that
    from api.settings import Settings


class InputError(Exception):
    """A command was given something it cannot use; one Vietnamese sentence says what."""


at_the_end = ExitStack()
"""What a command opened and :func:`api.cli.main` closes when it is over."""


@cache
def settings() -> "Settings":
    """The settings of this run."""
    from api.settings import load_settings

    return load_settings()


def user_name() -> str:
    """Who runs the command, as the operating system says; also where it knows no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid-{os.getuid()}"


def read_file(path: Path) -> bytes:
    """Read a file given on the command line.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"Không tìm thấy tệp {path}.") from None
    except OSError:
        raise InputError(f"Không đọc được tệp {path}.") from None


def write_file(path: Path, content: bytes) -> None:
    """Write a file named on the command line; only its owner reads it (0600).

    Raises
    ------
    InputError
        If it cannot be written.
    """
    from api.private_files import write_private

    try:
        write_private(path, content)
    except OSError:
        raise InputError(f"Không ghi được tệp {path}.") from None


def say(words: str) -> None:
    """Print one line of an answer."""
    typer.echo(words)


def warn(words: str) -> None:
    """Print one line beside the answer, to standard error."""
    typer.echo(words, err=True)


def say_json(value: Any) -> None:
    """Print one JSON document and nothing else."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
