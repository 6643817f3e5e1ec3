"""The report of the demonstration province against a recount that shares no code with it, to the last digit."""

import sqlite3
from datetime import date, timedelta

import pytest
from sqlalchemy import delete
from sqlmodel import select

from api.acts.report import read_report, rows_behind
from api.acts.supervision import kpi_view
from api.db import Database
from api.keys import KeyStore
from api.policy import Role, Viewer
from api.service import Caller, Service
from api.settings import load_settings
from employers.tables import Employer
from matcher.case_tables import CounsellingMark, Loan
from matcher.tables import Person
from tests.factories import NOW, TODAY
from tests.recount import Recount, rounded_percent, shown

STABLE = 180
QUARTERS = [(2026, 4), (2026, 3), (2025, 4), (2025, 1)]


@pytest.fixture(scope="module")
def counted(province, tmp_path_factory):
    """A caller on a copy of the province with counselling and loans, and the path of its file."""
    folder = tmp_path_factory.mktemp("report")
    source, copy = sqlite3.connect(province.writer.url.database), sqlite3.connect(folder / "report.db")
    source.backup(copy)
    source.close()
    copy.close()
    settings = load_settings(None, database_url=f"sqlite:///{folder}/report.db", keys=folder / "keys.db", today=TODAY)
    service = Service(settings, Database(settings.database_url), KeyStore(settings.keys))
    caller = Caller(service, Viewer("os:test", Role.operator))
    with caller.sessions.write() as session:
        _counsel_and_lend(session)
    yield caller, folder / "report.db"
    service.close()


def _counsel_and_lend(session):
    """Five of seven counselled around their return; a loan to every ninth, some to employers, beside the province's."""
    session.exec(delete(CounsellingMark))
    people = session.exec(select(Person).order_by(Person.id)).all()
    for person in people:
        if person.id % 7 < 5 and person.return_date:
            day = min(TODAY, person.return_date + timedelta(days=person.id % 40 - 30))
            known = {"person_id": person.id, "topic": "law", "recorded_by": "canbo", "recorded_at": NOW}
            session.add(CounsellingMark(on_date=day, **known))
            session.add(CounsellingMark(on_date=day + timedelta(days=0), **(known | {"topic": "job_seeking"})))
    firms = session.exec(select(Employer).order_by(Employer.id)).all()
    borrowers = [("person_id", p.id) for p in people if p.id % 9 == 0] + [("employer_id", e.id) for e in firms[:5]]
    for at, (column, row) in enumerate(borrowers):
        lent_on = date(2025 + at % 2, 1 + at % 11, 1 + at % 28)
        known = {"scheme": column.removesuffix("_id"), "lent_on": lent_on, "amount_vnd": 20_000_000 + at * 1_250_000}
        session.add(Loan(id=f"loan{at}", recorded_by="canbo", recorded_at=NOW, **{column: row}, **known))


def table_of(view, code):
    """Rows of one table as texts."""
    table = next(s.table for s in view.document.sections if s.table and s.table.code == code)
    return [[cell.text for cell in row] for row in table.rows]


def both(counted, year, quarter):
    caller, path = counted
    return read_report(caller, f"{year}Q{quarter}"), Recount(path, year, quarter, TODAY, STABLE)


def cells_by_line(view, code):
    """Key of each line → its texts, by the figures that its cells lead to; none where the table is not drawn."""
    table = next((s.table for s in view.document.sections if s.table and s.table.code == code), None)
    return table and {
        next(cell.figure for cell in row if cell.figure).split(":")[1]: [cell.text for cell in row[1:]]
        for row in table.rows
        if any(cell.figure for cell in row)
    }


