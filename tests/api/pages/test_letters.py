"""Letters of introduction: numbered once a referral, the same again when reprinted, checked by a code without names."""

from io import BytesIO

import docx
import pytest
import segno
from sqlmodel import select

from api.acts.introductions import answer
from api.acts.letters import letter, see_referral, show_letter
from api.acts.profiles import withdraw_purpose
from api.exports.letter_docx import square_code
from api.identities import Identities
from api.policy import DISCLOSABLE
from api.web.catalogue import sayer, words
from matcher.case_tables import IntroductionLetter
from matcher.errors import AlreadyAnswered, ConsentMissing, UnknownConfirmation
from matcher.letters import GOOD_FOR, letter_code
from matcher.tables import Consent, Person, Purpose, Referral, ReferralState
from tests.api.conftest import Web, caller_named
from tests.api.pages.test_referring import AGREED


@pytest.fixture
def desk(site):
    return site.sign_in("canbo")


def refer(desk, person="PT-001", opening="V-01"):
    done = desk.send(desk.get(f"/people/{person}/openings/{opening}/refer"), **AGREED)
    assert done.answer.url.path.startswith("/referrals/"), done.words
    return done.answer.url.path.rsplit("/", 1)[-1]


def letters(desk):
    with desk.service.database.read() as session:
        return {row.referral_id: (row.year, row.number) for row in session.exec(select(IntroductionLetter)).all()}


def test_a_letter_is_numbered_once_and_a_reprint_keeps_number_and_code(desk):
    referral = refer(desk)

    first, again = (letter(caller_named(desk.service, "canbo"), referral, "vi") for _ in range(2))

    assert first["number"] == "1/GGT-2026"
    assert (again["number"], again["code"]) == (first["number"], first["code"])
    assert letters(desk) == {referral: (2026, 1)}


def test_numbers_of_a_year_have_no_gaps_and_begin_anew_with_the_year(desk):
    first, second = refer(desk), refer(desk, opening="V-05")
    caller = caller_named(desk.service, "canbo")

    letter(caller, first, "vi")
    with desk.service.database.write() as session:
        row = session.get_one(IntroductionLetter, first)
        row.year = 2025
        session.add(row)
    letter(caller, second, "vi")

    assert letters(desk) == {first: (2025, 1), second: (2026, 1)}


def test_the_page_draws_the_code_and_names_only_what_was_agreed(desk):
    referral = refer(desk)

    page = desk.get(f"/referrals/{referral}/letter")

    assert "Số: 1/GGT-2026" in page.words
    assert "<path d=" in page.text
    assert "0912" not in page.text
    assert "NGUYỄN" not in page.text


def test_the_document_says_the_same_and_holds_the_square_code(desk):
    referral = refer(desk)

    content = desk.client.get(f"/referrals/{referral}/letter.docx").content

    document = docx.Document(BytesIO(content))
    words = "\n".join(p.text for p in document.paragraphs)
    code = letter(caller_named(desk.service, "canbo"), referral, "vi")["code"]
    assert "Số: 1/GGT-2026" in words and code in words
    assert len(document.inline_shapes) == 1
    assert "0912" not in words


@pytest.mark.parametrize("field", DISCLOSABLE)
def test_a_letter_says_each_field_that_a_consent_can_hold_under_its_caption(desk, field):
    referral = refer(desk)
    with desk.service.database.write() as session:
        row = session.get_one(Referral, referral)
        person = session.get_one(Person, row.person_id)
        person.licences, person.shifts = ["A1"], ["đêm"]
        session.get_one(Consent, row.consent_id).fields = [field]
        identities = Identities(session, desk.service.keys)
        identities.keep(person, identities.of(person.id).model_dump(mode="json") | {"status_sentence": "Làm đều."})

    page = desk.get(f"/referrals/{referral}/letter")
    document = docx.Document(BytesIO(desk.client.get(f"/referrals/{referral}/letter.docx").content))

    caption = sayer("vi")(f"refer.field.{field}")
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert caption in page.words
    assert caption in "\n".join([p.text for p in document.paragraphs] + cells)


