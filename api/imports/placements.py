"""The list of placements (giới thiệu và nhận việc): one row into one referral and what came of it."""

from datetime import date

from api.imports.reading import RowReader, RowReading
from employers.reference.occupation_linker import link_occupations
from employers.reference.text import contains_phrase, fold
from matcher.tables import ReferralState

OUTCOMES = {
    "khong duoc nhan": ReferralState.declined,
    "khong nhan": ReferralState.declined,
    "chua tiep nhan": ReferralState.declined,
    "chua duoc nhan": ReferralState.declined,
    "tu choi": ReferralState.declined,
    "nguoi lao dong tu choi": ReferralState.person_declined,
    "nld tu choi": ReferralState.person_declined,
    "khong di": ReferralState.person_declined,
    "cho tra loi": ReferralState.waiting,
    "dang cho": ReferralState.waiting,
    "chua tra loi": ReferralState.waiting,
    "khong tra loi": ReferralState.no_answer,
    "duoc nhan": ReferralState.accepted,
    "da nhan": ReferralState.accepted,
    "nhan viec": ReferralState.accepted,
    "tu lam": ReferralState.accepted,
}
# "người lao động từ chối" holds "từ chối", and "không được nhận" holds "được nhận".
_LONGEST_FIRST = sorted(OUTCOMES, key=len, reverse=True)
_DATES = (
    ("referred_on", "started_on", "Ngày vào làm nằm trước ngày giới thiệu."),
    ("started_on", "ended_on", "Ngày nghỉ việc nằm trước ngày vào làm."),
    ("started_on", "confirmed_on", "Ngày xác nhận nằm trước ngày vào làm."),
)


def read_placement(reader: RowReader) -> RowReading:
    """Read one row of the list of placements; pure, the same cells give the same reading."""
    reader.take_code("person_code")
    if not reader.text("person_code"):
        reader.problem("person_code", "Thiếu mã hồ sơ. Anh/chị ghi mã hồ sơ của người được giới thiệu.")
    reader.take_code("opening_code")
    for key in ("employer_name", "title", "reason", "leaving_reason"):
        reader.take_text(key)
    reader.take_place("commune")
    if not reader.text("opening_code") and "title" not in reader.row.values:
        reader.problem("opening_code", "Thiếu mã tin, hoặc tên doanh nghiệp và chức danh. Anh/chị ghi một trong hai.")
    if "title" in reader.row.values:
        readings = link_occupations(reader.row.values["title"], reader.context.taught)
        reader.row.values["isco"] = [r.code for r in readings]
        reader.keep("isco_confidence", round(readings[0].confidence, 3) if readings else None)
    _dates(reader)
    _outcome(reader)
    return reader.row


def _dates(reader: RowReader) -> None:
    found: dict[str, date] = {}
    for key in ("referred_on", "started_on", "ended_on", "confirmed_on"):
        read = reader.date(key)
        if read is None:
            continue
        found[key] = read.value
        if read.value > reader.context.today:
            reader.problem(key, "Ngày nằm sau hôm nay. Anh/chị xem lại ngày.")
    for earlier, later, sentence in _DATES:
        if earlier in found and later in found and found[later] < found[earlier]:
            reader.problem(later, f"{sentence} Anh/chị xem lại hai ngày.")
    if "referred_on" not in found:
        if "started_on" in found:
            found["referred_on"] = found["started_on"]
            reader.doubt("Thiếu ngày giới thiệu; lấy theo ngày vào làm.")
        else:
            reader.problem("referred_on", "Thiếu ngày giới thiệu. Anh/chị ghi ngày.")
    reader.row.values |= found


def _outcome(reader: RowReader) -> None:
    words = reader.text("outcome")
    folded = fold(words)
    state = next((OUTCOMES[phrase] for phrase in _LONGEST_FIRST if contains_phrase(folded, phrase)), None)
    if not words:
        state = ReferralState.accepted if "started_on" in reader.row.values else ReferralState.waiting
    if state is None:
        reader.problem(
            "outcome",
            f"Kết quả “{words}” chưa hiểu. Anh/chị ghi được nhận, không nhận, người lao động từ chối hoặc chờ trả lời.",
        )
        return
    if "started_on" in reader.row.values and state != ReferralState.accepted:
        reader.problem("outcome", f"Kết quả “{words}” không khớp với ngày vào làm. Anh/chị xem lại hai ô.")
    reader.row.values["state"] = state
