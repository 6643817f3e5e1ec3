"""How well addresses are read: ``python -m tests.bench.places`` prints the figures.

All 166 communes of Bình Thuận (45 new, 121 old) in ten ways of writing, and a fixed sample of the whole country.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from employers.reference import place_names, places
from employers.reference.place_reader import PlaceReading, read_place
from employers.reference.text import strip_accents

SEED = 20251123
SAMPLE = 2000
CITIES = {"Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế"}
SHORT_KINDS = {"Xã": "X.", "Phường": "P.", "Thị trấn": "TT.", "Đặc khu": "Đặc khu"}
SHORT_DISTRICTS = {"Huyện": "H.", "Thị xã": "TX.", "Thành phố": "TP.", "Quận": "Q."}
SHORT_PROVINCES = {"Bình Thuận": "B.Thuận", "Lâm Đồng": "LĐ", "Hồ Chí Minh": "HCM", "Hà Nội": "HN"}
HAMLETS = (
    "Thôn 5, ",
    "Khu phố 3, ",
    "kp 2 ",
    "Tổ 7, thôn Hòa Bình, ",
    "12 Lê Lợi, ",
    "Số 45/2 đường Nguyễn Huệ, ",
    "ấp 3 ",
)


@dataclass(frozen=True)
class Case:
    """A commune of either map and the codes that a right reading may give."""

    kind: str
    name: str
    district_kind: str
    district: str
    province: str
    codes: tuple[str, ...]

    @property
    def full_province(self) -> str:
        return f"{'Thành phố' if self.province in CITIES else 'Tỉnh'} {self.province}"

    def parts(self, *, kinds: bool = True) -> list[str]:
        """Commune, district where there is one, province."""
        if not kinds:
            return [p for p in (self.name, self.district, self.province) if p]
        district = f"{self.district_kind} {self.district}".strip()
        return [p for p in (f"{self.kind} {self.name}", district, self.full_province) if p]


def new_case(c: places.Commune) -> Case:
    return Case(c.name[: len(c.kind)], c.bare_name, "", "", c.province, (c.code,))


def old_case(o: places.OldCommune) -> Case:
    kind = next(k for k in SHORT_DISTRICTS if o.district.lower().startswith(k.lower()))
    return Case(o.name[: len(o.kind)], o.bare_name, kind, o.district[len(kind) + 1 :], o.province, o.new_codes)


def mistype(name: str, rng: random.Random) -> str:
    """One letter left out, doubled, swapped or changed; names under four letters are left alone."""
    places_of_letters = [i for i, c in enumerate(name) if c.isalpha() and i > 0]
    if len(places_of_letters) < 4:
        return name
    i = rng.choice(places_of_letters)
    how = rng.randrange(4)
    if how == 0:
        return name[:i] + name[i + 1 :]
    if how == 1:
        return name[:i] + name[i] + name[i:]
    if how == 2 and i + 1 < len(name) and name[i + 1].isalpha():
        return name[:i] + name[i + 1] + name[i] + name[i + 2 :]
    return name[:i] + rng.choice("abcdeghiklmnopqrstuvxy") + name[i + 1 :]


def abbreviated(case: Case, rng: random.Random) -> str:
    parts = [f"{SHORT_KINDS[case.kind]} {case.name}"]
    if case.district:
        parts.append(SHORT_DISTRICTS[case.district_kind] + case.district)
    short = "BT" if case.province == "Bình Thuận" else f"T. {case.province}"
    parts.append(f"TP.{case.province}" if case.province in CITIES else short)
    return ", ".join(parts)


def without_district(case: Case, rng: random.Random) -> str:
    return f"{case.kind.lower()} {case.name}, {SHORT_PROVINCES.get(case.province, case.province)}"


def reversed_parts(case: Case, rng: random.Random) -> str:
    numbered = case.name.isdigit() or case.district.isdigit()
    return rng.choice((" - ", ", ", " / ", "; ")).join(reversed(case.parts(kinds=numbered)))


def mistyped(case: Case, rng: random.Random) -> str:
    return ", ".join([f"{case.kind} {mistype(case.name, rng)}", *case.parts()[1:]])


def unmarked(case: Case, rng: random.Random) -> str:
    return ", ".join(case.parts(kinds=case.name.isdigit() or case.district.isdigit()))


def carelessly(case: Case, rng: random.Random) -> str:
    """Everything at once: kinds left out, a typing error anywhere, a hamlet or street, odd separators, no accents."""
    kinds = (SHORT_KINDS[case.kind], case.kind.lower(), "P." if case.name.isdigit() else "")
    parts = [f"{rng.choice(kinds)} {case.name}".strip()]
    if case.district:
        kinds = (SHORT_DISTRICTS[case.district_kind], case.district_kind, "Q." if case.district.isdigit() else "")
        parts.append(f"{rng.choice(kinds)} {case.district}".strip())
    if rng.random() < 0.7 or not case.district:
        parts.append(rng.choice((case.province, case.full_province)))
    if rng.random() < 0.4:
        wrong = rng.randrange(len(parts))
        parts[wrong] = mistype(parts[wrong], rng)
    if rng.random() < 0.3:
        parts.insert(0, rng.choice(HAMLETS).strip(", "))
    text = rng.choice((", ", " ", " - ", "; ", ".")).join(parts)
    return strip_accents(text).lower() if rng.random() < 0.5 else text


WAYS: dict[str, Callable[[Case, random.Random], str]] = {
    "full": lambda case, rng: ", ".join(case.parts()),
    "no accents": lambda case, rng: strip_accents(" ".join(case.parts())).lower(),
    "abbreviated": abbreviated,
    "capitals": lambda case, rng: ", ".join(case.parts()).upper(),
    "no kinds": unmarked,
    "with hamlet": lambda case, rng: rng.choice(HAMLETS) + ", ".join(case.parts()),
    "no province": lambda case, rng: ", ".join(case.parts()[:-1]),
    "no district": without_district,
    "reversed": reversed_parts,
    "mistyped": mistyped,
}


CARELESS: dict[str, Callable[[Case, random.Random], str]] = {"carelessly": carelessly}


def is_right(case: Case, reading: PlaceReading) -> bool:
    """Strictly: the right commune is best; a split commune shows every part, and doubt."""
    if reading.best is None or reading.best.code not in case.codes:
        return False
    return len(case.codes) == 1 or (
        reading.confidence < 0.8 and set(case.codes) <= {c.code for c in reading.alternatives}
    )


def is_offered(case: Case, reading: PlaceReading) -> bool:
    """Leniently: right, or among the alternatives with the doubt shown."""
    offered = {c.code for c in reading.alternatives}
    return is_right(case, reading) or (reading.confidence < 0.8 and bool(offered & set(case.codes)))


def binh_thuan() -> list[Case]:
    old = [o for o in places.list_old_communes() if o.province == "Bình Thuận"]
    codes = {code for o in old for code in o.new_codes}
    return [*(new_case(places.get_commune(c)) for c in sorted(codes)), *map(old_case, old)]


def home_of(case: Case, way: str) -> str | None:
    """The caller's province, where the words name none and no district either."""
    return case.province if way == "no province" and not case.district else None


