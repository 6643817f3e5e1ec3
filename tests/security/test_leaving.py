"""Words that would expose somebody do not leave: in openings, postings for the public, letters, our own pages."""

import re
import tomllib
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from api.acts.introductions import disclosed
from api.app import make_app
from api.identities import Identities
from api.row_security import SERVICE, asked_by
from employers.reference.giveaways import giveaways
from matcher.tables import Person
from tests.api.conftest import Web, close_service, open_service
from tests.api.pages.site import BASE, Site
from tests.security.size import tell
from tests.security.world import make_world

TELLING = "Nhận người s.a.u cai về làm"
ROOT = Path(__file__).parents[2]
# Of our own words, those that only the desk reads may name the programme.
OUTSIDE = ("employer", "confirm", "letters", "introductions", "own", "posting", "sign_in", "problems")


@pytest.fixture
def web(house, tmp_path):
    def expose(w):
        w.run("UPDATE opening SET title = ?, description = ? WHERE code = 'V-01'", f"Phụ kho, {TELLING}", TELLING)

    service = open_service(make_world(house.folder, tmp_path / "w", [expose], 0))
    with TestClient(make_app(service), base_url=BASE, raise_server_exceptions=False) as client:
        yield Web(service, client)
    close_service(service)


def test_an_opening_is_not_posted_with_them(web):
    answer = web.post("congty", "/openings", {"title": "Thợ hàn", "description": TELLING})

    assert (answer.status_code, answer.json()["code"]) == (422, "would_expose")
    assert answer.json()["found"] == [{"field": "description", "words": "người sau cai", "instead": "người tìm việc"}]
    assert TELLING not in answer.text


def test_a_draft_may_hold_them_until_it_is_posted(web):
    draft = web.post("congty", "/openings", {"title": "Thợ hàn", "description": TELLING, "state": "draft"}).json()
    posted = web.patch("congty", f"/openings/{draft['code']}", {"state": "open"}, draft["revision"])
    corrected = web.patch(
        "congty", f"/openings/{draft['code']}", {"description": "bao cơm", "state": "open"}, draft["revision"]
    )

    assert (posted.status_code, corrected.status_code) == (422, 200)


@pytest.mark.parametrize("sentence", ["người sau cai nghiện ma túy", "Đã hoàn thành cai nghien", "từng ở trung tâm 06"])
def test_the_agreed_sentence_about_a_person_is_not_kept_with_them(web, sentence):
    revision = web.get("canbo", "/people/PT-001").json()["revision"]

    answers = [
        web.patch("canbo", "/people/PT-001", {"status_sentence": sentence}, revision),
        web.post("canbo", "/people", {"code": "CA-1", "full_name": "Lê Văn Thử", "status_sentence": sentence}),
    ]

    assert [(a.status_code, a.json()["code"], sentence in a.text) for a in answers] == [
        (422, "would_expose", False)
    ] * 2


def test_one_that_was_kept_before_is_not_read_by_an_employer(web):
    with web.service.database.write(asked_by(SERVICE)) as session:
        person = session.exec(select(Person).where(Person.code == "PT-001")).one()
        identities = Identities(session, web.service.keys)
        known = identities.of(person.id).model_dump(mode="json")
        identities.keep(person, known | {"status_sentence": TELLING})
    with web.service.database.read(asked_by(SERVICE)) as session:
        person = session.exec(select(Person).where(Person.code == "PT-001")).one()

        told = disclosed(session, Identities(session, web.service.keys), person, ["status_sentence"], "vi")

    assert told == {"status_sentence": None}


def test_an_opening_that_holds_them_can_still_be_closed(web):
    assert web.post("congty", "/openings/V-01/close", {"reason": "đủ người"}).status_code == 200


@pytest.mark.parametrize("way", ["page", "route"])
def test_no_posting_for_the_public_is_made_of_them(web, house, way):
    if way == "route":
        head = {**web.headers("congty"), "Accept": "application/ld+json"}
        status = web.client.get("/api/v1/openings/V-01", headers=head).status_code
    else:
        status = Site(web.service, web.client).sign_in("congty").get("/employer/openings/V-01/job-posting").status

    assert status == 422


def test_no_letter_is_printed_with_them(web, house):
    site = Site(web.service, web.client).sign_in("canbo")

    letter = site.get(f"/referrals/{house.ids['OWN_REFERRAL']}/letter")
    asked = web.post("canbo", f"/placements/{house.ids['OWN_PLACEMENT']}/confirmation")

    assert (letter.status, asked.status_code) == (422, 422)
    assert "không nên dùng" in letter.words


def test_what_our_own_pages_say_to_the_outside_tells_nothing():
    said = {}
    for path in sorted((ROOT / "api/locale/vi").glob("*.toml")):
        for key, words in _sentences(tomllib.loads(path.read_text(encoding="utf-8")), path.stem):
            if set(key.split(".")) & set(OUTSIDE):
                said[key] = words
    for path in (ROOT / "api/templates").glob("**/*.html"):
        if set(path.relative_to(ROOT).with_suffix("").parts) & {*OUTSIDE, "letter"}:
            said[path.name] = re.sub(r"\{[{%#].*?[}%#]\}", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)

    telling = {key: giveaways(words) for key, words in said.items() if giveaways(words)}

    tell(f"{len(said)} sentences and pages of our own for employers and letters: {len(telling)} tell of the programme")
    assert len(said) > 100
    assert not telling


def _sentences(table, before):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _sentences(value, f"{before}.{key}")
        else:
            yield f"{before}.{key}", str(value)
