"""Words of an address → today's commune: the rule of old and new names, ways of writing, and doubt that is shown."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from employers.reference.place_reader import read_place
from employers.reference.places import list_communes, list_old_communes
from employers.reference.text import strip_accents
from tests.bench.places import SEED, WAYS, binh_thuan, carelessly, home_of, is_offered, is_right, sample

HOME = "Lâm Đồng"


def codes(reading):
    return {commune.code for commune in reading.alternatives}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Xã Vĩnh Tân, huyện Tuy Phong, tỉnh Bình Thuận", "22981"),
        ("xã Tuy Phong, Lâm Đồng", "22978"),
        ("P. Bình Thuận, Lâm Đồng", "22960"),
        ("xã Vũ Hòa, huyện Đức Linh, Bình Thuận", "23191"),
        ("xã Tuyên Quang, Lâm Đồng", "22963"),
        ("Bắc Bình, Lâm Đồng", "23005"),
    ],
)
def test_the_promised_readings_hold(words, code):
    reading = read_place(words)

    assert reading.best is not None
    assert reading.best.code == code
    assert reading.confidence >= 0.9


@pytest.mark.parametrize(
    "words", ["huyện Tuy Phong, Bình Thuận", "H. Tuy Phong, BT", "Tuy Phong, Bình Thuận", "tuy phong b.thuan"]
)
def test_a_bare_district_is_the_set_of_its_communes_and_no_point(words):
    reading = read_place(words)

    assert reading.best is None
    assert reading.kind_of_reading == "district"
    assert codes(reading) == {"22969", "22972", "22978", "22981"}
    assert reading.old_name == "Huyện Tuy Phong, Bình Thuận"


@pytest.mark.parametrize(
    "words", ["đặc khu Phú Quý", "huyện đảo Phú Quí, Bình Thuận", "H. Phú Quý", "Xã Tam Thanh, Phú Quí"]
)
def test_a_district_that_became_one_commune_is_that_commune(words):
    reading = read_place(words)

    assert reading.best is not None
    assert reading.best.code == "23272"
    assert reading.best.island


def test_a_name_that_is_a_ward_now_and_was_a_city_is_offered_both_ways():
    reading = read_place("Phan Thiết", HOME)

    assert reading.best is not None
    assert reading.best.code == "22945"
    assert reading.confidence < 0.8
    assert {"22918", "22924", "22954"} <= codes(reading)


def test_a_split_commune_shows_every_part_and_doubt():
    reading = read_place("xã Phong Phú, huyện Tuy Phong, Bình Thuận")

    assert reading.best is not None
    assert codes(reading) == {"22978", "22972"}
    assert reading.confidence < 0.8
    assert reading.old_name == "Xã Phong Phú, Huyện Tuy Phong, Bình Thuận"


def test_a_name_that_old_binh_thuan_had_twice_is_decided_by_nothing_but_its_district():
    assert read_place("xã Tân Hà, Bình Thuận").best is None
    assert codes(read_place("xã Tân Hà, Bình Thuận")) == {"23227", "23236"}
    assert read_place("xã Tân Hà, Đức Linh, BT").best.code == "23227"
    assert read_place("xã Tân Hà, H. Hàm Tân, BT").best.code == "23236"
    assert read_place("Bình Tân, Bắc Bình").best.code == "23023"
    assert read_place("P. Bình Tân, La Gi").best.code == "23235"


def test_a_name_borne_by_seven_communes_is_not_guessed():
    reading = read_place("Tân Thành")

    assert reading.best is None
    assert reading.confidence < 0.8
    assert len(reading.alternatives) >= 7


def test_home_is_preferred_where_no_province_is_written_and_the_doubt_stays():
    reading = read_place("Tân Thành", HOME)

    assert reading.best.code == "23143"
    assert reading.confidence < 0.8
    assert reading.alternatives


def test_home_never_overrides_a_province_that_is_written():
    assert read_place("xã Tân Thành, Cà Mau", HOME).best.province == "Cà Mau"
    assert read_place("Vĩnh Tân, Đồng Nai", HOME).best.province == "Đồng Nai"


def test_a_new_name_under_a_province_that_is_gone_is_read_with_doubt():
    reading = read_place("xã Hàm Thuận Nam, Bình Thuận")

    assert reading.best.code == "23110"
    assert reading.confidence < 0.8


@pytest.mark.parametrize(
    "words", ["Bình Thuận", "BT", "tỉnh Bình Thuận", "BINH THUAN", "Hà Nội", "TP. Hồ Chí Minh", "Lâm Đồng"]
)
def test_a_bare_province_is_no_commune(words):
    reading = read_place(words, HOME)

    assert reading.best is None
    assert reading.kind_of_reading == "province"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("thon 5 xa vu hoa huyen duc linh binh thuan", "23191"),
        ("kp 3, phường Phú Thuỷ, PT", "22924"),
        ("x.Đa Kai,h.Đức Linh,t.Bình Thuận", "23200"),
        ("Xã: Vĩnh Tân; Huyện: Tuy Phong; Tỉnh: Bình Thuận", "22981"),
        ("xã Vĩnh Tân. Huyện Tuy Phong. Tỉnh Bình Thuận", "22981"),
        ("Bình Thuận - Tuy Phong - Vĩnh Tân", "22981"),
        ("Phan Rý Cửa, Tuy Phong", "22972"),
        ("TT. Ma Lâm, H.Hàm Thuận Bắc", "23059"),
        ("xã tân hải lagi", "23246"),
        ("Mepu, Đ.Linh", "23200"),
        ("Hoà Thắng/Bắc Bình/B.Thuận", "23053"),
        ("Tiến Lợi, tp PT", "22963"),
        ("30/4 Trần Hưng Đạo, Phú Trinh, Phan Thiết", "22945"),
        ("Thôn Tân Thành, xã Hàm Minh, HTN, BT", "23110"),
        ("KCN Hàm Kiệm II, xã Hàm Kiệm, huyện Hàm Thuận Nam", "23128"),
        ("P.1, Q.3, TP.HCM", "27154"),
        ("Phường 01, Quận 03, TP HCM", "27154"),
        ("xã K' Dang, Đak Đoa, Gia Lai", "23714"),
        ("Phường 5, Vũng Tàu, Bà Rịa - Vũng Tàu", "26506"),
        ("Phường Xuân Hương, Đà Lạt", "24781"),
        ("phường Linh Trung, quận Thủ Đức, TP HCM", "26800"),
        ("Mũi Né, tỉnh Lâm Đồng", "22918"),
        ("12 Lê Lợi, Mũi Né, Phan Thiết", "22918"),
        ("Khu phố 3 - phường Hàm Tiến - Thành phố Phan Thiết", "22918"),
        ("12 lê lợi - bắc đông quan - hưng yên", "12745"),  # there is a ward Lê Lợi in Hưng Yên
        ("Tien Phuoc.Thanh pho Da Nang", "20854"),
        ("P. Thảo Điền, Q.2, TPHCM", "27094"),  # Quận 2 was merged into Thủ Đức in 2021
        ("xã Vĩnh Hảo (xã Vĩnh Tân cũ), Lâm Đồng", "22981"),
        ("xa\u0303 Vi\u0303nh Ta\u0302n, huye\u0323\u0302n Tuy Phong", "22981"),  # decomposed letters
        ("xã\u00a0Vĩnh\u200b Tân, huyện Tuy\u00a0Phong", "22981"),
        ("xã Ðức Hạnh, huyện Ðức Linh", "23194"),  # U+00D0 for Đ
    ],
)
def test_addresses_are_read_as_offices_write_them(words, code):
    reading = read_place(words, HOME)

    assert reading.best is not None
    assert reading.best.code == code
    assert reading.words


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("xa Vnh Tan, huyen Tuy Phog, BT", "22981"),
        ("Phường Phú Tinh, Thành phố Phan Thiết", "22945"),
        ("Xã Hàm Thuận ắc, Lâm Đồng", "23089"),
        ("Xã Tân Tành, tỉnh Lâm Đồng", "23143"),
        ("Xã Vinhh Lộc, Thành phố Huế", "20122"),  # a dozen names in other provinces are as near
        ("Khu phố 3 - phường HHàm Tiến - Thành phố Phan Thiết - Tỉnh Bình Thuận", "22918"),  # not "Tiến - Thành"
    ],
)
def test_a_mistyped_name_is_read_with_less_confidence(words, code):
    reading = read_place(words)

    assert reading.best is not None
    assert reading.best.code == code
    assert reading.confidence < 0.8


@pytest.mark.parametrize(("words", "code"), [("xã Thạnh An, TPHCM", "27676"), ("xã Thanh An, TPHCM", "25807")])
def test_accents_decide_between_names_that_are_one_without_them(words, code):
    assert read_place(words).best.code == code
    assert read_place(strip_accents(words)).best is None or read_place(strip_accents(words)).confidence < 0.8


@pytest.mark.parametrize("kind", ["Thị trấn", "Xã"])
def test_the_kind_word_decides_between_namesakes_of_one_district(kind):
    reading = read_place(f"{kind} Định An, huyện Trà Cú, tỉnh Trà Vinh")

    assert reading.old_name == f"{kind} Định An, Huyện Trà Cú, Trà Vinh"


@pytest.mark.parametrize("words", ["Xã Uvwxyz, tỉnh Bình Thuận", "Uvwxyz, huyện Đức Linh, Bình Thuận"])
def test_words_that_are_left_unread_lessen_confidence(words):
    reading = read_place(words)

    assert reading.best is None
    assert reading.confidence < 0.8


def test_a_house_number_makes_a_street_of_a_ward_s_name():
    street, ward = read_place("12 Lạc Đạo, Phan Thiết", HOME), read_place("Lạc Đạo, Phan Thiết", HOME)

    assert ward.best.code == "22945"
    assert ward.confidence > 0.8 > street.confidence
    assert len(street.alternatives) > 3


def test_a_hamlet_s_number_makes_no_street():
    assert read_place("thôn 2 Vĩnh Tân, Tuy Phong", HOME).confidence > 0.9


def test_a_very_long_text_is_answered():
    assert read_place("x" * 100_000).kind_of_reading == "unknown"
    assert len(read_place("Vĩnh Tân " * 10_000).words) <= 1000


def test_a_landmark_is_a_hint_and_not_an_address():
    reading = read_place("KCN Hàm Kiệm, Bình Thuận")

    assert reading.best.code == "23128"
    assert reading.confidence < 0.8


def test_two_provinces_in_one_cell_are_not_surely_a_ward():
    assert read_place("Hồ Chí Minh, Bình Dương").confidence < 0.8


def test_the_beginning_of_a_name_offers_its_completions():
    reading = read_place("Phan Rí", HOME)

    assert reading.best is None
    assert "22972" in codes(reading)


@pytest.mark.parametrize(
    "words", ["", "   ", "abc xyz", "không", "12345", "😀", "?!", "²", "9" * 5000, "ở nhà mẹ, không rõ"]
)
def test_words_that_name_no_place_give_no_commune(words):
    reading = read_place(words, HOME)

    assert reading.best is None
    assert reading.kind_of_reading == "unknown"
    assert reading.confidence == 0.0


def test_a_contradicted_name_is_offered_and_not_believed():
    reading = read_place("xã Vĩnh Tân, Hà Nội")

    assert reading.best is None or reading.confidence < 0.6


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered(words):
    reading = read_place(words, HOME)

    assert 0.0 <= reading.confidence <= 1.0
    assert reading.best is not None or reading.kind_of_reading != "new" or reading.alternatives


@given(
    st.sampled_from(list_communes()),
    st.sampled_from([str.upper, str.lower, strip_accents, lambda s: s.replace(", ", " - "), lambda s: f"  {s} ,, "]),
)
@settings(max_examples=150, deadline=None)
def test_a_full_new_address_is_read_whatever_its_case_accents_or_separators(commune, change):
    reading = read_place(change(f"{commune.name}, {commune.province}"))

    offered = codes(reading) | ({reading.best.code} if reading.best else set())
    assert commune.code in offered


def test_ninety_nine_in_a_hundred_addresses_of_binh_thuan_are_read_right():
    rng = random.Random(SEED)
    cases = [(case, way) for case in binh_thuan() for way in WAYS]

    readings = [(case, read_place(WAYS[way](case, rng), HOME)) for case, way in cases]

    assert len(readings) == 1660
    assert sum(is_right(case, r) for case, r in readings) / 1660 >= 0.99
    assert all(is_offered(case, r) for case, r in readings)
    assert not [r for case, r in readings if not is_right(case, r) and r.best is not None and r.confidence >= 0.8]


def test_careless_writing_is_read_right_nineteen_times_in_twenty_and_wrongly_with_doubt():
    rng = random.Random(SEED)
    cases = [case for case in binh_thuan() for _ in range(5)]

    readings = [(case, read_place(carelessly(case, rng), HOME)) for case in cases]

    assert sum(is_right(case, r) for case, r in readings) / len(readings) >= 0.95
    assert not [r for case, r in readings if not is_right(case, r) and r.best is not None and r.confidence >= 0.8]


def test_ninety_seven_in_a_hundred_addresses_of_the_country_are_read_right():
    rng = random.Random(SEED)
    cases = list(sample(random.Random(SEED)))

    readings = [(case, read_place(WAYS[way](case, rng), home_of(case, way))) for case, way in cases]

    assert len(readings) >= 1990
    assert sum(is_right(case, r) for case, r in readings) / len(readings) >= 0.97


def test_every_old_commune_of_the_country_is_read_from_its_full_address():
    rng = random.Random(11)

    for old in rng.sample(list_old_communes(), 500):
        reading = read_place(f"{old.name}, {old.district}, {old.province}")
        offered = codes(reading) | ({reading.best.code} if reading.best else set())
        assert offered >= set(old.new_codes) or reading.confidence < 0.8, old


@pytest.mark.parametrize("words", ["xã Không Có", "xã Chưa Rõ", "không rõ", "ngoài tỉnh", "xã Khác", "xa khong biet"])
@pytest.mark.parametrize("home", [None, "Lâm Đồng", "Bình Thuận"])
def test_words_that_say_no_place_name_none(words, home):
    reading = read_place(words, home)

    assert (reading.best, reading.kind_of_reading, reading.alternatives) == (None, "unknown", ())


@pytest.mark.parametrize("home", ["Lâm Đồng", "Bình Thuận"])
def test_a_home_commune_written_right_has_no_rival_that_accents_rule_out(home):
    reading = read_place("xã Đức Linh", home)

    assert (reading.best.name, reading.alternatives) == ("Xã Đức Linh", ())
    assert reading.confidence >= 0.9


@pytest.mark.parametrize("words", ["xã Lương Sơn", "Lương Sơn", "thôn 3, xã Lương Sơn", "Phường Phan Thiết"])
def test_a_home_commune_named_whole_and_right_is_not_doubted_for_namesakes_elsewhere(words):
    reading = read_place(words, "Lâm Đồng")

    assert (reading.best.province, reading.alternatives) == ("Lâm Đồng", ())
    assert reading.confidence >= 0.8


@pytest.mark.parametrize("words", ["xa luong son", "xã Lương Sơn, Phú Thọ", "Đức Linh", "thị trấn Lương Sơn"])
def test_a_home_name_that_says_less_or_something_else_keeps_its_doubt(words):
    assert read_place(words, "Lâm Đồng").alternatives != ()
