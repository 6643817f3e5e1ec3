"""What suits a person: the ranked list, one opening in full, why others are not there; referring and dismissing."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.acts.decisions import CONSENT_WORDING, Wanted, decide
from api.acts.suggestion_pages import see_blocked, see_pair, see_suggestions
from api.person_bodies import ConsentGiven
from api.policy import DISCLOSABLE
from api.reason_words import rule_words
from api.text_fields import LongText, Page
from api.web.addresses import inner_address
from api.web.drawing import map_of, range_of
from api.web.forms import check, check_text, read_when
from api.web.visits import Posted, PostedDep, Visit, VisitDep, see
from api.wording import order_note
from matcher.consents import ConsentAct
from matcher.decisions import DISMISS_REASONS
from matcher.errors import ConsentMissing, NotEligible
from matcher.ranking.eligibility import RULES
from matcher.suggest import ListRequest
from matcher.tables import DecisionKind, Referral

router = APIRouter(include_in_schema=False, prefix="/people/{person}")
PersonCode = Annotated[str, Path(max_length=64)]
OpeningCode = Annotated[str, Path(max_length=64)]
RuleName = Literal[
    "closed", "consent", "minimum_age", "illegal", "licence", "schooling", "shift", "treatment", "health", "distance",
    "wage_floor", "employer", "already",
]  # fmt: skip
assert set(RuleName.__args__) == set(RULES)  # type: ignore[attr-defined]  # a Literal knows its members at run time
OFFERED = tuple(name for name in DISCLOSABLE if name != "status_sentence")
"""What the form offers to tell an employer; a sentence about a person's status is nobody's to ask for there."""


@router.get("/suggestions")
def suggestions(
    visit: VisitDep,
    person: PersonCode,
    order: Annotated[Literal["fair", "chance"], Query()] = "fair",
    limit: Annotated[Literal["10", "20", "50"], Query()] = "10",
    after: Annotated[Literal["", "left"], Query()] = "",
) -> Response:
    """Show the openings that suit one person, best first, each with its reasons."""
    found = see_suggestions(visit.caller, person, ListRequest(int(limit), order), visit.language)
    return visit.page(
        "suggestions/list.html",
        person=person,
        found=found,
        blocked=_blocked_words(visit, found.shown.found.blocked),
        drawing=map_of(found.items),
        range_of=range_of,
        order=order,
        limit=int(limit),
        after=after,
        order_words=order_note(found.shown.found.order, visit.language),
    )


def _blocked_words(visit: Visit, by_rule: dict[str, int]) -> list[tuple[str, str, int]]:
    counted = sorted(by_rule.items(), key=lambda pair: -pair[1])
    return [(rule, rule_words(rule, visit.language), number) for rule, number in counted]


@router.get("/blocked")
def blocked(
    visit: VisitDep,
    person: PersonCode,
    rule: Annotated[RuleName | None, Query()] = None,
    page: Annotated[Page, Query()] = 1,
) -> Response:
    """Show the openings that are not suggested, and why not."""
    found = see_blocked(visit.caller, person, rule, page, visit.language)
    words = {name: rule_words(name, visit.language) for name in found.by_rule}
    counted = _blocked_words(visit, found.by_rule)
    return visit.page("suggestions/blocked.html", person=person, found=found, rule=rule, words=words, counted=counted)


@router.get("/openings/{opening}")
def pair(visit: VisitDep, person: PersonCode, opening: OpeningCode) -> Response:
    """Show one opening for one person in full: why it suits, or why it does not."""
    found = see_pair(visit.caller, person, opening, visit.language)
    return visit.page("suggestions/pair.html", pair=found, bar=range_of(found), form=visit.form())


@router.get("/openings/{opening}/refer")
def ask_to_refer(visit: VisitDep, person: PersonCode, opening: OpeningCode) -> Response:
    """Ask for the person's consent to meet this employer, nothing ticked beforehand; own work has none to meet."""
    found = see_pair(visit.caller, person, opening, visit.language)
    return _to_start(person, opening) if found["own_work"] else _refer_page(visit, found, visit.form())


