"""An opening as schema.org ``JobPosting``, for any portal; nothing in it tells of the programme."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from api.leaving import check_leaving
from employers.tables import Employer, Opening
from matcher.market import workplace

_UNITS = {"month": "MONTH", "day": "DAY", "hour": "HOUR"}
_EMPLOYMENT: Final[Mapping[str, str | list[str]]] = {
    "indefinite": "FULL_TIME",
    "fixed": ["FULL_TIME", "TEMPORARY"],  # an employee for a term; CONTRACTOR is who works on an account of their own
    "seasonal": "TEMPORARY",
    "own": "OTHER",
}


def _described(opening: Opening, employer: Employer) -> str:
    """A description where nobody wrote one: search engines take none that only repeats the title."""
    wage = f" Mức lương: {opening.wage_words}." if opening.wage_words else ""
    return f"{employer.name} cần {opening.seats} người cho vị trí: {opening.title}.{wage}"


def _salary(opening: Opening) -> dict[str, Any] | None:
    if opening.wage_per not in _UNITS:
        return None
    value: dict[str, Any] = {"@type": "QuantitativeValue", "unitText": _UNITS[opening.wage_per or ""]}
    if opening.wage_low_vnd is not None:
        value["minValue"] = opening.wage_low_vnd
    if opening.wage_high_vnd is not None:
        value["maxValue"] = opening.wage_high_vnd
    return {"@type": "MonetaryAmount", "currency": "VND", "value": value}


def _place(opening: Opening, employer: Employer) -> dict[str, Any]:
    point, commune = workplace(opening, employer)
    address: dict[str, Any] = {"@type": "PostalAddress", "addressCountry": "VN"}
    if commune is not None:
        address |= {"addressLocality": commune.name, "addressRegion": commune.province}
    place: dict[str, Any] = {"@type": "Place", "address": address}
    if point is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]}
    return place


def job_posting(opening: Opening, employer: Employer, today: date) -> dict[str, Any]:
    """The posting as JSON-LD, with the properties that job search engines require.

    Source: schema.org/JobPosting; required are title, description, datePosted, hiringOrganization and jobLocation.

    Raises
    ------
    WouldExpose
        If its words would expose whom it is for; search engines keep what they once read.
    """
    check_leaving({"title": opening.title, "description": opening.description})
    body: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "identifier": {"@type": "PropertyValue", "name": employer.name, "value": opening.code},
        "title": opening.title,
        "description": opening.description or _described(opening, employer),
        "datePosted": (opening.posted_on or today).isoformat(),
        "hiringOrganization": {"@type": "Organization", "name": employer.name},
        "jobLocation": _place(opening, employer),
        "totalJobOpenings": opening.seats,
    }
    salary = _salary(opening)
    if salary:
        body["baseSalary"] = salary
    if opening.contract:
        body["employmentType"] = _EMPLOYMENT.get(opening.contract, "OTHER")
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
