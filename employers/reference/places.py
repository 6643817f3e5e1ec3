"""Communes of Vietnam: the map since 2025-07-01, the map before it, points, distance, and type-ahead search.

The tables (``places.csv``, ``places_old.csv``) are the product's own; ``places_sources.md`` says where they come from.
Points stand for whole communes and are good to about ± 2 km; a coordinate given for a workplace is better.
Reading words into a commune is the work of :mod:`employers.reference.place_reader`.
"""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from employers.reference.text import fold

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG 1980
ROAD_FACTOR = 1.3  # great-circle to road kilometres; the product's rule for every commute (formats.md, "Hard rules")
NEAR_COMMUNE_KM = 15.0  # points are ± 2 km and the widest communes reach about this far from theirs
_TABLES = Path(__file__).parent


class UnknownCommune(LookupError):
    """No commune of the new map has this code. Read the words again with ``read_place``, or ask the person.

    Parameters
    ----------
    code : str
        The code that was asked for.
    """

    def __init__(self, code: str) -> None:
        super().__init__(f"không có xã, phường, đặc khu nào mang mã {code!r}: kiểm tra lại mã hoặc tìm theo tên")
        self.code = code


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of the map in force since 2025-07-01.

    Attributes
    ----------
    code : str
        Five digits of the General Statistics Office list.
    name : str
        Name with its kind, as shown to people: ``"Xã Hàm Kiệm"``.
    kind : str
        ``xã``, ``phường`` or ``đặc khu``.
    province, province_code : str
        Province since 2025-07-01 without "Tỉnh"/"Thành phố", and its two digits.
    latitude, longitude : float
        Degrees (WGS 84) of a point that stands for the commune, good to about ± 2 km.
    area_km2 : float or None
        Square kilometres.
    wage_region : str or None
        Minimum-wage region ``I``–``IV``; None where it is not known, and then nothing may be concluded.
    island : bool
        True where no road or bridge leads: a job there needs housing.
    valid_from, valid_to : date, date or None
        First and last day of this row; None while in force.
    """

    code: str
    name: str
    kind: str
    province: str
    province_code: str
    latitude: float
    longitude: float
    area_km2: float | None
    wage_region: str | None
    island: bool
    valid_from: date
    valid_to: date | None

    @property
    def bare_name(self) -> str:
        """Name without its kind: ``"Hàm Kiệm"``."""
        return self.name[len(self.kind) + 1 :]


@dataclass(frozen=True, slots=True)
class OldCommune:
    """A commune of the map before 2025-07-01.

    Attributes
    ----------
    code, name : str
        As for :class:`Commune`, on the old list (a code may name another place on the new one).
    district, province : str
        District with its kind (``"Huyện Tuy Phong"``), province without.
    latitude, longitude : float or None
        Degrees; distance is measured from the *new* commune's point, not from this one.
    new_codes : tuple of str
        What it became, the most probable first; more than one when it was split.
    earlier_names : tuple of str
        Unaccented, unspaced names of communes that had been merged into it before.
    valid_to : date
        Its last day.
    """

    code: str
    name: str
    district: str
    province: str
    latitude: float | None
    longitude: float | None
    new_codes: tuple[str, ...]
    earlier_names: tuple[str, ...]
    valid_to: date

    @property
    def kind(self) -> str:
        """``xã``, ``phường`` or ``thị trấn``; ``huyện`` for five islands that had no commune."""
        return next(k for k in ("xã", "phường", "thị trấn", "huyện") if self.name.lower().startswith(k))

    @property
    def bare_name(self) -> str:
        """Name without its kind."""
        return self.name[len(self.kind) + 1 :]

    @property
    def is_split(self) -> bool:
        """True when the commune was divided among several new ones, so that its name alone does not decide."""
        return len(self.new_codes) > 1


def _rows(table: str) -> Iterator[dict[str, str]]:
    with (_TABLES / table).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


@lru_cache(maxsize=1)
def _communes() -> dict[str, Commune]:
    return {
        row["code"]: Commune(
            row["code"],
            row["name"],
            row["kind"],
            row["province"],
            row["province_code"],
            float(row["latitude"]),
            float(row["longitude"]),
            _number(row["area_km2"]),
            row["wage_region"] or None,
            row["island"] == "1",
            date.fromisoformat(row["valid_from"]),
            _day(row["valid_to"]),
        )
        for row in _rows("places.csv")
    }


@lru_cache(maxsize=1)
def list_old_communes() -> tuple[OldCommune, ...]:
    """List every commune of the old map, in order of code."""
    return tuple(
        OldCommune(
            row["old_code"],
            row["name"],
            row["district"],
            row["province"],
            _number(row["latitude"]),
            _number(row["longitude"]),
            tuple(row["new_codes"].split(";")),
            tuple(row["earlier_names"].split(";")) if row["earlier_names"] else (),
            date.fromisoformat(row["valid_to"]),
        )
        for row in _rows("places_old.csv")
    )


def list_earlier_districts() -> Iterator[tuple[str, str, str]]:
    """Give (name, district, province) of districts merged away before 2025, the name unaccented and unspaced."""
    for row in _rows("places_districts.csv"):
        for name in row["earlier_names"].split(";"):
            yield name, row["district"], row["province"]


@lru_cache(maxsize=1)
def _old_by_code() -> dict[str, OldCommune]:
    return {commune.code: commune for commune in list_old_communes()}


def get_commune(code: str) -> Commune:
    """Give the commune of the new map that has this code.

    Raises
    ------
    UnknownCommune
        If the code is not on the new map; old codes are looked up with :func:`successors`.
    """
    commune = _communes().get(code)
    if commune is None:
        raise UnknownCommune(code)
    return commune


def find_commune(code: str) -> Commune | None:
    """Give the commune of the new map that has this code, or None."""
    return _communes().get(code)


def list_communes(province: str | None = None) -> tuple[Commune, ...]:
    """List the communes of the new map in order of code.

    Parameters
    ----------
    province : str, optional
        Keep one province of the new map, written in any way (``"lam dong"``); an unknown one gives none.
    """
    if province is None:
        return tuple(_communes().values())
    wanted = fold(province)
    return tuple(c for c in _communes().values() if fold(c.province) == wanted)


def successors(old_code: str) -> tuple[Commune, ...]:
    """List what an old commune became, the most probable first; several when it was split, none for an unknown code."""
    old = _old_by_code().get(old_code)
    return tuple(get_commune(code) for code in old.new_codes) if old else ()


def great_circle_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Measure the great-circle distance (haversine) between two points in degrees, in kilometres."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_dphi, half_dlambda = (phi2 - phi1) / 2, math.radians(lon2 - lon1) / 2
    h = math.sin(half_dphi) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(half_dlambda) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def road_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Estimate kilometres by road: great-circle kilometres times ``ROAD_FACTOR``."""
    return ROAD_FACTOR * great_circle_km(lat1, lon1, lat2, lon2)


