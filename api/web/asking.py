"""Pages that ask one thing: what is asked, as facts that one template writes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from starlette.responses import Response

from api.case_words import Words
from api.web.forms import Form, Values
from api.web.visits import Visit
from api.wording import Language

Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a form asks for.

    Attributes
    ----------
    kind : str
        ``when`` is "today, or another day" as :func:`api.web.forms.read_when` reads it.
    options : sequence of (value, words)
        For ``radio``, ``boxes`` and ``select``.
    """

    kind: Literal["text", "area", "radio", "boxes", "select", "day", "when"]
    name: str
    label: str
    hint: str = ""
    options: Options = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A page that asks one thing.

    Attributes
    ----------
    about : str
        A code for the window's title, which never names anybody.
    back : (str, str)
        Address and words of the way back, which records nothing.
    notes : sequence of (kind, words)
        What to know before answering; ``good``, ``care`` or plain.
    hidden : mapping
        What the form carries along.
    theirs : sequence of (label, mine, now)
        What somebody else changed meanwhile: both versions side by side.
    sends : bool
        Where it is false there is nothing to record, and no button.
    """

    heading: str
    about: str
    action: str
    button: str
    back: tuple[str, str]
    parts: Sequence[Part] = ()
    notes: Sequence[tuple[str, str]] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    theirs: Sequence[tuple[str, str, str]] = ()
    sends: bool = True


def ask(visit: Visit, question: Question, form: Form) -> Response:
    """Show the page; with errors in the form it is the answer to what could not be recorded."""
    return visit.page("ask.html", q=question, form=form)


def options_of(words: Words, language: Language, codes: Sequence[str] = ()) -> Options:
    """Codes with their words, as the options of a part."""
    at = 0 if language == "vi" else 1
    return [(code, words[code][at]) for code in codes or words]


def differences(parts: Sequence[Part], mine: Values, theirs: Values) -> list[tuple[str, str, str]]:
    """What two versions of a form say differently: label, my words, their words."""
    both = [(part.label, _said(part, mine), _said(part, theirs)) for part in parts]
    return [row for row in both if row[1] != row[2]]


def _said(part: Part, values: Values) -> str:
    if part.kind == "day":
        return "/".join(
            filter(None, ((values.get(f"{part.name}-{box}") or [""])[0] for box in ("day", "month", "year")))
        )
    said, names = values.get(part.name) or [], dict(part.options)
    return "; ".join(names.get(value, value) for value in said if value)
