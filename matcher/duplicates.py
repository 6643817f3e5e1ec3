"""The same person under two records: likely pairs found by name, birth and commune, for somebody to look at.

Nothing here decides: names are shared by many (a third of the country is called Nguyễn), so even the surest pair waits
for a supervisor. Names come in as values and are not kept.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations

from rapidfuzz.distance import OSA

from employers.reference.occupation_text import Word, words_of
from employers.reference.text import fold

# Pairs at or above this are shown. The scores are the product's own order of evidence, not frequencies.
LIKELY_SAME = 0.8
_SAME_ID = 1.0
_SAME_BIRTH_DATE, _SAME_YEAR, _YEAR_UNKNOWN, _NEAR_YEAR = 1.0, 0.95, 0.88, 0.85
_ONE_TYPO, _MIDDLE_NAME_LEFT_OUT = 0.92, 0.92
_OTHER_COMMUNE, _OTHER_SEX, _OTHER_ID = 0.82, 0.8, 0.5
_COMMUNE_UNKNOWN = 0.9
_CCCD_DIGITS = 12


@dataclass(frozen=True)
class PersonTraits:
    """What two records of a person are compared by.

    Attributes
    ----------
    name : str
        Full name as typed.
    born : date or None
    precision : str or None
        ``day``, ``month`` or ``year``: how much of ``born`` was written.
    """

    person_id: int
    name: str
    born: date | None = None
    precision: str | None = None
    commune_code: str | None = None
    sex: str | None = None
    national_id: str | None = None

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The name in words."""
        return words_of(self.name)

    @cached_property
    def folded(self) -> str:
        """The name without accents."""
        return fold(self.name)


@dataclass(frozen=True, slots=True)
class PersonPair:
    """Two records that may be one person; the lower row id first.

    Attributes
    ----------
    score : float
        From ``LIKELY_SAME`` to 1; an order of evidence, not a probability.
    agree : tuple of str
        Of ``national_id``, ``name``, ``birth``, ``commune``: what is the same on both sides.
    """

    first: int
    second: int
    score: float
    agree: tuple[str, ...]


def find_likely_people(people: Sequence[PersonTraits], limit: int = 1_000) -> list[PersonPair]:
    """Find pairs of records that may be one person, the likeliest first.

    Parameters
    ----------
    people : sequence of PersonTraits
        Everybody who may be compared with everybody else.
    limit : int
        At most this many pairs.
    """
    found = []
    for i, j in _pairs_in_blocks(people):
        a, b = sorted((people[i], people[j]), key=lambda p: p.person_id)
        score, agree = compare_people(a, b)
        if score >= LIKELY_SAME:
            found.append(PersonPair(a.person_id, b.person_id, score, agree))
    return sorted(found, key=lambda p: (-p.score, p.first, p.second))[:limit]


def compare_people(a: PersonTraits, b: PersonTraits) -> tuple[float, tuple[str, ...]]:
    """Say how much speaks for one person, from 0 to 1, and what agrees."""
    name, birth = _name_score(a, b), _birth_score(a, b)
    here = bool(a.commune_code) and a.commune_code == b.commune_code
    agree = (
        ("national_id", bool(a.national_id) and a.national_id == b.national_id),
        ("name", name == 1.0),
        ("birth", birth in (_SAME_BIRTH_DATE, _SAME_YEAR)),
        ("commune", here),
    )
    same = tuple(what for what, is_same in agree if is_same)
    if "national_id" in same:
        return _SAME_ID, same
    return round(name * birth * _place_factor(a, b) * _contradictions(a, b), 3), same


def _name_score(a: PersonTraits, b: PersonTraits) -> float:
    if a.folded == b.folded:
        return 0.0 if _accents_contradict(a.words, b.words) else 1.0
    if _is_middle_name_left_out(a.words, b.words):
        return _MIDDLE_NAME_LEFT_OUT
    close = min(len(a.folded), len(b.folded)) >= 6 and OSA.distance(a.folded, b.folded, score_cutoff=1) <= 1
    return _ONE_TYPO if close and not _other_given_name(a.words, b.words) else 0.0


