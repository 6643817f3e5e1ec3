"""Signing in by the office's own sign-in: it says who it is, in the browser that asked, once; all else is ours."""

import base64
import hmac
import json
import logging
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from joserfc import jwk, jwt
from sqlalchemy import delete
from sqlmodel import select

from api import clock, second_factor
from api.accounts import disable_account, get_account
from api.acts.provider_links import link_account, unlink_account
from api.app import make_app
from api.oidc.provider import Provider
from api.tables import AccessToken, AuditEvent, ProviderLink, SecondFactor, Throttle
from api.throttle import PER_SOURCE
from tests.api.conftest import PASSWORD, copy_files, operator_of
from tests.api.office_provider import CLIENT, KEY, SECRET, SUBJECT, serve
from tests.api.pages.site import BASE, Site
from tests.api.test_second_factor import code_at

START = "/sign-in/provider"
OTHER_KEY = jwk.ECKey.generate_key("P-256", {"kid": "k1"})


@pytest.fixture(scope="module")
def running():
    provider, end = serve()
    yield provider
    end()


@pytest.fixture(scope="module")
def house(empty_files, running, tmp_path_factory):
    """One service for this file, whose settings name the provider; making an application takes longer than a test."""
    folder = tmp_path_factory.mktemp("provider")
    (folder / "secret").write_text(f"{SECRET}\n", encoding="utf-8")
    for plain in copy_files(empty_files, folder / "files"):
        named = {"oidc_issuer": running.issuer, "oidc_client_id": CLIENT, "oidc_client_secret_file": folder / "secret"}
        settings = plain.settings.model_copy(update={**named, "oidc_acr": "twice"})
        service = replace(plain, settings=settings)
        with TestClient(make_app(service), base_url=BASE, raise_server_exceptions=False) as client:
            yield Site(service, client)


@pytest.fixture
def provider(running):
    """The provider as it should be."""
    vars(running).update(vars(type(running)(running.port)))
    return running


@pytest.fixture
def site(house, provider):
    """A browser that nobody is signed in with; canbo is linked to whoever signs in at the provider."""
    house.sign_out()
    house.service.provider = Provider(provider.issuer, CLIENT, house.service.provider.secret_file, "twice")
    with house.service.database.write() as session:
        for table in (Throttle, ProviderLink, AccessToken, SecondFactor):
            session.execute(delete(table))
    link_account(operator_of(house.service), "canbo", SUBJECT)
    return house


def begin(site, next_=""):
    """The address at the provider that the link leads to."""
    there = site.get(f"{START}{next_}", follow_redirects=False).answer
    assert there.status_code == 302
    return there.headers["location"]


def sign_in(site, provider, **changed):
    """All the way there and back; the page that it ends at."""
    return site.get(provider.visit(begin(site), **changed))


def is_in(site):
    return site.get("/", follow_redirects=False).status == 303


def trail(site):
    with site.service.database.read() as session:
        return [(e.act, e.actor, e.subject) for e in session.exec(select(AuditEvent).order_by(AuditEvent.id))]


def test_without_settings_there_is_no_second_way(service):
    with TestClient(make_app(service), base_url=BASE) as client:
        plain = Site(service, client)

        assert START not in plain.get("/").text
        assert [plain.get(f"{START}{rest}").status for rest in ("", "/back", "/told", "/code")] == [404] * 4


def test_the_link_leads_there_and_back_to_the_page_that_was_asked_for(site, provider):
    page = site.get("/people?page=2")
    link = next(link for link in page.links if link.startswith(START))

    back = provider.visit(begin(site, link.removeprefix(START)))
    answer = site.get(back, follow_redirects=False).answer

    assert "Đăng nhập bằng tài khoản cơ quan" in page.words
    assert (answer.status_code, answer.headers["location"]) == (303, "/people?page=2")
    assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == ("no-referrer", "no-store")
    assert is_in(site)
    assert trail(site)[-1] == ("sign_in", "canbo", "canbo")


