"""Every operation of the API has an example of request and reply, and the real application answers as it says."""

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from api.app import make_app
from api.guard import PREFIX
from api.openapi import API_VERSION, examples
from tests.api.api_walk import FEED, LD_JSON, walk
from tests.api.conftest import PASSWORD, Web, open_service
from tests.stores import copy_store


@pytest.fixture(scope="module")
def web(office_files, tmp_path_factory):
    folder = tmp_path_factory.mktemp("walk") / "files"
    copy_store(office_files, folder)
    service = open_service(folder, feed_employers=FEED)
    with TestClient(make_app(service), "http://127.0.0.1", raise_server_exceptions=False) as client:
        yield Web(service, client)
    service.close()


@pytest.fixture(scope="module")
def described(web):
    return web.get(None, "/openapi.json").json()


@pytest.fixture(scope="module")
def answered(web):
    return list(walk(web, PASSWORD))


def operations(described):
    return {
        f"{method.upper()} {path.removeprefix(PREFIX)}": operation
        for path, of_path in described["paths"].items()
        for method, operation in of_path.items()
    }


def reply_of(operation):
    """Status, media type and content that an operation declares for the reply of its example."""
    shown = {s: c for s, r in operation["responses"].items() for c in r.get("content", {}).values() if "example" in c}
    return next(iter(shown.items()), (None, None))


def test_the_version_stands_in_every_path_and_in_the_description(described):
    assert described["info"]["version"] == API_VERSION
    open_beside = {"/healthz", "/readyz"}
    assert all(path.startswith(f"/api/v{API_VERSION}/") for path in described["paths"].keys() - open_beside)


def test_every_operation_is_walked_and_has_its_example(described, answered):
    assert operations(described).keys() == {it.step.operation for it in answered} == examples().keys()


def test_every_request_of_the_walk_succeeds(answered):
    refused = {it.step.operation: it.answer.text[:200] for it in answered if it.answer.status_code >= 400}

    assert refused == {}


def test_every_real_reply_and_every_example_has_the_declared_shape(described, answered):
    wrong = []
    for it in answered:
        status, content = reply_of(operations(described)[it.step.operation])
        if content is None:
            assert it.answer.status_code == 204, it.step.operation
            continue
        check = Draft202012Validator(content["schema"])
        assert str(it.answer.status_code) == status, it.step.operation
        wrong += [(it.step.operation, e.message[:200]) for e in check.iter_errors(it.answer.json())]
        wrong += [(it.step.operation, e.message[:200]) for e in check.iter_errors(content["example"])]

    assert wrong == []


def test_what_is_sent_as_another_media_type_has_the_example_that_the_walk_sends(described, answered):
    sent = {(it.step.operation, m): it.step.body for it in answered if (m := it.step.header.get("Content-Type"))}

    shown = {
        (name, media): content.get("example")
        for name, operation in operations(described).items()
        for media, content in operation.get("requestBody", {}).get("content", {}).items()
        if media == LD_JSON
    }
    assert shown == sent
    assert shown


def test_a_reply_of_another_shape_is_told(described):
    _, content = reply_of(operations(described)["GET /kpi"])

    assert list(Draft202012Validator(content["schema"]).iter_errors({"items": "many"}))


def test_every_body_that_is_asked_for_has_an_example(described):
    without = [
        name
        for name, operation in operations(described).items()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if "example" not in content and "multipart" not in str(operation["requestBody"])
    ]

    assert without == []
