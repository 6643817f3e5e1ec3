"""What the employer asks: experience, a driving licence, schooling, strength.

A preference ("ưu tiên", "là lợi thế") is no demand.
"""

import re
from typing import Final

from employers.ads.clauses import around, clauses, sentences
from employers.ads.conditions import NOT
from employers.ads.message import Hit, Passage, Said, Wording
from employers.reference.licences import read_required_licence
from employers.reference.schooling import LITERACY_COURSE, LOWER_SECONDARY, PRIMARY, UPPER_SECONDARY
from employers.reference.work_terms import PHYSICAL_PROPERTIES

_PREFERRED = Wording(r"ưu tiên|ut|lợi thế|khuyến khích|càng tốt|là tốt|thì tốt|điểm cộng|cộng điểm|tốt hơn")
_EXPERIENCE: Final = r"(?:kinh nghiệm|exp|k\.?nghiệm|kn|knghiem|tay nghề|thâm niên|kinh nghiêm)"
_COUNTS: Final = {"một": 1.0, "hai": 2.0, "ba": 3.0, "bốn": 4.0, "năm": 5.0, "mot": 1.0, "bon": 4.0, "nam": 5.0}
_COUNT: Final = r"(\d{1,2}(?:[.,]\d)?|một|hai|ba|bốn|nửa)"
LASTING = Wording(
    rf"{_COUNT}\s?(?:-|–|~|đến|tới)?\s?(?:\d{{1,2}})?\s?\+?\s?(năm|tháng|n|nam)(?: rưỡi)?(?: trở lên| đổ lên)?"
    rf"(?: \w+){{0,3}} (?:{_EXPERIENCE}|trong nghề|làm nghề|tuổi nghề|tay lái|đi biển|cầm lái|đứng (?:bếp|máy|lò)"
    rf"|(?:đã )?từng làm|đã làm|(?<=năm )(?:nấu|lái|chạy|may|hàn|đi biển|đứng bếp|làm nghề|dạy|bán hàng|pha chế"
    rf"|kế toán)"
    rf"(?! việc)|(?:làm|lái|chạy|may|hàn|nấu|bán|dạy|trực|coi|vận hành|sửa)(?= [^\W\d]+(?: [^\W\d]+)?"
    rf" ?(?:trở lên|đổ lên)))"
    rf"|(?:{_EXPERIENCE}|đã (?:từng )?(?:làm|chạy|lái|may|hàn)|từng làm|làm nghề|biết (?:nghề|việc|may|hàn|lái|làm)|lái"
    rf"|chạy|(?<!học )(?<!ra )(?<!có )(?<!biết )nghề)(?:(?!đào tạo|dạy|học|kèm|chỉ|thử|dao tao)[^,.;\n()\d]){{0,28}}?"
    rf" ?[:>=≥(]* ?{_COUNT}\s?(?:-|–|~|đến|tới)?\s?(?:\d{{1,2}})?\s?\+?\s?(năm|tháng|(?<=\d)n"
    rf"|(?<=\d )n)(?! tuổi)(?:\w?)"
)
# Years that are asked for without a word for experience ("thợ máy, tối thiểu 3 năm"), and what such years may be else.
_LEAST = Wording(
    rf"(?:tối thiểu|ít nhất|min|từ|trên|đủ|qua|được|hơn|cứng)\s?:? (?:\w+ )?{_COUNT}\s?(năm|tháng)(?!"
    rf" tuổi)(?=\s*(?:$|[,.;)\n+]"
    rf"|trở lên|đổ lên))|{_COUNT}\s?(?:-|–|~|đến|tới)?\s?(?:\d{{1,2}})?\s?(năm|tháng) (?:trở lên|đổ lên)"
)
_STAYS = Wording(
    rf"(?:(?:làm|gắn bó|ở lại|cam kết|ký|hợp đồng|hđ|bảo hành|lương|thử việc|thưởng|phép|nghỉ|tăng|sau|thuê|lâu dài"
    rf"|đóng|hưởng|thâm niên công ty|bảo hiểm|bhxh|cọc|ở|xe|đời|học|bé|cháu|còn hạn)(?: (?!qua|được|kn"
    rf"|nghề)\w+){{0,4}}?"
    rf"|hạn dùng|mới|kèm|đào tạo|dạy|chỉ việc|bằng \w+) (?:tối thiểu |ít nhất |từ |trên |đủ |hơn |được"
    rf" )?{_COUNT}\s?(?:-|–)?\s?\d{{0,2}} ?(?:năm|tháng)"
    rf"(?: trở lên| đổ lên)?|{_COUNT} (?:năm|tháng) (?:trở lên |đổ lên )?(?:được|sẽ|tăng|có|thưởng|xét|thì|lên"
    rf" lương|đóng)"
)
_NONE_NEEDED = Wording(
    rf"(?:{NOT}|miễn|khỏi|0)(?: cần| yêu cầu| đòi hỏi| đòi| bắt buộc| phải| nhất thiết| yc| y/c| quan trọng)*(?: có"
    rf"| biết)?(?: \w+ ?/)? {_EXPERIENCE}"
    rf"|(?:{_EXPERIENCE})\s?:? (?:{NOT}(?: cần| yêu cầu| bắt buộc| quan trọng| đòi hỏi)+|không|0)(?! \w*biết)"
    rf"|có (?:hay|hoặc) {NOT} (?:có )?{_EXPERIENCE}|hoặc (?:chưa|không) (?:có )?{_EXPERIENCE}"
    rf"|{NOT} (?:biết|rành|có|từng)(?: làm| nghề| việc| gì| {_EXPERIENCE})*,? (?:cũng|vẫn|đều|thì cũng) (?:được|dc"
    rf"|đc|nhận|ok|làm)"
    rf"|{NOT}(?: từng)? (?:làm|đi làm|biết)(?: nghề| việc)? (?:bao giờ|lần nào)[^,.;\n]{{0,8}} (?:cũng|vẫn|đều)"
    rf"|(?:người mới|mới vào nghề|lần đầu)(?: đi làm| làm)? (?:cũng|vẫn|đều) (?:được|nhận|ok)"
    rf"|{NOT} cần (?:phải )?(?:biết (?:nghề|việc|làm|trước|gì)|có nghề|rành|thạo)"
    rf"|{NOT} cần (?:tay nghề|bằng cấp,? kinh nghiệm|bằng cấp (?:hay|và) {_EXPERIENCE})"
    rf"|{NOT} (?:yêu cầu|cần|đòi hỏi) (?:bằng cấp|tuổi|trình độ)(?:,| và| hay| hoặc|/) ?{_EXPERIENCE}"
)


