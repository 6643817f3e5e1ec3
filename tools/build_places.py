"""Build ``places.csv``, ``places_old.csv`` and ``places_districts.csv``; run by hand, never at run time.

    python tools/build_places.py --package SITE_PACKAGES/vietnamadminunits --checked ../shared/data

Sources: the data files of the PyPI package ``vietnamadminunits`` 1.0.4 (MIT License, Copyright (c) 2025 Tran Ngoc Minh
Hieu), installed in a temporary environment outside the checkout, and the checked tables of Bình Thuận
(``places_binh_thuan.csv``, ``places_binh_thuan_old.csv``), which win wherever the two disagree. The licence and what
was changed are written out in ``employers/reference/places_sources.md``.
"""

import argparse
import csv
import json
import math
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent.parent / "employers" / "reference"
NEW_KINDS = ("xã", "phường", "đặc khu")
NEW_HEADER = (
    *("code", "name", "kind", "province", "province_code", "latitude", "longitude", "area_km2"),
    *("wage_region", "island", "valid_from", "valid_to"),
)
OLD_HEADER = (
    *("old_code", "name", "district", "province", "latitude", "longitude"),
    *("new_codes", "earlier_names", "valid_to"),
)
# A successor further than this from the old commune's point is a namesake elsewhere in the merged province (the package
# joins by unaccented name: Tân Thạnh of Thới Lai was sent to Tân Thạnh of Sóc Trăng, 66 km off). The largest true
# distance seen, in the emptiest communes of the north-west, is under 30 km.
NAMESAKE_KM = 35.0
# A new commune's point is doubted when every old commune in it lies further off than this many radii of its area (and
# than these kilometres): points were looked up by name, and a namesake elsewhere was taken (Hàm Thuận: 13 km).
DOUBTED_RADII, DOUBTED_KM = 1.5, 6.0
PREFIXES = ("Thành phố ", "Tỉnh ")
# Keys by which the package writes a commune kind in front of an alias.
DISTRICT_ALIAS_KINDS = ("huyen", "thixa", "thanhpho", "tx", "tp")
ALIAS_KINDS = ("thitran", "phuong", "xa", "tt", "p", "x")


@dataclass
class OldCommune:
    """A commune as it was up to 2025-06-30, and the codes of what it became, the most probable first."""

    code: str
    name: str
    district: str
    province: str
    point: tuple[float, float] | None
    district_point: tuple[float, float] | None
    key: str
    aliases: list[str] = field(default_factory=list)
    new_codes: list[str] = field(default_factory=list)


def bare(name: str) -> str:
    """Take "Tỉnh" or "Thành phố" off a province's name."""
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    return name


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance between two (latitude, longitude) points in degrees."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(h))


def read_new(database: sqlite3.Connection) -> dict[str, dict[str, str]]:
    """Read the communes of the new map by code, in the columns of ``NEW_HEADER``."""
    rows = {}
    for row in database.execute("select * from admin_units order by wardCode"):
        rows[row["wardCode"]] = {
            "code": row["wardCode"],
            "name": row["ward"],
            "kind": next(k for k in NEW_KINDS if row["ward"].lower().startswith(k)),  # wardType is wrong twice
            "province": bare(row["province"]),
            "province_code": row["provinceCode"],
            "latitude": f"{row['wardLat']:.5g}" if row["wardLat"] is not None else "",
            "longitude": f"{row['wardLon']:.6g}" if row["wardLon"] is not None else "",
            "area_km2": f"{row['wardAreaKm2']:g}" if row["wardAreaKm2"] else "",
            "wage_region": "",
            "island": "",
            "valid_from": "2025-07-01",
            "valid_to": "",
            "_key": f"{row['provinceKey']}/{row['wardKey']}",
        }
    return rows


def read_old(database: sqlite3.Connection) -> dict[str, OldCommune]:
    """Read the old communes by the package's key; five island districts had none and stand for themselves."""
    communes = {}
    for row in database.execute("select * from admin_units_legacy order by wardCode"):
        key = f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"
        latitude, longitude = (
            (row["wardLat"], row["wardLon"]) if row["wardCode"] else (row["districtLat"], row["districtLon"])
        )
        communes[key] = OldCommune(
            code=row["wardCode"] or row["districtCode"],
            name=row["ward"] or row["district"],
            district=row["district"],
            province=bare(row["province"]),
            point=(latitude, longitude) if latitude is not None else None,
            district_point=(row["districtLat"], row["districtLon"]) if row["districtLat"] is not None else None,
            key=key,
            aliases=earlier_names(json.loads(row["wardAlias"] or "[]"), row["wardShortKey"] or ""),
        )
    return communes


