"""The demonstration province into an empty database, through the same importers as any office's lists."""

import csv
import secrets
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO

from sqlmodel import Session, col, func, select

from api.accounts import add_account, find_account, set_communes
from api.acts.class_sheet import CONSENT_FIELDS
from api.acts.imports import bring_in
from api.acts.words_left_open import ON_THE_SPOT
from api.demo import DemoLists, demo_lists
from api.passwords import hash_of_nobody
from api.policy import Role
from api.row_security import SERVICE, asked_by
from api.service import Caller
from api.tables import Account
from employers.own_work import take_over
from employers.registry import get_employer
from matcher.consents import ConsentAct, give_consent
from matcher.counselling import mark_session
from matcher.decisions import By
from matcher.tables import Consent, Person, Purpose


class NotEmpty(Exception):
    """The demonstration goes into an empty database only; this one holds people. Use another database."""


_KINDS = ("employers", "openings", "people", "training", "placements", "loans")


def _csv(rows: list[dict[str, str]]) -> bytes:
    headers = list(dict.fromkeys(key for row in rows for key in row))
    out = StringIO(newline="")
    writer = csv.DictWriter(out, headers)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _make_accounts(session: Session, caller: Caller, lists: DemoLists) -> list[tuple[str, str]]:
    """An account for each role with a random password; the other case workers exist, but cannot sign in yet."""
    now = caller.now()
    shown = []
    busiest = Counter(row["case_worker"] for row in lists.people if row.get("case_worker")).most_common(1)[0][0]
    for name, communes in lists.case_workers.items():
        if name == busiest:
            password = secrets.token_urlsafe(12)
            account = add_account(session, now, name, Role.case_worker, password)
            shown.append((name, password))
        else:
            # A hash that no password fits: sixty real ones would take ten seconds, and nobody signs in with them.
            account = Account(name=name, role=Role.case_worker, password_hash=hash_of_nobody(), created_at=now)
            session.add(account)
            session.flush()
        set_communes(session, account, communes)
    every_commune = {code for communes in lists.case_workers.values() for code in communes}
    for name, role, tax_code in (
        (lists.supervisor, Role.supervisor, None),
        (lists.employer_account[0], Role.employer, lists.employer_account[1]),
        ("quantri.demo", Role.admin, None),
    ):
        password = secrets.token_urlsafe(12)
        account = add_account(session, now, name, role, password, tax_code)
        if role == Role.supervisor:
            set_communes(session, account, every_commune)
        shown.append((name, password))
    return shown


def load_demo(caller: Caller, *, people: int, openings: int, seed: int) -> Iterator[str]:
    """Fill an empty database with the invented province; yields what was done, a line each.

    Raises
    ------
    NotEmpty
        If the database holds people already; nothing is changed then.
    """
    with caller.sessions.read() as session:
        if session.exec(select(func.count()).select_from(Person)).one():
            raise NotEmpty
    lists = demo_lists(seed, people, openings, today=caller.today)
    with caller.service.database.write() as session:
        if find_account(session, lists.supervisor) is None:
            sign_ins = _make_accounts(session, caller, lists)
            _write_sign_ins(caller, sign_ins)
    for kind in (kind for kind in _KINDS if getattr(lists, kind)):
        _, report = bring_in(caller, kind, f"{kind}.csv", _csv(getattr(lists, kind)))
        yield f"{kind}: {report.summary()}"
    with caller.service.database.write(asked_by(SERVICE)) as session:
        taken_over = take_over(session, caller.today, (lists.supervisor, caller.now()))
        counselled = _counsel(session, lists, By(lists.supervisor, caller.today, caller.now()))
        told = _agree(session, lists, (lists.supervisor, caller.now()))
    yield f"own work: {taken_over} hướng tự làm."
    yield f"counselling: {counselled} lượt tư vấn."
    yield f"college: {told} người đồng ý báo cho cơ sở đào tạo."


def _counsel(session: Session, lists: DemoLists, by: By) -> int:
    people = {person.code: person for person in session.exec(select(Person)).all()}
    sessions = ((date.fromisoformat(day), topic, [people[c] for c in codes]) for day, topic, codes in lists.sessions)
    return sum(mark_session(session, came, day, topic, by) for day, topic, came in sessions)


def _agree(session: Session, lists: DemoLists, by: tuple[str, datetime]) -> int:
    """Those who agreed that the college is told of them; each said so when they agreed to be matched."""
    tax_code, codes = lists.college
    college = get_employer(session, tax_code)
    matching = select(Person, col(Consent.on_date)).join(Consent).where(Consent.purpose == Purpose.matching)
    found = session.exec(matching.where(col(Person.code).in_(codes)).order_by(Person.code)).all()
    for person, day in found:
        act = ConsentAct(day, fields=CONSENT_FIELDS, proof=ON_THE_SPOT)
        give_consent(session, person, Purpose.tell_college, act, by, college.id)
    return len(found)


def _write_sign_ins(caller: Caller, sign_ins: list[tuple[str, str]]) -> None:
    """Keep the demonstration's passwords in a file that only its owner can read, beside the key store."""
    path = caller.service.settings.keys.with_name("demo-sign-in.txt")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text("".join(f"{name} {password}\n" for name, password in sign_ins), encoding="utf-8")
