"""A change is ranked soon after, by a job of its own, once, however many servers look."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlmodel import select

from api.job_claims import KEPT_FOR, try_claim
from api.job_runs import run_if_due
from api.job_times import last_due
from api.jobs import LOOK_EVERY, schedule
from api.tables import JobClaim
from employers.openings import get_opening
from matcher.ranking_tables import PublishedList, RerankRun, SuggestionList
from tests.api.conftest import open_service

MORNING = datetime(2026, 11, 23, 2, 0, 1, tzinfo=UTC)
POSTED = {"title": "Thợ hàn", "seats": 2, "wage_words": "8-10 triệu", "commune_code": "22945"}


def look(service, owner="test", later=0):
    (job,) = [job for job in schedule(service) if job.name == "changes"]
    with time_machine.travel(MORNING + timedelta(seconds=later), tick=False):
        return run_if_due(job, service.database, owner, threading.Event())


def suggested(service, code):
    """Ids of the people on whose published list an opening stands."""
    with service.ranker_sessions.read() as session:
        wanted = get_opening(session, code).id
        published = select(SuggestionList).join(PublishedList, PublishedList.list_id == SuggestionList.id)
        return {one.person_id for one in session.exec(published).all() if wanted in [i[0] for i in one.items]}


@pytest.fixture
def ranked(web):
    assert look(web.service) == "done"
    return web


def test_an_opening_that_was_posted_is_on_suitable_lists_soon_after(ranked):
    code = ranked.post("congty", "/openings", POSTED).json()["code"]
    before = suggested(ranked.service, code)

    outcome = look(ranked.service, later=LOOK_EVERY)

    assert (before, outcome) == (set(), "done")
    assert suggested(ranked.service, code)


def test_where_nothing_changed_nothing_is_claimed(ranked):
    assert look(ranked.service, later=LOOK_EVERY) is None

    with ranked.service.database.read() as session:
        assert len(session.exec(select(JobClaim)).all()) == 1


def test_several_servers_rank_a_change_once(ranked, tmp_path):
    ranked.post("congty", "/openings", POSTED)
    folder = ranked.service.settings.keys.parent
    servers = [open_service(folder, busy_seconds=30.0) for _ in range(3)]

    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(lambda n: look(servers[n], f"s{n}", LOOK_EVERY), range(3)))
    for server in servers:
        server.database.dispose()
        server.keys.close()

    assert sorted(map(str, outcomes)) == ["None", "None", "done"]
    with ranked.service.database.read() as session:
        assert session.exec(select(RerankRun.scope).order_by(RerankRun.id)).all() == ["everyone", "changes"]


def test_a_job_of_seconds_finds_its_due_time_by_looking_back_a_minute(office):
    (job,) = [job for job in schedule(office) if job.name == "changes"]

    assert last_due(job.trigger, MORNING) == MORNING - timedelta(seconds=1)


def test_claims_of_runs_long_over_are_forgotten(office):
    try_claim(office.database, "changes", MORNING, "a", MORNING)
    later = MORNING + KEPT_FOR + timedelta(seconds=LOOK_EVERY)

    try_claim(office.database, "changes", later, "a", later)

    with office.database.read() as session:
        assert [row.due_at for row in session.exec(select(JobClaim)).all()] == [later]
