"""A consent taken back, and a rule set aside with a reason."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.decisions import Wanted, decide
from api.acts.profiles import consents_that_stand, withdraw
from api.acts.suggestion_pages import see_pair
from api.text_fields import Words
from api.web.asking import Part, Question, ask
from api.web.forms import Form, check_text, read_when
from api.web.visits import PostedDep, Visit, VisitDep
from matcher.errors import NotOverridable
from matcher.tables import DecisionKind

router = APIRouter(include_in_schema=False, prefix="/people/{person}")
Code = Annotated[str, Path(max_length=64)]


@router.get("/withdraw")
def ask_withdraw(visit: VisitDep, person: Code) -> Response:
    """Ask what a person takes back; nothing is ticked beforehand."""
    return _withdraw_page(visit, person, visit.form())


def _withdraw_page(visit: Visit, person: str, form: Form) -> Response:
    say, standing = visit.say, consents_that_stand(visit.caller, person)
    options = [
        (key, say(f"profile.purpose.{purpose}") + (f": {employer}" if employer else ""))
        for key, purpose, employer in standing
    ]
    asked = (
        Part("boxes", "consents", say("withdraw.what"), options=options),
        Part("when", "taken", say("withdraw.when")),
    )
    question = Question(
        say("withdraw.heading", code=person),
        person,
        f"/people/{person}/withdraw",
        say("withdraw.button"),
        (f"/people/{person}", person),
        asked if options else (),
        (("care", say("withdraw.after")),) if options else (("", say("withdraw.none")),),
    )
    return ask(visit, question, form)


@router.post("/withdraw")
def keep_withdraw(posted: PostedDep, person: Code) -> Response:
    """Record what was taken back; it stops counting at once."""
    visit, say = posted.visit, posted.visit.say
    known = {key for key, _, _ in consents_that_stand(visit.caller, person)}
    chosen = [key for key in posted.all("consents") if key in known]
    errors = {} if chosen else {"consents": say("withdraw.choose")}
    day, wrong_day = read_when(posted.values, "taken", visit.caller.today, say)
    errors |= wrong_day
    if day is None or (errors and known) or posted.again:
        return _withdraw_page(visit, person, posted.form(errors))
    on = day

    def act() -> str:
        withdraw(visit.caller, person, chosen, on)
        return f"/people/{person}"

    return posted.once(act)


@router.get("/openings/{opening}/override")
def ask_override(visit: VisitDep, person: Code, opening: Code) -> Response:
    """Ask which rules are set aside for one pair, and why."""
    return _override_page(visit, person, opening, visit.form())


def _override_page(visit: Visit, person: str, opening: str, form: Form) -> Response:
    visit.caller.require("decide")
    say, found = visit.say, see_pair(visit.caller, person, opening, visit.language)
    options = [(rule["code"], rule["text"]) for rule in found["rules"] if rule["overridable"]]
    fixed = [("", rule["text"]) for rule in found["rules"] if not rule["overridable"]]
    place = f"/people/{person}/openings/{opening}"
    parts = (
        Part("boxes", "rules", say("override.which"), options=options),
        Part("text", "reason", say("override.why"), say("override.why_hint")),
    )
    question = Question(
        say("override.heading", title=found["opening"]["title"], name=found["name"]),
        person,
        f"{place}/override",
        say("override.button"),
        (place, found["opening"]["title"]),
        parts if options else (),
        [*fixed, ("care", say("override.after" if options else "override.none"))],
        sends=bool(options),
    )
    return ask(visit, question, form)


@router.post("/openings/{opening}/override")
def keep_override(posted: PostedDep, person: Code, opening: Code) -> Response:
    """Set rules aside with a reason that is kept, and go back to the pair."""
    visit, say = posted.visit, posted.visit.say
    rules = list(posted.all("rules"))
    errors = {} if rules else {"rules": say("override.choose")}
    reason, wrong = check_text(posted.text("reason"), say, Words)
    errors |= {"reason": wrong} if wrong else {}
    if errors or posted.again:
        return _override_page(visit, person, opening, posted.form(errors))

    def act() -> str:
        decide(visit.caller, person, Wanted(opening, DecisionKind.override, reason, rules=rules))
        return f"/people/{person}/openings/{opening}"

    try:
        return posted.once(act)
    except NotOverridable:
        return _override_page(visit, person, opening, posted.form({"rules": say("override.choose")}))