_REFUSES_NOVICES = Wording(
    rf"{NOT} (?:nhận|tuyển|lấy)(?: thêm)?(?: người| bạn| ai| thợ| lao động)? (?:chưa|không)(?: có)? {_EXPERIENCE}"
)
_EMPLOYERS_YEARS = Wording(
    r"(?:công ty|cty|xưởng|tiệm|thương hiệu|với|hơn)(?: (?!yêu cầu|cần"
    r"|tuyển)\w+){0,3} \d+ năm kinh nghiệm(?: trong)?"
)


def read_experience(passage: Passage) -> Said[int] | None:
    """Read the least experience demanded, in months; 0 where none is needed, None where it is only preferred."""
    refused = _REFUSES_NOVICES.hits(passage)
    for hit in _NONE_NEEDED.hits(passage.without(refused)):
        if not _is_preference(passage, hit):
            return Said(0, passage.words(hit.start, hit.end))
    passage = passage.without(_EMPLOYERS_YEARS.hits(passage))
    return _demanded(passage, LASTING) or _demanded(passage.without(_STAYS.hits(passage)), _LEAST)


def _demanded(passage: Passage, wording: Wording) -> Said[int] | None:
    for hit in wording.hits(passage):
        months = _months(hit)
        if months is not None and not _is_preference(passage, hit):
            return Said(months, passage.words(hit.start, hit.end))
    return None


