"""The list of training results (kết quả đào tạo nghề): one row into one course of one person."""

from api.imports.cells import is_blank, read_code, read_integer
from api.imports.reading import RowReader, RowReading
from api.imports.same_row import read_who
from api.imports.training_words import read_level, read_result
from employers.reference.course_words import link_course
from employers.reference.schooling import LITERACY_COURSE, read_schooling
from employers.reference.text import contains_phrase, fold

_LITERACY = ("xoa mu", "xoa mu chu", "xmc", "pho cap", "biet chu")


def read_training(reader: RowReader) -> RowReading:
    """Read one row of the list of training results; pure, the same cells give the same reading."""
    read_who(reader)
    _course(reader)
    reader.take_text("provider")
    _level(reader)
    _result(reader)
    reader.take_date("start_date")
    reader.take_date("end_date")
    starts, ends = (reader.row.values.get(key) for key in ("start_date", "end_date"))
    if starts and ends and starts > ends:
        reader.problem("end_date", "Ngày kết thúc nằm trước ngày bắt đầu. Anh/chị xem lại hai ngày.")
    reader.take("hours", read_integer(reader.raw("hours"), low=0, high=10_000))
    reader.take("certificate_no", read_code(reader.raw("certificate_no")))
    return reader.row


def _level(reader: RowReader) -> None:
    if text := reader.text("level"):
        level = read_level(text)
        reader.keep("level", level)
        if level is None:
            reader.doubt(f"“{text}” chưa hiểu nên để trống; lời ghi được giữ lại.")
            _beside(reader, "level", text)


def _result(reader: RowReader) -> None:
    """Read what the course ended in; words that do not say so hold the row, since a finished course is counted."""
    text = reader.text("result")
    if not text:
        return
    result, not_yet = read_result(text)
    if result is None:
        reader.problem(
            "result",
            f"Kết quả “{text}” chưa rõ là đã học xong hay chưa."
            " Anh/chị ghi Đạt, Khá, Giỏi, TB, Không đạt, Bỏ học, hoặc đang học.",
        )
        return
    reader.keep("result", result)
    if not_yet:
        reader.doubt(f"“{text}” là chưa học xong, nên ghi “{result}” cho tới khi có kết quả; lời ghi được giữ lại.")
        _beside(reader, "result", text)


def _beside(reader: RowReader, key: str, text: str) -> None:
    reader.row.values.setdefault("unread", {})[key] = text


def _course(reader: RowReader) -> None:
    course = reader.text("course")
    if not course:
        if is_blank(reader.raw("course")):
            reader.problem("course", "Thiếu tên khóa học. Anh/chị ghi tên khóa học hoặc nghề.")
        return
    reader.row.values["course"] = course
    folded = fold(course)
    if any(contains_phrase(folded, phrase) for phrase in _LITERACY):
        reader.row.values |= {"isco": [], "schooling": read_schooling(course).grade or LITERACY_COURSE}
        return
    isco = [reading.code for reading in link_course(course, reader.context.taught)]
    reader.row.values["isco"] = isco
    if not isco:
        reader.doubt(f"Chưa rõ nghề của khóa học “{course}”. Lời ghi được giữ lại.")
