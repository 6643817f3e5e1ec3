"""Canaries: values that nobody else has, put into every field of an identity by every way in, and looked for after.

No log, address, database file or journal, model, key store or other account's reply may hold one, errors forced on
purpose included. The case worker whose people they are reads them all: the harness must be able to find what is there.
"""

import json
import logging
import re
import sqlite3
import string

from fastapi.testclient import TestClient

from api import clock
from api.app import make_app
from api.logs import JsonLines
from matcher.model_store import current_model
from matcher.rerank import rerank
from tests.api.conftest import Web, close_service, import_bytes, open_service, operator_of
from tests.api.pages.site import BASE, Site
from tests.lists import csv_from
from tests.security.replay import Asked, Replayer
from tests.security.size import tell
from tests.security.steady import steady
from tests.security.views import employer_requests

OWNER = "060182009173"
"""A household business's tax code, which is its owner's ID number: it stands in the register, and nowhere else."""

STORE_SAID = "Zqkhovux"
"""In the words of an error of the store, whose trigger says it; so it stands in the store, and nowhere else."""

IN_STORE = "the database and its journal"


class Nest:
    """Makes canaries and remembers them."""

    def __init__(self) -> None:
        self.birds: list[str] = []
        self.numbers: list[str] = []

    def word(self) -> str:
        """A word of letters alone, so that no reader of names or places takes it apart."""
        n = len(self.birds)
        letters = string.ascii_lowercase[n // 26] + string.ascii_lowercase[n % 26]
        self.birds.append(f"Zq{letters}vux")
        return self.birds[-1]

    def number(self, start: str, length: int) -> str:
        """Digits: a telephone or ID number."""
        self.numbers.append(f"{start}{7391 + len(self.numbers) * 13:0{length - len(start)}d}")
        return self.numbers[-1]

    @property
    def looked_for(self) -> re.Pattern[bytes]:
        """Every canary, in any case."""
        return re.compile("|".join([*self.birds, *self.numbers]).encode(), re.IGNORECASE)


def _identity(nest: Nest) -> dict:
    return {
        "full_name": f"Nguyễn {nest.word()} {nest.word()}",
        "alias": nest.word(),
        "national_id": nest.number("0600", 12),
        "phones": [{"number": nest.number("09", 10), "note": f"số của {nest.word()}"}],
        "address": f"12 Ngõ {nest.word()}",
        "notes": f"gặp {nest.word()} buổi sáng",
        "contact": {"best_time": nest.word(), "note": f"hỏi {nest.word()}"},
    }


def _by_api(web: Web, nest: Nest) -> None:
    made = web.post("canbo", "/people", {"code": "CA-API", **_identity(nest)})
    assert made.status_code == 201, made.text
    shop = web.post("canbo", "/employers", {"name": "Hộ Kinh Doanh Vàng Anh", "tax_code": OWNER, "workforce": 4})
    assert web.get("canbo", f"/employers/{shop.json()['code']}/loan").status_code == 200
    assert web.post("canbo", "/openings", {"title": "Phụ bếp", "tax_code": OWNER}).status_code == 201
    assert web.patch("canbo", "/people/CA-API", _identity(nest), made.json()["revision"]).status_code == 200
    web.post("canbo", "/people/CA-API/reminders", {"due_on": "2026-11-30", "note": f"gọi {nest.word()}"})
    web.post("canbo", "/people/CA-API/answers", {"opening": "V-01", "answer": "no", "note": f"theo {nest.word()}"})


def _by_page(site: Site, nest: Nest) -> None:
    site.sign_in("canbo")
    typed = {
        "full_name": f"Lê {nest.word()}",
        "alias": nest.word(),
        "address": nest.word(),
        "notes": nest.word(),
        "phone": nest.number("09", 10),
        "phone_note": nest.word(),
        "national_id": nest.number("0600", 12),
    }
    assert site.send(site.get("/people/new"), "/people/new", code="CA-PAGE", **typed).status == 200
    page = site.get("/people/CA-PAGE/contact/change")
    site.send(page, "/people/CA-PAGE/contact/change", best_time=nest.word(), note=nest.word())


def _by_list(service, nest: Nest) -> None:
    rows = [
        {
            "Mã hồ sơ": f"CA-{n}",
            "Họ và tên": f"Võ {nest.word()}",
            "SĐT": f"{nest.number('09', 10)} ({nest.word()})",
            "Số CCCD": nest.number("0600", 12),
            "Địa chỉ": nest.word(),
            "Ghi chú": nest.word(),
            "Ngày sinh": "31/02/1990" if n else "1990",
            "Cán bộ phụ trách": "canbo",
            "Xã/phường": "P. Phan Thiết, Lâm Đồng",
        }
        for n in range(3)
    ]
    import_bytes(operator_of(service), "people", csv_from(rows))
    import_bytes(operator_of(service), "people", csv_from([r | {"Mã hồ sơ": ""} for r in rows]), dry_run=True)
    firm = {"Tên doanh nghiệp": "Công ty TNHH Hải Âu", "Mã số thuế": "3400000183", "Người nhà hỏi": nest.word()}
    import_bytes(operator_of(service), "employers", csv_from([firm]))
    job = {"Vị trí": "Phụ bếp", "Mã số thuế": "3400000183", "Số lượng": "1", "Người nhà hỏi": nest.word()}
    import_bytes(operator_of(service), "openings", csv_from([job]))


def _force_errors(web: Web, nest: Nest) -> None:
    """Every kind of refusal, and failures of the store in the middle of an act, with canaries in what is sent."""
    head = {"Content-Type": "application/json"}
    bad = [
        json.dumps({nest.word(): nest.word()}),
        f'{{"full_name": "{nest.word()}"',
        f'"{nest.word()}"',
        json.dumps({"code": nest.word() * 20}),
    ]
    for body in bad:
        for path in ("/people", "/people/CA-API/decisions", "/openings"):
            assert 400 <= web.call("canbo", "POST", path, content=body, headers=head).status_code < 500
    web.post("canbo", "/people", {"code": "CA-API", "full_name": nest.word()})
    web.patch("canbo", "/people/CA-API", {"phones": [{"number": nest.word()}], "sex": nest.word()}, 1)
    web.client.post("/api/v1/token", data={"username": nest.word(), "password": nest.word()})
    web.client.post("/", data={"username": nest.word(), "password": nest.word()})
    web.call(
        "giamsat",
        "POST",
        "/imports/people",
        files={"file": (f"{nest.word()}.csv", f"{nest.word()};x\n1;{nest.word()}".encode())},
    )
    _break(web, "ALTER TABLE reminder RENAME TO gone")
    assert (
        web.post("canbo", "/people/CA-API/reminders", {"due_on": "2026-11-30", "note": nest.word()}).status_code >= 500
    )
    _break(web, "ALTER TABLE gone RENAME TO reminder")
    _break(web, f"CREATE TRIGGER said BEFORE INSERT ON reminder BEGIN SELECT RAISE(ABORT, '{STORE_SAID}'); END")
    reminder = {"due_on": "2026-11-30", "note": nest.word()}
    assert web.post("canbo", "/people/CA-API/reminders", reminder).status_code >= 500, "the store's own words"
    _break(web, "DROP TRIGGER said")
    _break(web, "ALTER TABLE person_identity RENAME TO gone")
    assert web.post("canbo", "/people", {"code": "CA-500", **_identity(nest)}).status_code >= 500
    _break(web, "ALTER TABLE gone RENAME TO person_identity")


def _break(web: Web, statement: str) -> None:
    store = sqlite3.connect(web.service.database.url.database)
    store.execute("PRAGMA legacy_alter_table=ON")
    store.execute(statement)
    store.close()


def test_no_canary_is_found_where_it_must_not_be(house, tmp_path, caplog, capfd, monkeypatch):
    nest, folder = Nest(), house.copy(tmp_path / "w")
    caplog.set_level(logging.DEBUG)
    # What a library left there in an earlier test is not the service's: its stream closed, it prints what is logged.
    monkeypatch.setattr(logging.getLogger(), "handlers", [caplog.handler])
    service = open_service(folder)
    with TestClient(make_app(service), base_url=BASE, raise_server_exceptions=False) as client:
        web = Web(service, client)
        _by_api(web, nest)
        _by_page(Site(service, client), nest)
        client.cookies.clear()
        _by_list(service, nest)
        _force_errors(web, nest)
        figures = client.app.state.metrics.text()
        seen = b"".join(web.get("canbo", f"/people/{c}").content for c in ("CA-API", "CA-PAGE", "CA-0"))
    rerank(service.ranker_sessions, service.today(), clock.now)
    with service.ranker_sessions.read() as session:
        model = (
            current_model(session).ranker.to_document() if hasattr(current_model(session).ranker, "to_document") else ""
        )
    said = capfd.readouterr()
    places = {
        "logs": "\n".join(f"{r.getMessage()} {r.args} {r.exc_text or ''}" for r in caplog.records).encode(),
        "log lines as JSON": "\n".join(map(JsonLines().format, caplog.records)).encode(),
        "figures for a monitor": figures,
        "what was printed": (said.out + said.err).encode(),
        IN_STORE: b"".join(p.read_bytes() for p in folder.glob("db.sqlite*")),
        "the key store": b"".join(p.read_bytes() for p in folder.glob("keys.db*")),
        "the model": str(model).encode(),
    }
    close_service(service)
    places |= _read_by_others(house, folder)

    held = {where: sorted({m.decode() for m in nest.looked_for.findall(content)}) for where, content in places.items()}
    tell(f"{len(nest.birds) + len(nest.numbers)} canaries by API, page and list, errors forced; looked for in "
         f"{len(places)} places ({', '.join(places)}): {sum(map(len, held.values()))} found")  # fmt: skip
    assert len(nest.birds) + len(nest.numbers) >= 50
    assert len(set(nest.looked_for.findall(seen))) >= 15, "what is there must be found"
    for word in (OWNER, STORE_SAID):
        assert [where for where, content in places.items() if word.encode() in content] == [IN_STORE], said
    assert not any(held.values()), {where: found for where, found in held.items() if found}


def _read_by_others(house, folder) -> dict[str, bytes]:
    """Everything that an employer and another's supervisor can reach, addresses that the pages lead to, and headers."""
    with steady() as dice:
        replayer = Replayer(house, dice)
        with replayer.world(folder):
            asked = [
                *employer_requests(house),
                Asked("canbo2", "GET", "/people"),
                Asked("canbo2", "GET", "/api/v1/people"),
                Asked("quantri", "GET", "/accounts"),
            ]
            others = replayer.ask([a for a in asked if a.who != "canbo"])
            own = replayer.ask([*(Asked("canbo", "GET", f"/people{p}") for p in ("", "/CA-API", "/CA-PAGE", "/CA-0"))])
    links = b"\n".join(link for r in own for link in re.findall(rb'(?:href|action|src)="(?!tel:)([^"]*)"', r.body))
    headers = "\n".join(value for r in [*others, *own] for _, value in r.headers)
    return {"others' replies": b"".join(r.body for r in others), "addresses": links, "headers": headers.encode()}
