"""The introductions of the demonstration: every state that a page shows, made by the acts that pages call."""

from collections import Counter

import pytest
from sqlmodel import select

from api import clock, migrate
from api.acts.own_introductions import list_introductions, own_home
from api.demo_introductions import STORY, introduce_demo
from api.demo_load import load_demo
from api.policy import Role
from api.row_security import SERVICE, asked_by
from api.tables import Account
from matcher.rerank import rerank
from matcher.tables import Placement, Referral
from tests.api.conftest import caller_named, close_service, open_service, operator_of
from tests.stores import ON_POSTGRESQL, copy_store


@pytest.fixture
def demo(request, tmp_path):
    """The demonstration, filled on the store of this run: on SQLite it is the province of other tests, copied."""
    if not ON_POSTGRESQL:
        copy_store(request.getfixturevalue("province_files"), tmp_path)
    made = open_service(tmp_path)
    if ON_POSTGRESQL:
        migrate.upgrade(made.database)
        for _line in load_demo(operator_of(made), people=300, openings=320, seed=1):
            pass
    rerank(made.ranker_sessions, made.today(), clock.now)
    yield made
    close_service(made)


def test_both_sides_of_the_demonstration_have_every_kind_of_introduction(demo):
    made = introduce_demo(operator_of(demo))

    with demo.database.read(asked_by(SERVICE)) as session:
        told = {r.id: r.state for r in session.exec(select(Referral)).all() if r.shown.get("source") != "list"}
        started = [p for p in session.exec(select(Placement)).all() if p.referral_id in told]
        employer = session.exec(select(Account.name).where(Account.role == Role.employer)).one()
    found = list_introductions(caller_named(demo, employer), 1)
    assert made == len(told) == 2 * len(STORY)
    assert Counter(told.values()) == {"waiting": 4, "accepted": 2, "declined": 2, "no_answer": 2, "more_time": 2}
    assert len(started) == 2
    assert (len(found.waiting), len(found.answered)) == (3, 3)
    assert own_home(caller_named(demo, employer), "vi").numbers["closed_unanswered"] == 1
