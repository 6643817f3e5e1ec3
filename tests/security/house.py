"""One office with a record of every kind on both sides of each wall, made once and copied for every world.

``canbo`` and ``congty`` look; ``canbo2`` and ``congty2`` are those whose records are not theirs. What an employer may
read stands on three introductions: one with everything agreed, one with a given name only, one whose consent ended.
"""

import shutil
import sqlite3
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from api import clock
from api.accounts import find_account
from api.acts.agreements import agree
from api.acts.confirmations import ask_employer
from api.acts.handover import cover_for
from api.acts.imports import bring_in
from api.acts.merging import merge
from api.acts.own_work import add_own_work
from api.acts.people import change_person
from api.acts.person_loans import record_loan
from api.acts.placements import start
from api.acts.reminders import remind
from api.policy import DISCLOSABLE
from api.row_security import SERVICE, asked_by
from api.service import Caller, Service
from api.sign_ins import issue_token
from employers.openings import get_opening
from employers.registry import get_employer
from matcher.consents import ConsentAct
from matcher.model_store import keep_model
from matcher.people import get_person
from matcher.rerank import rerank
from matcher.tables import Consent, Purpose, Referral
from tests.api.conftest import (
    TODAY,
    caller_named,
    close_service,
    import_bytes,
    open_service,
    operator_of,
)
from tests.lists import csv_from, csv_of
from tests.security.steady import NOW

ACCOUNTS = ("canbo", "canbo2", "giamsat", "congty", "congty2", "quantri")
WORKERS = {"OWN": "canbo", "OTHER": "canbo2"}
TWINS = [
    {
        "Mã hồ sơ": f"TR-{n}",
        "Họ và tên": "Lý Văn Song",
        "Ngày sinh": "02/02/1990",
        "Xã/phường": "P. Phan Thiết, Lâm Đồng",
    }
    for n in (1, 2)
]


@dataclass
class House:
    """The files of the office, the ids in it and a sign-in of each account."""

    folder: Path
    ids: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def copy(self, folder: Path) -> Path:
        """A copy of the files, to be changed."""
        shutil.copytree(self.folder, folder)
        return folder


def build_house(files: Path, folder: Path) -> House:
    """Fill an office with the records that the harnesses look at."""
    shutil.copytree(files, folder)
    house, service = House(folder), open_service(folder)
    _introductions(service, house.ids)
    with service.database.write() as session:
        firm = get_employer(session, "3400000514")
        firm.monthly_limit = 9
        session.add(firm)
    _case_records(service, house.ids)
    _office_records(service, house.ids)
    option = {"title": "Nuôi heo", "source": "khảo sát của xã", "stated_on": TODAY, "loan_scheme": "person"}
    house.ids["OWN_OPTION"] = add_own_work(caller_named(service, "giamsat"), option)["code"]
    rerank(service.ranker_sessions, service.today(), clock.now)
    with service.database.write() as session:
        for name in ACCOUNTS:
            account = find_account(session, name)
            assert account is not None
            house.tokens[name] = issue_token(session, account, clock.now(), 24 * 365)
    close_service(service)
    _checkpoint(folder)
    return house


def _checkpoint(folder: Path) -> None:
    """Leave one plain file: a journal beside it would have to be copied with it."""
    connection = sqlite3.connect(folder / "db.sqlite")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _introduce(service: Service, side: str, pair: tuple[str, str], fields: tuple[str, ...], **consent: Any) -> str:
    """An introduction as it stands on record, with the consent under it."""
    person_code, opening_code = pair
    with service.database.write(asked_by(SERVICE)) as session:
        person, opening = get_person(session, person_code), get_opening(session, opening_code)
        person.case_worker = WORKERS[side]
        agreed = Consent(
            person_id=person.id or 0,
            purpose=Purpose.meet_employer,
            recipient_id=opening.employer_id,
            given=True,
            on_date=TODAY,
            fields=list(fields),
            wording="2026-11",
            recorded_by=WORKERS[side],
            recorded_at=NOW,
            **consent,
        )
        session.add(agreed)
        session.flush()
        made = Referral(
            id=f"gt-{person_code.lower()}", person_id=person.id or 0, opening_id=opening.id or 0,
            alias=f"KM {4000 + (person.id or 0)}", consent_id=agreed.id, referred_on=TODAY,
            referred_by=WORKERS[side], answer_by=TODAY + timedelta(days=7),
        )  # fmt: skip
        session.add_all([person, made])
        return made.id


def _introductions(service: Service, ids: dict[str, str]) -> None:
    everything = tuple(f for f in DISCLOSABLE if f != "status_sentence")
    ids["OWN_REFERRAL"] = _introduce(service, "OWN", ("PT-001", "V-01"), everything)
    ids["NAME_REFERRAL"] = _introduce(service, "OWN", ("PT-002", "V-01"), ("given_name",))
    ids["ENDED_REFERRAL"] = _introduce(service, "OWN", ("PT-005", "V-02"), everything, expires_on=date(2026, 11, 1))
    ids["OTHER_REFERRAL"] = _introduce(service, "OTHER", ("PT-007", "V-03"), ("given_name",))
    for side, who in WORKERS.items():
        placement = str(start(caller_named(service, who), ids[f"{side}_REFERRAL"], TODAY)["id"])
        ids[f"{side}_PLACEMENT"] = placement
        ids[f"{side}_CODE"] = ask_employer(caller_named(service, who), placement)["code"]


def _case_records(service: Service, ids: dict[str, str]) -> None:
    later = TODAY + timedelta(days=365)
    for side, person in (("OWN", "PT-001"), ("OTHER", "PT-007")):
        caller = caller_named(service, WORKERS[side])
        ids[f"{side}_COVER"] = str(cover_for(caller, None, "canbo3", (later, later))["id"])
        ids[f"{side}_REMINDER"] = str(remind(caller, person, TODAY, "gọi lại buổi chiều")["id"])
        agree(caller, person, Purpose.work_sheet, ConsentAct(service.today(), ("jobs",)))
        for name, day in (("LOAN", "05/10/2026"), ("LOAN_TO_TAKE_BACK", "06/10/2026")):
            ids[f"{side}_{name}"] = record_loan(caller, person, {"lent_on": day, "amount_vnd": "30 triệu"})
        with service.database.read(asked_by(SERVICE)) as session:
            revision = get_person(session, person).revision
        change_person(caller, person, revision, {"notes": f"ghi chú {side}", "address": f"12 Ngõ {side}"})


def _office_records(service: Service, ids: dict[str, str]) -> None:
    for side, who in (("OWN", "giamsat"), ("OTHER", "giamsat-moi")):
        ids[f"{side}_IMPORT"] = import_run(caller_named(service, who))
    import_bytes(operator_of(service), "people", csv_from(TWINS))
    ids["OWN_MERGE"] = str(merge(caller_named(service, "giamsat"), "people", "TR-1", "TR-2")["id"])
    with service.ranker_sessions.write() as session:
        ids["OWN_VERSION"] = str(keep_model(session, service.model().ranker, 0, clock.now()).version)


def import_run(caller: Caller) -> str:
    """The id of a dry run of the list of people."""
    return str(bring_in(caller, "people", "ds.csv", csv_of("people"), dry_run=True)[0])
