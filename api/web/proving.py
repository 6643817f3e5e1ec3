"""Proving anew who one is, on a page: by what, what was typed, the cookie that follows; and the form of a password."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from fastapi import Request
from starlette.responses import Response

from api.acts import signing_in as acts
from api.acts.proving import VOUCHED, Proof, Vouched, ways
from api.deps import proof_of
from api.passwords import PASSWORD_MIN
from api.service import Service
from api.throttle import SignInThrottled
from api.web import cookies, underway
from api.web.forms import Form
from api.web.visits import Posted, Visit

LONGEST: Final = 1024
"""Characters of a field that are looked at."""


@dataclass(frozen=True)
class Asked:
    """What a page asks for, to show anew who one is.

    Attributes
    ----------
    password, provider : bool
        Whether a password will do, and whether the office's own sign-in will.
    until : datetime or None
        How long the provider's word counts that was given just now; neither is asked for then.
    wrong : str
        Why the provider's word was not taken, to be said this once.
    """

    password: bool
    provider: bool
    until: datetime | None = None
    wrong: str = ""


def keep_word(request: Request, response: Response, service: Service, word: Vouched) -> None:
    """Remember the provider's word in the browser that brought it."""
    told = {"account": word.account, "sign_in": word.sign_in, "taken_at": word.at.isoformat()}
    underway.keep(request, response, service, "vouched", told)


def word_kept(visit: Visit) -> Vouched | None:
    """The provider's word on who visits; None where there is none, or it no longer counts."""
    caller = visit.caller
    kept = underway.read(visit.request, caller.service, "vouched")
    if kept is None:
        return None
    word = Vouched(kept["account"], kept["sign_in"], datetime.fromisoformat(kept["taken_at"]))
    return word if word.stands(caller.viewer.name, cookies.token_of(visit.request), caller.now()) else None


def proof_page(visit: Visit, template: str, form: Form, **facts: Any) -> Response:
    """A page that asks to show anew who one is; why that failed at the provider is told once."""
    by, word = ways(visit.caller), word_kept(visit)
    failed = underway.read(visit.request, visit.caller.service, "unproved")
    wrong = failed["what"] if failed else "over" if form.error("password") and not by.password else ""
    said = visit.say(f"proving.{wrong}") if wrong else ""
    asked = Asked(by.password, by.provider, word.at + VOUCHED if word else None, said)
    response = visit.page(template, 422 if wrong else None, form=form, asked=asked, **facts)
    if failed:
        underway.forget(visit.request, response)
    return response


def proof_typed(posted: Posted) -> Proof:
    """What was typed into a form to show anew who one is, or the provider's word in its place."""
    request = posted.visit.request
    password, code = posted.text("password")[:LONGEST], posted.text("code")[:64]
    return proof_of(request, password, code, cookies.token_of(request), word_kept(posted.visit))


def password_missing(posted: Posted) -> dict[str, str]:
    """What to say where no password was typed, nor is needed: that is no attempt, and is not counted as one."""
    if posted.text("password") or word_kept(posted.visit):
        return {}
    return {"password": posted.visit.say("account.password_missing")}


def with_token(posted: Posted, response: Response, token: str | None) -> Response:
    """Put the new token into the cookie, where there is one."""
    if token:
        cookies.keep_token(posted.visit.request, response, token, posted.visit.caller.service.settings.token_hours)
    return response


def not_proved(visit: Visit, error: Exception) -> dict[str, str]:
    """What to say after a proof that was none, or after too many: at the password, or at the code that went with it."""
    told = visit.say("account.too_many" if isinstance(error, SignInThrottled) else "account.not_proved")
    return {"code" if word_kept(visit) else "password": told}


def password_page(visit: Visit, form: Form) -> Response:
    """The form to change one's password; ``carried`` and ``onward`` lead back to what was typed before."""
    own = acts.own_sign_ins(visit.caller, None)
    return proof_page(visit, "account/password.html", form, own=own, shortest=PASSWORD_MIN)
