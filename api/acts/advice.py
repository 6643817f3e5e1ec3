"""What a supervisor asks to open more work: courses to hold, employers to visit."""

from collections.abc import Iterator
from typing import Any

from api.acts.advice_words import area_words, course_words, courses_words, visit_reasons, waiting_words
from api.service import Caller
from api.wording import Language, occupation_words
from employers.reference.places import find_commune
from employers.tables import Employer
from matcher.advice import advise_courses
from matcher.model_store import CurrentModel
from matcher.outreach import Visit, VisitList, advise_visits, list_prospects
from matcher.ranking.course_seats import Gain

VISIT_HEADERS = {
    "rank": "Thứ tự",
    "employer": "Mã đơn vị",
    "name": "Đơn vị",
    "commune": "Địa bàn",
    "address": "Địa chỉ",
    "contact": "Người liên hệ",
    "phone": "Điện thoại",
    "occupation": "Nghề có thể tuyển",
    "near": "Người chờ việc ở gần",
    "near_with_trade": "Trong đó có nghề gần",
    "could_take": "Đủ điều kiện",
    "expected_jobs": "Việc bền có thể thêm",
    "reasons": "Lý do",
}


def _gain_view(gain: Gain) -> dict[str, float]:
    return {"gain": round(gain.jobs, 3), "low": round(gain.low, 3), "high": round(gain.high, 3)}


def courses_view(caller: Caller, places: int, language: Language = "vi") -> dict[str, Any]:
    """Which courses to hold where for the caller's people; gains are expected lasting jobs with 80 % intervals."""
    caller.require("see_advice")
    service = caller.service
    seekers, market, courses = caller.seekers(), service.market(), service.courses()
    found = service.kept(
        ("courses", places, courses),
        seekers,
        lambda model: advise_courses(seekers, market, model, courses, places),
    )
    with caller.sessions.write() as session:
        caller.audit(session, "see_advice", "advice", "courses", places=places)
    return {
        "as_of": caller.today.isoformat(),
        "people": len(seekers),
        "places": places,
        "jobs_now": round(found.jobs_now, 3),
        **_gain_view(found.gain),
        "at_most": round(found.at_most, 3),
        "text": courses_words(found, len(seekers), language),
        "items": [
            {
                "course": c.course.words,
                "isco": list(c.course.isco),
                "area": area_words(c.area, language),
                "seats": c.seats,
                **_gain_view(c.gain),
                "text": course_words(c, language),
            }
            for c in found.courses
        ],
    }


def _find_visits(caller: Caller, limit: int) -> VisitList:
    caller.require("see_advice")
    service = caller.service
    seekers, market = caller.seekers(), service.market()

    def advise(model: CurrentModel) -> VisitList:
        with service.ranker_sessions.read() as session:
            prospects = list_prospects(session, market, caller.today)
        return advise_visits(seekers, prospects, market, model, limit)

    found = service.kept(("visits", limit), seekers, advise)
    with caller.sessions.write() as session:
        caller.audit(session, "see_advice", "advice", "visits", shown=len(found.visits))
    return found


def _place(employer: Employer) -> str | None:
    commune = find_commune(employer.commune_code) if employer.commune_code else None
    return commune.name if commune else employer.place_words


def _visit_view(visit: Visit, rank: int, waiting: int, language: Language) -> dict[str, Any]:
    employer, last = visit.prospect.employer, visit.prospect.last_contact
    answered, due = visit.prospect.answers
    return {
        "rank": rank,
        "employer": employer.code,
        "name": employer.name,
        "kind": employer.kind,
        "commune": _place(employer),
        "address": employer.address,
        "contact": employer.contact_name,
        "phone": employer.phone,
        "isco": visit.isco,
        "occupation": occupation_words(visit.isco, language),
        "by_past_openings": visit.prospect.by_past,
        "near": visit.worth.near,
        "near_with_trade": visit.worth.near_with_trade,
        "could_take": visit.worth.could_take,
        "expected_jobs": round(visit.expected_jobs, 3),
        "last_contact": last.isoformat() if last else None,
        "answered": answered,
        "due": due,
        "reasons": visit_reasons(visit, waiting, language),
    }


def visits_view(caller: Caller, limit: int = 20, language: Language = "vi") -> dict[str, Any]:
    """Employers to visit next, with reasons; no person is named."""
    found = _find_visits(caller, limit)
    return {
        "as_of": caller.today.isoformat(),
        "people": found.people,
        "waiting": found.waiting,
        "text": waiting_words(found, language),
        "items": [_visit_view(v, rank, found.waiting, language) for rank, v in enumerate(found.visits, start=1)],
    }


def visit_rows(caller: Caller, limit: int) -> Iterator[dict[str, Any]]:
    """The same as lines of a list to take along."""
    for item in visits_view(caller, limit)["items"]:
        yield {key: item[key] for key in VISIT_HEADERS if key != "reasons"} | {"reasons": "; ".join(item["reasons"])}
