"""A table of loan schemes that cannot be used, or whose scheme ended: what is about loans says so, the rest goes on."""

import pytest

from api.commands.running import check_schemes
from matcher import schemes
from matcher.errors import SchemesUnreadable
from tests.api.conftest import import_bytes, operator_of
from tests.api.pages.test_own_work_pages import farm, listed
from tests.api.pages.test_person_loans import loans, record
from tests.lists import csv_of

__all__ = ["farm"]
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
def test_suggestions_go_on_without_the_loan_and_its_own_page_says_which_value_is_wrong(farm):
    suggestions, loan, doors = listed(farm), farm.get("/people/PT-001/loan"), farm.get("/loans")

    assert suggestions.status == 200
    assert "Nuôi heo" in suggestions.words and "Có thể vay" not in suggestions.words
    assert (loan.status, doors.status) == (503, 503)
    assert MOST in loan.words


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
