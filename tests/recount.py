"""The report to the province counted a second time: rows by plain SQL, loops, and days as numbers; nothing of ours.

It shares no line with ``matcher.report``: what both say alike is a figure, what they do not is a defect of one of them.
"""

import sqlite3
from collections import defaultdict
from datetime import date

ENDS = {1: "03-31", 2: "06-30", 3: "09-30", 4: "12-31"}
STARTS = {1: "01-01", 2: "04-01", 3: "07-01", 4: "10-01"}


def number(day):
    """A day as a number; None for none."""
    return None if day is None else date.fromisoformat(str(day)[:10]).toordinal()


def rows(path, sql):
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(sql)]
    finally:
        connection.close()


def shown(count):
    """A count of a breakdown as it may leave."""
    if count == 0:
        return "0"
    if count < 8:
        return "*"
    low = count - count % 5
    return str(low if count - low <= 2 else low + 5)


def rounded_percent(part, whole):
    """To one decimal, halves upwards, with a comma; all in whole numbers."""
    if whole == 0:
        return "–"
    tenths, rest = divmod(1000 * part, whole)
    tenths += 2 * rest >= whole
    return f"{tenths // 10},{tenths % 10}"


class Recount:
    """The figures of one quarter of one database, up to a day."""

    def __init__(self, path, year, quarter, today, stable_days):
        self.stable_days = stable_days
        self.year_first = number(f"{year}-01-01")
        self.first = number(f"{year}-{STARTS[quarter]}")
        self.until = min(number(f"{year}-{ENDS[quarter]}"), number(today))
        self._read(path)

    def _read(self, path):
        people = rows(path, "select * from person where programme is null or programme <> 'chung'")
        self.people = {p["id"]: p for p in people}
        self.home = {p["id"]: number(p["return_date"]) for p in people if p["return_date"]}
        self.counselled = {}
        for mark in rows(path, "select person_id, on_date from counselling_mark"):
            day = number(mark["on_date"])
            self.counselled[mark["person_id"]] = min(day, self.counselled.get(mark["person_id"], day))
        self.courses = defaultdict(list)
        for course in rows(path, "select * from training_record"):
            if course["result"] not in ("Bỏ học", "Không đạt") and course["end_date"]:
                codes = course["isco"].strip("[]").replace('"', "").split(", ")
                trade = "literacy" if course["schooling"] is not None else codes[0] or "unknown"
                self.courses[course["person_id"]].append((number(course["end_date"]), trade))
        self.jobs = rows(
            path,
            "select p.*, o.isco, o.contract, e.kind, e.tax_code, e.name from placement p"
            " join opening o on o.id = p.opening_id join employer e on e.id = o.employer_id",
        )
        self.lent = rows(path, "select * from loan")

    def returned(self, first):
        return {i for i, day in self.home.items() if first <= day <= self.until}

    def with_counsel(self, first):
        return {i for i in self.returned(first) if self.counselled.get(i, self.until + 1) <= self.until}

    def with_course(self, first):
        return {i for i in self.returned(first) if any(day <= self.until for day, _ in self.courses[i])}

    def stable(self, first):
        """(person, trade, kind) of each job that reached its day in the span and was known to run till then."""
        found = set()
        for job in self.jobs:
            reached = number(job["started_on"]) + self.stable_days
            known = number(job["ended_on"] or job["confirmed_on"] or job["started_on"])
            if job["person_id"] in self.people and first <= reached <= self.until and known >= reached:
                found.add((job["person_id"], self._trade(job), self._kind(job)))
        return found

    def started(self, first):
        return {
            (job["person_id"], self._trade(job), self._kind(job))
            for job in self.jobs
            if job["person_id"] in self.people and first <= number(job["started_on"]) <= self.until
        }

    @staticmethod
    def _trade(job):
        return job["isco"].strip("[]").replace('"', "").split(", ")[0] or "unknown"

    @staticmethod
    def _kind(job):
        own = job["own_work"] or job["contract"] == "own" or (job["name"] == "Tự làm" and job["tax_code"] is None)
        return "own" if own else job["kind"] or "unknown"

    def women(self, ids):
        return sum(self.people[i]["sex"] == "nữ" for i in ids)

    def minority(self, ids):
        return sum(self.people[i]["ethnicity"] not in (None, "Kinh") for i in ids)

    def by_commune(self):
        table = defaultdict(lambda: [set(), set(), set(), set()])
        columns = (
            self.returned(self.year_first),
            self.with_counsel(self.year_first),
            self.with_course(self.year_first),
            {person for person, _, _ in self.stable(self.year_first)},
        )
        for at, ids in enumerate(columns):
            for person in ids:
                table[self.people[person]["commune_code"] or "unknown"][at].add(person)
        return {key: [len(ids) for ids in line] for key, line in table.items()}

    def by_trade(self):
        table = defaultdict(lambda: [set(), set(), set()])
        for person in self.returned(self.year_first):
            for day, trade in self.courses[person]:
                if day <= self.until:
                    table[trade][0].add(person)
        for person, trade, _ in self.started(self.year_first):
            table[trade][1].add(person)
        for person, trade, _ in self.stable(self.year_first):
            table[trade][2].add(person)
        return {key: [len(ids) for ids in line] for key, line in table.items()}

    def by_kind(self):
        table = defaultdict(lambda: [set(), set()])
        for person, _, kind in self.started(self.year_first):
            table[kind][0].add(person)
        for person, _, kind in self.stable(self.year_first):
            table[kind][1].add(person)
        return {key: [len(ids) for ids in line] for key, line in table.items()}

    def around_return(self):
        sides = {"before": [0, 0], "after": [0, 0]}
        for person in self.returned(self.year_first):
            firsts = (self.counselled.get(person), min((day for day, _ in self.courses[person]), default=None))
            for at, day in enumerate(firsts):
                if day is not None and day <= self.until:
                    sides["before" if day <= self.home[person] else "after"][at] += 1
        return {side: counts for side, counts in sides.items() if any(counts)}

    def loans(self, column, first):
        counted = self.people if column == "person_id" else {loan["employer_id"] for loan in self.lent}
        of_kind = [loan for loan in self.lent if loan[column] is not None and loan[column] in counted]
        given = [loan for loan in of_kind if first <= number(loan["lent_on"]) <= self.until]
        return len(given), sum(loan["amount_vnd"] for loan in given), len({loan[column] for loan in given})
