"""A list given under another's name is refused with one sentence; what the report says of values has no code in it."""

import itertools

import pytest

from api.imports.unreadable import UnreadableFile
from tests.lists import KINDS, csv_from, csv_of

LOOKS_LIKE = {
    "people": "giống danh sách người tìm việc",
    "training": "giống danh sách kết quả đào tạo",
    "employers": "giống danh sách người sử dụng lao động",
    "openings": "giống danh sách vị trí tuyển dụng",
    "placements": "giống danh sách giới thiệu và nhận việc",
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_given_as_what_it_is_is_read(bring, kind):
    assert bring(kind, csv_of(kind)).rows == 10


@pytest.mark.parametrize(
    ("real", "given"),
    [("openings", "people"), ("employers", "people"), ("placements", "openings"), ("people", "placements"),
     ("training", "employers"), ("people", "employers"), ("people", "openings"), ("placements", "training")],
)  # fmt: skip
def test_a_list_given_as_another_is_refused_and_named(bring, real, given):
    with pytest.raises(UnreadableFile) as refused:
        bring(given, csv_of(real))

    assert refused.value.code == "other_list"
    assert LOOKS_LIKE[real] in refused.value.message


def test_a_list_of_people_is_never_read_into_the_open_columns_of_the_market(bring):
    person = {"Họ và tên": "Lê Văn Ví", "Ngày sinh": "05/03/1988", "CCCD": "060088001234", "Nghề": "thợ hàn"}

    for given, more in itertools.product(("employers", "openings"), ({}, {"Tên": "Ví"})):
        with pytest.raises(UnreadableFile):
            bring(given, csv_from([person | more]))


def test_a_demand_list_with_the_employer_s_details_is_a_list_of_employers_too(bring):
    row = {"MST": "3400000514", "Tên doanh nghiệp": "Công ty Ví Dụ", "Địa chỉ": "xã Hàm Kiệm", "SĐT": "02523111222",
           "Vị trí": "Thợ hàn", "Số lượng": "3", "Mức lương": "8tr", "Độ tuổi": "18-45", "Ca làm": "ngày"}  # fmt: skip

    assert bring("employers", csv_from([row])).counts["imported"] == 1


def test_a_conflict_of_placements_speaks_vietnamese(bring):
    bring("people", csv_from([{"Mã hồ sơ": "A1", "Họ và tên": "Lê Văn Ví"}]))
    row = {"Mã hồ sơ": "A1", "Tên doanh nghiệp": "tự làm", "Chức danh": "Thợ hàn", "Ngày giới thiệu": "01/07/2026"}

    report = bring("placements", csv_from([row | {"Kết quả": "chờ trả lời"}, row | {"Kết quả": "không nhận"}]))

    assert "“chờ trả lời” và “không nhận”" in report.held[0].reason
    assert "waiting" not in report.as_json()


def test_a_conflict_of_people_names_things_and_no_codes(bring):
    row = {"Mã hồ sơ": "A1", "Họ và tên": "Lê Văn Ví", "Phương tiện": "xe máy", "Hạn chế sức khỏe": "không nâng nặng"}
    bring("people", csv_from([row]))

    changed = row | {"Phương tiện": "xe đạp", "Hạn chế sức khỏe": "không hóa chất", "Xã/phường": "Phan Thiết"}
    report = bring("people", csv_from([changed]), dry_run=True)

    told = report.as_json()
    assert "“" not in told or not any(code in told for code in ("motorbike", "no_chemicals", "22945"))
    assert {(c.before, c.after) for c in report.changes} >= {("xe máy", "xe đạp")}
