"""Lists about the market: who hires, for which work, and who was introduced where."""

from api.imports.headers import ListField
from api.imports.list_fields import (
    BIRTH_DATE,
    COMMUNE_NAMES,
    FULL_NAME,
    LATITUDE,
    LONGITUDE,
    OPENING_CODE,
    PERSON_CODE,
    PHONE_NAMES,
    TAX_CODE,
)

EMPLOYERS = (
    TAX_CODE,
    ListField(
        "name",
        "Tên",
        (
            "Tên doanh nghiệp",
            "Tên đơn vị",
            "Đơn vị",
            "Doanh nghiệp",
            "Tên công ty",
            "Tên cơ sở",
            "Tên người sử dụng lao động",
            "Công ty",
            "Cơ sở",
        ),
    ),
    ListField("kind", "Loại hình", ("Loại hình doanh nghiệp", "Loại hình DN", "Loại")),
    ListField(
        "industry", "Ngành", ("Ngành nghề", "Ngành nghề kinh doanh", "Lĩnh vực", "Ngành kinh doanh", "Ngành nghề SXKD")
    ),
    ListField("commune", "Xã/phường", COMMUNE_NAMES),
    ListField("address", "Địa chỉ", ("Địa chỉ trụ sở", "Trụ sở", "Địa điểm")),
    LATITUDE,
    LONGITUDE,
    ListField(
        "contact_name", "Người liên hệ", ("Liên hệ", "Người đại diện", "Đại diện", "Tên người liên hệ", "Chủ cơ sở")
    ),
    ListField("phone", "Điện thoại", PHONE_NAMES),
    ListField("email", "Email", ("E-mail", "Thư điện tử", "Mail", "Địa chỉ email", "Hộp thư")),
    ListField(
        "workforce",
        "Tổng số lao động",
        ("Số lao động", "Tổng lao động", "Số LĐ", "Tổng số LĐ", "Quy mô lao động", "Quy mô"),
    ),
    ListField(
        "committed",
        "Tham gia kết nối / Cam kết tiếp nhận",
        ("Tham gia kết nối", "Cam kết tiếp nhận", "Cam kết", "Tham gia"),
    ),
)

