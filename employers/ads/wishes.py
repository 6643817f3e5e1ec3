"""An employer's wishes about age and sex: read to be shown beside the law, never to become a rule."""

import re
from typing import Final

from employers.ads.conditions import NOT
from employers.ads.demands import LASTING
from employers.ads.message import Hit, Passage, Said, Wording, clean

_UNIT: Final = r"(?:tuổi|t|tủi)"
_TO: Final = r"\s?(?:-|–|~|đến|tới|->|=>|đến dưới|- ?dưới)\s?"
_BETWEEN = Wording(
    rf"(?:từ )?(\d\d)\s?{_UNIT}?{_TO}(\d\d)\s?{_UNIT}"
    rf"|(?:độ tuổi|tuổi(?: đời| chung| cần| tuyển)?|nam|nữ|nam nữ|nam/nữ|nữ/nam|nữ,? nam)(?: yêu cầu)?\s?(?:[:,(]"
    rf"|từ|tầm|khoảng"
    rf"|trong khoảng|là)?\s?(?:từ )?(\d\d)\s?{_UNIT}?{_TO}(\d\d)"
    r"(?! ?(?:tr|triệu|k|h|người|bạn))"
    r"|(?:nam|nữ|lđpt|lao động|công nhân|khỏe|mạnh)(?: (?!cao|nặng|lương|làm"
    r"|từ)[^\W\d]+){0,3} ?[,(]? ?([1-6]\d)\s?(?:-|–|đến|tới)\s?([2-6]\d)"
    r"(?! ?(?:[\d:/%]|[.,]\d|tr|triệu|k|h|g|chỗ|tấn|người|bạn|kg|con|cái|m|sào|nghìn|ngàn|phút|ngày|công|năm))"
    rf"|(\d\d)\s(\d\d)\s?{_UNIT}|(?:tầm|độ|từ|khoảng) ([1-4]\d)\s?(?:-|–|~|đến|tới)\s?([2-6]\d)(?= ?(?:$|[,.;)\n](?!\d)"
    r"|đổ lại|là|thôi|nha|ạ|sức|khỏe))"
    r"|\(([1-4]\d)\s?(?:-|–)\s?([2-6]\d)\)"
)
_AT_LEAST = Wording(
    rf"(?:từ|trên|đủ|tối thiểu|ít nhất|hơn|>=|≥|>)(?: đủ)? ?(\d\d)\s?{_UNIT}(?:\s?(?:trở lên|đổ lên|\+))?"
    rf"|(\d\d)\s?{_UNIT}?\s?(?:trở lên|đổ lên|\+)(?: tuổi)|(\d\d)\s?{_UNIT}\s?(?:trở lên|đổ lên|\+)"
    rf"|(\d\d)\+(?: ?tuổi)?(?! ?(?:tr|k|triệu|\d))"
    r"|(?:phải |trên |từ )?đủ ([1-6]\d)(?= ?(?:$|[,;)\n]|\.(?!\d)))"
    r"|(?:độ )?tuổi\s?:?\s?(?:từ|trên|tối thiểu|đủ|>=?|≥)\s?(\d\d)(?: trở lên)?|nam nữ trên (\d\d)|(?:nam"
    r"|nữ) (?:từ|trên|đủ) (\d\d)"
)
_AT_MOST = Wording(
    rf"(?:dưới|không quá|ko quá|k quá|tối đa|đến|tới|chưa quá|<=?|≤|max)\s?(\d\d)\s?{_UNIT}"
    rf"|(\d\d)\s?{_UNIT}\s?(?:trở xuống|đổ lại|đổ xuống|trở lại)"
    r"|(?:độ )?tuổi\s?:?\s?(?:dưới|không quá|ko quá|tối đa|đến|<=?|≤|tới)\s?(\d\d)|(?:nam|nữ) (?:dưới|không quá"
    r"|tối đa) (\d\d)"
    r"|(?:dưới|không quá) (\d\d)(?: (?:trở lại|đổ lại)|(?= ?(?:$|[;)\n]|[,.](?!\d))))"
    r"|(?<![\d.,])(?<!trên )(\d\d) (?:trở xuống|đổ lại|đổ xuống)(?! \d)"
)
_OTHERS = Wording(
    rf"(?:bé|cháu|trẻ|con|cụ|ông|bà|mẹ|em bé|người già)(?: \w+){{0,2}} \d\d?\s?{_UNIT}|\d+ ?tháng tuổi"
    r"|(?:từ|trên|dưới|tầm|khoảng)(?: \d\d ?(?:-|–|đến|tới))? \d\d ?(?:tuổi|t|tủi)?(?: trở lên| đổ lại)?"
    r"(?: thì| là)? (?:càng tốt|tốt hơn|ưu tiên|được ưu tiên|càng quý)"
    rf"|em \d\d ?{_UNIT}|mình \d\d ?{_UNIT}"
)
# An age that is turned away is the other end of the ages taken.
_BARRED = Wording(
    rf"{NOT} (?:nhận|tuyển|lấy)(?: người| bạn| ai| lao động| em)? (?:dưới (\d\d)|(?:trên|quá) (\d\d))(?:\s?{_UNIT}|$"
    rf"|[,.;)\n])"
)
YOUNGEST: Final = 14
OLDEST: Final = 75


