"""Whether a message offers work at all: things for sale, rooms, courses, seekers and full houses do not."""

import re
from typing import Final

from employers.ads.clauses import around, clauses
from employers.ads.conditions import NOT
from employers.ads.message import Hit, Passage, Twin, Wording
from employers.reference.occupation_linker import link_occupations

CALL = Wording(
    r"(?:đang |hiện |hiện đang |hiện tại |bên mình |bên em |mình )*(?:cần|thiếu|kiếm)(?: gấp| thêm"
    r"| ngay)*(?: tuyển| tìm| kiếm)?(?: dụng)?(?: gấp| thêm| ngay)*"
    r"|tuyển(?: dụng)?(?: gấp| thêm| ngay| lao động thời vụ)*|tìm(?: kiếm)?(?: gấp| thêm)*"
    r"|phát hàng(?: về nhà)?(?: làm)?|giới thiệu (?:giúp|giùm|dùm|cho)(?: em| mình| e| m| chị| anh| với)*"
    r"|nhận (?:thêm |ngay )?(?:người|thợ|nhân viên|công nhân|học việc|nv|lao động|phụ|lđpt|\d+)|cần người|việc làm"
    r"|tuyển dụng"
    r"|hợp đồng(?: thêm)?(?= \d{1,3} (?:công nhân|lao động|người|bảo vệ|tạp vụ|nhân viên|tài xế|cấp dưỡng|lái xe"
    r"|cn|nv|thợ)"
    r"(?!\w))|vị trí|mướn(?: thêm)?(?= \d| người| thợ| nam| nữ| phụ| công)|cần thuê (?=(?:\d+ |một |thêm )?(?:người"
    r"|thợ|nhân|lao|ng|bạn|nam|nữ|anh|chị)(?!\w))|(?:muốn"
    r"|rảnh)(?: đi)? (?:làm|học)"
)
_NOT_BEFORE = Twin(rf"(?<!\w)(?:{NOT}|đừng|hết) $")


def calls(passage: Passage) -> list[Hit]:
    """Find the words that call for people; "không cần biết nấu" is none."""
    return [
        hit
        for hit in CALL.hits(passage)
        if not _NOT_BEFORE.search(passage, max(0, hit.start - 8), hit.start) and not _is_as_well(passage, hit)
    ]


_BEFORE_A_CALL: Final = re.compile(r"(?:^|[^a-z ]|\b(?:can|tuyen|tim|dang|hien|minh|em|nha|quan|tiem|chu)) *$")


def _is_as_well(passage: Passage, hit: Hit) -> bool:
    """Tell whether an unaccented "kiem" is "kiêm" between two duties ("thu kho kiem ban hang") and seeks nobody."""
    return passage.low.startswith("kiem", hit.start) and not _BEFORE_A_CALL.search(passage.plain, 0, hit.start)


