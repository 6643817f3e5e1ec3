"""The scheduled jobs: what is due when; who runs it is decided by a claim (see ``api.scheduler``)."""

from datetime import datetime

from api import clock
from api.policy import RANKER
from api.scheduler import ClaimedSessions, Job, daily
from api.scoping import ViewerSessions
from api.service import Service
from matcher.rerank import rerank


def schedule(service: Service) -> list[Job]:
    """Every job with its time of day in Vietnam."""

    def nightly(sessions: ClaimedSessions, _due: datetime) -> None:
        rerank(ViewerSessions(sessions, RANKER), service.today(), clock.now)

    return [Job("rerank", daily(service.settings.rerank_time), nightly)]
