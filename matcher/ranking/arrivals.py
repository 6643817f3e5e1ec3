"""A year in which people come home and openings are posted one after another: what seat prices are worth.

Nobody knows who comes next week. *Greedy* gives everybody, in the order they come, the best that is still free.
*Guided* plans anew at every meeting for those who wait, and sends a person where their chance exceeds the seat's price
the most; with *foresight* it plans for as many more as earlier years brought, and lets a person wait for what these
years let hope. *Hindsight* knows the whole year: no way of working can do better.

Bansak and Paulson (2022), "Outcome-driven dynamic refugee assignment with allocation balancing"; Ahani, Gölz,
Procaccia, Teytelboym and Trapp (2021), "Dynamic placement in refugee resettlement".
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.plan import best_candidates, plan_seats
from matcher.ranking.simulate import simulate_market
from matcher.ranking.simulated_pairs import MarketSize

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

DAYS = 365
# Returns a year in former Bình Thuận (1,225 in 2018–2023: domain.md, "Who does this work").
PEOPLE_A_YEAR = 245
# A person is met every two weeks for the first months after coming home, as far as today's practice goes; openings stay
# open for a month or so. Expert judgement.
MEETING_EVERY = 14
WAITS_AT_MOST = 84
OPEN_FOR = (14, 60)
_CANDIDATES = 50


@dataclass(frozen=True)
class Year:
    """People and openings with the days on which they are there.

    Attributes
    ----------
    chance : ndarray of shape (n_people, n_openings)
        Chance of a lasting job; NaN where a hard rule removes the pair.
    seats : ndarray of int, shape (n_openings,)
    comes, goes : ndarrays of int, shape (n_people,)
        First and last day, from 0, on which a person can be sent somewhere.
    opens, closes : ndarrays of int, shape (n_openings,)
    """

    chance: Floats
    seats: Whole
    comes: Whole
    goes: Whole
    opens: Whole
    closes: Whole

    def meetings(self) -> list[tuple[int, int]]:
        """(day, person) of every meeting of the year, in order."""
        met = [(day, p) for p, come in enumerate(self.comes) for day in range(come, self.goes[p] + 1, MEETING_EVERY)]
        return sorted(met)

    def open_on(self, day: int) -> NDArray[np.bool_]:
        """Openings posted and not closed on a day."""
        return (self.opens <= day) & (day <= self.closes)


@dataclass(frozen=True)
class Years:
    """This year, and earlier ones of the same place that are known by heart.

    Attributes
    ----------
    across : tuple of ndarrays of shape (n_people, n_openings)
        Chances of this year's people in openings like those of each earlier year.
    back : tuple of ndarrays of the same shape
        Chances of people like those of each earlier year in this year's openings.
    """

    this: Year
    earlier: tuple[Year, ...]
    across: tuple[Floats, ...]
    back: tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """How many come and how many seats there are in a year.

    Attributes
    ----------
    seats_a_person : float
        Seats posted in a year for each person who comes home.
    all_year : bool
        Every seat is known and open from the first day, and people are placed on the day they come: the setting of the
        published work on refugees.
    """

    n_people: int = PEOPLE_A_YEAR
    n_openings: int = 160
    seats_a_person: float = 0.8
    n_earlier: int = 3
    all_year: bool = False


def draw_years(seed: int, place: Place) -> Years:
    """Draw some years of one place: the same kinds of people and openings, never the same ones."""
    rng = np.random.default_rng([seed, 11])
    n, m, n_years = place.n_people, place.n_openings, 1 + place.n_earlier
    market = simulate_market(seed, "additive", MarketSize(n_years * n, n_years * m, n_years * m // 4))
    chance = np.where(market.eligible, market.chance, np.nan)
    seats = 1 + rng.poisson(max(0.0, place.seats_a_person * n / m - 1), n_years * m)
    comes = rng.integers(0, DAYS, n_years * n)
    goes = comes + (0 if place.all_year else WAITS_AT_MOST)
    opens = np.zeros(n_years * m, dtype=np.int64) if place.all_year else rng.integers(-OPEN_FOR[1], DAYS, n_years * m)
    closes = np.full(n_years * m, DAYS) if place.all_year else opens + rng.integers(*OPEN_FOR, n_years * m)
    people = [slice(y * n, (y + 1) * n) for y in range(n_years)]
    openings = [slice(y * m, (y + 1) * m) for y in range(n_years)]
    years = [
        Year(chance[p, o], seats[o], comes[p], goes[p], opens[o], closes[o])
        for p, o in zip(people, openings, strict=True)
    ]
    across = tuple(chance[people[0], o] for o in openings[1:])
    back = tuple(chance[p, openings[0]] for p in people[1:])
    return Years(years[0], tuple(years[1:]), across, back)


def take_best(year: Year, worth: Floats) -> Whole:
    """Everybody takes, in the order of meetings, what is worth most to them of what is free; gives each opening, or −1.

    Parameters
    ----------
    worth : ndarray of shape (n_people, n_openings)
        What each person goes by; NaN where a rule removes the pair.
    """
    left, taken = year.seats.copy(), np.full(len(year.comes), -1, dtype=np.int64)
    for day, person in year.meetings():
        free = year.open_on(day) & (left > 0) & ~np.isnan(worth[person])
        if taken[person] < 0 and free.any():
            taken[person] = np.argmax(np.where(free, worth[person], -np.inf))
            left[taken[person]] -= 1
    return taken


def _in_time(comes: Whole, goes: Whole, opens: Whole, closes: Whole) -> NDArray[np.bool_]:
    """Pairs that are there at the same time, shape (n_people, n_openings)."""
    return np.asarray(np.maximum(comes[:, None], opens) <= np.minimum(goes[:, None], closes))


def hindsight(year: Year) -> float:
    """Expected lasting jobs of the best plan that knows the whole year beforehand."""
    together = _in_time(year.comes, year.goes, year.opens, year.closes)
    chances = np.where(together, year.chance, np.nan)
    return plan_seats(*best_candidates(chances, chances.shape[1]), year.seats).bound


@dataclass(frozen=True)
class _Outlook:
    """Prices seen from one day, if the rest of the year goes like an earlier one.

    Attributes
    ----------
    prices : ndarray of shape (n_openings,)
        Of this year's seats; NaN for what cannot be had.
    hope : ndarray of shape (n_waiting,)
        What each who waits may gain, beyond its price, from an opening that comes before their last meeting.
    """

    prices: Floats
    hope: Floats


@dataclass(frozen=True)
class _Day:
    """One day of this year: who waits, what is open, how many seats are left."""

    day: int
    waiting: Whole
    open: Whole
    left: Whole


def _outlook(years: Years, today: _Day, number: int | None) -> _Outlook:
    """Plan for who waits and, with the number of an earlier year, for whoever that year brought after this day."""
    this, old = years.this, years.earlier[number or 0]
    who = np.flatnonzero(old.comes > today.day) if number is not None else np.empty(0, np.int64)
    what = np.flatnonzero(old.opens > today.day) if number is not None else np.empty(0, np.int64)
    across, back = years.across[number or 0], years.back[number or 0]
    comes = np.concatenate([np.full(len(today.waiting), today.day), old.comes[who]])
    goes = np.concatenate([_last_meeting(this, today.day)[today.waiting], old.goes[who]])
    opens = np.concatenate([np.full(len(today.open), today.day), old.opens[what]])
    closes = np.concatenate([this.closes[today.open], old.closes[what]])
    chance = np.block(
        [
            [this.chance[np.ix_(today.waiting, today.open)], across[np.ix_(today.waiting, what)]],
            [back[np.ix_(who, today.open)], old.chance[np.ix_(who, what)]],
        ]
    )
    chance = np.where(_in_time(comes, goes, opens, closes), chance, np.nan)
    seats = np.concatenate([today.left[today.open], old.seats[what]])
    plan = plan_seats(*best_candidates(chance, _CANDIDATES), seats)
    prices = np.full(len(today.left), np.nan)
    prices[today.open] = plan.prices[: len(today.open)]
    gains = chance[: len(today.waiting), len(today.open) :] - plan.prices[len(today.open) :]
    return _Outlook(prices, np.fmax(gains, 0.0).max(axis=1, initial=0.0, where=~np.isnan(gains)))


def _last_meeting(year: Year, day: int) -> Whole:
    """The day of each person's last meeting, as seen from one of their meetings."""
    return day + (year.goes - day) // MEETING_EVERY * MEETING_EVERY


def guided(years: Years, *, foresight: bool) -> Whole:
    """Send people where their chance exceeds the seat price the most, or let them wait; gives each opening, or −1."""
    this = years.this
    left, taken = this.seats.copy(), np.full(len(this.comes), -1, dtype=np.int64)
    for day, person in this.meetings():
        if taken[person] >= 0:
            continue
        waiting = np.flatnonzero((taken < 0) & (this.comes <= day) & (this.goes >= day))
        today = _Day(day, waiting, np.flatnonzero(this.open_on(day) & (left > 0)), left)
        numbers: list[int | None] = list(range(len(years.earlier))) if foresight else [None]
        outlooks = [_outlook(years, today, number) for number in numbers]
        gains = this.chance[person] - np.mean([o.prices for o in outlooks], axis=0)
        hope = np.mean([o.hope[waiting == person] for o in outlooks])
        best = int(np.argmax(np.nan_to_num(gains, nan=-np.inf)))
        if gains[best] >= hope:
            taken[person] = best
            left[best] -= 1
    return taken


def expected_jobs(year: Year, taken: Whole) -> float:
    """Sum of the chances of what people took."""
    placed = np.flatnonzero(taken >= 0)
    return float(year.chance[placed, taken[placed]].sum())
