"""How many people an opening wants."""

from typing import Final

from employers.ads.contact import phone_hits
from employers.ads.message import Hit, Passage, Said, Wording

COUNTS: Final = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
                 "mot": 1, "bon": 4, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}  # fmt: skip
NUMBER: Final = r"\d{1,4}|một|hai|ba|bốn|sáu|bảy|tám|chín|mười"
PEOPLE: Final = (
    r"(?:người|ng|bạn|ông|lao động|nhân sự|nhân viên|nv|công nhân|cn|cnv|lđ|lđpt|ldpt|anh|chị|anh em|thợ|em|cô|chú"
    r"|nam|nữ|slot|suất|vị trí|ứng viên|tài xế|phụ|mem)"
)
_MOST: Final = 5_000
_COUNTED = Wording(
    rf"(?:số lượng|sl|cần số lượng|chỉ tiêu|s\.lượng)(?: cần tuyển| tuyển| cần)?\s?[:=]?\s?({NUMBER})(?:\s?(?:-|–"
    rf"|đến|tới)\s?\d+)?(?! ?(?:tr|k|h)\b)"
    rf"|({NUMBER})(?:(?<=\d) ?| )(?:-|–|đến|tới)? ?\d* ?{PEOPLE}(?! ?(?:/|một|trong|1) ?phòng)"
    r"|(?:x|×) ?(\d{1,3})(?![.,]\d)|\((\d{1,3})\)|(\d{1,3}) (?:slot|suất)"
    r"|(?<![\d.,/:])0([1-9])(?= ?(?:\(|$|\n|[,;.](?!\d)|[-–] ))"
)
_CALLED = Wording(
    rf"(?:cần|tuyển|tìm|thiếu|kiếm|nhận|dụng)(?: gấp| thêm| tuyển| tìm| dụng| ngay| khoảng| số lượng| đủ"
    rf"|:)*\s?({NUMBER})(?! ?(?:-|–|~)? ?\d* ?(?:(?:năm|tháng|ngày|tr|triệu|k|h|giờ|tuổi|t|ca|bữa)\b|/))"
)
COUPLE = Wording(
    r"(\d|một|hai|ba)? ?(?:cặp|đôi) (?:vợ chồng|vc)|(?:cần|tuyển|tìm|nhận|kiếm)(?: gấp| thêm)*(?: (?:\d|một"
    r"|hai))? (?:vợ chồng|vc)"
)
SEXES = Wording(
    rf"({NUMBER}) (?:bạn |người )?(?:nam|anh)(?: và|,| \+|/|) ?({NUMBER}) (?:bạn |người )?(?:nữ|chị)"
    rf"|({NUMBER}) (?:bạn |người )?(?:nữ|chị)(?: và|,| \+|/|) ?({NUMBER}) (?:bạn |người )?(?:nam|anh)"
)
_OTHER = Wording(
    r"(?:nấu|nấu ăn|cơm|phục vụ|chăm sóc|chăm|trông|nuôi)(?: cho)? \d+ (?:người|bé|cháu|cụ)|đội (?:thợ )?\d+ \w+"
    r"|(?:thứ|t)\s?[2-7](?:(?:,| và| &|-| -)?\s?(?:cn|chủ nhật))?"
    r"|\d+ ?(?:người|bạn|nv|ng)? ?/ ?(?:phòng|ca|tổ|nhóm|xe)|(?:nhà có|gia đình|nhà|phòng|hơn|quy mô|đội ngũ|tổ"
    r"|nhóm) \d+ (?:người|nhân viên|công nhân|lao động)|/ ?\d+ (?:người|nv)|\d+ ?kg|vợ chồng (?:anh|chị|chủ|em)"
    # Without accents "2 nam" may be two years.
    r"|(?:kn|kinh nghiệm|nghề|từ|trên|hơn|ít nhất|tối thiểu|đủ|được)(?: \w+)?\s?:? \d+ (?:nam|năm)"
    r"|\d+ (?:nam|năm) (?:kn|kinh nghiệm|tay nghề|trở lên|trong nghề)|\d{3,} thợ"
    r"|chăm \d+ (?:người|bé|cụ)|vợ chồng (?:thì )?càng tốt|\d+/\d+|\d\d ?chỗ"
)


def count_of(word: str | None) -> int | None:
    """Read a number in digits or words, 1 to 5,000."""
    if word is None:
        return None
    count = int(word) if word.isdigit() else COUNTS.get(word)
    return count if count is not None and 0 < count <= _MOST else None


def read_seats(passage: Passage) -> Said[int] | None:
    """Read the number of seats: a couple is two; men and women are added; a number right after the call comes first."""
    rest = passage.without(phone_hits(passage))
    rest = rest.without(_OTHER.hits(rest))
    couple = COUPLE.first(rest)
    if couple is not None:
        # "2 cặp vợ chồng" are four people, "2 vợ chồng" are the two of them.
        people = 2 * (count_of(couple.groups[0]) or 1)
        return Said(people, passage.words(couple.start, couple.end))
    both = SEXES.first(rest)
    if both is not None:
        counts = [count_of(group) or 0 for group in both.groups]
        return Said(sum(counts), passage.words(both.start, both.end))
    for wording in (_CALLED, _COUNTED):
        said = _first_count(passage, wording.hits(rest))
        if said is not None:
            return said
    return None


_EACH = Wording(
    rf"mỗi (?:vị trí|bên|loại|thợ|bộ phận|khâu|nghề|việc|mục|vai trò|nhóm|chỗ|chức danh|ca)(?: cần| tuyển| lấy"
    rf"|:)* ({NUMBER})"
    rf" {PEOPLE}|({NUMBER}) {PEOPLE} (?:mỗi|một) (?:vị trí|bên|loại|bộ phận|khâu|việc|mục|chức danh)"
    rf"|({NUMBER}) {PEOPLE} ?/ ?(?:vị trí|loại|bộ phận|khâu|chức danh)"
)


def read_seats_each(passage: Passage) -> Said[int] | None:
    """Read a number said once for every opening: "mỗi vị trí 2 người"."""
    return _first_count(passage, _EACH.hits(passage))


def _first_count(passage: Passage, hits: list[Hit]) -> Said[int] | None:
    for hit in hits:
        count = next((c for group in hit.groups if (c := count_of(group)) is not None), None)
        if count is not None:
            return Said(count, passage.words(hit.start, hit.end))
    return None
