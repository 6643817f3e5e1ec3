"""The register of employers."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.acts import employer_numbers as numbers
from api.acts import market as acts
from api.deps import CallerDep, LanguageDep, PageDep, PageSizeDep, RevisionDep
from api.market_bodies import EmployerChange, NewEmployer
from api.once import OnceRoute
from api.text_fields import CleanStr, sent

router = APIRouter(prefix="/employers", tags=["employers"], route_class=OnceRoute)
EmployerCode = Annotated[str, Path(max_length=32)]


@router.get("")
def list_employers(
    caller: CallerDep, query: Annotated[CleanStr, Query()] = "", page: PageDep = 1, page_size: PageSizeDep = 20
) -> dict[str, Any]:
    """List employers."""
    total, items = acts.list_employers(caller, query, page, page_size)
    return {"total": total, "page": page, "page_size": page_size, "items": items}


@router.post("", status_code=201)
def register_employer(caller: CallerDep, body: NewEmployer, response: Response) -> dict[str, Any]:
    """Put an employer on the register; 409 with the likely duplicates unless ``force``."""
    fields = sent(body)
    made = acts.register_employer(caller, fields, force=fields.pop("force", False))
    response.headers["Location"] = f"/api/v1/employers/{made['code']}"
    response.headers["ETag"] = f'"{made["revision"]}"'
    return made


@router.get("/{tax_code}")
def read_employer(caller: CallerDep, tax_code: EmployerCode, response: Response) -> dict[str, Any]:
    """Read one employer."""
    found = acts.read_employer(caller, tax_code)
    response.headers["ETag"] = f'"{found["revision"]}"'
    return found


@router.patch("/{tax_code}")
def change_employer(
    caller: CallerDep, tax_code: EmployerCode, body: EmployerChange, revision: RevisionDep, response: Response
) -> dict[str, Any]:
    """Change an employer; ``If-Match`` names the revision that was read."""
    changed = acts.change_employer(caller, tax_code, revision, sent(body))
    response.headers["ETag"] = f'"{changed["revision"]}"'
    return changed


@router.get("/{tax_code}/numbers")
def employer_numbers(caller: CallerDep, tax_code: EmployerCode, language: LanguageDep) -> dict[str, Any]:
    """How an employer answers, what waits for it, what it asked for, and which of its openings end soon."""
    return numbers.employer_numbers(caller, tax_code, language)
