"""One's own account: its password, where it is signed in, and the way to its second factor."""

from fastapi import APIRouter
from starlette.responses import Response

from api.accounts import AccountRefused
from api.acts import signing_in as acts
from api.acts.proving import NotProved, ways
from api.passwords import PASSWORD_MAX, PASSWORD_MIN, WeakPassword
from api.throttle import SignInThrottled
from api.web import cookies
from api.web.addresses import inner_address
from api.web.forms import Form
from api.web.navigation import first_page
from api.web.proving import (
    LONGEST,
    not_proved,
    password_missing,
    password_page,
    proof_page,
    proof_typed,
    with_token,
)
from api.web.rendering import Look, page_response, render
from api.web.visits import PostedDep, Visit, VisitDep

router = APIRouter(include_in_schema=False, prefix="/account")


@router.get("")
def show(visit: VisitDep) -> Response:
    """Show the account, and where it is signed in."""
    own = acts.own_sign_ins(visit.caller, cookies.token_of(visit.request))
    hours = visit.caller.service.settings.token_hours
    return visit.page("account/own.html", own=own, hours=hours, by=ways(visit.caller))


@router.get("/password")
def ask_password(visit: VisitDep) -> Response:
    """Ask for the current and the new password."""
    return password_page(visit, visit.form())


@router.post("/password")
def change_password(posted: PostedDep) -> Response:
    """Change the password and end every other sign-in."""
    visit = posted.visit
    new, tokens = posted.text("new_password")[:LONGEST], list[str]()
    differ = new != posted.text("repeat")[:LONGEST]
    errors = {"repeat": visit.say("account.repeat_differs")} if differ else {}
    errors |= password_missing(posted)
    if errors or posted.again:
        return password_page(visit, posted.form(errors))

    def act() -> str:
        tokens.append(acts.change_password(visit.caller, proof_typed(posted), new))
        return first_page(visit.caller.viewer.role) if visit.caller.viewer.must_choose else "/account"

    try:
        response = posted.once(act)
    except AccountRefused as refused:
        return password_page(visit, posted.form({"new_password": _why(visit, refused)}))
    except (NotProved, SignInThrottled) as error:
        return password_page(visit, posted.form(not_proved(visit, error)))
    if tokens and posted.text("carried"):
        look = Look(visit.language, visit.caller.viewer)
        onward = inner_address(posted.text("onward")) or "/"
        response = page_response(visit.request, render(look, "kept.html", kept=posted.text("carried"), next_=onward))
    return with_token(posted, response, tokens[0] if tokens else None)


def _why(visit: Visit, refused: AccountRefused) -> str:
    weak = refused.__cause__
    bounds = {"least": PASSWORD_MIN, "most": PASSWORD_MAX}
    return visit.say(f"account.weak.{weak.key}", **bounds) if isinstance(weak, WeakPassword) else str(refused)


def _sign_ins_page(visit: Visit, form: Form | None = None) -> Response:
    own = acts.own_sign_ins(visit.caller, cookies.token_of(visit.request))
    others = [item["id"] for item in own["sign_ins"] if not item["this"]]
    return proof_page(visit, "account/sign_ins.html", form or visit.form({"ids": others}), own=own)


@router.get("/sign-ins")
def ask_end(visit: VisitDep) -> Response:
    """Ask which sign-ins are to end; all others than this one are ticked."""
    return _sign_ins_page(visit)


@router.post("/sign-ins")
def end(posted: PostedDep) -> Response:
    """End the sign-ins that were ticked."""
    visit, tokens = posted.visit, list[str | None]()
    marks = [mark[:16] for mark in posted.all("ids")]
    errors = ({} if marks else {"ids": visit.say("account.choose")}) | password_missing(posted)
    if errors or posted.again:
        return _sign_ins_page(visit, posted.form(errors))

    def act() -> str:
        tokens.append(acts.end_sign_ins(visit.caller, proof_typed(posted), marks)[1])
        return "/account" if tokens[0] else "/"

    try:
        response = posted.once(act)
    except (NotProved, SignInThrottled) as error:
        return _sign_ins_page(visit, posted.form(not_proved(visit, error)))
    return with_token(posted, response, tokens[0] if tokens else None)
