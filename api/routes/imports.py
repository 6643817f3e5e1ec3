"""The importers, as upload."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Path, Query, Response, UploadFile

from api.acts.imports import bring_in, read_import
from api.deps import CallerDep
from api.once import OnceRoute

router = APIRouter(prefix="/imports", tags=["imports"], route_class=OnceRoute)
Kind = Literal["people", "training", "employers", "openings", "placements", "counselling", "loans"]


@router.post("/{kind}", status_code=201)
def upload(
    caller: CallerDep,
    kind: Kind,
    file: Annotated[UploadFile, File()],
    response: Response,
    dry_run: Annotated[bool, Query()] = False,
    create_employers: Annotated[bool, Query()] = False,
) -> dict[str, Any]:
    """Import a list; the report says what became of every row."""
    caller.require("import_list")
    content = file.file.read()
    run_id, report = bring_in(
        caller, kind, file.filename or "", content, dry_run=dry_run, create_employers=create_employers
    )
    response.headers["Location"] = f"/api/v1/imports/{run_id}"
    return {"id": run_id, **report.as_dict()}


@router.get("/{import_id}")
def read(caller: CallerDep, import_id: Annotated[str, Path(max_length=64)]) -> dict[str, Any]:
    """Read the report of an import."""
    return read_import(caller, import_id)
