"""Every way of saying a field that its readers know, and what only looks like it: ``ad_wordings.csv``."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from employers.ads.conditions import read_housing, read_meals, read_transport
from employers.ads.demands import read_experience, read_licence, read_schooling_asked, read_strains
from employers.ads.hours import read_named_shifts, read_working_hours
from employers.ads.message import Passage, Said, clean
from employers.ads.seats import read_seats
from employers.ads.training import read_training
from employers.ads.wage import read_pay
from employers.ads.wishes import read_ages, read_sex

TABLE = Path(__file__).parents[2] / "data" / "ad_wordings.csv"


def shown(read: Callable[[Passage], Said[Any] | None]) -> Callable[[Passage], str]:
    """Write what a reader reads as the table does; empty for nothing."""

    def words(passage: Passage) -> str:
        said = read(passage)
        if said is None:
            return ""
        if isinstance(said.value, bool):
            return "yes" if said.value else "no"
        return ",".join(map(str, said.value)) if isinstance(said.value, tuple) else str(said.value)

    return words


def ages(passage: Passage) -> str:
    least, most = read_ages(passage)
    if least is None and most is None:
        return ""
    return f"{least.value if least else ''}-{most.value if most else ''}"


def wage(passage: Passage) -> str:
    said = read_pay(passage)
    return f"{said.value.low_vnd or ''}-{said.value.high_vnd or ''}/{said.value.per}" if said else ""


READERS: dict[str, Callable[[Passage], str]] = {
    "housing": shown(read_housing),
    "meals": shown(read_meals),
    "transport": shown(read_transport),
    "training_on_job": shown(read_training),
    "experience_months": shown(read_experience),
    "licence": shown(read_licence),
    "schooling": shown(read_schooling_asked),
    "physical": shown(read_strains),
    "sex": shown(read_sex),
    "ages": ages,
    "shifts": shown(read_named_shifts),
    "hours": shown(read_working_hours),
    "seats": shown(read_seats),
    "wage": wage,
}


@pytest.mark.parametrize("field", READERS)
def test_each_wording_is_read_as_the_table_says(field: str):
    with TABLE.open(encoding="utf-8", newline="") as rows:
        wordings = [(row["expected"], row["text"]) for row in csv.DictReader(rows) if row["field"] == field]

    read = {text: READERS[field](Passage(clean(text))) for _, text in wordings}

    assert wordings
    assert [(text, read[text], expected) for expected, text in wordings if read[text] != expected] == []
