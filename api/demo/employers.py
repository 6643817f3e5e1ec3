"""Invented employers of the kinds that hire in the province.

Tax codes carry the prefix of the province's tax office and a running number far beyond those given out (3409…), with a
right check digit: none belongs to a real firm.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from api.demo.dice import chosen, pick, shares, table
from api.demo.names import draw_name
from api.demo.province import DemoCommune, by_account, write_commune
from api.demo.writing import draw_phone, write_phone
from employers.company_names import normalise_company
from employers.reference.text import fold

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)  # Circular 86/2024/TT-BTC, Art. 5
_COMMITTED_SHARE = 0.22
_MISSING_POINT_SHARE = 0.08
_EFFECT_SPREAD = 0.5  # standard deviation in log-odds of how well people stay with one employer or another
HOUSES_ITS_PEOPLE = {
    "caosu": 0.9,
    "trai": 0.75,
    "tom": 0.8,
    "resort": 0.5,
    "xaydung": 0.35,
    "vinhtan": 0.4,
    "cang": 0.3,
}
HOUSES_OTHERWISE = 0.06
_STUTTER = re.compile(r"(\b\w+) \1\b")  # "Tám Phước Phước Hội"


COLLEGE_TAX_CODE = "3409999996"
"""Of the invented college; no drawn employer gets it."""


@dataclass(frozen=True, slots=True)
class DemoEmployer:
    """An invented employer; ``effect`` (log-odds) is the hidden truth about how long people stay there."""

    tax_code: str
    name: str
    sector: str
    kind: str
    industry: str
    commune: DemoCommune
    latitude: float
    longitude: float
    has_point: bool
    workforce: int
    committed: bool
    housing: bool
    transport: bool
    meals: bool
    effect: float
    trades: tuple[tuple[str, float], ...]
    past_weight: float


def tax_code(first_nine: str) -> str:
    """Complete nine digits with the check digit: ``010023348`` gives ``0100233488``.

    Returns
    -------
    str
        Ten digits, or an empty text when the remainder is 0 and no check digit of one place exists.
    """
    remainder = sum(int(digit) * weight for digit, weight in zip(first_nine, _TAX_WEIGHTS, strict=True)) % 11
    return f"{first_nine}{10 - remainder}" if remainder else ""


def draw_employers(rng: random.Random, count: int) -> list[DemoEmployer]:
    """Draw employers, each sector in its share.

    Parameters
    ----------
    rng : random.Random
        Chance.
    count : int
        How many, at least 1.

    Returns
    -------
    list of DemoEmployer, length count
        Names (folded) and tax codes are unique; the sectors are mixed.
    """
    sectors = table("sectors")
    names: set[str] = set()
    numbers = iter(rng.sample(range(100_000), min(100_000, count * 2 + 20)))
    drawn: list[DemoEmployer] = []
    for sector, share in zip(sectors, shares(count, [float(s["count"]) for s in sectors]), strict=True):
        drawn += [_employer(rng, sector, names, _tax_number(rng, sector["tax"], numbers)) for _ in range(share)]
    rng.shuffle(drawn)
    return drawn


def _tax_number(rng: random.Random, form: str, numbers: Iterator[int]) -> str:
    if form == "household" and rng.random() < 0.75:
        return f"060{rng.choice('01')}{rng.randrange(58, 99)}{next(numbers):06d}"
    while (code := tax_code(f"3409{next(numbers):05d}")) in ("", COLLEGE_TAX_CODE):
        pass
    return f"{code}-001" if form == "company" and rng.random() < 0.07 else code


def _employer(rng: random.Random, sector: dict[str, str], names: set[str], number: str) -> DemoEmployer:
    commune = by_account(rng.choice(sector["communes"].split()))
    low, high = (int(part) for part in sector["workers"].split("-"))
    workforce = round(low * (high / low) ** rng.random())
    trades = (entry.rsplit(" ", 1) for entry in sector["trades"].split(";"))
    return DemoEmployer(
        tax_code=number,
        name=_name(rng, sector, commune, names),
        sector=sector["key"],
        kind=sector["kind"],
        industry=sector["industry"],
        commune=commune,
        latitude=round(commune.latitude + rng.gauss(0, 0.006), 5),
        longitude=round(commune.longitude + rng.gauss(0, 0.006), 5),
        has_point=rng.random() > _MISSING_POINT_SHARE,
        workforce=workforce,
        committed=rng.random() < _COMMITTED_SHARE,
        housing=rng.random() < HOUSES_ITS_PEOPLE.get(sector["key"], HOUSES_OTHERWISE),
        transport=workforce >= 250 and rng.random() < 0.6,
        meals=rng.random() < (0.8 if workforce >= 30 else 0.35),
        effect=rng.gauss(0, _EFFECT_SPREAD),
        trades=tuple((key, float(weight)) for key, weight in trades),
        past_weight=float(sector["past"]),
    )


def _spellings(name: str) -> set[str]:
    """What a name must not share with another: itself unaccented, and its core without legal forms."""
    return {fold(name), normalise_company(name).core}


def _name(rng: random.Random, sector: dict[str, str], commune: DemoCommune, taken: set[str]) -> str:
    """Put a name together that nobody has yet; after many tries a number tells branches of one name apart."""
    words = {row["kind"]: row["words"].split(";") for row in table("brands")}
    for attempt in range(1000):
        pattern = rng.choice(sector["names"].split("|"))
        name = pattern.format(b=rng.choice(words["company"]), o=rng.choice(words["owner"]), p=commune.short)
        if attempt >= 40:
            name = f"{name} số {rng.randrange(2, 2 + attempt * 10)}"
        if not taken & _spellings(name) and not _STUTTER.search(fold(name)):
            break
    taken |= _spellings(name)
    return name


def employer_rows(rng: random.Random, employers: list[DemoEmployer]) -> list[dict[str, str]]:
    """Write the employers' list with the English keys of formats.md."""
    return [_row(rng, employer) for employer in employers]


