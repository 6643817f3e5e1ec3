"""What is scheduled when, and that the weekly training does its work as a job does it: in a claimed session."""

import threading
from datetime import UTC, datetime

import time_machine

from api.job_runs import run_if_due
from api.job_times import last_due
from api.jobs import schedule
from matcher.model_store import current_model

SUNDAY = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)  # 01:00 on Sunday the 22nd in Vietnam


def test_training_is_due_on_sundays_an_hour_before_the_re_rank(office):
    jobs = {job.name: job for job in schedule(office)}

    train, rerank = (last_due(jobs[name].trigger, SUNDAY.replace(hour=20)) for name in ("train", "rerank"))

    assert train == SUNDAY
    assert rerank == SUNDAY.replace(hour=19)


def test_a_weekly_training_without_outcomes_ends_well_and_the_expert_stays(office):
    (weekly,) = [job for job in schedule(office) if job.name == "train"]

    with time_machine.travel(SUNDAY.replace(minute=5), tick=False):
        outcome = run_if_due(weekly, office.database, "test", threading.Event())

    assert outcome == "done"
    with office.ranker_sessions.read() as session:
        assert current_model(session).version == 0
