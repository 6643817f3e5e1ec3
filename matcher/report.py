"""The report to the province as sets of people: every figure knows who is behind it; words are put to it elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from matcher.report_facts import Event, Facts, PersonFacts
from matcher.report_periods import Period
from matcher.targets import Target, count_targets, counted_until, returned_in, within

Ids = frozenset[int]
COLUMNS: Final = ("returned", "counselled", "trained", "stable")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One table: lines by key, each with the people of every column.

    Attributes
    ----------
    lines : mapping
        Key of a line (commune, trade, kind) → column → row ids; a line with nobody in it is not there.
    parts : bool
        Whether a person stands in one line of a column at most, so that the lines add up to its total.
    """

    code: str
    columns: tuple[str, ...]
    lines: Mapping[str, Mapping[str, Ids]]
    parts: bool

    def total(self, column: str) -> Ids:
        """Everybody of a column, each once."""
        return frozenset[int]().union(*(line[column] for line in self.lines.values()))

    def cells(self, column: str) -> dict[str, int]:
        """How many people each line has in a column."""
        return {key: len(line[column]) for key, line in self.lines.items()}


@dataclass(frozen=True, slots=True)
class LoanSum:
    """Loans to people or to employers in a span.

    Attributes
    ----------
    borrowers : frozenset
        Row ids of people, or codes of employers.
    """

    code: str
    number: int
    amount_vnd: int
    borrowers: frozenset[int | str]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one report states.

    Attributes
    ----------
    now, so_far, before : list of Target
        The targets of the period, of its year up to the same day, and of the same period a year before.
    still_in : dict of str to frozenset
        Who comes home after the day counted to, and which of them were counselled and trained by then.
    no_return_day, no_commune : frozenset of int
        Whom the figures cannot place.
    """

    period: Period
    as_of: date
    now: list[Target]
    so_far: list[Target]
    before: list[Target]
    people: Mapping[int, PersonFacts]
    breakdowns: tuple[Breakdown, ...]
    still_in: Mapping[str, Ids]
    loans: Mapping[str, tuple[LoanSum, LoanSum]]
    no_return_day: Ids
    no_commune: Ids


def make_report(facts: Facts, period: Period, today: date) -> Report:
    """Count everything for one period.

    Breakdowns speak of the year so far, since a quarter's cells would nearly all be too small to show.
    """
    year, before, until = period.whole_year, period.year_before(), counted_until(period, today)
    spoken_of = _spoken_of(facts, year, until)
    return Report(
        period=period,
        as_of=until,
        now=count_targets(facts, period, until),
        so_far=count_targets(facts, year, until),
        before=count_targets(facts, before, _a_year_earlier(until) if period.runs(today) else before.last),
        people={p.id: p for p in facts.people},
        breakdowns=(
            _around_return(facts, year, until),
            _by_commune(facts, year, until),
            _by_trade(facts, year, until),
            _by_kind(facts, year, until),
        ),
        still_in=_still_in(facts, until),
        loans={code: _loans(facts, code, period, until) for code in ("person", "employer")},
        no_return_day=frozenset(p.id for p in facts.people if p.returned is None and not p.erased),
        no_commune=frozenset(p.id for p in spoken_of if p.commune == "unknown"),
    )


def _a_year_earlier(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _spoken_of(facts: Facts, year: Period, until: date) -> list[PersonFacts]:
    returned = {p.id for p in returned_in(facts, year, until)}
    return [p for p in facts.people if p.id in returned or within(p.stable, year.first, until)]


def _grouped(code: str, columns: Mapping[str, Iterable[tuple[str, int]]], *, parts: bool) -> Breakdown:
    """A table out of (key of the line, row id of a person) for each column."""
    found: dict[str, dict[str, set[int]]] = defaultdict(lambda: {column: set() for column in columns})
    for column, pairs in columns.items():
        for key, person in pairs:
            found[key][column].add(person)
    lines = {key: {c: frozenset(ids) for c, ids in found[key].items()} for key in sorted(found)}
    return Breakdown(code, tuple(columns), lines, parts)


def _by_commune(facts: Facts, year: Period, until: date) -> Breakdown:
    targets = {t.code: t for t in count_targets(facts, year, until)}
    behind = {
        "returned": targets["counselled"].of or frozenset(),
        "counselled": targets["counselled"].reached,
        "trained": targets["trained"].reached,
        "stable": targets["stable_jobs"].reached,
    }
    where = {p.id: p.commune for p in facts.people}
    pairs = {column: [(where[person], person) for person in ids] for column, ids in behind.items()}
    return _grouped("commune", pairs, parts=True)


def _around_return(facts: Facts, year: Period, until: date) -> Breakdown:
    """When who came home was first counselled and first finished a course: by the day of return, or after it."""

    def side(person: PersonFacts, day: date | None) -> list[tuple[str, int]]:
        if day is None or day > until or person.returned is None:
            return []
        return [("before" if day <= person.returned else "after", person.id)]

    returned = returned_in(facts, year, until)
    first_course = {p.id: min((course.day for course in p.trained), default=None) for p in returned}
    columns = {
        "counselled": [pair for p in returned for pair in side(p, p.counselled)],
        "trained": [pair for p in returned for pair in side(p, first_course[p.id])],
    }
    return _grouped("around_return", columns, parts=True)


def _by_trade(facts: Facts, year: Period, until: date) -> Breakdown:
    def trades(person: PersonFacts, events: Iterable[Event]) -> list[tuple[str, int]]:
        return [(event.trade, person.id) for event in events]

    returned = returned_in(facts, year, until)
    columns = {
        "trained": [pair for p in returned for pair in trades(p, (c for c in p.trained if c.day <= until))],
        "started": [pair for p in facts.people for pair in trades(p, within(p.started, year.first, until))],
        "stable": [pair for p in facts.people for pair in trades(p, within(p.stable, year.first, until))],
    }
    return _grouped("trade", columns, parts=False)


def _by_kind(facts: Facts, year: Period, until: date) -> Breakdown:
    columns = {
        "started": [(e.kind, p.id) for p in facts.people for e in within(p.started, year.first, until)],
        "stable": [(e.kind, p.id) for p in facts.people for e in within(p.stable, year.first, until)],
    }
    return _grouped("kind", columns, parts=False)


def _still_in(facts: Facts, until: date) -> dict[str, Ids]:
    waiting = [p for p in facts.people if p.returned is not None and p.returned > until]
    return {
        "still_in": frozenset(p.id for p in waiting),
        "counselled": frozenset(p.id for p in waiting if p.counselled is not None and p.counselled <= until),
        "trained": frozenset(p.id for p in waiting if any(course.day <= until for course in p.trained)),
    }


def _loans(facts: Facts, code: str, period: Period, until: date) -> tuple[LoanSum, LoanSum]:
    """Loans of the period, and of its year so far."""

    def summed(first: date) -> LoanSum:
        of_code = (loan for loan in facts.loans if isinstance(loan.borrower, int) == (code == "person"))
        given = [loan for loan in of_code if first <= loan.day <= until]
        return LoanSum(code, len(given), sum(x.amount_vnd for x in given), frozenset(x.borrower for x in given))

    return summed(period.first), summed(period.whole_year.first)
