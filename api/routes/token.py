"""Signing in: name and password for a token that opens what the account may see."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request

from api import accounts, clock
from api.deps import ServiceDep
from api.problems import problem

router = APIRouter(tags=["token"])


@router.post("/token")
def issue(
    request: Request,
    service: ServiceDep,
    username: Annotated[str, Form(max_length=256)],
    password: Annotated[str, Form(max_length=1024)],
) -> dict[str, Any]:
    """Give a bearer token; unknown, disabled and wrong get the same answer."""
    source = request.client.host if request.client else ""
    account = accounts.sign_in(service.database, username, password, source, clock.now())
    if account is None:
        raise problem(401, "Tên hoặc mật khẩu chưa đúng.")
    hours = service.settings.token_hours
    with service.database.write() as session:
        token = accounts.issue_token(session, account, clock.now(), hours)
    return {"access_token": token, "token_type": "bearer", "expires_in": hours * 3600}