def road_km_matrix(lats1: ArrayLike, lons1: ArrayLike, lats2: ArrayLike, lons2: ArrayLike) -> NDArray[np.float64]:
    """Estimate kilometres by road between every point of one list and every point of another.

    Parameters
    ----------
    lats1, lons1 : array_like of shape (n,)
        Degrees.
    lats2, lons2 : array_like of shape (m,)
        Degrees. A NaN (place unknown) gives NaN, never a number.

    Returns
    -------
    ndarray of shape (n, m)
        Kilometres, as :func:`road_km` gives them.
    """
    phi1, phi2 = np.radians(np.asarray(lats1, float))[:, None], np.radians(np.asarray(lats2, float))[None, :]
    dlambda = np.radians(np.asarray(lons2, float))[None, :] - np.radians(np.asarray(lons1, float))[:, None]
    h = np.sin((phi2 - phi1) / 2) ** 2 + np.cos(phi1) * np.cos(phi2) * np.sin(dlambda / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * ROAD_FACTOR * np.arcsin(np.sqrt(np.minimum(h, 1.0))), dtype=np.float64)


@lru_cache(maxsize=1)
def _points() -> tuple[tuple[Commune, ...], NDArray[np.float64], NDArray[np.float64]]:
    communes = list_communes()
    return communes, np.array([c.latitude for c in communes]), np.array([c.longitude for c in communes])


def commune_at(latitude: float, longitude: float, within_km: float = NEAR_COMMUNE_KM) -> Commune | None:
    """Give the commune whose point lies nearest; a coordinate wins over a name.

    Borders are not in the tables, so near a border the neighbour may be given: points are ± 2 km.

    Parameters
    ----------
    latitude, longitude : float
        Degrees; 0, 0 and anything outside Vietnam lie within no commune's radius.
    within_km : float
        Great-circle kilometres beyond which the answer is None.
    """
    communes, latitudes, longitudes = _points()
    distances = road_km_matrix([latitude], [longitude], latitudes, longitudes)[0] / ROAD_FACTOR
    if not np.isfinite(distances).all():
        return None
    nearest = int(distances.argmin())
    return communes[nearest] if distances[nearest] <= within_km else None


@lru_cache(maxsize=1)
def _search_lines() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """List (folded bare name, folded line of all words, new codes): new map first, then old."""
    fold_once = lru_cache(maxsize=None)(fold)  # 30,000 words, 4,000 different ones

    def line(*names: str) -> str:
        return "".join(f" {fold_once(word)}" for name in names for word in name.split())

    new = [(line(c.bare_name).strip(), line(c.name, c.province), (c.code,)) for c in list_communes()]
    old = [(line(o.bare_name).strip(), line(o.name, o.district, o.province), o.new_codes) for o in list_old_communes()]
    return (*new, *old)


def search_places(query: str, limit: int = 10, home_province: str | None = None) -> tuple[Commune, ...]:
    """Suggest communes while somebody types: every typed word begins a word of the name, district or province.

    Parameters
    ----------
    query : str
        With or without accents; old names find what they became (``"vinh tan tuy"`` → Xã Vĩnh Hảo).
    limit : int
        At most so many, without repeats.
    home_province : str, optional
        A province of the new map whose communes come first among equals.

    Returns
    -------
    tuple of Commune
        A name that equals the query first, then names that begin with it, then the rest; new names before old ones.
    """
    folded = fold(query)
    words = [f" {word}" for word in folded.split()]
    if not words or limit < 1:
        return ()
    home = fold(home_province or "")
    found: list[tuple[int, bool, int, str]] = []
    for place, (name, line, codes) in enumerate(_search_lines()):
        if all(word in line for word in words):
            rank = 0 if name == folded else 1 if name.startswith(folded) else 2
            found += [(rank, fold(get_commune(code).province) != home, place, code) for code in codes]
    ordered = dict.fromkeys(code for *_, code in sorted(found))
    return tuple(get_commune(code) for code in list(ordered)[:limit])
