"""Signing in and out by cookie, the choice of language, static files, headers."""

import re

import pytest
from fastapi.testclient import TestClient

from api.app import make_app
from api.web.addresses import inner_address
from api.web.catalogue import words
from tests.api.conftest import PASSWORD
from tests.api.pages.site import BASE, Page, Site


def test_who_is_not_signed_in_finds_the_sign_in_form_first(site):
    page = site.get("/")

    first = page.reader.forms[0]
    assert page.status == 200
    assert first.action == "/"
    assert list(first.values) == ["username", "password", "otp"]
    assert '<html lang="vi">' in page.text
    for tag in re.findall(r"<input[^>]*>", page.text):
        assert tag.index(" name=") < tag.index(" value=")


def test_a_right_password_leads_to_the_role_s_first_page(site):
    page = site.send(site.get("/"), username="canbo", password=PASSWORD)

    assert page.answer.history[0].status_code == 303
    assert page.answer.url.path == "/today"
    assert len({link for link in page.links if link.startswith("/") and link not in ("/", "/today")}) >= 3
    assert site.get("/").answer.url.path == "/today"


@pytest.mark.parametrize(("name", "password"), [("canbo", "sai"), ("khong-co", PASSWORD), ("", ""), ("canbo", "\x00")])
def test_a_wrong_password_shows_one_and_the_same_error_and_keeps_the_name(site, name, password):
    page = site.send(site.get("/"), username=name, password=password)

    assert page.status == 422
    assert page.title.startswith("Lỗi:")
    assert "Có lỗi xảy ra" in page.words
    assert page.form().values["username"] == [name]
    assert page.form().values["password"] == [""]
    assert "set-cookie" not in page.answer.headers


def test_too_many_attempts_are_told_as_a_page(site):
    pages = [site.send(site.get("/"), username="canbo", password="sai") for _ in range(12)]

    assert pages[-1].status == 429
    assert "15 phút" in pages[-1].words


def test_the_cookie_is_plain_on_this_machine_only_and_of_this_host_elsewhere(site, office):
    plain = site.send(site.get("/"), username="canbo", password=PASSWORD).answer.history[0].headers["set-cookie"]
    with TestClient(make_app(office), base_url="https://nv.example") as client:
        far = Site(office, client)
        safe = far.send(far.get("/"), username="canbo", password=PASSWORD).answer.history[0].headers["set-cookie"]
    with TestClient(make_app(office), base_url="http://nv.example") as client:
        open_ = Site(office, client)
        refused = open_.send(open_.get("/"), username="canbo", password=PASSWORD)

    assert plain.startswith("noiviec=")
    assert "HttpOnly" in plain
    assert safe.startswith("__Host-noiviec=")
    assert "Secure" in safe
    assert "HttpOnly" in safe
    assert "SameSite=lax" in safe
    assert "Domain" not in safe
    assert (refused.status, "set-cookie" in refused.answer.headers) == (403, False)


def test_signing_out_ends_the_sign_in_everywhere(site):
    site.sign_in("canbo")
    cookie = site.client.cookies["noiviec"]

    page = site.post("/sign-out", {})
    site.client.cookies.set("noiviec", cookie)

    assert page.answer.url.path == "/"
    assert site.get("/today").answer.url.path == "/"


def test_a_page_asked_for_without_a_sign_in_comes_after_it(site):
    asked = site.get("/people?filter=open&page=2")

    page = site.send(asked, username="canbo", password=PASSWORD)

    assert asked.answer.url.path == "/"
    assert str(page.answer.url).endswith("/people?filter=open&page=2")


@pytest.mark.parametrize(
    "place", ["//x.example", "https://x.example", "/\\x.example", "javascript:1", "/a b", "/" * 600]
)
def test_nobody_is_led_to_another_host(site, place):
    assert inner_address(place) is None
    assert site.post("/language", {"lang": "en", "back": place}).answer.url.host == "127.0.0.1"


def test_english_comes_by_choice_only_and_stays(site):
    told = site.get("/", headers={"Accept-Language": "en"})
    asked = site.get("/?lang=en")
    after = site.get("/")
    back = site.post("/language", {"lang": "vi", "back": "/"})

    assert '<html lang="vi">' in told.text
    assert '<html lang="en">' in asked.text
    assert '<html lang="en">' in after.text
    assert '<html lang="vi">' in back.text


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://x.example"}]
)
@pytest.mark.parametrize("path", ["/", "/sign-out", "/language"])
def test_a_form_of_another_site_is_refused(site, path, headers):
    site.sign_in("canbo")

    page = site.post(path, {"username": "canbo", "password": PASSWORD, "lang": "en"}, headers=headers)

    assert page.status == 403
    assert "text/html" in page.answer.headers["content-type"]
    assert site.get("/today").status == 200


def test_every_page_forbids_scripts_of_others_frames_and_caches(site):
    for page in (site.get("/"), site.sign_in("canbo").get("/today"), site.get("/khong-co")):
        headers = page.answer.headers
        assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert "unsafe" not in headers["content-security-policy"]


def test_static_files_are_kept_by_browsers_and_are_the_same_packed_or_not(site):
    address = re.search(r'href="(/static/style[^"]+)"', site.get("/").text)[1]

    packed = site.client.get(address)
    plain = site.client.get(address, headers={"Accept-Encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content
    assert "immutable" in packed.headers["cache-control"]
    assert site.client.get("/static/../app.py").status_code == 404
    assert site.client.get("/static/khong-co.css").status_code == 404


def test_the_length_of_a_page_is_blurred(site):
    site.sign_in("canbo")
    lengths = {site.get("/today").answer.headers["content-length"] for _ in range(20)}

    assert len(lengths) > 5


def test_an_error_of_the_api_stays_a_document(site):
    assert site.client.get("/api/v1/khong-co").headers["content-type"] == "application/problem+json"
    assert "text/html" in site.client.get("/khong-co").headers["content-type"]


def test_a_page_that_is_not_there_has_a_title_and_a_way_back(site):
    page = site.sign_in("canbo").get("/khong-co")

    assert page.status == 404
    assert "Không tìm thấy" in page.title
    assert "/today" in page.links
    assert isinstance(page, Page)
    assert str(page.answer.url) == f"{BASE}/khong-co"


@pytest.mark.parametrize("who", ["canbo", "giamsat", "congty", "quantri"])
def test_every_role_is_told_how_things_are_done_here_and_can_go_there(shared_site, who):
    shared_site.sign_in(who)

    page = shared_site.get("/help").text
    places = re.findall(r'<p class="links"><a href="([^"]+)"', page)

    assert len(places) >= 2
    assert {shared_site.get(place).status for place in places} == {200}


def test_the_tour_leads_through_a_person_of_the_case_workers_own(shared_site):
    shared_site.sign_in("canbo")

    places = re.findall(r'<p class="links"><a href="([^"]+)"', shared_site.get("/help/tour").text)

    assert len(places) == 12
    assert {shared_site.get(place).status for place in places} == {200}


@pytest.mark.parametrize(
    ("place", "button"),
    [
        ("tour.people", "people.filter.waiting"),
        ("tour.people", "people.filter.working"),
        ("tour.introduce", "suggestions.refer"),
        ("tour.introduce", "own_work.choose"),
        ("case_worker.employer_loan", "loan.employer_link"),
        ("case_worker.emptied", "today.replace"),
    ],
)
def test_help_and_tour_name_buttons_and_filters_as_their_pages_do(place, button):
    for language in ("vi", "en"):
        said = words(language)

        assert said[button].rstrip("?") in said[f"help.{place}.text"]
