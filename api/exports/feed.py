"""Openings on offer as one JSON-LD feed for any portal: of employers who agreed to it, and of nobody else."""

from typing import Any, Final

from sqlmodel import Session, col, select

from api.exports.job_posting import job_posting
from api.leaving import WouldExpose
from api.service import Service
from employers.openings import list_open_openings
from employers.tables import Employer, EmployerState, Opening
from matcher.market import workplace

GOOD_FOR_DAYS: Final = 30
"""How long a posting without a last day is good after the feed was read; whoever reads it daily renews it."""


class NoFeed(Exception):
    """No employer agreed to a feed here (``NOIVIEC_FEED_EMPLOYERS`` is empty); there is none at this address."""


def openings_feed(service: Service) -> dict[str, Any]:
    """Openings of the employers that ``NOIVIEC_FEED_EMPLOYERS`` names, as a schema.org ``ItemList`` of ``JobPosting``.

    Left out: own work, unlawful postings, paused employers, words that would expose whom a posting is for, and what
    search engines refuse (no commune known).

    Raises
    ------
    NoFeed
        If the setting names nobody.
    """
    agreed = service.settings.feed_codes
    if not agreed:
        raise NoFeed
    with service.ranker_sessions.read() as session:
        postings = [
            posting for opening in _offered(session, service) if (posting := _posting(session, opening, service))
        ]
    return {
        "@context": "https://schema.org/",
        "@type": "ItemList",
        "numberOfItems": len(postings),
        "itemListElement": [
            {"@type": "ListItem", "position": at, "item": posting} for at, posting in enumerate(postings, start=1)
        ],
    }


def _offered(session: Session, service: Service) -> list[Opening]:
    codes = service.settings.feed_codes
    states = (EmployerState.verified, EmployerState.unverified)
    asked = select(Employer.id).where(
        col(Employer.tax_code).in_(codes) | col(Employer.code).in_(codes), col(Employer.state).in_(states)
    )
    employers = set(session.exec(asked).all())
    offered = [o for o in list_open_openings(session, service.today()) if o.employer_id in employers]
    return [o for o in offered if o.contract != "own" and not o.asks_deposit and not o.keeps_papers]


def _posting(session: Session, opening: Opening, service: Service) -> dict[str, Any] | None:
    employer = session.get_one(Employer, opening.employer_id)
    if workplace(opening, employer)[1] is None:
        return None
    try:
        posting = job_posting(opening, employer, service.today())
    except WouldExpose:
        return None
    posting.pop("@context")
    last = service.today().toordinal() + GOOD_FOR_DAYS
    posting.setdefault("validThrough", type(service.today()).fromordinal(last).isoformat())
    return posting
