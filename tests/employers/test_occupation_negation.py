"""What one cannot do names no occupation."""

import pytest

from employers.reference.occupation_linker import link_occupations


@pytest.mark.parametrize(
    "text",
    [
        "không biết hàn",
        "chưa biết may",
        "không cần biết nấu ăn",
        "chưa từng làm phụ hồ",
        "ko biết lái xe nâng",
        "chua biet han",
        "khong biet nau an",
        "chưa làm thợ hàn bao giờ",
        "chưa có tay nghề may",
    ],
)
def test_a_skill_that_one_has_not_is_no_occupation(text):
    assert link_occupations(text) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("phụ hồ, không biết hàn", "9313"),
        ("không biết hàn nhưng biết may công nghiệp", "8153"),
        ("thợ may chưa biết vắt sổ", "7531"),
        ("thợ sửa chữa ô tô", "7231"),
        ("tho sua chua o to", "7231"),
    ],
)
def test_beside_it_what_one_can_do_is_read(text, code):
    assert link_occupations(text)[0].code == code
