"""Whatever comes in, the service has an answer: ``python -m tests.chaos.fuzz`` (all of it), a sample in every test run.

1. *schemathesis* draws requests from the service's own description, for every operation and every role and for nobody:
   no server error, and nothing without a sign-in.  2. *Bad inputs*: good requests spoiled in one place.  3. *Broken
   uploads*: workbooks and lists cut, flipped and mixed.  4. A whole case life in any order (``case_life``).
"""

import argparse
import copy
import itertools
import json
import random
import shutil
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.core import NOT_SET

from api import migrate
from api.app import make_app
from tests.api.conftest import Web, _make_accounts, close_service, import_bytes, open_service, operator_of
from tests.api.route_matrix import OPEN, ROUTES
from tests.chaos.case_life import CaseLife
from tests.chaos.faults import FAULTS
from tests.chaos.figures import Figure, main
from tests.lists import KINDS, csv_of, workbook_of
from tests.stores import copy_store

ROLES = (None, "canbo", "giamsat", "congty", "quantri")
OPEN_ADDRESSES = {(method, f"/api/v1{path.replace('{}', '{code}')}") for method, path in OPEN} | {
    ("GET", "/healthz"), ("GET", "/readyz")}  # fmt: skip
STRANGE: tuple[Any, ...] = (
    None, True, -1, 2**70, 1.5, float("nan"), float("inf"), "", " ", "\x00", "\ud800", "x" * 5000, "０", "2026-02-30",
    [], {}, [[]], {"a": {}}, "'; DROP TABLE person; --", "<script>", "../../etc", "9999-12-31", "0001-01-01",
    "060088001234", ["x"] * 1000, "NaN", "1e999", "\u202egnort", "😀" * 300, "gọi lại 😀",
)  # fmt: skip


def quiet(examples: int) -> settings:
    """Hypothesis without its clock, its store and its shrinking: what is counted is answers."""
    return settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def office_files(folder: Path) -> Path:
    """An office with its lists, as the tests of the API have it."""
    service = open_service(folder)
    migrate.upgrade(service.database)
    _make_accounts(service)
    for kind in KINDS:
        import_bytes(operator_of(service), kind, csv_of(kind), f"{kind}.csv")
    close_service(service)
    return folder


@contextmanager
def office(files: Path, folder: Path) -> Iterator[Web]:
    """The application on a copy of an office."""
    copy_store(files, folder)
    service = open_service(folder)
    with TestClient(make_app(service), "http://127.0.0.1", raise_server_exceptions=False) as client:
        client.follow_redirects = False
        yield Web(service, client)
    close_service(service)


def send(web: Web, who: str | None, case: Any) -> Any:
    """Send what was drawn, as far as a client can write it."""
    path = "/".join(quote(part, safe="{}%") for part in case.formatted_path.split("/"))
    drawn = {k: str(v) for k, v in (case.headers or {}).items() if str(v).isascii() and str(v).isprintable()}
    headers = {k: v for k, v in drawn.items() if k.lower() != "authorization"} | web.headers(who)
    sent: dict[str, Any] = {}
    if case.body is not NOT_SET and case.media_type == "application/json":
        sent = {"content": json.dumps(case.body, default=str).encode()}
        headers["Content-Type"] = case.media_type
    elif case.body is not NOT_SET and case.media_type == "multipart/form-data":
        value = case.body.get("file", b"") if isinstance(case.body, dict) else b""
        sent = {
            "files": {"file": ("ds.csv", value if isinstance(value, bytes) else str(value).encode("utf-8", "replace"))}
        }
    elif isinstance(case.body, dict):
        sent = {"data": {str(k): str(v).encode("utf-8", "replace").decode() for k, v in case.body.items()}}
    return web.client.request(case.method, path, params=case.query or None, headers=headers, **sent)


def operations(web: Web) -> list[Any]:
    """Every operation that the service describes."""
    schema = schemathesis.openapi.from_dict(web.client.get("/api/v1/openapi.json").json())
    return [found.ok() for found in schema.get_all_operations()]


def from_the_description(
    web: Web, examples: int, roles: Sequence[str | None] = ROLES, every: int = 1
) -> tuple[int, Counter[str], Counter[str]]:
    """Draw requests for each operation and role; gives how many, server errors and ignored sign-ins by operation."""
    sent, broken, ignored = Counter[str](), Counter[str](), Counter[str]()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for operation in operations(web)[::every]:
            cases = operation.as_strategy()  # made once: that costs more than drawing from it
            for who in roles:
                _draw(web, (operation.label, cases), who, examples, (sent, broken, ignored))
    return sent.total(), +broken, +ignored


def _draw(web: Web, drawn: tuple[str, Any], who: str | None, examples: int, counts: tuple[Counter[str], ...]) -> None:
    label, cases = drawn
    sent, broken, ignored = counts

    @seed(20261128)
    @quiet(examples)
    @given(case=cases)
    def each(case: Any) -> None:
        reply = send(web, who, case)
        sent[label] += 1
        broken[label] += reply.status_code >= 500
        is_open = (case.method, case.path) in OPEN_ADDRESSES
        ignored[label] += who is None and not is_open and reply.status_code < 400

    each()


