"""The daily backup is proved by restoring it, tells how that went, and deletes only what no rule keeps."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from api import jobs
from api.acts import backup_drill
from api.acts.backup_drill import LATE_AFTER, can_write, daily_drill, drill_state, last_drill, told_drill
from api.acts.key_copies import new_recovery
from api.app import make_app
from api.backups.errors import BackupError
from api.backups.keeping import Keep, made_at, name_at, superfluous
from api.job_runs import run_if_due
from api.service import Caller, Service
from api.settings import SettingsError, load_settings
from api.tables import AuditEvent, BackupDrill
from matcher.tables import PersonIdentity
from tests.api.conftest import caller_named, operator_of
from tests.api.pages.site import BASE, Site
from tests.stores import looks_into_the_file

START = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)


@pytest.fixture
def kept(office, tmp_path):
    """The office with a folder for backups and a place for the copy of its keys."""
    settings = office.settings.model_copy(
        update={"backup_dir": tmp_path / "backups", "keys_copy": tmp_path / "usb" / "keys.nvk"}
    )
    return Service(settings, office.database, office.keys)


def latest(service):
    with service.database.read() as session:
        return last_drill(session)


def files(service):
    return sorted(p.name for p in service.settings.backup_dir.iterdir())


def test_a_drill_leaves_a_proved_backup_and_says_so(kept):
    new_recovery(operator_of(kept), replace=False)

    daily_drill(operator_of(kept))

    made = latest(kept)
    assert files(kept) == [made.file]
    assert (made.outcome, made.people, made.keys_copied) == ("proved", 9, True)
    assert made.size == (kept.settings.backup_dir / made.file).stat().st_size
    assert kept.settings.keys_copy.exists()
    told = told_drill(caller_named(kept, "giamsat"))
    assert (told["state"], told["outcome"]) == ("proved", "đã khôi phục thử, mọi thứ nguyên vẹn")


def test_the_schedule_runs_it_once_a_day(kept):
    job = next(job for job in jobs.schedule(kept) if job.name == "backup")
    first = run_if_due(job, kept.database, "here", threading.Event())

    second = run_if_due(job, kept.database, "there", threading.Event())

    assert (first, second) == ("done", None)
    assert latest(kept).outcome == "proved"


def test_without_a_folder_nothing_is_made_and_one_named_later_is_used_the_same_day(office, kept):
    job, later = (next(j for j in jobs.schedule(s) if j.name == "backup") for s in (office, kept))

    assert run_if_due(job, office.database, "here", threading.Event()) is None
    assert run_if_due(later, office.database, "here", threading.Event()) == "done"


def test_without_a_folder_the_page_says_that_there_is_no_backup(office):
    assert daily_drill(operator_of(office)) is None
    assert told_drill(caller_named(office, "giamsat"))["state"] == "never"


def test_a_drill_that_cannot_write_is_loud_and_deletes_nothing(kept):
    daily_drill(operator_of(kept))
    before = files(kept)
    (kept.settings.backup_dir.parent / "file").write_text("no folder")
    elsewhere = kept.settings.model_copy(update={"backup_dir": kept.settings.backup_dir.parent / "file"})

    with pytest.raises((BackupError, OSError)):
        daily_drill(operator_of(Service(elsewhere, kept.database, kept.keys)))

    assert latest(kept).outcome == "unwritable"
    assert told_drill(caller_named(kept, "giamsat"))["state"] == "failed"
    assert files(kept) == before


def test_a_drill_without_a_folder_writes_one_sentence_into_the_log_and_keeps_its_record(kept, tmp_path, caplog):
    nowhere = kept.settings.model_copy(update={"backup_dir": tmp_path / ("x" * 300)})

    with pytest.raises(BackupError, match="NOIVIEC_BACKUP_DIR"):
        daily_drill(operator_of(Service(nowhere, kept.database, kept.keys)))

    told = [r.getMessage() for r in caplog.records if r.name == "api.acts.backup_drill"]
    assert (len(told), "Không tạo được thư mục sao lưu" in told[0]) == (1, True)
    assert latest(kept).outcome == "unwritable"


def test_a_folder_that_the_drill_can_make_is_fine_and_nothing_is_left_of_the_trial(tmp_path):
    assert can_write(tmp_path / "a" / "b")
    assert can_write(tmp_path)
    assert not can_write(Path("/proc/nope"))
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_is_not_whole_is_told_and_loses_its_name(kept):
    with kept.database.write() as session:
        session.execute(update(PersonIdentity).values(sealed=b"\x01" + bytes(40)))

    with pytest.raises(BackupError, match="không nguyên vẹn"):
        daily_drill(operator_of(kept))

    made = latest(kept)
    assert made.outcome == "not_whole"
    assert files(kept) == [f"{made.file}.hong"]


@looks_into_the_file
def test_a_broken_trail_fails_the_drill(kept):
    with kept.database.writer.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_event_no_update")
        connection.execute(update(AuditEvent).where(AuditEvent.id == 2).values(actor="x"))

    with pytest.raises(BackupError):
        daily_drill(operator_of(kept))

    assert latest(kept).outcome == "not_whole"


def test_a_drill_that_is_half_a_day_late_is_told():
    made = BackupDrill(at=START, file="x", outcome="proved")

    states = [drill_state(made, START + LATE_AFTER + timedelta(hours=more)) for more in (-1, 1)]

    assert states == ["proved", "late"]
    assert drill_state(None, START) == "never"
    assert drill_state(BackupDrill(at=START, file="x", outcome="damaged"), START) == "failed"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_supervisor_reads_how_the_last_backup_went(kept, language):
    with TestClient(make_app(kept), base_url=BASE) as client:
        site = Site(kept, client).sign_in("giamsat")
        never = site.get(f"/area/runs?lang={language}").text
        daily_drill(operator_of(kept))
        then = site.get(f"/area/runs?lang={language}").text

    assert {"vi": "Chưa có bản nào", "en": "None yet"}[language] in never
    assert {"vi": "mọi thứ nguyên vẹn", "en": "everything is whole"}[language] in then
    assert {"vi": "Chưa có bản sao kho khóa", "en": "No copy of the key store"}[language] in then


def on(*days):
    return [Path("b") / name_at(START - timedelta(days=n)) for n in days]


def test_the_newest_of_each_day_week_and_month_is_kept():
    every_day = on(*range(400))

    left = sorted(set(every_day) - set(superfluous(every_day, Keep())), reverse=True)

    ages = [round((START - made_at(f)).total_seconds() / 86400) for f in left]
    assert ages[:7] == list(range(7))
    assert len(ages) == 7 + 2 + 11, "a week's and a month's newest may be a day's too"
    assert ages[-1] >= 330


def test_days_without_a_backup_do_not_count():
    rare = on(0, 40, 80, 120, 160)

    assert superfluous(rare, Keep(3, 0, 0)) == sorted(rare[3:])
    assert superfluous(rare, Keep()) == []


def test_what_we_did_not_name_is_never_deleted():
    others = [Path("b/s.nvb"), Path("b/truoc-khi-khoi-phuc-20261128-040000.nvb"), Path("b/noiviec-x.nvb.hong")]

    assert superfluous([*others, *on(*range(100))], Keep(1, 0, 0)) == sorted(on(*range(1, 100)))


def test_old_backups_go_once_a_new_one_is_proved(kept):
    folder = kept.settings.backup_dir
    folder.mkdir()
    now = operator_of(kept).now()
    old = [folder / name_at(now - timedelta(days=n)) for n in (1, 2, 800, 801, 900)]
    for file in old:
        file.write_bytes(b"")
    few = kept.settings.model_copy(update={"backup_keep": "2,0,0"})

    daily_drill(operator_of(Service(few, kept.database, kept.keys)))

    assert files(kept) == sorted([old[0].name, latest(kept).file])


@pytest.mark.parametrize("bad", [{"backup_keep": "0,1,1"}, {"backup_keep": "seven"}, {"backup_at": "25:00"}])
def test_a_setting_that_cannot_be_used_is_one_sentence(bad):
    with pytest.raises(SettingsError, match="NOIVIEC_BACKUP"):
        load_settings(None, **bad)


def test_every_outcome_is_worded_and_the_operator_alone_backs_up(kept):
    written = {"proved", "unwritable", "damaged", "not_whole", "failed"}

    assert set(backup_drill.OUTCOMES) == written
    for who in ("canbo", "giamsat", "quantri", "congty"):
        with pytest.raises(Exception, match="back_up"):
            backup_drill.drill(Caller(kept, caller_named(kept, who).viewer), kept.settings.backup_dir)
