"""Advice on what would open more work: courses to hold, employers to visit."""

from typing import Annotated

import typer

from api.acts.advice import courses_view, visits_view
from api.commands.opening import operator
from api.commands.shared import say, say_json
from matcher.advice import USUAL_PLACES

AsJson = Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")]

advice_app = typer.Typer(help="Gợi ý mở thêm việc.", no_args_is_help=True)


@advice_app.command("courses")
def courses(
    places: Annotated[int, typer.Option(min=0, max=1000, help="Số chỗ học.")] = USUAL_PLACES, as_json: AsJson = False
) -> None:
    """Say which course with how many seats where. Example: noiviec advice courses --places 35."""
    view = courses_view(operator(), places)
    if as_json:
        say_json(view)
        return
    say(view["text"])
    for item in view["items"]:
        say(f"  {item['text']}")


@advice_app.command("visits")
def visits(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Số đơn vị.")] = 20, as_json: AsJson = False
) -> None:
    """List employers without openings to visit next. Example: noiviec advice visits --limit 10."""
    view = visits_view(operator(), limit)
    if as_json:
        say_json(view)
        return
    say(view["text"])
    for item in view["items"]:
        where = ", ".join(part for part in (item["address"], item["commune"]) if part)
        say(f"{item['rank']}. {item['name']} – {where or 'chưa rõ nơi'}; {item['phone'] or 'chưa có điện thoại'}")
        for reason in item["reasons"]:
            say(f"   + {reason}")