def read_ages(passage: Passage) -> tuple[Said[int] | None, Said[int] | None]:
    """Read the ages wished for: from, to."""
    rest = passage.without(_OTHERS.hits(passage))
    barred = _BARRED.first(rest)
    if barred is not None:
        age = int(barred.groups[0] or barred.groups[1] or 0)
        said = Said(age, passage.words(barred.start, barred.end)) if YOUNGEST <= age <= OLDEST else None
        return (said, None) if barred.groups[0] else (None, said)
    for hit in _BETWEEN.hits(rest):
        low, high = (int(group) for group in hit.groups if group is not None)
        if YOUNGEST <= low < high <= OLDEST:
            words = passage.words(hit.start, hit.end)
            return Said(low, words), Said(high, words)
    least, most = _one_age(rest, _AT_LEAST), _one_age(rest, _AT_MOST)
    return (least, None) if least and most and least.value > most.value else (least, most)


def _one_age(passage: Passage, wording: Wording) -> Said[int] | None:
    for hit in wording.hits(passage):
        age = next((int(group) for group in hit.groups if group is not None), 0)
        if YOUNGEST <= age <= OLDEST:
            return Said(age, passage.words(hit.start, hit.end))
    return None


_WHO: Final = (
    r"(?:người|bạn|lao động|công nhân|nhân viên|nv|ld|lđ|ldpt|lđpt|cn|thợ|phục vụ|bảo vệ|tạp vụ|giúp việc|kế toán"
    r"|thu ngân|bán hàng"
    r"|nhân sự|ứng viên|ng|tài xế|shipper|phụ bếp|phụ xe|phụ kho|phụ quán|phụ việc|phụ hồ|phụ|pv)"
)
_CALLS: Final = (
    r"(?:cần|tuyển|tìm|kiếm|nhận|thiếu|chỉ nhận|chỉ tuyển|yêu cầu|giới tính|cần tìm|tuyển gấp|cần gấp|cần tuyển"
    r"|yc|gt|là)"
)
_EITHER = Wording(
    r"nam\s?(?:/|,|-|\+|và|hoặc|hay|lẫn|&|,|)\s?nữ|nữ\s?(?:/|,|-|\+|và|hoặc|hay|lẫn|&|)\s?nam"
    r"|cả nam (?:lẫn|và|với) nữ|không (?:phân biệt|kể) (?:nam nữ|giới tính|nam hay nữ)|anh\s?(?:/|,|)\s?chị(?: em)?"
    r"|chị\s?(?:/|,|)\s?anh|các chị em nào|chị em nào|anh em|vợ chồng|nam thanh nữ tú|(?:nam|nữ)[^,.;\n]{0,10} (?:cũng"
    r"|đều|vẫn) (?:nhận|được|ok|làm)"
)
_NOT_ASKED = Wording(
    r"vợ chồng (?:mình|em|tui|tôi|anh|chị|chủ|bên)|(?:\d+ )?ông bà|phụ nữ (?:có|đang|mang|nuôi"
    r"|sau)(?: \w+){1,4} (?:được|về|cũng)|"
    r"(?:ktx|phòng|ký túc xá)(?: cho)? nam nữ(?: riêng)?|ưu tiên(?: các| bạn| ứng viên| lao động| người)* (?:nam"
    r"|nữ)|(?:nam|nữ) (?:được )?ưu tiên|(?:nam|nữ)(?: thì| là)* (?:càng tốt|tốt hơn|tốt nhất|tốt|đỡ hơn)"
    r"|(?:vest|đầm|váy|áo dài|sơ mi|vải|túi|nón|mũ|giày dép|đồng hồ|nội y|thời trang trẻ em) (?:và )?(?:nam|nữ)"
    r"|(?:thời trang|quần áo|đồ|giày|giày dép|áo|quần|váy|đầm|tóc|khách|cắt tóc"
    r"|hớt tóc|sơ mi"
    r"|phòng|ktx|nhà vệ sinh|vệ sinh|bệnh nhân|trang phục|phụ kiện|gội đầu|tiệm|mỹ phẩm|salon"
    r"|spa) (?:cho )?(?:nam|nữ)"
    r"|(?:lh|liên hệ|gọi|(?<!tuyển )(?<!cần )(?<!tìm )gặp|alo|dt|đt|sđt|sdt|zalo|ib|hotline|liên lạc|call|cô|chú|bác"
    r"|dì|chị|anh|ms|mr|em|a"
    r"|c)\s?:?(?: gặp)?\s?:?"
    r" (?:nam|nữ|a|anh|chị|c|cô|chú|ms|mr|em)(?: nam| nữ)?|(?:thuận|việt|miền|phía|đông|tây|quảng|hà|tư|quán|cty"
    r"|công ty|hải|sông|trường|hùng|duy|ngọc|thành|hoài|phương|minh|bảo|nhật|xuân|an|vạn|phú|hoàng"
    r"|đại|tân|phúc|gia|kim) nam|nam (?:chính|thành|định|hà|bộ|á|phát|anh|phương|cường|việt|sơn|hải|hưng|long"
    r"|phong|tiến|thắng|hòa|an)"
    r"|(?:lh|liên hệ|gọi|(?<!tuyển )(?<!cần )(?<!tìm )gặp|alo|liên lạc)\s?:? (?:\w+ )?(?:cô|chị|anh|chú|bác|dì)"
    r"|nữ (?:công gia chánh|trang)"
    r"|(?:a|c|mr|ms|anh|chị)\. ?(?:nam|nữ)|của (?:chị|anh|cô)|\d{3,} ?(?:nam|nữ)(?=$|\n| *[.,)]| tuyển)|chí công"
    r"|nhận có"
)
# Whom one works for, and not who works: "chăm 1 bà cụ", "trông 1 ông".
_CARED_FOR: Final = (
    r"(?:chăm sóc|chăm|nuôi|trông|coi|giữ|phụ giúp|giúp)(?: việc)?(?: cho)? (?:\d+ )?(?:ông|bà|cụ|cô|chú|anh"
    r"|chị)(?: cụ| bà"
    r"| già| lớn)?|chị em trong|anh em trong"
)
_MALE = Wording(
    rf"(?:\d+ |{_CALLS}:? ?|{_WHO} |chỉ )(?:\d+ )?(?:{_WHO} )?nam|nam(?: giới)?(?=\s?(?:,|\)|\.|$|\n|từ|dưới|trên"
    rf"|tuổi|\d|khỏe|sức khỏe|có sức|cao|có|biết|nhanh|lanh|trung thực|thanh niên|công nhân|nhân viên|lao động"
    rf"|phụ|bảo vệ|phục vụ|bán|độ tuổi|thật thà|chịu|siêng|không|đã|làm|lái|chạy|tốt nghiệp|trẻ|ở|giao|kho))"
    r"|(?:công nhân|lao động|lđ|ldpt|lđpt|thanh niên|các bạn|bạn) nam(?= [^\W\d])|nam (?:thanh niên|sinh|công nhân)"
    rf"|{_CALLS} (?:\d+ )?a(?= [^\W\d])|nam giới|phái nam|đàn ông|con trai|trai tráng|nam(?= ?: ?\d| thôi)"
    rf"|(?:{_CALLS}|\d+|một)(?: gấp| thêm)? ?(?:anh|chú|bác trai|bạn trai|đàn ông|nam thanh niên|ông)(?! em| chị|/"
    rf"| nhà| thầu| quán| tiệm| xưởng| trại"
    rf"| hoặc| làm chung)"
)
_FEMALE = Wording(
    rf"nữ(?: giới)?|(?:{_CALLS})(?: gấp| thêm)? ?(?:các |mấy |\d+ )?(?:chị em|chị|cô|bé gái)(?= [^\W\d])(?! em nào"
    rf"|/| nào| hoặc"
    rf"| anh)"
    rf"|(?:mấy|các) (?:chị|cô)(?: mấy chị)?(?! em|/| anh| nào)|(?:{_CALLS}|\d+|một)(?: gấp| thêm)? ?(?:chị|cô|bé gái"
    rf"|bạn gái|phụ nữ|bà|dì)(?! em| anh|/|"
    rf" hoặc)(?<!sẵn 1 bà)(?<!có 1 bà)"
    rf"(?<!có 1 cô)(?<!có 1 chị)(?<!sẵn 1 cô)(?<!sẵn 1 chị)|phụ nữ"
)


