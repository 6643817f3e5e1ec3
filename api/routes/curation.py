"""Words to be taught and taken back; records that look alike, merged and parted."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from api.acts import curation, duplicates, merging
from api.deps import CallerDep, PageDep, PageSizeDep
from api.once import OnceRoute
from api.text_fields import Body, Code, RowId, Words

router = APIRouter(tags=["curation"], route_class=OnceRoute)
Kind = Literal["employers", "people"]
MergeId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]


class Lesson(Body):
    """What words mean; no code at all says that they name no occupation."""

    phrase: Words
    isco: Annotated[list[Annotated[str, Field(pattern=r"^[0-9]{4}$")]], Field(max_length=5)]


class Two(Body):
    """Two records that look alike."""

    kind: Kind
    first: Code
    second: Code


class MergeBody(Body):
    """Two records to be made one: which stays, and which goes into it."""

    kind: Kind
    keep: Code
    drop: Code


@router.get("/curation/texts")
def texts(caller: CallerDep, page: PageDep = 1, page_size: PageSizeDep = 20) -> dict[str, Any]:
    """List texts whose occupation was not understood, those of open openings first, then the most frequent."""
    total, items = curation.list_texts(caller, page, page_size)
    return {"total": total, "page": page, "page_size": page_size, "items": items}


@router.get("/curation/phrases")
def phrases(caller: CallerDep, history: Annotated[bool, Query()] = False) -> dict[str, Any]:
    """List what was taught; with ``history`` also what was replaced or taken back."""
    items = curation.list_phrases(caller, history=history)
    return {"total": len(items), "items": items}


@router.post("/curation/phrases", status_code=201)
def teach(caller: CallerDep, body: Lesson, response: Response) -> dict[str, Any]:
    """Teach what words mean; everything that holds them is read anew at once."""
    taught = curation.teach_phrase(caller, body.phrase, body.isco)
    response.headers["Location"] = f"/api/v1/curation/phrases/{taught['id']}"
    return taught


@router.delete("/curation/phrases/{phrase_id}")
def forget(caller: CallerDep, phrase_id: Annotated[RowId, Path()]) -> dict[str, Any]:
    """Take a phrase back; everything that was read by it is read anew."""
    return curation.forget_phrase(caller, phrase_id)


@router.get("/duplicates")
def pairs(caller: CallerDep, kind: Kind, page: PageDep = 1, page_size: PageSizeDep = 20) -> dict[str, Any]:
    """List likely duplicates among what the caller sees, both sides shown."""
    total, items = duplicates.list_duplicates(caller, kind, page, page_size)
    return {"total": total, "page": page, "page_size": page_size, "items": items}


@router.get("/duplicates/merges")
def merges(caller: CallerDep) -> dict[str, Any]:
    """List merges of what the caller sees, the newest first."""
    items = merging.list_merges(caller)
    return {"total": len(items), "items": items}


@router.post("/duplicates/merge", status_code=201)
def merge(caller: CallerDep, body: MergeBody) -> dict[str, Any]:
    """Make two records one."""
    return merging.merge(caller, body.kind, body.keep, body.drop)


@router.post("/duplicates/dismiss", status_code=204)
def dismiss(caller: CallerDep, body: Two) -> None:
    """Say that two records are not the same; the pair leaves the queue."""
    duplicates.judge(caller, body.kind, (body.first, body.second), duplicates.DIFFERENT)


@router.post("/duplicates/propose", status_code=204)
def propose(caller: CallerDep, body: Two) -> None:
    """Say that two records are the same, for who may merge; the pair leads the queue."""
    duplicates.judge(caller, body.kind, (body.first, body.second), duplicates.SAME)


@router.post("/duplicates/{merge_id}/undo")
def undo(caller: CallerDep, merge_id: MergeId) -> dict[str, Any]:
    """Part again what a merge made one."""
    return merging.undo(caller, merge_id)
