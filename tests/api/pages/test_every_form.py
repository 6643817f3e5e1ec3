"""Every form of the service with what nobody should type, with a sign-in that ended, and sent twice.

The forms are found in the matrix of pages: a new one is covered by itself.
"""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.acts.market import new_code, register_employer
from api.acts.own_openings import save_draft, set_state
from api.acts.suggestions import suitable_people
from api.app import make_app
from employers.tables import OpeningState
from tests.api.conftest import PASSWORD, Web, caller_named, copy_files
from tests.api.pages.page_matrix import ROWS
from tests.api.pages.site import BASE, Site
from tests.api.pages.test_employer_introductions import introduce
from tests.api.pages.test_office_lists import try_out
from tests.api.pages.test_page_policy import _more_records, name_of, whose
from tests.api.test_policy import _records

PAGES = {row.path for row in ROWS if row.method == "GET"}
SENT = [row for row in ROWS if row.method == "POST"]
# A file is another matter; setting rules aside needs a pair that is blocked (test_case_pages).
ELSEWHERE = ("/lists", "/people/{person}/openings/{opening}/override")
FORMS = [row for row in SENT if row.path in PAGES and row.path not in ELSEWHERE]
"""Forms that stand on the address they are sent to."""
FREE = ("text", "textarea", "search")
TYPED = {
    "very long": "Nguyễn Thị " * 1000,
    "right to left": "\u202eA\u2066\u200fB\u200b 1",
    "emoji": "Lan 👩\u200d🏭🙂 Ngọc",
    "markup": "<script>alert(1)</script>\"'{{7*7}}",
    "control": "a\x1b[31m\x07b",
    "blank": " \t ",
    "one letter": "x",
    "a number": "-999999999999999999999",
}
# Forms that stand only where something waits: the page whose link leads to them, and how the link begins.
LED_TO = {
    "/people/{person}/result": ("/today?kind=reminder", "/people/PT-001/result?"),
    "/curation/teach": ("/curation", "/curation/teach?"),
    "/duplicates/decide": ("/duplicates?kind=employers", "/duplicates/decide?"),
}
OFFERED_FOR_WORDS = ("isco", "commune_code")
"""Choices that belong to words of another field: new words bring new choices."""
SHOWN_ONCE = ("/accounts/new",)
"""The answer shows a password, which a second sending does not see again."""
STANDING = {"/check": "DRAFT", "/resume": "PAUSED", "/lists/imports/{import_id}": "IMPORT"}


@pytest.fixture(scope="module")
def prepared(office_files, tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """An office with a record of each kind, in files that each test copies."""
    folder = tmp_path_factory.mktemp("prepared") / "files"
    for service in copy_files(office_files, folder):
        with TestClient(make_app(service), base_url=BASE) as client:
            ids = {**_records(Web(service, client)), **_more_records(service)}
            site = Site(service, client)
            (suited,) = suitable_people(caller_named(service, "canbo"), "V-01", 1)
            ids["WAITING"] = introduce(site, person=suited.seeker.code).id
            tried = try_out(site.sign_in("giamsat"))
            ids["IMPORT"] = str(tried.answer.url.path).rpartition("/")[2]
        for tax_code in (None, "0399999999"):
            register_employer(
                caller_named(service, "giamsat"), {"name": "Cơ sở Trùng Tên", "tax_code": tax_code}, force=True
            )
        employer = caller_named(service, "congty")
        for name, states in (("DRAFT", ()), ("PAUSED", (OpeningState.open, OpeningState.paused))):
            ids[name] = save_draft(employer, new_code(), {"title": "Thợ hàn", "seats": 2})
            for state in states:
                set_state(employer, ids[name], state)
    return folder, ids


@pytest.fixture
def site(prepared, tmp_path):
    for service in copy_files(prepared[0], tmp_path / "copy"):
        with TestClient(make_app(service), base_url=BASE, raise_server_exceptions=False) as client:
            yield Site(service, client)


def place_of(row, ids):
    """The address of a form as its account may see it."""
    own = "WAITING" if row.path.startswith("/employer/introductions") else row.own
    own = next((name for end, name in STANDING.items() if row.path.endswith(end)), own)
    place = row.address(ids.get(own, own)) if own else row.path
    for name, value in ids.items():
        place = place.replace(name, value)
    return place


def opened(site, row, ids):
    """The form of a page, opened as a browser opens it; None where it is over."""
    site.sign_in(whose(row))
    place = place_of(row, ids)
    if row.path in LED_TO:
        page, begins = LED_TO[row.path]
        place = next((link for link in site.get(page).links if link.startswith(begins)), None)
        if place is None:
            return None
    page = site.get(place)
    own = [f for f in page.reader.forms if "token" in f.values]
    return next((f for f in own if f.action in ("", place_of(row, ids))), own[0] if own else None)


def filled(form, words):
    """A form with the same words in every box, the last option of every choice, and every box ticked."""
    free = {name: words for name, kind in form.kinds.items() if kind in FREE}
    chosen = {name: offered[-1:] for name, offered in form.options.items()}
    return {**form.values, **chosen, **free}


def typed_in(form):
    return {name: form.values.get(name) for name, kind in form.kinds.items() if kind in FREE}


@pytest.mark.parametrize("row", FORMS, ids=name_of)
def test_nothing_that_is_typed_breaks_a_form_and_what_is_refused_stays_typed(site, prepared, row):
    accepted, form = False, None
    for words in TYPED.values():
        form = form or opened(site, row, prepared[1])
        if form is None:  # what was typed before was taken
            assert accepted
            break
        sent = filled(form, words)
        answer = site.post(form.action or place_of(row, prepared[1]), sent)

        assert answer.status in (200, 409, 422) or accepted
        accepted = accepted or answer.status == 200
        assert "<script>alert" not in answer.text
        if answer.status == 422:
            assert answer.title.startswith("Lỗi:")
            assert "Có lỗi xảy ra" in answer.words
            again = next(f for f in answer.reader.forms if "token" in f.values and f.action == form.action)
            assert typed_in(again) == {name: [sent[name]] for name in typed_in(form)}
        form = again if answer.status == 422 else None  # what was refused is corrected where it stands


@pytest.mark.parametrize("row", FORMS, ids=name_of)
def test_nothing_that_was_typed_is_lost_when_the_sign_in_ends_in_mid_form(site, prepared, row):
    form = opened(site, row, prepared[1])
    place = form.action or place_of(row, prepared[1])
    sent = filled(form, "Đã gõ 12 chữ 🙂")

    site.sign_out()
    asked = site.post(place, sent)
    back = site.send(asked, "/", username=whose(row), password=PASSWORD)
    shown = site.post(place, {"kept": back.form(place).values["kept"][0]})

    assert asked.status == 401
    assert shown.status == 200
    again = next(f for f in shown.reader.forms if "token" in f.values and f.action == form.action)
    for name, kind in form.kinds.items():
        if kind != "hidden" and name not in OFFERED_FOR_WORDS:
            assert again.values.get(name) == (sent[name] if isinstance(sent[name], list) else [sent[name]])


@pytest.mark.parametrize("row", FORMS, ids=name_of)
def test_a_form_sent_twice_or_again_after_the_back_button_leads_where_the_first_led(site, prepared, row):
    form = opened(site, row, prepared[1])
    place = form.action or place_of(row, prepared[1])
    sent = filled(form, "12")

    first, second = (site.post(place, sent) for _ in range(2))

    assert second.status == first.status
    assert second.answer.url == first.answer.url or row.path in SHOWN_ONCE
