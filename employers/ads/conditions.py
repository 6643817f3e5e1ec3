"""What the employer gives: a place to stay, meals, the way to work, someone who teaches.

Money for rent or meals is a wage matter, no place and no meal; of each condition a promise beats a refusal ("không bao
ở, có ký túc xá").
"""

from dataclasses import dataclass
from typing import Final

from employers.ads.message import Hit, Passage, Said, Wording

NOT: Final = r"(?:không|ko|kg|khg|hông|hong|hok|hem|k|chưa|kô|kh)"
_MONEY: Final = r"\d[\d.,]*\s?(?:k|tr|triệu|nghìn|ngàn|đ|000)\w*"
_GIVES: Final = r"(?:bao|nuôi|lo|cho|có|free|tặng|cung cấp|miễn phí|hỗ trợ|được|hổ trợ|bao luôn|sắp xếp|bố trí|kèm)"


@dataclass(frozen=True)
class Condition:
    """Wordings of one condition: those that only look like it, refusals, promises."""

    beside: Wording
    refused: Wording
    promised: Wording


_HOUSING = Condition(
    Wording(
        r"(?:hỗ trợ|hổ trợ|trợ cấp|phụ cấp|tiền)(?: thêm)?(?: tiền)?(?: thuê)?"
        r" (?:nhà trọ|tiền trọ|phòng trọ|nhà ở|trọ|thuê nhà|ở trọ|nhà|phòng)"
        rf"|(?:hỗ trợ|trợ cấp|phụ cấp)(?: \w+){{0,3}} (?:ở|chỗ ở|nhà)\s?:?\s?{_MONEY}"
        r"|(?:chỗ|phòng|chổ) (?:nghỉ|ngủ|ngả lưng)(?: ngơi)?(?: buổi| giữa)? (?:trưa|ca)|nghỉ trưa tại \w+"
        r"|(?:dọn|làm|buồng|lễ tân|tạp vụ|vệ sinh|quản lý|trông|coi|giữ) (?:phòng|nhà) (?:nghỉ|trọ|ở)|nhà nghỉ"
        r"|(?:làm|tại|sửa|xây|về|đến|tới|lắp|trông) nhà ở|(?<!có )(?<!bao )(?<!cho )(?<!lo )(?<!cấp )nhà ở (?!free"
        r"|miễn phí|điện|tập thể|riêng|sạch|cho|tại chỗ|lại)\w+"
        r"|(?:gần|quanh|sẵn|nhiều) (?:khu )?(?:nhà|phòng|xóm) trọ|(?:nhà|phòng) trọ (?:gần|xung quanh|quanh|cho thuê)"
        r"|cho thuê (?:phòng|nhà)(?: trọ)?|ưu tiên(?: \w+){0,4} ở (?:gần|lại|trọ)|(?:nhà|người) ở gần|dịch vụ ăn ở"
        rf"|(?:được|có|lo|cho), ?ở(?! lại| luôn| tại)|(?:làm|xây|sơn|dọn|sửa|coi|tô|đổ|xây dựng) nhà ở|ngủ gật"
        rf"|{NOT} được ngủ|(?:trong|làm|ngồi)(?: \w+){{0,2}} phòng (?:máy )?lạnh|phòng (?:máy )?lạnh (?:mát|thoáng)"
    ),
    Wording(
        rf"{NOT} (?:có |bao |lo |nuôi |hỗ trợ |cung cấp |nhận |bố trí |sắp xếp |được )*(?:ăn |cơm )?(?:và )?(?:chỗ "
        rf"|nhà |phòng )?(?:ở|ngủ"
        rf"|ktx)"
        r"(?: lại)?|tự (?:túc|lo|thuê|tìm)(?: về)?(?: ăn uống| ăn| chỗ| nhà| phòng| chuyện)?(?: và|,)? ?"
        r"(?:ở|trọ|nhà|nhà trọ|phòng)|(?:chỗ ở|nhà ở|ăn ở|ở|chỗ trọ|nơi ở)\s?:?(?: thì)? tự (?:túc|lo)"
        rf"|{NOT} bao ăn ở|ở (?:ngoài|trọ ngoài)|{NOT} có (?:chỗ|nhà|phòng)(?: ở| trọ)?|(?:ở nhà|sáng đi) (?:tối"
        rf"|chiều) về"
    ),
    Wording(
        r"(?:bao|nuôi|lo|cho|free|có|hỗ trợ|miễn phí|chủ lo|cung cấp|sắp xếp|bố trí|được)(?: luôn| cả| hết| chỗ)?"
        r"(?: ăn| cơm| ăn uống)?(?:[,/+&-]| và| lẫn|) ?(?:chỗ |nơi |nhà |phòng )?(?:ở|trọ|ngủ|phòng|nhà trọ)"
        r"(?: lại| trọ| miễn phí| ký túc xá)?|(?:bao|lo|hỗ trợ)(?: ăn)?(?:,| và|) ?(?:nghỉ|nhà ở|nhà)"
        r"|bao (?:ăn |cơm )?(?:ngày )?(?:\d|ba|hai)? ?(?:bữa )?(?:cơm )?(?:và |, ?|\+ ?)?(?:chỗ )?ở"
        r"|ăn(?:,|/|-| \+|) ?(?:ở|nghỉ|ngủ)(?: miễn phí| tại \w+| free| lại| đầy đủ| chủ lo| tại chỗ)?"
        r"|(?:chỗ|nơi|nhà|phòng|chổ) (?:ở|trọ|ngủ|nghỉ)(?: lại| tập thể| miễn phí| free| sạch| đàng hoàng| cho \w+)?"
        r"|ktx|kí túc xá|ký túc xá|ký túc|nhà tập thể|nội trú|lán trại|(?:lán|chòi|trại|nhà) (?:ở|ngủ)"
        r"|(?<!hỗ trợ tiền )hỗ trợ (?:phòng|nhà) trọ miễn phí|nhà (?:cửa |ở )?(?:có |đã )?sẵn"
        r"|có (?:nhà|phòng) (?:nghỉ|trọ)(?= (?:cho|gần|free|miễn phí))|có nhà(?= ?,| cho (?:gia đình|vợ chồng|thợ"
        r"|công nhân))|nhà công vụ|dãy trọ|khu tập thể"
        r"|(?<!làm )(?<!việc )(?<!vườn )(?<!rẫy )(?<!trại )(?<!nhà )(?<!xưởng )ở (?:lán|chòi|rẫy|tập thể|nhà dân"
        r"|nhà tập thể|chung"
        r"|ghép|trong (?:xưởng|trại|công trình|công ty|cty|vườn|rẫy|tiệm)|trên (?:tàu|ghe)|nhà (?:công ty|cty|chủ))"
        r"|nghỉ (?:lại )?tại (?:trại|lán|xưởng|công trình|chỗ|rẫy|vườn)|mượn (?:lán|phòng|nhà)"
        r"|ở (?:lại|luôn|tại (?:công trình|xưởng|quán|nhà|trại|vườn|chỗ|công ty|cty|tiệm|nhà chủ|lò)|nhà chủ"
        r"|cùng chủ|free)"
        r"|ngủ (?:tại|lại|ở)(?: \w+)?|ăn ở|giường(?: ngủ| tầng)|chốn ở|container(?: để)? ở|ở cùng (?:gia đình|chủ"
        r"|nhà)|có phòng (?:ngủ|riêng|nghỉ|ở|trọ|cho|nhân viên|tập thể|miễn phí)"
    ),
)
_EAT = r"(?:ăn(?: uống)?|cơm|bữa)"
_MEALS = Condition(
    Wording(
        rf"(?:hỗ trợ|hổ trợ|trợ cấp|phụ cấp|tiền|thêm)(?: thêm)?(?: tiền)? (?:{_EAT})(?: sáng| trưa| tối| ca"
        rf"| giữa ca)?"
        rf"\s?:?(?:[^,.;\n]{{0,14}}{_MONEY})|(?:phụ cấp|trợ cấp|tiền)(?: tiền)? {_EAT}(?: sáng| trưa| tối| ca"
        rf"| giữa ca)?"
        rf"|{_EAT}(?: trưa| ca| tối| giữa ca)?\s?:?\s?{_MONEY}(?:\s?/\s?\w+)?(?! (?:công ty|cty|chủ|xưởng"
        rf"|bếp) (?:nấu|lo|bao|đãi))"
        r"|(?<!nhà ăn )(?<!bếp )(?<!căn tin )(?<!cty )(?<!công ty )(?:giao|bán|đặt|ship|phục vụ|múc|bỏ|làm|phụ"
        r"|chở) (?:cơm|bữa|suất|đồ)(?: \w+)?"
        r"|\d bữa(?=, \d)|ngày \d bữa(?=,? không ngủ)|hỗ trợ tiền \w+|quán (?:cơm|ăn)|tiệm cơm"
        r"|(?<!tự )(?<!có )(?<!người )(?<!chủ )nấu (?:ăn"
        r"|cơm)(?! chung)(?: (?!bao|nuôi|có|lo|chủ)\w+){0,4}|đồ ăn|thức ăn|ăn (?:mặc"
        r"|chia|nói|theo|lương"
        r"|công|cây|hoa hồng|sản phẩm|sp|phần trăm|%)|(?:tôm|heo|cá|gà|bò|vịt) ăn|khách ăn|làm ăn|cửa hàng ăn"
        r"|nhà ăn|bàn ăn"
    ),
    Wording(
        rf"{NOT} (?:có |bao |lo |nuôi |hỗ trợ |cung cấp )+(?:{_EAT}|trưa)(?: ở| uống| trưa)?|{NOT} {_EAT} tại \w+"
        rf"|tự (?:túc|lo|nấu|mang|đem|chuẩn bị)(?: {_EAT})(?: uống| trưa| ở)*|gạo[^.;\n]{{0,30}} tự nấu(?: ăn)?"
        rf"|tự nấu(?: ăn| nướng)?|{_EAT}(?: trưa"
        rf"| ở)? tự (?:mang|đem)"
        rf"|{_EAT}(?: trưa| ở| nước| uống)?(?: thì)?\s?:? tự (?:túc|lo|nấu)|ăn ở tự (?:túc|lo)|mang cơm(?: theo)?"
        r"|(?<!xăng )(?<!xe )(?<!tiện )(?<!lại )(?<!ở )(?<!trọ )(?<!nghề )tự túc(?: ăn ở)?(?! (?:xe|phương|đi|chỗ"
        r"|nhà|ở|trang|dụng|xăng|đồ|chi))"
    ),
    Wording(
        rf"{_GIVES}(?: luôn| cả| hết| công nhân| thêm| thợ)?(?: ngày)?(?: \d| một| hai| ba)?(?: bữa| suất)?"
        r" (?:ăn uống|ăn|cơm|bữa)(?:[,/ -]*(?:ở|trưa|sáng|tối|chiều|ca|giữa ca|\d bữa|cơm|hai bữa|ba bữa))*"
        r"|(?:ăn|cơm)(?: uống)? (?:trưa|ca|giữa ca|tối|sáng|tập thể|công ty|cty|miễn phí|free|đầy đủ|tại (?:chỗ"
        r"|quán|công ty"
        r"|xưởng|cty|bếp)|cùng (?:chủ|gia đình|nhà)|chung)(?: miễn phí| free| tại \w+)?|ăn(?:,|/|-| \+) ?ở"
        r"|(?:ngày|bao|\+) ?(?:\d|một|hai|ba) bữa|(?:\d|một|hai|ba) bữa(?: ăn| cơm|/ngày| một ngày| mỗi ngày| chính)*"
        r"|suất ăn(?: \w+)?|ăn ở (?:tại|chủ|miễn phí|free|đầy đủ|lại|trong|cùng)(?: \w+)?|cơm nước|nuôi cơm"
        r"|bao cơm|bữa (?:trưa|sáng|tối|ăn|cơm)"
        r"|ăn (?:ngày )?(?:\d|hai|ba) (?:bữa|cữ)|cơm (?:chủ|\d bữa|ngày)|bao trưa|ăn nghỉ|ăn ở|(?:cơm|ăn"
        r"|bữa) (?:trưa|chiều|tối|sáng|xế|khuya|lỡ)|ăn (?:cơm |uống )?(?:với|cùng|chung|theo (?:xe|quán|chủ))"
        rf"|{_EAT}[^,.;\n\d]{{0,18}} (?:chủ|chị|anh|cty|công ty|quán|cô|chú|bếp|trại|bên mình|bên em) (?:lo|bao"
        rf"|đãi|nấu|nuôi|cho)"
        rf"|(?:chủ|chị|anh|cty|công ty|quán|cô|chú|trại|mình) (?:lo|bao|đãi|nấu|nuôi|cho)[^,.;\n\d]{{0,12}} {_EAT}"
        r"|\+ ?(?:cơm|bao ăn|ăn)(?! ca \d)(?: trưa| ca| tối)?|hỗ trợ (?:cơm|ăn)(?: \w+)?|(?:có |có người |chủ "
        r"|chung )nấu (?:cơm|ăn)|nấu ăn chung|ăn (?:ngủ|chay|mặn)"
        r"|gạo[^,.;\n]{0,12} chủ lo(?!,? tự)"
        rf"|{_EAT}[^,.;\n]{{0,20}} (?:công ty|cty|chủ|xưởng|quán|bếp) (?:nấu|lo|nuôi|đãi|bao)|(?:cơm|ăn|bữa"
        rf"|suất)[^,.;\n]{{0,12}} (?:miễn phí|free)"
        r"|(?:cơm|ăn) nuôi|(?:bữa|suất) (?:cơm|ăn)|(?:có|bao|kèm) bánh mì|ăn lỡ|(?:sáng|trưa|chiều|tối) ăn (?:chung"
        r"|cùng|với|tại)"
    ),
)
_FERRY = r"(?:đưa (?:đón|rước)|đón (?:đưa|rước|trả)|rước (?:đưa|đón|trả)|đưa|đón|rước|đưa về)"
_TRANSPORT = Condition(
    Wording(
        rf"(?:lái|tài|tài xế|tài xế xe|lái xe|chạy xe|chạy)(?: xe)?(?: \d+ chỗ)? {_FERRY}(?: \w+)?"
        rf"|(?:xe|{_FERRY})[^,.;\n]{{0,40}} (?:ngày (?:đi|lên đường|\d+)|(?:1|một) lần|mùng \d+|đầu vụ|hôm đi"
        rf"|lượt đi)(?: \w+)?"
        rf"|(?:xe|{_FERRY})[^.;\n]{{0,60}} (?:ngày \d{{1,2}}(?:/|-)\d|hôm đi|sáng mai|tối mai)|xe (?:chở|đón|đưa"
        rf"|rước) (?:vô"
        rf"|vào|ra|lên)(?! (?:xưởng|công ty|cty|kcn|nhà máy|chỗ làm|công trình|vườn|rẫy))(?: \w+)?"
        rf"|(?:có )?tự túc xe(?=,? (?:có )?(?:phụ cấp|hỗ trợ|trợ cấp|bao) (?:tiền )?xăng)"
        rf"|{_FERRY} \d+ (?:bé|cháu|đứa|em)"
        rf"|(?:giữ|trông|coi|rửa|sửa|dắt|đậu|đỗ|lau) xe cho|{_FERRY}(?: các)? (?:khách|học sinh|hs|bé|sếp|giám"
        rf" đốc|chuyên gia|trẻ"
        rf"|con|cháu|em bé|cho khách|hàng(?! ngày| tuần)|du khách|bệnh nhân)"
        r"|(?:phí|tiền|phụ cấp|hỗ trợ|trợ cấp) (?:xăng xe|đi lại|xăng|xe|tàu xe)"
        rf"|(?:xe|{_FERRY})[^,.;\n]{{0,25}} (?:ra|vô|vào|đi|lên) (?:tới )?(?:tỉnh|bình dương|đồng nai|sài gòn"
        rf"|tp ?hcm|hcm"
        r"|long an|tây ninh|đà lạt|nha trang|hà nội|vũng tàu)(?: \w+)?|chở (?:hàng|vật|cát|đá|gạch|heo|khách|rau"
        r"|trái|thanh long|cây|nước|cá|lúa|phân|xi măng|gỗ|bia|gas|tôm)"
    ),
    Wording(
        rf"{NOT} (?:có )?(?:xe )?{_FERRY}|tự túc (?:xe|phương tiện|đi lại|đi làm)(?: \w+)?|(?:phương tiện|đi lại"
        rf"|xe)\s?:? tự (?:túc|lo)"
        rf"|(?<!\w )xe {NOT} có(?= ?[,.;\n])|{NOT} có xe(?! \w*máy)(?: công ty| cty)? {_FERRY}"
    ),
    Wording(
        r"xe (?:công ty |cty |của công ty |đầu |\d+ chỗ |ca |buýt |tải |máy cày |của chủ |chủ )?(?:đến |tới |qua "
        r"|ghé )?"
        r"(?:đưa đón|đưa rước|đón trả|rước|đón|đưa|chở đi chở về|chở|hai chiều|2 chiều)"
        r"(?: (?:tận nơi|tận nhà|đi về|hàng ngày|hằng ngày|về|công nhân|từ [^,.;\n]{2,25}))?"
        r"|đưa (?:đón|rước)(?: (?:tận nơi|tận nhà|đi về|hàng ngày|hằng ngày|công nhân|miễn phí|free|đi làm"
        r"|nhân viên))*"
        r"|(?:rước|đón|chở) (?:tận|đi|công nhân|thợ|tại)[^,.;\n]{0,20}|(?:sáng|chiều) (?:rước|đón"
        r"|chở)[^,.;\n]{0,15}|xe (?:công ty|cty) (?:đi|chở)[^,.;\n]{0,15}"
        r"|(?:có|bao) xe (?:đi về|chở|đi chung)"
    ),
)


