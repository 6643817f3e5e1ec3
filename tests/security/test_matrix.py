"""Every route and page of the routing table for every role, on one's own, another's and an absent record.

The rows are those of ``tests/api`` (who may, with which body); here they are held against the table that the
application itself routes by, against what each role may see, and another's is compared with nobody's byte for byte.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi.routing import APIRoute

from api.app import _ROUTERS, PAGES, PREFIX
from api.pages import confirm, front, provider
from api.policy import Role
from tests.api.pages.page_matrix import ROWS
from tests.api.route_matrix import OPEN, ROUTES
from tests.security.house import House
from tests.security.replay import Asked, Replayer, Reply
from tests.security.size import tell
from tests.security.steady import steady
from tests.security.world import make_world

WHO = {Role.case_worker: "canbo", Role.supervisor: "giamsat", Role.employer: "congty", Role.admin: "quantri"}
# Of a noun (the word before a parameter), what is another's for a role; None where the role sees every one.
OTHERS: dict[tuple[str, Role], str] = {
    ("people", Role.case_worker): "PT-003",
    ("people", Role.supervisor): "PT-007",
    ("openings", Role.employer): "V-03",
    ("employers", Role.employer): "3400000063",
    ("referrals", Role.case_worker): "OTHER_REFERRAL",
    ("referrals", Role.employer): "OTHER_REFERRAL",
    ("introductions", Role.employer): "OTHER_REFERRAL",
    ("placements", Role.case_worker): "OTHER_PLACEMENT",
    ("reminders", Role.case_worker): "OTHER_REMINDER",
    ("covers", Role.case_worker): "OTHER_COVER",
    ("imports", Role.supervisor): "OTHER_IMPORT",
}
ABSENT = {"employers": "3409100999"}


@dataclass(frozen=True, eq=False)
class Cell:
    """One way in: method, path with one hole at most, who may, and the body that is sent."""

    method: str
    path: str
    allowed: frozenset[Role]
    own: str | None
    body: object = None
    headers: tuple[tuple[str, str], ...] = ()
    is_page: bool = False

    @property
    def noun(self) -> str:
        """The word before the hole."""
        found = re.search(r"([a-z-]+)/\{\}", self.path)
        return found.group(1) if found else ""


def _cells() -> Iterator[Cell]:
    for r in ROUTES:
        if not any(name == "files" for name, _ in r.more):
            headers = tuple(dict(r.more).get("headers", {}).items())
            yield Cell(r.method, PREFIX + r.path, frozenset(r.allowed), r.own, r.body, headers)
    for row in ROWS:
        path = row.path
        if row.own:
            path = re.sub(r"\{\w+\}", "{}", path, count=1)
        yield Cell(row.method, re.sub(r"\{\w+\}", row.rest or "", path), frozenset(row.allowed), row.own, is_page=True)


CELLS = sorted(_cells(), key=lambda cell: cell.method == "POST" and cell.path.endswith("/placements/{}/take-back"))
"""What takes a record away is asked last: the others look at it."""


def test_every_route_and_page_of_the_routing_table_is_ruled():
    served = {
        (method, re.sub(r"\{\w+\}", "{}", prefix + route.path))
        for prefix, modules in ((PREFIX, _ROUTERS), ("", PAGES))
        for module in modules
        if module not in (front, provider, confirm)
        for route in module.router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }
    ruled = {
        (r.method, PREFIX + re.sub(r"\?.*|(?<=/)999(?=/|$)", lambda m: "{}" if "9" in m[0] else "", r.path))
        for r in ROUTES
    }
    ruled = {(m, p.replace("/imports/people", "/imports/{}")) for m, p in ruled}
    ruled |= {(row.method, re.sub(r"\{\w+\}", "{}", row.path)) for row in ROWS}
    ruled |= {(method, PREFIX + path) for method, path in OPEN}

    tell(f"{len(served)} routes and pages in the routing table, {len(served & ruled)} of them ruled")
    assert served == ruled


def _ask(cell: Cell, who: str, record: str | None, ids: dict[str, str]) -> Asked:
    path = cell.path.replace("{}", ids.get(record, record)) if record else cell.path
    for name, value in ids.items():
        path = path.replace(name, value)
    form = () if cell.is_page and cell.method == "POST" else None
    return Asked(who, cell.method, path, cell.body, form, cell.headers)


def _told(reply: Reply) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    return reply.status, reply.headers, reply.body


@pytest.fixture(scope="module")
def answers(house: House, tmp_path_factory) -> dict[tuple[Cell, Role, str], Reply]:
    """What every role is answered, absent and another's records first: one's own may change on the way."""
    wanted: list[tuple[tuple[Cell, Role, str], Asked]] = []
    for which in ("absent", "other's", "own"):
        for cell in CELLS:
            for role, who in WHO.items():
                record = _record(cell, role, which)
                if which == "own" or record is not None:
                    wanted.append(((cell, role, which), _ask(cell, who, record, house.ids)))
    with steady() as dice:
        replayer = Replayer(house, dice)
        with replayer.world(make_world(house.folder, tmp_path_factory.mktemp("matrix") / "w", [], 0)):
            replies = replayer.ask(
                [asked for _, asked in wanted],
                # Refusals draw the same, so that they can be compared; what is made is made with numbers of its own.
                seed=lambda n, one: f"{one.who} {one.method} {n if wanted[n][0][2] == 'own' else ''}",
            )
    return {key: reply for (key, _), reply in zip(wanted, replies, strict=True)}


def _record(cell: Cell, role: Role, which: str) -> str | None:
    if cell.own is None:
        return None
    absent = ABSENT.get(cell.noun, "KHONGCO")
    return {"own": cell.own, "absent": absent, "other's": OTHERS.get((cell.noun, role))}[which]


def test_who_may_not_is_refused_with_the_same_bytes_whatever_the_record(answers):
    wrong, counted = [], 0
    for (cell, role, which), reply in answers.items():
        if role not in cell.allowed:
            counted += 1
            first = answers.get((cell, role, "absent"), reply)
            if reply.status != 403 or _told(reply) != _told(first):
                wrong.append(f"{role} {which} {cell.method} {cell.path}: {reply.status}")

    tell(f"{counted} refusals by role, {len(wrong)} of them otherwise than 403 with the same bytes")
    assert not wrong, "\n".join(wrong)


def test_another_s_record_is_answered_as_an_absent_one_byte_for_byte(answers):
    wrong, counted = [], 0
    for (cell, role, which), reply in answers.items():
        if which == "other's" and role in cell.allowed:
            counted += 1
            absent = answers[cell, role, "absent"]
            refused = 403 if cell.is_page and cell.method == "POST" else 404
            if reply.status != refused or _told(reply) != _told(absent):
                wrong.append(f"{role} {cell.method} {cell.path}: {reply.status} and {absent.status}")

    tell(f"{counted} records of another's asked for, {len(wrong)} answered otherwise than an absent one")
    assert counted > 100
    assert not wrong, "\n".join(wrong)


def test_one_s_own_record_is_found(answers):
    lost = [
        f"{role} {cell.method} {cell.path}: {reply.status}"
        for (cell, role, which), reply in answers.items()
        if which == "own" and cell.own and role in cell.allowed and reply.status in (401, 404, 500)
    ]

    assert not lost, "\n".join(lost)