def read_sex(passage: Passage) -> Said[str] | None:
    """Read the sex asked for, ``nam`` or ``nữ``; None where both are taken or one is only preferred."""
    rest = passage.without(LASTING.hits(passage))
    rest = rest.without(_TAKEN_FOR.hits(rest))
    rest = rest.without(_NOT_ASKED.hits(rest))
    barred = _BARRED_SEX.first(rest)
    if barred is not None:
        other = "nữ" if barred.groups[0] == "nam" else "nam"
        return Said(other, passage.words(barred.start, barred.end))
    if _EITHER.stands_in(rest):
        return None
    male, female = _plain_asking(_MALE, rest), _plain_asking(_FEMALE, rest)
    if (male is None) == (female is None):
        return None
    hit = male or female
    assert hit is not None
    return Said("nam" if male else "nữ", passage.words(hit.start, hit.end))


_TAKEN_FOR = Wording(_CARED_FOR)
_BARRED_SEX = Wording(rf"{NOT} (?:nhận|tuyển|lấy)(?: thêm)?(?: lao động| người| bạn)? (nam|nữ)(?! dưới| trên| quá|,|/)")
_DENIED = Wording(rf"{NOT} (?:nhận|tuyển|lấy|cần|phân biệt)")


def _plain_asking(wording: Wording, passage: Passage) -> Hit | None:
    for hit in wording.hits(passage):
        denied = _DENIED.stands_in(passage.part(max(0, hit.start - 12), hit.end))
        if not denied and not _in_a_name(passage, hit):
            return hit
    return None


