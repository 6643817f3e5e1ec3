"""One signed-in person's request for a page, and one form that they sent."""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from sqlalchemy import Connection, delete, update
from sqlmodel import col
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from api.db import with_commit
from api.deps import get_service
from api.keys import KEPT_FORMS
from api.policy import may
from api.problems import problem
from api.service import Caller, Service
from api.store_errors import DatabaseError
from api.tables import PostedForm
from api.vault import VaultError, open_text_of, seal_text
from api.web.addresses import inner_address, with_query
from api.web.catalogue import Say, sayer
from api.web.cookies import caller_of, keep_language, language_of, refuse_other_sites
from api.web.forms import Form, Values, form_token, is_form_of, new_once, once_key
from api.web.rendering import Look, page_response, render
from api.wording import Language

KEPT_HOURS: Final = 24
"""How long what was typed into a form can be brought back after a sign-in ended."""
_REMEMBERED: Final = timedelta(days=2)
_ABOUT: Final = "kept form"
_MOST_FIELDS: Final = 400
_WAIT_SECONDS: Final = 4.0


class SignInNeeded(Exception):
    """Nobody is signed in; show the sign-in page, and bring back what was typed once they are."""

    def __init__(self, values: Values | None = None) -> None:
        super().__init__("sign in")
        self.values = values


class SentBefore(Exception):
    """This sending of a form was done already; lead on to where it led, before anything is checked anew."""

    def __init__(self, place: str) -> None:
        super().__init__("sent before")
        self.place = place


def address_of(request: Request) -> str:
    """Path and query of a request, without the choice of language."""
    asked = {name: value for name, value in request.query_params.items() if name != "lang"}
    return with_query(request.url.path, **asked)


@dataclass(frozen=True)
class Visit:
    """A request of somebody who is signed in."""

    request: Request
    caller: Caller
    language: Language

    @property
    def say(self) -> Say:
        """The catalogue in the language of this visit."""
        return sayer(self.language)

    def may(self, act: str) -> bool:
        """Tell whether the caller may do an act, to leave out links that would be refused."""
        return may(self.caller.viewer, act)

    def back_to(self, usual: str) -> str:
        """Where the way back leads: the list as it was left (``?from=``), or its first page."""
        return inner_address(self.request.query_params.get("from", "")) or usual

    def page(self, template: str, status: int | None = None, /, **facts: Any) -> Response:
        """Answer with a page; ``visit`` and ``today`` stand in every template.

        Without a status it is 422 where a form has errors, else 200.
        """
        form = facts.get("form")
        status = status or (422 if isinstance(form, Form) and form.errors else 200)
        viewer, keys = self.caller.viewer, self.caller.service.keys
        back = address_of(self.request) if self.request.method == "GET" else self.request.url.path
        look = Look(self.language, viewer, back, form_token(keys, viewer.name))
        text = render(look, template, visit=self, today=self.caller.today, **facts)
        response = page_response(self.request, text, status)
        if "lang" in self.request.query_params:
            keep_language(self.request, response, self.language)
        return response

    def form(self, values: Values | None = None, errors: dict[str, str] | None = None) -> Form:
        """A form to be shown, with a sending of its own."""
        viewer = self.caller.viewer
        return Form(values or {}, errors or {}, form_token(self.caller.service.keys, viewer.name), new_once())


@dataclass(frozen=True)
class Posted:
    """A form that was sent by somebody who is signed in, and by nobody else.

    Attributes
    ----------
    again : bool
        Brought back after the sign-in had ended: show the form as it was typed, and do nothing.
    """

    visit: Visit
    values: Values
    again: bool = False

    def text(self, name: str) -> str:
        """The text of one field, empty where it was not sent."""
        return (self.values.get(name) or [""])[0]

    def all(self, name: str) -> Sequence[str]:
        """Everything sent under one name: boxes ticked."""
        return self.values.get(name) or []

    def form(self, errors: dict[str, str]) -> Form:
        """The same form, to be shown again with what is wrong; it keeps its name of this sending.

        What was brought back after a sign-in had ended was not sent yet, so nothing is wrong with it.
        """
        return replace_once(self.visit.form(self.values, {} if self.again else errors), self.text("once"))

    def confirmed(self, ask: Callable[[Form], Response], act: Callable[[], str]) -> Response:
        """Do what a page without fields asked about; what was brought back after a sign-in had ended is asked again."""
        return ask(self.form({})) if self.again else self.once(act)

    def once(self, act: Callable[[], str]) -> Response:
        """Do an act at most once for this sending, then lead on to the address that it gives.

        A second click, a reload and the back button send the same form again; they are led to where the first led.
        """
        name = self.visit.caller.viewer.name
        service, now = self.visit.caller.service, self.visit.caller.now()
        database, key = service.database, once_key(name, self.text("once") or new_once())
        try:
            earlier = self._take(key, now)
        except DatabaseError:
            service.note_cut_off(key, now)  # the store may have taken the sending all the same
            raise
        if earlier:
            return self._as_before(key)
        service.cut_off.pop(key, None)
        try:
            place = _marked(key, act)
        except DatabaseError:
            service.note_cut_off(key, now)  # whether it was done stands in the store, beside the work or not at all
            raise
        except BaseException:
            with database.write() as session:
                session.execute(delete(PostedForm).where(col(PostedForm.once_sha256) == key))
            raise
        with suppress(DatabaseError), database.write() as session:  # it is done, wherever it leads
            session.get_one(PostedForm, key).led_to = place
        return see(place)

    def _take(self, key: str, now: datetime) -> bool:
        """Take a sending; whether it came before, and is done or still at work."""
        service = self.visit.caller.service
        with service.database.write() as session:
            session.execute(delete(PostedForm).where(col(PostedForm.posted_at) < now - _REMEMBERED))
            row = session.get(PostedForm, key)
            if row is not None and (row.led_to is not None or not service.was_cut_off(key, row.posted_at)):
                return True
            session.merge(PostedForm(once_sha256=key, posted_at=now))
        return False

    def _as_before(self, key: str) -> Response:
        for _ in range(int(_WAIT_SECONDS / 0.2)):
            with self.visit.caller.service.database.read() as session:
                earlier = session.get(PostedForm, key)
                if earlier is None:
                    break
                if earlier.led_to:
                    return see(earlier.led_to)
            time.sleep(0.2)
        raise problem(409, code="sent_already")


