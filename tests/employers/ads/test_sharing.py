"""Of several openings each has its own, and all have what is said once."""

from employers.ads import DraftOpening, read_ad

HOME = "Lâm Đồng"


def wages(drafts: tuple[DraftOpening, ...]) -> list[int | None]:
    return [draft.wage.low_vnd if draft.wage else None for draft in drafts]


def test_wages_named_below_a_list_go_to_the_openings_whose_words_begin_them():
    drafts = read_ad(
        "Cần thợ xây 5, phụ hồ 5, thợ sắt 2\nCông trình trường học xã Nghị Đức\n"
        "Thợ xây 450-500k, phụ hồ 350k, thợ sắt 480k\nBao ăn 3 bữa",
        HOME,
    )

    assert [draft.seats for draft in drafts] == [5, 5, 2]
    assert wages(drafts) == [450_000, 350_000, 480_000]
    assert {draft.meals for draft in drafts} == {True}


def test_a_word_that_only_looks_like_a_title_takes_nothing_away_from_the_others():
    sewer, electrician = read_ad(
        "Tuyển dụng:\n+ Công nhân may: 50 người\n+ Cơ điện: 2 người\nLương cơ bản 4.680.000đ, thu nhập 8-12tr", HOME
    )

    assert wages((sewer, electrician)) == [8_000_000, 8_000_000]


def test_two_wages_for_two_openings_are_given_in_turn():
    drafts = read_ad("Quán cần 1 phụ bếp, 1 rửa chén, lương lần lượt 7tr và 5tr", HOME)

    assert wages(drafts) == [7_000_000, 5_000_000]


def test_what_stands_in_the_last_openings_bracket_is_its_own():
    porter, sorter = read_ad("Bưu cục cần 3 shipper, 2 bạn chia hàng ca đêm (22h-5h). Liên hệ 0962 174 830", HOME)

    assert (porter.shifts, sorter.shifts) == ((), ("đêm",))
    assert porter.phone == sorter.phone == "0962174830"


def test_two_openings_of_one_name_counted_on_lines_of_their_own_are_two():
    drafts = read_ad("Tuyển:\n- Công nhân may có tay nghề: 100 người\n- Công nhân may chưa có tay nghề: 50 người", HOME)

    assert [draft.seats for draft in drafts] == [100, 50]


def test_an_item_may_begin_with_its_employer():
    drafts = read_ad(
        "NHU CẦU TUYỂN DỤNG\n1. Cty Giày Đại Lộc Phát (KCN Hàm Kiệm): công nhân may giày, 100 người\n"
        "2. HTX thanh long Hàm Minh: lái xe tải, 02 người, bằng C",
        HOME,
    )

    assert [(draft.title, draft.seats) for draft in drafts] == [("công nhân may giày", 100), ("lái xe tải", 2)]
    assert [draft.commune_code for draft in drafts] == ["23128", "23110"]


def test_numbers_with_another_role_open_no_second_opening():
    texts = (
        "Thợ xây 600k, phụ hồ 380k/công, làm ở xã Đa Kai, đội 8 người",
        "Cần thợ điện nước lắp nhà phố, ít nhất 3 năm trong nghề. Lương 12tr",
        "Tuyển CTV bán bảo hiểm, tốt nghiệp 12/12 trở lên, trên 22 tuổi",
        "Shop cần 2 bạn nữ bán hàng, 20k/h. 123 Trần Hưng Đạo, Phan Thiết",
    )

    assert [len(read_ad(text, HOME)) for text in texts] == [2, 1, 1, 1]


def test_courses_seekers_sellers_and_helpers_for_nothing_offer_no_work():
    texts = (
        "Mở lớp dạy nail cấp tốc, học phí 8tr, học xong giới thiệu việc làm lương 10tr",
        "Em tên Bình 27 tuổi, có bằng C, cần tìm chủ xe thuê lái, ăn ở theo xe",
        "Em có tay nghề cắt tóc nam 3 năm, tiệm nào cần thợ liên hệ em",
        "Cần nhượng quán nhậu, sẵn khách, giá 120tr",
        "Nhà chùa nhờ bà con tới công quả quét dọn ngày rằm, có cơm chay",
    )

    assert [read_ad(text, HOME) for text in texts] == [()] * 5


def test_pick_up_points_streets_and_people_are_no_workplace():
    texts = (
        "Cần công nhân may, có xe đưa đón từ Hàm Liêm, Hàm Đức",
        "Hiệu ảnh cần thợ chụp ảnh, đường Tôn Đức Thắng, Phan Thiết",
        "Cần 10 người cắt cỏ, tập trung 18h ở cầu Mương Mán",
        "Gia đình ở Vũng Tàu, phường Long Hải cần cô giúp việc",
    )

    assert [draft.commune_code for text in texts for draft in read_ad(text, HOME)] == [None] * 4
