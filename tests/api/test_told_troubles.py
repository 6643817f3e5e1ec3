"""A full disk, a failed backup, a folder that cannot be written and a file that was moved are told to who can help."""

import logging
import sqlite3
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from api import clock, jobs
from api.acts.standing import signs_of
from api.app import make_app
from api.job_runs import run_if_due
from api.service import Service
from api.store_errors import DatabaseBusy, DatabaseError, DatabaseFull, StoreLog, in_words
from api.tables import BackupDrill, JobClaim
from api.web.catalogue import words
from tests.api.pages.site import BASE, Site
from tests.stores import looks_into_the_file

NOTE = {"due_on": "2026-11-30", "note": "Hẹn gặp mẹ " * 20}
LOG = "api.store_errors"


def codes(service, level=None):
    return {sign.code for sign in signs_of(service) if level in (None, sign.level)}


def backed_up_to(office, folder):
    return Service(office.settings.model_copy(update={"backup_dir": folder}), office.database, office.keys)


def standing_page(service):
    with TestClient(make_app(service), base_url=BASE) as client:
        return Site(service, client).sign_in("giamsat").get("/area/standing").words


@pytest.fixture
def full(web):
    """Fill the database to the last page, as on a disk that has no more."""
    web.get("canbo", "/people/PT-001")
    writer = web.service.database.writer
    writer.dispose()
    event.listen(writer, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1").close())
    with pytest.raises(DatabaseFull), web.service.database.write() as session:
        session.connection().exec_driver_sql("CREATE TABLE filler AS SELECT zeroblob(10000000)")
    return web


def refused(web):
    replies = (web.post("canbo", "/people/PT-001/reminders", NOTE) for _ in range(300))
    return next(reply for reply in replies if reply.status_code != 201)


@looks_into_the_file
def test_a_full_disk_is_named_to_who_asks_and_in_the_log_once(full, caplog):
    first = refused(full)
    again = full.post("canbo", "/people/PT-001/reminders", NOTE)

    told = [r for r in caplog.records if r.name == LOG]
    assert (first.status_code, again.status_code, first.headers["retry-after"]) == (503, 503, "3")
    assert "Ổ đĩa của máy chủ đã đầy" in first.json()["detail"]
    assert first.json()["code"] == "disk_full"
    assert [r.levelno for r in told] == [logging.WARNING]
    assert "Ổ đĩa đã đầy" in told[0].getMessage()
    assert "Hẹn gặp" not in caplog.text


def without_room_for_the_index():
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    return error


def a_server_without_room():
    return DBAPIError("INSERT", None, pytest.importorskip("psycopg").errors.DiskFull("could not extend file"))


@pytest.mark.parametrize("error", [without_room_for_the_index, a_server_without_room])
def test_a_full_disk_is_known_wherever_it_shows(error):
    with pytest.raises(DatabaseFull), in_words():
        raise error()


def test_other_failures_of_the_store_are_logged_with_a_sentence_that_the_answer_keeps_back(web, caplog):
    sentence = "Không ghi được tệp cơ sở dữ liệu /srv/kín: hãy xem quyền của thư mục và tệp."

    @web.client.app.get("/api/v1/zqbavux")
    def fails():
        raise DatabaseError(sentence)

    reply = web.client.get("/api/v1/zqbavux")

    assert (reply.status_code, "/srv" in reply.text) == (503, False)
    assert [r.getMessage() for r in caplog.records if r.name == LOG] == [f"the database cannot be used: {sentence}"]


def test_the_same_sentence_is_logged_once_a_minute_and_another_at_once(caplog):
    times = iter((0.0, 59.0, 59.5, 61.0))
    log = StoreLog(lambda: next(times))

    for error in (DatabaseBusy("a"), DatabaseBusy("a"), DatabaseFull("b"), DatabaseBusy("a")):
        log.tell(error)

    assert [r.getMessage()[-1] for r in caplog.records] == ["a", "b", "a"]


@looks_into_the_file
def test_a_monitor_that_finds_no_usable_database_leaves_a_line_in_the_log(web, caplog):
    web.service.database.dispose()
    Path(web.service.database.url.database).write_bytes(b"no database" * 1000)

    reply = web.client.get("/readyz")

    assert (reply.status_code, reply.json()["status"]) == (503, "not_ready")
    assert reply.json()["database"] in caplog.text


@pytest.mark.parametrize(
    ("hours", "outcome", "told"),
    [
        (20, "unwritable", {("bad", "backup_unwritable"), ("good", "backup")}),
        (9 * 24, "not_whole", {("bad", "backup_not_whole"), ("bad", "backup_late")}),
    ],
)
def test_a_drill_that_fails_is_told_as_such_and_the_last_good_one_counts(office, hours, outcome, told):
    now = clock.now()
    with office.database.write() as session:
        session.add(BackupDrill(at=now - timedelta(hours=hours), file="a.nvbk", outcome="proved"))
        session.flush()
        session.add(BackupDrill(at=now, file="b.nvbk", outcome=outcome))

    assert told <= {(sign.level, sign.code) for sign in signs_of(office)}


def test_the_page_of_a_failed_backup_does_not_contradict_itself(office, tmp_path):
    (tmp_path / "file").write_text("no folder")
    service = backed_up_to(office, tmp_path / "file" / "backups")
    job = next(job for job in jobs.schedule(service) if job.name == "backup")
    run_if_due(job, service.database, "here", threading.Event())

    page = standing_page(service)

    assert "Việc sao lưu hằng ngày chưa xong." in page
    assert "chưa ghi được." in page
    assert "Không ghi được vào thư mục sao lưu" in page
    for wrong in ("Việc theo lịch chạy đúng giờ", "backup", "chưa được thử khôi phục", str(tmp_path)):
        assert wrong not in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_job_that_can_be_late_has_a_name_in_words(office, language):
    known = words(language)
    with office.database.write() as session:
        for job in jobs.schedule(office):
            late = {"owner": "x", "attempts": 1, "lease_until": clock.now(), "outcome": "failed: OSError"}
            session.add(JobClaim(job=job.name, due_at=clock.now(), **late))

    told = {sign.code for sign in signs_of(office) if "job" in sign.facts}

    assert told == {f"job_late_{job.name}" for job in jobs.schedule(office)}
    assert {f"standing.text.{code}" for code in told} <= set(known)


def test_a_folder_that_cannot_be_written_is_told_before_the_first_drill(office, tmp_path):
    (tmp_path / "file").write_text("no folder")

    told = ["backup_folder" in codes(backed_up_to(office, tmp_path / place), "bad") for place in ("file", "file/x")]

    assert told == [True, True]
    assert "backup_folder" not in codes(office)


def replaced_by_another(path):
    path.rename(path.with_name("elsewhere.db"))
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE x (y)")


def moved_away(path):
    path.rename(path.with_name("elsewhere.db"))


def moved_with_its_folder(path):
    path.parent.rename(path.parent.with_name("elsewhere"))


@looks_into_the_file
@pytest.mark.parametrize("move", [replaced_by_another, moved_away, moved_with_its_folder])
def test_nothing_is_written_into_a_database_that_was_moved_and_nothing_is_made_in_its_place(web, move, caplog):
    assert web.post("canbo", "/people/PT-001/reminders", NOTE).status_code == 201
    path = Path(web.service.database.url.database)
    move(path)
    there = path.stat().st_size if path.exists() else None

    refused = [web.post("canbo", "/people/PT-001/reminders", NOTE), web.get("canbo", "/people/PT-001")]
    ready = web.client.get("/readyz")

    assert [reply.status_code for reply in refused] == [503, 503]
    assert (ready.status_code, ready.json()["status"]) == (503, "not_ready")
    assert ready.json()["database"].startswith("Tệp cơ sở dữ liệu đã bị dời hoặc thay")
    assert [r.name for r in caplog.records].count(LOG) == 1
    assert (path.stat().st_size if path.exists() else None) == there


@looks_into_the_file
def test_a_file_that_was_replaced_while_nobody_had_it_open_is_no_trouble(office):
    path = Path(office.database.url.database)
    office.database.dispose()
    content = path.read_bytes()
    path.rename(path.with_name("elsewhere.db"))
    path.write_bytes(content)
    path.chmod(0o600)
    office.database.dispose()

    with office.database.write() as session:
        assert session.get(BackupDrill, 1) is None


@pytest.mark.parametrize("place", ["/healthz", "/readyz"])
def test_monitors_that_ask_by_head_are_answered_and_the_description_stays_the_same(web, place):
    assert web.client.head(place).status_code == 200
    assert "head" not in web.client.get("/api/v1/openapi.json").json()["paths"].get(place, {})
