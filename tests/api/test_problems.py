"""Every error is a problem document in Vietnamese that repeats nothing of what came in."""

import json
import logging
from typing import Annotated

import pytest
from fastapi import FastAPI, HTTPException, Query
from fastapi.testclient import TestClient

from api.problems import MEDIA_TYPE, Problem, install_problems, problem, quiet_server_log
from api.text_fields import Body, CleanStr, Code, Finite, Page, StrictInt


class Full(ValueError):
    """A domain error."""


class VeryFull(Full):
    """One below it."""


class Decision(Body):
    opening: Code = "V1"
    reason: CleanStr = ""
    seats: StrictInt = 0
    share: Finite = 0.0
    tags: tuple[CleanStr, ...] = ()


@pytest.fixture
def client():
    app = FastAPI()
    install_problems(app, {Full: (409, "seats_full")})

    @app.post("/decisions")
    def decide(body: Decision) -> dict[str, str]:
        return {"opening": body.opening}

    @app.get("/people/{code}")
    def person(code: Code) -> dict[str, str]:
        raise problem(404)

    @app.get("/list")
    def listing(page: Annotated[Page, Query()] = 1) -> int:
        return page

    @app.get("/raise/{kind}")
    def fail(kind: str) -> None:
        raise {
            "full": VeryFull("Tin TD00031 đã đủ người."),
            "http": HTTPException(401, "secret english", {"WWW-Authenticate": "Bearer"}),
            "wait": Problem(429, "too_many", "Quá nhiều lần thử", headers={"Retry-After": "60"}, extra={"seconds": 60}),
            "bug": RuntimeError("Nguyễn Văn Lành 060088001234"),
            "teapot": HTTPException(418),
        }[kind]

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def _is_problem(reply, status):
    assert (reply.status_code, reply.headers["content-type"]) == (status, MEDIA_TYPE)
    document = reply.json()
    assert document["status"] == status
    assert document["title"] and document["code"]
    return document


BAD_BODIES = {
    "nothing": b"",
    "not json": b"{",
    "not utf-8": b'{"reason": "\xff\xfe"}',
    "utf-8 surrogate": b'{"reason": "\xed\xa0\x80"}',
    "lone surrogate": rb'{"reason": "\ud800"}',
    "surrogate in a code": rb'{"opening": "\udc00x"}',
    "surrogate as a name": rb'{"\ud800": 1}',
    "surrogate in a list": rb'{"tags": ["\ud800"]}',
    "nul": rb'{"reason": "a\u0000b"}',
    "nul as a name": rb'{"a\u0000": 1}',
    "deep": b"[" * 200_000,
    "deep and closed": b'{"reason":' * 20_000 + b"1" + b"}" * 20_000,
    "deep value": b'{"reason":' + b"[" * 900 + b"]" * 900 + b"}",
    "nan": b'{"share": NaN}',
    "infinity": b'{"share": -Infinity}',
    "huge float": b'{"share": 1e999}',
    "2^70": b'{"seats": %d}' % 2**70,
    "5000 digits": b'{"seats": 1%s}' % (b"0" * 5000),
    "true for a number": b'{"seats": true}',
    "text for a number": b'{"seats": "5"}',
    "null": b"null",
    "a list": b"[]",
    "a word": b'"x"',
    "unknown field": b'{"role": "admin"}',
    "id number as code": b'{"opening": "060088001234"}',
    "too long": b'{"reason": "%s"}' % (b"x" * 100_000),
}


@pytest.mark.parametrize("name", BAD_BODIES)
def test_a_bad_body_is_422_in_vietnamese(client, name):
    reply = client.post("/decisions", content=BAD_BODIES[name], headers={"content-type": "application/json"})

    document = _is_problem(reply, 422)
    assert document["errors"]
    assert all(error.keys() == {"field", "detail"} and error["detail"].endswith(".") for error in document["errors"])


