"""The list of placements: the past that the ranking model learns from, and the answers awaited today."""

import random
from datetime import date, timedelta

from api.demo.dice import chosen, pick, scaled
from api.demo.employers import DemoEmployer
from api.demo.openings import DemoOpening
from api.demo.past import DemoPlacement, Past, is_possible
from api.demo.people import RETURNED, DemoPerson
from api.demo.province import commute_km, write_commune
from api.demo.training import DemoCourse
from api.demo.writing import write_date

_HIRED, _WAITING = 112, 14  # of 1,225: people placed in Bình Thuận 2018–2023; invented: answers awaited today
_ASKED_WITHIN_DAYS = 20
_LOOKED_AT = 60


def draw_history(
    rng: random.Random,
    people: list[DemoPerson],
    courses: list[DemoCourse],
    employers: list[DemoEmployer],
    today: date,
) -> list[DemoPlacement]:
    """Draw the referrals of the past, until 112 of 1,225 returned people were hired.

    Parameters
    ----------
    rng : random.Random
        Chance.
    people, courses, employers : list
        The province; only returned people have a past here, each is hired at most once.
    today : datetime.date
        Everything lies before it.

    Returns
    -------
    list of DemoPlacement
        In order of the day of referral. Fewer are hired only when hardly anyone has been home long enough.
    """
    returned = [person for person in people if person.programme == "sau cai"]
    wanted = scaled(_HIRED, len(returned), RETURNED)
    drawn: list[DemoPlacement] = []
    for placement in Past(rng, returned, courses, employers, today).referrals() if wanted else ():
        drawn.append(placement)
        wanted -= placement.outcome == "được nhận"
        if not wanted:
            break
    return sorted(drawn, key=lambda placement: (placement.referred, placement.person.code))


def draw_waiting(
    rng: random.Random, people: list[DemoPerson], history: list[DemoPlacement], openings: list[DemoOpening], today: date
) -> list[DemoPlacement]:
    """Draw the referrals of the last weeks, to postings of today, that await the employer's answer.

    Parameters
    ----------
    rng : random.Random
        Chance.
    people, history, openings : list
        The province; people who were hired or were never home are left out.
    today : datetime.date
        The referrals lie in the 20 days before it.
    """
    hired = {placement.person.code for placement in history if placement.outcome == "được nhận"}
    month_ago = today - timedelta(days=30)
    ready = [p for p in people if p.available < month_ago and p.code not in hired and p.age_on(today) >= 18]
    live = [opening for opening in openings if opening.posted_on < today <= opening.closes_on]
    returned = sum(person.programme == "sau cai" for person in people)
    waiting = (_ask(rng, person, live, today) for person in chosen(rng, ready, scaled(_WAITING, returned, RETURNED)))
    return [placement for placement in waiting if placement]


def _ask(rng: random.Random, person: DemoPerson, live: list[DemoOpening], today: date) -> DemoPlacement | None:
    possible = [o for o in chosen(rng, live, _LOOKED_AT) if is_possible(person, o.employer, o.trade)]
    if not possible:
        return None
    opening = min(possible, key=lambda o: commute_km(person.commune, o.employer.latitude, o.employer.longitude))
    first = max(opening.posted_on, today - timedelta(days=_ASKED_WITHIN_DAYS))
    referred = first + timedelta(days=rng.randrange((today - first).days))
    return DemoPlacement(person, opening, "", False, referred, "chờ trả lời", "", None, None, "", None, float("nan"))


def placement_rows(rng: random.Random, placements: list[DemoPlacement]) -> list[dict[str, str]]:
    """Write the placements' list with the English keys of formats.md.

    One row in ten names employer, title and commune in place of the posting's code; own work says ``tự làm`` as the
    employer and the occupation as the title.
    """
    return [
        {
            "person_code": placement.person.code,
            **_where(rng, placement),
            "referred_on": write_date(rng, placement.referred),
            "outcome": _outcome_words(rng, placement.outcome),
            "reason": placement.reason,
            "started_on": write_date(rng, placement.started),
            "ended_on": write_date(rng, placement.ended),
            "leaving_reason": placement.leaving_reason,
            "confirmed_on": write_date(rng, placement.confirmed),
        }
        for placement in placements
    ]


def _where(rng: random.Random, placement: DemoPlacement) -> dict[str, str]:
    opening = placement.opening
    if opening is None:
        commune = write_commune(rng, placement.person.commune)
        return {"opening_code": "", "employer_name": "tự làm", "title": placement.own_work, "commune": commune}
    if not placement.by_name:
        return {"opening_code": opening.code, "employer_name": "", "title": "", "commune": ""}
    employer = opening.employer
    place = write_commune(rng, employer.commune)
    return {"opening_code": "", "employer_name": employer.name, "title": opening.title, "commune": place}


def _outcome_words(rng: random.Random, outcome: str) -> str:
    capital = outcome[0].upper() + outcome[1:]
    return pick(rng, ((outcome, 4), (capital, 1)))