def earlier_names(aliases: Iterable[str], own_key: str) -> list[str]:
    """Keep the names that merged communes bore before (2019–2025), without kind, as unspaced unaccented keys."""
    kept = []
    known = set(aliases)
    for alias in aliases:
        rest = next((alias[len(k) :] for k in ALIAS_KINDS if alias.startswith(k) and alias[len(k) :] in known), alias)
        if alias.startswith(("thitran", "phuong", "xa", "tt")) and rest == alias:
            continue  # the same name with another kind ("xadaixuan"): the reader tolerates that without help
        if rest != own_key and rest not in kept and not rest.isdigit():
            kept.append(rest)
    return kept


def earlier_districts(database: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """List (district, province, names of districts merged into it before 2025, unaccented and unspaced)."""
    query = "select distinct district, province, districtShortKey, districtAlias from admin_units_legacy"
    rows = []
    for row in database.execute(f"{query} where districtAlias is not null order by provinceCode, districtCode"):
        aliases = json.loads(row["districtAlias"])
        names = {alias for alias in aliases if not alias.startswith(DISTRICT_ALIAS_KINDS) and not alias[-1].isdigit()}
        names |= {alias[4:].lstrip("0") for alias in aliases if alias[:4] == "quan" and alias[4:].isdigit()}
        names.discard(row["districtShortKey"])
        if names:
            rows.append((row["district"], bare(row["province"]), ";".join(sorted(names))))
    return rows


def join(old: dict[str, OldCommune], new: dict[str, dict[str, str]], converter: dict[str, dict[str, object]]) -> None:
    """Fill ``new_codes`` of every old commune from the package's conversion table."""
    by_key: dict[str, list[str]] = defaultdict(list)
    for code, row in new.items():
        by_key[row["_key"]].append(code)
    for province, table in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new_key, old_keys in table.items():  # type: ignore[attr-defined]  # JSON: dict of lists
            for old_key in old_keys:
                old[old_key].new_codes += by_key[f"{province}/{new_key}"]
    for province, table in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old_key, parts in table.items():  # type: ignore[attr-defined]  # JSON: dict of lists of dicts
            for part in sorted(parts, key=lambda p: not p["isDefaultNewWard"]):
                old[old_key].new_codes += by_key[f"{province}/{part['newWardKey']}"]


def settle(commune: OldCommune, new: dict[str, dict[str, str]]) -> None:
    """Drop namesakes, and put first the part that carries the old commune's own code on: it kept the seat."""
    codes = list(dict.fromkeys(commune.new_codes))
    if len(codes) > 1 and commune.point:
        away = {c: kilometres(commune.point, (float(new[c]["latitude"]), float(new[c]["longitude"]))) for c in codes}
        nearest = min(away.values())
        codes = [c for c in codes if away[c] <= max(NAMESAKE_KM, nearest)]
    commune.new_codes = sorted(codes, key=lambda c: c != commune.code)


def mend_points(new: dict[str, dict[str, str]], old: Iterable[OldCommune]) -> list[str]:
    """Move new communes' points that lie far from everything they are made of; give one line for each move.

    The referee is the old district's point: the mean of the old communes' points is taken where it is the nearer to it.
    Special zones are left alone (for far islands the old points are the wrong ones).
    """
    members: dict[str, list[OldCommune]] = defaultdict(list)
    for commune in old:
        if commune.point and commune.district_point:
            for code in commune.new_codes:
                members[code].append(commune)
    moved = []
    for code, communes in members.items():
        row = new[code]
        here = (float(row["latitude"]), float(row["longitude"]))
        points = [c.point for c in communes if c.point]
        radius = math.sqrt(float(row["area_km2"] or 30) / math.pi)
        away = min(kilometres(here, point) for point in points)
        if row["kind"] == "đặc khu" or away <= max(DOUBTED_KM, DOUBTED_RADII * radius):
            continue
        mean = (sum(p[0] for p in points) / len(points), sum(p[1] for p in points) / len(points))
        referee = communes[0].district_point
        if referee and kilometres(mean, referee) < kilometres(here, referee):
            row["latitude"], row["longitude"] = f"{mean[0]:.4f}", f"{mean[1]:.4f}"
            moved.append(f"moved {away:.0f} km: {code} {row['name']} ({row['province']})")
    return moved


def override_new(new: dict[str, dict[str, str]], overrides: Iterable[dict[str, str]]) -> None:
    """Let checked rows win, column by column; an empty or absent cell changes nothing."""
    for row in overrides:
        target = new[row["code"]]
        target.update({k: v for k, v in row.items() if k in NEW_HEADER and v})


def override_old(old: dict[str, OldCommune], checked: list[dict[str, str]]) -> None:
    """Replace every commune of the provinces in the checked table by its checked rows."""
    provinces = {row["old_province"] for row in checked}
    aliases = {c.code: c.aliases for c in old.values() if c.province in provinces}
    for key in [k for k, c in old.items() if c.province in provinces]:
        del old[key]
    for row in checked:
        commune = old.setdefault(
            row["old_code"] + row["old_province"],
            OldCommune(
                code=row["old_code"],
                name=row["old_name"],
                district=row["old_district"],
                province=row["old_province"],
                point=(float(row["latitude"]), float(row["longitude"])),
                district_point=None,
                key=row["old_code"],
                aliases=aliases.get(row["old_code"], []),
            ),
        )
        commune.new_codes.append(row["new_code"])


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a table with a header row."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_new(new: dict[str, dict[str, str]]) -> None:
    """Write ``places.csv`` in order of code."""
    with (REFERENCE / "places.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, NEW_HEADER, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(new[code] for code in sorted(new))


def write_old(old: Iterable[OldCommune]) -> None:
    """Write ``places_old.csv`` in order of code."""
    with (REFERENCE / "places_old.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(OLD_HEADER)
        for c in sorted(old, key=lambda c: (len(c.code), c.code)):
            latitude, longitude = (f"{c.point[0]:.4f}", f"{c.point[1]:.4f}") if c.point else ("", "")
            names = ";".join(c.aliases)
            row = [c.code, c.name, c.district, c.province, latitude, longitude, ";".join(c.new_codes), names]
            writer.writerow([*row, "2025-06-30"])


def write_earlier_districts(rows: Iterable[tuple[str, str, str]]) -> None:
    """Write ``places_districts.csv``."""
    with (REFERENCE / "places_districts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["district", "province", "earlier_names"])
        writer.writerows(rows)


def main() -> None:
    """Read both sources, join, override, write, and print what a person should look at."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, required=True, help="folder of the installed vietnamadminunits")
    parser.add_argument("--checked", type=Path, required=True, help="folder of the checked Bình Thuận tables")
    options = parser.parse_args()
    database = sqlite3.connect(options.package / "data" / "dataset.db")
    database.row_factory = sqlite3.Row
    converter = json.loads((options.package / "data" / "converter_2025.json").read_text(encoding="utf-8"))
    new, old = read_new(database), read_old(database)
    join(old, new, converter)
    for commune in old.values():
        settle(commune, new)
    moved = mend_points(new, old.values())
    override_new(new, read_csv(options.checked / "places_binh_thuan.csv"))
    override_new(new, read_csv(REFERENCE / "places_overrides.csv"))
    override_old(old, read_csv(options.checked / "places_binh_thuan_old.csv"))
    for commune in old.values():
        settle(commune, new)
    write_new(new)
    write_old(old.values())
    write_earlier_districts(earlier_districts(database))
    print("\n".join(moved))  # noqa: T201 - a script
    report(new, old)


def report(new: dict[str, dict[str, str]], old: dict[str, OldCommune]) -> None:
    """Print counts and the rows that look wrong: no successor, or one that lies far away."""
    print(f"{len(new)} new, {len(old)} old, {sum(len(c.new_codes) > 1 for c in old.values())} split")  # noqa: T201 - a script
    for c in old.values():
        if not c.new_codes:
            print("no successor:", c.code, c.name, c.district, c.province)  # noqa: T201 - a script
            continue
        target = new[c.new_codes[0]]
        away = kilometres(c.point, (float(target["latitude"]), float(target["longitude"]))) if c.point else 0.0
        if away > NAMESAKE_KM:
            print(f"far ({away:.0f} km):", c.code, c.name, c.district, c.province, "->", target["name"])  # noqa: T201 - a script


if __name__ == "__main__":
    main()
