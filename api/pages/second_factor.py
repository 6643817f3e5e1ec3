"""A second factor for one's own sign-in: begun, put in force with a first code, taken away."""

from fastapi import APIRouter
from starlette.responses import Response

from api.acts import second_factor as acts
from api.acts.proving import NotProved
from api.second_factor import WrongCode, address
from api.throttle import SignInThrottled
from api.web.cookies import token_of
from api.web.forms import Form
from api.web.proving import not_proved, password_missing, proof_page, proof_typed, with_token
from api.web.visits import PostedDep, Visit, VisitDep

router = APIRouter(include_in_schema=False, prefix="/second-factor")


@router.get("")
def show(visit: VisitDep) -> Response:
    """Show whether a code is asked for, or the secret that waits for its first code."""
    return _page(visit, visit.form())


def _page(visit: Visit, form: Form) -> Response:
    on, secret = acts.state(visit.caller)
    grouped = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)) if secret else ""
    place = address(secret, visit.caller.viewer.name) if secret else ""
    return proof_page(visit, "second_factor.html", form, on=on, secret=grouped, place=place)


@router.post("")
def begin(posted: PostedDep) -> Response:
    """Make a secret, by the password."""
    visit, tokens = posted.visit, list[str]()
    missing = password_missing(posted)
    if posted.again or missing or acts.state(visit.caller)[0]:
        return _page(visit, posted.form(missing))

    def act() -> str:
        tokens.append(acts.begin(visit.caller, proof_typed(posted)))
        return "/second-factor"

    try:
        response = posted.once(act)
    except (NotProved, SignInThrottled) as error:
        return _page(visit, posted.form(not_proved(visit, error)))
    return with_token(posted, response, tokens[0] if tokens else None)


@router.post("/confirm")
def confirm(posted: PostedDep) -> Response:
    """Put it in force with a first code, and show the spare codes this once."""
    visit, shown = posted.visit, list[str]()
    if posted.again:
        return _page(visit, posted.form({}))

    def act() -> str:
        shown.extend(acts.confirm(visit.caller, posted.text("code"), token_of(visit.request)))
        return "/second-factor"

    try:
        response = posted.once(act)
    except WrongCode:
        return _page(visit, posted.form({"code": visit.say("second_factor.wrong")}))
    return visit.page("second_factor_codes.html", codes=shown) if shown else response


@router.post("/end")
def end(posted: PostedDep) -> Response:
    """Take it away, by the password and a code."""
    visit, tokens = posted.visit, list[str]()
    missing = password_missing(posted)
    if posted.again or missing:
        return _page(visit, posted.form(missing))

    def act() -> str:
        tokens.append(acts.end(visit.caller, proof_typed(posted)))
        return "/second-factor"

    try:
        response = posted.once(act)
    except (NotProved, SignInThrottled) as error:
        return _page(visit, posted.form(not_proved(visit, error)))
    return with_token(posted, response, tokens[0] if tokens else None)
