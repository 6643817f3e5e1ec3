"""Work on one's own: what there is, and what the product proposes to start with."""

from typing import Annotated, Any

import typer

from api.acts import own_work as acts
from api.commands.opening import operator
from api.commands.shared import say, say_json
from api.web.catalogue import sayer
from api.web.showing import day
from api.wording import million

own_work_app = typer.Typer(help="Các hướng tự làm.", no_args_is_help=True)


@own_work_app.command("list")
def list_own_work(as_json: Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")] = False) -> None:
    """List ways to work on one's own that are suggested. Example: noiviec own-work list."""
    items = acts.list_own_work(operator())
    if as_json:
        say_json(items)
        return
    for item in items:
        say(f"{item['code']}  {item['title']} ({item['occupation']})")
        tell_own_work(item)


@own_work_app.command("take-over")
def take_over() -> None:
    """Take over what the product proposes to start with. Example: noiviec own-work take-over."""
    say(f"Đã đưa {acts.take_over(operator())} hướng tự làm vào dùng.")


def tell_own_work(own: dict[str, Any]) -> None:
    """Say what work on one's own takes, and for a person the loan with the papers that are missing."""
    say_word = sayer("vi")
    costs = [million(vnd) for vnd in (own["cost_low_vnd"], own["cost_high_vnd"]) if vnd is not None]
    told = {"cost": " – ".join(costs)} | {name: own[name] for name in ("skills", "premises", "season")}
    if own.get("loan"):
        told["loan"] = _loan_words(own["loan"])
    told["source"] = f"{own['source']} ({say_word('own_work.stated_on', day=day(own['stated_on']))})"
    for name, words in told.items():
        if words:
            say(f"   {say_word(f'own_work.{name}')}: {words}")


def _loan_words(loan: dict[str, Any]) -> str:
    say_word, missing = sayer("vi"), loan["missing_papers"]
    parts = [say_word(f"own_work.loan_{loan['answer']}", vnd=million(loan["most_vnd"]))]
    if loan["answer"] != "no" and loan["last_day"]:
        parts.append(say_word("loan.until", day=day(loan["last_day"])))
    if loan["answer"] != "no" and missing:
        papers = "; ".join(say_word(f"loan.paper.{paper}") for paper in missing)
        parts.append(f"{say_word('own_work.missing')} {papers}.")
    return " ".join(parts)
