"""The list of loans (vay vốn): one row into one loan that a person or an employer was given."""

import re

from api.imports.cells import read_date, read_integer
from api.imports.reading import RowReader, RowReading
from api.imports.same_row import read_who
from employers.reference.money import read_amount
from employers.reference.tax_code import read_employer_code
from employers.reference.text import contains_phrase, fold

LEAST_VND = 100_000
"""Under this nobody lends: the cell says millions without their unit, or something else."""
_YEARS = re.compile(r"(\d{1,2}) ?nam")
# A state of the matter that only a loan that was given has; money not given yet, or refused, is no loan.
_GIVEN = (
    *(
        "da giai ngan",
        "giai ngan xong",
        "da vay",
        "dang vay",
        "duoc vay",
        "da cho vay",
        "da nhan",
        "nhan von",
        "con no",
    ),
    *("du no", "trong han", "den han", "qua han", "tra no", "da tra", "dang tra", "tat toan", "gia han", "thu hoi"),
    *("binh thuong", "hieu qua", "hoan thanh", "dang su dung", "dang lam an", "dung muc dich"),
)
_GIVEN_ALONE = ("x", "v", "co", "roi", "dat", "tot", "ok", "1", "xong", "giai ngan")
_NOT_GIVEN = re.compile(
    r"\b(chua|khong|ko|k)( duoc| co| the)* (giai ngan|vay|nhan|duyet|cho vay|xet)\b"
    r"|\bcho (giai ngan|duyet|nhan|xet)\b|\bdang (xet|lam|tham dinh|xem|cho)\b|\btu choi\b|\b(huy|rut)\b"
)
_PERSON_CELLS = ("person_code", "full_name")


def read_loan(reader: RowReader) -> RowReading:
    """Read one row of the list of loans; pure, the same cells give the same reading."""
    values = reader.row.values
    values["scheme"] = "person" if any(reader.text(key) for key in _PERSON_CELLS) else "employer"
    if values["scheme"] == "person":
        read_who(reader)
        _employer_beside(reader)
    else:
        _employer(reader)
    read = reader.note("lent_on", read_date(reader.raw("lent_on"), today=reader.context.today))
    if read is None:
        reader.problem("lent_on", "Thiếu ngày giải ngân, hoặc chưa đọc được. Anh/chị ghi ngày, tháng, năm.")
    elif read.value > reader.context.today:
        reader.problem("lent_on", "Ngày giải ngân nằm sau hôm nay. Anh/chị xem lại ngày.")
    else:
        values["lent_on"] = read.value
    _amount(reader)
    _term(reader)
    _purpose(reader)
    _state(reader)
    reader.take_text("lender")
    reader.take_text("scheme", "scheme_words")
    return reader.row


def _employer(reader: RowReader) -> None:
    if words := reader.text("tax_code"):
        read = read_employer_code(words)
        reader.keep("tax_code", read.code)
        if read.code is None:
            reader.problem("tax_code", read.problem or "Mã số thuế không đọc được. Anh/chị gõ lại.")
    reader.take_text("employer_name")
    if not reader.text("tax_code") and "employer_name" not in reader.row.values:
        reader.problem("person_code", "Thiếu người vay: ghi mã hồ sơ của người, hoặc mã số thuế hay tên của đơn vị.")


def _employer_beside(reader: RowReader) -> None:
    """Tell of an employer in the row of a person's loan: the loan is the person's, the words are kept beside it."""
    beside = {key: words for key in ("tax_code", "employer_name") if (words := reader.text(key))}
    if beside:
        named = ", ".join(beside.values())
        reader.doubt(f"Dòng ghi cả người và đơn vị ({named}). Khoản vay được ghi cho người, không ghi cho đơn vị.")
        reader.row.values["unread"] = beside


def _amount(reader: RowReader) -> None:
    words = reader.money("amount_vnd")
    amount = read_amount(words) if words else None
    if not words:
        reader.problem("amount_vnd", "Thiếu số tiền vay. Anh/chị ghi số tiền, ví dụ 30 triệu.")
    elif amount is None or amount < LEAST_VND:
        reader.problem("amount_vnd", f"Số tiền “{words}” chưa rõ. Anh/chị ghi như 30 triệu hoặc 30.000.000.")
    else:
        reader.row.values["amount_vnd"] = amount


def _term(reader: RowReader) -> None:
    if in_years := _YEARS.fullmatch(fold(reader.text("months"))):
        reader.row.values["months"] = int(in_years.group(1)) * 12
    else:
        reader.take("months", read_integer(reader.raw("months"), low=1, high=360))


def _state(reader: RowReader) -> None:
    """Hold the row whose state does not say that the money was given; an empty one says nothing against it."""
    words = reader.text("state")
    folded = fold(words)
    given = folded in _GIVEN_ALONE or any(contains_phrase(folded, phrase) for phrase in _GIVEN)
    if words and (not given or _NOT_GIVEN.search(folded)):
        reader.problem(
            "state",
            f"Dòng ghi “{words}” nên chưa rõ là đã giải ngân."
            " Anh/chị ghi “đã giải ngân” nếu đã nhận tiền, nếu không thì xóa dòng này.",
        )
    elif words:
        reader.row.values.setdefault("unread", {})["state"] = words


def _purpose(reader: RowReader) -> None:
    words = reader.text("purpose")
    if words:
        reader.row.values["purpose"] = words
        reader.keep("isco", reader.occupations(words))
