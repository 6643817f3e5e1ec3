"""Ways to work on one's own: what there is with what it takes; the supervisor curates it."""

from typing import Annotated, Any, Final, get_args

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts import own_work as acts
from api.acts.people import ChangedMeanwhile
from api.case_bodies import OwnWorkBody
from api.field_types import Licence, Physical
from api.leaving import WouldExpose
from api.web.asking import Part, Question, ask, differences
from api.web.forms import Form, Values, check, check_text, day_values, read_day
from api.web.visits import Posted, PostedDep, Visit, VisitDep
from employers.errors import NoOccupation, OwnWorkExists, WrongCosts
from employers.reference.money import read_amount

router = APIRouter(include_in_schema=False, prefix="/own-work")
Option = Annotated[str, Path(max_length=64)]
_WORDS: Final = ("title", "skills", "premises", "season", "source")
_COSTS: Final = ("cost_low_vnd", "cost_high_vnd")


@router.get("")
def options(visit: VisitDep) -> Response:
    """List ways to work on one's own; the supervisor finds here what the product proposes."""
    items, ended = acts.list_own_work(visit.caller, visit.language), acts.list_own_work(visit.caller, ended=True)
    return visit.page("own_work/list.html", items=items, ended=ended, proposals=acts.proposals(visit.caller))


@router.post("/take-over")
def take_over(posted: PostedDep) -> Response:
    """Take over what the product proposes."""
    if posted.again:
        return options(posted.visit)

    def act() -> str:
        acts.take_over(posted.visit.caller)
        return "/own-work"

    return posted.once(act)


@router.get("/new")
def ask_new(visit: VisitDep) -> Response:
    """Ask what a new way to work on one's own takes."""
    return _form_page(visit, None, visit.form(day_values("stated_on", visit.caller.today)))


@router.post("/new")
def add(posted: PostedDep) -> Response:
    """Add a way to work on one's own."""
    return _keep(posted, None)


@router.get("/{option}/change")
def ask_change(visit: VisitDep, option: Option) -> Response:
    """Ask what has changed."""
    visit.caller.require("curate")
    return _form_page(visit, option, visit.form(_values(acts.see_own_work(visit.caller, option))))


@router.post("/{option}/change")
def change(posted: PostedDep, option: Option) -> Response:
    """Keep what has changed."""
    return _keep(posted, option)


def _values(known: dict[str, Any]) -> dict[str, list[str]]:
    values = {name: [known[name] or ""] for name in (*_WORDS, "licence")}
    values |= {name: [f"{known[name]:,}".replace(",", ".")] for name in _COSTS if known[name] is not None}
    values |= {"physical": list(known["physical"]), "loan_scheme": [known["loan_scheme"] or ""]}
    return values | day_values("stated_on", known["stated_on"]) | {"revision": [str(known.get("revision", ""))]}


def _form_page(visit: Visit, option: str | None, form: Form, mine: Values | None = None) -> Response:
    """The form; ``mine`` is what was typed where somebody else changed the same meanwhile."""
    visit.caller.require("curate")
    say = visit.say
    known = None if option is None else acts.see_own_work(visit.caller, option, visit.language)
    heading = say("own_work.form.heading_change", title=known["title"]) if known else say("own_work.form.heading_new")
    place = "/own-work/new" if option is None else f"/own-work/{option}/change"
    physical = [(p, say(f"own_work.physicals.{p}")) for p in get_args(Physical)]
    licences = [("", say("own_work.form.licence_none")), *((c, c) for c in get_args(Licence))]
    anyway = [("yes", say("own_work.form.anyway"))]
    parts = (
        Part("text", "title", say("own_work.form.name"), say("own_work.form.name_hint")),
        Part("text", "cost_low_vnd", say("own_work.form.cost_low"), say("own_work.form.cost_hint")),
        Part("text", "cost_high_vnd", say("own_work.form.cost_high")),
        *(Part("text", name, say(f"own_work.{name}"), say(f"own_work.form.{name}_hint")) for name in _WORDS[1:4]),
        Part("boxes", "physical", say("own_work.form.physical"), options=physical),
        Part("select", "licence", say("own_work.form.licence"), options=licences),
        Part("boxes", "loan_scheme", say("own_work.form.loan"), options=[("person", say("own_work.form.loan_yes"))]),
        Part("text", "source", say("own_work.form.source"), say("own_work.form.source_hint")),
        Part("day", "stated_on", say("own_work.form.stated_on")),
        *([Part("boxes", "anyway", say("own_work.form.same"), options=anyway)] if form.error("anyway") else []),
    )
    question = Question(
        heading,
        option or "",
        place,
        say("own_work.form.button"),
        ("/own-work", say("own_work.title")),
        parts,
        theirs=differences(parts, mine, _values(known)) if mine and known else (),
        hidden={"revision": form.value("revision")} if known else {},
    )
    return ask(visit, question, form)


