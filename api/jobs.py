"""The scheduled jobs: what is due when; who runs it is decided by a claim (see ``api.job_claims``)."""

from datetime import datetime, time

from api import clock
from api.acts.backup_drill import daily_drill
from api.acts.merging import end_undoing
from api.acts.retention import clear_expired, publish_head
from api.acts.webhooks import is_anybody_told, send_due
from api.job_runs import ClaimedSessions, Job
from api.job_times import daily, every, weekly_on_sunday
from api.policy import RANKER, Role, Viewer
from api.scoping import ViewerSessions
from api.service import Caller, Service
from matcher.rerank import rerank, rerank_changes
from matcher.touched import what_changed
from matcher.train import train

JOBS = Viewer("jobs", Role.operator)
"""As whom the trail records what jobs do."""
TRAIN_AT = time(1, 0)
"""Sundays an hour before the usual re-rank, so that a new model ranks the same night."""


LOOK_EVERY = 5
"""Seconds between two looks at what changed: one query of two tables."""
SEND_EVERY = 10
"""Seconds between two rounds of messages to other systems; where nobody is told, one query."""
RETENTION_AT = time(3, 30)
HEAD_AT = time(0, 5)


def schedule(service: Service) -> list[Job]:
    """Every job with its time of day in Vietnam."""
    return [*_upkeep(service), *_ranking(service), _messages(service)]


def _ranking(service: Service) -> list[Job]:

    def nightly(sessions: ClaimedSessions, _due: datetime) -> None:
        end_undoing(Caller(service, JOBS))
        rerank(ViewerSessions(sessions, RANKER), service.today(), clock.now, means=service.means())

    def weekly(sessions: ClaimedSessions, _due: datetime) -> None:
        stable = service.settings.stable_after_days
        train(ViewerSessions(sessions, RANKER), service.today(), clock.now, stable)

    def changed() -> bool:
        with service.ranker_sessions.read() as session:
            return what_changed(session, service.today(), service.means().memory.unreadable) is not None

    def changes(sessions: ClaimedSessions, _due: datetime) -> None:
        rerank_changes(ViewerSessions(sessions, RANKER), service.today(), clock.now, service.means())

    return [
        Job("train", weekly_on_sunday(at=TRAIN_AT), weekly),
        Job("rerank", daily(service.settings.rerank_time), nightly),
        Job("changes", every(LOOK_EVERY), changes, wanted=changed),
    ]


def _upkeep(service: Service) -> list[Job]:
    def retention(_sessions: ClaimedSessions, _due: datetime) -> None:
        clear_expired(Caller(service, JOBS), clock.now())

    def head(_sessions: ClaimedSessions, _due: datetime) -> None:
        publish_head(Caller(service, JOBS), service.settings.audit_heads)

    def backup(_sessions: ClaimedSessions, _due: datetime) -> None:
        daily_drill(Caller(service, JOBS))

    return [
        Job("retention", daily(RETENTION_AT), retention),
        Job("audit_head", daily(HEAD_AT), head),
        Job(
            "backup",
            daily(service.settings.backup_time),
            backup,
            wanted=lambda: service.settings.backup_dir is not None,
        ),
    ]


def _messages(service: Service) -> Job:
    def told() -> bool:
        with ViewerSessions(service.database, JOBS).read() as session:
            return is_anybody_told(session)

    def messages(_sessions: ClaimedSessions, _due: datetime) -> None:
        send_due(Caller(service, JOBS))

    return Job("webhooks", every(SEND_EVERY), messages, wanted=told)
