"""A form that carries a file."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from api.deps import get_service
from api.problems import problem
from api.service import Service
from api.web.cookies import refuse_other_sites
from api.web.visits import Posted, get_posted


@dataclass(frozen=True)
class Upload:
    """A form that somebody sent with a file; the file is empty where none was chosen, or the sign-in had ended."""

    posted: Posted
    name: str
    content: bytes


async def get_upload(request: Request, service: Annotated[Service, Depends(get_service)]) -> Upload:
    """Read a form with one file; who is not signed in is asked to, and chooses the file again.

    Raises
    ------
    Problem
        403 where another site sent it, 422 where it is no form.
    """
    refuse_other_sites(request)
    values: dict[str, list[str]] = {}
    name, content = "", b""
    try:
        async with request.form(max_fields=40, max_files=1) as sent:
            for key, value in sent.multi_items():
                if isinstance(value, UploadFile):
                    name, content = value.filename or "", await value.read()
                else:
                    values.setdefault(key, []).append(value)
    except HTTPException:
        raise problem(422) from None
    return Upload(get_posted(request, service, values), name, content)


UploadDep = Annotated[Upload, Depends(get_upload)]