def _months(hit: Hit) -> int | None:
    number, unit = (hit.groups[0], hit.groups[1]) if hit.groups[0] else (hit.groups[2], hit.groups[3])
    if number is None or unit is None:
        return None
    count = 0.5 if number in ("nửa", "nua") else _COUNTS.get(number)
    if count is None:
        count = float(number.replace(",", "."))
    months = round(count * (1 if unit.startswith("th") else 12))
    return months if 0 < months <= 240 else None


def _is_preference(passage: Passage, hit: Hit) -> bool:
    start, end = around(clauses(passage), hit.start)
    return _PREFERRED.stands_in(passage.part(start, max(end, hit.end)))


# Letters that stand beside other things than a licence: a ship's or a trade's certificate, a class of hotel or store.
_NO_LICENCE = Wording(
    r"(?:bằng|chứng chỉ)(?: \w+){0,2} (?:thuyền trưởng|máy trưởng|hành nghề|nghề|nấu|tin học|anh văn|tiếng \w+"
    r"|ngoại ngữ"
    r"|sư phạm|kế toán|xe nâng|lái xe (?:nâng|lu|cẩu))(?: hàng| hạng \w+)?"
    r"|(?:khách sạn|kho|nhà|tòa|lốp|gạch|hàng|chung cư|tổ|tầng|lô|block|cổng|khu|phòng|đội|dãy) (?:hạng )?[a-f]\d?"
    r"|để(?= (?:chở|đi|chạy|giao|làm|lái|tuần|lấy|ra|phục|tiện|đưa|di|về|khi|mua|[^\W\d]))"
)
_LICENCE_CUE = Wording(
    r"(?<=, )(?:a1|b2)(?=[,.]|$)|(?<=\()b2(?=[,)])|b1,? ?b2|b2 (?:trở lên|trên|từ|còn)|(?:có|cần|yêu cầu) (?:a1|a2"
    r"|b1|b2|fc)|bằng(?: lái)?|gplx|blx|b lái"
    r"|giấy phép lái(?: xe)?|hạng|dấu|lái xe"
    r"|tài xế|tài"
)
_LICENCE_WORDS: Final = re.compile(
    r"(?:có |yêu cầu |yc )?(?:bang|gplx|blx|giay phep|hang|dau|lai xe|tai xe|tai)\b[^,;\n()]{0,30}"
)


def read_licence(passage: Passage) -> Said[str] | None:
    """Read the lowest licence class that is demanded, as of 2025."""
    for start, end in sentences(passage):
        sentence = passage.part(start, end)
        if not _LICENCE_CUE.stands_in(sentence):
            continue
        demanded = _without_preferences(sentence)
        demanded = demanded.without(_NO_LICENCE.hits(demanded))
        licence = read_required_licence(_spelled_out(demanded.text))
        if licence is not None:
            first, last = _licence_span(demanded, licence)
            return Said(licence, sentence.words(first, last))
    return None


_NO_DEMAND = Wording(
    r"ưu tiên|ut|lợi thế|khuyến khích|càng tốt|là tốt|thì tốt|điểm cộng|cộng điểm|tốt hơn"
    rf"|{NOT} (?:cần|bắt buộc|yêu cầu|đòi hỏi)|{NOT} có (?:bằng|gplx)(?: lái)? (?:cũng|vẫn)"
)


def _without_preferences(sentence: Passage) -> Passage:
    wished = [Hit(s, e, ()) for s, e in clauses(sentence) if _NO_DEMAND.stands_in(sentence.part(s, e))]
    return sentence.without(wished)