def _in_a_name(passage: Passage, hit: Hit) -> bool:
    """Tell whether "Nam" ends a name ("Nắng Nam"): a capital after a capital inside a clause."""
    word = re.search(r"(?:Nam|Nữ)\b", passage.text[hit.start : hit.end])
    before = passage.text[: hit.start + word.start()] if word else ""
    last = re.search(r"\w (\w+) $", before)
    return last is not None and last[1][0].isupper() and not last[1].isupper() and not _CALLED.match(last[1].lower())


_CALLED: Final = re.compile(r"(?:cần|tuyển|tìm|nhận|gấp|thêm|tính|người|bạn|nhân|viên|công|lao|động|thợ)$")


def wished_words(text: str) -> tuple[str, ...]:
    """Quote the words by which a text asks for an age or a sex; each once, in the order of age, then sex."""
    passage = Passage(clean(text))
    said = [found.words for found in (*read_ages(passage), read_sex(passage)) if found is not None]
    said += [passage.words(hit.start, hit.end) for hit in _PREFERRED.hits(passage)]
    return tuple(w for i, w in enumerate(said) if not any(w in other for other in said[:i]))


# To prefer is to discriminate too (Labour Code 45/2019/QH14, Art. 3 (8)), though nobody is turned away by it.
_PREFERRED: Final = Wording(r"ưu tiên(?: các| bạn| ứng viên| lao động| người)* (?:nam|nữ)(?! nữ|/)")
