"""Who signs in by the office's own sign-in proves anew there who they are, and is told the news of the account."""

from datetime import timedelta
from time import time

import pytest
from fastapi.testclient import TestClient

from api import clock
from api.acts.account_admin import renew_password
from api.acts.provider_links import link_account, unlink_account
from api.acts.proving import VOUCHED, Vouched
from api.sign_ins import digest_of
from tests.api.conftest import PASSWORD, operator_of
from tests.api.pages.site import BASE, Site
from tests.api.provider.browsing import begin, enrol, is_in, sign_in, trail
from tests.api.provider.office import SUBJECT
from tests.api.test_second_factor import code_at

OWN = "trâu gặm cỏ ngoài đê"
NEW = {"new_password": OWN, "repeat": OWN}
PLACE = "/account/password"


@pytest.fixture
def without_password(site, provider):
    """Somebody who is signed in by the provider, and whose first password went when the account was linked."""
    operator = operator_of(site.service)
    unlink_account(operator, "canbo")
    renew_password(operator, "canbo3")
    link_account(operator, "canbo3", SUBJECT)
    sign_in(site, provider)
    return site


def prove(site, provider, place=PLACE, **changed):
    """There and back again from a form that asks for it; the page that it ends at."""
    return site.get(provider.visit(begin(site, f"/anew?next={place}"), **changed))


def test_the_request_asks_to_sign_in_anew_and_for_the_moment(site, provider):
    plain = begin(site)
    sign_in(site, provider)

    anew = begin(site, f"/anew?next={PLACE}")

    assert "prompt=login" in anew and "max_age=0" in anew
    assert "max_age" not in plain


def test_who_has_no_password_is_led_to_the_provider_and_then_sets_one(without_password, provider):
    site = without_password
    asked = site.get(PLACE)

    form = prove(site, provider)
    done = site.send(form, PLACE, **NEW)
    site.sign_out()
    opened = site.send(site.get("/"), username="canbo3", password=OWN)

    assert f"/sign-in/provider/anew?next={PLACE}" in asked.links
    assert not [form for form in asked.reader.forms if form.action == PLACE]
    assert "Đã xác nhận bằng tài khoản cơ quan" in form.words
    assert "password" not in form.form(PLACE).values
    assert (done.status, done.answer.url.path) == (200, "/account")
    assert "Mật khẩu vừa được đổi" in opened.words
    assert ("prove_anew", "canbo3", "canbo3") in trail(site)


def test_the_account_page_says_that_no_password_is_used(without_password):
    assert "đăng nhập bằng tài khoản cơ quan" in without_password.get("/account").words


def test_the_word_counts_once(without_password, provider):
    site = without_password
    site.send(prove(site, provider), PLACE, **NEW)
    cookie = site.client.cookies["noiviec-provider"]

    again = site.get(PLACE)
    refused = site.post(PLACE, {**again.form(PLACE).values, **NEW, "password": ""})

    assert cookie
    assert "Đã xác nhận" not in again.words
    assert (refused.status, "Hãy gõ mật khẩu đang dùng" in refused.words) == (422, True)


def test_the_word_counts_in_its_own_sign_in_alone(site, provider):
    sign_in(site, provider)
    prove(site, provider)
    other = Site(site.service, TestClient(site.client.app, base_url=BASE)).sign_in("canbo")
    other.client.cookies.set("noiviec-provider", site.client.cookies["noiviec-provider"])

    assert "Đã xác nhận" in site.get(PLACE).words
    assert "Đã xác nhận" not in other.get(PLACE).words


@pytest.mark.parametrize(
    ("account", "token", "after", "stands"),
    [
        ("canbo", "t", timedelta(0), True),
        ("canbo", "t", VOUCHED, True),
        ("canbo", "t", VOUCHED + timedelta(seconds=1), False),
        ("canbo", "t", timedelta(seconds=-1), False),
        ("canbo2", "t", timedelta(0), False),
        ("canbo", "u", timedelta(0), False),
        ("canbo", None, timedelta(0), False),
    ],
)
def test_the_word_is_somebody_s_in_one_sign_in_for_five_minutes(account, token, after, stands):
    taken = clock.now()

    assert Vouched("canbo", digest_of("t"), taken).stands(account, token, taken + after) is stands


@pytest.mark.parametrize("ago", [None, 3600, 20], ids=str)
def test_a_provider_that_tells_no_fresh_moment_is_one_clear_sentence_told_once(without_password, provider, ago):
    provider.claims = {"auth_time": ago and int(time()) - ago}

    page = prove(without_password, provider)
    again = without_password.get(PLACE)

    assert page.status == 422
    assert "không cho biết anh/chị vừa đăng nhập lại" in page.words
    assert "không cho biết" not in again.words
    assert not [form for form in page.reader.forms if form.action == PLACE]


