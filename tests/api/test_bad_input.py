"""Whatever comes in: one clear sentence, the right status, no traceback, nothing written."""

import json
import random
import re

import pytest
from fastapi.testclient import TestClient

from api.app import make_app
from api.imports.unreadable import UnreadableFile
from tests.api.conftest import Web, copy_files
from tests.lists import KINDS, csv_from, csv_of, workbook_of
from tests.stores import contents

MEGABYTE = 1024 * 1024
FILES = {
    "empty file": b"",
    "blanks": b"\xef\xbb\xbf \r\n\r\n",
    "picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
    "pdf": b"%PDF-1.7\n...",
    "noise": random.Random(1).randbytes(5000),
    "zip that is no workbook": b"PK\x03\x04" + b"\x00" * 200,
    "cut-off workbook": workbook_of("people")[:2000],
    "web page": b"<html><table><tr><td>H\xe1\xbb\x8d t\xc3\xaan</td></tr></table></html>",
    "no header": b"1,2,3\n4,5,6\n",
    "another list": "Tháng,Tiền điện\n1,500000\n".encode(),
    "one word": "xin chào".encode(),
}
TITLES = {"people": 2, "counselling": 2, "loans": 1}
"""Rows above the header of each list."""
STRANGE_TEXTS = ["\ud800", "a\u0000b", "\u001b[31m", "\ufffe", "x" * 100_000]
STRANGE_NUMBERS = [2**70, -1, 1.5, "5", True, [], {}]


@pytest.fixture(scope="module")
def web(office_files, tmp_path_factory):
    """One application for all: nothing that is refused leaves a trace, so no test disturbs another."""
    for service in copy_files(office_files, tmp_path_factory.mktemp("bad") / "files"):
        with TestClient(make_app(service), "http://127.0.0.1", raise_server_exceptions=False) as client:
            yield Web(service, client)


