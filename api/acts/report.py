"""The report to the province, for pages, files and ``kpi`` alike: one reading of the facts, one set of figures."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlmodel import col, select

from api.acts.report_document import Document
from api.acts.report_tables import Composer
from api.report_words import FRAME, period_name
from api.service import Caller
from api.viewers import Role
from api.wording import Language
from employers.reference.places import Commune, find_commune, list_communes
from matcher.report import Report, make_report
from matcher.report_facts import load_facts
from matcher.report_periods import Period, read_period, recent_periods, running_quarter
from matcher.tables import Person

NAMED_COMMUNES: Final = 6
"""The most communes of a province that are named one by one where the area is told."""


class UnknownFigure(Exception):
    """The report has no figure under this code, or none whose rows may be listed."""


@dataclass(frozen=True)
class ReportView:
    """A report in words, with the people behind each figure.

    Attributes
    ----------
    figures : dict
        Code of a figure → what it says, and the row ids of people or codes of employers behind it.
    """

    report: Report
    document: Document
    figures: dict[str, tuple[str, frozenset[int | str]]] = field(repr=False)


def the_period(caller: Caller, code: str | None) -> Period:
    """The period asked for; without a code, the quarter that closed last.

    Raises
    ------
    NoSuchPeriod, FuturePeriod
        If there is none of this code, or it has not begun.
    """
    close_day = caller.service.settings.report_day
    if code is None:
        return running_quarter(close_day, caller.today).earlier()
    return read_period(code, close_day, caller.today)


def list_periods(caller: Caller, language: Language = "vi") -> list[tuple[str, str]]:
    """Periods to choose from: code and name."""
    found = recent_periods(caller.service.settings.report_day, caller.today)
    return [
        (p.code, period_name(p.year, p.quarter, provisional=p.runs(caller.today), language=language)) for p in found
    ]


def area_name(communes: Iterable[str], language: Language = "vi") -> str:
    """Communes in words, by province: a few by name, many by their number."""
    by_province: dict[str, list[Commune]] = defaultdict(list)
    for commune in filter(None, map(find_commune, communes)):
        by_province[commune.province].append(commune)
    told = [_part_of(province, by_province[province], language) for province in sorted(by_province)]
    return "; ".join(told) or FRAME["nowhere"][language != "vi"]


def _part_of(province: str, communes: list[Commune], language: Language) -> str:
    everywhere = len(list_communes(province))
    few = len(communes) <= NAMED_COMMUNES
    key = "whole" if len(communes) == everywhere else "named" if few else "part"
    names = ", ".join(sorted(commune.name for commune in communes))
    return FRAME[key][language != "vi"].format(province=province, n=len(communes), of=everywhere, names=names)


def read_report(caller: Caller, code: str | None, language: Language = "vi") -> ReportView:
    """The report on what the caller may see.

    Raises
    ------
    NoSuchPeriod, FuturePeriod
        As :func:`the_period`.
    """
    caller.require("see_report")
    period, stable_after = the_period(caller, code), caller.service.settings.stable_after_days
    with caller.sessions.read() as session:
        report = make_report(load_facts(session, stable_after), period, caller.today)
    area = None if caller.viewer.role == Role.operator else area_name(caller.viewer.communes, language)
    composer = Composer(report, language, caller.today, stable_after)
    return ReportView(report, composer.document(area), composer.figures)


def rows_behind(caller: Caller, period: str, figure: str, language: Language = "vi") -> dict[str, Any]:
    """Who stands behind one figure of a report, by code; everybody listed is in the trail.

    Raises
    ------
    UnknownFigure
        If the report has no such figure.
    """
    view = read_report(caller, period, language)
    if figure not in view.figures:
        raise UnknownFigure(figure)
    words, behind = view.figures[figure]
    people = sorted(view.report.people[i].code for i in behind if isinstance(i, int))
    with caller.sessions.write() as session:
        caller.audit(session, "see_figure", "person", *people, figure=figure, period=view.report.period.code)
        asked = select(Person.code, Person.commune_code).where(
            col(Person.id).in_([i for i in behind if i in view.report.people])
        )
        places = dict(session.exec(asked).all())
    return {
        "figure": words,
        "title": view.document.period,
        "period": view.report.period.code,
        "people": [{"code": code, "commune_code": places[code]} for code in people],
        "employers": sorted(i for i in behind if isinstance(i, str)),
    }
