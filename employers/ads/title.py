"""The work that is offered: where its words begin and end, and which occupation they name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from employers.ads.message import Passage, Twin
from employers.ads.seats import NUMBER, count_of
from employers.reference.occupation_linker import link_occupations
from employers.reference.text import fold

_LEAD_WORDS: Final = (
    r"cần|tuyển|mướn|tìm|thiếu|kiếm|nhận|đang|hiện|hiện tại|gấp|thêm|dụng(?! (?:máy|bếp|quầy))|tuyển dụng|vị trí"
    r"|chức danh|ngay|số lượng"
    r"|khoảng|người|ng|lđ(?! phổ| làm việc| đi| tại| ở| nam| nữ| từ)|ld|(?<!nữ )bạn(?! hàng| ghe| thuyền| chài"
    r"| biển)|ở(?= (?:trông|coi|giữ|chăm|nuôi|phụ|giúp|nấu))|các bạn|anh|chị|em|nam|nữ|nam nữ|nam/nữ|cặp vợ chồng|"
    r"vợ chồng|cần người|gồm|các|như sau|là|mình|bên mình|bên em|bổ sung|thanh niên|anh em|ae|cô(?! nuôi| giáo"
    r"| khí)|chú|lớn tuổi|nào|biết(?! việc| nghề| chữ| tiếng| đọc)|giúp(?! việc)|việc(?= đi làm)|đi làm(?= \w)"
    r"|(?:vô|vào|qua|lên|xuống|về|sang|ra|tới|đến)(?: (?:ở|làm|phụ|giúp|trại|xưởng|vườn|nhà|quán|tiệm|công trình"
    r"|rẫy|kho|nhà mình|với))*(?= [^\W\d])|thầy(?: ?/ ?cô| cô| giáo)?(?= (?:dạy|kèm|gia sư|đứng lớp))|với(?= \d)"
    r"|lâu dài|phụ (?:em|e|mình|m|chị|anh|bác|cô|chú)(?= \w)"
    r"|vài|mấy(?= (?:anh|chị|cô|chú|bạn|người|em|ae|thợ|đứa|bác|ông|bà|nam|nữ|công nhân|nhân viên))|một|hai(?! thanh"
    r"| trai| tiêu| điều)|ba|bốn|slot|cô chú|đơn vị|mem|nhân sự|giới thiệu|giùm|dùm"
    r"|hợp đồng(?= \d)|thuê(?= \d| người| thợ)|hoặc(?= \d)|thời vụ(?= (?!từ|làm|tháng|có|lương|trong)[^\W\d])"
    r"|khỏe(?: mạnh)?(?= [^\W\d])"
    r"|(?:nhóm|đội|tổ|team)(?= (?:thợ|anh em thợ) )|(?:sáng|chiều|tối|ngày|trưa) (?:mai|mốt|nay)|mai(?= [^\W\d])"
    r"|hôm nay"
    r"|tuần (?:này|sau|tới)|nghề(?= [^\W\d])|có nhu cầu|(?:bé|cháu|đứa|e|a|c|ông|bà|dì|bác)(?= (?:phụ|bán|làm|đứng"
    r"|coi|trông|giữ"
    r"|chạy|rửa|học|nam|nữ|lái|bốc|dọn|nấu|cắt|hái|lượm|nhặt|giao|khuân|vác|chăm|tưới|đi|vô|vào|qua|biết|đào|lột|gỡ"
    r"|ủi|giặt|đóng|xây|phơi|gọt) )"
    r"|(?:lao động|lđ|công nhân|nhân công) thời vụ(?= (?!từ|làm|tháng|có|lương)[^\W\d])"
)


_LEAD = Twin(
    r"[^\w]*(?:(?:(?:vị trí|bộ phận|chức danh|công việc|mục|việc)(?: số| thứ)? )?(?:\d{1,2}\s?[/).:-]|[a-h][/).:])\s*"
    r"|(?:vị trí|chức danh)(?: số| thứ)? (?:[a-h]|i{1,3}|iv|v)\s?[/).:-]\s*)?(?:(?:"
    + _LEAD_WORDS
    + r")(?:[\s:!/]+|$)|(?:x ?)?\d{1,4}(?:\s?(?:-|–|đến)\s?\d{1,3})?\s+"
    + r"(?!tr\b|triệu|k\b|ngàn|nghìn|củ\b|đến\b|tới\b|n\u0103m|năm(?= ?$)|năm (?:kinh"
    r"|kn|trở|tay|làm|lái|nghề|trong|liền|container|xe)"
    r"|tháng|ngày|h\b|giờ|tuổi|t\b|kg\b|ca\b|buổi|bữa|chỗ|phòng|(?:bé|cháu)(?! (?:phụ|bán|làm|đứng|coi"
    r"|trông|chạy|rửa|học|nam|nữ|đi|vô|vào|qua|biết) )))*[^\w]*"
)
_STOP = Twin(
    r"[,.;:!?()\[\]|\n/+*=•]|\s[-–]+\s|\s[-–]+\w|-\s|[\u2190-\U0010ffff]"
    r"|(?<!\w)\d(?!\d* ?(?:chỗ|tấn|màu|bánh|trục|kim)\b)|(?<!\w)(?:(?<!đóng )(?<!may )(?<!vác )(?<!bốc )bao(?! vệ"
    r"| bì| mẫu| trì| dưỡng)|lương|làm (?:tại"
    r"|ở|việc|ca|từ|giờ|ngày|đêm|thời|công trình|theo|full|part|cho|luôn|ngay|hành|ban|xa|gần|lâu|thêm|buổi|sáng|tối"
    r"|chiều)|đi công trình|theo (?:em|mình|anh|chị|đội)|thứ(?= ?[2-7])"
    r"|(?<!xe )tại(?! xe)|ở|o"
    r" (?!tô)|cho (?:công ty|cty|quán|xưởng|tiệm|shop|nhà|cửa|công trình|bên|trại|khách|resort|dự án|tổ|đội|cơ sở"
    r"|gia đình)|đi làm|có(?! khí| điện)|không|ko|k|(?<!thợ )biết|từ|lh|liên hệ|ib|inbox|alo|gọi(?= \W*\d| cho"
    r"| em| mình"
    r"| ngay| số| sđt| chị| anh| điện)|thu nhập|ca (?:ngày|đêm|sáng|tối|chiều|hành|hc|xoay|\d)"
    r"|ca|full|fulltime|part|parttime|gấp|ngay|yêu cầu|(?:nam|nữ)(?= (?:từ|tuổi|dưới|trên|khỏe|sức|có|biết|cao|độ"
    r"|trẻ|giới|ưu|không|nữ|nam)|/|\W*$|\s*[,.(:;\n])|nha|nhé|nghe|ạ|ah|với|sđt|đt|dt|đc|ăn ở"
    r"|ăn(?= (?:theo|sp|sản phẩm|khoán|lương|chia)\b)|kinh nghiệm|kn"
    r"|tay nghề|chưa|đang|nếu|ai|muốn|ưu tiên|trả(?= \d| lương| công| theo)|mức|tuổi|độ tuổi|trên|dưới|để|vào"
    r"|(?<!bảo )về(?! sinh)|thử việc|nghỉ|chịu|khu vực|kv|gần"
    r"|số lượng|sl|cần|tuyển(?! (?:quặng|nổi|than|cát))|thời vụ|hỗ trợ|mỗi|tháng|thời gian|giờ|xã|phường|thị trấn"
    r"|kcn|khu công nghiệp"
    r"|(?<!điều )(?<!dieu )đường|phải|được|buổi|đãi ngộ|chế độ|nuôi ăn|lo ăn|toàn thời|bán thời|p\.|tp|trong"
    r"|thưởng|địa chỉ|ngày|đêm|hành chính"
    r"|x|tiền|công nhật|hưởng|trợ cấp|phụ cấp|bhxh|xin|zalo|call|đóng (?:bh|bảo hiểm)|tuyến|tối|trình độ"
    r"|tốt nghiệp|bằng|gplx|(?:hạng|dấu)(?= [a-f]\d?\b)|dưới|đứng lớp|ưu|tự túc|hoặc|và|kiêm luôn|giới tính"
    r"|giúp (?:em|mình|chủ)|lâu năm|thì|thiếu|dịp|ban (?:đêm|ngày)|tụi (?:mình|em)|bên (?:mình|em))(?!\w)"
)
# What may begin a line of conditions, and never names the work.
# Lookaheads spare words that look the same without accents ("kỹ thuật" and "ký").
_NO_TITLE = Twin(
    r"(?:thưởng|bhxh|bảo hiểm|đóng bh\w*|địa chỉ|đ/c|thời gian|môi trường|quyền lợi|chế độ|phụ cấp|trình độ"
    r"|giới tính|sức khỏe|tốt nghiệp|hồ sơ|mọi chi tiết|chi tiết|xe|thật thà|chăm chỉ|siêng|nhiệt tình|trung thực"
    r"|chịu khó|giao tiếp"
    r"|cả (?:nam|nữ)|cv|cho (?:kho|công ty|cty|nhà máy|quán|xưởng|công trình|dự án|cửa hàng|trường)"
    r"|công việc|mô tả|nhiệm vụ|tăng ca|hợp đồng|ký(?! (?:thuật|sư))|nơi làm|phỏng vấn|du lịch|nhà máy|công ty"
    r"|cty|xưởng"
    r"|ban (?:quản lý|chỉ huy|giám hiệu|điều hành)|ubnd|ủy ban|đảng ủy|hội phụ nữ|đoàn xã"
    r"|xí nghiệp|doanh nghiệp|dntn|tập đoàn|tổng công ty|bệnh viện|phòng khám|trạm y tế|bưu cục|farm|trang trại|chành"
    r"|thôi|nữa|rồi|giao hàng tận (?:nơi|nhà)|email|ứng tuyển|website|web|fanpage|facebook|qua (?:email|zalo|số)|gmail"
    r"|quán(?! lý)|tiệm|trại|shop|siêu thị|nhà hàng|khách sạn|resort|vườn|hkd|htx|garage|gara|cơ sở|đãi ngộ"
    r"|ngoại hình|chi nhánh|trợ cấp"
    r"|ngoài ra|hoa hồng|hưởng|nộp|xem|khu|kho hàng|trường(?! phòng| ca| nhóm| chuyền| bếp)|trung tâm|spa|salon"
    r"|hotel|nông trường|hộ(?! lý)|vựa|lò(?! (?:xe|hấp|hơi|sấy))|nhiệt điện|ký túc|ktx|mặt bằng|ăn|nuôi (?:ăn"
    r"|cơm)|cơm|thôn|xăng"
    r"|điện nước (?:miễn phí|free|bao)|bữa|suất|ngày|nhanh nhẹn|không|đúng(?! (?:máy|bếp|quầy|bán|lò|chuyền|kệ"
    r"|lớp))|bằng|độ|số(?! (?:chế))|tel|ai|anh chị|uu tien|gọi(?! (?:đầu|bánh|quà))|alo"
    r"|call|lh|liên hệ|zalo|hotline|inbox|ib|sđt|đt|luôn|trở(?! (?:giảng|lý))|ít nhất|tối thiểu"
    r"|(?:bạn|anh chị|anh em|anh|chị|cô|chú|bác|em|bà con|chị em|nhà) nào|có ai|mọi người|mn|bà con"
    r"|gạo|mắm|bao (?:ăn|ở|cơm|xăng|hết|luôn)|nuôi cơm|làm khoán|khoán|công nhật|càng|trung cấp|cao đẳng|đại học|mới"
    r"|chỗ(?! (?:heo|bò|gà|tôm|cá|vịt))|nhà|công trình|hàng|sáng|chiều|tối|trưa|nước|mặc|vui|hòa đồng|sạch sẽ|cẩn"
    r" thận|tháng|giờ|thu nhập"
    r"|đi (?:làm|lại)|vì|do|để|nếu|khi|hiện|dự án|tính(?! (?:tiền))|trà|lễ tết|đi lại|du học|thứ(?! (?:kho|ngân"
    r"|mua|hoạch|tiền|gom|phí))|t2|tự|leo|tiếp xúc"
    r"|đến|tới|ngàn|nghìn|triệu|càng tốt|chuyến(?! (?:viên|gia))|việc(?! vặt)|học (?:hết|sinh)|đứng máy cả|đứng"
    r" cả|ông(?! già)|bà|ca"
    r"|đứng (?:lâu|nhiều)|nâng|khiêng|mang|chịu|phải|được)(?!\w)"
)
_HEAD = Twin(
    r"(?:thợ|phụ \w+|tx|nhân viên|nv|nvbh|công nhân|cn|lao động|lđpt|ldpt|tài xế|tài|lái (?:xe|máy)|bảo vệ|kế toán"
    r"|thu ngân|phục vụ|tạp vụ|đầu bếp|bếp|thủ kho|giúp việc|pha chế|shipper|kỹ thuật|ktv|quản lý|giáo viên"
    r"|bán hàng|tổ trưởng|lễ tân|buồng phòng|rửa (?:chén|xe|bát|ly)|học việc|chạy bàn|bốc (?:xếp|vác|hàng)"
    r"|đóng gói|tiếp thị|sale|sales|lao công|cứu hộ|giám sát|kỹ sư|y tá|điều dưỡng|tiếp tân|trợ giảng|bảo mẫu"
    r"|cấp dưỡng|vận hành|kho|chăm sóc|qc|kcs|giao hàng|phó bếp|phu \w+|tho|ve sinh|vệ sinh|trực|pg|pb|lơ xe"
    r"|học nghề|đứng (?:bếp|máy|quầy)|ctv|cắt tóc|gội đầu|sửa (?:xe|chữa)|giữ xe|trông xe|kiểm hàng"
    r"|học viên (?:nail|tóc|spa)|người)(?!\w)"
)
SURE: Final = 0.55  # confidence from which words are taken for an opening of their own
_LONGEST_TITLE: Final = 70  # characters


@dataclass(frozen=True)
class Title:
    """Words that name the work: where they stand in the message, and the occupation they name, if any.

    Attributes
    ----------
    at : int
        Where the item begins, its number and its call to apply included.
    start, end : int
        The words of the title.
    isco : str or None
        ISCO-08 unit group, the main one.
    confidence : float
        From 0 to 1; 0 without an occupation.
    headed : bool
        It begins with a word for a worker ("thợ", "nhân viên").
    seats : int or None
        The number that stands before it, else right after it.
    seats_before : bool
        The number stands before it.
    first_end : int or None
        Where the first of several duties ends; None where the title names but one.
    """

    at: int
    start: int
    end: int
    isco: str | None
    confidence: float
    headed: bool
    seats: int | None
    seats_before: bool = False
    first_end: int | None = None


def read_title(passage: Passage, at: int, end: int, taught: Mapping[str, str]) -> Title | None:
    """Read the title that begins at a place, after its bullet, call and number; None where no words of work stand."""
    lead = _LEAD.match(passage, at, end)
    start = lead.end() if lead else at
    if start >= end or _NO_TITLE.match(passage, start, end):
        return None
    stop = _STOP.search(passage, start + _kept(passage, start), min(end, start + _LONGEST_TITLE))
    close = stop.start() if stop else min(end, start + _LONGEST_TITLE)
    words = passage.words(start, close)
    if len(fold(words)) < 2:
        return None
    readings = link_occupations(spelled_out(words), taught)
    before = _seats_before(passage.low[at:start])
    return Title(
        at,
        start,
        start + len(passage.text[start:close].rstrip()),
        readings[0].code if readings else None,
        readings[0].confidence if readings else 0.0,
        _HEAD.match(passage, start, end) is not None,
        before or _seats_after(passage, close, end),
        before is not None,
    )


def spelled_out(words: str) -> str:
    """Write short words for a trade as the occupation table knows them: ``TX`` drives."""
    return _DRIVER.sub("tài xế", words)


_DRIVER: Final = re.compile(r"\b[Tt][Xx]\b")
_PLANTS: Final = re.compile(r"trong (?=\w)")


def _kept(passage: Passage, start: int) -> int:
    """Count the letters at a title's beginning that end no title there: an unaccented "trong" plants or watches."""
    opens = _PLANTS.match(passage.plain, start) if passage.typed_bare_at(start) else None
    return opens.end() - start if opens else 0