def _marked(key: str, act: Callable[[], str]) -> str:
    """Do an act, and note in its own transaction that it is done; where it leads is added afterwards."""

    def mark(connection: Connection) -> None:
        connection.execute(update(PostedForm).where(col(PostedForm.once_sha256) == key).values(led_to=""))

    marking = with_commit.set(mark)
    try:
        return act()
    finally:
        with_commit.reset(marking)


def replace_once(form: Form, once: str) -> Form:
    """A form that keeps the name of an earlier sending, where there was one."""
    return replace(form, once=once) if once else form


def see(place: str) -> Response:
    """Lead on with a GET, so that a reload sends nothing again."""
    return RedirectResponse(place, 303, {"Cache-Control": "no-store"})


def get_visit(request: Request, service: Annotated[Service, Depends(get_service)]) -> Visit:
    """Who asks for a page; who is not signed in is asked to."""
    caller = caller_of(request, service)
    if caller is None:
        raise SignInNeeded
    return Visit(request, caller, language_of(request, service.settings.language))


async def read_values(request: Request) -> Values:
    """What a form sent, as text; files are another matter.

    Raises
    ------
    Problem
        403 where another site sent it, 422 where it is no form.
    """
    refuse_other_sites(request)
    values: dict[str, list[str]] = {}
    try:
        async with request.form(max_fields=_MOST_FIELDS, max_files=0) as sent:
            for name, value in sent.multi_items():
                values.setdefault(name, []).append(str(value))
    except HTTPException:
        raise problem(422) from None
    request.state.typed = values  # for the page that asks to send it once more
    return values


def get_posted(
    request: Request,
    service: Annotated[Service, Depends(get_service)],
    values: Annotated[Values, Depends(read_values)],
) -> Posted:
    """A form with who sent it; what somebody typed whose sign-in ended is kept, what is not theirs is refused.

    Raises
    ------
    SignInNeeded, SentBefore
        If nobody is signed in, or the form was sent before; each is answered with a page that leads on.
    Problem
        403 where the form is not theirs.
    """
    caller = caller_of(request, service)
    if caller is None:
        raise SignInNeeded(values)
    visit = Visit(request, caller, language_of(request, service.settings.language))
    kept = (values.get("kept") or [""])[0]
    posted = Posted(visit, values)
    if kept:
        posted = Posted(visit, open_kept(service, request.url.path, kept), again=True)
    if not is_form_of(service.keys, caller.viewer.name, posted.text("token")):
        raise problem(403, code="not_your_form")
    with service.database.read() as session:
        earlier = session.get(PostedForm, once_key(caller.viewer.name, posted.text("once")))
        if earlier is not None and earlier.led_to and not posted.again:
            raise SentBefore(earlier.led_to)
    return posted


def seal_values(service: Service, path: str, values: Values, now: float) -> str:
    """What was typed into a form, sealed: only this service opens it, for this address, for a day."""
    typed = {name: list(sent) for name, sent in values.items() if name != "kept"}
    document = json.dumps({"path": path, "at": now, "values": typed}, ensure_ascii=True)
    return urlsafe_b64encode(seal_text(document, _ABOUT, service.keys.sealing_keys(KEPT_FORMS)[0])).decode()


def open_kept(service: Service, path: str, kept: str) -> Values:
    """What :func:`seal_values` made.

    Raises
    ------
    Problem
        403 if it was not made here, belongs to another page or is too old.
    """
    try:
        raw = urlsafe_b64decode(kept.encode("ascii"))
        document = json.loads(open_text_of(raw, _ABOUT, service.keys.sealing_keys(KEPT_FORMS)))
    except (ValueError, VaultError):
        raise problem(403, code="not_your_form") from None
    if document["path"] != path or time.time() - document["at"] > KEPT_HOURS * 3600:
        raise problem(403, code="not_your_form")
    values: Values = document["values"]
    return values


VisitDep = Annotated[Visit, Depends(get_visit)]
PostedDep = Annotated[Posted, Depends(get_posted)]
