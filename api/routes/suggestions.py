"""What suits a person: handed out at once where nothing it stands on has moved, else worked out."""

import re
from contextlib import suppress
from typing import Annotated, Any, Final, Literal
from urllib.parse import parse_qsl

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.acts.list_desk import Ask
from api.deps import CallerDep, LanguageDep, LimitDep, asked_language, list_desk, spoken_token
from api.store_errors import DatabaseError
from api.text_fields import LARGEST_LIMIT
from matcher.suggest import ListRequest

_PATH: Final = re.compile(r"/api/v1/people/([^/]{1,64})/suggestions")
_LIMIT: Final = re.compile(r"[1-9][0-9]{0,2}")


class KeptLists:
    """Asks the list desk before a request is routed at all; what it has not kept goes the usual way.

    Only a request whose every part is plainly good is asked for: whatever else there is to say, the usual way says it.
    Plain ASGI, as :class:`api.guard.Guard`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a kept list, or pass on."""
        ask = _plain_ask(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        body = None
        if ask is not None:
            with suppress(DatabaseError):  # the usual way meets it too, and says it
                body = await list_desk(scope["app"]).ask(ask)
        if body is None:
            await self.app(scope, receive, send)
            return
        scope["route"] = router.routes[0]
        await Response(body, media_type="application/json")(scope, receive, send)


def _plain_ask(scope: Scope) -> Ask | None:
    """What is asked, where it can be read off at a glance."""
    path = _PATH.fullmatch(scope["path"])
    if path is None:
        return None
    said = dict(scope["headers"])
    token = spoken_token(said.get(b"authorization", b"").decode("latin-1"))
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    asked = dict(query)
    limit, order, language = asked.pop("limit", "10"), asked.pop("order", "fair"), asked.pop("lang", None)
    good = _LIMIT.fullmatch(limit) and int(limit) <= LARGEST_LIMIT and order in ("fair", "chance")
    if token is None or asked or len(query) > 3 or not good or language not in (None, "vi", "en"):
        return None
    spoken = asked_language(language, said.get(b"accept-language", b"").decode("latin-1"))
    return Ask(token, path[1], ListRequest(int(limit), order), spoken)


router = APIRouter(prefix="/people", tags=["people"])


@router.get("/{code}/suggestions", response_model=dict[str, Any])
def suggestions(
    request: Request,
    caller: CallerDep,
    code: Annotated[str, Path(max_length=64)],
    language: LanguageDep,
    limit: LimitDep = 10,
    order: Annotated[Literal["fair", "chance"], Query()] = "fair",
) -> Response:
    """Rank the openings for one person, with reasons."""
    caller.require("see_suggestions")
    body = list_desk(request.app).work_out(caller, Ask("", code, ListRequest(limit, order), language))
    return Response(body, media_type="application/json")