_ITEM_NUMBER: Final = re.compile(
    r"^\W*(?:(?:vị trí|bộ phận|chức danh|công việc|mục|việc|vi tri|bo phan|chuc danh|cong viec|muc|viec)"
    r"(?: số| thứ| so| thu)? )?\d{1,2}\s?[/).:-]\s*"
)
_NUMBER: Final = re.compile(rf"(?<![\w/.,])({NUMBER})(?![\w/%]|[.,]\d)")


def _seats_before(lead: str) -> int | None:
    """Read the last number between an item's own number and its title."""
    numbers = _NUMBER.findall(_AGES.sub("", _ITEM_NUMBER.sub("", lead)))
    return count_of(numbers[-1]) if numbers else None


_AGES: Final = re.compile(r"(?:nam|nữ|nu|tuổi|tuoi)\s\d\d\s?(?:-|–|đến|den)\s?\d\d")
_COUNT_AFTER = Twin(
    r"\s*(?:nam|nữ)?\s*(?:\([^()\n]*\))?\s*(?:[:x(]|[-–]|(?:số lượng|sl|s\.lượng)\s?:?)?\s*"
    r"(0?\d{1,2}(?!\d)|\d{3}(?=\s?(?:người|ng|công nhân|cn|lđ|lđpt|nv)(?!\w)))"
    r"(?=\s*(?:$|[,.;|](?!\d)|[)(\n]|[-–](?!\s?\d)|(?:người|ng|nam|nữ|bạn|vị trí|slot|suất|cn|nv|lđ|ông"
    r"|chỉ tiêu)(?!\w)))"
)


