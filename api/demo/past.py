"""One referral of the past after another: who was sent where, and what came of it, drawn from ``truth``."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from api.demo.dice import pick, table
from api.demo.employers import DemoEmployer
from api.demo.openings import WINDOWS, DemoOpening, Trade, draw_opening, trades
from api.demo.people import DemoPerson
from api.demo.province import commute_km
from api.demo.training import DemoCourse
from api.demo.truth import Circumstances, trade_match, true_chance

_YEARS_BACK = 4  # referrals run from 1 January of the year four years ago: 2022–2026
_LOOKED_AT = 40  # of the register: a case worker knows whom to ask for a trade and a place
_LIKING = {"same": 2.6, "near": 1.3, "other": 0.0, "unknown": 0.0}
_OWN_WORK_SHARE, _BY_NAME_SHARE = 0.06, 0.10
_STABLE_DAYS = 180
_LEFT_EARLY_SHARE = 0.36  # of those whom the truth denies a lasting job
_REFUSALS = (("không nhận", 58), ("người lao động từ chối", 33), ("chờ trả lời", 9))
_ALREADY_FULL = ("đã đủ người", "tạm ngưng tuyển", "chưa hợp ca làm", "")
_OTHER_PLANS = ("lương thấp hơn mong muốn", "không hợp ca làm", "đã có việc khác", "bận việc gia đình")
_WELL_RECEIVED = ("", "", "chịu khó, đúng giờ", "nhận thử việc")
_LEFT_EARLY = ("lương thấp hơn lúc hứa", "hết đơn hàng", "chưa quen việc", "về chăm cha mẹ", "nghỉ vì ốm dài ngày")
_NEAR_KM, _FAR_KM = 6.0, 12.0
_LEFT_LATE = ("có việc gần nhà hơn", "về phụ gia đình", "ra làm riêng", "hết hợp đồng", "chuyển chỗ ở")


@dataclass(frozen=True, slots=True)
class DemoPlacement:
    """A referral and what came of it; without an opening it is own work, named in ``own_work``.

    ``chance`` is the true probability, 0 to 1, that it would end in a job held for 180 days.
    """

    person: DemoPerson
    opening: DemoOpening | None
    own_work: str
    by_name: bool
    referred: date
    outcome: str
    reason: str
    started: date | None
    ended: date | None
    leaving_reason: str
    confirmed: date | None
    chance: float

    @property
    def last_day(self) -> date:
        """The last day on which something of it is known."""
        return max(day for day in (self.referred, self.started, self.ended, self.confirmed) if day)


@dataclass(frozen=True, slots=True)
class _Offer:
    """Where someone could be sent: an employer and a trade, or own work."""

    employer: DemoEmployer | None
    trade: Trade | None
    own_work: str
    isco: str


class Past:
    """Draws referral after referral until the wanted number of people was hired."""

    def __init__(
        self,
        rng: random.Random,
        people: list[DemoPerson],
        courses: list[DemoCourse],
        employers: list[DemoEmployer],
        today: date,
    ) -> None:
        self.rng, self.today, self.people, self.employers = rng, today, people, employers
        self.weights = [employer.past_weight for employer in employers]
        self.first_day = date(today.year - _YEARS_BACK, 1, 10)
        self.free_from: dict[str, date] = {}
        self.courses: dict[str, list[DemoCourse]] = {}
        self.posted = 0
        for course in courses:
            self.courses.setdefault(course.person_code, []).append(course)

    def referrals(self) -> Iterator[DemoPlacement]:
        """Yield referrals without end while anyone can be referred; who was hired is not referred again."""
        for _ in range(400 * len(self.people)):
            person = self.rng.choice(self.people)
            day = self._day(person)
            placement = self._refer(person, day) if day else None
            if placement:
                hired = placement.outcome == "được nhận"
                self.free_from[person.code] = date.max if hired else placement.referred + timedelta(days=25)
                yield placement

    def _day(self, person: DemoPerson) -> date | None:
        earliest = max(self.first_day, person.available + timedelta(days=12), self.free_from.get(person.code, date.min))
        span = (self.today - timedelta(days=26) - earliest).days if earliest < self.today else 0
        day = earliest + timedelta(days=int(span * self.rng.random())) if span > 0 else None
        return day if day and person.age_on(day) >= 18 else None

    def _refer(self, person: DemoPerson, day: date) -> DemoPlacement | None:
        known = self.known_trades(person, day)
        offer = self._best_offer(person, known)
        if offer is None:
            return None
        opening = self._post(offer, day)
        case = _circumstances(person, known, opening, offer.isco)
        return self._outcome(person, opening, offer.own_work, day, case)

    def known_trades(self, person: DemoPerson, day: date) -> frozenset[str]:
        """Say which trades were learnt or worked in by a day: no look-ahead."""
        passed = (course for course in self.courses.get(person.code, []) if course.passed and course.end <= day)
        return frozenset(isco for course in passed for isco in course.iscos) | {isco for _, isco, _ in person.work}

    def _best_offer(self, person: DemoPerson, known: frozenset[str]) -> _Offer | None:
        """Take what a case worker would: the right trade, near home, and a good deal of chance."""
        if self.rng.random() < _OWN_WORK_SHARE:
            row = pick(self.rng, [(r, float(r["weight"])) for r in table("own_work")])
            return _Offer(None, None, row["words"], row["isco"])
        looked_at = [(self._appeal(person, known, *offer), n, offer) for n, offer in enumerate(self._offers(person))]
        if not looked_at:
            return None
        employer, trade = max(looked_at)[2]
        return _Offer(employer, trade, "", trade.isco)

    def _offers(self, person: DemoPerson) -> Iterator[tuple[DemoEmployer, Trade]]:
        for employer in self.rng.choices(self.employers, self.weights, k=_LOOKED_AT):
            trade = trades()[pick(self.rng, employer.trades)]
            if is_possible(person, employer, trade):
                yield employer, trade

    def _appeal(self, person: DemoPerson, known: frozenset[str], employer: DemoEmployer, trade: Trade) -> float:
        km = commute_km(person.commune, employer.latitude, employer.longitude)
        return _LIKING[trade_match(known, trade.isco)] - min(km, 60) / 15 + self.rng.gauss(0, 0.8)

    def _post(self, offer: _Offer, day: date) -> DemoOpening | None:
        if offer.employer is None or offer.trade is None:
            return None
        self.posted += 1
        posted = day - timedelta(days=self.rng.randrange(1, 25))
        closes = min(posted + timedelta(days=self.rng.randrange(30, 75)), self.today - timedelta(days=1))
        return draw_opening(self.rng, f"TC{self.posted:05d}", offer.employer, offer.trade, (posted, closes))

    def _outcome(
        self, person: DemoPerson, opening: DemoOpening | None, own_work: str, day: date, case: Circumstances
    ) -> DemoPlacement:
        chance = true_chance(case)
        lasts = self.rng.random() < chance
        hired = lasts or opening is None or self.rng.random() < _LEFT_EARLY_SHARE
        outcome = "được nhận" if hired else pick(self.rng, _REFUSALS)
        started = day + timedelta(days=self.rng.randrange(1, 15)) if hired else None
        ended = self._end(started, lasts) if started else None
        return DemoPlacement(
            person=person,
            opening=opening,
            own_work=own_work,
            by_name=opening is not None and self.rng.random() < _BY_NAME_SHARE,
            referred=day,
            outcome=outcome,
            reason=self.rng.choice(_reasons(outcome, case)) if opening else "",
            started=started,
            ended=ended,
            leaving_reason=self.rng.choice(_LEFT_LATE if lasts else _early_reasons(opening, case)) if ended else "",
            confirmed=self._confirmed(started) if started and not ended else None,
            chance=chance,
        )

    def _end(self, started: date, lasts: bool) -> date | None:
        """Draw the last day: within the stability period for who leaves early, else after it or not yet."""
        early = self.rng.randrange(3, _STABLE_DAYS - 8)
        late = _STABLE_DAYS + 20 + int(self.rng.expovariate(1 / 900))
        ended = started + timedelta(days=late if lasts else early)
        return ended if ended < self.today else None

    def _confirmed(self, started: date) -> date | None:
        """Draw the last check-in of someone who is still there; one in eight has none on paper."""
        if self.rng.random() < 0.12:
            return None
        return max(started, self.today - timedelta(days=self.rng.randrange(1, 45)))


def _reasons(outcome: str, case: Circumstances) -> tuple[str, ...]:
    """List the remarks that fit an answer: nobody who lives next door is told that they live too far away."""
    far, skilled = case.km > _FAR_KM and not case.brought, case.trade == "same"
    if outcome == "được nhận":
        return _WELL_RECEIVED + ("đúng nghề",) * skilled + ("nhà gần chỗ làm",) * (case.km < _NEAR_KM)
    if outcome == "không nhận":
        return _ALREADY_FULL + ("cần người có kinh nghiệm hơn",) * (not skilled) + ("nhà xa chỗ làm",) * far
    return _OTHER_PLANS + ("xa nhà",) * 2 * far if outcome == "người lao động từ chối" else ("",)


def _early_reasons(opening: DemoOpening | None, case: Circumstances) -> tuple[str, ...]:
    """List the reasons for leaving early that fit this work: nobody is tired of nights in a day job."""
    if opening is None:
        return ("buôn bán ế", "thiếu vốn xoay vòng", "về phụ việc gia đình")
    fitting = (
        ("hết mùa vụ", case.contract == "thời vụ"),
        ("không hợp ca đêm", "đêm" in case.shifts),
        ("công trình xong", opening.employer.sector == "xaydung"),
        ("đi lại xa, tốn xăng", case.km > _FAR_KM and not case.brought),
    )
    return tuple(reason for reason, fits in fitting if fits) * 2 + _LEFT_EARLY


def is_possible(person: DemoPerson, employer: DemoEmployer, trade: Trade) -> bool:
    """Keep to what the hard rules would have allowed: licence, schooling, a way to work."""
    held = {licence.rstrip("12") for licence, _ in person.licences}
    licensed = not trade.licence or trade.licence.rstrip("12") in held or (trade.licence == "B" and "C" in held)
    near = commute_km(person.commune, employer.latitude, employer.longitude) <= (person.max_commute_km or 30)
    reachable = near or employer.transport or (employer.housing and person.can_relocate)
    on_island = (person.commune.account == "phuquy") != (employer.commune.account == "phuquy")
    return licensed and reachable and person.schooling >= trade.schooling and not (on_island and not employer.housing)


def _circumstances(person: DemoPerson, known: frozenset[str], opening: DemoOpening | None, isco: str) -> Circumstances:
    match = trade_match(known, isco)
    wished = isco in {wish for _, wish, _ in person.wishes}
    if opening is None:
        return Circumstances(match, wished, 0.0, False, "ngày", "tự làm", False, 5_000_000, 0.0)
    employer = opening.employer
    return Circumstances(
        trade=match,
        wished=wished,
        km=commute_km(person.commune, employer.latitude, employer.longitude),
        brought=employer.transport or employer.housing,
        shifts=WINDOWS[opening.window][0],
        contract=opening.contract,
        taught=opening.training_on_job,
        wage_vnd=opening.high_vnd,
        employer_effect=employer.effect,
    )