_CLOSED = Wording(
    rf"(?:đã|vừa) (?:đủ|tuyển đủ|nhận đủ|tuyển xong|kiếm được|tìm được|tuyển được|có người|đóng)(?: người| nv"
    rf"| nhân viên| rồi| \w+)?|đủ (?:người|nv|nhân viên|thợ|số lượng)(?: rồi| rùi| r)"
    rf"|(?:ngưng|ngừng|dừng|tạm ngưng|tạm dừng|hết|đóng|kết thúc|hủy)(?: nhận)? (?:tuyển|nhận|đơn)(?: dụng)?"
    rf"|(?:{NOT}) (?:còn )?(?:tuyển|nhận)(?: người| nhân viên| thêm người)?(?: nữa| thêm nữa)|hết nhận"
    r"|(?:tuyển|nhận) đủ (?:rồi|người)|full (?:rồi|người|slot|nv)|hết (?:slot|chỗ|suất)"
)
_STILL = Wording(
    r"(?<!không )(?<!ko )(?<!hết )(?<!chưa )(?:còn|vẫn|vẫn còn) (?:cần|tuyển|thiếu|nhận|slot|chỗ|trống|1|2|3|4|5)"
    r"|chưa đủ|(?:giờ|nay|hiện) (?:cần|tuyển)"
)
_SEEKS = Wording(
    r"(?:em|mình|tôi|cháu|con|e|m|vợ chồng em|vợ em|chồng em|bạn em|em gái|em trai|con trai|con gái|t|tui|mik"
    r"|anh em|nhóm)(?: \w+){0,6}"
    r" (?:cần|tìm|kiếm|xin|muốn|đang tìm|cần tìm|muốn tìm|muốn xin|muốn đi|mong)"
    r"(?: (?!thợ|người|nhân|nv|bạn|phụ|anh|chị|công|lao|tài|cô|chú)\w+){0,2} (?:việc|công việc"
    r"|việc làm|chỗ làm|làm)"
    r"|(?:cần|muốn) (?:tìm|kiếm|xin) (?:việc|1 việc|một việc|công việc|chỗ làm)"
    r"|(?<!đơn )(?<!sơ )(?<!phiếu )(?<!thư )(?<!mẫu )(?<!khai )(?:đang )?(?:tìm|xin"
    r"|kiếm) (?:việc|công việc|chỗ)(?: làm)?(?! (?:cho|nhanh))"
    r"|(?:ai|có ai|chỗ nào|quán nào|cty nào|công ty nào|anh chị nào|chủ nào|bên nào|nhà nào|xưởng nào|nơi nào"
    r"|tiệm nào|shop nào|trại nào|vườn nào|salon nào|spa nào|gara nào|garage nào|thầu nào|đội nào"
    r"|khách sạn nào|resort nào|kho nào|vựa nào|cơ sở nào|trường nào|nhà hàng nào|hãng nào"
    r"|có chỗ nào|đâu)(?: đang| có| còn)? (?:(?:cần|tuyển|thiếu)(?! (?:việc|đi làm|làm|tìm việc|kiếm việc|vc))"
    r"|nhận (?:thêm )?(?:người|nhân viên|nv|thợ|phụ|em|mình|lao động|công nhân)(?! (?:nào|thì)))"
    r"|(?:cần |muốn |đang )?(?:tìm|kiếm) (?:chủ|nơi làm|chỗ (?:làm|chạy|nhận)|người thuê|mối)"
    r"|nhận (?:làm )?(?:tất cả|mọi) (?:các )?việc|cần việc(?: làm)?(?: gấp| ạ| nuôi| ở| tại|$)"
    r"|(?<!anh )(?<!chị )(?<!các )(?<!bạn )(?:em|mình|cháu) (?:biết|có tay nghề|có kinh nghiệm)"
)
_OFFERS_SEEKERS = Wording(
    r"(?:ai|bạn nào|anh chị nào|ace|anh em nào|chị nào|em nào|anh nào|ai đang|ae|mọi người|mn|các bạn|bạn"
    r"|những ai)(?: \w+){0,2} (?:cần|muốn|có nhu cầu|tìm|kiếm|thiếu)(?: tìm| kiếm| có)? (?:việc|đi làm|làm"
    r"|công việc|vc)"
)
_SELLS = Wording(
    r"(?:cần (?:bán(?! hàng| vé| thời vụ)|sang|nhượng|cho thuê|thanh lý|pass)|nhượng (?:quán|tiệm|shop|mặt bằng"
    r"|sạp)|thanh lý|pass lại"
    r"|cho thuê|sang nhượng|sang (?:lại )?(?:quán|tiệm|shop|mặt bằng|nhượng"
    r"|gấp)|cần mua|thu mua|cần thuê(?! (?:\d+ |một |thêm )?(?:người|thợ|nhân|lao|ng|bạn|nam|nữ|anh|chị))"
    r"|bán (?:gấp|rẻ|lô|đất|nhà|xe|\d+|lại|nhanh|con"
    r"|heo|gà|bò|máy|cây|căn|đàn|chó|cặp|sỉ|giống|thanh lý)"
    r"|chính chủ bán|cho vay|vay vốn|nhận đặt|tìm (?:phòng|nhà|trọ|mặt bằng|xe|chó|mèo|đồ|giấy|khách)"
    r"|tìm (?:lại )?(?:bé|người thân|chủ)|cần (?:tìm )?(?:mua|mướn nhà|vay)|nhượng lại|đấu giá|khuyến mãi"
    r"|giảm giá|mua"
    r"|nhà cho thuê|phòng trọ|có (?:nhà|phòng|xe|máy|lô|mặt bằng) cho thuê)"
)
_SELLS_FOR_MONEY = Wording(r"bán (?!hàng|vé|thời gian|online|tại|ở)\w+")
_PRICE = Wording(r"giá\s?:? ?\d|giá (?:rẻ|tốt|gốc|sỉ|lẻ|thương lượng|mềm|hữu nghị)|ai mua|ib giá|ship|sỉ|còn mới")
_SERVES = Wording(
    r"(?:chuyên )?nhận (?:hàn|sửa|làm|sơn|thi công|lắp|đặt|may|giữ|đổ|chở|đơn|chuyển|bốc|cắt|ship|khoan|xây"
    r"|gia công|thiết kế|vẽ|trang trí|dọn|giặt|vá|đóng|cung cấp|trông|nấu|ép|in|đào|san|cày|tất cả|hút|thông|cưới"
    r"|trang điểm|tư vấn|dạy|chăm|chạy|tiệc"
    r"|vận chuyển|thầu|bảo trì|rửa)|chuyên (?:nhận|cung cấp|sửa|thi công|lắp|làm|bán|sản xuất|gia công|cho thuê"
    r"|may|hàn)|(?<!xe )(?<!hợp tác xã )(?<!htx )(?<!công ty )(?<!cty )dịch vụ(?! việc làm)|phục vụ tận nơi"
    r"|cung cấp (?:dịch vụ|thợ|nhân công|lao động|giúp việc|bảo vệ)"
)
_TEACHES = Wording(
    r"khai giảng|chiêu sinh|tuyển sinh|khóa học|học phí|đăng ký học|lớp (?:dạy|học|đào tạo|nghề)|luyện thi"
    r"|đào tạo lái xe|học lái xe|nhận học viên|tuyển học viên|dạy nghề (?:\w+ ){0,3}(?:học phí|cấp chứng chỉ)"
    r"|ghi danh|nhập học"
)
_FREE_LESSONS = Wording(
    rf"(?:{NOT} (?:lấy|thu|mất|tốn|đóng|cần đóng)(?: tiền)?|miễn(?: phí)?|khỏi) học phí|học phí (?:0 ?đ|miễn phí"
    rf"|free)"
)
_TITLED_START = re.compile(r"^\W*(?:thong bao )?(?:can )?(?:tuyen|can tuyen|tuyen dung)\b(?! sinh)")
_OPENING_WORDS: Final = 45  # characters at the start, in which sellers and services say what they do


