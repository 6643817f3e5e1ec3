"""Referrals of a case worker's people: the list, one of them, and its letter to print."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.acts.introductions import list_referrals
from api.acts.letters import letter, see_referral
from api.exports.letter_docx import DOCX, square_code, write_letter
from api.web.letter_lines import letter_lines
from api.web.visits import VisitDep

router = APIRouter(include_in_schema=False, prefix="/referrals")
ReferralId = Annotated[str, Path(max_length=64)]


@router.get("")
def referrals(visit: VisitDep) -> Response:
    """List the caller's referrals, those that wait for an answer first."""
    visit.caller.require("see_referral")
    found = [r for r in list_referrals(visit.caller, visit.language) if not r.get("from_list")]
    found.sort(key=lambda r: r["state"] not in ("waiting", "more_time"))
    return visit.page("referrals/list.html", referrals=found)


@router.get("/{referral}")
def one(visit: VisitDep, referral: ReferralId) -> Response:
    """Show one referral and what comes next."""
    return visit.page("referrals/one.html", referral=see_referral(visit.caller, referral))


@router.get("/{referral}/letter")
def print_letter(visit: VisitDep, referral: ReferralId) -> Response:
    """Show the letter of introduction, ready to print; the first time it is given its number."""
    found = letter(visit.caller, referral, visit.language)
    link = _link(visit, found)
    return visit.page("referrals/letter.html", letter=found, link=link, drawn=square_code(link))


@router.get("/{referral}/letter.docx")
def letter_document(visit: VisitDep, referral: ReferralId) -> Response:
    """Give the letter of introduction as a document."""
    found = letter(visit.caller, referral, visit.language)
    content = write_letter(letter_lines(found, _link(visit, found), visit.say))
    name = found["number"].replace("/", "-")
    headers = {
        "Content-Disposition": f'attachment; filename="giay-gioi-thieu-{name}.docx"',
        "Cache-Control": "no-store",
    }
    return Response(content, 200, headers, DOCX)


def _link(visit: VisitDep, found: dict[str, Any]) -> str:
    return f"{str(visit.request.base_url).rstrip('/')}{found['link']}"
