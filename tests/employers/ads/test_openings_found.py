"""Every opening of a message is found, however it is called for, and nothing else is taken for one."""

import pytest

from employers.ads import read_ad

HOME = "Lâm Đồng"


def titles(text: str) -> list[str]:
    return [draft.title for draft in read_ad(text, HOME)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tuyển nhân viên ở Tân An: 3 bạn bơm xăng 6tr, 2 bạn rửa xe 6tr2", ["bơm xăng", "rửa xe"]),
        ("Quán cần 1 pha chế (6tr) với 2 bạn phục vụ (5tr)", ["pha chế", "phục vụ"]),
        (
            "Cần: 08 công nhân soi màu gạch men; 03 thợ cơ khí bảo trì; 02 lái xe nâng",
            ["công nhân soi màu gạch men", "thợ cơ khí bảo trì", "lái xe nâng"],
        ),
        ("Phòng khám tuyển hộ lý 5 nữ, lao công 3 nữ", ["hộ lý", "lao công"]),
        ("Trại cần:\n- 4 người vắt sữa dê (9 triệu)\n- 1 lái máy cày (11 triệu)", ["vắt sữa dê", "lái máy cày"]),
        (
            "Cty Thiên An\nVị trí 1: Thủ kho - 01 người\nVị trí 2: Lái xe tải nhỏ - 01 nam",
            ["Thủ kho", "Lái xe tải nhỏ"],
        ),
        ("CTY NÔNG SẢN TÂN AN: nhân viên lái xe tải giao rau. Bằng C. 12tr", ["nhân viên lái xe tải giao rau"]),
        ("Tuyen 1 thu kho kiem ban hang, luong 6tr", ["thu kho kiem ban hang"]),
        ("CTY NHỰA TÂN AN\nNHÂN VIÊN ĐÓNG GÓI\nSố lượng: 16\nHồ sơ: đơn xin việc, CCCD", ["NHÂN VIÊN ĐÓNG GÓI"]),
        ("Can 2 ky thuat dien lanh, luong 9tr", ["ky thuat dien lanh"]),
        ("Quan an can 1 thu ngan, luong 6tr", ["thu ngan"]),
        ("Xưởng thép tuyễn 15 thợ hàn CO2", ["thợ hàn CO2"]),
        ("Ai biết chạy xe nâng, làm kho phân bón? Lương 9tr", ["chạy xe nâng"]),
        ("Ai rảnh tay qua nhà mình ở Tân Minh ngồi lột tỏi, 4 ngàn/kg", ["lột tỏi"]),
    ],
)
def test_openings_are_found_as_people_call_for_them(text, expected):
    found = titles(text)

    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tim nguoi nau com cho 20 cong nhan an, luong 7tr", 1),
        ("Xa Hong Phong can nguoi lot vo hat dieu, giao hang tan noi, 7k/ky", 1),
        ("Tuyển thợ sơn xe\nTuyển 1 người thôi, ưu tiên ở gần", 1),
        ("XÍ NGHIỆP KHAI THÁC ĐÁ NÚI ĐẤT\nCông nhân khoan đá: 5 nam", 1),
    ],
)
def test_what_surrounds_an_opening_is_no_second_one(text, expected):
    assert len(titles(text)) == expected


def test_a_number_said_once_for_each_post_is_every_openings_number():
    drafts = read_ad("Cần thợ mộc, thợ sơn PU cho xưởng gỗ. Mỗi vị trí 2 người, lương ngày 450-550", HOME)

    assert [draft.seats for draft in drafts] == [2, 2]


def test_a_mobile_number_comes_before_a_fixed_line():
    (draft,) = read_ad("Cần 2 thợ hàn. Lh: 0252 3860 417 hoặc 0357 018 264", HOME)

    assert draft.phone == "0357018264"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Garage Minh An cần 2 thợ máy", "7231"),
        ("Cty may Minh An cần 2 thợ máy", "7233"),
        ("Cần tài xế bằng D chạy xe đưa rước công nhân", "8331"),
        ("Salon nhận thợ phụ cắt tóc, nữ", "5141"),
        ("Karaoke Minh An cần nv phục vụ phòng", "5131"),
        ("Khách sạn Minh An tuyển nhân viên kỹ thuật bảo trì", "5153"),
    ],
)
def test_the_employers_trade_decides_a_vague_title(text, expected):
    (draft,) = read_ad(text, HOME)

    assert draft.isco == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TRẠI HEO CÔNG NGHỆ CAO SÔNG LŨY\nCần 2 công nhân", "23023"),
        ("ỦY BAN NHÂN DÂN XÃ ĐỒNG KHO thông báo: cơ sở mộc cần 2 thợ mộc", None),
        ("Phòng khám Tâm An Phú Quý cần 2 điều dưỡng", None),
        ("Homestay ở đảo Phú Quý cần 1 lễ tân", "23272"),
        ("Trại cần 2 công nhân, xe chở từ chợ Vĩnh Hảo qua", None),
    ],
)
def test_a_site_is_named_by_its_commune_and_a_messenger_is_not_the_workplace(text, expected):
    (draft,) = read_ad(text, HOME)

    assert draft.commune_code == expected


@pytest.mark.parametrize("called", ["Cần 3 nam 2 nữ bốc xếp, 350k/ngày", "Tuyển 02 nam, 03 nữ phụ kho, lương 7tr"])
def test_men_and_women_before_a_title_are_added_up(called):
    (draft,) = read_ad(called, HOME)

    assert draft.seats == 5
    assert "nam" in draft.evidence["seats"] and "nữ" in draft.evidence["seats"]


@pytest.mark.parametrize("place", ["Thuận An, Bình Dương", "Thuận An, tỉnh Bình Dương"])
def test_a_district_of_another_province_offers_no_commune_of_home(place):
    (draft,) = read_ad(f"Tuyển thợ may ở {place}, lương 9tr", HOME)

    assert (draft.commune_code, draft.commune_choices) == (None, ())