@pytest.mark.parametrize(
    ("claims", "changed", "told"),
    [
        ({"sub": "nguoi-khac"}, {}, "không phải của tài khoản này"),
        ({"nonce": "khac"}, {}, "chưa xác nhận được anh/chị"),
        ({}, {"error": "login_required"}, "chưa xác nhận được anh/chị"),
    ],
    ids=["somebody else", "nonce", "refused"],
)
def test_what_is_not_the_caller_s_own_proof_is_told_and_proves_nothing(
    without_password, provider, claims, changed, told
):
    provider.claims = claims

    page = prove(without_password, provider, **changed)

    assert (page.status, told in page.words) == (422, True)
    assert "Đã xác nhận" not in page.words
    assert is_in(without_password)


def test_an_answer_that_was_brought_before_proves_nothing(without_password, provider):
    site = without_password
    back = provider.visit(begin(site, f"/anew?next={PLACE}"))
    own = {"Cookie": "; ".join(f"{name}={value}" for name, value in site.client.cookies.items())}
    site.sign_out()

    first, twice = (site.client.get(back, headers=own, follow_redirects=False) for _ in range(2))
    told = site.get(PLACE, headers=own)

    assert first.headers["location"] == twice.headers["location"] == PLACE
    assert provider.asked.count("/token") == 2
    assert "Đã xác nhận" not in told.words


def test_an_answer_proves_nothing_once_somebody_else_has_signed_in(site, provider):
    sign_in(site, provider)
    back = provider.visit(begin(site, f"/anew?next={PLACE}"))
    site.client.cookies.delete("noiviec")

    page = site.sign_in("canbo2").get(back)

    assert "đã hết hạn hoặc đã dùng" in page.words
    assert provider.asked.count("/token") == 1


def test_a_provider_that_is_down_is_told_at_the_form(without_password, provider):
    back = provider.visit(begin(without_password, f"/anew?next={PLACE}"))
    provider.answers["/token"] = (404, {}, b"{}")

    assert "đang không trả lời" in without_password.get(back).words


def test_only_who_is_signed_in_is_led_there_from_our_own_pages_and_back_to_a_form_that_asks(site, provider):
    nobody = site.get(f"/sign-in/provider/anew?next={PLACE}", follow_redirects=False).answer
    sign_in(site, provider)
    asked = len(provider.asked)
    foreign = site.get("/sign-in/provider/anew", headers={"Sec-Fetch-Site": "cross-site"}, follow_redirects=False)
    elsewhere = prove(site, provider, "/people")

    assert nobody.headers["location"] == foreign.answer.headers["location"] == PLACE
    assert elsewhere.answer.url.path == PLACE
    assert len(provider.asked) > asked


def test_other_sign_ins_are_ended_by_the_word(site, provider):
    other = Site(site.service, TestClient(site.client.app, base_url=BASE)).sign_in("canbo")
    sign_in(site, provider)

    done = site.send(prove(site, provider, "/account/sign-ins"), "/account/sign-ins")

    assert (done.answer.url.path, "1 nơi đang đăng nhập" in done.words) == ("/account", True)
    assert other.get("/today").answer.url.path == "/"


def test_the_word_stands_in_for_the_password_and_never_for_the_code(site, provider):
    secret = enrol(site, "giamsat")
    provider.claims = {"acr": "twice"}
    sign_in(site, provider)
    form = prove(site, provider, "/second-factor")

    wrong = site.send(form, "/second-factor/end", code="000000")
    done = site.send(wrong, "/second-factor/end", code=code_at(secret, clock.now()))

    assert (wrong.status, "chưa đúng" in wrong.words) == (422, True)
    assert "Bắt đầu" in done.words
    assert [act for act, _, _ in trail(site)][-3:] == ["refuse_sign_in", "end_second_factor", "sign_in"]


def test_a_second_factor_is_begun_by_the_word(without_password, provider):
    form = prove(without_password, provider, "/second-factor")

    assert "Gõ chuỗi này" in without_password.send(form, "/second-factor").words


def test_a_password_that_opens_nothing_proves_nothing_either(site, provider):
    sign_in(site, provider)
    shown, open_to_all = site.get(PLACE), site.service.settings
    site.service.settings = open_to_all.model_copy(update={"oidc_passwords": "unlinked"})

    page = site.get(PLACE)
    refused = site.send(shown, PLACE, password=PASSWORD, **NEW)
    site.service.settings = open_to_all

    assert not [form for form in page.reader.forms if form.action == PLACE]
    assert (refused.status, "Anh/chị xác nhận lại" in refused.words) == (422, True)


def test_news_of_the_password_is_told_once_after_the_provider_s_sign_in_too(site, provider):
    site.send(site.sign_in("canbo").get(PLACE), PLACE, password=PASSWORD, **NEW)
    site.sign_out()

    back = provider.visit(begin(site, "?next=/people"))
    told = site.get(back)
    again = sign_in(site, provider)

    assert "Mật khẩu vừa được đổi" in told.words
    assert "code" not in str(told.answer.url)
    assert "/people" in told.links
    assert again.answer.url.path == "/today"


def test_a_first_password_given_to_a_linked_account_is_changed_before_anything_else(site, provider):
    given = renew_password(operator_of(site.service), "canbo")

    page = sign_in(site, provider)
    done = site.send(page, PLACE, password=given, **NEW)

    assert page.answer.url.path == PLACE
    assert "do văn phòng cấp" in page.words
    assert done.answer.url.path == "/today"
