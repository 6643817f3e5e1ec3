"""What advice says in words: what opens doors for a person, what the province could do."""

from collections.abc import Mapping

from api.wording import Language, answers_words, occupation_words
from matcher.outreach import Visit, VisitList
from matcher.ranking.changes import Change, GetLicence, GoFarther, TakeCourse
from matcher.ranking.course_seats import CoursePlan, CourseSeats, Gain
from matcher.ranking.unlocks import Unlock
from matcher.ranking.visits import NEAR_KM

Words = tuple[str, str]
"""Vietnamese, English."""

_CHANGES: Mapping[str, Words] = {
    "licence": ("Có bằng {what} sẽ mở thêm {count} việc", "A licence of class {what} would open {count}"),
    "course": ("Học xong lớp {what} sẽ mở thêm {count} việc", "The course {what} would open {count}"),
    "farther": ("Đi xa thêm {what} km sẽ mở thêm {count} việc", "Going {what} km farther would open {count}"),
    "stay_over": ("Ở lại được nơi làm sẽ mở thêm {count} việc", "Staying at the workplace would open {count}"),
}
_WITHIN: Words = (" trong {km} km", " within {km} km")
NOTHING_OPENS: Words = (
    "Chưa có thay đổi nào mở thêm việc đáng kể.",
    "No change would open more work worth showing.",
)


def _what(change: Change) -> str:
    if isinstance(change, GetLicence):
        return change.licence
    if isinstance(change, TakeCourse):
        return change.course.words
    return f"{change.km:g}" if isinstance(change, GoFarther) else ""


def unlock_words(unlock: Unlock, language: Language = "vi") -> str:
    """The sentence of one change: ``Có bằng B sẽ mở thêm 6 việc trong 20 km``."""
    number = len(unlock.openings)
    in_english = language != "vi"
    count = f"{number} more opening{'s' if number != 1 else ''}" if in_english else str(number)
    within = "" if unlock.within_km is None else _WITHIN[in_english].format(km=f"{unlock.within_km:g}")
    template = _CHANGES[unlock.change.code.split(":")[0]][in_english]
    return template.format(what=_what(unlock.change), count=count) + within


NO_COURSE: Words = (
    "Chưa có lớp nào làm tăng số việc bền trong kế hoạch.",
    "No course would add lasting jobs to the plan.",
)
NO_VISIT: Words = (
    "Chưa có đơn vị nào ngoài danh sách tuyển mà người đang chờ làm được việc.",
    "No employer without openings has work that those who wait could do.",
)
UNKNOWN_AREA_WORDS: Words = ("chưa rõ địa bàn", "area not known")
_COURSES: Words = (
    "Mở {seats} chỗ học cho {people} người: thêm khoảng {gain} việc bền (từ {low} đến {high}), "
    "ngoài {now} việc bền theo kế hoạch hiện nay.",
    "{seats} course places for {people} people: about {gain} more lasting jobs ({low} to {high}), "
    "beyond the {now} of the plan as it is.",
)
_COURSE: Words = (
    "{course}, {area}: {seats} chỗ, thêm khoảng {gain} việc bền (từ {low} đến {high})",
    "{course}, {area}: {seats} places, about {gain} more lasting jobs ({low} to {high})",
)
_WAITING: Words = (
    "{waiting} trong {people} người chưa có việc hợp trong kế hoạch.",
    "{waiting} of {people} people have no good opening in the plan.",
)
_NEAR: Words = (
    "{near} trong {waiting} người chưa có việc hợp ở trong {km} km; {trade} người có nghề gần với {occupation}",
    "{near} of {waiting} people without a good opening live within {km} km; {trade} have a trade near {occupation}",
)
_ABLE: Words = ("{able} người đủ điều kiện nếu nơi này tuyển", "{able} could take a job there")
_BY_PAST: Words = ("Nơi này từng tuyển nghề đó", "It has hired that trade before")
_BY_KIND: Words = ("Nơi cùng loại hay tuyển nghề đó", "Its kind of employer usually hires that trade")
_LAST: Words = ("Liên hệ gần nhất: {day}", "Last contact: {day}")
_NEVER: Words = ("Chưa có liên hệ nào trên hồ sơ", "No contact on record")


def _jobs(value: float, language: Language) -> str:
    text = f"{value + 0.0:.1f}"
    return text.replace(".", ",") if language == "vi" else text


def _gain(gain: Gain, language: Language) -> dict[str, str]:
    figures = (("gain", gain.jobs), ("low", gain.low), ("high", gain.high))
    return {name: _jobs(value, language) for name, value in figures}


def area_words(area: str, language: Language = "vi") -> str:
    """The name of an area; "chưa rõ địa bàn" where it is not known."""
    return area or UNKNOWN_AREA_WORDS[language != "vi"]


def courses_words(found: CoursePlan, people: int, language: Language = "vi") -> str:
    """What all courses bring together, in a sentence."""
    if not found.courses:
        return NO_COURSE[language != "vi"]
    seats, now = sum(c.seats for c in found.courses), _jobs(found.jobs_now, language)
    return _COURSES[language != "vi"].format(seats=seats, people=people, now=now, **_gain(found.gain, language))


def course_words(found: CourseSeats, language: Language = "vi") -> str:
    """One course in one area, in a sentence."""
    area = area_words(found.area, language)
    return _COURSE[language != "vi"].format(
        course=found.course.words, area=area, seats=found.seats, **_gain(found.gain, language)
    )


def waiting_words(found: VisitList, language: Language = "vi") -> str:
    """How many wait for a good opening, in a sentence; that nobody can be visited for them, where that is so."""
    said = _WAITING[language != "vi"].format(waiting=found.waiting, people=found.people)
    return said if found.visits else f"{said} {NO_VISIT[language != 'vi']}"


def visit_reasons(visit: Visit, waiting: int, language: Language = "vi") -> list[str]:
    """Why an employer is worth a visit, one sentence each; counts of people, no names."""
    say, worth, last = language != "vi", visit.worth, visit.prospect.last_contact
    near = _NEAR[say].format(
        near=worth.near,
        waiting=waiting,
        km=f"{NEAR_KM:g}",
        trade=worth.near_with_trade,
        occupation=occupation_words(visit.isco, language),
    )
    contact = _LAST[say].format(day=last.strftime("%d/%m/%Y")) if last else _NEVER[say]
    return [
        near,
        _ABLE[say].format(able=worth.could_take),
        (_BY_PAST if visit.prospect.by_past else _BY_KIND)[say],
        f"{contact}; {answers_words(*visit.prospect.answers, language)}",
    ]
