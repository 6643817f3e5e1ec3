"""The words of the report to the province, Vietnamese first: an official form, and neutral all the same."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from api.wording import Language

Words = Mapping[str, tuple[str, str]]

TITLE: Final = (
    "Báo cáo kết quả tư vấn, học nghề và việc làm",
    "Report on counselling, training and work",
)
FRAME: Final[Words] = {
    "quarter": ("Quý {quarter} năm {year}", "Quarter {quarter} of {year}"),
    "year": ("Năm {year}", "Year {year}"),
    "provisional": ("{name} (tạm tính)", "{name} (provisional)"),
    "span": (
        "Kỳ báo cáo: từ {first} đến {last}. Số liệu tính đến hết ngày {as_of}.",
        "Period: {first} to {last}. Figures count up to the end of {as_of}.",
    ),
    "area": ("Phạm vi: {area}.", "Scope: {area}."),
    "whole": ("toàn bộ {n} xã, phường của {province}", "all {n} communes of {province}"),
    "named": ("{names} ({province})", "{names} ({province})"),
    "part": ("{n} trong {of} xã, phường của {province}", "{n} of the {of} communes of {province}"),
    "nowhere": ("chưa có xã, phường nào được giao", "no commune given yet"),
    "everything": ("Phạm vi: toàn bộ hồ sơ trong hệ thống.", "Scope: every record in the system."),
    "table": ("Bảng", "Table"),
    "notes": ("Ghi chú", "Notes"),
    "made_by": ("Người lập", "Made by"),
    "approved_by": ("Phụ trách", "In charge"),
    "made": ("Lập ngày {day}.", "Made on {day}."),
}
SECTIONS: Final[Words] = {
    "targets": ("Chỉ tiêu của đề án", "Targets of the scheme"),
    "compared": ("So với cùng kỳ năm trước", "Against the same period a year before"),
    "around_return": ("Trước và sau ngày trở về", "Before and after the day of return"),
    "commune": ("Theo xã, phường", "By commune"),
    "trade": ("Theo nghề", "By trade"),
    "kind": ("Theo nơi làm việc", "By kind of employer"),
    "loans": ("Vốn vay", "Loans"),
    "method": ("Cách tính và điều chưa biết", "How it is counted, and what is not known"),
}
CAPTIONS: Final[Words] = {
    "targets": (
        "Kết quả thực hiện chỉ tiêu; lũy kế từ {first} đến {as_of}",
        "Targets reached; so far from {first} to {as_of}",
    ),
    "compared": (
        "Kỳ này và cùng kỳ năm trước, tính đến cùng một ngày, số người",
        "This period and the same a year before, up to the same day, in people",
    ),
    "around_return": (
        "Người trở về từ {first} đến {as_of}: lần tư vấn đầu và khóa học xong đầu tiên, số người",
        "Who returned from {first} to {as_of}: first counselling and first finished course, in people",
    ),
    "commune": ("Từng xã, phường từ {first} đến {as_of}, số người", "Each commune from {first} to {as_of}, in people"),
    "trade": ("Từng nghề từ {first} đến {as_of}, số người", "Each trade from {first} to {as_of}, in people"),
    "kind": (
        "Từng loại nơi làm việc từ {first} đến {as_of}, số người",
        "Each kind of employer from {first} to {as_of}, in people",
    ),
    "loans": (
        "Khoản vay đã giải ngân; lũy kế từ {first} đến {as_of}",
        "Loans paid out; so far from {first} to {as_of}",
    ),
}
HEADERS: Final[Words] = {
    "number": ("TT", "No."),
    "target": ("Chỉ tiêu", "Target"),
    "unit": ("ĐVT", "Unit"),
    "plan": ("Kế hoạch", "Plan"),
    "now": ("Thực hiện", "In the period"),
    "so_far": ("Lũy kế", "So far"),
    "of_goal": ("Đạt %", "% of plan"),
    "women": ("Nữ", "Women"),
    "minority": ("DTTS", "Minorities"),
    "before_year": ("Cùng kỳ năm trước", "A year before"),
    "difference": ("Tăng, giảm", "Change"),
    "around_return": ("Thời điểm", "When"),
    "commune": ("Xã, phường", "Commune"),
    "trade": ("Nghề", "Trade"),
    "kind": ("Nơi làm việc", "Employer"),
    "returned": ("Trở về", "Returned"),
    "counselled": ("Đã tư vấn", "Counselled"),
    "trained": ("Đã học nghề", "Trained"),
    "started": ("Nhận việc", "Began work"),
    "stable": ("Việc ổn định", "Stable jobs"),
    "loan": ("Bên vay", "Borrower"),
    "loans_now": ("Số khoản trong kỳ", "Loans in the period"),
    "amount_now": ("Số tiền trong kỳ (triệu đồng)", "Amount in the period (VND million)"),
    "loans_so_far": ("Số khoản lũy kế", "Loans so far"),
    "amount_so_far": ("Số tiền lũy kế (triệu đồng)", "Amount so far (VND million)"),
}
LINES: Final[Words] = {
    "returned": ("Người trở về trong kỳ", "People who returned in the period"),
    "counselled": ("Người trở về đã được tư vấn", "Of those, counselled"),
    "counselled_share": ("Tỷ lệ đã tư vấn", "Share counselled"),
    "trained": ("Người trở về đã học xong một nghề", "Of those, finished a course"),
    "trained_share": ("Tỷ lệ đã học nghề", "Share trained"),
    "stable_jobs": ("Người có việc ổn định", "People in stable jobs"),
    "before": ("Trước hoặc đúng ngày trở về", "By the day of return"),
    "after": ("Sau ngày trở về", "After the day of return"),
    "literacy": ("Xóa mù chữ, phổ cập", "Literacy, schooling"),
    "unknown": ("Chưa rõ", "Not known"),
    "own": ("Tự làm", "Own work"),
    "total": ("Cộng", "Total"),
    "loan_person": ("Người tìm việc, hộ gia đình", "People, households"),
    "loan_employer": ("Cơ sở sử dụng lao động", "Employers"),
    "people": ("người", "people"),
    "percent": ("%", "%"),
    "plan_counselled": ("100", "100"),
    "plan_trained": ("trên 60", "over 60"),
    "plan_stable_jobs": ("trên 50 một năm", "over 50 a year"),
    "none": ("–", "–"),
}
SENTENCES: Final[Words] = {
    "counselled": (
        "Tư vấn: {numerator} trên {denominator} người trở về ({share} %), kế hoạch 100 %: {met}. "
        "Lũy kế đến ngày {as_of}.",
        "Counselling: {numerator} of {denominator} who returned ({share} %), plan 100 %: {met}. So far, to {as_of}.",
    ),
    "trained": (
        "Học nghề: {numerator} trên {denominator} người trở về ({share} %), kế hoạch trên 60 %: {met}. "
        "Lũy kế đến ngày {as_of}.",
        "Training: {numerator} of {denominator} who returned ({share} %), plan over 60 %: {met}. So far, to {as_of}.",
    ),
    "stable_jobs": (
        "Việc ổn định: {numerator} người, kế hoạch trên {denominator} người một năm: {met}. Lũy kế đến ngày {as_of}.",
        "Stable jobs: {numerator} people, plan over {denominator} people a year: {met}. So far, to {as_of}.",
    ),
    "met": ("đạt", "met"),
    "not_met": ("chưa đạt", "not met yet"),
    "nobody": ("chưa có người để tính", "nobody to count yet"),
    "still_in": (
        "Ngoài ra còn {n} người sẽ về sau ngày {as_of}, trong đó {counselled} đã tư vấn, {trained} đã học xong một "
        "nghề; họ được tính vào kỳ họ trở về.",
        "Another {n} people return after {as_of}, {counselled} of them counselled, {trained} with a finished course; "
        "they count in the period of their return.",
    ),
    "no_lines": ("Chưa có số liệu trong thời gian này.", "Nothing to show for this time."),
    "withheld": (
        "Cột có toàn dấu *: chỉ một nhóm có người, hoặc các số nhỏ đến mức ghi phần nào cũng suy ra được phần còn lại.",
        "A column of * only: one group alone has people in it, or any of its figures would tell the others.",
    ),
    "one_line": (
        "Chỉ có một nhóm nên không chia nhỏ.",
        "There is one group only, so nothing is broken down.",
    ),
    "not_broken_down": (
        "Không chia nhỏ, vì ghi ra từng nhóm thì suy được số đúng của nhóm.",
        "Not broken down, since the lines would tell the exact number of each group.",
    ),
}
METHOD: Final[tuple[tuple[str, str], ...]] = (
    (
        "Mẫu số của tỷ lệ tư vấn và học nghề là người thuộc đề án có ngày trở về trong kỳ: mỗi người tính một lần, "
        "khi thời gian ở cơ sở đã kết thúc.",
        "The shares counselled and trained are of people of the scheme whose day of return lies in the period: each "
        "once, when the time in the centre is over.",
    ),
    (
        "Đã tư vấn: có ít nhất một lần tư vấn ghi nhận đến ngày tính. Đã học nghề: đã học xong ít nhất một khóa đến "
        "ngày tính; lớp đang học, bỏ học, không đạt thì không tính; lớp xóa mù chữ được tính, như tỉnh đã đếm.",
        "Counselled: at least one session on record by the day counted to. Trained: at least one course finished by "
        "then; courses that run, were left or were failed do not count; literacy classes do, as the province counted.",
    ),
    (
        "Việc ổn định: còn làm sau {days} ngày kể từ ngày bắt đầu, theo xác nhận trên hồ sơ; tính vào kỳ có ngày thứ "
        "{days}, mỗi người một lần. “Ổn định” là mốc do đơn vị đặt, văn bản chưa quy định.",
        "Stable job: still there {days} days after it began, as confirmed on record; it counts in the period of day "
        "{days}, once a person. What is stable is a setting here; no text defines it.",
    ),
    (
        "Chữ “trên” hiểu đúng nghĩa: bằng 60 % hoặc bằng 50 người là chưa đạt.",
        "“Over” is meant so: 60 % or 50 people exactly is not enough.",
    ),
    (
        "Số cộng là số đúng và như nhau ở mọi bảng. Từng dòng của các phần chia nhỏ: 0 giữ nguyên, từ 1 đến 7 ghi dấu "
        "*, số lớn hơn làm tròn đến 5, nên cộng các dòng có thể lệch số cộng. Một người có thể đứng ở nhiều nghề, "
        "nhiều nơi làm việc nhưng chỉ được cộng một lần.",
        "Totals are exact and the same in every table. In the lines of breakdowns 0 stays, 1 to 7 is shown as *, "
        "larger counts go to the nearest 5, so the lines may not add up to their total. A person may stand under "
        "several trades and employers, and is counted once in the total.",
    ),
    (
        "Cột DTTS chỉ tính người đã ghi dân tộc.",
        "The column of ethnic minorities counts those whose ethnicity is on record.",
    ),
)
UNKNOWN: Final[Words] = {
    "no_return_day": (
        "Chưa ghi ngày trở về: {n} người; họ chưa được tính vào mẫu số nào.",
        "Day of return not on record: {n} people; they are in no denominator.",
    ),
    "no_commune": (
        "Chưa rõ xã, phường: {n} người trong các bảng trên.",
        "Commune not known: {n} people of the tables above.",
    ),
}


def period_name(year: int, quarter: int | None, *, provisional: bool, language: Language = "vi") -> str:
    """A period as people write it: ``Quý 4 năm 2026 (tạm tính)``."""
    say = language != "vi"
    name = FRAME["quarter" if quarter else "year"][say].format(quarter=quarter, year=year)
    return FRAME["provisional"][say].format(name=name) if provisional else name


def written(value: Decimal | int | None, language: Language = "vi") -> str:
    """A figure with the language's own marks: ``1.225``, ``65,3``; a dash for none."""
    if value is None:
        return LINES["none"][0]
    text = f"{value:,}"
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text
