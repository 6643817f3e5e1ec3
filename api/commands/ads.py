"""Pasted advertisements."""

from pathlib import Path
from typing import Annotated, Any

import typer

from api.acts.ad_words import draft_lines
from api.acts.ads import ad_view, split_messages
from api.commands.shared import InputError, read_file, say, say_json, settings, taught_here

AdsFile = Annotated[Path, typer.Option("--file", help="Tin đã dán, giữa hai tin một dòng trống.")]
AsJson = Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")]


def read_ads(file: AdsFile, as_json: AsJson = False) -> None:
    """Read pasted messages into draft openings. Example: noiviec read-ad --file tin.txt --json."""
    try:
        text = read_file(file).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"Tệp {file} không phải là văn bản UTF-8.") from None
    home, taught = settings().home_province, taught_here()
    views = [ad_view(message, home, taught) for message in split_messages(text)]
    if as_json:
        say_json(views)
        return
    for view in views:
        _tell(view)


def _tell(view: dict[str, Any]) -> None:
    first_line = view["text"].splitlines()[0]
    if not view["drafts"]:
        say(f"{first_line[:60]}: không có vị trí tuyển dụng")
    for draft in view["drafts"]:
        for line in draft_lines(draft):
            say(line)
