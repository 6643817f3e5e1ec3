"""The last step of reading a place: names one or two typing errors away from words that named nothing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from employers.reference.place_mentions import Address, Mention, stretch
from employers.reference.place_names import District, Gazetteer, Named, gazetteer, syllable, targets
from employers.reference.places import Commune, OldCommune
from employers.reference.text import has_accents, strip_accents

FLAW_PER_ERROR = 1.2  # points taken off for each letter changed, added, left out or swapped
SHORTEST = 4  # letters: below that one error turns most names into another
LONGEST = 40  # letters: no name is longer
TWO_ERRORS_FROM = 7  # letters from which two errors are still forgiven
MOST_WORDS = 5  # words of a piece that can be one mistyped name
MOST_NAMES = 12  # nearest names tried for one piece where nothing else in the address says which


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """Districts and provinces written without error, and the caller's own communes: where a mistyped name is sought."""

    districts: frozenset[tuple[str, str]]
    provinces: frozenset[str]
    home: frozenset[str]

    def hold(self, unit: Commune | OldCommune) -> bool:
        """Tell whether a commune lies in a district written, else in a province written, else at home."""
        if self.districts and isinstance(unit, OldCommune):
            return (unit.district, unit.province) in self.districts
        if self.provinces:
            return unit.province in self.provinces or any(c.province in self.provinces for c in targets(unit))
        return any(c.code in self.home for c in targets(unit))

    def keep(self, named: Named) -> Named:
        """Keep what a mistyped key may name here."""
        return Named(
            [u for u in named.communes if self.hold(u)],
            [u for u in named.earlier if self.hold(u)],
            [d for d in named.districts if self._holds_district(d)],
            named.provinces,
        )

    def _holds_district(self, district: District) -> bool:
        return self.hold(district.communes[0]) or not (self.provinces or self.home)


@lru_cache(maxsize=1)
def _keys() -> tuple[str, ...]:
    return tuple(key for key in gazetteer().names if len(key) >= SHORTEST - 1 and not key.isdigit())


def mistyped_mentions(address: Address, index: Gazetteer, home: frozenset[str]) -> tuple[Mention, ...]:
    """Find the names that lie one or two errors from the pieces of an address.

    Names of the district, province or home that the address points to are tried first; only where there are none, the
    nearest names of the whole country.

    Returns
    -------
    tuple of Mention
        With ``flaw`` in proportion to the errors.
    """
    ending = {marker.end: marker for marker in address.markers}
    around = _surroundings(address, home)
    found = []
    understood = {(marker.start, marker.end) for marker in address.markers}
    understood |= {(m.start, m.end) for m in _names_above_commune(address.mentions)}
    for start, end in dict.fromkeys(piece for piece in _pieces(address) if piece not in understood):
        key = "".join(token.key for token in address.tokens[start:end])
        if SHORTEST <= len(key) <= LONGEST and not key.isdigit():
            words = tuple(token.text for token in address.tokens[start:end])
            for named, errors in _near(key, index, around):
                meant = _meant(named, words, errors)
                found.append(stretch((address.tokens, ending), start, end, meant, FLAW_PER_ERROR * errors))
    return tuple(mention for mention in found if _names_something(mention.named))


# A syllable as Vietnamese spells them, without its marks: "khong" and "co" are two, "kiemm" is none.
_SYLLABLE = re.compile(
    r"(?:b|ch?|d|gh?|gi|h|kh?|l|m|ngh?|nh?|ph?|qu|r|s|th?|tr|v|x)?"
    r"(?:[aeiouy]|ai|ao|au|ay|eo|eu|ia|ieu|iu|oai?|oay|oeo?|oi|ua|uay?|ue|ui|uoi|uou|uu|uya?|uyu|yeu"
    r"|(?:[aeiouy]|ie|oa|oe|oo|ua|ue|uo|uy|uye|ye)(?:ch?|m|ng?|nh|p|t))"
)


