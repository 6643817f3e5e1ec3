"""Words to occupations and places as commands and routes show them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from employers.reference.occupation_linker import link_occupations
from employers.reference.occupations import get_occupation, search_occupations
from employers.reference.place_reader import read_place
from employers.reference.places import Commune, search_places

_NOTHING_TAUGHT: Final[Mapping[str, str]] = MappingProxyType({})


def occupation_view(words: str, taught: Mapping[str, str] = _NOTHING_TAUGHT) -> dict[str, Any]:
    """What words name, by what curators taught too, and occupations that start like them."""
    readings = [
        {
            "isco": r.code,
            "name": get_occupation(r.code).name_vi,
            "name_en": get_occupation(r.code).name_en,
            "confidence": round(r.confidence, 3),
            "words": r.words,
        }
        for r in link_occupations(words, taught)
    ]
    near = [{"isco": o.code, "name": o.name_vi} for o in search_occupations(words, 10)]
    return {"text": words, "readings": readings, "suggestions": near}


def _commune_view(commune: Commune) -> dict[str, Any]:
    return {
        "code": commune.code,
        "name": commune.name,
        "province": commune.province,
        "latitude": commune.latitude,
        "longitude": commune.longitude,
        "wage_region": commune.wage_region,
    }


def place_view(words: str, home_province: str | None) -> dict[str, Any]:
    """Every reading of an address, the likeliest first, and communes that start like it."""
    reading = read_place(words, home_province)
    return {
        "text": words,
        "best": _commune_view(reading.best) if reading.best else None,
        "confidence": round(reading.confidence, 3),
        "kind": reading.kind_of_reading,
        "old_name": reading.old_name,
        "alternatives": [_commune_view(c) for c in reading.alternatives],
        "suggestions": [_commune_view(c) for c in search_places(words, 10, home_province)],
    }