def sample(rng: random.Random) -> Iterator[tuple[Case, str]]:
    new = rng.sample(places.list_communes(), SAMPLE // 2)
    old = rng.sample(places.list_old_communes(), SAMPLE // 2)
    for case in (*map(new_case, new), *map(old_case, (o for o in old if o.kind != "huyện"))):
        yield case, rng.choice(list(WAYS))


def measure(title: str, cases: list[tuple[Case, str, str | None]], *, wrong: int) -> tuple[float, float]:
    """Read every case, print the shares by way of writing, and return (strict, lenient)."""
    rng = random.Random(SEED)
    total, strict, lenient, silent = Counter[str](), Counter[str](), Counter[str](), 0
    shown = 0
    start = time.perf_counter()
    for case, way, home in cases:
        text = (WAYS | CARELESS)[way](case, rng)
        reading = read_place(text, home)
        total[way] += 1
        strict[way] += is_right(case, reading)
        lenient[way] += is_offered(case, reading)
        silent += not is_right(case, reading) and reading.best is not None and reading.confidence >= 0.8
        if not is_offered(case, reading) and shown < wrong:
            shown += 1
            best = f"{reading.best.name} ({reading.best.province})" if reading.best else None
            names = [c.name for c in reading.alternatives]
            print(
                f"   {way}: {text!r} → {best} {reading.kind_of_reading} {reading.confidence} {names[:4]}; want {case}"
            )
    took = time.perf_counter() - start
    n = sum(total.values())
    print(f"{title}: {n} readings, strict {sum(strict.values()) / n:.2%}, lenient {sum(lenient.values()) / n:.2%}, ")
    print(f"   wrong though sure (confidence ≥ 0.8) {silent / n:.2%}; {1000 * took / n:.2f} ms a reading")
    for way in total:
        print(f"   {way:12} strict {strict[way] / total[way]:7.2%}  lenient {lenient[way] / total[way]:7.2%}")
    return sum(strict.values()) / n, sum(lenient.values()) / n


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", type=int, default=0, help="print so many wrong readings of each part")
    options = parser.parse_args()
    start = time.perf_counter()
    places.list_communes(), places.list_old_communes()
    tables = time.perf_counter()
    place_names.gazetteer()
    index = time.perf_counter()
    print(f"tables loaded in {tables - start:.3f} s, name index built in {index - tables:.3f} s")
    home = [(case, way, "Lâm Đồng") for case in binh_thuan() for way in WAYS]
    measure("Bình Thuận", home, wrong=options.wrong)
    country = [(case, way, home_of(case, way)) for case, way in sample(random.Random(SEED))]
    measure("Whole country", country, wrong=options.wrong)
    careless = [(case, "carelessly", "Lâm Đồng") for case in binh_thuan() for _ in range(10)]
    measure("Bình Thuận, carelessly", careless, wrong=options.wrong)
    careless = [(case, "carelessly", None) for case, _ in sample(random.Random(SEED))]
    measure("Whole country, carelessly", careless, wrong=options.wrong)


if __name__ == "__main__":
    main()
