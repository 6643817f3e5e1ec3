"""Teaching words, and records that look alike: ``noiviec curate`` and ``noiviec duplicates``."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer

from api.acts import curation, duplicates, merging
from api.acts.refusals import REFUSALS
from api.commands.opening import operator
from api.commands.shared import InputError, say, say_json

AsJson = Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="Số dòng.")]
curate_app = typer.Typer(help="Dạy những lời ghi mà máy chưa hiểu là nghề gì.", no_args_is_help=True)
duplicates_app = typer.Typer(help="Đơn vị trùng, hồ sơ trùng: xem, gộp, hoàn tác.", no_args_is_help=True)


class Kind(StrEnum):
    """What may be on record twice."""

    employers = "employers"
    people = "people"


@contextmanager
def _in_words() -> Iterator[None]:
    """Say in one Vietnamese sentence why an act is refused."""
    try:
        yield
    except tuple(REFUSALS) as refused:
        raise InputError(REFUSALS[type(refused)][2] or "Không có mã này, hoặc việc này đã được lấy lại.") from None


@curate_app.command("texts")
def texts(limit: Limit = 20, as_json: AsJson = False) -> None:
    """List texts that were not understood, those of open openings first. Example: noiviec curate texts --limit 50."""
    total, items = curation.list_texts(operator(), 1, limit)
    if as_json:
        say_json({"total": total, "items": items})
        return
    for item in items:
        maybe = ", ".join(f"{o['isco']} {o['name']}" for o in item["maybe"])
        say(f"{item['count']:5}  {item['text']}" + (f"   (có thể: {maybe})" if maybe else ""))
    say(f"{total} lời ghi chưa rõ nghề.")


@curate_app.command("teach")
def teach(
    phrase: str,
    isco: Annotated[
        list[str] | None, typer.Argument(help="Mã ISCO-08, mã chính trước; không mã: không phải tên nghề.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Teach what words mean. Example: noiviec curate teach "thợ lò hơi" 8182."""
    with _in_words():
        taught = curation.teach_phrase(operator(), phrase, isco or [])
    if as_json:
        say_json(taught)
        return
    names = ", ".join(taught["names"]) or "không phải tên nghề"
    say(f"Cụm từ {taught['id']}: “{taught['phrase']}” → {names}. {_counts(taught['relinked'])}")


def _counts(relinked: dict[str, int]) -> str:
    return f"Đọc lại {relinked['openings']} vị trí, {relinked['courses']} khóa học, {relinked['people']} hồ sơ."


@curate_app.command("forget")
def forget(phrase_id: int, as_json: AsJson = False) -> None:
    """Take a taught phrase back. Example: noiviec curate forget 12."""
    with _in_words():
        forgotten = curation.forget_phrase(operator(), phrase_id)
    if as_json:
        say_json(forgotten)
    else:
        say(f"Đã lấy lại cụm từ “{forgotten['phrase']}”. {_counts(forgotten['relinked'])}")


@curate_app.command("list")
def list_phrases(
    history: Annotated[bool, typer.Option("--history", help="Cả những cụm từ đã thay hoặc lấy lại.")] = False,
    as_json: AsJson = False,
) -> None:
    """List what was taught. Example: noiviec curate list --history."""
    items = curation.list_phrases(operator(), history=history)
    if as_json:
        say_json(items)
        return
    for item in items:
        ended = f"; hết hiệu lực {item['ended_at']} ({item['ended_by']})" if item["ended_at"] else ""
        codes = ";".join(item["isco"]) or "-"
        say(f"{item['id']:5}  {item['phrase']} → {codes}  ({item['taught_by']}, {item['taught_at']}{ended})")


@duplicates_app.command("list")
def list_pairs(kind: Kind, limit: Limit = 20, as_json: AsJson = False) -> None:
    """List likely duplicates, both sides shown. Example: noiviec duplicates list employers."""
    total, items = duplicates.list_duplicates(operator(), kind, 1, limit)
    if as_json:
        say_json({"total": total, "items": items})
        return
    name = "name" if kind == Kind.employers else "full_name"
    for item in items:
        sides = " | ".join(
            f"{s['code']} {s[name]}, {s['commune'] or 'chưa rõ xã'}" for s in (item["first"], item["second"])
        )
        say(f"{item['score']:.2f}  {sides}")
    say(f"{total} cặp có thể trùng.")


@duplicates_app.command("merge")
def merge(kind: Kind, keep: str, drop: str, as_json: AsJson = False) -> None:
    """Make two records one. Example: noiviec duplicates merge people HS00012 HS00345 (the first stays)."""
    with _in_words():
        made = merging.merge(operator(), kind, keep, drop)
    if as_json:
        say_json(made)
    else:
        say(f"Đã gộp {drop} vào {keep}. Hoàn tác: noiviec duplicates undo {made['id']}")


@duplicates_app.command("undo")
def undo(merge_id: str, as_json: AsJson = False) -> None:
    """Part again what a merge made one. Example: noiviec duplicates undo aB3dE6gH9jK2mN5p."""
    with _in_words():
        parted = merging.undo(operator(), merge_id)
    if as_json:
        say_json(parted)
        return
    left = f" {parted['left_as_changed']} chỗ đã sửa sau đó được giữ nguyên." if parted["left_as_changed"] else ""
    say(f"Đã tách {parted['dropped']} khỏi {parted['kept']}.{left}")
