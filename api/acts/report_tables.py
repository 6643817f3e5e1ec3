"""The report as sections of sentences and tables, each cell in words: what pages and files write out alike."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from api.acts.report_document import Cell, Document, Row, Section, Table
from api.report_words import (
    CAPTIONS,
    FRAME,
    HEADERS,
    LINES,
    METHOD,
    SECTIONS,
    SENTENCES,
    TITLE,
    UNKNOWN,
    period_name,
    written,
)
from api.small_cells import HIDDEN, SMALL, gives_back, released, released_part
from api.wording import Language, employer_kind_words
from employers.reference.occupations import find_occupation
from employers.reference.places import find_commune
from matcher.report import Breakdown, LoanSum, Report
from matcher.targets import Target

MILLION: Final = 1_000_000
OWN_TOTALS: Final = frozenset({"returned", "counselled", "trained", "stable"})
"""Columns of breakdowns whose total the first table states as well."""


@dataclass
class Composer:
    """Puts one report into words, and remembers who stands behind each figure that it links."""

    report: Report
    language: Language
    today: date
    stable_after_days: int
    figures: dict[str, tuple[str, frozenset[int | str]]] = field(default_factory=dict)

    def document(self, area: str | None) -> Document:
        """The report, for the area named or for everything."""
        period, provisional = self.report.period, self.report.period.runs(self.today)
        span = {"first": _day(period.first), "last": _day(period.last), "as_of": _day(self.report.as_of)}
        where = self._of(FRAME, "everything") if area is None else self._of(FRAME, "area", area=area)
        by_code = {table.code: table for table in self.report.breakdowns}
        return Document(
            title=TITLE[self._say],
            table_word=self._of(FRAME, "table"),
            notes_word=self._of(FRAME, "notes"),
            period=period_name(period.year, period.quarter, provisional=provisional, language=self.language),
            lead=(self._of(FRAME, "span", **span), where, self._of(FRAME, "made", day=_day(self.today))),
            sections=(
                self._section("targets", self._target_sentences(), self._targets()),
                self._section("compared", (), self._compared()),
                self._section("around_return", (self._still_in(),), self._breakdown(by_code["around_return"])),
                *(self._section(code, (), self._breakdown(by_code[code])) for code in ("commune", "trade", "kind")),
                self._section("loans", (), self._loans()),
                self._section("method", self._method(), None),
            ),
            signed=(self._of(FRAME, "made_by"), self._of(FRAME, "approved_by")),
        )

    @property
    def _say(self) -> int:
        return int(self.language != "vi")

    def _of(self, words: Mapping[str, tuple[str, str]], key: str, **facts: object) -> str:
        return words[key][self._say].format(**facts)

    def _caption(self, code: str) -> str:
        first = self.report.period.whole_year.first
        return self._of(CAPTIONS, code, first=_day(first), as_of=_day(self.report.as_of))

    def _section(self, code: str, sentences: Sequence[str], table: Table | None) -> Section:
        if table is not None and not table.rows:
            return Section(self._of(SECTIONS, code), (*sentences, table.note or self._of(SENTENCES, "no_lines")))
        return Section(self._of(SECTIONS, code), tuple(sentences), table)

    def _words(self, key: str) -> Cell:
        return Cell(self._of(LINES, key))

    def _number(self, value: Decimal | int | None) -> Cell:
        return Cell(written(value, self.language), value)

    def _figure(self, code: str, words: str, behind: Iterable[int | str], text: str, value: int | None = None) -> Cell:
        """A cell whose people can be listed; nobody is no list."""
        ids = frozenset(behind)
        self.figures[code] = (words, ids)
        return Cell(text, value, code if ids else None)

    def _exact(self, code: str, words: str, behind: frozenset[int]) -> Cell:
        return self._figure(code, words, behind, written(len(behind), self.language), len(behind))

    def _targets(self) -> Table:
        now, so_far = ({t.code: t for t in targets} for targets in (self.report.now, self.report.so_far))
        everybody = [targets["counselled"].of or frozenset() for targets in (now, so_far)]
        rows = [self._people_row("1", "returned", everybody[0], everybody[1])]
        for number, code in (("2", "counselled"), ("3", "trained")):
            rows.append(self._people_row(number, code, now[code].reached, so_far[code].reached))
            rows.append(self._share_row(f"{number}.1", now[code], so_far[code]))
        jobs = (now["stable_jobs"], so_far["stable_jobs"])
        plan, reached = self._words("plan_stable_jobs"), self._number(jobs[1].of_goal)
        rows.append(self._people_row("4", "stable_jobs", jobs[0].reached, jobs[1].reached, (plan, reached)))
        columns = ("number", "target", "unit", "plan", "now", "so_far", "of_goal", "women", "minority")
        headers = tuple(self._of(HEADERS, c) for c in columns)
        return Table("targets", self._caption("targets"), headers, tuple(rows), words=4)

    def _people_row(
        self,
        number: str,
        code: str,
        now: frozenset[int],
        so_far: frozenset[int],
        plan: tuple[Cell, Cell] | None = None,
    ) -> Row:
        words = self._of(LINES, code)
        people = self.report.people
        women = frozenset(i for i in so_far if people[i].woman)
        minority = sum(people[i].minority is True for i in so_far)
        planned, reached = plan or (self._words("none"), self._words("none"))
        return (
            *(Cell(number), Cell(words), self._words("people"), planned),
            self._exact(f"now:{code}", f"{words} – {self._of(HEADERS, 'now')}", now),
            self._exact(f"so_far:{code}", f"{words} – {self._of(HEADERS, 'so_far')}", so_far),
            reached,
            self._figure(
                f"women:{code}",
                f"{words} – {self._of(HEADERS, 'women')}",
                women,
                released_part(len(women), len(so_far)),
            ),
            # Who is of which people is not the supervisor's to read, so nobody is listed behind it.
            Cell(released_part(minority, len(so_far))),
        )

    def _share_row(self, number: str, now: Target, so_far: Target) -> Row:
        none = self._words("none")
        return (
            *(Cell(number), self._words(f"{now.code}_share"), self._words("percent"), self._words(f"plan_{now.code}")),
            *(self._number(now.share), self._number(so_far.share), self._number(so_far.of_goal), none, none),
        )

    def _target_sentences(self) -> tuple[str, ...]:
        return tuple(
            self._of(
                SENTENCES,
                target.code,
                numerator=target.numerator,
                denominator=target.denominator,
                share=written(target.share, self.language),
                met=self._of(SENTENCES, {None: "nobody", True: "met", False: "not_met"}[target.met]),
                as_of=_day(target.as_of),
            )
            for target in self.report.so_far
        )

    def _compared(self) -> Table:
        def counts(targets: Sequence[Target]) -> dict[str, int]:
            return {"returned": targets[0].denominator, **{t.code: t.numerator for t in targets}}

        now, before = counts(self.report.now), counts(self.report.before)
        rows = tuple(
            (
                self._words(code),
                self._number(before[code]),
                self._number(n),
                Cell(_change(n - before[code]), n - before[code], signed=True),
            )
            for code, n in now.items()
        )
        columns = ("target", "before_year", "now", "difference")
        return Table("compared", self._caption("compared"), tuple(self._of(HEADERS, c) for c in columns), rows)

    def _still_in(self) -> str:
        counts = {key: len(ids) for key, ids in self.report.still_in.items()}
        n, of_them = counts["still_in"], {key: released_part(counts[key], counts["still_in"]) for key in counts}
        told = {key: of_them[key] for key in ("counselled", "trained")}
        return self._of(SENTENCES, "still_in", n=n, as_of=_day(self.report.as_of), **told)

    def _breakdown(self, table: Breakdown) -> Table:
        """A table of parts; without rows, and its note says why, where no column of it may be told."""
        totals = {column: len(table.total(column)) for column in table.columns}
        withheld = {
            column
            for column in table.columns
            if gives_back(list(table.cells(column).values()), totals[column], parts=table.parts)
        }
        drawn = any(totals[column] and column not in withheld for column in table.columns)
        note = self._of(SENTENCES, _why(len(table.lines), drawn=drawn)) if withheld else None
        rows = self._part_rows(table, totals, withheld) if drawn else ()
        headers = (self._of(HEADERS, table.code), *(self._of(HEADERS, c) for c in table.columns))
        return Table(table.code, self._caption(table.code), headers, rows, note=note)

    def _part_rows(self, table: Breakdown, totals: Mapping[str, int], withheld: Collection[str]) -> tuple[Row, ...]:
        lines = (
            (Cell(name), *(self._part(table, key, name, column, column in withheld) for column in table.columns))
            for key, name in self._lines(table)
        )
        return (*lines, (self._words("total"), *(self._total(column, totals[column]) for column in table.columns)))

    def _total(self, column: str, total: int) -> Cell:
        """The office's own total, exact: the same as in the first table, where that states it.

        Whether the cells above may stand beside it was asked of :func:`gives_back` with this very number. A small
        total that the first table does not state stays hidden like any small count.
        """
        if column not in OWN_TOTALS and 0 < total <= SMALL:
            return Cell(HIDDEN)
        return Cell(written(total, self.language), total)

    def _part(self, table: Breakdown, key: str, name: str, column: str, withheld: bool) -> Cell:
        behind = table.lines[key][column]
        words = f"{name} – {self._of(HEADERS, column)}"
        return self._figure(
            f"{table.code}:{key}:{column}", words, behind, HIDDEN if withheld else released(len(behind))
        )

    def _lines(self, table: Breakdown) -> list[tuple[str, str]]:
        """Lines with their names, in the order in which people look for them; what is not known comes last."""
        named = [(key, self._name_of(table.code, key)) for key in table.lines]
        if table.code == "commune":
            return sorted(named, key=lambda line: (line[0] == "unknown", line[1].split(" ", 1)[-1]))
        if table.code == "around_return":
            return sorted(named, reverse=True)
        return sorted(named, key=lambda line: (line[0] == "unknown", not line[0].isdigit(), line[0]))

    def _name_of(self, code: str, key: str) -> str:
        if key in LINES:
            return self._of(LINES, key)
        if code == "commune":
            commune = find_commune(key)
            return commune.name if commune else key
        if code == "trade":
            occupation = find_occupation(key)
            return key if occupation is None else (occupation.name_vi, occupation.name_en)[self._say]
        name = employer_kind_words(key, self.language)
        return name[:1].upper() + name[1:]

    def _loans(self) -> Table:
        rows = tuple(
            (self._words(f"loan_{code}"), *self._loan_cells("now", now), *self._loan_cells("so_far", so_far))
            for code, (now, so_far) in self.report.loans.items()
        )
        columns = ("loan", "loans_now", "amount_now", "loans_so_far", "amount_so_far")
        return Table("loans", self._caption("loans"), tuple(self._of(HEADERS, c) for c in columns), rows)

    def _loan_cells(self, when: str, loans: LoanSum) -> tuple[Cell, Cell]:
        """How many loans and how much; of a few households neither is told: this is none of the office's targets."""
        if 0 < len(loans.borrowers) <= SMALL:
            return Cell(HIDDEN), Cell(HIDDEN)
        words = f"{self._of(LINES, f'loan_{loans.code}')} – {self._of(HEADERS, when)}"
        number = written(loans.number, self.language)
        count = self._figure(f"loans:{loans.code}:{when}", words, loans.borrowers, number, loans.number)
        amount = Decimal(loans.amount_vnd) / MILLION
        return count, self._number(amount.normalize() if amount % 1 else int(amount))

    def _method(self) -> tuple[str, ...]:
        told = [words[self._say].format(days=self.stable_after_days) for words in METHOD]
        missing = {
            "no_return_day": self.report.no_return_day,
            "no_commune": self.report.no_commune,
        }
        told += [self._of(UNKNOWN, key, n=len(ids)) for key, ids in missing.items() if ids]
        return tuple(told)


def _why(lines: int, *, drawn: bool) -> str:
    """Which sentence says why a breakdown or columns of it are not told."""
    return "withheld" if drawn else "one_line" if lines == 1 else "not_broken_down"


def _change(difference: int) -> str:
    """A change with its sign; none has none."""
    return f"{difference:+d}".replace("-", "−") if difference else "0"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
