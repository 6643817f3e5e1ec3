"""The list of people (người tìm việc): one row into one person."""

from typing import Any

from api.imports.cells import (
    read_name,
    read_national_id,
    read_number,
    read_phones,
    read_schooling_cell,
    read_sex,
    read_text,
    read_time_window,
    read_yes_no,
)
from api.imports.plausible import age_doubt, wage_doubt
from api.imports.reading import SURE_PLACE, RowReader, RowReading, names_only_places, place_name
from api.imports.work_history import read_work_history, rough_lengths
from employers.reference.licences import read_licences
from employers.reference.pay import read_wage
from employers.reference.place_reader import read_place
from employers.reference.schooling import read_schooling
from employers.reference.shifts import read_shifts
from employers.reference.work_terms import read_health_limits, read_vehicle

_MOST_KM = 2_000
LONGEST_WINDOW = 12 * 60
"""Minutes; a longer daily appointment is almost surely a slip, and would rule out nearly every job."""
_OLDEST = 100
_FLOOR_IS_A_DAY = {"day": 26, "hour": 208}  # formats.md: 26 days, 208 hours


def read_person(reader: RowReader) -> RowReading:
    """Read one row of the list of people; pure, the same cells give the same reading."""
    reader.take_code("person_code", "code")
    _identity(reader)
    _birth(reader)
    reader.take("sex", read_sex(reader.raw("sex")))
    _commune(reader)
    _schooling(reader)
    reader.take_text("ethnicity")
    _licences(reader)
    _vehicle(reader)
    for key in ("decision_date", "return_date", "closed_on", "consent_date"):
        reader.take_date(key)
    if reader.row.values.get("decision_date", reader.context.today) > reader.context.today:
        reader.doubt("Ngày QĐ quản lý nằm sau hôm nay. Anh/chị xem lại ngày.")
    if "consent_date" in reader.row.values and reader.row.values["consent_date"] > reader.context.today:
        reader.problem("consent_date", "Ngày đồng ý nằm sau hôm nay. Anh/chị xem lại ngày.")
    reader.take_text("programme")
    _wage_floor(reader)
    reader.take("max_commute_km", read_number(reader.raw("max_commute_km"), low=0, high=_MOST_KM))
    reader.take("can_relocate", read_yes_no(reader.raw("can_relocate")))
    _hours(reader)
    _health(reader)
    _wishes_and_work(reader)
    reader.take_text("case_worker", "case_worker_words")
    _case_worker(reader)
    return reader.row


def _identity(reader: RowReader) -> None:
    identity: dict[str, Any] = {}
    name = reader.note("full_name", read_name(reader.raw("full_name")))
    if name is None:
        if not any(p.key == "full_name" for p in reader.row.problems):
            reader.problem("full_name", "Thiếu họ và tên. Anh/chị ghi họ và tên.")
    else:
        identity["full_name"] = name.full_name
        if name.alias:
            identity["alias"] = name.alias
    national_id = reader.note("national_id", read_national_id(reader.raw("national_id")))
    if national_id is not None:
        identity["national_id"] = national_id.number
    phones = reader.note("phone", read_phones(reader.raw("phone")))
    if phones:
        identity["phones"] = [{"number": p.number, "note": p.note} for p in phones]
    address = reader.note("address", read_text(reader.raw("address")))
    if address:
        identity["address"] = address
    reader.row.identity = identity


def _commune(reader: RowReader) -> None:
    """Keep the commune; where the present place is blank, the one of the permanent address, and say so."""
    reader.take_place("commune")
    _keep_place_apart(reader)
    if reader.text("commune") or not (words := reader.text("address")):
        return
    reading = read_place(words, reader.context.home_province)
    if reading.best is None:
        reader.doubt("Ô nơi ở để trống và địa chỉ chưa rõ xã/phường. Anh/chị ghi xã/phường đang ở.")
        return
    reader.row.values |= {"commune_code": reading.best.code, "place_words": place_name(reading.best)}
    sure = "" if reading.confidence >= SURE_PLACE else ", chưa chắc"
    reader.doubt(f"Ô nơi ở để trống; lấy {place_name(reading.best)} theo địa chỉ{sure}. Anh/chị xem lại.")


def _keep_place_apart(reader: RowReader) -> None:
    """Leave of the place in the open what names a commune; where house, street or hamlet stand, it is an address."""
    words = reader.row.values.get("place_words")
    if not words:
        return
    reading = read_place(words, reader.context.home_province)
    if names_only_places(reading):
        return
    reader.row.identity.setdefault("address", words)
    if reader.row.identity["address"] != words:
        reader.row.values.setdefault("unread", {})["commune"] = words
    del reader.row.values["place_words"]
    if reading.best is not None:
        reader.row.values["place_words"] = place_name(reading.best)


