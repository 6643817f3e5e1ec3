"""The first page: what this is, and how to sign in."""

from pathlib import Path

from fastapi import APIRouter
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.responses import FileResponse, HTMLResponse

from api.deps import LanguageDep

_FOLDER = Path(__file__).parent.parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(_FOLDER / "templates"), autoescape=select_autoescape(default=True, default_for_string=True)
)
router = APIRouter(include_in_schema=False)


@router.get("/")
def front(language: LanguageDep) -> HTMLResponse:
    """Say in plain words what this is and how to sign in."""
    return HTMLResponse(_TEMPLATES.get_template("front.html").render(language=language))


@router.get("/static/style.css")
def style() -> FileResponse:
    """The one style sheet."""
    return FileResponse(_FOLDER / "static" / "style.css", media_type="text/css")