def test_the_request_carries_state_nonce_and_proof_and_asks_who_it_is_anew(site, provider):
    first, second = begin(site), begin(site)

    for name in ("state=", "nonce=", "code_challenge=", "code_challenge_method=S256", "prompt=login", "scope=openid"):
        assert name in first
    assert {part for part in first.split("&") if "state=" in part}.isdisjoint(second.split("&"))
    assert "secret" not in first


def test_an_answer_counts_in_the_browser_that_asked_and_once(site, provider):
    there = begin(site)
    cookie = site.client.cookies["noiviec-provider"]
    back = provider.visit(there)

    wrong_state = site.get(provider.visit(there, state="x" * 43))
    site.sign_out()
    elsewhere = site.get(back)
    site.sign_out()
    own = {"Cookie": f"noiviec-provider={cookie}"}
    first, again = (site.client.get(back, headers=own, follow_redirects=False) for _ in range(2))
    site.sign_out()

    assert [wrong_state.status, elsewhere.status] == [422, 422]
    assert "đã hết hạn hoặc đã dùng" in elsewhere.words
    assert first.headers["location"] == "/today"
    assert again.headers["location"] == "/sign-in/provider/told"
    assert "noiviec=" not in again.headers["set-cookie"]
    assert provider.asked.count("/token") == 1


def test_the_cookie_is_sealed_and_only_this_browser_s(site, provider):
    begin(site)
    header = site.get(START, follow_redirects=False).answer.headers["set-cookie"]

    assert "HttpOnly" in header and "SameSite=lax" in header and "Max-Age=600" in header
    assert "state" not in base64.urlsafe_b64decode(site.client.cookies["noiviec-provider"]).decode("latin-1")
    site.client.cookies.set("noiviec-provider", "A" * 200)
    assert site.get(f"{START}/back?state=x&code=y").status == 422


@pytest.mark.parametrize("changed", [{"iss": "https://khac.example"}, {"error": "access_denied"}, {"code": "la"}])
def test_what_another_provider_says_a_refusal_and_an_unknown_code_open_nothing(site, provider, changed):
    page = sign_in(site, provider, **changed)

    assert page.status == 422
    assert "chưa xác nhận được" in page.words
    assert not is_in(site)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "khac"},
        {"nonce": None},
        {"iss": "https://khac.example"},
        {"aud": "khac"},
        {"aud": [CLIENT, "khac"]},
        {"aud": [CLIENT, "khac"], "azp": "khac"},
        {"azp": "khac"},
        {"exp": 1},
        {"exp": None},
        {"exp": "mai"},
        {"iat": 1},
        {"iat": 9_000_000_000},
        {"nbf": 9_000_000_000},
        {"auth_time": 1},
        {"at_hash": "AAAA"},
        {"sub": None},
        {"sub": ["8f3c-21"]},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_that_does_not_say_what_it_must_opens_nothing(site, provider, claims):
    provider.claims = claims

    page = sign_in(site, provider)

    assert page.status == 422
    assert not is_in(site)


def _b64(document):
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


def _with_secret(secret):
    def sign(said):
        body = f"{_b64({'alg': 'HS256', 'kid': 'k1'})}.{_b64(said)}"
        mark = hmac.digest(secret, body.encode(), "sha256")
        return f"{body}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"

    return sign


FORGED = {
    "another key": lambda said: jwt.encode({"alg": "ES256", "kid": "k1"}, said, OTHER_KEY),
    "a key in its own header": lambda said: jwt.encode(
        {"alg": "ES256", "kid": "k1", "jwk": OTHER_KEY.as_dict(private=False)}, said, OTHER_KEY
    ),
    "no signature": lambda said: f"{_b64({'alg': 'none'})}.{_b64(said)}.",
    "the public key as a secret": _with_secret(KEY.as_pem(private=False)),
    "our secret": _with_secret(SECRET.encode()),
    "an unknown key": lambda said: jwt.encode({"alg": "ES256", "kid": "k9"}, said, OTHER_KEY),
    "cut": lambda said: jwt.encode({"alg": "ES256", "kid": "k1"}, said, KEY)[:-4],
    "no token": lambda said: "....",
    "without end": lambda said: "a." * 100_000,
}