def is_closed(passage: Passage) -> bool:
    """Tell whether all that was offered is taken."""
    return _CLOSED.stands_in(passage) and not _STILL.stands_in(passage)


def without_closed(passage: Passage) -> Passage:
    """Blank out the clauses that say which places are taken ("đã đủ phục vụ, còn cần 1 phụ bếp")."""
    taken = [around(clauses(passage), hit.start) for hit in _CLOSED.hits(passage)]
    return passage.without([Hit(start, end, ()) for start, end in taken])


def offers_work(passage: Passage) -> bool:
    """Tell whether a message offers work, by what it says of itself; that a title stands in it is asked elsewhere."""
    if is_closed(passage):
        return False
    if _teaches(passage) or _seeks(passage) or _VOLUNTEERS.stands_in(passage) or _BROKERS.stands_in(passage):
        return False
    if _ASKS.stands_in(passage) and not _HIRES.stands_in(passage):
        return False
    opening = passage.part(0, _OPENING_WORDS)
    sold, called = _sells(passage, opening) or _serves(opening), _HIRES.first(passage)
    if sold is None:
        return called is not None or not _AT_CALL.stands_in(passage) or _calls_for_a_trade(passage)
    return called is not None and (
        called.start <= sold.start
        or _TITLED_START.match(passage.plain) is not None
        or _HIRES_CLEARLY.stands_in(passage)
    )


def _calls_for_a_trade(passage: Passage) -> bool:
    """Tell whether words for a trade follow a call ("cần đầu bếp Âu")."""
    after = (passage.text[hit.end : hit.end + _TRADE_WORDS].split("\n")[0] for hit in CALL.hits(passage)[:5])
    readings = (link_occupations(words) for words in after)
    return any(found and found[0].confidence >= _SURE for found in readings)


_TRADE_WORDS: Final = 30  # characters
_SURE: Final = 0.85


