"""Ranking: train, rerank, suggest, plan; versions of the model and its card."""

from typing import Annotated, Any

import typer

from api import clock
from api.acts.model_card import model_card
from api.acts.model_words import HOW_TO_READ, RANKERS, STATES, cell_words, judged_words
from api.acts.suggestions import show_suggestions, suggestions_view
from api.acts.supervision import plan_view
from api.commands.lists import Order
from api.commands.opening import operator
from api.commands.own_work import tell_own_work
from api.commands.shared import say, say_json
from api.reason_words import rule_words
from api.wording import VERDICTS, chance_words, damaged_note, million
from matcher.model_store import current_model, damaged_versions, list_models, promote
from matcher.rerank import rerank as rerank_job
from matcher.suggest import ListRequest
from matcher.touched import Touched
from matcher.train import PROMOTED
from matcher.train import train as train_job

AsJson = Annotated[bool, typer.Option("--json", help="In một tài liệu JSON.")]


def train(as_json: AsJson = False) -> None:
    """Fit the ranking model from outcomes; promote it only if it is not worse. Example: noiviec train."""
    caller = operator()
    stable = caller.service.settings.stable_after_days
    report = train_job(caller.service.ranker_sessions, caller.today, clock.now, stable)
    with caller.sessions.write() as session:
        caller.audit(session, "train", "model", str(report.version or 0), verdict=report.verdict)
    if as_json:
        say_json(report.as_dict() | {"promoted": report.verdict == PROMOTED, "note": VERDICTS[report.verdict][0]})
        return
    say(f"{report.outcomes} kết quả. {VERDICTS[report.verdict][0]}")
    if report.losses:
        say(HOW_TO_READ[0])
    for name, (loss, error) in sorted(report.losses.items(), key=lambda item: item[1][0] or 0.0):
        order, order_error = report.orders[name]
        say(f"  {RANKERS[name][0]:32} {judged_words((loss, error), (order, order_error))}")
    if report.version is not None:
        say(f"Bản {report.version}: khoảng ước lượng rộng trung bình {report.mean_width:.0%}.")


def rerank(
    person: Annotated[str | None, typer.Option(help="Chỉ một người.")] = None,
    opening: Annotated[str | None, typer.Option(help="Chỉ những người mà một vị trí chạm tới.")] = None,
) -> None:
    """Rank everyone, or what one change touches; publish a version. Example: noiviec rerank --person HS00012."""
    caller = operator()
    service, only = caller.service, Touched(person, opening)
    report = rerank_job(service.ranker_sessions, caller.today, clock.now, only, service.means())
    with caller.sessions.write() as session:
        clock.note_real_use(session, caller.service.settings)
        caller.audit(session, "rerank", "run", str(report.version))
    failed = f", {report.failed_people} người chưa xếp được" if report.failed_people else ""
    say(f"Bản {report.version}: {report.people} người, {report.suggestions} gợi ý{failed}.")
    raise typer.Exit(1 if report.failed_people else 0)


def suggest(
    person_code: str,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Số việc.")] = 10,
    order: Annotated[Order, typer.Option(help="Thứ tự.")] = Order.fair,
    as_json: AsJson = False,
) -> None:
    """Show what a case worker would see now. Example: noiviec suggest HS00012 --limit 5."""
    shown = show_suggestions(operator(), person_code, ListRequest(limit, order))
    view = suggestions_view(shown)
    if as_json:
        say_json(view)
        return
    if view["order_note"]:
        say(view["order_note"])
    if not shown.found.items:
        say(f"{person_code}: chưa có việc phù hợp trong {shown.found.blocked_total} vị trí.")
    for item in view["items"]:
        _tell_item(item)
    say("Chưa gợi ý được:" if shown.found.blocked else "Không vị trí nào bị loại.")
    for rule, count in sorted(shown.found.blocked.items(), key=lambda r: -r[1]):
        say(f"  {count} vị trí: {rule_words(rule)}")
    for unlock in view["unlocks"]:
        say(f"  ↑ {unlock['text']}{_rise(unlock['best_now'], unlock['best_then'])}")
    if view["unlocks_note"]:
        say(view["unlocks_note"])
    say(f"Mô hình {view['model']['version']}: {view['model']['note']}.")
    _tell_if(view["model"]["damaged_note"])


def _rise(now: float, then: float) -> str:
    """What a change does to the best chance; nothing where both read the same, since more choice is then the gain."""
    before, after = f"{now:.0%}", f"{then:.0%}"
    return "" if before == after else f"; việc hợp nhất: {before} → {after}"


