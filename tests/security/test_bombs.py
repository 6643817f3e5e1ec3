"""Bombs: small things that unfold without end, each refused at the door before it costs a second."""

import json
import time

import pytest
from fastapi.testclient import TestClient

from api.app import make_app
from api.guard import LARGEST_BODY
from tests.api.conftest import Web, close_service, open_service
from tests.api.test_workbooks import rezipped, sheet_xml, xlsx, zipped
from tests.lists.old_excel import label, number, xls
from tests.security.size import tell

ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
    + b"a" * 100
    + b'">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 40) for n in range(8))
    + b']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>'
    b'<c t="inlineStr">'
    b"<is><t>&i;</t></is></c></row></sheetData></worksheet>"
)
FAR = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def _nested() -> bytes:
    inner = zipped({"xl/workbook.xml": b"0" * 30_000_000})
    return zipped({f"xl/part{n}.zip": inner * 40 for n in range(60)})


FILES = {
    "a part of sixty megabytes of nought": lambda: rezipped(xlsx([["x"]]), xl__sharedStrings=b"0" * 60_000_000),
    "archives in an archive": _nested,
    "entities that multiply": lambda: rezipped(xlsx([["x"]]), xl__worksheets__sheet1=ENTITIES),
    "cells in the far corners of a sheet": lambda: rezipped(xlsx([["x"]]), xl__worksheets__sheet1=sheet_xml(FAR)),
    "an old sheet with a far cell": lambda: xls(label(0, 0, "x"), number(65_535, 255, 1.0)),
    "three thousand parts": lambda: zipped({f"p{n}": b"" for n in range(3000)}),
}
SAID = {
    "a part of sixty megabytes of nought": "zip_bomb",
    "archives in an archive": "unknown_type",
    "entities that multiply": "corrupt",
    "cells in the far corners of a sheet": "too_large",
    "an old sheet with a far cell": "too_large",
    "three thousand parts": "zip_bomb",
}
"""For what each is refused: a file that was opened all the same would be refused too, for what it does not hold."""
BODIES = {
    "lists in lists in lists": b"[" * 500_000,
    "objects in objects": b'{"a":' * 200_000,
    "a number of a million digits": b'{"code": ' + b"9" * 1_000_000 + b"}",
    "ten thousand unknown fields": json.dumps({f"f{n}": n for n in range(10_000)}).encode(),
}


@pytest.fixture(scope="module")
def web(house, tmp_path_factory):
    service = open_service(house.copy(tmp_path_factory.mktemp("bombs") / "w"))
    with TestClient(make_app(service), raise_server_exceptions=False) as client:
        yield Web(service, client)
    close_service(service)


def _refused(ask) -> tuple[int, float, str]:
    begun = time.perf_counter()
    reply = ask()
    return reply.status_code, time.perf_counter() - begun, reply.text


def test_every_bomb_is_refused_at_once(web):
    took: dict[str, tuple[int, float, str]] = {}
    web.headers("giamsat")
    web.call(
        "giamsat", "POST", "/imports/people?dry_run=true", files={"file": ("a.xlsx", xlsx([["Họ và tên"], ["Lê A"]]))}
    )
    for name, make in FILES.items():
        content = make()
        took[name] = _refused(
            lambda c=content: web.call("giamsat", "POST", "/imports/people", files={"file": ("a.xlsx", c)})
        )
    head = {"Content-Type": "application/json"}
    for name, body in BODIES.items():
        took[name] = _refused(lambda b=body: web.call("giamsat", "POST", "/people", content=b, headers=head))
    huge = {"Content-Length": str(40 * 1024**3), **head}
    took["forty gigabytes announced"] = _refused(
        lambda: web.call("giamsat", "POST", "/people", content=b"{}", headers=huge)
    )
    took["twelve megabytes sent"] = _refused(
        lambda: web.call("giamsat", "POST", "/people", content=b" " * (LARGEST_BODY + 9))
    )

    slowest = max(took, key=lambda name: took[name][1])
    tell(f"{len(took)} bombs, {sum(400 <= s < 500 for s, _, _ in took.values())} refused, the slowest ({slowest}) in "
         f"{took[slowest][1]:.2f} s")  # fmt: skip
    assert {name: status for name, (status, _, _) in took.items() if status not in (411, 413, 422)} == {}
    assert {took[name][0] for name in ("forty gigabytes announced", "twelve megabytes sent")} == {413}, "by its length"
    assert {name: json.loads(took[name][2])["code"] for name in FILES} == SAID
