"""Three files that look alike, two of them one person's, and the desk where such pairs are merged and parted."""

from sqlmodel import select

from api.service import Service
from employers.tables import Opening
from matcher.tables import (
    Person,
)
from tests.api.conftest import Web, import_bytes, operator_of
from tests.lists import csv_from

# What a merge and its undoing leave behind of themselves.
TRACES = ("audit_event", "person_merge", "employer_merge", "market_revision", "access_token", "clock_use")
PEOPLE_ROWS = [
    {"Mã hồ sơ": "TR-1", "Họ và tên": "Lê Văn Thử", "Ngày sinh": "03/04/1991", "Xã/phường": "Phan Thiết",
     "Cán bộ phụ trách": "canbo", "Ngày đồng ý": "01/06/2026", "Hạn chế sức khỏe": "không nâng nặng"},
    {"Mã hồ sơ": "TR-2", "Họ và tên": "LE VAN THU", "Ngày sinh": "1991", "Xã/phường": "Phan Thiết",
     "SĐT": "0912 000 333", "Cán bộ phụ trách": "canbo", "Ngày đồng ý": "01/07/2026",
     "Hạn chế sức khỏe": "không làm trên cao", "Lương mong muốn": "7 triệu"},
    {"Mã hồ sơ": "TR-3", "Họ và tên": "Lê Văn Thử", "Ngày sinh": "03/04/1991", "Xã/phường": "Phan Thiết",
     "Cán bộ phụ trách": "canbo2"},
]  # fmt: skip
COURSES = [
    {"Mã hồ sơ": code, "Khóa học/Nghề": course, "Ngày kết thúc": "01/06/2026", "Kết quả": "Đạt"}
    for code, course in (("TR-1", "Kỹ thuật hàn"), ("TR-2", "Kỹ thuật hàn"), ("TR-2", "May công nghiệp"))
]


def bring_pairs(service: Service) -> None:
    """Bring the files and their courses in, every row of them."""
    for kind, rows in (("people", PEOPLE_ROWS), ("training", COURSES)):
        report = import_bytes(operator_of(service), kind, csv_from(rows))
        assert report.counts["imported"] == len(rows), report.held


def person_of(session, code: str) -> Person:
    return session.exec(select(Person).where(Person.code == code)).one()


def opening_of(session, code: str) -> Opening:
    return session.exec(select(Opening).where(Opening.code == code)).one()


def merge(web: Web, keep: str, drop: str, kind: str = "people", who: str = "giamsat"):
    return web.post(who, "/duplicates/merge", {"kind": kind, "keep": keep, "drop": drop})


def undo(web: Web, merge_id: str, who: str = "giamsat"):
    return web.post(who, f"/duplicates/{merge_id}/undo")


def pairs(web: Web, who: str, kind: str = "people") -> list[tuple[str, str]]:
    answer = web.get(who, f"/duplicates?kind={kind}&page_size=200")
    assert answer.status_code == 200, answer.text
    return [(p["first"]["code"], p["second"]["code"]) for p in answer.json()["items"]]
