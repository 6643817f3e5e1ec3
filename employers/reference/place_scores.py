"""Weighs each reading of an address against everything else that stands in it.

A reading takes one mention as one commune, district or province; its score adds the evidence of the name's fit, the
kind word, the district and the province written elsewhere, and which of the two maps the words speak of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from employers.reference.place_mentions import ABBREVIATED, Address, Mention
from employers.reference.place_names import CITIES, District, accent_misses, gazetteer, provinces_of, targets
from employers.reference.places import Commune, OldCommune
from employers.reference.text import has_accents

# Weights in arbitrary points: what an address says outright (its kind word, its district) weighs 2 to 3, what it merely
# suggests (which map, home, position) about 1. Set by hand on the bench of ``tests/bench/places.py``.
KIND_AGREES, KIND_DIFFERS, KIND_OF_ANOTHER_LEVEL, LANDMARK = 2.0, 0.8, -4.0, -1.0
DISTRICT_AGREES, DISTRICT_OF_BEFORE, DISTRICT_MARKED, DISTRICT_CONTRADICTS = 3.0, 2.0, 0.5, -3.0
PROVINCE_AGREES, PROVINCE_RELATED, PROVINCE_CONTRADICTS = 2.0, 1.0, -3.0
OLD_MAP, NEW_MAP, NEW_MAP_BY_DEFAULT, HOME = 1.5, 1.0, 0.6, 1.0
PER_WORD, FILLS_ITS_PART, TRAILS, INSIDE_LONGER_NAME, ANOTHER_IS_MARKED = 0.15, 0.4, -1.0, -2.0, -2.5
EARLIER_NAME, HOUSE_NUMBER = -0.7, -2.0
# A whole district or province is read only where no commune in it is: its kind word adds little of its own.
WHOLE, BARE_PROVINCE = 0.5, 1.2
# Factors of trust, one for each doubt.
KIND_DOUBT, LANDMARK_DOUBT, ACCENT_DOUBT, SHORT_DOUBT, TYPO_DOUBT = 0.95, 0.7, 0.75, 0.95, 0.8
CONTRADICTED, MIXED_MAPS, NO_PROVINCE, NO_CONTEXT, AMID_OTHER_WORDS = 0.5, 0.7, 0.95, 0.85, 0.8
ALSO_A_PROVINCE = 0.75  # "Hồ Chí Minh, Bình Dương" is a ward, or two provinces in one advertisement


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the address: a commune, district or province, its points, and the trust its doubts leave."""

    unit: Commune | OldCommune | District | str
    score: float
    trust: float
    mention: Mention

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the new communes meant; none for a province."""
        if isinstance(self.unit, str):
            return ()
        communes = self.unit.communes if isinstance(self.unit, District) else (self.unit,)
        return tuple(dict.fromkeys(target.code for unit in communes for target in targets(unit)))


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands in the address besides one mention."""

    districts: tuple[Mention, ...]
    provinces: tuple[Mention, ...]
    speaks_of_old_map: bool
    another_is_marked: bool


