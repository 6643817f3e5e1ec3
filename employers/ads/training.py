"""Whether someone teaches the work: who teaches, by which verb, whom; "chỉ" that means "only" teaches nobody."""

from typing import Final

from employers.ads.conditions import NOT, Condition, read_condition
from employers.ads.message import Passage, Said, Wording

# "chỉ" and "kèm" have other uses ("chỉ làm buổi sáng", "kèm ảnh"): they teach at the end of a clause or before these.
_SHOWS: Final = (
    r"(?:chỉ|bày|kèm|kềm|tập|dạy|bảo ban)(?: lại| thêm| dần| từ từ| hết| luôn| liền| giùm| giúp| kỹ)*"
    r"(?= ?(?:$|[,.;!)(\n]| (?:cho(?! (?:ứng|ở|ăn|nghỉ|về|phép|tiền|thuê|mượn)\b)|dạy|dẫn|bảo|nghề|tận|từ|từng|tới"
    r"|đến khi"
    r"|ạ|nha|nhé|nghe|rồi|(?:tuần|tháng|ngày|bữa) đầu|nên|sau|trước|lúc|trong|mấy|vài|\d+ (?:ngày|bữa|buổi|tuần"
    r"|tháng|hôm))(?!\w)))"
)
_TEACHES: Final = (
    r"(?:đào tạo|dạy (?:nghề|việc|nghiệp vụ)|kèm (?:nghề|việc|cặp)|kềm (?:nghề|việc|cặp)|chỉ dẫn|chỉ dạy|chỉ bảo"
    r"|hướng dẫn|huấn luyện|tập huấn|training|trainning|train|truyền nghề|truyền đạt|chuyển giao (?:kỹ thuật|công nghệ)"
    r"|bồi dưỡng (?:nghiệp vụ|tay nghề|chuyên môn)|dạy)"
)
_NOVICE: Final = (
    rf"(?:{NOT}|chua|ko)(?: từng| có| cần)* (?:biết|bít|bit|rành|quen|thạo|vững|nghề|tay nghề|kinh nghiệm|kn"
    rf"|làm bao giờ"
    r"|cứng|chuyên)(?: việc| nghề| làm| gì| may| tay| hết)*|(?:người|thợ|bạn|ai|nv|nhân viên) mới|mới (?:vô|vào)(?: làm"
    r"| nghề)?|(?:vô|vào) (?:làm|đây|là|sẽ)"
)
_TEACHER: Final = (
    r"(?:có (?:người|ng|thợ|anh|chị|thầy|cô|bác|chú|ông|bà|đàn|tổ|bạn|lớp|quản lý|kỹ sư|kỹ thuật|đội)|người (?:cũ|trước"
    r"|kèm)|thợ (?:cả|chính|cũ|cứng|lớn)|tổ trưởng|đàn (?:anh|chị)|bạn tàu|chủ(?: vườn| quán| tiệm| trại| nhà| xưởng)?"
    r"|chị|anh|cô|chú|bác|dì|ông|bà|thầy|mình|tui|em|tụi \w+|bên \w+|quán|tiệm|xưởng|cty|công ty|trại|shop|spa|bếp"
    r" trưởng|quản lý|nhà trường|nông trường|sẽ|được|đc|dc)"
)

