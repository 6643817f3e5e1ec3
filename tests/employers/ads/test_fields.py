"""Each field of an advertisement: what states it, and what only looks like it."""

import pytest

from employers.ads.conditions import read_housing, read_meals, read_transport
from employers.ads.contact import read_phone
from employers.ads.demands import read_experience, read_licence, read_schooling_asked, read_strains
from employers.ads.hours import read_named_shifts, read_working_hours
from employers.ads.message import Passage, clean
from employers.ads.place import read_workplace
from employers.ads.seats import read_seats
from employers.ads.training import read_training
from employers.ads.wage import read_pay
from employers.ads.wishes import read_ages, read_sex


def value(reader, text):
    said = reader(Passage(clean(text)))
    return None if said is None else said.value


@pytest.mark.parametrize(
    ("reader", "text", "expected"),
    [
        (read_housing, "bao ăn ở", True),
        (read_housing, "có KTX giá rẻ", True),
        (read_housing, "không bao ở", False),
        (read_housing, "ăn ở tự túc", False),
        (read_housing, "trợ cấp nhà trọ 300k", None),
        (read_housing, "có chỗ nghỉ trưa", None),
        (read_housing, "nhà trọ gần công ty", None),
        (read_housing, "phụ hồ làm nhà ở xã Hàm Liêm", None),
        (read_housing, "ở xa có lán ngủ", True),
        (read_housing, "không được ngủ gật", None),
        (read_training, "chưa biết mình chỉ 1 tuần là được", True),
        (read_training, "Trường dạy lái xe cần 2 giáo viên", None),
        (read_strains, "nam, bê thùng nặng", ("nâng nặng",)),
        (read_strains, "đứng rửa 4 tiếng liền", ("đứng lâu",)),
        (read_strains, "gọi chị Dung 0918 206 743", None),
        (read_schooling_asked, "tốt nghiệp 12 trở lên", 12),
        (read_experience, "không nhận người chưa có kinh nghiệm, ít nhất 1 năm kinh nghiệm", 12),
        (read_experience, "chưa biết may được đào tạo 1 tháng", None),
        (read_seats, "Tìm tài xế xe 29 chỗ", None),
        (read_sex, "LH 0364 150 728 Nam", None),
        (read_named_shifts, "tăng ca tối đa 3 buổi/tuần", None),
        (read_named_shifts, "150k/ca 3 tiếng", None),
        (read_named_shifts, "làm 18h-22h mỗi tối", ("tối",)),
        (read_meals, "nuôi cơm ngày 3 bữa", True),
        (read_meals, "an com trua cong ty", True),
        (read_meals, "k bao cơm", False),
        (read_meals, "có bếp tự nấu", False),
        (read_meals, "tiền ăn 30k/ngày", None),
        (read_meals, "quán cơm bà Tư", None),
        (read_transport, "có xe đưa rước tận nơi", True),
        (read_transport, "không có xe đưa đón", False),
        (read_transport, "lái xe đưa đón khách", None),
        (read_transport, "hỗ trợ xăng xe", None),
        (read_transport, "xe đón ra Bình Dương", None),
        (read_training, "chưa biết sẽ được chỉ việc", True),
        (read_training, "nhận học việc", True),
        (read_training, "không nhận học việc", False),
        (read_training, "địa chỉ: xã Hàm Kiệm, liên hệ chị Hương", None),
        (read_training, "không cần kinh nghiệm", None),
    ],
)
def test_a_condition_is_promised_refused_or_not_spoken_of(reader, text, expected):
    assert value(reader, text) == expected


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("k cần kn", 0),
        ("chưa có kinh nghiệm cũng được", 0),
        ("5 năm kinh nghiệm", 60),
        ("kn 6 tháng", 6),
        ("tay nghề 2 năm", 24),
        ("ưu tiên 1 năm kinh nghiệm", None),
        ("công ty 10 năm kinh nghiệm trong nghề", None),
        ("hợp đồng 1 năm", None),
    ],
)
def test_experience_is_the_least_demanded(text, months):
    assert value(read_experience, text) == months


@pytest.mark.parametrize(
    ("text", "licence"),
    [
        ("bằng B2 trở lên", "B"),
        ("bằng FC", "CE"),
        ("bằng lái xe máy", "A1"),
        ("ưu tiên có bằng B2", None),
        ("không cần bằng lái", None),
        ("bằng cấp 3", None),
    ],
)
def test_a_licence_is_the_lowest_class_demanded(text, licence):
    assert value(read_licence, text) == licence


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("trình độ 9/12", 9),
        ("THCS hoặc THPT", 9),
        ("biết đọc biết viết", 3),
        ("ưu tiên tốt nghiệp 12", None),
        ("gần trường THPT", None),
        ("cao đẳng trở lên", 12),
        ("hạn 12/12/2025", None),
    ],
)
def test_schooling_is_school_years(text, grade):
    assert value(read_schooling_asked, text) == grade


