"""What a monitor, a log and a supervisor are told of the service, and that nothing of a person is among it."""

import json
import logging
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from apscheduler.triggers.cron import CronTrigger
from fastapi.testclient import TestClient
from sqlmodel import select

from api import clock, logs, migrate, scheduler
from api.acts.standing import CHECKS, DISK_CARE, signs_of
from api.app import make_app
from api.db import Database
from api.job_runs import Job
from api.keys import KeyStore
from api.service import Service
from api.settings import load_settings
from api.store_errors import DatabaseUnreachable
from api.tables import BackupDrill, JobClaim
from api.web.catalogue import words
from matcher.ranking_tables import RerankRun
from matcher.rerank import rerank
from tests import postgresql_server as postgresql
from tests.api.conftest import Web, close_service, open_service
from tests.postgresql_server import OWNER, SUPERUSER, needs_postgresql

TOKEN = "bí-mật-của-máy-đo"


@pytest.fixture
def watched(office_files, tmp_path):
    from tests.stores import copy_store

    copy_store(office_files, tmp_path / "watched")
    service = open_service(tmp_path / "watched", metrics_token=TOKEN.encode().hex())
    with TestClient(make_app(service), "http://127.0.0.1", raise_server_exceptions=False) as client:
        yield Web(service, client)
    close_service(service)


def figures(web):
    return web.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN.encode().hex()}"}).text


def test_metrics_are_given_to_who_holds_the_token_alone(watched, web):
    assert watched.client.get("/metrics").status_code == 401
    assert watched.client.get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 401
    assert watched.get("giamsat", "/metrics").status_code == 401
    assert "http_request_duration_seconds_bucket" in figures(watched)
    assert web.client.get("/metrics").status_code == 404


def test_requests_are_counted_by_route_template_and_hold_nothing_that_was_typed(watched):
    rerank(watched.service.ranker_sessions, watched.service.today(), clock.now)
    for path in ("/people/PT-001", "/people/PT-002", "/people/060088001234", "/nowhere/Zqaavux"):
        watched.get("canbo", path)
    watched.get("canbo", "/people/PT-001/suggestions")
    watched.client.post("/api/v1/token", data={"username": "Zqabvux", "password": "Zqacvux"})
    watched.client.request("ZQADVUX", "/healthz")

    told = figures(watched)

    assert 'http_request_duration_seconds_count{method="GET",route="/api/v1/people/{code}",status="200"} 2.0' in told
    assert 'noiviec_sign_in_failures_total{why="wrong"} 1.0' in told
    assert "noiviec_suggestions_served_total 1.0" in told
    assert "noiviec_database_up 1.0" in told
    assert "noiviec_rerank_last_success_timestamp_seconds" in told
    assert 'db_pool_connections{engine="writer",state="in_use"} 0.0' in told
    assert not re.search(r"(?i)zqa|PT-0|0600880|canbo", told)


def test_every_answer_has_a_number_of_ours_that_is_also_in_the_log(watched, caplog):
    caplog.set_level(logging.INFO, "api.access")

    reply = watched.client.get("/healthz", headers={"X-Request-ID": "060088001234"})

    assert re.fullmatch("[0-9a-f]{12}", reply.headers["x-request-id"])
    assert caplog.records[-1].facts["route"] == "/healthz"


def test_an_unexpected_error_carries_the_number_that_its_line_in_the_log_has(watched, caplog):
    store = sqlite3.connect(watched.service.database.url.database or "")
    store.execute("PRAGMA legacy_alter_table=ON")
    store.execute("ALTER TABLE reminder RENAME TO gone")
    store.close()

    reply = watched.post("canbo", "/people/PT-001/reminders", {"due_on": "2026-11-30", "note": "Zqaevux"})

    assert reply.status_code == 500
    assert reply.json()["reference"] == reply.headers["x-request-id"]
    assert reply.headers["x-request-id"] in caplog.text
    assert "Zqaevux" not in caplog.text


def test_a_json_line_holds_the_pattern_of_others_sentences_and_no_words_of_an_error():
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.JsonLines())
    record = logging.LogRecord(
        "somebody.else", logging.ERROR, __file__, 1, 'broke at "%s" (%d) of 5 %%', ("Zqafvux", 7), None
    )
    words_of_it = "Zqagvux"
    try:
        raise ValueError(words_of_it)
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)

    handler.emit(record)

    line = json.loads(out.getvalue())
    assert (line["message"], line["error"], line["level"]) == ('broke at "…" (…) of 5 %', "ValueError", "error")
    assert "Zqa" not in out.getvalue()


def test_a_line_that_cannot_be_written_is_told_without_the_words_of_what_it_told_of(capsys):
    root, words_of_it = logging.getLogger(), "Zqahvux"
    before = (root.handlers[:], root.level)
    try:
        logs.set_up("text")
        closed = StringIO()
        closed.close()
        root.handlers[0].setStream(closed)
        try:
            raise ValueError(words_of_it)
        except ValueError:
            logging.getLogger("somebody.else").exception("broke at %s", words_of_it)
    finally:
        root.handlers[:], level = before
        root.setLevel(level)

    said = capsys.readouterr()
    assert said.err == "A line of the log could not be written: ValueError.\n"
    assert said.out == ""


