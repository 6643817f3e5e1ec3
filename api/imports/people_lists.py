"""Lists about people: who looks for work, what they learned, what was talked over, what they were lent."""

from api.imports.headers import ListField
from api.imports.list_fields import BIRTH_DATE, COMMUNE_NAMES, FULL_NAME, PERSON_CODE, PHONE_NAMES, TAX_CODE

PEOPLE = (
    PERSON_CODE,
    FULL_NAME,
    BIRTH_DATE,
    ListField("sex", "Giới tính", ("Phái", "Giới", "Nam/Nữ", "Nam, nữ")),
    ListField(
        "national_id",
        "Số CCCD",
        (
            "CCCD",
            "CMND",
            "Số CMND",
            "CMND/CCCD",
            "CCCD/CMND",
            "Số CCCD/CMND",
            "Số CMND/CCCD",
            "Căn cước công dân",
            "Số căn cước",
            "Căn cước",
            "Số định danh",
            "Số định danh cá nhân",
            "CMT",
            "Số CMT",
            "CC/CCCD",
        ),
    ),
    ListField("phone", "Số điện thoại", PHONE_NAMES),
    ListField(
        "commune",
        "Xã/phường",
        (*COMMUNE_NAMES, "Nơi cư trú", "Nơi ở hiện nay", "Nơi ở", "Chỗ ở hiện nay", "Nơi cư trú hiện nay"),
    ),
    ListField(
        "address",
        "Địa chỉ",
        (
            "Thường trú",
            "Nơi thường trú",
            "Hộ khẩu thường trú",
            "HKTT",
            "Địa chỉ thường trú",
            "Địa chỉ hiện nay",
            "Quê quán",
        ),
    ),
    ListField(
        "schooling",
        "Trình độ văn hóa",
        ("TĐVH", "Trình độ học vấn", "Trình độ", "Học vấn", "Văn hóa", "Trình độ VH", "Lớp"),
    ),
    ListField("ethnicity", "Dân tộc", ("DTTS",)),
    ListField("licences", "Giấy phép lái xe", ("GPLX", "Bằng lái", "Bằng lái xe", "Hạng GPLX", "Hạng bằng lái")),
    ListField("licence_expires_on", "GPLX hết hạn", ("Ngày hết hạn GPLX", "Hạn GPLX", "Bằng lái hết hạn")),
    ListField("licence_issued_on", "GPLX ngày cấp", ("Ngày cấp GPLX", "Bằng lái cấp ngày")),
    ListField("vehicle", "Phương tiện", ("Phương tiện đi lại", "Xe", "Phương tiện đi làm")),
    ListField(
        "decision_date",
        "Ngày QĐ quản lý",
        ("Ngày QĐ", "Ngày quyết định", "Ngày ra quyết định", "Ngày quyết định quản lý"),
    ),
    ListField(
        "return_date",
        "Ngày về địa phương / Ngày có thể làm",
        ("Ngày về địa phương", "Ngày có thể làm", "Ngày về", "Ngày có thể đi làm", "Ngày trở về"),
    ),
    ListField("programme", "Chương trình", ("Diện", "Nhóm")),
    ListField(
        "wage_floor_vnd",
        "Lương tối thiểu mong muốn",
        ("Lương mong muốn", "Mức lương mong muốn", "Lương tối thiểu", "Thu nhập mong muốn"),
    ),
    ListField(
        "max_commute_km",
        "Đi làm xa tối đa (km)",
        ("Đi làm xa tối đa", "Khoảng cách tối đa", "Đi xa tối đa", "Số km tối đa"),
    ),
    ListField(
        "can_relocate", "Chịu ở lại nơi làm", ("Ở lại được", "Ở lại nơi làm", "Chịu ở lại", "Có thể ở lại nơi làm")
    ),
    ListField("shifts", "Ca làm được", ("Ca làm", "Ca", "Làm được ca")),
    ListField(
        "treatment_window",
        "Khung giờ bận / Giờ điều trị hằng ngày",
        ("Khung giờ bận", "Giờ điều trị hằng ngày", "Giờ bận", "Giờ điều trị", "Giờ uống thuốc"),
    ),
    ListField("health_limits", "Hạn chế sức khỏe", ("Sức khỏe", "Hạn chế về sức khỏe", "Tình trạng sức khỏe")),
    ListField(
        "wishes",
        "Nguyện vọng nghề",
        (
            "Nguyện vọng",
            "Nghề mong muốn",
            "Nguyện vọng việc làm",
            "Công việc mong muốn",
        ),
    ),
    ListField(
        "work_history",
        "Kinh nghiệm làm việc",
        ("Kinh nghiệm", "Việc đã làm", "Quá trình làm việc", "Nghề", "Nghề nghiệp", "Nghề nghiệp trước đây"),
    ),
    ListField("consent_date", "Ngày đồng ý", ("Ngày ký đồng ý", "Ngày ký cam kết", "Ngày ký giấy đồng ý")),
    ListField(
        "case_worker",
        "Cán bộ phụ trách",
        ("Cán bộ", "Người phụ trách", "CB phụ trách", "Người giúp đỡ", "Cán bộ quản lý"),
    ),
    ListField("closed_on", "Ngày kết thúc hồ sơ", ("Ngày kết thúc", "Ngày đóng hồ sơ", "Kết thúc hồ sơ")),
)