def spoil(body: Any, dice: random.Random) -> Any:
    """One place of a good body made bad: a value, a name, or the whole."""
    if not isinstance(body, dict) or not body or dice.random() < 0.1:
        return dice.choice(STRANGE)
    spoiled, name = copy.deepcopy(body), dice.choice(sorted(body))
    how = dice.random()
    if how < 0.6:
        spoiled[name] = spoil(spoiled[name], dice) if isinstance(spoiled[name], dict) else dice.choice(STRANGE)
    elif how < 0.8:
        del spoiled[name]
    else:
        spoiled[dice.choice(["x", "", "\x00", "id", "role", "__class__"])] = dice.choice(STRANGE)
    return spoiled


def bad_inputs(web: Web, number: int) -> Counter[str]:
    """Good requests spoiled in one place; gives server errors by route."""
    dice, broken = random.Random(8), Counter[str]()
    writing = [r for r in ROUTES if r.method in ("POST", "PATCH")]
    for _ in range(number):
        route = dice.choice(writing if dice.random() < 0.8 else ROUTES)
        who = dice.choice(("canbo", "giamsat", "congty"))
        code = dice.choice([route.own or "PT-001", "KHONGCO", "%00", "x" * 300, "%ED%A0%80", "..", "PT-001%20"])
        path = f"/api/v1{route.path.replace('{}', code)}"
        headers = {**web.headers(who), "Content-Type": "application/json", **dict(route.more).get("headers", {})}
        if dice.random() < 0.05:
            headers["If-Match"] = dice.choice(['"1"', "x", '"' + "9" * 400 + '"', "W/1"])
        content = json.dumps(spoil(route.body or {}, dice)).encode()
        if dice.random() < 0.05:
            content = content[: dice.randrange(len(content) + 1)] + dice.randbytes(3)
        reply = web.client.request(route.method, path, content=content, headers=headers)
        broken[f"{route.method} {route.path}"] += reply.status_code >= 500
    return +broken


def broken_file(dice: random.Random) -> tuple[str, str, bytes]:
    """A list or workbook, cut, flipped or mixed: (kind, file name, content)."""
    kind = dice.choice(list(KINDS))
    content, name = (workbook_of(kind), "ds.xlsx") if dice.random() < 0.6 else (csv_of(kind), "ds.csv")
    data = bytearray(content)
    for _ in range(dice.randrange(1, 12)):
        at = dice.randrange(len(data))
        how = dice.random()
        if how < 0.5:
            data[at] ^= 1 << dice.randrange(8)
        elif how < 0.75:
            data[at:at] = dice.randbytes(dice.randrange(1, 40))
        else:
            del data[at : at + dice.randrange(1, 400)]
        if len(data) < 2:
            break
    if dice.random() < 0.3:
        data = data[: dice.randrange(len(data) + 1)]
    return kind, name if dice.random() < 0.9 else "ds.xls", bytes(data)


def broken_uploads(web: Web, number: int) -> Counter[str]:
    """Uploads that are broken; gives server errors by kind."""
    dice, broken = random.Random(9), Counter[str]()
    for _ in range(number):
        kind, name, content = broken_file(dice)
        reply = web.call("giamsat", "POST", f"/imports/{kind}", files={"file": (name, content)})
        broken[kind] += reply.status_code >= 500
    return +broken


def case_lives(files: Path, folder: Path, lives: int, steps: int) -> None:
    """Whole case lives in any order, against the plain model, each in an office of its own."""
    numbers = itertools.count()

    @contextmanager
    def open_office(_life: CaseLife) -> Iterator[Web]:
        place = folder / f"life{next(numbers)}"
        with office(files, place) as web:
            yield web
        shutil.rmtree(place)

    machine = type("CaseLifeHere", (CaseLife,), {"open_office": open_office})
    phases = [Phase.generate, Phase.shrink]
    run_state_machine_as_test(machine, settings=settings(quiet(lives), stateful_step_count=steps, phases=phases))


def _lives(files: Path, folder: Path, number: int) -> Iterator[Figure]:
    case_lives(files, folder, number, 30)
    yield Figure(f"fuzz: {number} case lives of 30 steps that disagree with the plain model: 0", "0", True)


def _inputs(files: Path, folder: Path, number: int) -> Iterator[Figure]:
    with office(files, folder) as web:
        broken = bad_inputs(web, number)
    yield Figure(f"fuzz: {number} bad inputs, server errors {dict(broken) or 0}", "0", not broken)


def _uploads(files: Path, folder: Path, number: int) -> Iterator[Figure]:
    with office(files, folder) as web:
        broken = broken_uploads(web, number)
    yield Figure(f"fuzz: {number} broken uploads, server errors {dict(broken) or 0}", "0", not broken)


def _described(files: Path, folder: Path, number: int) -> Iterator[Figure]:
    with office(files, folder) as web:
        sent, broken, ignored = from_the_description(web, number)
    words = f"fuzz: schemathesis: {sent} requests, {number} an operation and role"
    yield Figure(f"{words}: server errors {dict(broken) or 0}", "0", not broken)
    yield Figure(f"{words}: sign-ins ignored {dict(ignored) or 0}", "0", not ignored)


PARTS = {
    "lives": (_lives, 200),
    "inputs": (_inputs, 10_000),
    "uploads": (_uploads, 200),
    "described": (_described, 200),
}


def run(options: argparse.Namespace) -> Iterator[Figure]:
    """Every part, or one, each on an office of its own."""
    if options.fault is not None:
        FAULTS[options.fault]()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "files").mkdir()
        files = office_files(folder / "files")
        for name, (part, most) in PARTS.items():
            if options.only in ("", name):
                yield from part(files, folder / name, min(options.size, most))


if __name__ == "__main__":
    main(run, 10_000, ("falls_over_emoji", "forgets_to_ask"))
