"""Questions whose answer would tell of what is not theirs: each asked of another's record and of nobody's."""

import pytest
from fastapi.testclient import TestClient

from api.app import make_app
from tests.api.conftest import Web, close_service, open_service
from tests.security.size import tell

DUPLICATES = ("dismiss", "propose")


@pytest.fixture(scope="module")
def web(house, tmp_path_factory):
    service = open_service(house.copy(tmp_path_factory.mktemp("oracles") / "w"))
    with TestClient(make_app(service), raise_server_exceptions=False) as client:
        yield Web(service, client)
    close_service(service)


def _asked(web, ids):
    """Name → (the question of another's record, the same question of an absent one)."""
    person = {"code": "PT-003", "absent": "PT-993"}
    asked = {
        f"If-Match {number}": [
            web.call("canbo", "PATCH", f"/people/{code}", json={"notes": "x"}, headers={"If-Match": f'"{number}"'})
            for code in person.values()
        ]
        for number in (1, 2, 3, 999)
    }
    for kind in DUPLICATES:
        asked[f"duplicates {kind}"] = [
            web.post("canbo", f"/duplicates/{kind}", {"kind": "people", "first": "PT-001", "second": code})
            for code in person.values()
        ]
    for name in ("query=vi den", "query=PT-003", "query=0987654321", "state=referred&query=vi"):
        asked[name] = [web.get("canbo", f"/people?{q}") for q in (name, "query=khongcoai")]
    for body in ({"answer": "accepted"}, {"answer": "declined", "reason": "skills"}, {"answer": "x"}):
        asked[f"an answer {body}"] = [
            web.post("congty", f"/referrals/{code}/answer", body) for code in (ids["OTHER_REFERRAL"], "gt-pt-997")
        ]
    asked["an employer's own code for a posting"] = [
        web.post("congty", "/openings", {"title": "Thợ hàn", "code": code}) for code in ("V-03", "V-93")
    ]
    asked["an employer posts for another"] = [
        web.post("congty", "/openings", {"title": "Thợ hàn", "tax_code": code}) for code in ("3400000063", "3409100999")
    ]
    asked["an employer registers another"] = [
        web.post("congty", "/employers", {"name": "Nông trường cao su Mẫu", "tax_code": code})
        for code in ("3400000063", "3409100062")
    ]
    asked["a placement for another's referral"] = [
        web.post("canbo", "/placements", {"referral": code, "started_on": "2026-11-23"})
        for code in (ids["OTHER_REFERRAL"], "gt-pt-997")
    ]
    return asked


def _without_what_is_drawn(answer):
    """An answer without the code that was drawn for what it made."""
    body = answer.json()
    drawn = body.pop("code", None) if answer.status_code == 201 else None
    return answer.status_code, bool(drawn), body


def test_no_question_tells_another_s_record_from_none(web, house):
    asked = _asked(web, house.ids)

    telling = {
        name: (theirs.status_code, absent.status_code)
        for name, (theirs, absent) in asked.items()
        if _without_what_is_drawn(theirs) != _without_what_is_drawn(absent)
    }

    tell(f"{len(asked)} questions asked of another's record and of none: {len(telling)} tell them apart")
    assert not telling
