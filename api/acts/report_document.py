"""The report in words, ready to be written out: sections of sentences and tables."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what stands in it, its number where it is exact, and the figure whose rows may be listed."""

    text: str
    value: Decimal | int | None = None
    figure: str | None = None
    signed: bool = False
    """A change: written with its sign."""


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table with its caption; ``words`` says how many columns at the left hold words."""

    code: str
    caption: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    words: int = 1
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered section."""

    title: str
    sentences: tuple[str, ...]
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """The whole report in one language."""

    title: str
    period: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    table_word: str
    """What a table is called before its number."""
    notes_word: str
    """What the part with method and sentences is called."""
    signed: tuple[str, str]
    """Whose signatures stand at the end."""
