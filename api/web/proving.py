"""Proving anew who one is, on a page: what was typed, the cookie that follows, and the form that changes a password."""

from typing import Final

from starlette.responses import Response

from api.acts import signing_in as acts
from api.acts.signing_in import Proof
from api.deps import proof_of
from api.passwords import PASSWORD_MIN
from api.throttle import SignInThrottled
from api.web import cookies
from api.web.forms import Form
from api.web.visits import Posted, Visit

LONGEST: Final = 1024
"""Characters of a field that are looked at."""


def proof_typed(posted: Posted) -> Proof:
    """What was typed into a form to show anew who one is."""
    request = posted.visit.request
    password, code = posted.text("password")[:LONGEST], posted.text("code")[:64]
    return proof_of(request, password, code, cookies.token_of(request))


def password_missing(posted: Posted) -> dict[str, str]:
    """What to say where no password was typed: that is no attempt, and is not counted as one."""
    return {} if posted.text("password") else {"password": posted.visit.say("account.password_missing")}


def with_token(posted: Posted, response: Response, token: str | None) -> Response:
    """Put the new token into the cookie, where there is one."""
    if token:
        cookies.keep_token(posted.visit.request, response, token, posted.visit.caller.service.settings.token_hours)
    return response


def not_proved(visit: Visit, error: Exception) -> dict[str, str]:
    """What to say at the password after a proof that was none, or after too many."""
    return {"password": visit.say("account.too_many" if isinstance(error, SignInThrottled) else "account.not_proved")}


def password_page(visit: Visit, form: Form) -> Response:
    """The form to change one's password; ``carried`` and ``onward`` lead back to what was typed before."""
    own = acts.own_sign_ins(visit.caller, None)
    return visit.page("account/password.html", form=form, own=own, shortest=PASSWORD_MIN)