def _teaches(passage: Passage) -> bool:
    """Tell whether a course is advertised: a fee beats a wage, which only a call to hire outweighs."""
    rest = passage.without(_FREE_LESSONS.hits(passage))
    if not _TEACHES.stands_in(rest):
        return False
    if not _FEE.stands_in(rest):
        return not _WAGE.stands_in(rest)
    return not _HIRES.stands_in(rest.without(_TEACHES.hits(rest)))


def _sells(passage: Passage, opening: Passage) -> Hit | None:
    """Find what the writer sells; "quán em bán phở" sells with a price alone."""
    return _SELLS.first(opening) or (_SELLS_FOR_MONEY.first(opening) if _PRICE.stands_in(passage) else None)


def _serves(opening: Passage) -> Hit | None:
    """Find what the writer does for customers; in a question ("ai nhận may gia công không?") it is asked of others."""
    serves = _SERVES.first(opening)
    asked = _ASKS_WHO.first(opening)
    return None if serves is not None and asked is not None and asked.start < serves.start else serves


_ASKS_WHO = Wording(r"(?:có )?ai(?! cần)|(?:bạn|anh|chị|anh chị|chị em|anh em|cô chú|cô|chú|nhà|thợ|người) nào(?! cần)")
_FEE = Wording(r"học phí\s?:?(?: chỉ| trọn gói| từ| ưu đãi)? ?\d|mở lớp|khai giảng|chiêu sinh|tuyển sinh|khóa học")
_VOLUNTEERS = Wording(r"công quả|thiện nguyện|tình nguyện viên|hiến máu")
# Papers for work abroad against a fee, and questions.
_BROKERS = Wording(
    r"nhận (?:làm|lo) (?:hồ sơ|thủ tục)|phí(?: trọn gói)? \d+ ?(?:tr|triệu)[^.;\n]{0,30}(?:xuất cảnh|học tiếng|bay)"
)
_ASKS = Wording(r"cho (?:em |e |mình |con |cháu |tui |tôi )?hỏi")
_WAGE = Wording(r"lương|thu nhập|trả công|đi làm ngay|tiền công")
_HIRES = Wording(
    r"tuyển(?! sinh)(?: dụng)?|cần (?:gấp |thêm |tuyển |tìm |thuê )*(?:\d+ (?!phòng|nhà|căn|xe)|người|thợ|nhân viên"
    r"|nv|bạn|công nhân|nam|nữ"
    r"|lđpt|lao động|phụ|anh|chị|cô|tài xế|một|hai|bảo vệ|kế toán)|tìm (?:người|thợ|bạn|nhân viên|\d+)"
)
# What one writes who comes to the customer.
_AT_CALL = Wording(
    r"có mặt (?:sau|trong|ngay)|gọi thợ|(?:phục vụ|sửa|đến) tận nơi|báo giá|giá (?:rẻ|cạnh tranh|tốt)|bảo hành"
    r"|bao (?:giá|chất lượng|ship)|công quả|từ thiện|thiện nguyện|(?:mất|rơi|rớt|nhặt được|lượm được) (?:ví|bóp|giấy"
    r"|điện thoại|xe|túi|chó|mèo)|đi lạc|thất lạc|hiến máu|quyên góp"
)
_HIRES_CLEARLY = Wording(
    r"tuyển(?! sinh)(?: dụng)?|cần (?:gấp |thêm )*\d+ (?:nam|nữ|người|bạn|anh|chị|nv|lđ|lao động|lđpt)"
    r"|cần (?:gấp |thêm )*(?:\d+ )?(?:người làm|nhân viên|công nhân|thợ|tuyển|người phụ)"
    r"|tìm (?:nhân viên|thợ|người (?:làm|phụ))"
)


def _seeks(passage: Passage) -> bool:
    """Tell whether the writer looks for work: no one else is invited to it, and no call to hire stands before."""
    rest = passage.without(_OFFERS_SEEKERS.hits(passage))
    seeks = _SEEKS.first(rest)
    if seeks is None:
        return False
    called = _ASKS_FOR.first(rest)
    return called is None or seeks.start <= called.start


_ASKS_FOR = Wording(
    r"tuyển(?! (?:không|ko|k|ạ))(?: dụng)?|cần (?:gấp |thêm |tuyển |tìm )*\d+|(?:quán|tiệm|xưởng|công ty|cty|trại"
    r"|shop|vựa|kho|nhà hàng)(?: \w+){0,5} (?:cần|tìm|thiếu)"
)
