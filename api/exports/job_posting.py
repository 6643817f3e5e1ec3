"""An opening as schema.org ``JobPosting``, for any portal; nothing in it tells of the programme."""

from datetime import date
from typing import Any, Final

from api.leaving import check_leaving
from employers.tables import Employer, Opening
from matcher.market import workplace

_UNITS = {"month": "MONTH", "day": "DAY", "hour": "HOUR"}
PART_TIME_MINUTES: Final = 5 * 60
"""Hours a day up to which work is part time; the law's full day is 8 (Labour Code 45/2019, Art. 105)."""


def _employment(opening: Opening) -> str | list[str]:
    """Type of employment in the words of job search.

    A fixed-term contract makes an employee, so full or part time by its hours and never ``CONTRACTOR``, who is hired
    for a work and employed by nobody; seasonal work is ``TEMPORARY`` as well. Where no contract is known: ``OTHER``.
    """
    if opening.contract not in ("indefinite", "fixed", "seasonal"):
        return "OTHER"
    minutes = sum((end - start) % 1440 for start, end in opening.hours)
    extent = "PART_TIME" if 0 < minutes <= PART_TIME_MINUTES else "FULL_TIME"
    return [extent, "TEMPORARY"] if opening.contract == "seasonal" else extent


def _described(opening: Opening, employer: Employer) -> str:
    """A description where nobody wrote one: search engines take none that only repeats the title."""
    wage = f" Mức lương: {opening.wage_words}." if opening.wage_words else ""
    return f"{employer.name} cần {opening.seats} người cho vị trí: {opening.title}.{wage}"


def _salary(opening: Opening) -> dict[str, Any] | None:
    if opening.wage_per not in _UNITS:
        return None
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": _UNITS[opening.wage_per or ""]}
    ends = sorted({wage for wage in (opening.wage_low_vnd, opening.wage_high_vnd) if wage is not None})
    if not ends:
        return None
    value |= {"value": ends[0]} if len(ends) == 1 else {"minValue": ends[0], "maxValue": ends[1]}
    return {"@type": "MonetaryAmount", "currency": "VND", "value": value}


def _place(opening: Opening, employer: Employer) -> dict[str, Any]:
    point, commune = workplace(opening, employer)
    address: dict[str, Any] = {"@type": "PostalAddress", "addressCountry": "VN"}
    if commune is not None:
        address |= {"addressLocality": commune.name, "addressRegion": commune.province}
        if employer.address and employer.kind != "household" and commune.code == employer.commune_code:
            address["streetAddress"] = employer.address
    place: dict[str, Any] = {"@type": "Place", "address": address}
    if point is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]}
    return place


def job_posting(opening: Opening, employer: Employer, today: date) -> dict[str, Any]:
    """The posting as JSON-LD, with the properties that job search engines require.

    Required are title, description, datePosted, hiringOrganization and jobLocation with its postal address, and while
    an end is known validThrough: Google Search Central's guide to ``JobPosting``, as searchcandy.uk and
    unhead.unjs.io quote its list (looked up 2026-11-28; the guide's own list was not at hand). Nobody can apply at an
    address of ours, so ``directApply`` is false.

    Raises
    ------
    WouldExpose
        If its words would expose whom it is for; search engines keep what they once read.
    """
    check_leaving({"title": opening.title, "description": opening.description, "address": employer.address})
    body: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "name": employer.name, "value": opening.code},
        "title": opening.title,
        "description": opening.description or _described(opening, employer),
        "datePosted": (opening.posted_on or today).isoformat(),
        "hiringOrganization": {"@type": "Organization", "name": employer.name, "identifier": employer.code},
        "jobLocation": _place(opening, employer),
        "totalJobOpenings": opening.seats,
        "directApply": False,
        "employmentType": _employment(opening),
    }
    salary = _salary(opening)
    if salary:
        body["baseSalary"] = salary
    if opening.closes_on:
        body["validThrough"] = opening.closes_on.isoformat()
    if opening.isco:
        body["occupationalCategory"] = opening.isco[0]
    if opening.experience_months:
        body["experienceRequirements"] = {
            "@type": "OccupationalExperienceRequirements",
            "monthsOfExperience": opening.experience_months,
        }
    return body
