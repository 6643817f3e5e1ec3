"""Two thousand hostile texts in every field that holds words, then every page, reply and export of every role.

They are put into the store itself, past the forms that would refuse many of them: an import or an older version may
have let one in. Each carries a mark of its own, so that one look at a page tells which of many came out as more than
text.
"""

import csv
import json
import re
from html.parser import HTMLParser
from io import BytesIO, StringIO

import openpyxl

from api.exports.exporter import TITLES, export_list
from matcher.suggest import ListRequest
from tests.api.conftest import close_service, open_service, operator_of
from tests.security.hostile import hostile_texts
from tests.security.replay import Asked, Replayer
from tests.security.size import size, tell
from tests.security.steady import steady
from tests.security.views import case_worker_requests, employer_requests, supervisor_requests
from tests.security.world import World, make_world

MARKED = re.compile(r"mk\d+q")
COLUMNS = {
    "person": ("place_words", "programme", "case_worker_words"),
    "employer": ("name", "industry", "place_words", "address", "contact_name", "phone", "email", "state_reason"),
    "opening": ("title", "wage_words", "place_words", "skills", "description", "close_reason"),
    "training_record": ("course", "provider", "level", "result", "certificate_no"),
    "referral": ("reason", "alias"),
    "decision": ("reason", "note"),
    "placement": ("leaving_reason",),
    "check_in": ("reason", "note"),
    "consent": ("wording", "proof"),
}
OBJECTS = {"person": ("unread",), "employer": ("unread",), "opening": ("unread",), "training_record": ("unread",)}
SEALED = ("full_name", "alias", "address", "notes", "contact_note")
A_WORLD = sum(map(len, COLUMNS.values())) + len(OBJECTS) + len(SEALED) + 4


def _fill(texts: list[str]):
    """A change that puts a text into every field that holds words."""
    left = iter(texts)

    def put(w: World) -> None:
        w.base.execute("DROP TRIGGER IF EXISTS audit_event_no_update")
        for table, columns in COLUMNS.items():
            for column in columns:
                w.run(f"UPDATE {table} SET {column} = ?", next(left))
        for table, columns in OBJECTS.items():
            text = next(left)
            w.run(f"UPDATE {table} SET {columns[0]} = ?", {text: text})
        w.run("UPDATE person SET wishes = ?", [{"words": next(left), "isco": ["7212"]}])
        w.run(
            "UPDATE person SET work_history = ?",
            [{"words": next(left), "isco": ["7212"], "months": 5, "ended_on": None}],
        )
        sealed = {name: next(left) for name in SEALED} | {"phones": ({"number": "0912", "note": next(left)},)}
        sealed["contact"] = {"may_answer": ("mother",), "note": next(left)}
        for code in ("PT-001", "PT-002", "PT-003", "PT-007"):
            w.reseal(code, **sealed)

    return put


class _Tags(HTMLParser):
    """Finds marks where only our own words may stand: names, scripts, addresses, handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag, attrs):
        self._inside = tag if tag in ("script", "style") else ""
        for name, value in attrs:
            bad = MARKED.search(name) or name.startswith("on") or name == "style"
            if name in ("href", "src", "action", "formaction") and re.match(
                r"\s*(javascript|data|vbscript|//|http)", value or "", re.I
            ):
                bad = True
            if bad:
                self.wrong.append(f"<{tag} {name}={value!r}>")
        if (
            MARKED.search(tag)
            or tag in ("base", "iframe", "object", "embed")
            or (tag == "meta" and dict(attrs).get("http-equiv"))
        ):
            self.wrong.append(f"<{tag}>")

    def handle_endtag(self, tag):
        self._inside = ""

    def handle_comment(self, data):
        if MARKED.search(data):
            self.wrong.append(f"<!--{data[:40]}-->")

    def handle_data(self, data):
        if self._inside and MARKED.search(data):
            self.wrong.append(f"in <{self._inside}>")


def _page_wrongs(text: str) -> list[str]:
    reader = _Tags()
    reader.feed(text)
    computed = re.search(r"49mk\d+q", text)
    return reader.wrong + ([f"a template ran: {computed[0]}"] if computed else [])


def _runs(cell: object) -> bool:
    """Whether a spreadsheet would run a cell, by what Excel, LibreOffice and Google do with its first signs."""
    return (
        isinstance(cell, str)
        and re.match(r"[\s\ufeff\u200b\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]", cell) is not None
        and MARKED.search(cell) is not None
    )


def _workbook_wrongs(content: bytes) -> list[str]:
    book = openpyxl.load_workbook(BytesIO(content))
    return [
        f"{cell.coordinate}: {cell.value!r:.60}"
        for sheet in book for row in sheet.iter_rows() for cell in row
        if cell.data_type == "f" or cell.hyperlink or _runs(cell.value)
    ]  # fmt: skip


def _wrongs(one: Asked, reply) -> list[str]:
    kind = dict(reply.headers).get("content-type", "")
    found = [
        f"header {name}: {value[:60]}" for name, value in reply.headers if MARKED.search(name + value) or "\n" in value
    ]
    if reply.status >= 500:
        found.append(f"status {reply.status}")
    elif "html" in kind:
        found += _page_wrongs(reply.body.decode())
    elif "spreadsheet" in kind:
        found += _workbook_wrongs(reply.body)
    elif "json" in kind:
        json.loads(reply.body)
    return [f"{one.who} {one.method} {one.path}: {wrong}" for wrong in found]


def _export_wrongs(folder) -> list[str]:
    service, found = open_service(folder), []
    for kind in TITLES:
        for ending in ("csv", "xlsx"):
            path = folder / f"{kind}.{ending}"
            export_list(operator_of(service), kind, path, ListRequest(10))
            if ending == "xlsx":
                wrong = _workbook_wrongs(path.read_bytes())
            else:
                rows = csv.reader(StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
                wrong = [f"{cell!r:.60}" for row in rows for cell in row if _runs(cell)]
            found += [f"{kind}.{ending}: {w}" for w in wrong]
    close_service(service)
    return found


def test_no_text_comes_out_as_more_than_text(house, tmp_path):
    asked = [*employer_requests(house), *case_worker_requests(house), *supervisor_requests(house)]
    texts = hostile_texts(size(A_WORLD, 2000))
    wrong, shown = [], set()
    with steady() as dice:
        replayer = Replayer(house, dice)
        for n, start in enumerate(range(0, len(texts), A_WORLD)):
            part = [text for _, text in (texts[start:] + texts)[:A_WORLD]]
            folder = make_world(house.folder, tmp_path / str(n), [_fill(part)], n)
            with replayer.world(folder):
                for one, reply in zip(asked, replayer.ask(asked), strict=True):
                    wrong += _wrongs(one, reply)
                    shown |= set(MARKED.findall(reply.body.decode(errors="replace")))
            wrong += _export_wrongs(folder)

    tell(f"{len(texts)} hostile texts, {len(shown)} of them shown on pages, {len(asked)} requests and "
         f"{2 * len(TITLES)} exports a world: {len(wrong)} came out as more than text")  # fmt: skip
    assert len(shown) > len(texts) // 3
    assert not wrong, "\n".join(dict.fromkeys(wrong))[:6000]
