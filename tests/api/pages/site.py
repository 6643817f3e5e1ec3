"""The pages as somebody without script uses them: links, forms with their hidden fields, a cookie."""

from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

from fastapi.testclient import TestClient

from api import clock
from api.accounts import find_account
from api.service import Service
from api.sign_ins import issue_token

BASE = "http://127.0.0.1"


@dataclass
class SentForm:
    """One form of a page: where it goes, what it holds already, what kinds its fields are and what they offer."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[SentForm] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.ids: list[str] = []
        self._area: str | None = None
        self._selected: str | None = None

    def handle_starttag(self, tag, attrs):
        has = dict(attrs)
        if has.get("id"):
            self.ids.append(has["id"])
        if tag == "a" and has.get("href"):
            self.links.append(has["href"])
        if tag == "form":
            self.forms.append(SentForm(has.get("action", ""), has.get("method", "get")))
        if tag == "input" and self.forms and has.get("name"):
            self._input(has)
        if tag == "textarea" and self.forms and has.get("name"):
            self._area = has["name"]
            self.forms[-1].kinds[self._area] = tag
            self.forms[-1].values.setdefault(self._area, []).append("")
        if tag == "select" and self.forms:
            self._selected = has["name"]
            self.forms[-1].kinds[self._selected] = tag
        if tag == "option" and self._selected:
            self.forms[-1].options.setdefault(self._selected, []).append(has.get("value", ""))
            if "selected" in has:
                self.forms[-1].values[self._selected] = [has.get("value", "")]

    def _input(self, has):
        self.forms[-1].kinds[has["name"]] = has.get("type", "text")
        if has.get("type") in ("checkbox", "radio"):
            self.forms[-1].options.setdefault(has["name"], []).append(has.get("value", "on"))
            if "checked" in has:
                self.forms[-1].values.setdefault(has["name"], []).append(has.get("value", "on"))
            return
        self.forms[-1].values.setdefault(has["name"], []).append(has.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = None

    def handle_data(self, data):
        self.words.append(data)
        if self._area is not None:
            self.forms[-1].values[self._area][-1] += data.lstrip("\n")


@dataclass
class Page:
    """An answer, read as a page."""

    answer: Any

    @cached_property
    def reader(self) -> _Reader:
        """Its parts; of many a page only the status is looked at."""
        reader = _Reader()
        reader.feed(self.answer.text)
        return reader

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def text(self) -> str:
        return self.answer.text

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.reader.words).split())

    @property
    def links(self) -> list[str]:
        return self.reader.links

    @property
    def title(self) -> str:
        return self.text.partition("<title>")[2].partition("</title>")[0]

    def form(self, action: str | None = None) -> SentForm:
        """The form that goes to an address, or the first of the page's own."""
        own = [f for f in self.reader.forms if f.action not in ("/sign-out", "/language")]
        return next(f for f in own if action is None or f.action == action)


class Site:
    """A browser without script, signed in as at most one account."""

    def __init__(self, service: Service, client: TestClient) -> None:
        self.service, self.client = service, client
        self._tokens: dict[str, str] = {}

    def sign_in(self, name: str) -> "Site":
        with self.service.database.write() as session:
            account = find_account(session, name)
            assert account is not None
            self.client.cookies.set("noiviec", issue_token(session, account, clock.now(), 1))
        return self

    def turn_to(self, name: str | None) -> "Site":
        """Go on with the sign-in that an account had here before, or with none; for tests that end none."""
        self.sign_out()
        if name in self._tokens:
            self.client.cookies.set("noiviec", self._tokens[name])
        elif name:
            self._tokens[name] = self.sign_in(name).client.cookies["noiviec"]
        return self

    def sign_out(self) -> None:
        self.client.cookies.clear()

    def get(self, path: str, **more: Any) -> Page:
        return Page(self.client.get(path, **more))

    def post(self, path: str, values: dict[str, Any], **more: Any) -> Page:
        return Page(self.client.post(path, data=values, **more))

    def send(self, page: Page, action: str | None = None, **values: Any) -> Page:
        """Fill in a form of a page and send it, hidden fields included."""
        form = page.form(action)
        filled = {**form.values, **{k.replace("__", "-"): v for k, v in values.items()}}
        return self.post(form.action or page.answer.request.url.path, filled)