_PLAINER: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"\bxe gắn máy\b", re.I), "xe máy"),
    (
        re.compile(
            r"\bxe máy(?: và|,| \+| &| kèm|/)* ?(?:có )?(?:bằng lái|gplx|giấy phép lái xe|bằng)"
            r"(?! (?:xe|hạng|lái|cấp|[a-f]\d?\b))",
            re.I,
        ),
        "bằng lái xe máy",
    ),
    (re.compile(r"\b(?:bằng lái|gplx),? (?:và |có )+xe máy\b", re.I), "bằng lái xe máy"),
    (re.compile(r"\b[Ff] [Cc]\b"), "FC"),
    (re.compile(r"(?<!bằng )(?<!hạng )(?<!bang )(?<!hang )\b(?=(?:FC|fc|CE)\b)", re.I), "bằng "),
    (re.compile(r"\b(có|yêu cầu|cần) (?=(?:A1|A2|B1|B2|FC)\b)", re.I), r"\1 bằng "),
    (re.compile(r"(?<=, )(?=A1(?:[,.]|$))|(?<=\()(?=B2[,)])|(?<=, )(?=B2(?:[,.]|$))", re.I), "bằng "),
    (re.compile(r"\b(bằng(?: lái)?|gplx) từ (?=[A-F])", re.I), r"\1 "),
    (re.compile(r"(?<!bằng )(?<!hạng )(?<!dấu )\b(?=B1,? ?B2\b|B2 (?:trở lên|trên|từ|còn))", re.I), "bằng "),
    (re.compile(r"\b(?:xe )?(?:2|hai) bánh\b", re.I), "xe máy"),
    (re.compile(r"\b(?:xe )?(?:4|bốn) bánh\b", re.I), "xe ô tô"),
)


def _spelled_out(words: str) -> str:
    """Write "có B2" and "xe 2 bánh" as the licence reader knows them."""
    for pattern, plainer in _PLAINER:
        words = pattern.sub(plainer, words)
    return words


def _licence_span(sentence: Passage, licence: str) -> tuple[int, int]:
    """Find the shortest stretch that gives the same class."""
    for match in _LICENCE_WORDS.finditer(sentence.plain):
        if read_required_licence(_spelled_out(sentence.text[slice(*match.span())])) == licence:
            return match.span()
    return 0, len(sentence.text)


_SCHOOL = Wording(
    r"(\d{1,2}) ?/ ?12(?!/)|(?:hết|học hết|học|xong|trình độ|tốt nghiệp|tn) (?:lớp )?(\d{1,2})(?! ?(?:(?:-|–|,"
    r"|\.)\s?\d|tháng|năm"
    r"|tuổi|t\b|ngày|tr\b|triệu|k\b|h\b|tuần|buổi|giờ|người|/))|lớp (\d{1,2})|(thcs"
    r"|(?<!phụ )(?<!trợ )(?<!cung )cấp (?:2|hai|ii)(?! ?(?:tr\b|triệu|bộ|áo|đồng|cái))"
    r"|trung học cơ sở|(?<=nghiệp )c2|(?<=tn )c2|(?<=hết )c2)|(thpt|ptth|thpth|(?<!phụ )(?<!trợ )(?<!cung )cấp (?:3"
    r"|ba|iii)(?! ?(?:tr\b|triệu|bộ|áo|đồng"
    r"|cái))"
    r"|trung học phổ thông|phổ thông trung học|(?<=nghiệp )c3|(?<=tn )c3|(?<=hết )c3|tốt nghiệp phổ thông)"
    r"|(tiểu học|(?<!phụ )(?<!trợ )(?<!cung )cấp (?:1|i)(?! ?(?:tr\b|triệu|bộ|áo|đồng|cái)))|(biết (?:chữ|đọc(?:,"
    r"| và)?(?: biết)? (?:viết|ghi))(?: chữ)?|đọc thông viết thạo|biết đọc (?:chữ|tiếng việt))"
    r"|(trung cấp|cao đẳng|đại học|(?:tốt nghiệp|tn|bằng|trình độ|từ) (?:tccn|cđ|đh)|(?:đh|cđ)(?= (?:trở lên|chuyên))"
    r"|(?<=[,(] )(?:đh|cđ)(?=,))"
)
_SCHOOL_PLACE = Wording(
    r"(?:trường )?(?:th|tiểu học) ?(?:&|và|-|,) ?thcs|(?:trường )?thcs ?(?:&|và|-|,) ?thpt"
    r"|(?:lương|giá|khoảng)(?: \w+)? \d{1,2} ?/ ?12|(?:chưa|không)(?: học)? (?:hết|xong|tốt nghiệp|qua)[^,.;\n]{0,12}"
    r" (?:cũng|vẫn|đều)"
    r"|(?:trường|gần trường|dạy|học sinh|hs|giáo viên|gia sư|phụ huynh|kèm|bé|cháu)(?: \w+){0,2} (?:thcs|thpt|ptth"
    r"|tiểu học|cấp \d|lớp \d+)"
    r"|(?:ngày|hạn|đến|tới|trước|hôm|sáng|chiều) \d{1,2} ?/ ?12"
    rf"|{NOT} (?:cần |yêu cầu |đòi hỏi )*biết (?:đọc|chữ)"
    r"|(?:trường|sinh viên|sv|học sinh|gần|giảng viên|giáo viên|khoa|cổng|ký túc xá|luyện thi|ôn thi|đang học|du học"
    r"|khu|ngành|hệ thống|căn tin|canteen|vào|từ thiện)(?: \w+){0,2} (?:trung cấp|cao đẳng|đại học)"
    rf"|{NOT} (?:cần|yêu cầu|đòi hỏi) (?:bằng |trình độ |học |tốt nghiệp )*(?:trung cấp|cao đẳng"
    rf"|đại học|thpt|thcs|cấp (?:\d|hai|ba)|12/12|9/12"
    rf"|\d{{1,2}}/12)"
)
# A college or a university stands on the twelfth class, as in a list's column (``employers.reference.schooling``).
_GRADES: Final = (None, None, None, LOWER_SECONDARY, UPPER_SECONDARY, PRIMARY, LITERACY_COURSE, UPPER_SECONDARY)