def _birth(reader: RowReader) -> None:
    id_read = read_national_id(reader.raw("national_id")).value
    id_year = id_read.birth_year if id_read else None
    born = reader.date("birth_date", id_year)
    if born is None:
        return
    if born.value > reader.context.today:
        reader.problem("birth_date", "Ngày sinh nằm sau hôm nay. Anh/chị xem lại ngày sinh.")
    elif reader.context.today.year - born.value.year > _OLDEST:
        reader.problem("birth_date", f"Ngày sinh cách đây hơn {_OLDEST} năm. Anh/chị xem lại năm sinh.")
    else:
        reader.row.values |= {"birth_date": born.value, "birth_precision": born.precision}
        reader.doubt(age_doubt(born.value, reader.context.today))


def _schooling(reader: RowReader) -> None:
    words = reader.note("schooling", read_schooling_cell(reader.raw("schooling")))
    if words:
        reading = read_schooling(words)
        reader.keep("schooling", reading.grade)
        reader.doubt(reading.doubt)


def _licences(reader: RowReader) -> None:
    reader.take_date("licence_issued_on")
    if reader.row.values.get("licence_issued_on", reader.context.today) > reader.context.today:
        reader.doubt("GPLX ngày cấp nằm sau hôm nay. Anh/chị xem lại ngày.")
    reader.take_date("licence_expires_on")
    if words := reader.text("licences"):
        reading = read_licences(words, reader.row.values.get("licence_issued_on"))
        reader.row.values["licences"] = sorted(reading.classes)
        reader.doubt(reading.doubt)


def _vehicle(reader: RowReader) -> None:
    if words := reader.text("vehicle"):
        reading = read_vehicle(words)
        if reading.codes:
            reader.row.values["vehicle"] = reading.codes[0]
        if reading.unread:
            reader.doubt(f"Phương tiện “{reading.unread}” chưa hiểu; anh/chị ghi xe máy, xe đạp hoặc không có.")


def _wage_floor(reader: RowReader) -> None:
    words = reader.money("wage_floor_vnd")
    if not words:
        return
    wage = read_wage(words)
    amount = None if wage is None else (wage.low_vnd or wage.high_vnd)
    if wage is None or amount is None or wage.per == "piece":
        if wage is None or not wage.negotiable:
            reader.doubt(
                f"Lương mong muốn “{words}” chưa đọc được nên để trống; anh/chị ghi ví dụ 7tr5 hoặc 7.500.000."
            )
        return
    reader.doubt(wage_doubt(words, wage, reader.context.today))
    reader.row.values["wage_floor_vnd"] = amount * _FLOOR_IS_A_DAY.get(wage.per, 1)


def _hours(reader: RowReader) -> None:
    if words := reader.text("shifts"):
        reading = read_shifts(words)
        reader.keep("shifts", list(reading.shifts))
        reader.doubt(reading.doubt)
    window = reader.note("treatment_window", read_time_window(reader.raw("treatment_window")))
    if window is not None:
        if window.end_minute - window.start_minute > LONGEST_WINDOW:
            reader.doubt(f"Khung giờ bận {window} dài hơn 12 giờ. Anh/chị xem lại giờ đầu và giờ cuối.")
        reader.row.values["treatment_window"] = [window.start_minute, window.end_minute]


def _health(reader: RowReader) -> None:
    if words := reader.text("health_limits"):
        reading = read_health_limits(words)
        reader.keep("health_limits", list(reading.codes))
        if reading.unread:
            reader.doubt(
                f"Hạn chế sức khỏe “{reading.unread}” chưa hiểu; anh/chị ghi việc cần tránh, ví dụ không nâng nặng."
            )


def _wishes_and_work(reader: RowReader) -> None:
    wishes = [w.strip() for w in reader.text("wishes").replace("\n", ";").split(";") if w.strip()]
    reader.keep("wishes", [{"words": w, "isco": reader.occupations(w)} for w in wishes])
    jobs = read_work_history(reader.text("work_history"), reader.context.today, reader.occupations)
    reader.keep(
        "work_history",
        [
            {
                "words": j.words,
                "isco": list(j.isco),
                "months": j.months,
                "ended_on": j.ended_on.isoformat() if j.ended_on else None,
            }
            for j in jobs
        ],
    )
    for sentence in rough_lengths(jobs):
        reader.doubt(f"{sentence} Anh/chị ghi số tháng nếu biết rõ.")
    unknown = [j.words for j in jobs if not j.isco] + [w for w in wishes if not reader.occupations(w)]
    if unknown:
        reader.doubt(f"Chưa rõ nghề: {'; '.join(unknown[:3])}. Lời ghi được giữ lại.")


def _case_worker(reader: RowReader) -> None:
    words = reader.row.values.get("case_worker_words")
    if not words:
        return
    name = words.lower()
    if name in reader.context.case_workers:
        reader.row.values["case_worker"] = name
    else:
        reader.doubt(f"Chưa có tài khoản cán bộ phụ trách “{words}”; hồ sơ sẽ được giao khi có tài khoản đó.")