def _accents_contradict(a: tuple[Word, ...], b: tuple[Word, ...]) -> bool:
    """Tell whether both names carry marks and still differ in them: Hùng is not Hưng; ``Hung`` says nothing.

    A given name without marks in a name that has them is meant so: Nguyễn Văn An is not Nguyễn Văn Ân.
    """
    if any(x.key != y.key and x.accented and y.accented for x, y in zip(a, b, strict=False)):
        return True
    both_marked = any(w.accented for w in a) and any(w.accented for w in b)
    return both_marked and a[-1].key != b[-1].key


def _is_middle_name_left_out(a: tuple[Word, ...], b: tuple[Word, ...]) -> bool:
    """Tell whether one is the other without a middle name: ``Nguyễn Hùng`` and ``Nguyễn Văn Hùng``."""
    shorter, longer = sorted((a, b), key=len)
    if len(shorter) < 2 or len(longer) != len(shorter) + 1:
        return False
    kept = [*longer[: len(shorter) - 1], longer[-1]]
    without_second = [longer[0], *longer[2:]]
    return any(
        [w.folded for w in shorter] == [w.folded for w in words] and not _accents_contradict(shorter, tuple(words))
        for words in (kept, without_second)
    )


def _other_given_name(a: tuple[Word, ...], b: tuple[Word, ...]) -> bool:
    """Tell whether the given names are two short words, which one letter makes two names: ``An`` and ``Ân``, ``Ba``."""
    if len(a) != len(b):
        return False
    differing = [(x, y) for x, y in zip(a, b, strict=True) if x.folded != y.folded]
    return any(min(len(x.folded), len(y.folded)) < 4 for x, y in differing)


def _birth_score(a: PersonTraits, b: PersonTraits) -> float:
    if a.born is None or b.born is None:
        return _YEAR_UNKNOWN
    if a.precision == b.precision == "day":
        if a.born == b.born:
            return _SAME_BIRTH_DATE
        same_digits = sorted(a.born.isoformat()) == sorted(b.born.isoformat())
        return _NEAR_YEAR if same_digits or _differ_in_one(a.born, b.born) else 0.0
    return _SAME_YEAR if a.born.year == b.born.year else 0.0


def _differ_in_one(a: date, b: date) -> bool:
    """Tell whether of day, month and year two agree: one was mistyped."""
    return (a.day == b.day) + (a.month == b.month) + (a.year == b.year) == 2


def _place_factor(a: PersonTraits, b: PersonTraits) -> float:
    if a.commune_code is None or b.commune_code is None:
        return _COMMUNE_UNKNOWN
    return 1.0 if a.commune_code == b.commune_code else _OTHER_COMMUNE


def _contradictions(a: PersonTraits, b: PersonTraits) -> float:
    sex = _OTHER_SEX if a.sex and b.sex and a.sex != b.sex else 1.0
    # A nine-digit number (CMND) and a twelve-digit one (CCCD) are one person's old and new; two of one kind are not.
    ids = a.national_id or "", b.national_id or ""
    other_id = all(ids) and len(ids[0]) == len(ids[1]) and OSA.distance(*ids, score_cutoff=1) > 1
    return sex * (_OTHER_ID if other_id else 1.0)


def _pairs_in_blocks(people: Sequence[PersonTraits]) -> Iterator[tuple[int, int]]:
    """Pairs that share a key, each once."""
    blocks: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for position, person in enumerate(people):
        for key in _keys(person):
            blocks[key].append(position)
    seen: set[tuple[int, int]] = set()
    for block in blocks.values():
        for pair in combinations(block, 2):
            if pair not in seen:
                seen.add(pair)
                yield pair


def _keys(person: PersonTraits) -> set[tuple[str, ...]]:
    """Keys under which a record is compared; records without a common one are too far apart to be shown.

    By ID number; by name and year of birth, anywhere; and within a commune, or where none is known, by the name less
    any one letter or less a middle name.
    """
    keys: set[tuple[str, ...]] = set()
    if person.national_id:
        keys.add(("id", person.national_id))
    if person.born is not None:
        keys.add(("born", person.folded, str(person.born.year)))
    joined, place = person.folded, person.commune_code or ""
    spellings = {joined, *(joined[:i] + joined[i + 1 :] for i in range(len(joined)))}
    words = joined.split()
    spellings |= {" ".join(words[:i] + words[i + 1 :]) for i in range(1, len(words) - 1)}
    return keys | {("name", place, spelling) for spelling in spellings}
