"""A provider that is down, slow or wrong is one sentence, and leaves the password as it was."""

import logging

import pytest
from sqlmodel import select

from api.tables import Throttle
from api.throttle import PER_SOURCE
from tests.api.conftest import PASSWORD
from tests.api.provider.browsing import START, begin, is_in, sign_in
from tests.api.provider.office import SECRET, SUBJECT

DOWN = {
    "not there": (404, {}, b"{}"),
    "garbage": (200, {}, b"<html>"),
    "deep": (200, {}, b"[" * 100_000),
    "huge": (200, {}, b" " * 300_000),
    "a redirect": (302, {"location": "http://127.0.0.1:1/"}, b""),
    "a list": (200, {}, b"[]"),
}


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token", "/jwks"])
@pytest.mark.parametrize("how", DOWN)
def test_a_provider_that_answers_wrongly_is_one_sentence_beside_the_password(site, provider, path, how):
    if "known" in path:
        provider.answers[path] = DOWN[how]
        page = site.get(START)
    else:
        back = provider.visit(begin(site))
        provider.answers[path] = DOWN[how]
        page = site.get(back)

    assert page.status == 503
    assert "đang không trả lời" in page.words
    assert "password" in page.form("/").values
    assert not is_in(site)


def test_a_provider_that_answers_byte_by_byte_is_let_go_in_time_and_left_alone_for_a_while(site, provider):
    provider.drip, site.service.provider.seconds = 0.05, 0.2

    slow, again = site.get(START), site.get(START)
    opened = site.send(again, username="canbo", password=PASSWORD)

    assert slow.status == again.status == 503
    assert opened.answer.url.path == "/today"
    assert provider.asked == ["/.well-known/openid-configuration"]


@pytest.mark.parametrize(
    "documents",
    [
        {"issuer": "http://127.0.0.1:1"},
        {"token_endpoint": "http://khac.example/token"},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": None},
        {"code_challenge_methods_supported": ["plain"]},
    ],
    ids=str,
)
def test_documents_of_another_provider_or_with_unsafe_addresses_are_not_used(site, provider, documents):
    provider.documents = documents

    assert site.get(START).status == 503


def test_attempts_count_against_their_source(site, provider):
    provider.claims = {"sub": "nguoi-la"}
    for _ in range(3):
        sign_in(site, provider)
    with site.service.database.write() as session:
        for row in session.exec(select(Throttle)):
            row.failures = PER_SOURCE if row.failures == 3 else row.failures

    assert sign_in(site, provider).status == 429


def test_neither_code_nor_token_nor_subject_is_logged(site, provider, caplog):
    caplog.set_level(logging.DEBUG)
    sign_in(site, provider)
    provider.claims = {"nonce": "khac"}
    sign_in(site, provider)

    told = "\n".join(entry.getMessage() for entry in caplog.records if entry.name.startswith("api"))

    assert "refused: nonce" in told
    assert not [word for word in ("code-", SUBJECT, SECRET, "eyJ", "state=") if word in told]
