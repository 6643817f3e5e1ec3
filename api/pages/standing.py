"""How the service stands: what is wrong and what to do about it, in words."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from api.acts.standing import Sign, see_standing
from api.web.visits import Visit, VisitDep

router = APIRouter(include_in_schema=False, prefix="/area")


@router.get("/standing")
def standing(visit: VisitDep) -> Response:
    """Show what needs a hand, the worst first, then what is well."""
    told = [_told(visit, sign) for sign in see_standing(visit.caller)]
    return visit.page(
        "area/standing.html",
        wrong=[it for it in told if it["level"] != "good"],
        well=[it for it in told if it["level"] == "good"],
    )


def _told(visit: Visit, sign: Sign) -> dict[str, Any]:
    facts, wrong = sign.shown, sign.level != "good"
    return {
        "level": sign.level,
        "text": visit.say(f"standing.text.{sign.code}", **facts),
        "to_do": visit.say(f"standing.to_do.{sign.code}", **facts) if wrong else "",
    }
