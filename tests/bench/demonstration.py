"""What the model card says after ``noiviec demo && noiviec train``: the demonstration province, invented and known.

Run from the repository's root: ``.venv/bin/python -m tests.bench.demonstration``.
"""

import argparse
from datetime import date
from math import nan
from pathlib import Path
from tempfile import TemporaryDirectory

from api import clock
from api.acts.model_card import model_card
from api.db import Database
from api.demo_load import load_demo
from api.keys import KeyStore
from api.migrate import upgrade
from api.policy import Role, Viewer
from api.service import Caller, Service
from api.settings import load_settings
from matcher.train import train

TODAY = date(2026, 11, 23)


def card_of(folder, seed):
    """Invent a province, train, and give the model card."""
    settings = load_settings(
        None, database_url=f"sqlite:///{folder}/demo.db", keys=Path(folder, "keys.db"), today=TODAY
    )
    database, keys = Database(settings.database_url), KeyStore(settings.keys)
    upgrade(database)
    caller = Caller(Service(settings, database, keys), Viewer("os:bench", Role.operator))
    for _ in load_demo(caller, people=1225, openings=320, seed=seed):
        pass
    report = train(caller.service.ranker_sessions, TODAY, clock.now, settings.stable_after_days)
    card = model_card(caller, "en")
    database.dispose()
    keys.close()
    return report, card


def main():
    """Print the card's figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="another number is another province")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        report, card = card_of(folder, options.seed)
    print(f"\ndemonstration, seed {options.seed}: {report.outcomes} outcomes, verdict {report.verdict}")
    print(f"  in force: version {card['version']}, {card['note']}; tau {report.tau}, two-way tables {report.two_way}")
    print(f"  mean width of 80 % intervals {report.mean_width:.2f}; mean change of chances {report.mean_change:.2f}")
    for name, (loss, error) in sorted(report.losses.items(), key=lambda entry: entry[1][0]):
        order, order_error = report.orders[name]
        print(f"  {name:20} log-loss {loss:.3f} ± {error or nan:.3f}   NDCG {order:.3f} ± {order_error or nan:.3f}")


if __name__ == "__main__":
    main()