def read_schooling_asked(passage: Passage) -> Said[int] | None:
    """Read the school years demanded, 3 to 12, of several the fewest; a preference gives None."""
    rest = passage.without(_SCHOOL_PLACE.hits(passage))
    grades: list[Said[int]] = []
    for hit in _SCHOOL.hits(rest):
        grade = _grade(hit)
        if grade is not None and not _is_preference(rest, hit):
            grades.append(Said(grade, passage.words(hit.start, hit.end)))
    return min(grades, key=lambda said: said.value, default=None)


def read_school_years(passage: Passage) -> Said[int] | None:
    """Read the school years demanded of an advertisement's reader: that somebody reads and writes is no school year."""
    said = read_schooling_asked(passage)
    return None if said is not None and said.value == LITERACY_COURSE else said


def _grade(hit: Hit) -> int | None:
    for group, fixed in zip(hit.groups, _GRADES, strict=True):
        if group is not None:
            grade = int(group) if fixed is None else fixed
            return grade if 0 < grade <= UPPER_SECONDARY else None
    return None


_HEAVY = (
    r"(?:nâng|khiêng|vác|mang|xách|khuân|bê|bưng|bốc|đẩy|gánh|kéo|cõng|xúc)(?: vác| xếp| bê| hàng| được| đồ| vật| các)*"
    r" (?:nặng|bao|\d+ ?(?:-\s?\d+ ?)?(?:kg|ký|kí|ký lô)|hàng (?:nặng|\d+ ?kg))"
    r"|(?:việc|làm|công việc|khá|hơi|hàng|khuân|đồ|lao động|bưng bê) nặng(?: nhọc)?|mang vác|khuân vác|bốc vác"
    r"|khiêng vác|khiêng|nặng nhọc|nâng vác|vác(?: \w+)?"
    r"|\w+ nặng \d\d|vác bao|bao \d+ ?(?:kg|ký|kí)|sức nặng|\(nặng\)|(?:bê|khiêng|vác|xách|xúc|bốc"
    r"|khuân) (?:\w+ ){1,3}nặng"
    r"|(?:bê|khiêng|vác|xách|bốc|khuân|nâng) (?:\w+ ){1,4}\d\d ?(?:kg|ký|kí)|(?:bê|khiêng|vác"
    r"|khuân) (?:được )?(?:tủ|máy|bàn|gỗ|gạch|đá|sắt|thùng|két|xi măng)|(?:thùng|bao"
    r"|kiện)[^,.;\n]{0,10} \d\d ?(?:kg|ký|kí)|(?:bình|thùng|bao|kiện|két)[^,.;\n]{0,14} nặng"
)
_HIGH = (
    r"(?:trên|leo|độ|sợ|lên|chỗ|chịu|treo|trèo|ở) cao|độ cao|(?:leo|trèo) (?!lét|thang giá|núi|đồi|rank)\w+"
    r"|giàn giáo|đu dây"
    r"|(?:trên|lên) mái|trên (?:giàn|cột|trụ|nóc|tháp|cây cao)|cao \d+(?: ?[-–] ?\d+)? ?(?:m|mét|tầng)(?! ?\d)"
    r"|làm cao(?= (?:phải|có|thì|nha|cần)|[,.])|dây an toàn|đeo dây|\(cao\)"
)
_CHEMICAL = (
    r"(?:hóa|hoá) chất|thuốc (?:trừ sâu|bảo vệ thực vật|bvtv|sâu|cỏ|diệt cỏ|xịt|nhuộm)|(?:xịt|phun|pha) thuốc"
    r"|dung môi|mùi (?:sơn|keo|hóa chất|dung môi|thuốc)|tiếp xúc"
    r" (?:với )?(?:sơn|keo|axit|xăng|mùi)|axit|clo"
)
_STANDING = (
    r"đứng (?:\w+ )?(?:lâu|nhiều|suốt|cả|liên tục|hoàn toàn|là chính)(?: \w+)?|đứng (?:máy|ca|làm|bán|chuyền)(?: \w+)?"
    r"|phải đứng|đứng được|đứng (?:\w+ )?\d+ ?(?:tiếng|giờ|h\b|ca)|đứng từ \w+ (?:tới|đến)|(?:làm việc|việc) đứng"
    r"|chịu đứng"
)
_STRAINS: Final = {
    "heavy_lifting": Wording(_HEAVY),
    "heights": Wording(_HIGH),
    "chemicals": Wording(_CHEMICAL),
    "long_standing": Wording(_STANDING),
}
_NO_STRAIN = Wording(
    rf"(?:{NOT}|đỡ|tránh|ít)(?: phải| cần| có| làm| bị| sử dụng| dùng| tiếp xúc| với| leo| việc| mang| đứng| hề)*"
    rf" (?:{_HEAVY}|{_HIGH}|{_CHEMICAL}|{_STANDING}|vác|nặng|khiêng|leo|đứng)"
    # Goods and knowledge, which strain nobody.
    r"|(?:biết|bán|rành|hiểu|tư vấn|cửa hàng|đại lý|kinh doanh|công ty|cty|tiệm)(?: \w+){0,2} (?:thuốc"
    r"|hóa chất)(?: \w+){0,3}"
)
_NOT_AFRAID = Wording(
    rf"{NOT} (?:ngại|sợ|nề hà|ngán) (?:leo |làm |việc )?(?:trên |độ )?(?:cao|nặng|khó|leo trèo|khuân vác)"
)


def read_strains(passage: Passage, title: tuple[int, int] = (0, 0)) -> Said[tuple[str, ...]] | None:
    """Read the stated strains, in the words of formats.md (``nâng nặng``, ``trên cao`` …), in that order.

    Parameters
    ----------
    passage : Passage
        All that is said of the work.
    title : tuple of int
        Where its title stands: a trade ("bốc xếp", "đứng máy") is no strain, unless it is done high up or with
        chemicals.
    """
    unafraid = _NOT_AFRAID.hits(passage)
    denied = [h for h in _NO_STRAIN.hits(passage) if not any(u.start == h.start for u in unafraid)]
    rest = passage.without(denied)
    untitled = rest.without([Hit(*title, ())])
    named = {code: rest if code in ("heights", "chemicals") else untitled for code in _STRAINS}
    found = {code: hit for code, wording in _STRAINS.items() if (hit := wording.first(named[code]))}
    if not found:
        return None
    words = "; ".join(passage.words(h.start, h.end) for h in found.values())
    return Said(tuple(PHYSICAL_PROPERTIES[code].shown for code in found), words)
