"""The sheet about a person's work: consent first, durations only, numbered, checked by a code without names."""

from datetime import timedelta
from io import BytesIO

import docx
import pytest
from sqlmodel import select

from api.acts.agreements import agree
from api.acts.person_rights import erase
from api.acts.profiles import withdraw_purpose
from api.acts.work_sheets import show_work_sheet, work_sheet
from employers.tables import Opening
from matcher.confirmations import EMPLOYER
from matcher.consents import ConsentAct
from matcher.errors import ConsentMissing, UnknownConfirmation
from matcher.people import get_person
from matcher.tables import CheckIn, Placement, Purpose
from tests.api.conftest import caller_named

EVERYTHING = ("jobs", "confirmations", "full_name")


@pytest.fixture
def desk(site):
    return site.sign_in("canbo")


def say_yes(desk, fields=EVERYTHING):
    how = ConsentAct(desk.service.today(), fields)
    agree(caller_named(desk.service, "canbo"), "PT-001", Purpose.work_sheet, how)


def had_job(desk, days=200, ended=None, confirmed_by=(EMPLOYER, "canbo")):
    today = desk.service.today()
    with desk.service.database.write() as session:
        person = get_person(session, "PT-001")
        opening = session.exec(select(Opening).order_by(Opening.code)).first()
        began = today - timedelta(days=days)
        job = Placement(id="viec", person_id=person.id, opening_id=opening.id, started_on=began, confirmed_on=today)
        job.ended_on = ended
        session.add(job)
        session.flush()
        for place, who in enumerate(confirmed_by):
            on = today - timedelta(days=place)
            session.add(CheckIn(placement_id="viec", on_date=on, outcome="still_there", recorded_by=who))


def sheet(desk):
    return work_sheet(caller_named(desk.service, "canbo"), "PT-001")


def only(desk):
    return next(job for job in sheet(desk)["jobs"] if job["confirmed"] == 2)


def test_without_consent_there_is_no_sheet_and_the_page_asks_for_it(desk):
    with pytest.raises(ConsentMissing):
        sheet(desk)

    assert desk.get("/people/PT-001/work-sheet").answer.url.path == "/people/PT-001/work-sheet/agree"


def test_agreeing_leads_to_the_sheet(desk):
    page = desk.get("/people/PT-001/work-sheet")

    wrong = desk.send(page, given="today")
    made = desk.send(wrong, fields=["jobs"])

    assert "Cần đồng ý ghi nghề" in wrong.words
    assert "Số: 1/PLV-2026" in made.words


def test_a_job_counts_whole_months_and_whose_confirmation_it_was(desk):
    say_yes(desk)
    had_job(desk, days=200)

    job = only(desk)

    assert (job["months"], job["running"]) == (6, True)
    assert (job["confirmed"], job["by_employer"]) == (2, 1)


def test_a_job_of_less_than_thirty_days_does_not_stand_there(desk):
    say_yes(desk)
    before = len(sheet(desk)["jobs"])
    had_job(desk, days=29)

    assert len(sheet(desk)["jobs"]) == before


def test_what_was_not_agreed_to_does_not_stand_there(desk):
    say_yes(desk, ("jobs",))
    had_job(desk)

    found = sheet(desk)

    assert found["name"] is None
    assert {job["confirmed"] for job in found["jobs"]} == {None}


def test_a_sheet_keeps_number_and_code_within_its_day_and_both_files_say_the_same(desk):
    say_yes(desk)
    had_job(desk)

    first, again = sheet(desk), sheet(desk)
    page = desk.get("/people/PT-001/work-sheet")
    content = desk.client.get("/people/PT-001/work-sheet.docx").content
    words = "\n".join(p.text for p in docx.Document(BytesIO(content)).paragraphs)

    assert (first["number"], first["code"]) == (again["number"], again["code"])
    assert first["code"] in page.words and first["code"] in words
    assert "6 tháng, đang làm, được xác nhận còn làm 2 lần, trong đó 1 lần do nơi làm xác nhận bằng mã" in page.words
    assert "6 tháng, đang làm" in words


@pytest.mark.parametrize(("fields", "stands"), [(("jobs", "confirmations"), True), (("jobs",), False)])
def test_a_count_of_none_stands_there_where_it_was_agreed_and_only_there(desk, fields, stands):
    say_yes(desk, fields)
    had_job(desk, confirmed_by=())

    page = desk.get("/people/PT-001/work-sheet")
    content = desk.client.get("/people/PT-001/work-sheet.docx").content
    words = "\n".join(p.text for p in docx.Document(BytesIO(content)).paragraphs)

    told = "6 tháng, đang làm, chưa có lần nào được xác nhận còn làm"
    assert (told in page.words, told in words) == (stands, stands)


def test_who_holds_the_sheet_reads_its_lines_and_nobody_s_name(desk):
    say_yes(desk)
    had_job(desk)
    found = sheet(desk)
    desk.sign_out()

    page = desk.get(found["link"])

    assert page.status == 200
    assert found["number"] in page.words and "6 tháng" in page.words
    assert found["name"] not in page.text and "PT-001" not in page.text


def test_what_is_found_out_later_does_not_change_a_sheet_that_was_given(desk):
    say_yes(desk)
    had_job(desk, days=40)
    code = sheet(desk)["code"]
    today = desk.service.today()
    with desk.service.database.write() as session:
        job = session.get_one(Placement, "viec")
        job.ended_on = today + timedelta(days=1)
        session.add(CheckIn(placement_id="viec", on_date=today + timedelta(days=1), outcome="left", recorded_by="x"))

    jobs = show_work_sheet(desk.service, code)["jobs"]

    assert [job["running"] for job in jobs if job["confirmed"] == 2] == [True]


@pytest.mark.parametrize("ends", ["withdrawn", "erased", "unknown"])
def test_a_code_that_is_over_and_one_that_is_none_look_the_same(desk, ends):
    say_yes(desk)
    code = sheet(desk)["code"]
    if ends == "withdrawn":
        withdraw_purpose(caller_named(desk.service, "canbo"), "PT-001", Purpose.work_sheet, None, None)
    elif ends == "erased":
        erase(caller_named(desk.service, "giamsat"), "PT-001", "PT-001")
    else:
        code = "0000-0000-0000-0000"

    with pytest.raises(UnknownConfirmation):
        show_work_sheet(desk.service, code)
