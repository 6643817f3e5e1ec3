"""The feed of openings for other portals; off until the operator names employers who agreed."""

import json

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import ServiceDep
from api.exports.feed import openings_feed

router = APIRouter(tags=["feed"])


@router.get("/feed/openings.jsonld")
def read_feed(service: ServiceDep) -> Response:
    """Read every open posting of the employers who agreed, as JSON-LD; needs no sign-in."""
    body = json.dumps(openings_feed(service), ensure_ascii=False)
    return Response(body, media_type="application/ld+json")