@pytest.mark.parametrize("way", FORGED)
def test_a_token_that_the_provider_did_not_sign_opens_nothing(site, provider, way):
    provider.sign = FORGED[way]

    page = sign_in(site, provider)

    assert page.status == 422
    assert not is_in(site)


def test_a_short_rsa_key_is_not_believed_and_a_long_one_is(site, provider):
    for bits, opens in ((1024, False), (2048, True)):
        with pytest.warns() if bits < 2048 else nullcontext():
            key = jwk.RSAKey.generate_key(bits, {"kid": f"r{bits}"})
        provider.keys = [KEY, key]
        provider.sign = lambda said, key=key, bits=bits: jwt.encode({"alg": "RS256", "kid": f"r{bits}"}, said, key)
        site.service.provider._keys_until = 0.0

        sign_in(site, provider)

        assert is_in(site) is opens


def test_unlinked_and_closed_accounts_get_one_answer_with_the_code_to_give_to_the_administrator(site, provider):
    with site.service.database.write() as session:
        account = get_account(session, "canbo")
        disable_account(session, account, clock.now())
    closed = sign_in(site, provider)
    with site.service.database.write() as session:
        get_account(session, "canbo").disabled_at = None
    unlink_account(operator_of(site.service), "canbo")

    unlinked = sign_in(site, provider)

    assert closed.status == unlinked.status == 403
    assert closed.text == unlinked.text
    assert SUBJECT in unlinked.words
    assert not is_in(site)


def test_no_account_is_made(site, provider):
    provider.claims = {"sub": "nguoi-la", "email": "canbo", "preferred_username": "canbo"}

    page = sign_in(site, provider)

    assert (page.status, "nguoi-la" in page.words) == (403, True)


@pytest.mark.parametrize("acr", [None, "once"])
def test_a_second_factor_is_asked_for_unless_the_provider_names_the_acr(site, provider, acr):
    secret = _enrol(site, "giamsat")
    provider.claims = {"acr": acr}

    asked = sign_in(site, provider)
    wrong = site.send(asked, otp="000000")
    before = is_in(site)
    code = code_at(secret, clock.now())
    site.post(f"{START}/code", {"otp": code}, follow_redirects=False)
    after = is_in(site)

    assert "code" in asked.answer.url.path
    assert (wrong.status, "Mã chưa đúng" in wrong.words) == (422, True)
    assert (before, after) == (False, True)


def test_the_named_acr_stands_in_for_the_code(site, provider):
    _enrol(site, "giamsat")
    provider.claims = {"acr": "twice"}

    sign_in(site, provider)

    assert is_in(site)


def _enrol(site, name):
    keys = site.service.keys
    unlink_account(operator_of(site.service), "canbo")
    link_account(operator_of(site.service), name, SUBJECT)
    with site.service.database.write() as session:
        account = get_account(session, name)
        second_factor.take_away(session, account)
        secret = second_factor.begin(session, keys, account)
        earlier = clock.now() - timedelta(minutes=1)
        second_factor.confirm(session, keys, account, code_at(secret, earlier), earlier)
    return secret


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


def test_a_new_key_is_found_at_once_and_unknown_ones_are_looked_for_once_a_minute(site, provider):
    sign_in(site, provider)
    site.client.cookies.clear()
    provider.keys = [KEY, jwk.ECKey.generate_key("P-256", {"kid": "k2"})]
    provider.sign = lambda said: jwt.encode({"alg": "ES256", "kid": "k2"}, said, provider.keys[1])

    sign_in(site, provider)
    rolled = is_in(site)
    provider.sign = FORGED["an unknown key"]
    for _ in range(3):
        sign_in(site, provider)

    assert rolled
    assert provider.asked.count("/jwks") == 2


