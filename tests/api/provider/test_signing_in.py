"""The office's own sign-in says who it is, in the browser that asked and once; everything else stays ours."""

import base64

import pytest
from fastapi.testclient import TestClient

from api import clock
from api.accounts import disable_account, get_account
from api.acts.account_admin import renew_password
from api.acts.provider_links import link_account, unlink_account
from api.app import make_app
from tests.api.conftest import PASSWORD, operator_of
from tests.api.pages.site import BASE, Site
from tests.api.provider.browsing import START, begin, enrol, is_in, sign_in, trail
from tests.api.provider.office import SUBJECT
from tests.api.test_second_factor import code_at


def test_without_settings_there_is_no_second_way(service):
    with TestClient(make_app(service), base_url=BASE) as client:
        plain = Site(service, client)

        assert START not in plain.get("/").text
        assert [plain.get(f"{START}{rest}").status for rest in ("", "/anew", "/back", "/told", "/code")] == [404] * 5


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


@pytest.mark.parametrize("way", ["client_secret_basic", "client_secret_post"])
def test_the_secret_goes_where_the_provider_takes_it(site, provider, way):
    provider.documents = {"token_endpoint_auth_methods_supported": [way]}

    sign_in(site, provider)

    assert is_in(site)


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
    secret = enrol(site, "giamsat")
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
    enrol(site, "giamsat")
    provider.claims = {"acr": "twice"}

    sign_in(site, provider)

    assert is_in(site)


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


def test_a_link_takes_the_place_of_a_first_password(site, provider):
    operator = operator_of(site.service)
    given = renew_password(operator, "canbo3")
    unlink_account(operator, "canbo")
    link_account(operator, "canbo3", SUBJECT)

    by_password = site.send(site.get("/"), username="canbo3", password=given)
    page = sign_in(site, provider)

    assert by_password.status == 422
    assert page.answer.url.path == "/today"


def test_a_password_that_opens_nothing_uses_up_no_code_and_is_on_the_trail(site, provider):
    secret = enrol(site, "canbo")
    open_to_all = site.service.settings
    site.service.settings = open_to_all.model_copy(update={"oidc_passwords": "unlinked"})
    data = {"username": "canbo", "password": PASSWORD, "otp": code_at(secret, clock.now())}

    refused = site.client.post("/api/v1/token", data=data).status_code
    told = trail(site)[-1]
    site.service.settings = open_to_all
    opened = site.client.post("/api/v1/token", data=data).status_code

    assert (refused, opened) == (401, 200)
    assert told == ("refuse_sign_in", "nobody", "canbo")


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
