"""How long one person's list takes once the market is loaded: ``python -m tests.bench.suggest [--openings 320]``."""

import argparse
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path

from api import migrate
from api.db import Database
from api.demo_load import load_demo
from api.keys import KeyStore
from api.policy import Role, Viewer
from api.service import Caller, Service
from api.settings import load_settings
from matcher.people import list_seekers
from matcher.suggest import ListRequest, suggest_openings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--openings", type=int, default=320)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(
            env_file=None,
            database_url=f"sqlite:///{folder}/bench.db",
            keys=Path(folder) / "keys.db",
            today=date(2026, 11, 23),
        )
        service = Service(settings, Database(settings.database_url), KeyStore(settings.keys))
        migrate.upgrade(service.database)
        caller = Caller(service, Viewer("bench", Role.operator))
        for _ in load_demo(caller, people=wanted.people, openings=wanted.openings, seed=1):
            pass
        with caller.sessions.read() as session:
            seekers = list_seekers(session, caller.today)
        market, model = service.market(), service.model()
        suggest_openings(seekers[0], market, model, ListRequest())
        times = []
        for seeker in seekers:
            start = time.perf_counter()
            suggest_openings(seeker, market, model, ListRequest())
            times.append((time.perf_counter() - start) * 1000)
    times.sort()
    print(
        f"{len(times)} people x {len(market)} openings: median {statistics.median(times):.1f} ms,"
        f" 95th percentile {times[int(len(times) * 0.95)]:.1f} ms, longest {times[-1]:.1f} ms"
    )


if __name__ == "__main__":
    main()
