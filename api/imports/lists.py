"""The lists that offices keep by hand: each field's key, Vietnamese header, and what real lists call it.

Keys and headers are those of the product's file formats; exports write them and imports read them back. The synonyms
come from course class lists, after-care lists, employers' demand lists and counselling books of the province.
"""

from api.imports.headers import ListField

_PERSON_CODE = ListField("person_code", "Mã hồ sơ", ("Mã số hồ sơ", "Số hồ sơ", "Mã HS", "Mã người", "Mã số", "Mã"))
_FULL_NAME = ListField(
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
_BIRTH_DATE = ListField(
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
_OPENING_CODE = ListField("opening_code", "Mã tin", ("Mã vị trí", "Mã việc làm", "Mã tin tuyển dụng", "Số tin"))
_TAX_CODE = ListField("tax_code", "Mã số thuế", ("MST", "Mã số doanh nghiệp", "Mã số DN", "Mã số thuế/CCCD chủ hộ"))
_PHONE_NAMES = (
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
_LATITUDE = ListField("latitude", "Vĩ độ", ("Lat",))
_LONGITUDE = ListField("longitude", "Kinh độ", ("Lon", "Lng", "Long"))
_COMMUNE_NAMES = (
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

_PEOPLE = (
    _PERSON_CODE,
    _FULL_NAME,
    _BIRTH_DATE,
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
    ListField("phone", "Số điện thoại", _PHONE_NAMES),
    ListField(
        "commune",
        "Xã/phường",
        (*_COMMUNE_NAMES, "Nơi cư trú", "Nơi ở hiện nay", "Nơi ở", "Chỗ ở hiện nay", "Nơi cư trú hiện nay"),
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
        "schooling", "Trình độ văn hóa", ("TĐVH", "Trình độ học vấn", "Học vấn", "Văn hóa", "Trình độ VH", "Lớp")
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

_TRAINING = (
    _PERSON_CODE,
    _FULL_NAME,
    _BIRTH_DATE,
    ListField(
        "course",
        "Khóa học/Nghề",
        ("Khóa học", "Nghề", "Nghề học", "Nghề đào tạo", "Tên nghề", "Lớp", "Khóa", "Ngành nghề"),
    ),
    ListField("provider", "Cơ sở đào tạo", ("Nơi đào tạo", "Trường", "Đơn vị đào tạo", "Cơ sở dạy nghề", "Cơ sở")),
    ListField("level", "Trình độ", ("Trình độ đào tạo", "Bậc đào tạo", "Cấp trình độ", "Bậc")),
    ListField("start_date", "Ngày bắt đầu", ("Từ ngày", "Ngày khai giảng", "Khai giảng", "Bắt đầu")),
    ListField("end_date", "Ngày kết thúc", ("Đến ngày", "Ngày bế giảng", "Bế giảng", "Kết thúc", "Ngày tốt nghiệp")),
    ListField("hours", "Số giờ", ("Số tiết", "Thời lượng", "Tổng số giờ", "Giờ học")),
    ListField("result", "Kết quả", ("Xếp loại", "Xếp loại tốt nghiệp", "Kết quả học tập", "Loại")),
    ListField(
        "certificate_no", "Số chứng chỉ", ("Số hiệu chứng chỉ", "Số hiệu", "Số hiệu văn bằng", "Số CC", "Chứng chỉ số")
    ),
)

_EMPLOYERS = (
    _TAX_CODE,
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
    ListField("commune", "Xã/phường", _COMMUNE_NAMES),
    ListField("address", "Địa chỉ", ("Địa chỉ trụ sở", "Trụ sở", "Địa điểm")),
    _LATITUDE,
    _LONGITUDE,
    ListField(
        "contact_name", "Người liên hệ", ("Liên hệ", "Người đại diện", "Đại diện", "Tên người liên hệ", "Chủ cơ sở")
    ),
    ListField("phone", "Điện thoại", _PHONE_NAMES),
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

_OPENINGS = (
    _OPENING_CODE,
    _TAX_CODE,
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
        "commune", "Nơi làm việc", ("Địa điểm làm việc", "Địa điểm", "Nơi làm", *_COMMUNE_NAMES, "Xã/phường", "Địa chỉ")
    ),
    _LATITUDE,
    _LONGITUDE,
    ListField(
        "schooling",
        "Yêu cầu học vấn",
        ("Trình độ học vấn", "Học vấn", "Trình độ", "Trình độ văn hóa", "Yêu cầu trình độ", "TĐVH"),
    ),
    ListField("licence", "Yêu cầu GPLX", ("GPLX", "Giấy phép lái xe", "Bằng lái", "Yêu cầu bằng lái")),
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

_PLACEMENTS = (
    _PERSON_CODE,
    _FULL_NAME,
    _BIRTH_DATE,
    _OPENING_CODE,
    ListField(
        "employer_name",
        "Tên doanh nghiệp",
        ("Đơn vị", "Doanh nghiệp", "Tên đơn vị", "Công ty", "Nơi làm việc", "Đơn vị tiếp nhận", "Cơ sở"),
    ),
    ListField("title", "Chức danh", ("Vị trí", "Công việc", "Vị trí việc làm", "Việc làm", "Nghề", "Ngành nghề")),
    ListField("commune", "Xã/phường", (*_COMMUNE_NAMES, "Địa điểm")),
    ListField("referred_on", "Ngày giới thiệu", ("Ngày giới thiệu việc làm", "Giới thiệu ngày")),
    ListField("outcome", "Kết quả", ("Kết quả giới thiệu", "Tình trạng", "Kết quả phỏng vấn")),
    ListField("reason", "Lý do", ("Lý do không nhận", "Lý do từ chối")),
    ListField("started_on", "Ngày vào làm", ("Ngày nhận việc", "Ngày bắt đầu", "Ngày đi làm", "Ngày bắt đầu làm việc")),
    ListField("ended_on", "Ngày nghỉ việc", ("Ngày nghỉ", "Ngày thôi việc", "Nghỉ việc ngày", "Ngày kết thúc")),
    ListField("leaving_reason", "Lý do nghỉ", ("Lý do nghỉ việc", "Lý do thôi việc")),
    ListField("confirmed_on", "Ngày xác nhận", ("Ngày xác nhận còn làm", "Xác nhận còn làm", "Xác nhận ngày")),
)

_COUNSELLING = (
    _PERSON_CODE,
    _FULL_NAME,
    _BIRTH_DATE,
    ListField("counselled_on", "Ngày tư vấn", ("Ngày", "Thời gian", "Ngày gặp", "Thời gian tư vấn")),
    ListField("content", "Nội dung", ("Nội dung tư vấn", "Nội dung làm việc", "Nội dung trao đổi")),
    ListField("place", "Nơi tư vấn", ("Địa điểm", "Địa điểm tư vấn", "Tại")),
    ListField("counsellor", "Người tư vấn", ("Cán bộ tư vấn", "Cán bộ", "Cán bộ phụ trách", "Tư vấn viên")),
    ListField("result", "Kết quả", ("Kết quả tư vấn", "Ý kiến", "Nguyện vọng")),
)

_LOANS = (
    _PERSON_CODE,
    _FULL_NAME,
    _BIRTH_DATE,
    _TAX_CODE,
    ListField("employer_name", "Tên doanh nghiệp", ("Đơn vị", "Doanh nghiệp", "Tên đơn vị", "Cơ sở")),
    ListField("lent_on", "Ngày vay", ("Ngày giải ngân", "Ngày cho vay", "Giải ngân ngày", "Ngày nhận vốn")),
    ListField("amount_vnd", "Số tiền vay", ("Số tiền", "Mức vay", "Vốn vay", "Số vốn vay", "Số tiền được vay")),
    ListField("months", "Thời hạn (tháng)", ("Thời hạn", "Thời hạn vay", "Kỳ hạn", "Thời gian vay")),
    ListField("purpose", "Mục đích vay", ("Mục đích", "Mục đích sử dụng vốn", "Phương án sử dụng vốn", "Sử dụng vốn")),
    ListField("lender", "Nơi cho vay", ("Nguồn vốn", "Ngân hàng", "Đơn vị cho vay")),
    ListField("scheme", "Chương trình vay", ("Chương trình", "Quyết định", "Theo quyết định")),
)

LISTS: dict[str, tuple[ListField, ...]] = {
    "people": _PEOPLE,
    "training": _TRAINING,
    "employers": _EMPLOYERS,
    "openings": _OPENINGS,
    "placements": _PLACEMENTS,
    "counselling": _COUNSELLING,
    "loans": _LOANS,
}