def test_ready_tells_the_backlog_and_503_where_the_database_is_gone(watched):
    rerank(watched.service.ranker_sessions, watched.service.today(), clock.now)
    ready = watched.client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["backlog"]["people_waiting"] == 0

    store = sqlite3.connect(watched.service.database.url.database or "")
    store.execute("UPDATE alembic_version SET version_num='0001'")
    store.commit()
    store.close()

    gone = watched.client.get("/readyz")
    assert (gone.status_code, gone.json()["status"]) == (503, "not_ready")
    assert gone.headers["retry-after"]
    assert watched.client.get("/healthz").status_code == 200


def test_a_missed_night_and_a_failing_job_are_told_first(office):
    rerank(office.ranker_sessions, office.today(), clock.now)
    with office.database.write() as session:
        run = session.exec(select(RerankRun)).one()
        run.finished_at = clock.now() - timedelta(days=2)
        late = clock.now() - timedelta(days=2)
        claim = JobClaim(job="rerank", due_at=late, owner="x", lease_until=late, outcome="failed: OSError")
        session.add_all([run, claim])

    told = signs_of(office)

    assert {"rerank_late", "job_late_rerank"} <= {sign.code for sign in told if sign.level == "bad"}
    assert told[0].level == "bad"
    assert "backup_never" in {sign.code for sign in told}


@pytest.mark.parametrize(
    ("outcome", "days", "told"),
    [
        ("proved", 0, "backup"),
        ("damaged", 0, "backup_damaged"),
        ("x", 0, "backup_failed"),
        ("proved", 9, "backup_late"),
    ],
)
def test_the_daily_backup_is_told_as_it_ended(office, outcome, days, told):
    with office.database.write() as session:
        session.add(BackupDrill(at=clock.now() - timedelta(days=days), file="a.nvbk", outcome=outcome))

    assert told in {sign.code for sign in signs_of(office)}


def test_a_good_night_is_plainly_good(office):
    rerank(office.ranker_sessions, office.today(), clock.now)

    good = {sign.code for sign in signs_of(office) if sign.level == "good"}

    assert {"rerank", "model_expert"} <= good
    assert DISK_CARE > 0
    assert len(CHECKS) == 7


def test_a_monitor_reads_moments_as_the_page_shows_them(watched):
    rerank(watched.service.ranker_sessions, watched.service.today(), clock.now)
    with watched.service.database.write() as session:
        session.exec(select(RerankRun)).one().finished_at = datetime(2026, 11, 18, 20, 6, tzinfo=UTC)

    signs = {sign["code"]: sign["text"] for sign in watched.client.get("/readyz").json()["signs"]}

    assert "03:06 19/11/2026" in signs["rerank_late"]


@needs_postgresql
@pytest.mark.parametrize("who", [SUPERUSER, OWNER])
def test_a_database_account_that_no_rule_of_rows_binds_is_told(tmp_path, who):
    url = postgresql.shared_server().create(f"bound_{who}").replace(f"{OWNER}@", f"{who}@")
    service = Service(
        load_settings(None, database_url=url, keys=tmp_path / "k.db"), Database(url), KeyStore(tmp_path / "k.db")
    )
    migrate.upgrade(service.database)

    told = {sign.code for sign in signs_of(service)}
    service.close()

    assert ("role_unbound" in told) == (who == SUPERUSER)


def test_what_the_clock_says_at_every_look_is_not_told_and_what_fails_is(capsys):
    root, clocks = logging.getLogger(), logging.getLogger("apscheduler.executors.default")
    before = (root.handlers[:], root.level)
    try:
        logs.set_up("json")
        clocks.info('Running job "%s"', "rerank")
        clocks.error('Job "%s" raised an exception', "rerank")
    finally:
        root.handlers[:], level = before
        root.setLevel(level)

    assert [json.loads(line)["level"] for line in capsys.readouterr().err.splitlines()] == ["error"]


def test_an_invented_method_is_not_told_in_the_log(watched, caplog):
    caplog.set_level(logging.INFO, "api.access")

    watched.client.request("ZQAIVUX", "/healthz")

    assert caplog.records[-1].facts["method"] == "OTHER"


def test_a_job_that_cannot_be_looked_at_is_named_in_the_log(office, caplog, monkeypatch):
    def away(*_):
        raise DatabaseUnreachable("Zqajvux")

    monkeypatch.setattr(scheduler, "run_if_due", away)
    job = Job("rerank", CronTrigger(hour=2), away)

    with pytest.raises(DatabaseUnreachable):
        scheduler.Scheduler(office.database, [job]).sweep()

    assert ("rerank" in caplog.text, "Zqajvux" in caplog.text) == (True, False)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_sign_that_is_wrong_says_what_to_do(language):
    known = words(language)

    texts = {key.rpartition(".")[2] for key in known if key.startswith("standing.text.")}
    to_do = {key.rpartition(".")[2] for key in known if key.startswith("standing.to_do.")}

    assert texts - to_do == {"rerank", "model", "model_expert", "jobs", "backup", "disk", "held_none"}
    assert to_do <= texts