def college_row() -> dict[str, str]:
    """The college that teaches at the centre, as the register has it; it posts nothing."""
    return {
        "tax_code": COLLEGE_TAX_CODE,
        "name": "Trường Cao đẳng Bình Thuận",
        "kind": "đơn vị sự nghiệp",
        "industry": "đào tạo nghề",
        "commune": write_commune(random.Random(0), by_account("phanthiet")),  # noqa: S311 — an invented cell
        "address": "Số 205, khu phố 4",
        "latitude": "",
        "longitude": "",
        "contact_name": "",
        "phone": "0252 100 2051",
        "email": "daotao@caodang-binhthuan.example",
        "workforce": "120",
        "committed": "",
    }


def _row(rng: random.Random, employer: DemoEmployer) -> dict[str, str]:
    contact = draw_name(rng, "Kinh", rng.choice(("Nam", "Nữ")))
    known_mail = employer.workforce >= 30 and rng.random() < 0.6
    return {
        "tax_code": employer.tax_code,
        "name": employer.name.upper() if rng.random() < 0.08 else employer.name,
        "kind": employer.kind,
        "industry": employer.industry,
        "commune": write_commune(rng, employer.commune),
        "address": _address(rng, employer),
        "latitude": f"{employer.latitude:.5f}" if employer.has_point else "",
        "longitude": f"{employer.longitude:.5f}" if employer.has_point else "",
        "contact_name": contact if rng.random() < 0.9 else "",
        "phone": _phone(rng),
        # .example is reserved by RFC 2606: no letter of a demonstration arrives anywhere.
        "email": f"tuyendung@{'-'.join(fold(employer.name).split()[-3:])}.example" if known_mail else "",
        "workforce": str(employer.workforce),
        "committed": "x" if employer.committed else pick(rng, (("", 6), ("không", 2))),
    }


def _phone(rng: random.Random) -> str:
    if rng.random() < 0.2:
        return f"0252 1{rng.randrange(100):02d} {rng.randrange(1000, 9999)}"  # no subscriber's number begins with 1
    return write_phone(rng, draw_phone(rng))


def _address(rng: random.Random, employer: DemoEmployer) -> str:
    if employer.workforce >= 250 and employer.sector != "caosu":
        return f"Lô {rng.choice('ABCD')}{rng.randrange(1, 9)}, cụm công nghiệp {employer.commune.short}"
    if employer.commune.name.startswith("Phường"):
        return f"Số {rng.randrange(2, 320)}, khu phố {rng.randrange(1, 12)}"
    return f"Thôn {rng.randrange(1, 8)}"


def busiest(rng: random.Random, employers: list[DemoEmployer], count: int) -> list[DemoEmployer]:
    """Say who posts each of ``count`` openings: everyone once while there are enough, the larger ones again."""
    first = chosen(rng, employers, count)
    again = rng.choices(employers, [employer.workforce**0.5 for employer in employers], k=count - len(first))
    return first + again