TRAINING = (
    PERSON_CODE,
    FULL_NAME,
    BIRTH_DATE,
    ListField(
        "course",
        "Khóa học/Nghề",
        (
            *("Khóa học", "Tên khóa học", "Nghề", "Nghề học", "Nghề đào tạo", "Tên nghề", "Lớp", "Tên lớp", "Khóa"),
            *("Khóa đào tạo", "Tên khóa", "Ngành nghề"),
        ),
    ),
    ListField(
        "provider", "Cơ sở đào tạo", ("Nơi đào tạo", "Nơi dạy", "Trường", "Đơn vị đào tạo", "Cơ sở dạy nghề", "Cơ sở")
    ),
    ListField("level", "Trình độ", ("Trình độ đào tạo", "Bậc đào tạo", "Cấp trình độ", "Bậc")),
    ListField("start_date", "Ngày bắt đầu", ("Từ ngày", "Ngày khai giảng", "Khai giảng", "Bắt đầu")),
    ListField(
        "end_date",
        "Ngày kết thúc",
        ("Đến ngày", "Ngày bế giảng", "Bế giảng", "Kết thúc", "Ngày tốt nghiệp", "Ngày học xong", "Học xong"),
    ),
    ListField("hours", "Số giờ", ("Số tiết", "Thời lượng", "Tổng số giờ", "Giờ học")),
    ListField("result", "Kết quả", ("Xếp loại", "Xếp loại tốt nghiệp", "Kết quả học tập", "Loại")),
    ListField(
        "certificate_no", "Số chứng chỉ", ("Số hiệu chứng chỉ", "Số hiệu", "Số hiệu văn bằng", "Số CC", "Chứng chỉ số")
    ),
)

COUNSELLING = (
    PERSON_CODE,
    FULL_NAME,
    BIRTH_DATE,
    ListField("counselled_on", "Ngày tư vấn", ("Ngày", "Thời gian", "Ngày gặp", "Thời gian tư vấn")),
    ListField("content", "Nội dung", ("Nội dung tư vấn", "Nội dung làm việc", "Nội dung trao đổi")),
    ListField("place", "Nơi tư vấn", ("Địa điểm", "Địa điểm tư vấn", "Tại")),
    ListField("counsellor", "Người tư vấn", ("Cán bộ tư vấn", "Cán bộ", "Cán bộ phụ trách", "Tư vấn viên")),
    ListField("result", "Kết quả", ("Kết quả tư vấn", "Ý kiến", "Nguyện vọng")),
    ListField("note", "Ghi chú", exported=False),
    ListField("signed", "Ký tên", ("Ký nhận", "Chữ ký", "Có mặt", "Điểm danh"), exported=False),
)

LOANS = (
    PERSON_CODE,
    FULL_NAME,
    BIRTH_DATE,
    TAX_CODE,
    ListField("employer_name", "Tên doanh nghiệp", ("Đơn vị", "Doanh nghiệp", "Tên đơn vị", "Cơ sở")),
    ListField("lent_on", "Ngày vay", ("Ngày giải ngân", "Ngày cho vay", "Giải ngân ngày", "Ngày nhận vốn")),
    ListField("amount_vnd", "Số tiền vay", ("Số tiền", "Mức vay", "Vốn vay", "Số vốn vay", "Số tiền được vay")),
    ListField(
        "months",
        "Thời hạn (tháng)",
        ("Thời hạn", "Thời hạn vay", "Kỳ hạn", "Thời gian vay", "Số tháng", "Số tháng vay"),
    ),
    ListField(
        "purpose",
        "Mục đích vay",
        (
            *("Mục đích", "Mục đích sử dụng vốn", "Phương án sử dụng vốn", "Sử dụng vốn", "Vay để làm gì"),
            "Dùng vào việc",
        ),
    ),
    ListField("lender", "Nơi cho vay", ("Nguồn vốn", "Ngân hàng", "Đơn vị cho vay")),
    ListField("scheme", "Chương trình vay", ("Chương trình", "Quyết định", "Theo quyết định")),
    ListField("state", "Tình trạng", ("Kết quả", "Trạng thái", "Tình trạng vay", "Kết quả vay"), exported=False),
)