_BESIDE = Wording(
    r"(?<!học )chứng chỉ(?: \w+){0,2}|(?:qua|bằng|trung tâm|phòng|nhân viên|trường|phí|được cấp|quản lý|kinh nghiệm"
    r"|kỹ năng|ngành|chuyên ngành|phòng ban|(?<!chưa )(?<!không )(?<!ko )(?<!chua )biết|có thể|tự)(?: được| khóa"
    r"| lớp)? (?:đào tạo|huấn luyện|dạy nghề|hướng dẫn)"
    r"|hướng dẫn (?:viên|khách|du khách|học sinh|đường|làm hồ sơ|hồ sơ|nộp|người khác|thủ tục)|huấn luyện viên"
    r"|dạy (?:học|trẻ|bé|kèm|tiếng|toán|văn|cho học sinh|lớp|bơi|yoga|võ|múa|nhạc|vẽ)|theo hướng dẫn|kèm theo|đi kèm"
    r"|kèm (?:hồ sơ|cv|ảnh|hình|chỗ|bao|cặp (?:học sinh|bé|các cháu)|bé|học sinh|lớp|toán|tiếng)|bồi dưỡng (?:độc hại"
    r"|sữa|ca|bằng|tiền)|gia sư dạy kèm|(?:trường|trung tâm|lớp|giáo viên|thầy|cô)(?: \w+){0,3} dạy (?!nghề|việc)"
    r"|dạy (?:buổi|ca|tối|lái)|(?:đi|nhận|gia sư) dạy thêm|địa chỉ(?: \w+)?|chỉ (?:huy|tiêu|số|đạo)|chỉ việc (?:đứng"
    r"|ngồi|bán|canh|coi|gấp|đóng|bỏ"
    r"|trông|lo|xếp|dán|nhặt)|chỉ cho (?:ứng|ở|nghỉ|về)|học phí|học sinh|(?:đã|từng) học(?: qua)? (?:nghề|việc)"
    # "chỉ" before a verb of hiring, paying or working says "only".
    r"|chỉ (?:làm|nhận|cần|tuyển|lấy|trả|tính|bán|giao|chạy|có|đi|ở|nghỉ|gọi|nghe|mất|phụ|coi|trông|từ \d|buổi|ca|ngày"
    r"|sáng|tối|chiều|\d)(?! (?:ngày|bữa|buổi|tuần) (?:là|biết))[^,.;\n]{0,12}"
)
_NO_NEED = Wording(rf"{NOT} (?:cần|phải|mất công)(?: qua| được)? (?:{_TEACHES}|chỉ|kèm|học(?: việc| nghề)?)")
_REFUSED = Wording(
    rf"{NOT} (?:nhận|tuyển|có|lấy|phải) (?:học việc|người học việc|thợ học|học viên|người học nghề|{_TEACHES})"
    rf"|{NOT} (?:{_TEACHES}|kèm|chỉ (?:việc|lại))|miễn (?:dạy|học việc|chỉ)"
    rf"|{NOT} (?:có )?(?:thời gian|rảnh|ai|người)(?: để| mà| ngồi)* (?:{_TEACHES}|chỉ|kèm|bày)"
    rf"|{NOT} học việc(?! lâu)"
)
_PROMISED = Wording(
    rf"(?:{_TEACHER} )*{_TEACHES}(?: miễn phí| tận tình| từ đầu| tại chỗ| lại| nghề| việc| thêm| cho| bài bản"
    rf"| nghiệp vụ"
    r"| free| cụ thể| chi tiết)*"
    rf"|(?:{_NOVICE})[^.;\n\d]{{0,32}}?\b{_SHOWS}"
    rf"|(?:{_NOVICE})(?:,| thì| là| cũng| vẫn| được| nhận| ok| cho)* (?:cho |được |đi )?học(?= ?(?:$|[,.;!)\n]"
    rf"| (?:từ|việc"
    r"|nghề|luôn|ở|tại|dần|cũng)(?!\w)))"
    rf"|{_TEACHER}(?: [^\W\d]+){{0,4}}? {_SHOWS}"
    r"|chỉ (?:việc|nghề|dẫn|dạy|bảo|tận|từ từ|từng|lại|thêm cho|cho (?:tới|đến|làm|biết|từ|anh em|người|mà|nha|$|[,.]))"
    r"|chỉ \d+ (?:ngày|bữa|buổi|tuần)(?: là)? (?:biết|làm được|rành|xong)|chỉ(?: việc| nghề)?(?: cho)?(?: tới| đến)"
    r" (?:khi )?(?:biết|rành|làm được|thạo)"
    r"|(?:làm rồi|vừa làm vừa|vừa) chỉ(?! có)|làm vừa học|vừa (?:học vừa làm|làm vừa (?:học|chỉ|dạy))|bày (?:cho"
    r"|nghề|việc)"
    r"|tập (?:việc|nghề|dần|cho|sự có lương)|học (?:nghề|việc) có lương|học \d+ (?:ngày|bữa|buổi|tuần|tháng)"
    r"|(?:kèm|kềm) (?:cặp|nghề|việc|thêm|cho|từ|tay|tận|lại|làm|\d+ (?:ngày|bữa|tuần|tháng))|cầm tay chỉ việc"
    r"|(?<!ra )(?<!biết )(?:học|dạy) nghề|làm kèm|học việc|thợ học|học viên học"
    r"|dạy (?:từ|tận|cho|nghề|lại|làm|miễn phí|free|việc|may|nấu|\d+ (?:ngày|buổi|tuần|tháng))|lớp dạy \w+"
    r"|(?:được|đc|cho|sẽ|cử)(?: cử| cho)? (?:đi )?học (?:may|hàn|lái|làm|nấu|pha|máy|kỹ thuật|tay nghề|mộc|sửa|cắt|lại"
    r"|thêm|nghiệp vụ|chứng chỉ|luôn|từ)|cử đi học|(?:cô|thầy|thợ|chị|anh) dạy \w+(?= \d| buổi|[,.;\n]|$)"
)
_TRAINING: Final = Condition(_BESIDE, _REFUSED, _PROMISED)


def read_training(passage: Passage) -> Said[bool] | None:
    """Read whether someone teaches the work."""
    return read_condition(_TRAINING, passage.without(_NO_NEED.hits(passage)))