@pytest.fixture
def door(office):
    """An application of its own for sign-ins, which are counted."""
    with TestClient(make_app(office), "http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def rows(service):
    """How many rows each table holds, but for what is written of every request."""
    return {name: len(rows) for name, rows in contents(service.database, ("audit_event", "access_token")).items()}


def send(web, method, path, body, who="canbo", **headers):
    """JSON as a program sends it that checks nothing: lone surrogates escaped, NaN and large numbers plain."""
    headers = {"Content-Type": "application/json", **headers}
    return web.call(who, method, path, content=json.dumps(body).encode(), headers=headers)


def is_a_problem(answer, *statuses):
    assert answer.status_code in statuses, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in answer.text
    assert answer.json()["title"]
    return answer.json()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("file", FILES)
def test_a_file_that_is_no_list_is_one_sentence_and_writes_nothing(bring, operator, kind, file):
    before = rows(operator.service)

    with pytest.raises(UnreadableFile) as refused:
        bring(kind, FILES[file])

    assert refused.value.message.endswith((".", "?"))
    assert len(refused.value.message) < 200
    assert rows(operator.service) == before


@pytest.mark.parametrize("file", FILES)
def test_an_upload_that_is_no_list_is_422(web, file):
    before = rows(web.service)

    answer = web.call("giamsat", "POST", "/imports/people", files={"file": ("ds.xlsx", FILES[file])})

    assert is_a_problem(answer, 422)["detail"]
    assert rows(web.service) == before


def test_an_upload_of_more_than_ten_megabytes_is_413(web):
    line = b"A1,Nguy\xe1\xbb\x85n V\xc4\x83n L\xc3\xa0nh\n"
    content = b"Ma ho so,Ho ten\n" + line * (10 * MEGABYTE // len(line) + 10)
    much = content + line * (2 * MEGABYTE // len(line))

    assert is_a_problem(web.call("giamsat", "POST", "/imports/people", files={"file": ("a.csv", content)}), 413)
    assert is_a_problem(web.call("giamsat", "POST", "/imports/people", files={"file": ("a.csv", much)}), 413)


def test_a_body_of_unknown_length_cannot_be_without_end(web):
    def chunks():
        for _ in range(14):
            yield b"x" * MEGABYTE

    answer = web.call("giamsat", "POST", "/imports/people", content=chunks(), headers={"Content-Type": "text/csv"})

    is_a_problem(answer, 411, 413, 422)


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "99999999999999999999"])
def test_a_length_that_is_none_is_refused(web, length):
    answer = web.call("canbo", "POST", "/people", content=b"{}", headers={"Content-Length": length})

    is_a_problem(answer, 400, 413, 422)


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_with_a_header_and_no_row_is_done_with_nothing(bring, kind):
    report = bring(kind, csv_of(kind).splitlines()[TITLES.get(kind, 0)].replace(b"\xef\xbb\xbf", b"") + b"\n")

    assert report.rows == 0
    assert "không có dòng dữ liệu" in report.summary()


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_without_its_main_column_holds_every_row(bring, kind):
    main = {"people": "full_name", "training": "course", "employers": "name", "openings": "title"}
    main |= {"counselling": "content", "loans": "amount"}
    header, cells = {
        "full_name": ("Mã hồ sơ,Ngày sinh,Giới tính", "A1,1990,Nam"),
        "course": ("Mã hồ sơ,Trình độ,Kết quả", "A1,sơ cấp,Khá"),
        "name": ("Mã số thuế,Loại hình,Xã/phường", "3400000514,nhà máy,La Gi"),
        "title": ("Mã tin,Mã số thuế,Số lượng", "V1,3400000514,2"),
        "outcome": ("Mã hồ sơ,Ngày vào làm,Lý do", "A1,01/01/2026,x"),
        "content": ("Mã hồ sơ,Ngày tư vấn,Người tư vấn", "A1,01/01/2026,Hoa"),
        "amount": ("Mã hồ sơ,Ngày giải ngân,Mục đích vay", "A1,01/01/2026,nuôi heo"),
    }[main.get(kind, "outcome")]

    report = bring(kind, f"{header}\n{cells}\n{cells.replace('A1', 'A2')}\n".encode())

    assert report.counts["held"] == report.rows == 2


@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_of_any_list_breaks_its_importer(bring, kind):
    strange = ["=1+1", "9" * 400, "-", "x" * 33_000, "\u202egnort", "ⓐ", "1e999", "NaN", "00/00/0000", "'", "\u200b"]
    rows = [{f: word for f in csv_header(kind)} for word in strange]

    report = bring(kind, csv_from(rows))

    assert report.rows == sum(report.counts.values()) == len([w for w in strange if w.strip("\u200b")])


def csv_header(kind):
    return csv_of(kind).decode("utf-8-sig").splitlines()[TITLES.get(kind, 0)].split(",")


@pytest.mark.parametrize("number", STRANGE_NUMBERS, ids=repr)
@pytest.mark.parametrize("field", ["wage_floor_vnd", "schooling", "max_commute_km"])
def test_a_number_that_is_none_is_422_and_writes_nothing(web, field, number):
    revision = web.get("canbo", "/people/PT-001").json()["revision"]
    before = web.get("canbo", "/people/PT-001").json()

    answer = send(web, "PATCH", "/people/PT-001", {field: number}, **{"If-Match": str(revision)})

    if field == "max_commute_km" and number == 1.5:
        assert answer.status_code == 200
        return
    is_a_problem(answer, 422)
    assert web.get("canbo", "/people/PT-001").json() == before


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")], ids=repr)
def test_no_number_is_not_a_number(web, number):
    revision = web.get("canbo", "/people/PT-001").json()["revision"]

    is_a_problem(send(web, "PATCH", "/people/PT-001", {"max_commute_km": number}, **{"If-Match": str(revision)}), 422)


@pytest.mark.parametrize("text", STRANGE_TEXTS, ids=lambda t: repr(t[:8]))
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/people", {"code": "MOI", "full_name": "?"}),
        ("POST", "/people", {"code": "?", "full_name": "Người Mới"}),
        ("POST", "/people/PT-001/decisions", {"opening": "?", "decision": "dismiss", "reason": "x"}),
        ("POST", "/people/PT-001/decisions", {"opening": "V-01", "decision": "dismiss", "reason": "?"}),
        ("POST", "/openings", {"title": "?", "tax_code": "3400000514"}),
        ("POST", "/employers", {"name": "?"}),
        ("POST", "/openings/V-01/close", {"reason": "?"}),
        ("POST", "/placements", {"referral": "?", "started_on": "2026-11-23"}),
    ],
)
def test_a_text_that_nobody_types_is_422_and_is_not_said_back(web, method, path, body, text):
    before = rows(web.service)

    answer = send(web, method, path, {k: text if v == "?" else v for k, v in body.items()})

    is_a_problem(answer, 422)
    assert text[:50] not in answer.text
    assert rows(web.service) == before


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "x",
        5,
        {},
        {"opening": 5, "decision": True},
        {"opening": "V-05", "decision": "dismiss", "reason": "x", "role": "admin"},
        {"opening": "V-05", "decision": "delete", "reason": "x"},
        {"opening": "V-05", "decision": "dismiss", "reason": ""},
        {"opening": "V-05", "decision": "dismiss", "reason": None},
        {"opening": None, "decision": "dismiss", "reason": "x"},
        {"opening": "V-05", "decision": "refer", "reason": "x", "consent": []},
        {"opening": "V-05", "decision": "refer", "reason": "x", "consent": {"fields": "phone", "given_on": "x"}},
        {"opening": "V-05", "decision": "override", "reason": "x", "rules": "distance"},
    ],
    ids=repr,
)
def test_a_decision_of_the_wrong_shape_is_422_and_writes_nothing(web, body):
    before = rows(web.service)

    is_a_problem(send(web, "POST", "/people/PT-001/decisions", body), 422)

    assert rows(web.service) == before


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b'{"a":' * 5000, b'{"seats": ' + b"9" * 6000 + b"}", b"null"])
def test_a_body_that_is_no_json_is_422(web, raw):
    for path in ("/people", "/openings", "/employers", "/people/PT-001/decisions"):
        answer = web.call("canbo", "POST", path, content=raw, headers={"Content-Type": "application/json"})
        is_a_problem(answer, 422)


