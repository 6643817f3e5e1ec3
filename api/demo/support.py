"""What was done beside jobs: sessions of counselling before the return, and loans to those who began their own work."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from api.demo.dice import chosen, pick, scaled, table
from api.demo.past import DemoPlacement
from api.demo.people import RETURNED, DemoPerson
from api.demo.people_rows import Standing
from api.demo.training import DemoCourse
from api.demo.writing import write_date

CAME: Final = 0.93
"""Share of those about to return who come to a session; with two sessions hardly anybody misses both."""
_BEFORE: Final = {"law": 21, "job_seeking": 9}
"""Days before the first of the month of return."""
_NO_SESSIONS: Final = 0.06
"""Share of months in which none was held, and nobody was counselled."""
_LOANS: Final = 56
"""Bình Thuận 2018–2023, of 1,225 people returned (domain.md)."""
_TOLD: Final = 0.8
_LARGER_SINCE: Final = date(2026, 5, 1)
"""The scheme before lent at most 20 million, the one since at most 200 (``matcher/data/schemes.toml``)."""


def draw_sessions(
    rng: random.Random, people: Sequence[DemoPerson], today: date
) -> list[tuple[str, str, tuple[str, ...]]]:
    """Draw the sessions of counselling: two for those who return in the same month.

    Returns
    -------
    list of (str, str, tuple of str)
        Day (ISO), topic, and codes of who came, in the order of the days; nobody of the programme ``chung``.
    """
    by_month: dict[date, list[str]] = defaultdict(list)
    for person in people:
        if person.programme == "sau cai":
            by_month[person.available.replace(day=1)].append(person.code)
    sessions = []
    for month, codes in sorted(by_month.items()):
        is_held = rng.random() >= _NO_SESSIONS
        for topic, before in _BEFORE.items():
            day = month - timedelta(days=before)
            came = tuple(code for code in codes if rng.random() < CAME)
            if is_held and came and day <= today:
                sessions.append((day.isoformat(), topic, came))
    return sorted(sessions)


def told_college(
    rng: random.Random, courses: Sequence[DemoCourse], standings: Mapping[str, Standing], today: date
) -> tuple[str, ...]:
    """Codes of those from the classes of the last two years who agreed that the college is told: four in five."""
    late = {c.person_code for c in courses if c.end > today - timedelta(days=730)}
    asked = sorted(code for code in late if standings[code].consented)
    return tuple(code for code in asked if rng.random() < _TOLD)


def loan_rows(
    rng: random.Random, people: Sequence[DemoPerson], history: Sequence[DemoPlacement], today: date
) -> list[dict[str, str]]:
    """Write the list of loans with the English keys of formats.md, each person at most once: 56 for 1,225 returned.

    Those who began own work on record come first; the others did without the office. The amount keeps to what the
    scheme of the day lends.
    """
    begun = {p.person.code: p for p in history if p.own_work and p.started and p.person.programme == "sau cai"}
    returned = [p for p in people if p.programme == "sau cai"]
    settled = [p for p in returned if p.available < today - timedelta(days=200) and p.code not in begun]
    number = scaled(_LOANS, len(returned), RETURNED)
    rows = [_loan(rng, p.person.code, p.own_work, p.started, today) for p in begun.values() if p.started][:number]
    kinds = [(row["words"], float(row["weight"])) for row in table("own_work")]
    for person in chosen(rng, settled, min(len(settled), number - len(rows))):
        home = person.available + timedelta(days=rng.randrange(30, 150))
        rows.append(_loan(rng, person.code, pick(rng, kinds), home, today))
    return sorted(rows, key=lambda row: row["person_code"])


def _loan(rng: random.Random, code: str, purpose: str, begun: date, today: date) -> dict[str, str]:
    lent_on = begun + timedelta(days=rng.randrange(max(1, min(500, (today - begun).days))))
    amount = rng.choice((30, 40, 50, 60, 80, 100) if lent_on >= _LARGER_SINCE else (10, 12, 15, 20))
    return {
        "person_code": code,
        "lent_on": write_date(rng, lent_on),
        "amount_vnd": f"{amount} triệu",
        "months": str(rng.choice((24, 36, 48, 60))),
        "purpose": purpose,
        "lender": "Ngân hàng Chính sách xã hội",
    }
