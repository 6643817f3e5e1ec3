"""The 45 communes of the demonstration: how many live there, who they are, and how an office writes the name."""

import random
from dataclasses import dataclass
from functools import cache

from api.demo.dice import table
from employers.reference.places import get_commune, list_old_communes, road_km

_DISTRICT_SHORT = {"Thành phố ": "TP ", "Thị xã ": "TX ", "Huyện ": "H. "}
_OLD_PROVINCE = "Bình Thuận"
# Old Lâm Đồng had communes of these names too, so that "xã Tân Thành, Lâm Đồng" has two readings.
_NAMED_TWICE = ("23143", "23194")


@dataclass(frozen=True, slots=True)
class DemoCommune:
    """A commune as the demonstration uses it.

    Attributes
    ----------
    code, name : str
        Code and full name on the map since 2025-07-01.
    latitude, longitude : float
        Degrees of the point that stands for the commune.
    region : str
        Minimum-wage region, ``II``–``IV``.
    weight : float
        Plausible thousands of inhabitants, set by hand: not statistics.
    account : str
        Last part of the case workers' account names: ``phanthiet``.
    coast : bool
        True where people live by the sea.
    minorities : tuple of (str, float)
        Peoples other than Kinh and their plausible share in per cent.
    """

    code: str
    name: str
    latitude: float
    longitude: float
    region: str
    weight: float
    account: str
    coast: bool
    minorities: tuple[tuple[str, float], ...]

    @property
    def short(self) -> str:
        """The name without its kind: ``Hàm Kiệm``."""
        return self.name.split(" ", 2)[2] if self.name.startswith("Đặc khu") else self.name.split(" ", 1)[1]


@cache
def communes() -> tuple[DemoCommune, ...]:
    """List the 45 communes in order of code."""
    return tuple(_commune(row) for row in table("communes"))


@cache
def by_account(account: str) -> DemoCommune:
    """Give the commune whose accounts end so."""
    return next(commune for commune in communes() if commune.account == account)


def _commune(row: dict[str, str]) -> DemoCommune:
    place = get_commune(row["code"])
    minorities = (entry.rsplit(" ", 1) for entry in row["minorities"].split(";") if entry)
    return DemoCommune(
        code=place.code,
        name=place.name,
        latitude=place.latitude,
        longitude=place.longitude,
        region=place.wage_region or "IV",
        weight=float(row["weight"]),
        account=row["account"],
        coast=row["coast"] == "x",
        minorities=tuple((people, float(share)) for people, share in minorities),
    )


def commute_km(home: DemoCommune, latitude: float, longitude: float) -> float:
    """Measure the way to work in kilometres by road, from the commune's point as formats.md says."""
    return road_km(home.latitude, home.longitude, latitude, longitude)


def write_commune(rng: random.Random, commune: DemoCommune, old_share: float = 0.0) -> str:
    """Write a commune as an office would, in a form that has one reading only.

    Parameters
    ----------
    rng : random.Random
        Chance.
    commune : DemoCommune
        The commune of the new map.
    old_share : float
        Share, 0 to 1, of names of the map before 2025-07-01, always with district and province.
    """
    old = _old_names(commune.code)
    if old and (commune.code in _NAMED_TWICE or rng.random() < old_share):
        return rng.choice(old)
    kind, _, rest = commune.name.partition(" ")
    forms = [commune.name, commune.name, f"{kind.lower()} {rest}"]
    if kind == "Phường":
        forms.append(f"P. {rest}")
    return f"{rng.choice(forms)}, {rng.choice(('Lâm Đồng', 'Lâm Đồng', 'tỉnh Lâm Đồng'))}"


@cache
def _old_names(code: str) -> tuple[str, ...]:
    """Name the old communes that went whole into this one: a split one would have two readings."""
    names: list[str] = []
    for old in list_old_communes():
        if old.province == _OLD_PROVINCE and old.new_codes == (code,):
            names += [f"{old.name}, {old.district}, {_OLD_PROVINCE}", _short_form(old.name, old.district)]
    return tuple(names)


def _short_form(name: str, district: str) -> str:
    for long, short in _DISTRICT_SHORT.items():
        district = district.replace(long, short)
    return f"{name[0].lower()}{name[1:]}, {district}, {_OLD_PROVINCE}"