@pytest.mark.parametrize(
    ("text", "strains"),
    [
        ("khuân vác, đứng lâu", ("nâng nặng", "đứng lâu")),
        ("không sợ độ cao", ("trên cao",)),
        ("không tiếp xúc hóa chất", None),
        ("thu nhập cao", None),
    ],
)
def test_only_a_stated_strain_counts(text, strains):
    assert value(read_strains, text) == strains


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("chỉ nhận nữ", "nữ"),
        ("cần 1 anh lái xe", "nam"),
        ("ưu tiên nam", None),
        ("nam/nữ", None),
        ("cắt tóc nam", None),
        ("lh anh Nam", None),
        ("Hàm Thuận Nam", None),
        ("can kinh nghiem 1 nam", None),
    ],
)
def test_a_sex_is_read_only_where_one_is_asked(text, sex):
    assert value(read_sex, text) == sex


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("18-45t", (18, 45)),
        ("dưới 45 tuổi", (None, 45)),
        ("từ 18 tuổi trở lên", (18, None)),
        ("chăm cụ bà 80 tuổi", (None, None)),
        ("7h-17h", (None, None)),
        ("trên 40 tuổi, dưới 30 tuổi", (40, None)),
    ],
)
def test_ages_are_of_the_workers(text, ages):
    low, high = read_ages(Passage(text))

    assert (low and low.value, high and high.value) == ages


@pytest.mark.parametrize(
    ("text", "seats"),
    [("tuyển 5-7 người", 5), ("cần một bạn", 1), ("5 năm kinh nghiệm", None), ("2 nam, 3 nữ", 5), ("cặp vợ chồng", 2)],
)
def test_seats_are_people(text, seats):
    assert value(read_seats, text) == seats


@pytest.mark.parametrize(
    ("text", "wage"),
    [
        ("lương 5tr bao ăn ở", (5_000_000, 5_000_000, "month")),
        ("lương 7tr ca đêm", (7_000_000, 7_000_000, "month")),
        ("lương 6tr8, bao cơm", (6_800_000, 6_800_000, "month")),
        ("lương CB 5tr, TN 8-12tr", (8_000_000, 12_000_000, "month")),
        ("lương cứng 5tr + hoa hồng", (5_000_000, 5_000_000, "month")),
        ("lương từ 8tr", (8_000_000, None, "month")),
        ("đặt cọc 500k", None),
        ("ứng trước 5tr", None),
        ("trợ cấp nhà trọ 300k", None),
        ("lh 0912345678, năm 2026", None),
    ],
)
def test_a_wage_is_not_an_allowance_a_deposit_or_a_telephone(text, wage):
    read = value(read_pay, text)

    assert (read and (read.low_vnd, read.high_vnd, read.per)) == wage


@pytest.mark.parametrize(
    ("text", "shifts"),
    [
        ("giờ hành chính", ("ngày",)),
        ("làm 3 ca", ("ngày", "tối", "đêm")),
        ("ca ngày/đêm", ("ngày", "đêm")),
        ("xoay ca", None),
        ("7h-17h", None),
        ("không làm đêm", None),
        ("đi làm ngay", None),
    ],
)
def test_shifts_come_from_words_alone(text, shifts):
    assert value(read_named_shifts, text) == shifts


def test_hours_to_call_and_the_noon_rest_are_not_working_hours():
    said = read_working_hours(Passage("làm 7h-17h, nghỉ trưa 11h-13h. Gọi giờ 8h-20h"))

    assert said is not None
    assert [str(window) for window in said.value] == ["07:00-17:00"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("KCN Hàm Kiệm", "23128"),
        ("lam o ham kiem", "23128"),
        ("thị trấn Võ Xu", "23191"),
        ("P. Đức Thắng, Phan Thiết", "22945"),
        ("xã Tuy Phong", "22978"),
        ("Tuy Phong", None),
        ("TP Phan Thiết", None),
        ("xe rước từ Hàm Kiệm", None),
        ("công ty Hồng Sơn", None),
        ("Phường Tân Phú, Đồng Nai", None),
    ],
)
def test_the_workplace_is_a_commune_of_the_home_province(text, code):
    assert value(lambda passage: read_workplace(passage, "Lâm Đồng"), text) == code


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("lh 0912.345.678 hoặc 0987654321", "0912345678"),
        ("(+84) 912 345 678", "0912345678"),
        ("0252 3811 222", "02523811222"),
        ("lương 10000000", None),
    ],
)
def test_the_first_telephone_is_kept(text, phone):
    assert value(read_phone, text) == phone


def test_the_second_half_of_a_day_has_its_own_hours():
    said = read_working_hours(Passage("sáng 7h-11h chiều 13h-17h"))

    assert said is not None
    assert [str(window) for window in said.value] == ["07:00-11:00", "13:00-17:00"]
