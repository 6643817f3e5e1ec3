"""A name that is none of the country's is no slip of one: it gives no commune, also beside a true province."""

import random

import pytest

from employers.reference.place_names import gazetteer, name_key
from employers.reference.place_reader import read_place
from employers.reference.places import list_communes, list_old_communes

SEED = 20_261_128


@pytest.mark.parametrize(
    "text",
    [
        "xã Không Có, tỉnh Lâm Đồng",
        "xa Khong Co, tinh Lam Dong",
        "xã Tân Vịnh, huyện Hàm Tân",
        "phường Bịa Cương, tỉnh Lâm Đồng",
        "xã Mộng Thiên, tỉnh Đồng Nai",
        "xã Thuận Gò, Lâm Đồng",
        "phường Không Hồng, tỉnh Lâm Đồng",
    ],
)
def test_an_invented_name_with_its_province_is_no_nearest_commune(text):
    assert read_place(text, "Lâm Đồng").best is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("xã Hàm Kiêm, Lâm Đồng", "23128"),
        ("xã Hàm Kiệmm, tỉnh Lâm Đồng", "23128"),
        ("xã Hàm Liên, huyện Hàm Thuận Bắc", "23095"),
        ("xa Ham Kiem, tinh Lam Dong", "23128"),
    ],
)
def test_one_slip_is_still_forgiven(text, code):
    best = read_place(text, "Lâm Đồng").best

    assert best is not None
    assert best.code == code


def test_of_names_put_together_by_chance_hardly_one_in_fifty_is_taken_for_a_commune():
    rng = random.Random(SEED)
    units = [*list_communes(), *list_old_communes()]
    words = sorted({word for unit in units for word in unit.bare_name.split() if word.isalpha()})
    pairs = [" ".join(rng.sample(words, 2)) for _ in range(500)]
    invented = [pair for pair in pairs if name_key(pair) not in gazetteer().names]

    read = [name for name in invented if read_place(f"xã {name}, tỉnh Lâm Đồng").best is not None]

    assert len(read) < len(invented) / 50
