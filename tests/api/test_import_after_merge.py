"""Lists that still write of a record that was merged away: what they say goes to the record that was kept."""

import pytest
from sqlmodel import select

from api.acts.merging import merge
from api.exports.exporter import export_list
from employers.tables import Employer, Opening
from matcher.suggest import ListRequest
from matcher.tables import Person, Placement, Referral, TrainingRecord
from tests.lists import csv_from

FIRMS = [
    {"Mã số thuế": "3400000514", "Tên": "Công ty TNHH Thành Võ", "Xã/phường": "Phan Thiết", "SĐT": "02523111222"},
    {"Tên": "Cơ sở Ba Tấn", "Xã/phường": "xã Hàm Kiệm", "SĐT": "0912333444"},
]
PEOPLE = [
    {"Mã hồ sơ": "A1", "Họ và tên": "Lê Văn Thử", "Ngày sinh": "03/04/1991", "Xã/phường": "Phan Thiết"},
    {"Mã hồ sơ": "A2", "Họ và tên": "Lê Văn Thứ", "Ngày sinh": "1991", "Xã/phường": "xã Hàm Kiệm", "SĐT": "0912000333"},
]
UNCHANGED = {"imported": 0, "updated": 0, "unchanged": 2, "held": 0}


def rows(operator, table):
    with operator.sessions.read() as session:
        return session.exec(select(table)).all()


@pytest.fixture
def firms(bring, operator):
    """Two employers made one, the second dropped; gives the code of the dropped record."""
    bring("employers", csv_from(FIRMS))
    dropped = next(e.code for e in rows(operator, Employer) if e.tax_code is None)
    merge(operator, "employers", "3400000514", dropped)
    return dropped


@pytest.fixture
def people(bring, operator):
    """Two records of one person made one: A2 went into A1."""
    bring("people", csv_from(PEOPLE))
    merge(operator, "people", "A1", "A2")


def said(report):
    return [w.sentence for w in report.warnings if "đã được gộp vào" in w.sentence]


def test_a_list_of_before_makes_no_merged_employer_again_and_says_so(bring, operator, firms):
    report = bring("employers", csv_from(FIRMS))

    assert report.counts == UNCHANGED
    assert len(rows(operator, Employer)) == 2
    assert said(report) == [
        "Đơn vị “Cơ sở Ba Tấn” đã được gộp vào Công ty TNHH Thành Võ (3400000514); dòng này được ghi vào đơn vị đó."
    ]


def test_what_is_new_of_a_merged_employer_goes_to_the_kept_one(bring, operator, firms):
    report = bring("employers", csv_from([{**FIRMS[1], "Email": "batan@example.vn"}]))

    kept = next(e for e in rows(operator, Employer) if e.tax_code)
    assert report.counts["updated"] == 1
    assert (kept.email, kept.name, kept.phone) == ("batan@example.vn", "Công ty TNHH Thành Võ", "02523111222")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("exported", ["before", "after"])
def test_an_export_of_employers_goes_in_again_without_the_merged_one(bring, operator, tmp_path, ending, exported):
    bring("employers", csv_from(FIRMS))
    dropped = next(e.code for e in rows(operator, Employer) if e.tax_code is None)
    path = tmp_path / f"ra.{ending}"
    if exported == "before":
        export_list(operator, "employers", path, ListRequest())
    merge(operator, "employers", "3400000514", dropped)
    if exported == "after":
        export_list(operator, "employers", path, ListRequest())

    report = bring("employers", path.read_bytes(), path.name)

    assert (report.counts["imported"], report.counts["held"]) == (0, 0)
    assert report.rows == {"before": 2, "after": 1}[exported]
    assert len(rows(operator, Employer)) == 2


def test_an_opening_of_a_merged_employer_becomes_the_kept_one_s_and_says_so(bring, operator, firms):
    report = bring("openings", csv_from([{"Mã tin": "T1", "Tên doanh nghiệp": "Cơ sở Ba Tấn", "Chức danh": "Thợ hàn"}]))

    (opening,) = rows(operator, Opening)
    assert opening.employer_id == next(e.id for e in rows(operator, Employer) if e.tax_code)
    assert len(said(report)) == 1


def test_a_list_of_before_makes_no_merged_person_again_and_says_so(bring, operator, people):
    report = bring("people", csv_from(PEOPLE))

    assert report.counts == UNCHANGED
    assert said(report) == ["Hồ sơ A2 đã được gộp vào A1; dòng này được ghi vào A1."]


def test_a_merged_person_written_without_code_is_found_by_their_old_name(bring, operator, people):
    report = bring("people", csv_from([{k: v for k, v in PEOPLE[1].items() if k != "Mã hồ sơ"}]))

    assert (report.counts["unchanged"], len(rows(operator, Person))) == (1, 2)
    assert len(said(report)) == 1


def test_what_is_new_of_a_merged_person_goes_to_the_kept_one(bring, operator, people):
    report = bring("people", csv_from([{**PEOPLE[1], "Lương mong muốn": "7tr"}]))

    kept = next(p for p in rows(operator, Person) if p.code == "A1")
    assert report.counts["updated"] == 1
    assert kept.wage_floor_vnd == 7_000_000


@pytest.mark.parametrize("exported", ["before", "after"])
def test_an_export_of_people_goes_in_again_without_the_merged_one(bring, operator, tmp_path, exported):
    bring("people", csv_from(PEOPLE))
    path = tmp_path / "ra.csv"
    if exported == "before":
        export_list(operator, "people", path, ListRequest())
    merge(operator, "people", "A1", "A2")
    if exported == "after":
        export_list(operator, "people", path, ListRequest())

    report = bring("people", path.read_bytes())

    assert (report.counts["imported"], report.counts["held"]) == (0, 0)
    assert report.rows == {"before": 2, "after": 1}[exported]


def test_courses_and_placements_of_a_merged_person_are_the_kept_one_s(bring, operator, people):
    course = csv_from([{"Mã hồ sơ": "A2", "Khóa học": "Kỹ thuật hàn", "Ngày kết thúc": "01/06/2026"}])
    job = {"Mã hồ sơ": "A2", "Tên doanh nghiệp": "tự làm", "Chức danh": "Thợ hàn", "Kết quả": "được nhận"}
    placed = csv_from([job | {"Ngày giới thiệu": "01/07/2026", "Ngày vào làm": "02/07/2026"}])

    reports = [bring("training", course), bring("placements", placed)]
    again = [bring("training", course), bring("placements", placed)]

    kept = next(p.id for p in rows(operator, Person) if p.code == "A1")
    assert [r.counts["imported"] for r in reports] == [1, 1]
    assert [len(said(r)) for r in reports] == [1, 1]
    assert [r.counts["unchanged"] for r in again] == [1, 1]
    assert {r.person_id for t in (TrainingRecord, Referral, Placement) for r in rows(operator, t)} == {kept}
