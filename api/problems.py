"""What goes wrong, as RFC 9457 ``application/problem+json``: one shape, Vietnamese sentences, nothing of the input.

An absent row and another's row give the same bytes; an unexpected error gives a reference number and no detail.
"""

import json
import logging
import re
import secrets
import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

_log = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"

_TITLES: Final[Mapping[int, tuple[str, str]]] = {
    400: ("bad_request", "Yêu cầu không đọc được"),
    401: ("not_signed_in", "Cần đăng nhập"),
    403: ("not_allowed", "Không được phép"),
    404: ("not_found", "Không tìm thấy"),
    405: ("method_not_allowed", "Không làm được việc này ở địa chỉ này"),
    406: ("not_acceptable", "Không có ở dạng được hỏi"),
    409: ("conflict", "Trùng hoặc trái với điều đã có"),
    412: ("changed_meanwhile", "Đã có người sửa trước"),
    413: ("too_large", "Gửi lên quá lớn"),
    415: ("media_type", "Không nhận dạng nội dung này"),
    422: ("invalid", "Dữ liệu chưa đúng"),
    428: ("precondition_required", "Cần If-Match"),
    429: ("too_many", "Quá nhiều lần thử"),
    500: ("unexpected", "Lỗi bất ngờ"),
    503: ("busy", "Tạm thời bận"),
}

_SENTENCE_OF: Final[Mapping[int, str]] = {
    403: "Tài khoản này không được làm việc này.",
    404: "Không có gì ở địa chỉ này, hoặc không thuộc phần việc của tài khoản này.",
}
"""What is said where nobody says more: the same bytes for another's record and for an absent one."""


class Problem(Exception):
    """An answer that is a problem; raise it in a route, or map a domain error to it.

    Parameters
    ----------
    status : int
        HTTP status, 400–599.
    code : str
        A stable word for programs (``not_found``).
    title, detail : str
        Vietnamese, without identities and without the input.
    headers : mapping, optional
        Such as ``Retry-After``.
    extra : mapping, optional
        Further members of the document.
    """

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        self.status, self.code, self.title, self.detail = status, code, title, detail
        self.headers, self.extra = headers, extra

    def response(self) -> Response:
        """Write the document."""
        document = {"type": "about:blank", "title": self.title, "status": self.status, "code": self.code}
        if self.detail:
            document["detail"] = self.detail
        body = json.dumps({**document, **(self.extra or {})}, ensure_ascii=False, allow_nan=False)
        headers = {"Cache-Control": "no-store", **(self.headers or {})}
        return Response(body.encode(), self.status, headers, MEDIA_TYPE)


def problem(status: int, detail: str | None = None, **more: Any) -> Problem:
    """Make the usual problem of an HTTP status, with its usual code and title."""
    code, title = _TITLES.get(status, (f"http_{status}", HTTPStatus(status).phrase))
    return Problem(status, more.pop("code", code), title, detail or _SENTENCE_OF.get(status), **more)


def install_problems(app: FastAPI, domain_errors: Mapping[type[Exception], tuple[int, str]] | None = None) -> None:
    """Answer every error of an application with a problem document.

    Parameters
    ----------
    app : FastAPI
    domain_errors : mapping, optional
        Error class → (status, code). The sentence shown is the error's own message for the classes that carry a
        Vietnamese sentence, so map only those whose message holds no identity; a subclass counts as its nearest class.
    """
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(Exception, _on_unexpected)
    for error_class, (status, code) in (domain_errors or {}).items():
        app.add_exception_handler(error_class, _on_domain(status, code))


def respond(request: Request, what: Problem) -> Response:
    """Answer with a problem: as a page where a page was asked for (``app.state.problem_pages``), else as a document."""
    as_page = getattr(request.app.state, "problem_pages", None)
    page: Response | None = as_page(request, what) if as_page else None
    return page if page is not None else what.response()


def quiet_server_log() -> None:
    """Keep uvicorn from writing unexpected errors again, with their words: ours are already in the log."""
    logging.getLogger("uvicorn.error").addFilter(lambda entry: "Exception in ASGI application" not in str(entry.msg))


def _on_domain(status: int, code: str) -> Any:
    async def answer(request: Request, error: Exception) -> Response:
        return respond(request, problem(status, str(error) or None, code=code))

    return answer


async def _on_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, Problem)
    return respond(request, error)


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 400 and isinstance(error.__cause__, ValueError | RecursionError):
        # The framework says 400 to a body whose bytes are no UTF-8, nest too deep or hold a number of 5000 digits.
        return respond(request, problem(422, extra={"errors": [_unreadable()]}))
    if error.status_code in (204, 304):
        return Response(None, error.status_code, error.headers)
    return respond(request, problem(error.status_code, headers=error.headers))


