"""The list of counselling (tư vấn): one row into one person, day and topic, or two topics."""

import re
from collections.abc import Mapping, Sequence

from api.imports.reading import RowReader, RowReading
from api.imports.same_row import read_who
from employers.reference.occupation_linker import link_occupations
from employers.reference.text import contains_phrase, fold, says, tidy

# What a counsellor writes for each of the two topics that the scheme counts (domain.md).
TOPIC_WORDS: Mapping[str, tuple[str, ...]] = {
    "law": ("phap luat", "luat", "phap ly", "quyen va nghia vu", "chinh sach"),
    "job_seeking": (
        *("ky nang tim viec", "tim viec", "viec lam", "phong van", "ho so xin viec", "xin viec"),
        *("huong nghiep", "hoc nghe", "nghe nghiep", "tu van nghe", "hoi nghe", "khoi nghiep", "lam an"),
    ),
}
_NOT_SIGNED = ("khong", "ko", "nghi", "v", "0", "chua")
# Absence is told in a clause of its own: "đã mời, không đến (có việc)". A clause that goes on otherwise, such as
# "không tham gia lớp học nghề", is a result of the talk.
_CLAUSE = re.compile(r"[,;:()/.+\n–]|\s-\s")
_WHY = r"( (buoi|hop|tu van|co ly do|khong ly do|co phep|khong phep|lan|do|vi|\d).*)?"
_AWAY = r"(den|toi|tham gia|tham du|du|co mat|lien lac duoc|gap duoc|gap)"
_ABSENT = re.compile(rf"((xin|bao|da|deu) )?(vang( .*)?|nghi hop|(khong|ko|k|chua) {_AWAY}{_WHY})")
_NOT_ABSENT = ("vâng", "vàng")
# What a result says of somebody who was there: that they were; or what they wanted, were told or agreed to.
_CAME = (
    *(
        "da tu van",
        "duoc tu van",
        "tu van xong",
        "da duoc",
        "co mat",
        "tham gia",
        "tham du",
        "co du",
        "da du",
        "da gap",
    ),
    *("co den", "da den", "day du", "hoan thanh", "hoan tat", "da ky", "xong", "khong vang"),
)
_ANSWERED = (
    *("muon", "mong", "nguyen vong", "nhu cau", "dong y", "vang", "hieu", "nam duoc", "nam ro", "tiep thu"),
    *("da gioi thieu", "cam ket", "hua", "y kien", "dinh huong", "da huong dan"),
)
_CAME_ALONE = ("x", "v", "co", "dat", "tot", "kha", "gioi", "trung binh", "tb", "ok", "roi", "1", "du", "co viec lam")
_PUT_OFF = ("từ chối", "bận", "ốm", "đau", "bệnh", "dời", "hẹn lại", "hủy", "huỷ", "có việc riêng")
_NOT_COUNSELLED = re.compile(
    r"\b(chua|khong|ko|k)( duoc| the| co)* (tu van|nghe tu van|ky|co mat|xong|hoan thanh)\b"
    r"|\b(khong|ko|k|chua) (muon|dong y|chiu)( (tu van|nghe|gap|den|toi|du|tham gia|hop tac)\b|$)"
    r"|\bhoan\b(?! (thanh|tat|canh|thien))"
)
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
    if not _absence(reader):
        _presence(reader)
    return reader.row


def tells_absence(words: str) -> bool:
    """Tell whether a cell says that the person was not there: ``vắng``, ``đã mời, không đến``; "vâng" is a yes."""
    clauses = [tidy(clause).lower() for clause in _CLAUSE.split(words)]
    return any(_ABSENT.fullmatch(fold(clause)) and not clause.startswith(_NOT_ABSENT) for clause in clauses)


def tells_presence(words: str) -> bool:
    """Tell whether a result says that the person was there; what puts the talk off, or says neither, does not."""
    folded = fold(words)
    if _NOT_COUNSELLED.search(folded) or any(says(words, put_off) for put_off in _PUT_OFF):
        return False
    said = any(contains_phrase(folded, came) for came in (*_CAME, *_ANSWERED))
    return said or folded in _CAME_ALONE or bool(topics_in(words) or link_occupations(words))


def _absence(reader: RowReader) -> bool:
    """Hold the row of somebody who did not come: nobody was counselled, and the report says that it is left out."""
    for key in _TELL_ABSENCE:
        words = reader.text(key)
        if tells_absence(words) or (key == "signed" and fold(words) in _NOT_SIGNED):
            reader.problem(
                key,
                f"Dòng ghi “{words}”: người này không dự nên không tính là đã tư vấn."
                " Anh/chị xóa dòng này, hoặc sửa nếu có dự.",
            )
            return True
    return False


def _presence(reader: RowReader) -> None:
    """Hold the row whose result does not say that the person was there; an empty one says nothing against it."""
    words = reader.text("result")
    if words and not tells_presence(words):
        reader.problem(
            "result",
            f"Kết quả “{words}” chưa rõ là đã tư vấn hay chưa."
            " Anh/chị ghi “có mặt” nếu người này có dự, nếu không thì xóa dòng này.",
        )


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