def _to_start(person: str, opening: str) -> Response:
    return see(inner_address(f"/people/{person}/openings/{opening}/start") or "/people")


def _refer_page(visit: Visit, found: dict[str, Any], form: Any) -> Response:
    return visit.page("suggestions/refer.html", pair=found, form=form, offered=OFFERED)


@router.post("/openings/{opening}/refer")
def refer(posted: PostedDep, person: PersonCode, opening: OpeningCode) -> Response:
    """Record the consent and the referral in one act, and lead on to its letter."""
    visit = posted.visit
    found = see_pair(visit.caller, person, opening, visit.language)
    if found["own_work"]:
        return _to_start(person, opening)
    consent, errors = (None, {}) if found["agreed_on"] else _consent(posted, visit.caller.today)
    reason, wrong = check_text(posted.text("reason"), visit.say)
    errors |= {"reason": wrong} if wrong else {}
    if errors or posted.again:
        return _refer_page(visit, found, posted.form(errors))
    wanted = Wanted(opening, DecisionKind.refer, reason or "person_agreed", consent=consent)

    def act() -> str:
        made = decide(visit.caller, person, wanted)
        assert isinstance(made, Referral)
        return f"/referrals/{made.id}"

    try:
        return posted.once(act)
    except NotEligible as refused:
        words = [rule_words(rule, visit.language) for rule in refused.rules]
        return _refer_page(visit, found, posted.form(dict.fromkeys([""], "; ".join(words))))
    except ConsentMissing:
        return _refer_page(visit, found, posted.form({"given": visit.say("refer.consent_missing")}))


def _consent(posted: Posted, today: date) -> tuple[ConsentAct | None, dict[str, str]]:
    """The consent that a form states, or what is wrong with it."""
    say = posted.visit.say
    day, errors = read_when(posted.values, "given", today, say)
    body, refused = check(
        ConsentGiven,
        {"fields": list(posted.all("fields")), "given_on": day or today, "proof": posted.text("proof") or None},
        say,
    )
    if "fields" in refused:
        refused["fields"] = say("refer.fields_choose")
    errors |= refused
    if body is None or errors:
        return None, errors
    return ConsentAct(body.given_on, tuple(body.fields), body.proof, None, CONSENT_WORDING), {}


@router.get("/openings/{opening}/dismiss")
def ask_to_dismiss(visit: VisitDep, person: PersonCode, opening: OpeningCode) -> Response:
    """Ask why an opening does not suit; the reason teaches."""
    return _dismiss_page(visit, see_pair(visit.caller, person, opening, visit.language), visit.form())


def _dismiss_page(visit: Visit, found: dict[str, Any], form: Any) -> Response:
    return visit.page("suggestions/dismiss.html", pair=found, form=form, reasons=DISMISS_REASONS)


@router.post("/openings/{opening}/dismiss")
def dismiss(posted: PostedDep, person: PersonCode, opening: OpeningCode) -> Response:
    """Record that an opening does not suit a person, and go back to the list."""
    visit, say = posted.visit, posted.visit.say
    errors = {}
    if posted.text("reason") not in DISMISS_REASONS:
        errors["reason"] = say("dismiss.choose")
    note, wrong = check_text(posted.text("note"), say, LongText)
    errors |= {"note": wrong} if wrong else {}
    if errors or posted.again:
        found = see_pair(visit.caller, person, opening, visit.language)
        return _dismiss_page(visit, found, posted.form(errors))
    wanted = Wanted(opening, DecisionKind.dismiss, posted.text("reason"), note or None)
    return posted.once(lambda: _decided(visit, person, wanted))


@router.post("/openings/{opening}/take-back")
def take_back(posted: PostedDep, person: PersonCode, opening: OpeningCode) -> Response:
    """Put a dismissed opening back on the list."""
    wanted = Wanted(opening, DecisionKind.take_back, "taken_back")
    return posted.once(lambda: _decided(posted.visit, person, wanted))


def _decided(visit: Visit, person: str, wanted: Wanted) -> str:
    decide(visit.caller, person, wanted)
    return inner_address(f"/people/{person}/suggestions") or "/people"
