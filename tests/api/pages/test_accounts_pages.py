"""Accounts by page: made with a password shown once, changed, closed; never one's own, never a person."""

import pytest

from api.accounts import get_account
from api.sign_ins import sign_in
from tests.api.conftest import caller_named


def password_on(page):
    return page.text.partition("<code>")[2].partition("</code>")[0]


def test_a_new_account_signs_in_with_the_password_shown_once(site):
    ask = site.sign_in("quantri").get("/accounts/new")
    codes = [part.partition('"')[0] for part in ask.text.split('name="communes" value="')[1:]]
    values = {"name": "Canbo.Moi", "role": "case_worker", "communes": codes[:2]}

    made, again = site.send(ask, **values), site.send(ask, **values)

    caller = caller_named(site.service, "canbo.moi")
    assert sign_in(site.service.database, "canbo.moi", password_on(made), "", caller.now()) is not None
    assert caller.viewer.communes == frozenset(codes[:2])
    assert again.answer.url.path == "/accounts/canbo.moi"
    assert password_on(made) not in again.text


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"role": ""}, "Hãy chọn vai trò"),
        ({"communes": []}, "Hãy chọn ít nhất một xã"),
        ({"role": "employer", "communes": []}, "cần mã số thuế"),
        ({"name": "canbo"}, "Đã có tài khoản"),
        ({"name": "Cán bộ \u202e 😀"}, "Tên tài khoản gồm"),
        ({"name": "x" * 10_000, "role": "admin"}, "Đã tạo"),
    ],
)
def test_what_an_account_cannot_be_is_told_at_its_field(site, values, told):
    ask = site.sign_in("quantri").get("/accounts/new")
    code = ask.text.split('name="communes" value="')[1].partition('"')[0]

    page = site.send(ask, **{"name": "canbo.moi", "role": "case_worker", "communes": [code], **values})

    if told == "Đã tạo":  # a name is cut to what a name may have
        assert page.status == 200
    else:
        assert page.status == 422
        assert told in page.words


def test_an_administrator_neither_closes_nor_changes_their_own_account(site):
    site.sign_in("quantri")

    closed = site.send(site.get("/accounts/quantri/close"))
    changed = site.send(site.get("/accounts/quantri/change"), role="employer", tax_code="0100000000")

    assert closed.status == changed.status == 422
    with site.service.database.read() as session:
        assert get_account(session, "quantri").disabled_at is None


def test_a_closed_account_is_signed_out_at_once(site):
    site.sign_in("canbo")
    theirs = dict(site.client.cookies)
    site.sign_out()
    site.sign_in("quantri")

    site.send(site.get("/accounts/canbo/close"))

    site.sign_out()
    site.client.cookies.update(theirs)
    assert "password" in site.get("/people").form("/").values


def test_no_page_of_accounts_names_a_person(site):
    site.sign_in("quantri")

    pages = [site.get(place) for place in ("/accounts", "/accounts/new", "/accounts/canbo")]

    assert not any("PT-0" in page.text for page in pages)
    assert site.get("/people").status == 403