def _read(posted: Posted) -> tuple[OwnWorkBody | None, dict[str, str]]:
    say, errors = posted.visit.say, {}
    data: dict[str, Any] = {name: posted.text(name) or None for name in (*_WORDS, "licence", "loan_scheme")}
    data |= {"title": posted.text("title"), "source": posted.text("source"), "physical": list(posted.all("physical"))}
    for name in _COSTS:
        data[name] = read_amount(posted.text(name)) if posted.text(name).strip() else None
        if data[name] is None and posted.text(name).strip():
            errors[name] = say("own_work.form.cost_wrong")
    day, wrong = read_day(posted.values, "stated_on", posted.visit.caller.today)
    if day is None:
        errors["stated_on"] = say(wrong or "own_work.form.stated_on_missing")
    body, refused = check(OwnWorkBody, data | {"stated_on": day or posted.visit.caller.today}, say)
    return body, refused | errors


def _keep(posted: Posted, option: str | None) -> Response:
    visit, caller = posted.visit, posted.visit.caller
    caller.require("curate")
    body, errors = _read(posted)
    if body is None or errors or posted.again:
        return _form_page(visit, option, posted.form(errors))
    fields, revision, anyway = body.told(), posted.text("revision"), posted.text("anyway") == "yes"
    read = int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 12 else -1

    def act() -> str:
        if option is None:
            acts.add_own_work(caller, fields, anyway=anyway)
        else:
            acts.change_own_work(caller, option, read, fields, anyway=anyway)
        return "/own-work"

    try:
        return posted.once(act)
    except ChangedMeanwhile:
        now = acts.see_own_work(caller, option or "")["revision"]
        form = visit.form({**posted.values, "revision": [str(now)]}, {"": visit.say("own_work.form.changed_meanwhile")})
        return _form_page(visit, option, form, _values(fields))
    except OwnWorkExists as same:
        told = visit.say("own_work.form.exists", code=same.code)
        return _form_page(visit, option, posted.form({"anyway": told}))
    except (NoOccupation, WrongCosts) as wrong:
        field, words = ("title", "unread") if isinstance(wrong, NoOccupation) else ("cost_low_vnd", "cost_order")
        return _form_page(visit, option, posted.form({field: visit.say(f"own_work.form.{words}")}))
    except WouldExpose as refused:
        return _form_page(visit, option, posted.form({refused.found[0].field: refused.sentence}))


@router.get("/{option}/end")
def ask_end(visit: VisitDep, option: Option) -> Response:
    """Ask why it is suggested no longer."""
    return _end_page(visit, option, visit.form())


def _end_page(visit: Visit, option: str, form: Form) -> Response:
    visit.caller.require("curate")
    say, known = visit.say, acts.see_own_work(visit.caller, option, visit.language)
    question = Question(
        say("own_work.form.end_heading", title=known["title"]),
        option,
        f"/own-work/{option}/end",
        say("own_work.end"),
        ("/own-work", say("own_work.title")),
        (Part("text", "reason", say("own_work.form.end_reason")),),
        (("", say("own_work.form.end_note")),),
    )
    return ask(visit, question, form)


@router.post("/{option}/end")
def end(posted: PostedDep, option: Option) -> Response:
    """Suggest it no longer."""
    visit = posted.visit
    reason, wrong = check_text(posted.text("reason"), visit.say)
    if wrong or not reason or posted.again:
        return _end_page(visit, option, posted.form({"reason": wrong or visit.say("own_work.form.end_missing")}))

    def act() -> str:
        acts.end_own_work(visit.caller, option, reason)
        return "/own-work"

    return posted.once(act)