def _meant(named: Named, words: Sequence[str], errors: int) -> Named:
    """Keep of what a mistyped key may name the names that the words were meant for."""
    return Named(
        [u for u in named.communes if _is_slip(words, u.bare_name, errors)],
        [u for u in named.earlier if _is_slip(words, u.bare_name, errors)],
        [d for d in named.districts if _is_slip(words, d.bare_name, errors)],
        [p for p in named.provinces if _is_slip(words, p, errors)],
    )


def _names_something(named: Named) -> bool:
    return bool(named.communes or named.earlier or named.districts or named.provinces)


@lru_cache(maxsize=50_000)
def _is_slip(words: tuple[str, ...], name: str, errors: int) -> bool:
    """Tell whether words are a name mistyped, or a name of their own.

    A slip of the finger leaves something that is no syllable, and one letter or mark wrong; where every word that
    differs is a syllable ("Không Có" beside "Krông Nô"), a second difference makes it another name.
    """
    parts = name.replace("-", " ").lower().split()
    as_typed = [word.lower() for word in words]
    if not has_accents(" ".join(words)):
        parts = [strip_accents(part) for part in parts]
    typed, meant = [syllable(word) for word in as_typed], [syllable(part) for part in parts]
    # A letter lost takes its mark along, and a mark may stand on either vowel: the nearer way of writing counts.
    slips = int(min(_distance(as_typed, parts), _distance(typed, meant)))
    changed = [word for word in typed if word not in meant]
    spelled = all(_SYLLABLE.fullmatch(strip_accents(word)) for word in changed)
    return slips <= (1 if spelled else errors + 1)


def _distance(words: Sequence[str], others: Sequence[str]) -> float:
    return OSA.distance("".join(words), "".join(others))


def _near(key: str, index: Gazetteer, around: _Surroundings) -> list[tuple[Named, int]]:
    errors = 2 if len(key) >= TWO_ERRORS_FROM else 1
    near = process.extract(key, _keys(), scorer=OSA.distance, score_cutoff=errors, limit=None)
    here = [(around.keep(index.names[name]), int(distance)) for name, distance, _ in near if distance]
    here = [(named, distance) for named, distance in here if named.communes or named.earlier or named.districts]
    return here or [(index.names[name], int(distance)) for name, distance, _ in near[:MOST_NAMES] if distance]


def _surroundings(address: Address, home: frozenset[str]) -> _Surroundings:
    exact = [m for m in address.mentions if m.level not in {"commune", "below", "landmark"}]
    marked = [m for m in exact if m.level == "district" and m.named.districts]
    return _Surroundings(
        frozenset((d.name, d.province) for m in marked for d in m.named.districts),
        frozenset(p for m in exact if m.level != "district" or not m.named.districts for p in m.named.provinces),
        home,
    )


def _pieces(address: Address) -> Iterator[tuple[int, int]]:
    """Give the runs of words between separators and kind words, then also between districts and provinces."""
    cuts = {0, len(address.tokens)} | {i for i, token in enumerate(address.tokens) if token.breaks}
    for marker in address.markers:
        if marker.level in {"commune", "district", "province"}:
            cuts |= {marker.start, marker.end}
    yield from _runs(sorted(cuts))  # "truong loong" begins with no school
    for marker in address.markers:
        cuts |= {marker.start, marker.end}
    yield from _runs(sorted(cuts))
    for mention in _names_above_commune(address.mentions):
        cuts |= {mention.start, mention.end}
    yield from _runs(sorted(cuts))


def _names_above_commune(mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Give the districts and provinces written without error."""
    return (
        m
        for m in mentions
        if m.flaw == 0 and (m.named.districts or m.named.provinces) and m.level != "commune" and m.end - m.start > 1
    )


def _runs(cuts: list[int]) -> Iterator[tuple[int, int]]:
    return ((start, end) for start, end in pairwise(cuts) if end - start <= MOST_WORDS)
