"""The importers as upload: the same report, kept for whoever imported."""

import pytest
from sqlmodel import select

from api.tables import AuditEvent
from tests.lists import KINDS, csv_of, workbook_of
from tests.stores import is_kept_open


def upload(web, kind, content, name="ds.csv", who="giamsat", query=""):
    return web.call(who, "POST", f"/imports/{kind}{query}", files={"file": (name, content)})


@pytest.mark.parametrize("make", [csv_of, workbook_of])
@pytest.mark.parametrize("kind", KINDS)
def test_an_upload_gives_the_report_and_where_to_read_it_again(web, kind, make):
    answer = upload(web, kind, make(kind))

    assert answer.status_code == 201
    body = answer.json()
    assert sum(body["counts"].values()) == body["rows"] == 10
    again = web.get("giamsat", answer.headers["location"].removeprefix("/api/v1"))
    assert again.json() == body


def test_another_s_import_is_as_absent(web):
    made = upload(web, "people", csv_of("people")).json()["id"]

    others, absent = web.get("giamsat-moi", f"/imports/{made}"), web.get("giamsat-moi", "/imports/khong-co")

    assert others.status_code == absent.status_code == 404
    assert others.content == absent.content


def test_the_cells_of_a_report_are_nowhere_in_the_open(web):
    upload(web, "people", csv_of("people"))

    assert not is_kept_open(web.service.database, "Ngô Văn Lẫn")


def test_a_dry_run_writes_no_person(web):
    before = web.get("giamsat", "/people").json()["total"]
    content = csv_of("people").replace(b"PT-00", b"THU-0")

    body = upload(web, "people", content, query="?dry_run=true").json()

    assert body["dry_run"] is True
    assert web.get("giamsat", "/people").json()["total"] == before


def test_an_import_is_in_the_trail_with_its_counts(web):
    upload(web, "employers", csv_of("employers"))

    with web.service.database.read() as session:
        event = session.exec(select(AuditEvent).where(AuditEvent.actor == "giamsat")).all()[-1]
    assert (event.act, event.details["held"]) == ("import_list", 1)


@pytest.mark.parametrize("kind", ["nguoi", "people2", "..", "%00"])
def test_an_unknown_kind_of_list_is_refused(web, kind):
    assert upload(web, kind, csv_of("people")).status_code in (404, 405, 422)


def test_without_a_file_it_is_422(web):
    assert web.call("giamsat", "POST", "/imports/people").status_code == 422
