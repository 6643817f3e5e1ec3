"""Signing in: name and password for a token that opens what the account may see."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request

from api import accounts, clock
from api.acts.provider_links import password_opens
from api.deps import ServiceDep
from api.problems import problem
from api.second_factor import passes
from api.web.cookies import may_sign_in

router = APIRouter(tags=["token"])


@router.post("/token")
def issue(
    request: Request,
    service: ServiceDep,
    username: Annotated[str, Form(max_length=256)],
    password: Annotated[str, Form(max_length=1024)],
    otp: Annotated[str, Form(max_length=64)] = "",
) -> dict[str, Any]:
    """Give a bearer token; ``otp`` is the second factor, where there is one. Every kind of no looks the same."""
    if not may_sign_in(request):
        raise problem(403, "Chỉ gửi mật khẩu qua HTTPS, hoặc trên chính máy này.", code="not_secure")
    source = request.client.host if request.client else ""
    now = clock.now()
    account = accounts.sign_in(
        service.database,
        username,
        password,
        source,
        now,
        lambda s, a: password_opens(service, s, a) and passes(s, service.keys, a, otp, now),
    )
    if account is None:
        raise problem(401, "Tên, mật khẩu hoặc mã xác thực chưa đúng.")
    hours = service.settings.token_hours
    with service.database.write() as session:
        token = accounts.issue_token(session, account, clock.now(), hours)
    return {"access_token": token, "token_type": "bearer", "expires_in": hours * 3600}
