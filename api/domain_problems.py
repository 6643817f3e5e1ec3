"""Which answer each domain error gets: a status, a stable code and one Vietnamese sentence, never an identity."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.accounts import AccountRefused
from api.acts.class_sheet import UnknownClass
from api.acts.imports import UnknownImport
from api.acts.market import LikelyTheSame
from api.acts.people import ChangedMeanwhile
from api.acts.person_rights import NotConfirmed
from api.acts.proving import NotProved
from api.acts.refusals import REFUSALS
from api.acts.report import UnknownFigure
from api.acts.today import AskOutcome
from api.exports.feed import NoFeed
from api.imports.unreadable import UnreadableFile
from api.leaving import WouldExpose
from api.problems import install_problems, problem, respond
from api.reason_words import rule_words
from api.service import NotAllowed, OwnPasswordNeeded, SecondFactorNeeded
from api.store_errors import DatabaseBusy, DatabaseError, DatabaseFull, DatabaseUnreachable, StoreLog
from api.throttle import SignInThrottled
from api.vault import IdentityErased
from api.wording import LOAN_DOUBTS, OVERTAKEN, PERIOD_TO_COME, PERIOD_UNKNOWN, not_home_words
from employers import errors as e
from matcher import errors as m

# Error → (status, code, sentence). An absent row and another's row are one and the same answer.
ANSWERS: Mapping[type[Exception], tuple[int, str | None, str | None]] = {
    NotAllowed: (403, None, "Tài khoản này không được làm việc đó."),
    SecondFactorNeeded: (403, "second_factor_needed", "Trước hết hãy bật bước xác thực thứ hai cho tài khoản này."),
    OwnPasswordNeeded: (403, "own_password_needed", "Trước hết hãy đổi mật khẩu được cấp thành mật khẩu riêng."),
    NotProved: (422, "not_proved", "Mật khẩu hoặc mã xác thực chưa đúng; mã dùng rồi thì hãy đợi mã sau."),
    ChangedMeanwhile: (412, None, "Đã có người sửa trước; hãy xem lại bản mới rồi sửa."),
    e.UnknownEmployer: (404, None, None),
    e.UnknownOpening: (404, None, None),
    e.EmployerExists: (409, "employer_exists", "Mã số thuế này đã có trong danh bạ."),
    e.OpeningExists: (409, "opening_exists", "Mã tin này đã có."),
    e.OwnWorkExists: (409, "own_work_exists", None),
    e.NoOccupation: (422, "no_occupation", "Tên chưa cho biết là nghề gì; hãy ghi rõ hơn, hoặc ghi mã nghề."),
    e.WrongCosts: (422, "wrong_costs", "Mức vốn ban đầu phải từ thấp đến cao, không âm."),
    e.WrongState: (409, "wrong_state", "Trạng thái hiện tại của vị trí không cho phép việc này."),
    m.UnknownPerson: (404, None, None),
    m.UnknownReferral: (404, None, None),
    m.UnknownPlacement: (404, None, None),
    m.UnknownTask: (404, None, None),
    m.UnknownReminder: (404, None, None),
    m.UnknownConfirmation: (404, None, None),
    m.UnknownCover: (404, None, None),
    m.UnknownColleague: (422, "unknown_colleague", "Không có cán bộ phụ trách nào khác mang tên tài khoản này."),
    m.NothingToHandOver: (409, "nothing_to_hand_over", "Hồ sơ đã ở cán bộ và địa bàn này rồi."),
    m.ReasonMissing: (422, "reason_missing", "Khi chưa đồng ý, hãy ghi lý do."),
    m.MonthlyLimitReached: (
        409,
        "monthly_limit",
        "Nơi tuyển đã nhận đủ số giới thiệu của tháng này; hãy đợi sang tháng, hoặc chọn nơi khác.",
    ),
    NotConfirmed: (422, "not_confirmed", "Mã gõ lại chưa đúng; chưa có gì bị xóa."),
    AskOutcome: (422, "ask_outcome", "Hãy ghi kết quả hỏi thăm: còn làm, hay đã nghỉ."),
    IdentityErased: (409, "erased", "Hồ sơ này đã được xóa thông tin; không ghi thêm được."),
    m.PersonExists: (409, "person_exists", "Mã hồ sơ này đã được dùng; hãy chọn mã khác."),
    m.ConsentMissing: (422, "consent_missing", "Trước khi giới thiệu cần người này đồng ý gặp nơi tuyển."),
    m.NobodyToMeet: (
        409,
        "nobody_to_meet",
        "Việc tự làm không có nơi tuyển để giới thiệu; khi người này chọn, hãy ghi ngày bắt đầu.",
    ),
    m.NotOverridable: (422, "not_overridable", "Chỉ bỏ qua được khung giờ bận, khoảng cách, ca làm và lương."),
    m.NoMoreTime: (409, "no_more_time", "Thời gian trả lời đã dời đến hết mức; hãy trả lời nhận hay chưa tiếp nhận."),
    m.AlreadyAnswered: (409, "already_answered", "Lần giới thiệu này đã có trả lời khác."),
    m.AlreadyPlaced: (409, "already_placed", "Lần giới thiệu này đã có nơi nhận việc; hãy ghi xác nhận còn làm."),
    m.WrongDates: (422, "wrong_dates", "Ngày không hợp lý: hãy xem lại thứ tự các ngày."),
    m.NotHomeYet: (422, "not_home_yet", None),
    m.Overtaken: (409, "overtaken", OVERTAKEN),
    m.NoUsableModel: (409, "no_usable_model", "Không có bản mô hình này, hoặc bản đó đã hỏng."),
    m.NoSchemeInForce: (409, "no_scheme", "Hôm nay không có chương trình cho vay nào đang có hiệu lực."),
    m.SchemesUnreadable: (503, "schemes_unreadable", None),
    m.UnknownLoan: (404, None, None),
    m.LoanTakenBack: (409, "loan_taken_back", "Khoản vay này đã được bỏ trước đó; không còn gì phải làm."),
    m.LoanExists: (409, "loan_exists", "Đã có khoản vay ngày này; hãy sửa khoản đó."),
    m.LoanOdd: (409, "loan_odd", None),
    m.LoanUnreadable: (422, "loan_unreadable", "Hãy ghi ngày giải ngân, số tiền và số tháng vay cho đúng."),
    UnknownClass: (404, None, None),
    m.NoSuchPeriod: (404, "no_such_period", PERIOD_UNKNOWN),
    m.FuturePeriod: (422, "future_period", PERIOD_TO_COME),
    m.ImpossibleShare: (
        409,
        "impossible_share",
        "Chưa tính được tỷ lệ: hãy ghi đúng tổng số lao động của đơn vị (lớn hơn 0).",
    ),
    UnknownImport: (404, None, None),
    UnknownFigure: (404, None, None),
    NoFeed: (404, None, None),
    **REFUSALS,
    DatabaseError: (503, None, "Cơ sở dữ liệu tạm thời không dùng được."),
    DatabaseFull: (503, "disk_full", "Ổ đĩa của máy chủ đã đầy nên chưa lưu được gì; hãy báo người quản trị máy chủ."),
    DatabaseUnreachable: (503, "unreachable", "Tạm thời mất kết nối tới cơ sở dữ liệu; hãy gửi lại sau ít giây."),
    DatabaseBusy: (503, None, "Hệ thống đang bận; hãy thử lại sau ít giây."),
}  # fmt: skip


def _plain(status: int, code: str | None, sentence: str | None) -> Callable[[Request, Exception], Any]:
    async def answer(request: Request, error: Exception) -> Response:
        if isinstance(error, DatabaseError):  # its own sentence may hold a path: for the log, not for the answer
            request.app.state.store_log.tell(error)
        headers = {"Retry-After": "3"} if status == 503 else None
        named = {"code": code} if code else {}
        return respond(request, problem(status, sentence, headers=headers, **named))

    return answer


async def _not_eligible(request: Request, error: Exception) -> Response:
    assert isinstance(error, m.NotEligible)
    sentence = "; ".join(rule_words(rule) for rule in error.rules)
    refused = problem(422, f"Chưa đủ điều kiện: {sentence}.", code="not_eligible", extra={"rules": list(error.rules)})
    return respond(request, refused)


async def _likely_the_same(request: Request, error: Exception) -> Response:
    assert isinstance(error, LikelyTheSame)
    sentence = "Đã có đơn vị tên gần giống; hãy dùng đơn vị đó, hoặc gửi lại với force."
    return respond(request, problem(409, sentence, code="likely_duplicates", extra={"likely": error.likely}))


async def _would_expose(request: Request, error: Exception) -> Response:
    assert isinstance(error, WouldExpose)
    told = [{"field": f.field, "words": f.words, "instead": f.instead} for f in error.found]
    return respond(request, problem(422, error.sentence, code="would_expose", extra={"found": told}))


async def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, UnreadableFile)
    status = 413 if error.code == "too_large" else 422
    return respond(request, problem(status, error.message, code=error.code))


async def _schemes_unreadable(request: Request, error: Exception) -> Response:
    status, code, _ = ANSWERS[m.SchemesUnreadable]
    return respond(request, problem(status, str(error), code=code))


async def _not_home_yet(request: Request, error: Exception) -> Response:
    assert isinstance(error, m.NotHomeYet)
    status, code, _ = ANSWERS[m.NotHomeYet]
    sentence = not_home_words(error.home_on)
    at_field = [{"field": "body.started_on", "detail": sentence}]
    return respond(request, problem(status, sentence, code=code, extra={"errors": at_field}))


async def _loan_odd(request: Request, error: Exception) -> Response:
    assert isinstance(error, m.LoanOdd)
    status, code, _ = ANSWERS[m.LoanOdd]
    sentence = f"{' '.join(LOAN_DOUBTS[d] for d in error.doubts)} Nếu đúng vậy, hãy gửi lại với anyway."
    return respond(request, problem(status, sentence, code=code, extra={"doubts": list(error.doubts)}))


async def _own_work_exists(request: Request, error: Exception) -> Response:
    assert isinstance(error, e.OwnWorkExists)
    status, code, _ = ANSWERS[e.OwnWorkExists]
    sentence = (
        f"Đã có hướng tự làm tên này ({error.code}); hãy sửa hướng đó. Nếu là hướng khác, hãy gửi lại với anyway."
    )
    return respond(request, problem(status, sentence, code=code, extra={"same": error.code}))


async def _throttled(request: Request, error: Exception) -> Response:
    assert isinstance(error, SignInThrottled)
    headers = {"Retry-After": "900"}
    return respond(request, problem(429, "Thử đăng nhập quá nhiều lần; hãy đợi rồi thử lại.", headers=headers))


async def _account_refused(request: Request, error: Exception) -> Response:
    return respond(request, problem(422, str(error), code="account_refused"))


async def _not_allowed(request: Request, error: Exception) -> Response:
    """Write a refusal to the trail before it is answered."""
    assert isinstance(error, NotAllowed)
    await run_in_threadpool(error.caller.note_refusal, error.act)
    return respond(request, problem(*ANSWERS[NotAllowed][::2]))


def length_required() -> Response:
    """The answer to a body that does not say how long it is: it could not be refused before it is read."""
    return problem(411, "Cần đầu mục Content-Length.").response()


def too_large() -> Response:
    """The answer to a body over the limit."""
    return problem(413, "Tệp gửi lên quá lớn (tối đa 10 MB).").response()


def no_such_address() -> Response:
    """The answer to an address with a NUL: no record has one, and a server's store refuses to be asked for it."""
    return problem(404).response()


def install(app: FastAPI) -> None:
    """Answer every error of the application with a problem document."""
    install_problems(app)
    app.state.store_log = StoreLog()
    for error, (status, code, sentence) in ANSWERS.items():
        app.add_exception_handler(error, _plain(status, code, sentence))
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(AccountRefused, _account_refused)
    app.add_exception_handler(m.NotEligible, _not_eligible)
    app.add_exception_handler(LikelyTheSame, _likely_the_same)
    app.add_exception_handler(UnreadableFile, _unreadable)
    app.add_exception_handler(m.LoanOdd, _loan_odd)
    app.add_exception_handler(m.NotHomeYet, _not_home_yet)
    app.add_exception_handler(e.OwnWorkExists, _own_work_exists)
    app.add_exception_handler(m.SchemesUnreadable, _schemes_unreadable)
    app.add_exception_handler(WouldExpose, _would_expose)
    app.add_exception_handler(SignInThrottled, _throttled)