def _seats_after(passage: Passage, at: int, end: int) -> int | None:
    """Read the number right after a title: ``Buồng phòng 05``, ``Thu ngân (tiếng Anh): 2 người``."""
    after = _COUNT_AFTER.match(passage, at, end)
    return count_of(str(int(after[1]))) if after else None


def distinct(message: Passage, titles: list[Title]) -> list[Title]:
    """Leave out titles said again, and those of a heading ("TUYỂN KẾ TOÁN, BẢO VỆ:") that a list below counts."""
    counted = {fold(message.text[title.start : title.end]) for title in titles if title.seats is not None}
    heads = message.text.find("\n")
    kept: dict[str, Title] = {}
    for title in titles:
        if title.seats is None and title.end <= heads and fold(message.text[title.start : title.end]) in counted:
            continue
        counted_apart = f" {title.at}" if title.seats and "\n" in message.text[: title.at] else ""
        kept.setdefault(fold(message.text[title.start : title.end]) + counted_apart, title)
    return list(kept.values())


def is_name(message: Passage, title: Title) -> bool:
    """Tell whether all words have a capital, as names of people and streets have ("Trần Hưng Đạo")."""
    words = message.text[title.start : title.end].split()
    return not title.headed and len(words) > 1 and all(w[0].isupper() and not w.isupper() for w in words)
