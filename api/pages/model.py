"""The model in force: what it stands on, its tables drawn, whom it treats how, its versions; and the roll-out."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.acts.model_card import fairness_card, list_versions, model_card, use_version
from api.acts.model_words import REFUSED
from api.acts.rollout import draw, open_communes, rollout_view
from api.problems import problem
from api.web.charts import table_drawing
from api.web.forms import Form, read_day, whole_number
from api.web.visits import PostedDep, Visit, VisitDep
from matcher.errors import NoUsableModel
from matcher.rollout import Draw, RolloutRefused

router = APIRouter(include_in_schema=False)
Version = Annotated[str, Path(max_length=12)]
CURVE, ROWS = 17, 5
"""Bins of a number of which a curve is drawn, and which a table shows; a category shows all of its own."""
UNKNOWN = "unknown"


def _spread(size: int, most: int) -> list[int]:
    """Places of at most so many bins, evenly over all of them, the ends included."""
    return sorted({round(i * (size - 1) / (most - 1)) for i in range(most)}) if size > most else list(range(size))


def _part(table: Mapping[str, Any], rows: list[int]) -> dict[str, Any]:
    columns = ("bins", "middle", "expert", "fitted", "standard_error")
    return {**table, **{name: [table[name][i] for i in rows] for name in columns}}


def _drawn(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table with its drawing, and the rows that stand beside it; what is not known is no point of a curve."""
    size = len(table["bins"]) - 1
    is_number = table["middle"][0] is not None and size > 1 and bool(table["bins"][0][:1].isdigit())
    curve = _part(table, _spread(size, CURVE) if is_number else list(range(size)))
    rows = _part(table, [*(_spread(size, ROWS) if is_number else range(size)), size])
    lines = list(zip(rows["bins"], rows["middle"], rows["expert"], rows["fitted"], strict=True))
    return {"feature": table["feature"], "is_number": is_number, "drawing": table_drawing(curve), "rows": lines}


@router.get("/model")
def card(visit: VisitDep) -> Response:
    """Show what the model predicts, from how much, how surely, where it fails."""
    found = model_card(visit.caller, visit.language)
    tables = [_drawn(t) for t in found["tables"]]
    return visit.page("model/card.html", card=found, tables=tables, unknown=UNKNOWN)


@router.get("/model/fairness")
def fairness(visit: VisitDep, measure: Annotated[bool, Query()] = False) -> Response:
    """Show whether lists, chances and the plan differ between groups; small groups stay hidden.

    What training stored is shown at once; a version that was never trained is measured where that is asked for.
    """
    found = fairness_card(visit.caller, visit.language, measure=measure)
    return visit.page("model/fairness.html", fairness=found)


def _known(visit: Visit, version: str) -> int:
    """The number of a version that there is; any other address is none of ours."""
    if version not in {str(v["version"]) for v in list_versions(visit.caller)}:
        raise problem(404)
    return int(version)


@router.get("/model/{version}/use")
def ask_to_use(visit: VisitDep, version: Version) -> Response:
    """Ask whether a version is to be put in force."""
    visit.caller.require("use_model")
    _known(visit, version)
    return visit.page("model/use.html", version=version, form=visit.form())


@router.post("/model/{version}/use")
def use(posted: PostedDep, version: Version) -> Response:
    """Put a version in force; the lists follow with the next ranking."""
    visit = posted.visit
    visit.caller.require("use_model")
    number = _known(visit, version)
    if posted.again:
        return visit.page("model/use.html", version=version, form=posted.form({}))

    def act() -> str:
        use_version(visit.caller, number)
        return "/area/runs/new"

    try:
        return posted.once(act)
    except NoUsableModel:
        form = posted.form({"": visit.say("model.unusable")})
        return visit.page("model/use.html", version=version, form=form)


@router.get("/rollout")
def rollout(visit: VisitDep) -> Response:
    """Show the order in which communes begin, what it could show, and whether it can answer yet."""
    return _rollout(visit, visit.form())


def _rollout(visit: Visit, form: Form) -> Response:
    found = rollout_view(visit.caller, visit.language)
    number = 0 if found["steps"] else len(open_communes(visit.caller))
    return visit.page("model/rollout.html", found=found, number=number, form=form)


@router.post("/rollout")
def draw_order(posted: PostedDep) -> Response:
    """Check what was asked for, ask once more, and draw the order for good."""
    visit, say = posted.visit, posted.visit.say
    visit.caller.require("draw_rollout")
    start, wrong = read_day(posted.values, "start", visit.caller.today)
    seed, every = whole_number(posted.text("seed")), whole_number(posted.text("every"))
    errors = {} if start and not wrong else {"start": say(wrong or "errors.day_missing")}
    if not isinstance(seed, int):
        errors["seed"] = say("errors.int_type")
    if not isinstance(every, int) or not 1 <= every <= 365:
        errors["every"] = say("model.every_wrong")
    if start and start <= visit.caller.today:
        errors["start"] = say("model.start_wrong")
    if errors or posted.again or start is None or not isinstance(seed, int) or not isinstance(every, int):
        return _rollout(visit, posted.form(errors))
    wanted = Draw(open_communes(visit.caller), seed, start, every)
    if posted.text("checked") != "yes":
        return visit.page("model/draw.html", form=posted.form({}), wanted=wanted, start=start, values=posted)

    def act() -> str:
        draw(visit.caller, wanted)
        return "/rollout"

    try:
        return posted.once(act)
    except RolloutRefused as refused:
        return _rollout(visit, posted.form({"": REFUSED[refused.code][visit.language != "vi"]}))
