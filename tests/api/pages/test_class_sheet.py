"""A class's roster in, what suits its people out: only whom agreed, and everybody else alike."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from api.acts.agreements import agree
from api.acts.class_roster import hold_roster, open_roster
from api.acts.class_sheet import ClassAsk, UnknownClass, class_sheet, classes
from api.acts.profiles import withdraw_purpose
from api.row_security import SERVICE, asked_by
from employers.errors import UnknownEmployer
from employers.registry import says_that_it_teaches
from employers.tables import Employer, Opening
from matcher.consents import ConsentAct
from matcher.people import get_person
from matcher.tables import Purpose
from tests.api.conftest import caller_named
from tests.api.pages.site import Page
from tests.lists import csv_from

COLLEGE, OTHER = "3400000514", "3400000063"
ROSTER = [
    {"Mã hồ sơ": "PT-001", "Họ và tên": "", "Ngày sinh": "", "Khóa học": "Kỹ thuật hàn", "Số chứng chỉ": "H-01"},
    {"Mã hồ sơ": "PT-002", "Họ và tên": "", "Ngày sinh": "", "Khóa học": "Kỹ thuật hàn", "Số chứng chỉ": "H-02"},
    {"Mã hồ sơ": "", "Họ và tên": "Người Lạ", "Ngày sinh": "01/01/1990", "Khóa học": "Kỹ thuật hàn"},
]


def say_yes(site, person="PT-001", college=COLLEGE, fields=("suggestions",)):
    how = ConsentAct(site.service.today(), fields)
    agree(caller_named(site.service, "canbo"), person, Purpose.tell_college, how, college, anyway=True)


def sheet_of(site, rows=ROSTER, college=COLLEGE, **more):
    ask = ClassAsk(college, ("lop.csv", csv_from(rows)), anyway=True, **more)
    return class_sheet(caller_named(site.service, "giamsat"), ask)


def test_only_who_agreed_to_this_college_has_work_on_the_sheet(ranked_site):
    say_yes(ranked_site, "PT-001")
    say_yes(ranked_site, "PT-002", OTHER)

    sheet = sheet_of(ranked_site)

    assert [bool(row.work) for row in sheet.rows] == [True, False, False]
    assert len(sheet.rows[0].work) <= 3
    assert sheet.not_agreed == ["PT-002"]
    assert [number for number, _ in sheet.unknown] == [3]


def test_unknown_not_agreed_and_withdrawn_stand_on_the_sheet_alike(ranked_site):
    say_yes(ranked_site)
    withdraw_purpose(caller_named(ranked_site.service, "canbo"), "PT-001", Purpose.tell_college, None, None)

    sheet = sheet_of(ranked_site)

    assert {(row.name, row.work) for row in sheet.rows} == {(None, ())}


def test_a_name_stands_there_only_where_the_consent_lists_it(ranked_site):
    say_yes(ranked_site, "PT-001", fields=("suggestions", "full_name"))
    say_yes(ranked_site, "PT-002")

    sheet = sheet_of(ranked_site)

    assert sheet.rows[0].name is not None
    assert sheet.rows[1].name is None


def test_whose_consent_to_matching_is_gone_looks_like_everybody_else(ranked_site):
    say_yes(ranked_site)
    withdraw_purpose(caller_named(ranked_site.service, "canbo"), "PT-001", Purpose.matching, None, None)

    assert sheet_of(ranked_site).rows[0].work == ()


def test_the_colleges_of_the_register_are_named_beside_the_field(ranked_site):
    with ranked_site.service.database.write(asked_by(SERVICE)) as session:
        school = Employer(code="NSD00077", name="Trường Trung cấp nghề Mẫu", name_core="trung cap nghe mau")
        school.registered_on = ranked_site.service.today()
        session.add(school)

    pages = [
        ranked_site.sign_in("giamsat").get("/area/class"),
        ranked_site.sign_in("canbo").get("/people/PT-001/tell-college"),
    ]

    assert all("Trường Trung cấp nghề Mẫu (NSD00077)" in page.words for page in pages)


def test_the_file_holds_no_code_of_ours_and_nothing_of_the_programme(ranked_site):
    say_yes(ranked_site)
    site = ranked_site.sign_in("giamsat")
    page = site.get("/area/class")
    form = page.form("/area/class").values

    sent = site.client.post(
        "/area/class",
        data={**{k: v[0] for k, v in form.items()}, "college": COLLEGE, "anyway": COLLEGE, "as": "file"},
        files={"file": ("lop.csv", csv_from(ROSTER))},
        headers={"Origin": "http://127.0.0.1"},
    )

    book = load_workbook(BytesIO(sent.content))
    words = " ".join(str(c.value) for row in book.active.iter_rows() for c in row if c.value is not None)
    assert sent.status_code == 200
    assert "H-01" in words and "PT-001" not in words
    assert "sau cai" not in words.casefold()


def test_words_that_expose_leave_an_opening_out_and_tell_the_desk(ranked_site):
    say_yes(ranked_site)
    first = sheet_of(ranked_site).rows[0].work[0]
    with ranked_site.service.database.write() as session:
        named = [o for o in session.exec(select(Opening)).all() if first.startswith(o.title)]
        for opening in named:
            opening.title = f"{opening.title} cho học viên sau cai"
            session.add(opening)

    sheet = sheet_of(ranked_site)

    assert all("cai" not in line for row in sheet.rows for line in row.work)
    assert set(sheet.screened) & {o.code for o in named}


def test_a_class_on_record_lists_nobody_who_has_not_agreed(ranked_site):
    caller = caller_named(ranked_site.service, "giamsat")
    course = classes(caller)[0]

    sheet = class_sheet(caller, ClassAsk(COLLEGE, course=course.key, anyway=True))

    assert sheet.rows == []
    assert len(sheet.not_agreed) == course.people


def test_a_row_is_found_by_name_and_birth_and_once_only(ranked_site):
    with caller_named(ranked_site.service, "giamsat").sessions.read() as session:
        born = get_person(session, "PT-001").birth_date
    page = ranked_site.sign_in("canbo").get("/people/PT-001")
    name = page.text.partition("<h1>")[2].partition(" <span")[0]
    by_name = {"Mã hồ sơ": "", "Họ và tên": name, "Ngày sinh": f"{born:%d/%m/%Y}", "Khóa học": "Hàn"}

    sheet = sheet_of(ranked_site, [by_name, ROSTER[0]])

    assert sheet.not_agreed == ["PT-001"]
    assert [number for number, _ in sheet.unknown] == [2]


def test_a_college_that_is_not_on_the_register_and_a_class_that_is_none_are_refused(ranked_site):
    with pytest.raises(UnknownEmployer):
        sheet_of(ranked_site, college="0000000000")
    with pytest.raises(UnknownClass):
        class_sheet(
            caller_named(ranked_site.service, "giamsat"), ClassAsk(COLLEGE, course="2020-01-01 Không có", anyway=True)
        )


def test_the_form_says_what_is_missing_and_a_consent_is_asked_before(site):
    site.sign_in("giamsat")

    wrong = site.send(site.get("/area/class"), "/area/class", college="")
    site.sign_in("canbo")
    no_college = site.send(site.get("/people/PT-001/tell-college"), fields=["suggestions"], given="today", college="1")
    odd = site.send(no_college, college=COLLEGE)
    agreed = site.send(odd, anyway=COLLEGE)

    assert "Hãy ghi mã số thuế của cơ sở đào tạo" in wrong.words
    assert "Chưa có đơn vị nào mang mã này" in no_college.words
    assert odd.status == 422 and "chưa được ghi là nơi dạy nghề" in odd.words
    assert "Báo việc phù hợp cho cơ sở đào tạo" in agreed.words


def test_a_tick_for_one_employer_is_none_for_another(site):
    site.sign_in("canbo")
    given = {"fields": ["suggestions"], "given": "today"}

    asked = site.send(site.get("/people/PT-001/tell-college"), **given, college=OTHER, anyway=COLLEGE)

    assert asked.status == 422
    assert f"Đã xem lại, đơn vị mang mã {OTHER} có dạy nghề" in asked.words


def test_a_sheet_for_an_employer_that_may_be_no_college_is_asked_about_first(ranked_site):
    say_yes(ranked_site)
    course = classes(caller_named(ranked_site.service, "giamsat"))[0].key
    ranked_site.sign_in("giamsat")

    asked = ranked_site.send(ranked_site.get("/area/class"), "/area/class", college=COLLEGE, course=course)
    shown = ranked_site.send(asked, "/area/class", anyway=COLLEGE)

    assert asked.status == 422 and "chưa được ghi là nơi dạy nghề" in asked.words
    assert "Chỉ cho quản lý, không gửi đi" not in asked.words and "Chỉ cho quản lý, không gửi đi" in shown.words


def upload(site, page, **fields):
    """Send the form with a roster, the rest of it as it stands on the page."""
    known = {name: values[0] for name, values in page.form("/area/class").values.items() if values}
    files = {"file": ("lop.csv", csv_from(ROSTER))}
    sent = site.client.post("/area/class", data=known | fields, files=files, headers={"Origin": "http://127.0.0.1"})
    return Page(sent)


def test_a_roster_is_chosen_once_whatever_is_asked_after_it(ranked_site):
    say_yes(ranked_site)
    ranked_site.sign_in("giamsat")

    unknown = upload(ranked_site, ranked_site.get("/area/class"), college="1")
    odd = ranked_site.send(unknown, "/area/class", college=COLLEGE)
    shown = ranked_site.send(odd, "/area/class", anyway=COLLEGE)

    assert "Chưa có đơn vị nào mang mã này" in unknown.words
    assert odd.status == 422 and "Đã đọc danh sách “lop.csv” (3 dòng)" in odd.words
    assert "H-01" in shown.words and "Dòng 3: Chưa có hồ sơ nào khớp" in shown.words


def test_a_roster_that_was_read_serves_who_read_it_for_a_working_day(ranked_site):
    caller = caller_named(ranked_site.service, "giamsat")

    held = hold_roster(caller, "lop.csv", csv_from(ROSTER))

    assert open_roster(caller, held.sealed) == held
    assert open_roster(caller_named(ranked_site.service, "giamsat-moi"), held.sealed) is None
    assert open_roster(caller, held.sealed[:-8] + "AAAAAAAA") is None
    assert open_roster(replace(caller, now=lambda: caller.now() + timedelta(hours=9)), held.sealed) is None


@pytest.mark.parametrize(
    ("name", "industry", "teaches"),
    [
        ("Trường Cao đẳng Mẫu", None, True),
        ("Trung tâm Mẫu", "Đào tạo nghề", True),
        ("Nông trường Mẫu", "trái cây", False),
        ("Công ty TNHH Trường Thịnh", None, False),
    ],
)
def test_name_or_line_of_business_says_whether_an_employer_teaches(name, industry, teaches):
    assert says_that_it_teaches(Employer(name=name, industry=industry)) == teaches
