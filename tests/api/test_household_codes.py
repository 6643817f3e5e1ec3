"""A household business's tax code is its owner's personal ID number: it finds the employer, and names it to nobody."""

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from api import migrate
from api.accounts import EmployerNotRegistered, add_account, find_account
from api.exports.exporter import TITLES, export_list
from api.policy import Role
from api.row_security import SERVICE, asked_by
from api.tables import AuditEvent
from employers.registry import find_employer
from employers.tables import Employer
from matcher.suggest import ListRequest
from tests.api.conftest import PASSWORD, import_bytes, operator_of
from tests.lists import csv_from

OWNER = "060075001234"
"""The household business of the office's list of employers."""
CODE = "NSD00002"
OTHER_OWNER = "060180007391"


def code_of(service, number=OWNER):
    with service.database.read(asked_by(SERVICE)) as session:
        found = find_employer(session, number)
        return found.code if found else None


def open_account(service, number):
    with service.database.write(asked_by(SERVICE)) as session:
        return add_account(session, operator_of(service).now(), "hokd", Role.employer, PASSWORD, number)


def test_its_code_is_ours_and_its_number_still_finds_it_when_typed(web):
    posted = web.post("canbo", "/openings", {"title": "Thợ sửa xe", "tax_code": OWNER})

    assert code_of(web.service) == CODE
    assert posted.json()["employer"] == {"tax_code": CODE, "name": "Hộ kinh doanh Sửa xe Út"}


def test_its_number_in_an_address_is_answered_as_an_absent_employer(web):
    paths = ("", "/numbers", "/loan")

    own, absent = ([web.get("canbo", f"/employers/{n}{p}") for p in paths] for n in (OWNER, OTHER_OWNER))

    assert [a.status_code for a in own] == [404, 404, 404]
    assert [a.content for a in own] == [a.content for a in absent]


def test_every_act_on_it_goes_into_the_trail_under_our_code(web):
    made = web.post("canbo", "/employers", {"name": "Hộ kinh doanh Phở Mẫu", "tax_code": OTHER_OWNER, "workforce": 3})
    code = made.json()["code"]
    place = f"/employers/{code}"

    answers = [
        made,
        web.get("canbo", f"{place}/loan"),
        web.patch("canbo", place, {"phone": "0912000111"}, 1),
        web.post("canbo", f"{place}/contacts", {"kind": "thanks"}),
    ]

    with web.service.database.read(asked_by(SERVICE)) as session:
        trail = session.exec(select(AuditEvent.act).where(col(AuditEvent.subject) == code)).all()
    assert [a.status_code for a in answers] == [201, 200, 200, 201], [a.text for a in answers]
    assert set(trail) == {"register_employer", "see_loan", "change_employer", "contact_employer"}
    assert not any(OTHER_OWNER in a.text for a in answers)


def test_the_desk_reads_the_last_three_digits_and_the_employer_all_of_them(web):
    open_account(web.service, OWNER)
    place = f"/employers/{code_of(web.service)}"

    desk, own = (web.get(who, place).json()["tax_code"] for who in ("canbo", "hokd"))

    assert (desk, own) == ("•••••••••234", OWNER)


@pytest.mark.parametrize("typed", [OWNER, "060 075 001 234", "60075001234", CODE])
def test_an_account_stands_under_our_code_however_the_number_is_typed(office, typed):
    account = open_account(office, typed)

    assert account.employer_tax_code == CODE


@pytest.mark.parametrize("typed", [OTHER_OWNER, "CCCD 060180007391", "999999999999", "NSD00999"])
def test_no_account_is_opened_for_an_owner_who_is_not_registered(office, typed):
    with pytest.raises(EmployerNotRegistered, match="ghi vào danh bạ trước"):
        open_account(office, typed)


def test_registering_it_twice_is_refused_without_its_number(web):
    answer = web.post("canbo", "/employers", {"name": "Hộ Khác Hẳn", "tax_code": OWNER, "force": True})

    assert (answer.status_code, OWNER in answer.text) == (409, False)


@pytest.mark.parametrize("kind", TITLES)
def test_no_list_that_comes_out_holds_its_number(web, tmp_path, kind):
    web.post("canbo", "/openings", {"title": "Thợ sửa xe", "tax_code": OWNER})
    path = tmp_path / f"{kind}.csv"

    export_list(operator_of(web.service), kind, path, ListRequest())

    assert OWNER.encode() not in path.read_bytes()


def test_a_code_of_ours_is_held_where_it_is_another_employers(office):
    row = {"Mã số thuế": "NSD00001", "Tên": "Công ty TNHH Khác Hẳn", "Xã/phường": "Phường La Gi, Lâm Đồng"}

    report = import_bytes(operator_of(office), "employers", csv_from([row]))

    assert report.counts["held"] == 1
    assert "NSD00001 là của" in report.held[0].reason


def test_a_row_that_names_nobody_but_an_unknown_owner_is_held_without_the_number_as_a_name(office):
    row = {"Mã tin": "V-HKD", "Mã số thuế": OTHER_OWNER, "Chức danh": "Thợ sửa xe", "Số lượng": "1"}

    report = import_bytes(operator_of(office), "openings", csv_from([row]), create_employers=True)

    assert report.counts["held"] == 1
    assert OTHER_OWNER not in report.held[0].reason
    assert code_of(office, OTHER_OWNER) is None


def test_the_migration_gives_codes_and_the_accounts_follow(office):
    migrate.downgrade(office.database, "0015")
    with office.database.write(asked_by(SERVICE)) as session:
        run = session.connection().execute
        run(sa.text("UPDATE employer SET code = tax_code WHERE tax_code = :n"), {"n": OWNER})
        run(sa.text("UPDATE list_row SET key = :n WHERE kind = 'employers' AND key = :c"), {"n": OWNER, "c": CODE})
        for name, number in (("congty", OWNER), ("congty2", OTHER_OWNER)):
            run(sa.text("UPDATE account SET employer_tax_code = :n WHERE name = :a"), {"n": number, "a": name})

    migrate.upgrade(office.database)

    with office.database.read(asked_by(SERVICE)) as session:
        codes = {e.tax_code: e.code for e in session.exec(select(Employer)).all()}
        accounts = [find_account(session, name).employer_tax_code for name in ("congty", "congty2")]
        rows = session.connection().execute(sa.text("SELECT key FROM list_row")).scalars().all()
    assert accounts == [codes[OWNER], codes[OTHER_OWNER]]
    assert all(code.startswith("NSD") for code in accounts)
    assert codes[OWNER] in rows
    assert not {OWNER, OTHER_OWNER} & {*codes.values(), *rows}