async def _on_unexpected(request: Request, error: Exception) -> Response:
    reference = request.scope.get("request_id") or secrets.token_hex(6)
    # Where it happened and of which kind, without the error's own words: they may name a person.
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("unexpected error %s: %s\n%s", reference, type(error).__name__, frames)
    detail = f"Có lỗi ngoài dự kiến; chưa có gì được lưu. Hãy báo người quản trị mã {reference}."
    # Outside of what numbers every answer, so the number is given here.
    return respond(request, problem(500, detail, headers={"X-Request-ID": reference}, extra={"reference": reference}))


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return respond(request, problem(422, extra={"errors": field_errors(error.errors())}))


def field_errors(errors: Sequence[Any]) -> list[dict[str, str]]:
    """Say for each field of pydantic's errors what is wanted, without the input.

    Returns
    -------
    list of {"field", "detail"}
        At most 50. An unknown field's name is input too: it stands as ``?``.
    """
    return [_field_error(error) for error in errors[:50]]


def _field_error(error: Mapping[str, Any]) -> dict[str, str]:
    kind = error["type"]
    if kind == "json_invalid":
        return _unreadable()
    return {"field": _field(error["loc"], unknown=kind == "extra_forbidden"), "detail": _sentence(kind, error)}


def _unreadable() -> dict[str, str]:
    return {"field": "body", "detail": "Nội dung gửi lên không phải là JSON đọc được."}


_FIELD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,40}")


def _field(location: Sequence[int | str], *, unknown: bool) -> str:
    """Name the place of an error: ``body.consent.fields.0``."""
    names = [name if isinstance(name, int) or _FIELD.fullmatch(name) else "?" for name in location]
    if unknown and names:
        names[-1] = "?"
    return ".".join(str(name) for name in names)


_SENTENCES: Final[Mapping[str, str]] = {
    "missing": "Cần có trường này.",
    "extra_forbidden": "Không có trường nào tên như vậy.",
    "string_type": "Cần văn bản.",
    "string_unicode": "Văn bản có ký tự không dùng được.",
    "string_too_long": "Không quá {max_length} ký tự.",
    "string_too_short": "Ít nhất {min_length} ký tự.",
    "string_pattern_mismatch": "Không đúng dạng.",
    "int_type": "Cần một số nguyên.",
    "int_parsing": "Cần một số nguyên.",
    "int_parsing_size": "Số quá lớn.",
    "int_from_float": "Cần một số nguyên.",
    "float_type": "Cần một số.",
    "float_parsing": "Cần một số.",
    "finite_number": "Cần một số hữu hạn.",
    "bool_type": "Cần true hoặc false.",
    "bool_parsing": "Cần true hoặc false.",
    "greater_than_equal": "Từ {ge} trở lên.",
    "less_than_equal": "Không quá {le}.",
    "greater_than": "Lớn hơn {gt}.",
    "less_than": "Nhỏ hơn {lt}.",
    "enum": "Chỉ nhận một trong các giá trị của danh mục.",
    "literal_error": "Chỉ nhận một trong các giá trị của danh mục.",
    "list_type": "Cần một danh sách.",
    "too_long": "Không quá {max_length} mục.",
    "too_short": "Ít nhất {min_length} mục.",
    "model_attributes_type": "Cần một đối tượng JSON.",
    "model_type": "Cần một đối tượng JSON.",
    "dict_type": "Cần một đối tượng JSON.",
    "date_type": "Cần một ngày dạng 2026-11-23.",
    "date_parsing": "Cần một ngày dạng 2026-11-23.",
    "date_from_datetime_parsing": "Cần một ngày dạng 2026-11-23.",
    "date_from_datetime_inexact": "Cần một ngày dạng 2026-11-23.",
    "uuid_type": "Cần một mã số.",
    "uuid_parsing": "Cần một mã số.",
    "unclean_text": "Văn bản có ký tự không dùng được.",
    "empty_text": "Chỗ này không được để trống.",
    "short_reason": "Hãy ghi rõ lý do: ít nhất hai từ và 10 chữ cái.",
    "day_far": "Ngày này quá xa hôm nay; hãy xem lại năm.",
    "why_off": "Khi tắt một lời nhắc, hãy ghi lý do.",
    "phone": "Số này không gọi được; hãy ghi số có mã vùng, ví dụ 0912 345 678.",
    "number_of_person": "Chỗ này chỉ ghi nghề; số điện thoại và số giấy tờ có chỗ riêng, được giữ kín.",
    "below_zero": "Số tiền không được âm; hãy bỏ dấu trừ.",
    "email": "Hãy ghi địa chỉ thư điện tử đủ, ví dụ ten@vidu.vn.",
    "not_a_code": "Mã chỉ gồm chữ không dấu, chữ số và gạch ngang, không quá 64 ký tự.",
}


def _sentence(kind: str, error: Mapping[str, Any]) -> str:
    """Word one error; bounds come from the schema (``ctx``), never from the input."""
    sentence = _SENTENCES.get(kind, "Giá trị không dùng được.")
    return sentence.format(**error["ctx"]) if "{" in sentence else sentence
