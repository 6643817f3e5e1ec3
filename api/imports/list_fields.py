"""Fields that several lists share, and what offices call a telephone number and a commune."""

from api.imports.headers import ListField

PERSON_CODE = ListField("person_code", "Mã hồ sơ", ("Mã số hồ sơ", "Số hồ sơ", "Mã HS", "Mã người", "Mã số", "Mã"))
FULL_NAME = ListField(
    "full_name",
    "Họ và tên",
    (
        "Họ tên",
        "Tên",
        "Họ và tên học viên",
        "Họ tên học viên",
        "Họ tên người lao động",
        "Người lao động",
        "Họ và tên (bí danh)",
    ),
)
BIRTH_DATE = ListField(
    "birth_date",
    "Ngày sinh",
    (
        "Năm sinh",
        "Ngày tháng năm sinh",
        "Ngày, tháng, năm sinh",
        "Sinh ngày",
        "Sinh năm",
        "NTNS",
        "Ngày/tháng/năm sinh",
        "NS",
    ),
)
OPENING_CODE = ListField("opening_code", "Mã tin", ("Mã vị trí", "Mã việc làm", "Mã tin tuyển dụng", "Số tin"))
TAX_CODE = ListField("tax_code", "Mã số thuế", ("MST", "Mã số doanh nghiệp", "Mã số DN", "Mã số thuế/CCCD chủ hộ"))
PHONE_NAMES = (
    "Điện thoại",
    "Số điện thoại",
    "SĐT",
    "ĐT",
    "Số ĐT",
    "Điện thoại liên hệ",
    "SĐT liên hệ",
    "Di động",
    "Số máy",
)
LATITUDE = ListField("latitude", "Vĩ độ", ("Lat",))
LONGITUDE = ListField("longitude", "Kinh độ", ("Lon", "Lng", "Long"))
COMMUNE_NAMES = (
    "Xã",
    "Phường",
    "Xã phường",
    "Xã, phường",
    "Xã/phường/thị trấn",
    "Xã, phường, thị trấn",
    "Địa phương",
    "Địa bàn",
    "Xã/phường/đặc khu",
)
