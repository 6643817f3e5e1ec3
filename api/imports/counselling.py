"""The list of counselling (tư vấn): one row into one person, day and topic, or two topics."""

import re
from collections.abc import Mapping, Sequence

from api.imports.reading import RowReader, RowReading
from api.imports.same_row import read_who
from employers.reference.text import contains_phrase, fold, tidy

# What a counsellor writes for each of the two topics that the scheme counts (domain.md).
TOPIC_WORDS: Mapping[str, tuple[str, ...]] = {
    "law": ("phap luat", "luat", "phap ly", "quyen va nghia vu", "chinh sach"),
    "job_seeking": (
        *("ky nang tim viec", "tim viec", "viec lam", "phong van", "ho so xin viec", "xin viec"),
        *("huong nghiep", "hoc nghe", "nghe nghiep", "tu van nghe", "hoi nghe", "khoi nghiep", "lam an"),
    ),
}
_NOT_SIGNED = ("khong", "ko", "nghi", "v")
# Absence is told in a clause of its own: "đã mời, không đến (có việc)". A clause that goes on otherwise, such as
# "không tham gia lớp học nghề", is a result of the talk.
_CLAUSE = re.compile(r"[,;:()/.+\n–]|\s-\s")
_WHY = r"( (buoi|hop|tu van|co ly do|khong ly do|co phep|khong phep|lan|do|vi|\d).*)?"
_AWAY = r"(den|toi|tham gia|tham du|du|co mat|lien lac duoc|gap duoc|gap)"
_ABSENT = re.compile(rf"((xin|bao|da|deu) )?(vang( .*)?|nghi hop|(khong|ko|k|chua) {_AWAY}{_WHY})")
_NOT_ABSENT = ("vâng", "vàng")
_TELL_ABSENCE = ("signed", "result", "note", "content")
_BESIDE = ("place", "counsellor", "result", "note")
_DATE = re.compile(r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}")


def topics_in(words: str) -> list[str]:
    """The topics that words name, law first; none where they name neither."""
    folded = fold(words)
    return [topic for topic, phrases in TOPIC_WORDS.items() if any(contains_phrase(folded, p) for p in phrases)]


def read_session_titles(titles: Sequence[str]) -> dict[str, str]:
    """What the rows above a session's list say of every row: its day and what was talked over."""
    lines = [tidy(line) for line in titles]
    content = next((line for line in lines if topics_in(line)), None)
    day = next((found.group() for line in lines if (found := _DATE.search(line))), None)
    return {key: words for key, words in (("content", content), ("counselled_on", day)) if words}


def read_counselling(reader: RowReader) -> RowReading:
    """Read one row of the list of counselling; pure, the same cells give the same reading."""
    read_who(reader)
    reader.take_date("counselled_on")
    day = reader.row.values.get("counselled_on")
    if day is None:
        reader.problem("counselled_on", "Thiếu ngày tư vấn, hoặc chưa đọc được. Anh/chị ghi ngày, tháng, năm.")
    elif day > reader.context.today:
        reader.problem("counselled_on", "Ngày tư vấn nằm sau hôm nay. Anh/chị xem lại ngày.")
    _content(reader)
    _absence(reader)
    return reader.row


def tells_absence(words: str) -> bool:
    """Tell whether a cell says that the person was not there: ``vắng``, ``đã mời, không đến``; "vâng" is a yes."""
    clauses = [tidy(clause).lower() for clause in _CLAUSE.split(words)]
    return any(_ABSENT.fullmatch(fold(clause)) and not clause.startswith(_NOT_ABSENT) for clause in clauses)


def _absence(reader: RowReader) -> None:
    """Hold the row of somebody who did not come: nobody was counselled, and the report says that it is left out."""
    for key in _TELL_ABSENCE:
        words = reader.text(key)
        if tells_absence(words) or (key == "signed" and fold(words) in _NOT_SIGNED):
            reader.problem(
                key,
                f"Dòng ghi “{words}”: người này không dự nên không tính là đã tư vấn."
                " Anh/chị xóa dòng này, hoặc sửa nếu có dự.",
            )
            return


def _content(reader: RowReader) -> None:
    words = reader.text("content")
    topics = topics_in(words)
    reader.row.values["topics"] = topics
    if not topics:
        said = f"“{words}” chưa rõ là nội dung nào" if words else "Thiếu nội dung tư vấn"
        reader.problem("content", f"{said}. Anh/chị ghi pháp luật, hoặc kỹ năng tìm việc, hoặc cả hai.")
    # Free words of a talk may name anything: they are kept sealed beside the person.
    told = {key: text for key in ("content", *_BESIDE) if (text := reader.text(key))}
    if told:
        reader.row.values["unread"] = told