def test_attempts_count_against_their_source(site, provider):
    provider.claims = {"sub": "nguoi-la"}
    for _ in range(3):
        sign_in(site, provider)
    with site.service.database.write() as session:
        for row in session.exec(select(Throttle)):
            row.failures = PER_SOURCE if row.failures == 3 else row.failures

    assert sign_in(site, provider).status == 429


def test_where_the_setting_says_so_a_linked_account_has_no_password_until_it_is_unlinked(site, provider):
    strict = site.service.settings.model_copy(update={"oidc_passwords": "unlinked"})
    open_to_all, site.service.settings = site.service.settings, strict
    data = {"username": "canbo", "password": PASSWORD}

    page = site.send(site.get("/"), **data)
    token = site.client.post("/api/v1/token", data=data).status_code
    colleague = site.send(site.get("/"), username="canbo2", password=PASSWORD).answer.url.path
    site.sign_out()
    unlink_account(operator_of(site.service), "canbo")
    again = site.send(site.get("/"), **data).answer.url.path
    site.service.settings = open_to_all

    assert (page.status, token) == (422, 401)
    assert colleague == again == "/today"


def test_unlinking_ends_the_sign_ins_and_one_subject_opens_one_account(site, provider):
    sign_in(site, provider)
    before = is_in(site)

    site.sign_out()
    admin = site.sign_in("quantri")
    taken = admin.send(admin.get("/accounts/canbo2"), "/accounts/canbo2/link", subject=SUBJECT)
    odd = admin.send(admin.get("/accounts/canbo2"), "/accounts/canbo2/link", subject="é" * 300)
    free = admin.send(admin.get("/accounts/canbo"), "/accounts/canbo/unlink")
    moved = admin.send(admin.get("/accounts/canbo2"), "/accounts/canbo2/link", subject=f" {SUBJECT} ")

    assert before
    assert taken.status == odd.status == 422
    assert "Mã này đã nối với một tài khoản khác" in taken.words
    assert ("chưa nối" in free.words, "đã nối ngày" in moved.words) == (True, True)
    assert SUBJECT not in moved.words
    assert [act for act, _, _ in trail(site)][-2:] == ["unlink_account", "link_account"]


def test_another_site_cannot_begin_a_sign_in(site, provider):
    page = site.get(f"{START}?next=/people", headers={"Sec-Fetch-Site": "cross-site"}, follow_redirects=False)

    assert page.answer.headers["location"] == "/?next=/people"
    assert provider.asked == []


def test_nobody_signs_in_by_the_provider_over_plain_http(site):
    plain = site.client.get(f"http://nv.example{START}", follow_redirects=False)
    answer = site.client.get(f"https://nv.example{START}", follow_redirects=False)

    assert plain.status_code == 403
    assert "redirect_uri=https%3A%2F%2Fnv.example%2Fsign-in%2Fprovider%2Fback" in answer.headers["location"]
    assert answer.headers["set-cookie"].startswith("__Host-noiviec-provider=")


def test_neither_code_nor_token_nor_subject_is_logged(site, provider, caplog):
    caplog.set_level(logging.DEBUG)
    sign_in(site, provider)
    provider.claims = {"nonce": "khac"}
    sign_in(site, provider)

    told = "\n".join(entry.getMessage() for entry in caplog.records if entry.name.startswith("api"))

    assert "refused: nonce" in told
    assert not [word for word in ("code-", SUBJECT, SECRET, "eyJ", "state=") if word in told]


def test_a_form_whose_sign_in_had_ended_comes_back_after_the_provider_s(site, provider):
    site.sign_in("canbo")
    form = site.get("/people/new").form("/people/new")
    site.sign_out()
    ended = site.post("/people/new", {**form.values, "full_name": "Người Mới"})

    early = site.send(ended, f"{START}/kept")
    sign_in(site, provider)
    kept = site.send(early, f"{START}/kept")
    back = site.send(kept)

    assert (ended.status, early.status) == (401, 401)
    assert "Người Mới" in back.text
