"""Openings as the desk's pages show them: what is on offer, and whom of one's own people each could suit."""

from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import col, select

from api.acts.searching import Sought
from api.acts.suggestions import opening_line, reason_view, suitable_people
from api.identities import Identities
from api.service import Caller
from api.wording import SHIFT_NAMES, Language
from employers.openings import get_posting
from employers.registry import public_code
from employers.tables import Employer, Opening

PAGE_SIZE: Final = 20


@dataclass(frozen=True)
class Offers:
    """A page of openings on offer."""

    items: list[dict[str, Any]]
    total: int
    page: int
    last_page: int


def list_offers(caller: Caller, query: str, page: int, language: Language) -> Offers:
    """Openings on offer with the seats that are left, the newest first; ``query`` finds by what a line shows."""
    caller.require("see_suitable_people")
    market, sought = caller.service.market(), Sought(query)
    with caller.sessions.read() as session:
        asked = select(Opening, Employer).join(Employer, col(Employer.id) == col(Opening.employer_id))
        rows = {o.id or 0: (o, e) for o, e in session.exec(asked.where(col(Opening.id).in_(list(market.rows)))).all()}
    lines = []
    for opening_id, row in market.rows.items():
        if market.demands[row].at_home:
            continue
        opening, employer = rows[opening_id]
        line = opening_line(opening, employer, caller.today, language) | {
            "employer": employer.name,
            "seats_left": market.demands[row].seats,
            "posted_on": opening.posted_on,
        }
        words = " ".join(str(line[n]) for n in ("code", "title", "employer", "occupation", "commune"))
        if not query or sought.is_in(words, [opening.code, public_code(employer)], [employer.phone]):
            lines.append(line)
    lines.sort(
        key=lambda line: (line["seats_left"] == 0, -(line["posted_on"] or caller.today).toordinal(), line["code"])
    )
    last = max(1, -(-len(lines) // PAGE_SIZE))
    at = min(page, last)
    return Offers(lines[(at - 1) * PAGE_SIZE :][:PAGE_SIZE], len(lines), at, last)


def see_offer(caller: Caller, code: str, limit: int, language: Language) -> dict[str, Any]:
    """One opening, and whom of the caller's people it could suit, by name, best first.

    Raises
    ------
    UnknownOpening
        If there is no such opening.
    """
    found = suitable_people(caller, code, limit)
    market, say = caller.service.market(), 0 if language == "vi" else 1
    with caller.sessions.read() as session:
        opening = get_posting(session, code)
        employer = session.get_one(Employer, opening.employer_id)
        names = Identities(session, caller.service.keys).of_many(s.seeker.person_id for s in found)
    row = market.rows.get(opening.id or 0)
    return opening_line(opening, employer, caller.today, language) | {
        "employer": employer.name,
        "employer_code": employer.code,
        "phone": employer.phone,
        "contact": employer.contact_name,
        "state": opening.state,
        "on_offer": row is not None,
        "seats_left": market.demands[row].seats if row is not None else 0,
        "shifts": [SHIFT_NAMES[s][say] for s in opening.shifts if s in SHIFT_NAMES],
        "hours": opening.hours,
        "description": opening.description,
        "skills": opening.skills,
        "closes_on": opening.closes_on,
        "people": [
            {
                "code": s.seeker.code,
                "name": names[s.seeker.person_id].full_name if s.seeker.person_id in names else s.seeker.code,
                "chance": s.suggestion.chance,
                "low": s.suggestion.low,
                "high": s.suggestion.high,
                "reasons": [reason_view(r, language) for r in s.suggestion.reasons[:2]],
                "cautions": [reason_view(r, language) for r in s.suggestion.cautions[:1]],
            }
            for s in found
        ],
    }