def test_a_good_body_passes(client):
    assert client.post("/decisions", json={"opening": "V1"}).json() == {"opening": "V1"}


def test_the_input_is_never_repeated_not_even_as_a_field_name(client):
    secret = "NguyenVanLanh060088001234"
    bodies = [
        {"opening": secret * 3},
        {secret: 1},
        {"seats": secret},
        {"tags": [{secret: secret}]},
        {"reason": [secret]},
    ]

    replies = [client.post("/decisions", json=body) for body in bodies]
    replies.append(client.get(f"/list?page={secret}"))
    replies.append(client.get(f"/people/{secret}.{secret}"))

    assert {reply.status_code for reply in replies} == {422}
    assert not any("Lanh" in reply.text or "0600" in reply.text for reply in replies)


def test_an_error_says_where_and_what_is_wanted(client):
    reply = client.post("/decisions", json={"seats": 2**70, "tags": ["a", 5]})

    assert reply.json()["errors"] == [
        {"field": "body.seats", "detail": f"Không quá {2**63 - 1}."},
        {"field": "body.tags.1", "detail": "Cần văn bản."},
    ]


def test_at_most_fifty_errors_are_listed(client):
    reply = client.post("/decisions", json={f"x{n}": n for n in range(5000)})

    assert len(reply.json()["errors"]) == 50


def test_an_absent_row_and_anothers_are_the_same_bytes(client):
    first, second = client.get("/people/HS00001"), client.get("/people/KHONGCO")

    _is_problem(first, 404)
    assert first.content == second.content
    assert dict(first.headers) == dict(second.headers)


@pytest.mark.parametrize("path", ["/nowhere", "/raise/full/x"])
def test_an_unknown_address_is_a_problem_too(client, path):
    _is_problem(client.get(path), 404)


def test_a_wrong_method_is_a_problem_and_names_the_right_one(client):
    reply = client.delete("/decisions")

    _is_problem(reply, 405)
    assert reply.headers["allow"] == "POST"


def test_a_domain_error_has_its_status_and_sentence_and_so_has_its_subclass(client):
    document = _is_problem(client.get("/raise/full"), 409)

    assert (document["code"], document["detail"]) == ("seats_full", "Tin TD00031 đã đủ người.")


def test_an_http_error_keeps_its_headers_and_loses_its_english(client):
    reply = client.get("/raise/http")

    assert _is_problem(reply, 401)["title"] == "Cần đăng nhập"
    assert reply.headers["www-authenticate"] == "Bearer"
    assert "english" not in reply.text
    _is_problem(client.get("/raise/teapot"), 418)


def test_a_problem_carries_headers_and_further_members(client):
    reply = client.get("/raise/wait")

    assert _is_problem(reply, 429)["seconds"] == 60
    assert reply.headers["retry-after"] == "60"


def test_an_unexpected_error_gives_a_reference_and_no_detail(client, caplog):
    with caplog.at_level(logging.ERROR, "api.problems"):
        reply = client.get("/raise/bug")

    document = _is_problem(reply, 500)
    assert document["reference"] in document["detail"]
    assert document["reference"] in caplog.text
    assert "RuntimeError" in caplog.text and "in fail" in caplog.text
    assert "Lành" not in caplog.text
    assert "Lành" not in reply.text


def test_the_server_does_not_write_the_words_of_an_error_either(caplog):
    quiet_server_log()
    server = logging.getLogger("uvicorn.error")

    with caplog.at_level(logging.INFO):
        server.error("Exception in ASGI application\n", exc_info=RuntimeError("Nguyễn Văn Lành"))
        server.error("something else")

    assert "Lành" not in caplog.text
    assert "something else" in caplog.text


def test_documents_are_utf8_json_without_escapes(client):
    body = client.get("/people/HS00001").content

    assert "Không tìm thấy".encode() in body
    assert json.loads(body)["type"] == "about:blank"
