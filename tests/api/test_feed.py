"""The feed of openings: off by default, of employers who agreed, with every property that search engines require."""

import json
import re
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from api.app import make_app
from api.exports.feed import openings_feed
from api.exports.job_posting import job_posting
from employers.openings import touch_market
from employers.tables import Employer, Opening
from tests.api.conftest import TODAY, open_service
from tests.stores import copy_store

AGREED = "3400000514, 3400000063"
# Google Search Central's guide to JobPosting as searchcandy.uk and unhead.unjs.io quote it (looked up 2026-11-28; its
# own list was not at hand): required, and recommended where our records hold it. schema.org says what each holds.
REQUIRED = {"title", "description", "datePosted", "hiringOrganization", "jobLocation", "validThrough"}
ALWAYS = REQUIRED | {"employmentType", "identifier", "totalJobOpenings", "directApply", "@type"}
EMPLOYMENT = {"FULL_TIME", "PART_TIME", "CONTRACTOR", "TEMPORARY", "INTERN", "VOLUNTEER", "PER_DIEM", "OTHER"}
UNITS = {"HOUR", "DAY", "WEEK", "MONTH", "YEAR"}


@pytest.fixture
def agreed(office_files, tmp_path):
    copy_store(office_files, tmp_path / "feed")
    service = open_service(tmp_path / "feed", feed_employers=AGREED)
    yield service
    service.close()


def postings(service):
    return [it["item"] for it in openings_feed(service)["itemListElement"]]


def test_without_an_employer_who_agreed_there_is_no_feed(web):
    assert web.get(None, "/feed/openings.jsonld").status_code == 404


def test_the_feed_is_json_ld_that_anybody_reads(agreed):
    with TestClient(make_app(agreed), "http://127.0.0.1") as client:
        answer = client.get("/api/v1/feed/openings.jsonld")

    feed = json.loads(answer.content)
    assert answer.headers["content-type"].startswith("application/ld+json")
    assert (feed["@context"], feed["@type"]) == ("https://schema.org/", "ItemList")
    assert feed["numberOfItems"] == len(feed["itemListElement"]) > 0
    assert [it["position"] for it in feed["itemListElement"]] == list(range(1, feed["numberOfItems"] + 1))


def test_each_posting_has_what_search_engines_require(agreed):
    for posting in postings(agreed):
        assert set(posting) >= ALWAYS
        assert posting["@type"] == "JobPosting"
        assert posting["title"].strip() and posting["description"].strip() not in ("", posting["title"])
        assert date.fromisoformat(posting["datePosted"]) <= date.fromisoformat(posting["validThrough"])
        kinds = posting["employmentType"]
        assert set(kinds if isinstance(kinds, list) else [kinds]) <= EMPLOYMENT
        assert posting["directApply"] is False
        assert posting["hiringOrganization"]["@type"] == "Organization" and posting["hiringOrganization"]["name"]
        assert posting["identifier"]["@type"] == "PropertyValue" and posting["identifier"]["value"]
        address = posting["jobLocation"]["address"]
        assert {"addressCountry", "addressLocality", "addressRegion"} <= set(address)
        if "baseSalary" in posting:
            value = posting["baseSalary"]["value"]
            assert posting["baseSalary"]["currency"] == "VND" and value["unitText"] in UNITS
            assert {"minValue", "maxValue"} <= set(value) or "value" in value


def test_only_openings_of_who_agreed_stand_in_it(agreed):
    codes = {posting["identifier"]["value"] for posting in postings(agreed)}

    with agreed.database.read() as session:
        asked = select(Opening.code, Employer.tax_code).join(Employer)
        of = dict(session.exec(asked).all())
    assert {of[code] for code in codes} <= set(AGREED.split(", "))


def test_what_would_expose_somebody_is_left_out_and_nothing_names_the_scheme(agreed):
    first = postings(agreed)[0]["identifier"]["value"]
    with agreed.database.write() as session:
        opening = session.exec(select(Opening).where(Opening.code == first)).one()
        opening.description = "Nhận người sau cai"
        session.add(opening)
        touch_market(session)

    after = json.dumps(openings_feed(agreed), ensure_ascii=False).lower()

    assert first.lower() not in after
    assert not re.search("sau cai|cam kết|committed|học viên|chương trình", after)


def test_a_paused_employer_is_not_in_the_feed(agreed):
    with agreed.database.write() as session:
        for employer in session.exec(select(Employer)).all():
            employer.state = "paused"
            session.add(employer)

    assert postings(agreed) == []


@pytest.mark.parametrize(
    ("contract", "hours", "kind"),
    [
        ("fixed", [[420, 960]], "FULL_TIME"),
        ("fixed", [[420, 660]], "PART_TIME"),
        ("indefinite", [], "FULL_TIME"),
        ("seasonal", [], ["FULL_TIME", "TEMPORARY"]),
        (None, [], "OTHER"),
    ],
)
def test_a_contract_for_a_term_makes_an_employee_and_never_a_contractor(contract, hours, kind):
    opening = Opening(code="V-1", title="Thợ hàn", employer_id=1, contract=contract, hours=hours, posted_on=TODAY)
    employer = Employer(code="1", name="Công ty Mẫu", name_core="mau", registered_on=TODAY)

    assert job_posting(opening, employer, TODAY)["employmentType"] == kind