@pytest.mark.parametrize("page", [2**70, -1, 0, "x", "1.5", "", "1e9", "\u0661", "100001"])
@pytest.mark.parametrize("name", ["page", "page_size"])
def test_a_page_that_is_none_is_422(web, name, page):
    for path in ("/people", "/openings", "/employers"):
        is_a_problem(web.get("canbo", path, params={name: page}), 422)


@pytest.mark.parametrize("limit", [0, -1, 2**70, 101, "x"])
def test_a_limit_that_is_none_is_422(web, limit):
    is_a_problem(web.get("canbo", "/people/PT-001/suggestions", params={"limit": limit}), 422)


@pytest.mark.parametrize("order", ["best", "", "FAIR", "chance "])
def test_an_order_that_is_none_is_422(web, order):
    is_a_problem(web.get("canbo", "/people/PT-001/suggestions", params={"order": order}), 422)


@pytest.mark.parametrize(
    "code", ["%00", "%ed%a0%80", "x" * 65, "..%2F..%2Fetc", "%27%20OR%201=1--", str(2**70), "%F0%9F%98%80", "%0a"]
)
def test_a_code_in_an_address_that_nobody_has_is_404_or_422(web, code):
    for path in ("/people/{}", "/people/{}/suggestions", "/openings/{}", "/employers/{}", "/imports/{}"):
        who = "giamsat" if path.startswith("/imports") else "canbo"
        answer = web.get(who, path.format(code)) if "suggestions" not in path else web.get("canbo", path.format(code))
        is_a_problem(answer, 404, 422)


@pytest.mark.parametrize("query", ["\u0000", "%", "_", "'", "x" * 201, "\u202e", "  "])
def test_a_query_of_any_text_is_answered(web, query):
    for path, name in (("/people", "query"), ("/employers", "query"), ("/occupations", "q"), ("/places", "q")):
        assert web.get("canbo", path, params={name: query}).status_code in (200, 422)


@pytest.mark.parametrize("query", ["%", "_", "'"])
def test_a_sign_of_the_query_language_finds_nobody(web, query):
    assert web.get("canbo", "/employers", params={"query": query}).json()["total"] == 0
    assert web.get("canbo", "/people", params={"query": query}).json()["total"] == 0


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"username": "canbo"},
        {"username": "canbo", "password": ""},
        {"username": "", "password": "x"},
        {"username": "canbo\x00", "password": "x"},
        {"username": "x" * 10_000, "password": "x"},
        {"username": "canbo", "password": "x" * 10_000},
    ],
    ids=lambda f: repr(f)[:40],
)
def test_a_sign_in_that_cannot_succeed_is_401_or_422(door, form):
    is_a_problem(door.post("/api/v1/token", data=form), 401, 422)


def test_unknown_and_wrong_sign_ins_look_the_same(door):
    wrong = door.post("/api/v1/token", data={"username": "canbo", "password": "sai-mật-khẩu-1"})
    unknown = door.post("/api/v1/token", data={"username": "nguoila", "password": "sai-mật-khẩu-1"})

    assert (wrong.status_code, wrong.content) == (unknown.status_code, unknown.content)


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/people/PT-001"), ("PUT", "/openings/V-01"), ("GET", "/token")]
)
def test_another_method_is_405_and_another_address_404(web, method, path):
    is_a_problem(web.call("canbo", method, path), 405)
    is_a_problem(web.get("canbo", "/khong-co"), 404)


@pytest.mark.parametrize("day", ["2026-02-30", "23/11/2026", "2026-11-23T10:00:00", 20261123, "0000-00-00", "x", None])
def test_a_day_that_is_none_is_422(web, day):
    is_a_problem(send(web, "POST", "/placements", {"referral": "x", "started_on": day}), 422)


def test_a_sentence_says_which_field_and_what_is_wanted(web):
    body = is_a_problem(send(web, "POST", "/people", {"code": "A 1", "full_name": "", "sex": "x"}), 422)

    fields = {e["field"]: e["detail"] for e in body["errors"]}
    assert set(fields) == {"body.code", "body.full_name", "body.sex"}
    assert all(re.search(r"[àáảãạăâđêôơưấ-ỹ]", s, re.IGNORECASE) for s in fields.values())


@pytest.mark.parametrize(
    ("path", "field", "day"),
    [
        ("/openings", "closes_on", "9999-12-31"),
        ("/openings", "closes_on", "2099-01-01"),
        ("/people", "licence_expires_on", "2099-01-01"),
        ("/people", "return_date", "1826-11-23"),
    ],
)
def test_a_day_too_far_from_today_is_told_at_its_field(web, path, field, day):
    answer = web.post("canbo", path, {field: day})

    told = {e["field"].removeprefix("body."): e["detail"] for e in answer.json()["errors"]}
    assert told[field] == "Ngày này quá xa hôm nay; hãy xem lại năm."
