"""How things are done here, for each role in its own words; and a tour of ten minutes for a new case worker."""

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.acts.caseload import person_for_the_tour
from api.policy import Role
from api.web.visits import VisitDep

router = APIRouter(include_in_schema=False)

# Role → (key of the words in help.toml, address it speaks of).
TOPICS: Final[Mapping[Role, tuple[tuple[str, str], ...]]] = {
    Role.case_worker: (
        ("today", "/today"),
        ("person", "/people"),
        ("suggestions", "/people"),
        ("introduce", "/referrals"),
        ("follow", "/placements"),
        ("call", "/people"),
        ("cautions", "/people"),
        ("own_work", "/own-work"),
        ("loan", "/loans"),
        ("counselled", "/counselling"),
        ("course", "/training"),
        ("employer_loan", "/openings"),
        ("emptied", "/today"),
        ("work_sheet", "/people"),
        ("thanks", "/employers/contacts"),
        ("away", "/covers"),
    ),
    Role.supervisor: (
        ("targets", "/area"),
        ("report", "/area/report"),
        ("class_sheet", "/area/class"),
        ("own_work", "/own-work"),
        ("thanks", "/employers/contacts"),
        ("lists", "/lists"),
        ("held", "/lists"),
        ("words", "/curation"),
        ("counselled", "/counselling"),
        ("model", "/model"),
        ("notes", "/people"),
    ),
    Role.employer: (
        ("post", "/employer/openings"),
        ("answer", "/employer/introductions"),
        ("known", "/employer/introductions"),
        ("confirm", "/confirm"),
        ("leaves", "/employer/openings"),
        ("rest", "/employer/details"),
    ),
    Role.admin: (("accounts", "/accounts"), ("factor", "/second-factor")),
}
FIGURES: Final = ("chance", "range", "reasons", "blocked", "seats")
"""Words on a suggestion that the desk asks about most."""
# Stop of the tour → address; ``{person}`` is one of the caseload.
TOUR: Final[tuple[tuple[str, str], ...]] = (
    ("today", "/today"),
    ("people", "/people"),
    ("record", "/people/{person}"),
    ("suggestions", "/people/{person}/suggestions"),
    ("introduce", "/people/{person}/suggestions"),
    ("dismiss", "/people/{person}/suggestions"),
    ("own_work", "/own-work"),
    ("loan", "/people/{person}/loan"),
    ("counselled", "/counselling"),
    ("follow", "/placements"),
    ("call", "/people/{person}/contact"),
    ("paper", "/visits"),
)


@router.get("/help")
def show_help(visit: VisitDep) -> Response:
    """Show what this account can do here, and what the words on a suggestion mean."""
    visit.caller.require("look_up_words")
    role = visit.caller.viewer.role
    figures = FIGURES if role in {Role.case_worker, Role.supervisor} else ()
    return visit.page("help/help.html", role=str(role), topics=TOPICS[role], figures=figures)


@router.get("/help/tour")
def show_tour(visit: VisitDep) -> Response:
    """Lead a new case worker through a day, on somebody of their own list."""
    visit.caller.require("see_today")
    person = person_for_the_tour(visit.caller)
    stops = [(n, place.format(person=person or "")) for n, place in TOUR]
    shown = [stop for stop in stops if person or "/people/" not in stop[1]]
    return visit.page("help/tour.html", stops=shown, whole=person is not None)
