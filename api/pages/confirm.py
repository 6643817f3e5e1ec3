"""What an employer says by the code of a letter: typed from paper or opened as a link, without a sign-in.

Opening a code shows what is asked and changes nothing, so that a mail scanner spends no code; the button answers.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import Response

from api.acts import confirmations as acts
from api.acts.letters import receive, show_letter
from api.acts.work_sheets import show_work_sheet
from api.deps import ServiceDep
from api.web.addresses import inner_address
from api.web.catalogue import sayer
from api.web.cookies import language_of
from api.web.forms import Form, Values
from api.web.rendering import Look, page_response, render
from api.web.visits import read_values, see
from api.web.work_sheet_lines import job_lines
from matcher.confirmations import ANSWERS
from matcher.errors import UnknownConfirmation

router = APIRouter(include_in_schema=False, prefix="/confirm")
Code = Annotated[str, Path(max_length=64)]
ValuesDep = Annotated[Values, Depends(read_values)]
LONGEST = 64


def _page(request: Request, service: ServiceDep, template: str, status: int = 200, **facts: object) -> Response:
    look = Look(language_of(request, service.settings.language))
    if template == "confirm/work_sheet.html":
        asked: Any = facts["asked"]
        facts["lines"] = job_lines(asked["jobs"], sayer(look.language), look.language)
    return page_response(request, render(look, template, **facts), status)


def _unknown(request: Request, service: ServiceDep, typed: str = "", status: int = 404) -> Response:
    """Unknown, used and out of date look the same."""
    say = sayer(language_of(request, service.settings.language))
    form = Form({"code": [typed]}, {"code": say("confirm.unknown")})
    return _page(request, service, "confirm/code.html", status, form=form)


@router.get("")
def ask_code(request: Request, service: ServiceDep) -> Response:
    """Ask for the code of a letter."""
    return _page(request, service, "confirm/code.html", form=Form())


@router.post("")
def open_code(request: Request, service: ServiceDep, values: ValuesDep) -> Response:
    """Lead from a typed code to what it asks about."""
    typed = (values.get("code") or [""])[0][:LONGEST].strip()
    plain = "-".join(typed.upper().split())
    try:
        _asked(service, plain)
    except UnknownConfirmation:
        return _unknown(request, service, typed, 422)
    place = inner_address(f"/confirm/{plain}")
    return see(place) if place else _unknown(request, service, typed, 422)


def _asked(service: ServiceDep, code: str) -> tuple[str, dict[str, Any]]:
    """The page that a code leads to, with what it shows: a job that is asked about, or a letter that is looked up."""
    try:
        return "confirm/ask.html", acts.show_confirmation(service, code)
    except UnknownConfirmation:
        pass
    try:
        return "confirm/letter.html", show_letter(service, code)
    except UnknownConfirmation:
        return "confirm/work_sheet.html", show_work_sheet(service, code)


@router.get("/thanks")
def thank(request: Request, service: ServiceDep) -> Response:
    """Say thanks; a reload sends nothing again."""
    return _page(request, service, "confirm/thanks.html")


@router.get("/{code}")
def show_confirmation(request: Request, service: ServiceDep, code: Code) -> Response:
    """Show what is asked; nothing changes."""
    try:
        template, asked = _asked(service, code)
    except UnknownConfirmation:
        return _unknown(request, service)
    return _page(request, service, template, asked=asked, code=code, form=Form())


@router.post("/{code}")
def answer_confirmation(request: Request, service: ServiceDep, code: Code, values: ValuesDep) -> Response:
    """Take the employer's word, once."""
    said = (values.get("answer") or [""])[0]
    try:
        template, asked = _asked(service, code)
        if template == "confirm/letter.html":
            receive(service, code)
            return see("/confirm/thanks")
        if said in ANSWERS and template == "confirm/ask.html":
            acts.answer_confirmation(service, code, said)
            return see("/confirm/thanks")
    except UnknownConfirmation:
        return _unknown(request, service)
    say = sayer(language_of(request, service.settings.language))
    form = Form(values, {"answer": say("check_in.choose")})
    return _page(request, service, template, 422, asked=asked, code=code, form=form)
