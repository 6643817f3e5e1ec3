"""Signing in: name and password for a token that opens what the account may see; what an account does about its own."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Form, Header, Request, Response

from api.account_bodies import PasswordChange, SignInsEnd
from api.acts import signing_in as acts
from api.deps import CallerDep, ServiceDep, proof_of, spoken_token
from api.problems import problem
from api.service import Service
from api.web.cookies import may_sign_in

router = APIRouter(tags=["token"])
Authorization = Annotated[str | None, Header(include_in_schema=False)]
_OPEN_WIRE: Final = "Chỉ gửi mật khẩu qua HTTPS, hoặc trên chính máy này."


def _closed_wire(request: Request) -> None:
    if not may_sign_in(request):
        raise problem(403, _OPEN_WIRE, code="not_secure")


def _given(service: Service, token: str | None) -> dict[str, Any]:
    return {"access_token": token, "token_type": "bearer", "expires_in": service.settings.token_hours * 3600}


@router.post("/token")
def issue(
    request: Request,
    service: ServiceDep,
    username: Annotated[str, Form(max_length=256)],
    password: Annotated[str, Form(max_length=1024)],
    otp: Annotated[str, Form(max_length=64)] = "",
) -> dict[str, Any]:
    """Give a bearer token; ``otp`` is the second factor, where there is one. Every kind of no looks the same.

    It ends after ``expires_in`` seconds, or earlier when it is not used for the time that the office has set.
    """
    _closed_wire(request)
    opened = acts.open_sign_in(service, username, proof_of(request, password, otp, None), tells=False)
    if opened is None:
        raise problem(401, "Tên, mật khẩu hoặc mã xác thực chưa đúng.")
    return _given(service, opened.token)


@router.delete("/token", status_code=204)
def end(caller: CallerDep, authorization: Authorization = None) -> Response:
    """End the sign-in that asks."""
    acts.end_this(caller, spoken_token(authorization) or "")
    return Response(status_code=204)


@router.post("/password")
def change_password(
    request: Request, caller: CallerDep, body: PasswordChange, authorization: Authorization = None
) -> dict[str, Any]:
    """Change one's own password, by the current one and, where there is one, the second factor.

    Every sign-in of the account ends; the answer holds the token of a new one.
    """
    _closed_wire(request)
    proof = proof_of(request, body.password, body.otp, spoken_token(authorization))
    return _given(caller.service, acts.change_password(caller, proof, body.new_password))


@router.get("/sign-ins")
def sign_ins(caller: CallerDep, authorization: Authorization = None) -> dict[str, Any]:
    """Where one's own account is signed in, and when its password was last changed."""
    return acts.own_sign_ins(caller, spoken_token(authorization))


@router.post("/sign-ins/end")
def end_sign_ins(
    request: Request, caller: CallerDep, body: SignInsEnd, authorization: Authorization = None
) -> dict[str, Any]:
    """End sign-ins of one's own account, by its password; ``access_token`` is the new one, none if one's own ended."""
    _closed_wire(request)
    proof = proof_of(request, body.password, body.otp, spoken_token(authorization))
    ended, token = acts.end_sign_ins(caller, proof, body.ids)
    return {"ended": ended, **_given(caller.service, token)}
