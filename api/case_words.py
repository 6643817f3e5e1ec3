"""The words of daily work on a case, Vietnamese first: tasks, steps, reasons, states, what may be said on the phone.

Every code has both languages; a test holds it, and that nothing here tells of a programme.
"""

from collections.abc import Mapping
from typing import Any, Final

from api.wording import Language

Words = Mapping[str, tuple[str, str]]

STEPS: Final[Words] = {
    "day_3": ("sau 3 ngày", "after 3 days"),
    "day_10": ("sau 10 ngày", "after 10 days"),
    "month_1": ("sau 1 tháng", "after 1 month"),
    "month_3": ("sau 3 tháng", "after 3 months"),
    "month_6": ("sau 6 tháng", "after 6 months"),
    "month_12": ("sau 12 tháng", "after 12 months"),
}
OUTCOMES: Final[Words] = {
    "still_there": ("Còn làm", "Still there"),
    "left": ("Đã nghỉ", "Left"),
    "not_reached": ("Không gặp được", "Not reached"),
}
LEAVING: Final[Words] = {
    "pay": ("Tiền lương", "Pay"),
    "hours": ("Giờ làm, ca làm", "Hours or shifts"),
    "distance": ("Đường xa", "Too far"),
    "heavy_work": ("Việc nặng quá", "The work was too hard"),
    "not_the_trade": ("Không đúng nghề", "Not the trade"),
    "people_at_work": ("Chưa hợp với nơi làm", "Did not get on at work"),
    "health": ("Sức khỏe", "Health"),
    "family": ("Việc gia đình", "Family"),
    "better_work": ("Có việc khác tốt hơn", "Found better work"),
    "course": ("Đi học nghề", "Went on a course"),
    "contract_over": ("Hết hợp đồng, hết việc", "The contract or the work ended"),
    "dismissed": ("Nơi làm cho nghỉ", "Let go by the employer"),
    "unknown": ("Chưa rõ lý do", "Reason not known"),
    "other": ("Lý do khác", "Another reason"),
}
RESULTS: Final[Words] = {
    "done": ("Đã xong", "Done"),
    "not_reached": ("Không gặp được", "Not reached"),
    "later": ("Để tuần sau", "Next week"),
}
# Kind of task → sentence. In braces: facts made readable by `task_words`.
TASKS: Final[Words] = {
    "employer_says_left": (
        "Nơi làm báo đã nghỉ; hãy hỏi lại người này rồi ghi kết quả",
        "The employer says they left; ask the person and record it",
    ),
    "early_check_in": ("Hỏi thăm công việc {step}{tries}", "Ask how work goes, {step}{tries}"),
    "accepted": ("Nơi tuyển đã nhận; hẹn ngày bắt đầu", "The employer accepts; agree on a first day"),
    "request": ("{asks}; hạn {due_on}", "{asks}; due {due_on}"),
    "loan_door": (
        "Ngày cuối làm hồ sơ vay vốn làm ăn: {due_on}; hỏi người này có muốn vay không",
        "Last day to ask for the loan for own work: {due_on}; ask whether they want it",
    ),
    "notes_opened": (
        "Quản lý {by} đã mở ghi chú của người này; lý do ở trang hồ sơ",
        "Supervisor {by} opened the notes of this person; the reason is on their page",
    ),
    "place_again": ("Đã nghỉ việc; tìm việc khác để giới thiệu lại", "Left work; look for another opening"),
    "replace": (
        "Chỗ làm vừa trống; giới thiệu người khác cho nơi tuyển ngay",
        "A seat has just emptied; offer the employer somebody else",
    ),
    "reminder": ("Nhắc việc đã ghi", "A reminder of your own"),
    "check_in": ("Xác nhận còn làm {step}{tries}", "Confirm the job goes on, {step}{tries}"),
    "answer": ("Có trả lời: {answer}", "An answer came: {answer}"),
    "release": ("Còn {days} ngày nữa về địa phương; chuẩn bị việc làm", "Home in {days} days; prepare work"),
    "no_consent": ("Chưa có giấy đồng ý tìm việc", "No consent to job matching yet"),
    "news": ("Có {count} việc phù hợp mới chưa xem", "{count} new suggestions not looked at"),
    "idle": ("Đã {days} ngày chưa có hướng giải quyết", "{days} days without a way forward"),
}
TASKS_SHORT: Final[Words] = {
    "employer_says_left": ("Nơi làm báo đã nghỉ", "Employer says they left"),
    "early_check_in": ("Hỏi thăm những ngày đầu", "First days at work"),
    "accepted": ("Đã được nhận, chưa bắt đầu", "Accepted, not started"),
    "request": ("Yêu cầu về dữ liệu", "Requests about data"),
    "loan_door": ("Sắp hết hạn vay vốn", "Loan doors that close"),
    "notes_opened": ("Ghi chú được mở", "Notes were opened"),
    "place_again": ("Cần giới thiệu lại", "To be introduced again"),
    "replace": ("Chỗ vừa trống", "Seats just emptied"),
    "reminder": ("Nhắc việc", "Reminders"),
    "check_in": ("Xác nhận còn làm", "Check-ins"),
    "answer": ("Có trả lời", "Answers"),
    "release": ("Sắp về địa phương", "Coming home soon"),
    "no_consent": ("Thiếu đồng ý", "Consent missing"),
    "news": ("Việc mới chưa xem", "New suggestions"),
    "idle": ("Chờ quá 30 ngày", "Over 30 days"),
}
# Soft cautions of after-care: for the case worker's eyes, so neutral that nothing is told by them.
AFTERCARE: Final[Words] = {
    "night_work": ("Có ca đêm: cân nhắc giấc ngủ và lịch thăm hỏi", "Night shifts: weigh sleep and visits"),
    "same_cohort_housing": (
        "Ở chung chỗ với người quen cùng đợt: hỏi người này có muốn không",
        "Shared housing with people of the same group: ask whether they want it",
    ),
    "bars_and_cash": ("Quán rượu, hoặc giữ nhiều tiền mặt: hỏi kỹ trước", "Bars, or much cash in hand: ask first"),
}
REQUESTS: Final[Words] = {
    "access": ("Người này muốn xem dữ liệu của mình", "They want to see their data"),
    "correct": ("Người này muốn sửa dữ liệu của mình", "They want their data corrected"),
    "restrict": ("Người này muốn tạm ngừng dùng dữ liệu", "They want their data not to be used for now"),
    "object": ("Người này phản đối việc dùng dữ liệu", "They object to the use of their data"),
    "erase": ("Người này muốn xóa dữ liệu của mình", "They want their data erased"),
}
STAGES: Final[Words] = {
    "introduced": ("Đã giới thiệu", "Introduced"),
    "answered": ("Nơi tuyển trả lời", "Answered"),
    "accepted": ("Được nhận", "Accepted"),
    "started": ("Đã đi làm", "Started"),
    "day_10": ("Còn làm sau 10 ngày", "There after 10 days"),
    "month_1": ("Còn làm sau 1 tháng", "There after 1 month"),
    "month_3": ("Còn làm sau 3 tháng", "There after 3 months"),
    "month_6": ("Còn làm sau 6 tháng", "There after 6 months"),
}
ANSWER_STATES: Final[Words] = {
    "waiting": ("chờ trả lời", "waiting for an answer"),
    "more_time": ("nơi tuyển xin thêm thời gian", "the employer asks for time"),
    "accepted": ("nơi tuyển nhận", "accepted"),
    "declined": ("nơi tuyển chưa tiếp nhận", "declined"),
    "person_declined": ("người này chưa nhận việc", "the person declined"),
    "no_answer": (
        "nơi tuyển không trả lời đúng hạn; lần giới thiệu đã khép lại",
        "the employer did not answer in time; the introduction is closed",
    ),
}
# Where somebody stands, as the desk reads it.
STATES: Final[Words] = {
    "closed": ("Đã kết thúc hồ sơ", "Case closed"),
    "working": ("Đang làm", "Working"),
    "accepted": ("Đã được nhận, chờ ngày bắt đầu", "Accepted, first day to be agreed"),
    "waiting": ("Đã giới thiệu, chờ trả lời", "Introduced, waiting for an answer"),
    "no_consent": ("Chưa có đồng ý", "No consent yet"),
    "before_return": ("Chưa về địa phương", "Not home yet"),
    "looking": ("Đang tìm việc", "Looking for work"),
    "left": ("Đã nghỉ, cần giới thiệu lại", "Left, to be introduced again"),
}
FILTERS: Final[Words] = {
    "no_consent": ("Thiếu đồng ý", "Consent missing"),
    "no_suggestion": ("Chưa có việc phù hợp", "No suggestion yet"),
    "waiting": ("Chờ trả lời", "Waiting for an answer"),
    "working": ("Đang làm", "Working"),
    "left": ("Đã nghỉ", "Left"),
    "before_return": ("Sắp về", "Before return"),
    "silent": ("Im lặng 30 ngày", "Silent for 30 days"),
}
# Kind of task → what a volunteer asks on a visit: nothing here tells of a programme or an employer.
VISITS: Final[Words] = {
    "early_check_in": ("Công việc mấy ngày đầu thế nào, có cần giúp gì không?", "How are the first days of work?"),
    "place_again": ("Hiện anh/chị muốn tìm việc gì?", "What work are you looking for now?"),
    "check_in": ("Công việc dạo này thế nào, có còn làm không?", "How is work, and does it go on?"),
    "release": ("Gia đình có nhắn gì về việc làm không?", "Has the family a word about work?"),
    "no_consent": ("Anh/chị có muốn được giúp tìm việc không?", "Would you like help in finding work?"),
    "idle": ("Dạo này anh/chị làm gì, muốn làm gì?", "What are you doing, and what would you like to do?"),
}
ANSWERS: Final[Words] = {
    "yes": ("Đồng ý", "Yes"),
    "no": ("Chưa đồng ý", "No"),
    "thinking": ("Muốn suy nghĩ thêm", "Wants to think"),
}
ANSWER_REASONS: Final[Words] = {
    "too_far": ("Đường xa", "Too far"),
    "wage_too_low": ("Lương thấp", "Pay too low"),
    "unsuitable_hours": ("Giờ làm không hợp", "Hours do not suit"),
    "not_the_trade": ("Không đúng nghề", "Not the trade"),
    "heavy_work": ("Việc nặng quá", "The work is too hard"),
    "health": ("Sức khỏe", "Health"),
    "family": ("Việc gia đình", "Family"),
    "prefers_course": ("Muốn học nghề trước", "Wants a course first"),
    "prefers_own_work": ("Muốn tự làm ăn", "Wants own work"),
    "ask_family": ("Muốn hỏi ý gia đình", "Wants to ask the family"),
    "other": ("Lý do khác", "Another reason"),
}
HANDOVER_REASONS: Final[Words] = {
    "moved": ("Chuyển chỗ ở", "Moved house"),
    "workload": ("Chia bớt hồ sơ", "Caseload shared out"),
    "staff_change": ("Thay đổi cán bộ", "Change of staff"),
    "person_asks": ("Người tìm việc đề nghị", "The person asks for it"),
    "other": ("Lý do khác", "Another reason"),
}
RELATIONS: Final[Words] = {
    "self": ("Chính người này", "The person only"),
    "mother": ("Mẹ", "Mother"),
    "father": ("Cha", "Father"),
    "spouse": ("Vợ hoặc chồng", "Wife or husband"),
    "sibling": ("Anh, chị, em", "Brother or sister"),
    "child": ("Con", "Child"),
    "other": ("Người khác trong nhà", "Somebody else at home"),
}
# How much may be said → the words. The least names neither work nor an office.
SAY_TO_PERSON: Final[Words] = {
    "call_back": (
        "Chào anh/chị, tôi gọi từ bộ phận việc làm. Anh/chị nói chuyện lúc này có tiện không?",
        "Hello, I am calling from the job service. Is this a good moment to talk?",
    ),
    "job_service": (
        "Chào anh/chị, tôi gọi từ bộ phận việc làm, hỏi thăm chuyện công việc. Anh/chị nói chuyện có tiện không?",
        "Hello, I am calling from the job service about work. Is this a good moment to talk?",
    ),
    "everything": (
        "Chào anh/chị, tôi gọi từ bộ phận việc làm về công việc mình đã bàn. Anh/chị nói chuyện có tiện không?",
        "Hello, I am calling from the job service about the work we spoke of. Is this a good moment to talk?",
    ),
}
SAY_TO_OTHERS: Final[Words] = {
    "call_back": ("Tôi có chút việc, tôi sẽ gọi lại sau. Cảm ơn.", "It can wait; I will call again. Thank you."),
    "job_service": (
        "Tôi gọi từ bộ phận việc làm, tôi sẽ gọi lại sau. Cảm ơn.",
        "I am calling from the job service and will call again. Thank you.",
    ),
    "everything": (
        "Tôi gọi từ bộ phận việc làm về một chỗ làm. Nhờ nhắn anh/chị ấy gọi lại giúp. Cảm ơn.",
        "I am calling from the job service about a job. Please ask them to call back. Thank you.",
    ),
}
MESSAGE: Final[Words] = {
    "call_back": (
        "Chào anh/chị, khi nào tiện anh/chị gọi lại số này giúp. Cảm ơn.",
        "Hello, please call this number back when it suits you. Thank you.",
    ),
    "job_service": (
        "Chào anh/chị, bộ phận việc làm muốn hỏi thăm chuyện công việc. Khi nào tiện anh/chị gọi lại giúp. Cảm ơn.",
        "Hello, the job service would like to talk about work. Please call back when it suits you. Thank you.",
    ),
    "everything": (
        "Chào anh/chị, có một chỗ làm muốn bàn với anh/chị. Khi nào tiện anh/chị gọi lại bộ phận việc làm. Cảm ơn.",
        "Hello, there is a job to talk about. Please call the job service back when it suits you. Thank you.",
    ),
}


def word_of(words: Words, code: str, language: Language = "vi") -> str:
    """The words of a code."""
    return words[code][0 if language == "vi" else 1]


def _tries(number: int, language: Language) -> str:
    if not number:
        return ""
    return f" (đã {number} lần không gặp)" if language == "vi" else f" ({number} tries so far)"


def task_words(kind: str, facts: Mapping[str, Any], language: Language = "vi") -> str:
    """What is to be done, as a sentence without a name."""
    return word_of(TASKS, kind, language).format(
        step=word_of(STEPS, facts["step"], language) if "step" in facts else "",
        tries=_tries(facts.get("tries", 0), language),
        answer=word_of(ANSWER_STATES, facts["state"], language) if "state" in facts else "",
        days=facts.get("days", ""),
        count=facts.get("count", ""),
        asks=word_of(REQUESTS, facts["asks"], language) if "asks" in facts else "",
        due_on=f"{facts['due_on']:%d/%m/%Y}" if "due_on" in facts else "",
        by=facts.get("by", ""),
    )