@pytest.mark.parametrize(("year", "quarter"), QUARTERS)
def test_the_targets_equal_the_recount(counted, year, quarter):
    view, again = both(counted, year, quarter)

    spans = (again.first, again.year_first)
    home, told, taught = (
        [count(s) for s in spans] for count in (again.returned, again.with_counsel, again.with_course)
    )
    lasting = [{person for person, _, _ in again.stable(s)} for s in spans]
    hidden = [
        ["*" if 0 < len(ids) < 8 else shown(part(ids)) for part in (again.women, again.minority)]
        for ids in (home[1], told[1], taught[1], lasting[1])
    ]
    n = [[f"{len(ids)}" for ids in pair] for pair in (home, told, taught, lasting)]
    shares = [
        [rounded_percent(len(part), len(whole)) for part, whole in zip(parts, home, strict=True)]
        for parts in (told, taught)
    ]
    assert [row[4:] for row in table_of(view, "targets")] == [
        [*n[0], "–", *hidden[0]],
        [*n[1], "–", *hidden[1]],
        [*shares[0], shares[0][1], "–", "–"],
        [*n[2], "–", *hidden[2]],
        [*shares[1], rounded_percent(100 * len(taught[1]), 60 * len(home[1])), "–", "–"],
        [*n[3], rounded_percent(len(lasting[1]), 50), *hidden[3]],
    ]
    assert home[1]


@pytest.mark.parametrize(("year", "quarter"), QUARTERS)
@pytest.mark.parametrize("code", ["commune", "trade", "kind", "around_return"])
def test_each_breakdown_equals_the_recount_with_its_small_cells_hidden(counted, code, year, quarter):
    view, again = both(counted, year, quarter)

    count = {"commune": again.by_commune, "trade": again.by_trade, "kind": again.by_kind}
    recounted = count.get(code, again.around_return)()
    told = cells_by_line(view, code)
    if told is None:
        told = {key: ["*"] * len(line) for key, line in recounted.items()}
    assert recounted
    assert set(told) == set(recounted)
    for at, column in enumerate(zip(*told.values(), strict=True)):
        true = [recounted[key][at] for key in told]
        alone = sum(n > 0 for n in true) == 1
        withheld = set(column) == {"*"}
        assert withheld if alone else withheld or [shown(n) for n in true] == list(column)


@pytest.mark.parametrize(("year", "quarter"), QUARTERS)
def test_loans_equal_the_recount_and_a_few_households_are_not_told(counted, year, quarter):
    view, again = both(counted, year, quarter)

    expected = []
    for column in ("person_id", "employer_id"):
        line = []
        for first in (again.first, again.year_first):
            number, amount, borrowers = again.loans(column, first)
            millions = f"{amount / 1_000_000:.2f}".rstrip("0").rstrip(".").replace(".", ",")
            line += ["*", "*"] if 0 < borrowers < 8 else [str(number), millions]
        expected.append(line)
    assert [row[1:] for row in table_of(view, "loans")] == expected


@pytest.mark.parametrize(("year", "quarter"), QUARTERS)
def test_the_three_ways_out_give_the_same_numbers(counted, year, quarter):
    view, again = both(counted, year, quarter)

    kpi = {
        t["code"]: (t["numerator"], t["denominator"]) for t in kpi_view(counted[0], "vi", f"{year}Q{quarter}")["items"]
    }

    home = len(again.returned(again.first))
    assert kpi == {
        "counselled": (len(again.with_counsel(again.first)), home),
        "trained": (len(again.with_course(again.first)), home),
        "stable_jobs": (len({person for person, _, _ in again.stable(again.first)}), 50),
    }
    assert {t.code: (t.numerator, t.denominator) for t in view.report.now} == kpi


def test_every_linked_figure_has_as_many_rows_as_it_says(counted):
    caller, path = counted
    view, again = read_report(caller, "2026Q4"), Recount(path, 2026, 4, TODAY, STABLE)

    exact = [
        (c.figure, c.value) for s in view.document.sections if s.table for r in s.table.rows for c in r if c.figure
    ]
    for figure, value in exact:
        _, ids = view.figures[figure]
        assert value is None or figure.startswith("loans") or value == len(ids)
    listed = rows_behind(caller, "2026Q4", "so_far:returned")["people"]
    codes = sorted(again.people[i]["code"] for i in again.returned(again.year_first))
    assert [it["code"] for it in listed] == codes
    assert len(exact) > 30
