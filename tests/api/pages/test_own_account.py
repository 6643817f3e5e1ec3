"""One's own account by page: the password, where one is signed in, and what is said of a first password."""

import re

import pytest
from fastapi.testclient import TestClient

from api import sign_ins
from api.store_errors import DatabaseBusy
from tests.api.conftest import PASSWORD
from tests.api.pages.site import BASE, Site
from tests.api.pages.test_accounts_pages import password_on

OWN = "trâu gặm cỏ ngoài đê"


def change(site, **values):
    return site.send(
        site.get("/account/password"), **{"password": PASSWORD, "new_password": OWN, "repeat": OWN, **values}
    )


def sign_in(site, password, name="canbo"):
    site.sign_out()
    return site.send(site.get("/"), username=name, password=password)


@pytest.mark.parametrize("who", ["canbo", "giamsat", "congty", "quantri"])
def test_every_account_changes_its_own_password_and_stays_signed_in_here_alone(site, who):
    other = Site(site.service, TestClient(site.client.app, base_url=BASE)).sign_in(who)
    site.sign_in(who)

    page = change(site)

    assert page.answer.url.path == "/account"
    assert "đổi lúc" in page.words
    assert other.get("/account").answer.url.path == "/"
    assert sign_in(site, PASSWORD, who).status == 422
    assert "Mật khẩu vừa được đổi" in sign_in(site, OWN, who).words


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"password": "sai-hoàn-toàn-1"}, "Mật khẩu hoặc mã xác thực chưa đúng"),
        ({"password": ""}, "Hãy gõ mật khẩu đang dùng"),
        ({"repeat": "khác"}, "chưa giống nhau"),
        ({"new_password": "ngắn", "repeat": "ngắn"}, "từ 10 đến 128 ký tự"),
        ({"new_password": "lamdong12345", "repeat": "lamdong12345"}, "dễ đoán"),
    ],
)
def test_what_is_wrong_is_told_and_no_password_is_said_back(site, values, told):
    site.sign_in("canbo")

    page = change(site, **values)

    assert (page.status, told in page.words) == (422, True)
    assert not [value for value in (*values.values(), PASSWORD, OWN) if value and f'value="{value}"' in page.text]
    assert sign_in(site, PASSWORD).answer.url.path == "/today"


def test_passwords_are_typed_unseen_may_be_pasted_and_shown_by_a_button(site):
    page = site.sign_in("canbo").get("/account/password")

    kinds = page.form("/account/password").kinds
    assert {kinds[name] for name in ("password", "new_password", "repeat")} == {"password"}
    assert page.text.count('autocomplete="new-password"') == 2
    assert page.text.count('type="button" class="plain" data-show=') == 3
    assert "onpaste" not in page.text and "maxlength" not in page.text


def test_a_first_password_leads_to_its_change_and_nowhere_else(site):
    site.sign_in("quantri")
    given = password_on(site.send(site.get("/accounts/canbo")))

    first = sign_in(site, given)
    elsewhere = site.get("/people")
    done = change(site, password=given)

    assert first.answer.url.path == "/account/password"
    assert "do văn phòng cấp" in first.words
    assert (elsewhere.status, "/account/password" in elsewhere.links) == (403, True)
    assert done.answer.url.path == "/today"


def test_what_was_being_typed_is_there_after_a_first_password_was_changed(site):
    form = site.sign_in("canbo").get("/people/new")
    sent = {**form.form().values, "full_name": "Đã gõ 12 chữ"}
    quantri = Site(site.service, TestClient(site.client.app, base_url=BASE)).sign_in("quantri")
    given = password_on(quantri.send(quantri.get("/accounts/canbo")))

    ended = site.post("/people/new", sent)
    asked = site.send(ended, "/", username="canbo", password=given)
    again = site.send(asked, "/account/password", password=given, new_password=OWN, repeat=OWN)
    shown = site.send(again, "/people/new")

    assert ended.status == 401
    assert shown.form("/people/new" if 'action="/people/new"' in shown.text else "").values["full_name"] == [
        "Đã gõ 12 chữ"
    ]


def test_a_password_that_was_being_typed_when_the_sign_in_ended_is_typed_again(site):
    form = site.sign_in("canbo").get("/account/password").form("/account/password")
    site.sign_out()

    asked = site.post("/account/password", {**form.values, "password": PASSWORD, "new_password": OWN, "repeat": OWN})
    back = site.send(asked, "/", username="canbo", password=PASSWORD)
    shown = site.send(back, "/account/password")

    assert shown.status == 200
    assert shown.form("/account/password").values["new_password"] == [""]


def test_others_are_ended_by_the_password_and_this_one_goes_on(site):
    other = Site(site.service, TestClient(site.client.app, base_url=BASE)).sign_in("canbo")
    ask = site.sign_in("canbo").get("/account/sign-ins")

    wrong = site.send(ask, password="sai-hoàn-toàn-1")
    still = other.get("/today").answer.url.path
    done = site.send(wrong, password=PASSWORD)

    assert (wrong.status, still) == (422, "/today")
    assert len(ask.form("/account/sign-ins").values["ids"]) == 1
    assert done.answer.url.path == "/account"
    assert "1 nơi đang đăng nhập" in done.words
    assert other.get("/today").answer.url.path == "/"


def test_choosing_none_is_told_and_one_s_own_may_be_chosen_too(site):
    ask = site.sign_in("canbo").get("/account/sign-ins")

    none = site.send(ask, password=PASSWORD, ids=[])
    own = site.send(ask, password=PASSWORD, ids=ask.form("/account/sign-ins").options["ids"])

    assert (none.status, "Hãy chọn ít nhất một nơi" in none.words) == (422, True)
    assert own.answer.url.path == "/"


def test_a_cookie_that_was_set_before_signing_in_is_not_the_one_after(site):
    site.client.cookies.set("noiviec", "A" * 43)

    site.send(site.get("/"), username="canbo", password=PASSWORD)

    kept = [cookie.value for cookie in site.client.cookies.jar if cookie.name == "noiviec"]
    assert re.fullmatch(r"[\w-]{43}", kept[-1])
    assert kept[-1] != "A" * 43


def test_a_change_that_a_busy_store_cut_off_after_the_attempt_was_counted_can_be_sent_again(site, monkeypatch):
    ask = site.sign_in("canbo").get("/account/password")
    typed = {"password": PASSWORD, "new_password": OWN, "repeat": OWN}
    weigh = sign_ins.verify_password

    def busy(password, hashed):
        monkeypatch.setattr(sign_ins, "verify_password", weigh)
        raise DatabaseBusy

    monkeypatch.setattr(sign_ins, "verify_password", busy)
    cut_off, again = site.send(ask, **typed), site.send(ask, **typed)

    assert cut_off.status == 503
    assert (again.status, again.answer.url.path) == (200, "/account")
