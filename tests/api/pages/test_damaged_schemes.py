"""A table of loan schemes that cannot be used, or whose scheme ended: what is about loans says so, the rest goes on."""

from datetime import date

import pytest
from sqlmodel import select

from api.acts.loans import employer_loan, person_loan
from api.commands.running import check_schemes
from employers.tables import Employer
from matcher import schemes
from matcher.case_tables import Loan
from matcher.errors import SchemesUnreadable
from tests.api.conftest import caller_named, import_bytes, operator_of
from tests.api.pages.test_own_work_pages import farm, listed
from tests.api.pages.test_person_loans import loans, record
from tests.factories import NOW
from tests.lists import csv_of

__all__ = ["farm"]
EMPLOYER = "3400000514"
MOST = "chương trình person 08/2026, điều kiện years_after_decision, khóa most: cần số từ 1 đến 100"
TEXT = schemes.PACKAGED.read_text(encoding="utf-8")


@pytest.fixture
def table(tmp_path, monkeypatch):
    """Puts another table of schemes in the place of the product's own."""

    def put(before, after):
        assert before in TEXT
        (tmp_path / "schemes.toml").write_text(TEXT.replace(before, after), encoding="utf-8")
        monkeypatch.setattr(schemes, "PACKAGED", tmp_path / "schemes.toml")
        schemes.packaged_schemes.cache_clear()

    yield put
    schemes.packaged_schemes.cache_clear()


@pytest.fixture
def damaged(table):
    table("most = 10", 'most = "mười"')


@pytest.mark.usefixtures("damaged")
def test_every_page_opens_and_those_of_loans_say_which_value_is_wrong_and_whom_to_tell(farm):
    suggestions, today = listed(farm), farm.get("/today")
    of_loans = [farm.get(place) for place in ("/people/PT-001/loan", "/loans", f"/employers/{EMPLOYER}/loan")]

    assert (suggestions.status, today.status) == (200, 200)
    assert "Nuôi heo" in suggestions.words and "Có thể vay" not in suggestions.words
    assert [page.status for page in of_loans] == [200, 200, 200]
    assert all(MOST in page.words and "báo quản trị sửa bảng này" in page.words for page in of_loans)


@pytest.mark.usefixtures("damaged")
def test_loans_on_record_are_listed_and_one_that_cannot_be_measured_keeps_its_form(site):
    desk = site.sign_in("canbo")

    person, doors, asked = desk.get("/people/PT-001/loan"), desk.get("/loans"), record(desk)

    assert "15/06/2026" in person.words and "15/06/2026" in doors.words
    assert asked.status == 422 and "báo quản trị" in asked.words


@pytest.mark.usefixtures("damaged")
def test_a_program_is_still_refused(site):
    caller = caller_named(site.service, "canbo")

    for asks in (lambda: person_loan(caller, "PT-001"), lambda: employer_loan(caller, EMPLOYER)):
        with pytest.raises(SchemesUnreadable):
            asks()


@pytest.mark.usefixtures("damaged")
def test_a_start_tells_the_wrong_value_once_and_goes_on(capsys):
    check_schemes()

    assert MOST in capsys.readouterr().err


@pytest.mark.usefixtures("damaged")
def test_the_command_line_answers_a_list_of_loans_with_the_sentence(noiviec, tmp_path):
    (tmp_path / "vay.csv").write_bytes(csv_of("loans"))
    noiviec("migrate")

    code, _, told = noiviec("import", "loans", tmp_path / "vay.csv")

    assert code == 2
    assert MOST in told and "Traceback" not in told and told.strip().count("\n") == 0


@pytest.mark.usefixtures("damaged")
def test_a_list_of_loans_is_refused_whole(office):
    with pytest.raises(SchemesUnreadable, match="khóa most"):
        import_bytes(operator_of(office), "loans", csv_of("loans"))


def test_once_the_scheme_has_ended_loans_given_stay_at_hand(site, table):
    table('version = "08/2026"\nfor = "person"', 'version = "08/2026"\nvalid_to = 2026-10-31\nfor = "person"')
    desk = site.sign_in("canbo")

    page = desk.get("/people/PT-001/loan")
    recorded = record(desk)

    assert page.status == 200
    assert "không có chương trình cho vay nào đang có hiệu lực" in page.words and "31/10/2026" in page.words
    assert "15/06/2026" in page.words and f"/people/PT-001/loans/{loans(desk)['2026-06-15'].id}" in page.links
    assert "Lịch sử ghi khoản vay" in recorded.words and "2026-10-05" in loans(desk)


def test_on_a_day_without_a_scheme_calendar_and_employer_say_so_and_list_what_was_lent(site, table):
    table("valid_from = 2026-05-01", "valid_from = 2026-05-01\nvalid_to = 2026-10-31")
    with site.service.database.write() as session:
        firm = session.exec(select(Employer).where(Employer.code == EMPLOYER)).one()
        known = {"recorded_by": "canbo", "recorded_at": NOW, "scheme": "employer", "lent_on": date(2026, 7, 9)}
        session.add(Loan(id="firm", employer_id=firm.id, amount_vnd=900_000_000, **known))
    desk = site.sign_in("canbo")

    doors, employer = desk.get("/loans"), desk.get(f"/employers/{EMPLOYER}/loan")

    for page, lent_on in ((doors, "15/06/2026"), (employer, "09/07/2026")):
        assert page.status == 200
        assert "không có chương trình cho vay nào" in page.words and "31/10/2026" in page.words
        assert "báo quản trị cập nhật" in page.words and lent_on in page.words