class Judge:
    """Weighs every reading of one address.

    Parameters
    ----------
    address : Address
        Its words and kind words.
    mentions : sequence of Mention
        What its stretches may name, mistyped names included.
    home : frozenset of str
        Codes of the new communes to prefer where no province is written.
    """

    def __init__(self, address: Address, mentions: Sequence[Mention], home: frozenset[str]) -> None:
        self.index = gazetteer()
        self.accented = has_accents(address.words)
        self.mentions = mentions
        self.home = home
        self.marked_communes = [m.end for m in address.markers if m.level == "commune"]
        self.towns = [m.end for m in address.markers if m.kind == "thị trấn"]
        whole = [m for m in mentions if not any(m.lies_within(longer) and longer.flaw == 0 for longer in mentions)]
        self.districts = [m for m in whole if m.named.districts and m.level in {None, "district"}]
        self.provinces = _nearest([m for m in whole if m.named.provinces and self._may_be_province(m)])
        self.says_district = [m for m in whole if m.level == "district" and not self._is_city_of_province_rank(m)]
        self.around = {id(m): self._around(m) for m in mentions}

    def readings(self) -> list[Reading]:
        """List every reading of every mention, best first."""
        found: list[Reading] = []
        for m in self.mentions:
            found += [self._commune(m, unit, 0.0) for unit in m.named.communes]
            found += [self._commune(m, unit, EARLIER_NAME) for unit in m.named.earlier]
            found += [self._district(m, district) for district in m.named.districts]
            found += [self._province(m, province) for province in m.named.provinces]
        return sorted(found, key=lambda reading: -reading.score)

    def _around(self, mention: Mention) -> _Around:
        provinces = tuple(m for m in self.provinces if not m.overlaps(mention))
        gone = any(not self.index.new_provinces.intersection(m.named.provinces) for m in provinces)
        district_word = any(not m.overlaps(mention) for m in self.says_district)
        return _Around(
            tuple(m for m in self.districts if not m.overlaps(mention)),
            provinces,
            gone or district_word or bool(self.towns),
            any(end != mention.start for end in self.marked_communes),
        )

    def _may_be_province(self, mention: Mention) -> bool:
        return mention.level in {None, "province"} or (
            mention.marker is not None and mention.marker.kind == "thành phố"
        )

    def _is_city_of_province_rank(self, mention: Mention) -> bool:
        """Tell whether "TP" stands before a city of province rank, which says nothing of the old map."""
        return self._may_be_province(mention) and not CITIES.isdisjoint(mention.named.provinces)

    def _commune(self, mention: Mention, unit: Commune | OldCommune, malus: float) -> Reading:
        around, aims = self.around[id(mention)], targets(unit)
        name, name_trust = self._name(mention, unit.bare_name)
        kind, kind_trust = self._kind(mention, unit.kind)
        district, used = self._district_written(around, unit)
        province = self._province_written(around, used, unit)
        which_map = self._map(around, unit, province, used)
        home = HOME if province == 0.0 and any(c.code in self.home for c in aims) else 0.0
        trust = name_trust * kind_trust * _context_trust(district, province, home)
        if not (mention.marker or mention.fills or district or province):
            trust *= AMID_OTHER_WORDS
        if mention.named.provinces and mention.marker is None:
            trust *= ALSO_A_PROVINCE
        if isinstance(unit, Commune) and which_map < 0.0:
            trust *= MIXED_MAPS
        return Reading(unit, malus + name + kind + district + province + which_map + home, trust, mention)

    def _name(self, mention: Mention, name: str) -> tuple[float, float]:
        """Weigh how well the written words fit a name: points, and the trust left."""
        misses = self._misses(mention, name) if mention.flaw == 0 else 0.0
        points = PER_WORD * (mention.end - mention.start) - misses - mention.flaw
        points += FILLS_ITS_PART if mention.fills else 0.0
        points += TRAILS if mention.trails else 0.0
        if any(mention.lies_within(m) and m.flaw == 0 for m in self.mentions):
            points += INSIDE_LONGER_NAME
        trust = ACCENT_DOUBT ** min(misses, 2.0) * (TYPO_DOUBT if mention.trails else 1.0)
        return points, trust * (SHORT_DOUBT if mention.flaw == ABBREVIATED else TYPO_DOUBT**mention.flaw)

    def _misses(self, mention: Mention, name: str) -> float:
        return accent_misses(mention.words, name, accented=self.accented)

    def _kind(self, mention: Mention, kind: str) -> tuple[float, float]:
        """Weigh the kind word before a mention against a commune's kind."""
        if mention.marker is None:
            points = HOUSE_NUMBER if mention.numbered else 0.0
            return points + (ANOTHER_IS_MARKED if self.around[id(mention)].another_is_marked else 0.0), 1.0
        if mention.marker.kind == kind:
            return KIND_AGREES, 1.0
        if mention.level == "commune":
            return KIND_DIFFERS, KIND_DOUBT
        return (LANDMARK, LANDMARK_DOUBT) if mention.level == "landmark" else (KIND_OF_ANOTHER_LEVEL, CONTRADICTED)

    def _district_written(self, around: _Around, unit: Commune | OldCommune) -> tuple[float, Mention | None]:
        """Weigh the districts written elsewhere; give the mention that agrees."""
        if isinstance(unit, Commune):
            agreement, homes = DISTRICT_OF_BEFORE, self.index.ancestry.get(unit.code, frozenset())
        else:
            agreement, homes = DISTRICT_AGREES, frozenset({(unit.district, unit.province)})
        best: tuple[float, Mention | None] = (0.0, None)
        for other in around.districts:
            fit = next((d for d in other.named.districts if (d.name, d.province) in homes), None)
            if fit is not None:
                misses = self._misses(other, fit.bare_name) if other.flaw == 0 else other.flaw / 1.4
                points = agreement + (DISTRICT_MARKED if other.marker else 0.0) - min(0.7 * misses, 1.5)
                best = max(best, (points, other), key=lambda pair: pair[0])
        if best[1] is None and any(other in self.says_district for other in around.districts):
            return DISTRICT_CONTRADICTS, None
        return best

    def _province_written(self, around: _Around, used: Mention | None, unit: Commune | OldCommune) -> float:
        """Weigh the provinces written elsewhere: the commune's own, related to it by the merger, or another."""
        points = [
            self._province_fit(unit, frozenset(other.named.provinces)) - other.flaw / 2
            for other in around.provinces
            if used is None or not other.overlaps(used)
        ]
        return max(points, default=0.0)

    def _province_fit(self, unit: Commune | OldCommune, written: frozenset[str]) -> float:
        if unit.province in written:
            return PROVINCE_AGREES
        if isinstance(unit, Commune):
            related = self.index.old_provinces(unit.code)
        else:
            related = frozenset(c.province for c in targets(unit))
        return PROVINCE_RELATED if written & related else PROVINCE_CONTRADICTS

    def _map(self, around: _Around, unit: Commune | OldCommune, province: float, used: Mention | None) -> float:
        if around.speaks_of_old_map:
            return -OLD_MAP if isinstance(unit, Commune) else OLD_MAP
        if isinstance(unit, OldCommune) or used is not None:
            return 0.0
        return NEW_MAP if province > 0 else NEW_MAP_BY_DEFAULT

    def _district(self, mention: Mention, district: District) -> Reading:
        """Weigh reading a mention as a whole district."""
        around, sample = self.around[id(mention)], district.communes[0]
        name, trust = self._name(mention, district.bare_name)
        province = self._province_written(around, None, sample)
        marked = mention.level == "district"
        score = name + province + self._above_commune(mention, marked)
        score += OLD_MAP if marked or around.speaks_of_old_map else 0.0
        if mention.marker is not None and mention.marker.kind == district.kind:
            score += DISTRICT_MARKED
        if province == 0.0 and any(c.code in self.home for c in targets(sample)):
            score += HOME
        return Reading(district, score, trust * (CONTRADICTED if province < 0 else 1.0), mention)

    def _province(self, mention: Mention, province: str) -> Reading:
        """Weigh reading a mention as nothing more than a province."""
        name, trust = self._name(mention, province)
        marked = mention.marker is not None and (mention.level == "province" or mention.marker.kind == "thành phố")
        score = BARE_PROVINCE + name + self._above_commune(mention, marked)
        if province in provinces_of(self.home):
            score += HOME
        return Reading(province, score, trust, mention)

    def _above_commune(self, mention: Mention, marked: bool) -> float:
        """Weigh a kind word before a district or province; a commune named by kind elsewhere speaks against both."""
        own = WHOLE if marked else KIND_OF_ANOTHER_LEVEL if mention.marker else 0.0
        return own + (ANOTHER_IS_MARKED if self.around[id(mention)].another_is_marked else 0.0)


def _nearest(mentions: Sequence[Mention]) -> list[Mention]:
    """Keep of several names for the same words those with the fewest errors."""
    return [m for m in mentions if not any((n.start, n.end) == (m.start, m.end) and n.flaw < m.flaw for n in mentions)]


def _context_trust(district: float, province: float, home: float) -> float:
    if min(district, province) < 0:
        return CONTRADICTED
    if province > 0:
        return 1.0
    return NO_PROVINCE if district or home else NO_CONTEXT


def communes_of(readings: Sequence[Reading]) -> tuple[str, ...]:
    """List the codes of the new communes that some readings mean, in their order, without repeats."""
    return tuple(dict.fromkeys(chain.from_iterable(reading.codes for reading in readings)))
