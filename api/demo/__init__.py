"""The demonstration province: six invented lists and sessions of counselling, as offices would keep them, to try with.

Nobody in them exists. The proportions are those of Bình Thuận 2018–2023 (1,225 people returned, 520 trained at the
centre and 27 at home, 112 placed); the outcomes come from the known truth of ``api.demo.truth``.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from api.demo.dice import dice, scaled, shares
from api.demo.employers import COLLEGE_TAX_CODE, DemoEmployer, college_row, draw_employers, employer_rows
from api.demo.openings import DemoOpening, draw_openings, opening_rows
from api.demo.past import DemoPlacement
from api.demo.people import draw_people
from api.demo.people_rows import draw_standings, people_rows
from api.demo.placements import draw_history, draw_waiting, placement_rows
from api.demo.province import communes
from api.demo.support import draw_sessions, loan_rows, told_college
from api.demo.training import after_courses, draw_courses, in_classes, training_rows
from employers.reference.tax_code import is_personal_id

__all__ = ["DemoLists", "demo_lists"]

_EMPLOYERS, _OPENINGS = 140, 320
_FEWEST_EMPLOYERS = 28  # one of each sector, so that the smallest province still has taxis and plantations
_CASELOAD = 20  # people per case worker
_MOST_CASE_WORKERS = 90  # each account costs a password hash, about 50 ms
SUPERVISOR = "quanly.binhthuan"
EMPLOYER_ACCOUNT = "tuyendung.demo"

Rows = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class DemoLists:
    """The lists, and the accounts that go with them.

    Attributes
    ----------
    people, training, employers, openings, placements, loans : list of dict of str to str
        Rows with the English keys of formats.md, to be imported in the order employers, openings, people, training,
        placements, loans. ``openings`` holds the current postings (``TD00001``…) and after them the closed ones of the
        past (``TC00001``…), which the placements refer to.
    sessions : list of (str, str, tuple of str)
        Sessions of counselling: day (ISO), topic, codes of who came.
    college : (str, tuple of str)
        Tax code of the college, and codes of those who agreed that it is told.
    current_openings : int
        How many of ``openings``, from the first, are postings of today.
    case_workers : dict of str to tuple of str
        Account name to the codes of its communes; every commune has at least one account.
    supervisor : str
        Account name of the supervisor.
    employer_account : tuple of (str, str)
        Account name and tax code of the employer with most current postings.
    true_chances : list of float, length of placements
        True probability, 0 to 1, that each referral ends in a job held for 180 days; NaN while an answer is awaited.
    """

    people: Rows
    training: Rows
    employers: Rows
    openings: Rows
    placements: Rows
    loans: Rows
    sessions: list[tuple[str, str, tuple[str, ...]]]
    college: tuple[str, tuple[str, ...]]
    current_openings: int
    case_workers: dict[str, tuple[str, ...]]
    supervisor: str
    employer_account: tuple[str, str]
    true_chances: list[float]


def demo_lists(seed: int = 1, people: int = 1225, openings: int = 320, *, today: date) -> DemoLists:
    """Invent the province.

    Parameters
    ----------
    seed : int
        Another seed gives another province.
    people : int
        People of the programme ``sau cai``, at least 1; one in ten of ``chung`` come on top (120 for 1,225).
    openings : int
        Current postings, at least 1; the number of employers follows (140 for 320).
    today : datetime.date
        The day of the lists; returns run over the eight years before it, referrals over four.

    Returns
    -------
    DemoLists
        The same for the same arguments, byte for byte.

    Raises
    ------
    ValueError
        If there would be nobody or nothing: ask for at least one person and one opening.
    """
    if people < 1 or openings < 1:
        raise ValueError(f"at least 1 person and 1 opening, not {people} and {openings}")
    firms = draw_employers(dice(seed, "employers"), max(_FEWEST_EMPLOYERS, scaled(_EMPLOYERS, openings, _OPENINGS)))
    current = draw_openings(dice(seed, "openings"), firms, openings, today)
    seekers = draw_people(dice(seed, "people"), people, today)
    courses = draw_courses(dice(seed, "training"), seekers, today)
    seekers = after_courses(dice(seed, "wishes"), seekers, courses)
    history = draw_history(dice(seed, "placements"), seekers, courses, firms, today)
    history += draw_waiting(dice(seed, "waiting"), seekers, history, current, today)
    standings = draw_standings(dice(seed, "standings"), seekers, history, today)
    by_commune = _case_workers(people)
    return DemoLists(
        people=people_rows(dice(seed, "people rows"), seekers, standings, by_commune, today),
        training=training_rows(dice(seed, "training rows"), in_classes(courses)),
        employers=[*employer_rows(dice(seed, "employer rows"), firms), college_row()],
        openings=opening_rows(dice(seed, "opening rows"), current + _past_openings(history)),
        placements=placement_rows(dice(seed, "placement rows"), history),
        loans=loan_rows(dice(seed, "loans"), seekers, history, today),
        sessions=draw_sessions(dice(seed, "sessions"), seekers, today),
        college=(COLLEGE_TAX_CODE, told_college(dice(seed, "college"), courses, standings, today)),
        current_openings=len(current),
        case_workers={name: (code,) for code, names in by_commune.items() for name in names},
        supervisor=SUPERVISOR,
        employer_account=(EMPLOYER_ACCOUNT, _most_postings(firms, current).tax_code),
        true_chances=[placement.chance for placement in history],
    )


def _past_openings(history: list[DemoPlacement]) -> list[DemoOpening]:
    past = [p.opening for p in history if p.opening and not p.by_name and p.opening.code.startswith("TC")]
    return sorted(past, key=lambda opening: opening.code)


def _case_workers(people: int) -> dict[str, tuple[str, ...]]:
    """Name the case workers by commune: ``canbo.phanthiet``, ``canbo.phanthiet2``…; about 20 people each, up to 90."""
    places = communes()
    total = min(max(len(places), round(people / _CASELOAD)), _MOST_CASE_WORKERS)
    more = shares(total - len(places), [commune.weight**2 for commune in places])
    return {
        commune.code: tuple(f"canbo.{commune.account}{number if number > 1 else ''}" for number in range(1, 2 + extra))
        for commune, extra in zip(places, more, strict=True)
    }


def _most_postings(firms: list[DemoEmployer], current: list[DemoOpening]) -> DemoEmployer:
    posted = Counter(opening.employer.tax_code for opening in current)
    known = [firm for firm in firms if not is_personal_id(firm.tax_code)]  # an account may stand before the register
    return max(known, key=lambda firm: (posted[firm.tax_code], firm.workforce))