OPENINGS = (
    OPENING_CODE,
    TAX_CODE,
    ListField(
        "employer_name",
        "Tên doanh nghiệp",
        (
            "Đơn vị",
            "Doanh nghiệp",
            "Tên đơn vị",
            "Công ty",
            "Tên công ty",
            "Đơn vị tuyển dụng",
            "Người sử dụng lao động",
            "Cơ sở",
            "Nhà tuyển dụng",
        ),
    ),
    ListField(
        "title",
        "Chức danh",
        (
            "Vị trí",
            "Vị trí tuyển dụng",
            "Vị trí việc làm",
            "Công việc",
            "Tên công việc",
            "Ngành nghề",
            "Nghề",
            "Nghề tuyển",
            "Việc làm",
        ),
    ),
    ListField(
        "seats",
        "Số lượng",
        (
            "Số lượng tuyển",
            "Số lượng / Tổng",
            "Số lượng / Tổng số",
            "Số lượng cần tuyển",
            "SL",
            "Chỉ tiêu",
            "Số người",
            "Nhu cầu tuyển",
        ),
    ),
    ListField("wage", "Mức lương", ("Lương", "Thu nhập", "Tiền lương", "Mức thu nhập", "Lương/tháng")),
    ListField("shifts", "Ca làm", ("Ca", "Ca làm việc", "Ca kíp")),
    ListField("hours", "Giờ làm", ("Giờ làm việc", "Thời gian làm việc", "Thời gian")),
    ListField("contract", "Loại hợp đồng", ("Hợp đồng", "Hình thức hợp đồng", "HĐLĐ", "Loại HĐ")),
    ListField(
        "commune", "Nơi làm việc", ("Địa điểm làm việc", "Địa điểm", "Nơi làm", *COMMUNE_NAMES, "Xã/phường", "Địa chỉ")
    ),
    LATITUDE,
    LONGITUDE,
    ListField(
        "schooling",
        "Yêu cầu học vấn",
        ("Trình độ học vấn", "Học vấn", "Trình độ", "Trình độ văn hóa", "Yêu cầu trình độ", "TĐVH"),
    ),
    ListField("licence", "Yêu cầu GPLX", ("GPLX", "Giấy phép lái xe", "Bằng lái", "Yêu cầu bằng lái")),
    ListField(
        "ages",
        "Độ tuổi",
        (
            "Tuổi",
            "Tuổi đời",
            "Yêu cầu độ tuổi",
            "Độ tuổi yêu cầu",
            "Yêu cầu tuổi",
            "Độ tuổi tuyển",
            "Yêu cầu về độ tuổi",
        ),
        exported=False,
    ),
    ListField("min_age", "Tuổi từ", ("Tuổi tối thiểu", "Độ tuổi từ", "Độ tuổi / Từ", "Từ tuổi")),
    ListField("max_age", "Tuổi đến", ("Tuổi tối đa", "Độ tuổi đến", "Độ tuổi / Đến", "Đến tuổi")),
    ListField("sex", "Giới tính", ("Phái", "Giới", "Yêu cầu giới tính", "Nam/Nữ")),
    ListField(
        "experience_months", "Kinh nghiệm (tháng)", ("Kinh nghiệm", "Số tháng kinh nghiệm", "Yêu cầu kinh nghiệm")
    ),
    ListField(
        "skills", "Yêu cầu kỹ năng", ("Kỹ năng", "Yêu cầu", "Yêu cầu tay nghề", "Yêu cầu khác", "Yêu cầu công việc")
    ),
    ListField("physical", "Tính chất công việc", ("Điều kiện làm việc", "Tính chất", "Điều kiện lao động")),
    ListField("housing", "Có chỗ ở", ("Chỗ ở", "Nhà ở", "Nhà trọ", "Có nhà ở", "Ký túc xá")),
    ListField("transport", "Có xe đưa đón", ("Xe đưa đón", "Đưa đón", "Xe đưa rước", "Có xe đưa rước")),
    ListField("meals", "Có ăn ca", ("Ăn ca", "Cơm ca", "Bao cơm", "Cơm trưa")),
    ListField("training_on_job", "Kèm nghề tại chỗ", ("Đào tạo tại chỗ", "Kèm nghề", "Dạy nghề tại chỗ")),
    ListField("description", "Mô tả", ("Mô tả công việc", "Nội dung công việc", "Ghi chú", "Quyền lợi", "Chế độ")),
    ListField("posted_on", "Ngày đăng", ("Ngày đăng tin", "Ngày nhận tin", "Ngày đăng ký")),
    ListField("closes_on", "Hạn nộp", ("Hạn nộp hồ sơ", "Thời hạn nộp", "Hạn tuyển", "Hết hạn", "Ngày hết hạn")),
    ListField("state", "Tình trạng", ("Tình trạng tin", "Tình trạng tuyển", "Trạng thái")),
)

PLACEMENTS = (
    PERSON_CODE,
    FULL_NAME,
    BIRTH_DATE,
    OPENING_CODE,
    ListField(
        "employer_name",
        "Tên doanh nghiệp",
        ("Đơn vị", "Doanh nghiệp", "Tên đơn vị", "Công ty", "Nơi làm việc", "Đơn vị tiếp nhận", "Cơ sở"),
    ),
    ListField("title", "Chức danh", ("Vị trí", "Công việc", "Vị trí việc làm", "Việc làm", "Nghề", "Ngành nghề")),
    ListField("commune", "Xã/phường", (*COMMUNE_NAMES, "Địa điểm", "Nơi tuyển", "Nơi tuyển dụng")),
    ListField("referred_on", "Ngày giới thiệu", ("Ngày giới thiệu việc làm", "Giới thiệu ngày")),
    ListField("outcome", "Kết quả", ("Kết quả giới thiệu", "Tình trạng", "Kết quả phỏng vấn")),
    ListField("reason", "Lý do", ("Lý do không nhận", "Lý do từ chối")),
    ListField("started_on", "Ngày vào làm", ("Ngày nhận việc", "Ngày bắt đầu", "Ngày đi làm", "Ngày bắt đầu làm việc")),
    ListField("ended_on", "Ngày nghỉ việc", ("Ngày nghỉ", "Ngày thôi việc", "Nghỉ việc ngày", "Ngày kết thúc")),
    ListField("leaving_reason", "Lý do nghỉ", ("Lý do nghỉ việc", "Lý do thôi việc")),
    ListField("confirmed_on", "Ngày xác nhận", ("Ngày xác nhận còn làm", "Xác nhận còn làm", "Xác nhận ngày")),
)
