"""The plan of an area as a page of lines, and when its lists were last ranked; for the supervisor's pages."""

from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import col, select

from api.acts.model_words import Words
from api.acts.supervision import list_runs, make_plan
from api.service import Caller
from api.wording import Language
from employers.tables import Employer, Opening
from matcher.planning import PlannedPair

PLAN_PAGE: Final = 50
# Price of a seat (chance that others give up) up to which it is said so.
PRICES: Final[tuple[tuple[float, Words], ...]] = (
    (0.005, ("còn chỗ cho người khác", "seats are left for others")),
    (0.15, ("có người khác cũng cần chỗ này", "others could use this seat too")),
    (1.0, ("nhiều người cần chỗ này", "many could use this seat")),
)
RUN_STATES: Final[dict[str, Words]] = {
    "running": ("đang chạy", "running"),
    "done": ("đã xong", "done"),
    "failed": ("chưa xong, danh sách cũ vẫn dùng", "did not end well; the former lists stay"),
}


@dataclass(frozen=True)
class AreaPlan:
    """One page of who goes where.

    Attributes
    ----------
    expected_jobs : float
        Lasting jobs expected of the whole plan.
    unplaced : list of str
        Codes of who has no seat; a page of them as well.
    """

    items: list[dict[str, Any]]
    expected_jobs: float
    placed: int
    unplaced: list[str]
    unplaced_total: int
    page: int
    last_page: int


def price_words(price: float, language: Language = "vi") -> str:
    """What a seat costs the others, in words."""
    said = next(words for most, words in PRICES if price <= most or most == PRICES[-1][0])
    return said[language != "vi"]


def area_plan(caller: Caller, page: int, language: Language = "vi") -> AreaPlan:
    """Who of the caller's people goes where by code; who is shown is in the trail."""
    plan = make_plan(caller)
    last = max(1, -(-max(len(plan.pairs), len(plan.unplaced)) // PLAN_PAGE))
    at = min(page, last)
    part = slice((at - 1) * PLAN_PAGE, at * PLAN_PAGE)
    pairs = sorted(plan.pairs, key=lambda p: (-p.chance, p.person))[part]
    unplaced = list(plan.unplaced[part])
    with caller.sessions.write() as session:
        caller.audit(session, "see_plan", "person", *[p.person for p in pairs], *unplaced)
        codes = {p.opening for p in pairs}
        asked = select(Opening, Employer).join(Employer, col(Employer.id) == col(Opening.employer_id))
        known = {o.code: (o, e) for o, e in session.exec(asked.where(col(Opening.code).in_(codes))).all()}
        items = [_line(pair, *known[pair.opening], language) for pair in pairs]
    return AreaPlan(items, plan.expected_jobs, len(plan.pairs), unplaced, len(plan.unplaced), at, last)


def _line(pair: PlannedPair, opening: Opening, employer: Employer, language: Language) -> dict[str, Any]:
    return {
        "person": pair.person,
        "opening": pair.opening,
        "title": opening.title,
        "employer": employer.name,
        "chance": pair.chance,
        "price": price_words(pair.seat_price, language),
    }


def told_runs(caller: Caller, language: Language = "vi", limit: int = 20) -> list[dict[str, Any]]:
    """Re-rank runs with their state in words, the newest first."""
    say = language != "vi"
    return [run | {"state_words": RUN_STATES[run["state"]][say]} for run in list_runs(caller, limit)]
