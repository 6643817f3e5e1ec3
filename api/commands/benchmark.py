"""Measuring: the figures of this machine beside their targets and beside other libraries."""

from typing import Annotated

import typer

from api.benchmark.figures import Scale
from api.benchmark.sections import SECTIONS
from api.commands.shared import InputError, say


def benchmark(
    section: Annotated[str | None, typer.Option(help=f"Một phần: {', '.join(SECTIONS)}.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Cỡ nhỏ bằng một phần mười, không so với đích.")] = False,
) -> None:
    """Measure ranking on this machine, beside the alternatives. Example: noiviec benchmark --section night --quick."""
    if section is not None and section not in SECTIONS:
        raise InputError(f"Không có phần {section}; có: {', '.join(SECTIONS)}.")
    for name in SECTIONS if section is None else (section,):
        say(f"[{name}]")
        for figure in SECTIONS[name](Scale(quick)):
            say(figure.line)
