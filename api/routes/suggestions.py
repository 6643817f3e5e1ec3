"""What suits a person: handed out at once where nothing it stands on has moved, else worked out."""

import re
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Final, Literal
from urllib.parse import parse_qsl

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.routing import APIRoute

from api.acts.list_desk import Ask
from api.deps import CallerDep, LanguageDep, LimitDep, asked_language, list_desk, spoken_token
from api.text_fields import LARGEST_LIMIT
from matcher.suggest import ListRequest

_LIMIT: Final = re.compile(r"[1-9][0-9]{0,2}")


class KeptListRoute(APIRoute):
    """Asks the list desk before anything of a request is worked out; what it has not kept goes the usual way.

    Only a request whose every part is plainly good is asked for: whatever else there is to say, the usual way says it.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the usual handler."""
        usual = super().get_route_handler()

        async def handle(request: Request) -> Response:
            ask = _plain_ask(request)
            body = await list_desk(request).ask(ask) if ask else None
            return await usual(request) if body is None else Response(body, media_type="application/json")

        return handle


def _plain_ask(request: Request) -> Ask | None:
    """What is asked, where it can be read off at a glance."""
    token = spoken_token(request.headers.get("authorization"))
    query = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    asked = dict(query)
    limit, order, language = asked.pop("limit", "10"), asked.pop("order", "fair"), asked.pop("lang", None)
    good = _LIMIT.fullmatch(limit) and int(limit) <= LARGEST_LIMIT and order in ("fair", "chance")
    if token is None or asked or len(query) > 3 or not good or language not in (None, "vi", "en"):
        return None
    spoken = asked_language(language, request.headers.get("accept-language"))
    return Ask(token, request.path_params["code"], ListRequest(int(limit), order), spoken)


router = APIRouter(prefix="/people", tags=["people"], route_class=KeptListRoute)


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
    body = list_desk(request).work_out(caller, Ask("", code, ListRequest(limit, order), language))
    return Response(body, media_type="application/json")