def _tell_if(sentence: str | None) -> None:
    if sentence:
        say(sentence)


def _tell_item(item: dict[str, Any]) -> None:
    opening, wage = item["opening"], item["opening"]["wage"] or {}
    high = wage.get("high_vnd") or wage.get("low_vnd")
    say(f"{item['rank']}. {opening['code']}  {opening['title']} – {item['employer']['name']}")
    if item["own_work"]:
        tell_own_work(item["own_work"])
    else:
        pay = f"lương tới {million(high)}" if high else "lương thoả thuận"
        say(f"   {opening['commune']}; {pay}; còn {opening['seats_left']} chỗ; {item['employer']['answers']}")
    say(f"   Khả năng gắn bó: {chance_words(item['chance'], item['low'], item['high'])}")
    for sign, lines in (("+", item["reasons"][:4]), ("!", item["cautions"][:4])):
        for line in lines:
            say(f"   {sign} {line['text']}")


def plan(as_json: AsJson = False) -> None:
    """Say who goes where under the seats there are. Example: noiviec plan --json."""
    view = plan_view(operator())
    if as_json:
        say_json(view)
        return
    for pair in view["items"]:
        say(f"{pair['person']} → {pair['opening']} ({pair['chance']:.0%})")
    say(f"Khoảng {view['expected_jobs']:.1f} việc bền từ {len(view['items'])} lần giới thiệu.")


model_app = typer.Typer(help="Các bản mô hình.", no_args_is_help=True)


@model_app.command("list")
def list_versions() -> None:
    """List every version of the ranking model. Example: noiviec model list."""
    with operator().sessions.read() as session:
        versions, model = list_models(session), current_model(session)
    damaged = damaged_versions(versions)
    say("0\tbảng của chuyên gia" + ("" if model.version else "\tđang dùng"))
    for row in reversed(versions):
        verdict = row.report.get("verdict", "")
        verdict = VERDICTS[verdict][0] if verdict in VERDICTS else ""
        day = row.report.get("fitted_on") or ""
        state = STATES[row.state][0] + (", đã hỏng" if row.version in damaged else "")
        say(f"{row.version}\t{state}\t{row.outcomes} kết quả\t{day}\t{verdict}")
    _tell_if(damaged_note(model.version, damaged))


@model_app.command("use")
def use(version: int) -> None:
    """Put one version in force; 0 is the expert's tables. Example: noiviec model use 3."""
    caller = operator()
    with caller.sessions.write() as session:
        promote(session, version)
        caller.audit(session, "use_model", "model", str(version))
    say(f"Đang dùng bản {version}. Hãy chạy noiviec rerank để xếp lại.")


@model_app.command("card")
def card(as_json: AsJson = False) -> None:
    """Show what the model in force stands on, how sure it is and whom it treats how. Example: noiviec model card."""
    view = model_card(operator(), measure=True)
    if as_json:
        say_json(view)
        return
    _tell_if(view["damaged_note"])
    say(f"Bản {view['version']}: {view['note']}. {view['predicts']}")
    _tell_if(view["known_on_the_day"])
    say(f"Khoảng ước lượng 80 % rộng trung bình {view['mean_interval_width']:.0%}; tau {view['tau']:g}.")
    if view["losses"]:
        say(HOW_TO_READ[0])
    for row in view["losses"]:
        loss, order = (row["loss"], row["standard_error"]), (row["ndcg"], row["ndcg_standard_error"])
        say(f"  {row['name']:32} {judged_words(loss, order)}")
    say("Giới hạn đã biết:")
    for sentence in view["limits"]:
        say(f"  – {sentence}")
    _tell_fairness(view["fairness"])
    say(view["comparison"]["note"])
    say(view["rollout"]["answer"])


def _tell_fairness(fairness: dict[str, Any]) -> None:
    say(f"Công bằng, đo trên {fairness['people']} hồ sơ ngày {fairness['measured_on']}:")
    for comparison in fairness["comparisons"]:
        cells = [cell_words(cell) for cell in comparison["cells"]] or ["chưa có"]
        say(f"  {comparison['attribute_name']}, {comparison['measure_name']}: {'; '.join(cells)}")
    say(f"  * : nhóm dưới {fairness['smallest_cell']} người, không nêu số.")
    changed = sum(fairness["paired_profiles_changed"].values())
    say(f"  Đổi riêng giới tính, dân tộc hoặc chương trình: điểm của {changed} người thay đổi.")