# "Có xe đưa đón không?" asks and promises nothing; a point after "không" says that there is none.
_QUESTION: Final = Wording(
    rf"có [^,.;?!\n]{{2,40}} (?:{NOT}|hay {NOT})(?: ạ| vậy| nhỉ| nha| dạ| a| ad| shop| mn)*(?= ?(?:\?|$|\n))"
)


def read_condition(condition: Condition, passage: Passage) -> Said[bool] | None:
    """Read one condition: of what is said, a promise beats a refusal; a question is neither."""
    rest = passage.without(condition.beside.hits(passage))
    rest = rest.without(_QUESTION.hits(rest))
    refused = condition.refused.hits(rest)
    promised = condition.promised.first(rest.without(refused))
    if promised is not None:
        return _said(passage, promised, value=True)
    return _said(passage, refused[0], value=False) if refused else None


def _said(passage: Passage, hit: Hit, *, value: bool) -> Said[bool]:
    return Said(value, passage.words(hit.start, hit.end))


def read_housing(passage: Passage) -> Said[bool] | None:
    """Read whether a place to stay is given."""
    return read_condition(_HOUSING, passage)


def read_meals(passage: Passage) -> Said[bool] | None:
    """Read whether any meal is given."""
    return read_condition(_MEALS, passage)


def read_transport(passage: Passage) -> Said[bool] | None:
    """Read whether workers are fetched and brought home."""
    return read_condition(_TRANSPORT, passage)
