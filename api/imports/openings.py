"""The list of openings (vị trí tuyển dụng): one row into one opening."""

import re
from datetime import date

from api.imports.cell_values import Read, shown
from api.imports.cells import read_integer, read_number, read_schooling_cell, read_sex_wish, read_yes_no
from api.imports.employers import take_point
from api.imports.opening_words import read_age_words, read_state
from api.imports.plausible import YOUNGEST, wage_doubt
from api.imports.reading import RowReader, RowReading
from employers.ads import FILLABLE, description_fills, unlawful_asks
from employers.reference.licences import read_required_licence
from employers.reference.occupation_linker import link_occupations
from employers.reference.pay import read_wage
from employers.reference.schooling import read_schooling
from employers.reference.shifts import read_hours, read_shifts
from employers.reference.tax_code import read_employer_code
from employers.reference.text import fold
from employers.reference.work_terms import read_contract, read_physical
from employers.tables import OpeningState

_ANY_AGE = frozenset({"khong", "ko", "khong yeu cau", "khong gioi han", "ko yeu cau", "moi lua tuoi", "khong han che"})
_NO_LICENCE = frozenset({"", "khong", "ko", "k", "khong yeu cau", "khong can", "0"})


def read_opening(reader: RowReader) -> RowReading:
    """Read one row of the list of openings; pure, the same cells give the same reading."""
    reader.take_code("opening_code", "code")
    if not reader.text("opening_code"):
        reader.problem("opening_code", "Thiếu mã tin. Anh/chị ghi một mã cho vị trí này.")
    _employer(reader)
    _work(reader)
    _wage(reader)
    _hours(reader)
    reader.take_place("commune")
    take_point(reader)
    _asked(reader)
    for key in ("housing", "transport", "meals", "training_on_job"):
        reader.take(key, read_yes_no(reader.raw(key)))
    reader.take_text("description")
    _from_description(reader)
    _dates(reader)
    _state(reader)
    return reader.row


def _state(reader: RowReader) -> None:
    if not (words := reader.text("state")):
        return
    state = read_state(words)
    if state is None:
        reader.doubt(f"Tình trạng “{words}” chưa hiểu nên bỏ qua; lời ghi được giữ lại.")
        reader.row.values.setdefault("unread", {})["state"] = words
    elif state != OpeningState.expired:
        reader.row.values["state"] = state.value


# What a description says of these would rule people out: a person puts it into its column first.
_WOULD_RULE_OUT = frozenset({"licence", "schooling", "shifts", "hours", "physical"})


def _from_description(reader: RowReader) -> None:
    """What only the description says, each with a warning that quotes it; what a column states stands."""
    stated = {name for name in FILLABLE if reader.text(name) or name in reader.row.values}
    for name, fill in description_fills(reader.text("description"), stated).items():
        if name in _WOULD_RULE_OUT:
            reader.doubt(f"Mô tả có ghi “{fill.words}”. Anh/chị ghi vào cột riêng nếu đó là điều kiện bắt buộc.")
        else:
            reader.keep(name, fill.value)
            reader.doubt(fill.doubt)


def unlawful_words(text: str) -> tuple[bool, bool]:
    """Tell whether a text asks the worker for a deposit or fee, and whether original papers are kept."""
    deposit, papers = unlawful_asks(text)
    return deposit is not None, papers is not None


def _employer(reader: RowReader) -> None:
    if words := reader.text("tax_code"):
        tax_code = read_employer_code(words)
        if tax_code.code is None:
            reader.problem("tax_code", tax_code.problem or "Mã số thuế không đọc được. Anh/chị gõ lại.")
        else:
            reader.row.values["tax_code"] = tax_code.code
    reader.take_text("employer_name")
    if not {"tax_code", "employer_name"} & set(reader.row.values) and not reader.text("tax_code"):
        reader.problem("tax_code", "Thiếu mã số thuế hoặc tên doanh nghiệp. Anh/chị ghi một trong hai.")


def _work(reader: RowReader) -> None:
    title = reader.text("title")
    if not title:
        reader.problem("title", "Thiếu chức danh. Anh/chị ghi tên công việc.")
        return
    readings = link_occupations(title, reader.context.taught)
    reader.row.values |= {"title": title, "isco": [r.code for r in readings]}
    reader.keep("isco_confidence", round(readings[0].confidence, 3) if readings else None)
    if not readings:
        reader.doubt(f"Chưa rõ nghề của “{title}”. Vị trí vẫn được nhập.")
    reader.take("seats", read_integer(reader.raw("seats"), low=0, high=10_000))
    if words := reader.text("contract"):
        contract = read_contract(words)
        reader.keep("contract", contract.codes[0] if contract.codes else None)
        if not contract.codes:
            reader.doubt(f"Loại hợp đồng “{words}” chưa hiểu nên để trống.")
            reader.row.values.setdefault("unread", {})["contract"] = words