def test_the_drawn_square_is_the_code_of_the_link():
    link = "http://127.0.0.1/confirm/K7QM-2XRA-9PTH-4WDB"

    drawn = square_code(link)

    dark = sum(dot for row in segno.make(link, error="m", micro=False).matrix for dot in row)
    assert drawn["path"].count("M") == dark


def test_who_holds_the_letter_sees_that_it_is_real_and_nobody_s_name(desk):
    found = letter(caller_named(desk.service, "canbo"), refer(desk), "vi")
    desk.sign_out()

    page = desk.get(found["link"])

    assert page.status == 200
    assert "1/GGT-2026" in page.words
    assert "Lành" not in page.text and "PT-001" not in page.text
    assert "no-store" in page.answer.headers["cache-control"]


def test_an_employer_says_once_that_they_have_the_letter_and_the_desk_reads_the_day(desk):
    referral = refer(desk)
    found = letter(caller_named(desk.service, "canbo"), referral, "vi")

    for _ in range(2):
        thanked = desk.client.post(found["link"], data={}, headers={"Origin": "http://127.0.0.1"})

    assert thanked.url.path == "/confirm/thanks"
    assert "đã nhận giấy ngày 23/11/2026" in desk.get(f"/referrals/{referral}").words


@pytest.mark.parametrize("ends", ["declined", "too old", "unknown"])
def test_a_letter_that_is_over_and_a_code_that_is_none_look_the_same(desk, ends):
    referral = refer(desk)
    code = letter(caller_named(desk.service, "canbo"), referral, "vi")["code"]
    if ends == "declined":
        answer(caller_named(desk.service, "canbo"), referral, ReferralState.declined, "other")
    with desk.service.database.write() as session:
        row = session.get_one(IntroductionLetter, referral)
        row.issued_on -= GOOD_FOR if ends == "too old" else GOOD_FOR * 0
        row.issued_on = row.issued_on.replace(day=1) if ends == "too old" else row.issued_on
        session.add(row)

    with pytest.raises(UnknownConfirmation):
        show_letter(desk.service, letter_code(b"x" * 32, referral) if ends == "unknown" else code)
    with desk.service.database.read() as session:
        assert session.get(Referral, referral)


def test_everything_that_can_be_agreed_to_is_named_on_the_letter(desk):
    web, said = Web(desk.service, desk.client), "Đang ở nhà, làm được ngay"
    revision = web.get("canbo", "/people/PT-001").json()["revision"]
    web.patch("canbo", "/people/PT-001", {"status_sentence": said}, revision)
    given = {"fields": list(DISCLOSABLE), "given_on": "2026-11-23"}
    body = {"opening": "V-01", "decision": "refer", "reason": "đúng nghề", "consent": given}
    referral = web.post("canbo", "/people/PT-001/decisions", body).json()["referral"]

    page, file = desk.get(f"/referrals/{referral}/letter"), desk.client.get(f"/referrals/{referral}/letter.docx")

    assert (page.status, file.status_code, said in page.words) == (200, 200, True)
    assert {f"refer.field.{field}" for field in DISCLOSABLE} <= set(words("vi")) & set(words("en"))


def test_an_introduction_that_is_over_prints_no_letter(desk):
    referral, caller = refer(desk), caller_named(desk.service, "canbo")
    answer(caller, referral, ReferralState.declined, "other")

    with pytest.raises(AlreadyAnswered):
        letter(caller, referral, "vi")

    assert letters(desk) == {}


def test_a_code_needs_the_key_and_differs_for_each_referral():
    codes = {letter_code(key, name) for key in (b"a" * 32, b"b" * 32) for name in ("one", "two")}

    assert len(codes) == 4
    assert all(len(code) == 19 for code in codes)


def test_no_letter_is_printed_once_the_person_took_the_consent_back(desk):
    referral = refer(desk)
    caller = caller_named(desk.service, "canbo")
    withdraw_purpose(caller, "PT-001", Purpose.meet_employer, None, None)

    with pytest.raises(ConsentMissing):
        letter(caller, referral, "vi")

    assert letters(desk) == {}
    assert see_referral(caller, referral)["fields"] == []
