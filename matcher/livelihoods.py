"""Loans for one's own business: who qualifies on a day, until when, how much, and what is missing.

Values in, values out; the rules come from :mod:`matcher.schemes`. Three answers of a rule are kept apart: it holds, it
is broken, and it is not known yet.
"""

from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Literal

from matcher.errors import ImpossibleShare
from matcher.ranking.availability import age_on
from matcher.report_facts import GENERAL_PROGRAMME
from matcher.schemes import Rule, Scheme

Answer = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True)
class Borrower:
    """What the rules need to know of a person; None where it is not on record.

    Attributes
    ----------
    youngest_birth : date or None
        The latest day on which the person may have been born.
    papers : collection of str
        Codes of the papers that are at hand.
    """

    programme: str | None
    decision_date: date | None
    youngest_birth: date | None
    papers: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """What one rule says of one person or employer."""

    rule: Rule
    answer: Answer


@dataclass(frozen=True, slots=True)
class LoanAnswer:
    """Whether a loan is open on a day.

    Attributes
    ----------
    answer : {"yes", "no", "unknown"}
        ``no`` where any rule is broken; ``unknown`` where none is, and a fact or paper is missing.
    last_day : date or None
        The last day on which it can be asked for; None where nothing known ends it.
    missing : tuple of str
        Papers not at hand.
    """

    scheme: Scheme
    answer: Answer
    checks: tuple[Check, ...]
    last_day: date | None
    missing: tuple[str, ...]


def years_later(day: date, years: int) -> date:
    """The last day of a term of years: the same day and month, or the month's last (Civil Code 2015, Art. 148)."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def check_person(scheme: Scheme, borrower: Borrower, today: date) -> LoanAnswer:
    """Say whether a person may ask for the loan today."""
    checks = tuple(Check(rule, _of_person(rule, borrower, today)) for rule in scheme.rules)
    ends = [scheme.valid_to, last_day_for(scheme, borrower.decision_date)]
    return _summed(scheme, checks, min((day for day in ends if day), default=None))


def last_day_for(scheme: Scheme, decision_date: date | None) -> date | None:
    """The day on which the years after a decision end; None where the scheme or the record names none."""
    years = next((r.number for r in scheme.rules if r.code == "years_after_decision"), None)
    return years_later(decision_date, int(years)) if years is not None and decision_date else None


def _of_person(rule: Rule, borrower: Borrower, today: date) -> Answer:
    if rule.paper is not None:
        return "yes" if rule.paper in borrower.papers else "unknown"
    if rule.code == "scheme_person":
        return _known(borrower.programme, borrower.programme != GENERAL_PROGRAMME)
    assert rule.number is not None
    if rule.code == "least_age":
        born = borrower.youngest_birth
        return _known(born, born is not None and age_on(born, today) >= rule.number)
    day = borrower.decision_date
    return _known(day, day is not None and day <= today <= years_later(day, int(rule.number)))


def _known(fact: object, holds: bool) -> Answer:
    if fact is None:
        return "unknown"
    return "yes" if holds else "no"


def _summed(scheme: Scheme, checks: tuple[Check, ...], last_day: date | None) -> LoanAnswer:
    answers = {check.answer for check in checks}
    answer: Answer = "no" if "no" in answers else "unknown" if "unknown" in answers else "yes"
    missing = tuple(c.rule.paper for c in checks if c.rule.paper and c.answer == "unknown")
    return LoanAnswer(scheme, answer, checks, last_day, missing)


@dataclass(frozen=True, slots=True)
class ContractShare:
    """How many of an employer's workers count for its loan.

    Attributes
    ----------
    counted, workers : int
        Workers with a labour contract who count, of all workers.
    more : int
        How many hires, who count, would reach the least share; 0 where it is reached.
    """

    counted: int
    workers: int
    least: float
    more: int

    @property
    def share(self) -> float:
        """The share now, 0 to 1."""
        return self.counted / self.workers

    @property
    def share_then(self) -> float:
        """The share after ``more`` hires, 0 to 1."""
        return (self.counted + self.more) / (self.workers + self.more)


def contract_share(counted: int, workers: int, least: float) -> ContractShare:
    """Work out the share, and how many more hires reach the least one; each hire is one more worker, too.

    Raises
    ------
    ImpossibleShare
        If there are no workers, or more of them count than there are. Correct the employer's number of workers.
    """
    if workers <= 0 or not 0 <= counted <= workers:
        raise ImpossibleShare(counted, workers)
    wanted = Fraction(str(least))  # exact: 0.1 as a float is a little more than a tenth
    more = ceil((wanted * workers - counted) / (1 - wanted)) if wanted < 1 else workers - counted
    return ContractShare(counted, workers, least, max(0, more))


def check_employer(scheme: Scheme, share: ContractShare | None, papers: Collection[str] = ()) -> LoanAnswer:
    """Say whether an employer may ask for the loan: its share by numbers, None where not told, the rest by papers."""

    def answer(rule: Rule) -> Answer:
        if rule.code == "least_share":
            if share is None:
                return "unknown"
            return "no" if share.more else "yes"
        return "yes" if rule.paper in papers else "unknown"

    return _summed(scheme, tuple(Check(rule, answer(rule)) for rule in scheme.rules), scheme.valid_to)


def doors_that_close(
    scheme: Scheme, decisions: Iterable[tuple[str, date]], today: date, until: date
) -> list[tuple[date, str]]:
    """Whose years end between two days (both included), the nearest first: (last day, person's code)."""
    days = ((last_day_for(scheme, decided), code) for code, decided in decisions)
    return sorted((day, code) for day, code in days if day is not None and today <= day <= until)