def _wage(reader: RowReader) -> None:
    words = reader.money("wage")
    if not words:
        return
    reader.row.values["wage_words"] = words
    wage = read_wage(words)
    if wage is None:
        reader.doubt(f"Mức lương “{words}” chưa đọc được; lời ghi được giữ lại.")
    else:
        reader.doubt(wage_doubt(words, wage, reader.context.today))
    # What earlier words were read as does not outlive them: "thoả thuận" after "8 triệu" names no amount.
    reader.row.values |= {"wage_low_vnd": None, "wage_high_vnd": None, "wage_per": None}
    if wage is not None and (wage.low_vnd is not None or wage.high_vnd is not None):
        reader.row.values |= {"wage_low_vnd": wage.low_vnd, "wage_high_vnd": wage.high_vnd, "wage_per": wage.per}


def _hours(reader: RowReader) -> None:
    hours = list(read_hours(reader.text("hours")))
    if reader.text("hours") and not hours:
        reader.doubt(f"Giờ làm “{reader.text('hours')}” chưa đọc được; anh/chị ghi ví dụ 07:00-16:00.")
    reading = read_shifts(reader.text("shifts") or reader.text("hours"))
    if reader.text("shifts"):
        reader.doubt(reading.doubt)
        hours = hours or list(reading.hours)
    reader.keep("shifts", list(reading.shifts))
    reader.keep("hours", [[w.start_minute, w.end_minute] for w in hours])


def _asked(reader: RowReader) -> None:
    schooling = reader.note("schooling", read_schooling_cell(reader.raw("schooling")))
    if schooling:
        reading = read_schooling(schooling)
        reader.keep("schooling", reading.grade)
        reader.row.values["schooling_preferred"] = reading.preferred
        reader.doubt(reading.doubt)
    if (words := reader.text("licence")) and fold(words) not in _NO_LICENCE:
        licence = read_required_licence(words)
        reader.keep("licence", licence)
        if licence is None:
            reader.problem("licence", f"Yêu cầu GPLX “{words}” chưa hiểu. Anh/chị ghi hạng, ví dụ B hoặc A1.")
    _ages(reader)
    reader.take("sex", read_sex_wish(reader.raw("sex")), change=lambda sex: None if sex == "cả hai" else sex)
    _experience(reader)
    reader.take_text("skills")
    if words := reader.text("physical"):
        physical = read_physical(words)
        reader.keep("physical", list(physical.codes))
        if physical.unread:
            reader.doubt(f"Tính chất công việc “{physical.unread}” chưa hiểu; lời ghi được giữ lại.")
            reader.row.values.setdefault("unread", {})["physical"] = physical.unread


def _ages(reader: RowReader) -> None:
    """Ages wished for: in two columns, or in one as people write them (``18-45``, ``dưới 40``)."""
    for key in ("min_age", "max_age"):
        reader.take(key, read_integer(reader.raw(key), low=0, high=100))
    words = reader.text("ages")
    if words and not {"min_age", "max_age"} & set(reader.row.values):
        low, high = read_age_words(words)
        reader.keep("min_age", low)
        reader.keep("max_age", high)
        if low is None and high is None and fold(words) not in _ANY_AGE:
            reader.doubt(f"Độ tuổi “{words}” chưa rõ là từ hay đến bao nhiêu; lời ghi được giữ lại. Ví dụ: 18-45.")
            reader.row.values.setdefault("unread", {})["Độ tuổi"] = words
    _check_ages(reader, words)


def _check_ages(reader: RowReader, words: str) -> None:
    low, high = (reader.row.values.get(key) for key in ("min_age", "max_age"))
    if low is not None and high is not None and low > high:
        column = "max_age" if reader.text("max_age") else "ages"
        reader.problem(column, f"Tuổi từ {low} đến {high} là ghi ngược. Anh/chị xem lại.")
    elif any(age is not None and 0 < age < YOUNGEST for age in (low, high)):
        reader.doubt(f"Độ tuổi có người dưới {YOUNGEST} tuổi, luật không cho nhận. Anh/chị xem lại.")
    elif len(re.findall(r"\d{1,2}", words)) > 2:
        reader.doubt(f"Độ tuổi “{words}” có nhiều khoảng; lấy khoảng rộng nhất {low} đến {high}. Anh/chị xem lại.")


def _experience(reader: RowReader) -> None:
    """Months asked for; years where the cell or its header (``Kinh nghiệm (năm)``) says so."""
    said = set(fold(f"{reader.text('experience_months')} {reader.notes.get('experience_months', '')}").split())
    in_years = "nam" in said and "thang" not in fold(reader.text("experience_months")).split()
    read = read_number(reader.raw("experience_months"), low=0, high=600)
    months = None if read.value is None else round(read.value * (12 if in_years else 1))
    if read.doubt and months is not None:
        doubt = f"Kinh nghiệm {shown(reader.raw('experience_months'))} được hiểu là {months} tháng. Anh/chị xem lại."
        read = Read(read.value, doubt)
    reader.note("experience_months", read)
    reader.keep("experience_months", months)


def _day(reader: RowReader, key: str) -> date | None:
    read = reader.date(key)
    return read.value if read else None


def _dates(reader: RowReader) -> None:
    posted, closes = _day(reader, "posted_on"), _day(reader, "closes_on")
    reader.keep("posted_on", posted)
    reader.keep("closes_on", closes)
    if posted and closes and closes < posted:
        reader.problem("closes_on", "Hạn nộp nằm trước ngày đăng. Anh/chị xem lại hai ngày.")
