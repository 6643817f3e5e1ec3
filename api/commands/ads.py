"""Pasted advertisements."""

import codecs
from pathlib import Path
from typing import Annotated, Any

import typer

from api.acts.ad_words import draft_lines
from api.acts.ads import ad_view, split_messages
from api.commands.opening import taught_here
from api.commands.shared import InputError, read_file, say, say_json, settings, warn
from employers.ads import LONGEST_MESSAGE

AdsFile = Annotated[Path, typer.Option("--file", help="Tin đã dán, giữa hai tin một dòng trống.")]
AsJson = Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")]


def read_ads(file: AdsFile, as_json: AsJson = False) -> None:
    """Read pasted messages into draft openings. Example: noiviec read-ad --file tin.txt --json."""
    home, taught = settings().home_province, taught_here()
    views = [ad_view(message, home, taught) for message in split_messages(_text_of(file))]
    for place, view in enumerate(views, start=1):
        if len(view["text"]) > LONGEST_MESSAGE:
            warn(f"Tin thứ {place} quá dài: chỉ đọc {LONGEST_MESSAGE} ký tự đầu; giữa hai tin để một dòng trống.")
    if as_json:
        say_json(views)
        return
    for view in views:
        _tell(view)


def _text_of(file: Path) -> str:
    content = read_file(file)
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise InputError(f"Tệp {file} không phải là văn bản UTF-8.")
    return text


def _tell(view: dict[str, Any]) -> None:
    first_line = view["text"].splitlines()[0]
    if not view["drafts"]:
        say(f"{first_line[:60]}: không có vị trí tuyển dụng")
    for draft in view["drafts"]:
        for line in draft_lines(draft):
            say(line)
