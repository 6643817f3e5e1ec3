"""``make run``: the service with the demonstration province, in one step, for whoever wants to see it."""

import argparse
import sys
from pathlib import Path

from sqlmodel import func, select

from api import clock, migrate
from api.cli import answer
from api.commands.opening import open_service, operator
from api.commands.running import serve
from api.commands.shared import say
from api.demo_introductions import introduce_demo
from api.demo_load import load_demo
from api.service import Caller
from api.wording import VERDICTS
from matcher.rerank import rerank
from matcher.tables import Person
from matcher.train import train


def prepare() -> Caller:
    """Create or upgrade the database; where it is empty, fill it and rank everyone."""
    service = open_service(check=False)
    migrate.upgrade(service.database)
    caller = operator()
    with caller.sessions.read() as session:
        empty = session.exec(select(func.count()).select_from(Person)).one() == 0
    if empty:
        say("Cơ sở dữ liệu trống: đang tạo tỉnh trình diễn (người và đơn vị đều hư cấu)…")
        for line in load_demo(caller, people=1225, openings=320, seed=1):
            say(f"  {line}")
        trained = train(
            caller.service.ranker_sessions, caller.today, clock.now, caller.service.settings.stable_after_days
        )
        say(f"  mô hình: {trained.outcomes} kết quả, {VERDICTS[trained.verdict][0]}")
        report = rerank(caller.service.ranker_sessions, caller.today, clock.now)
        say(f"  gợi ý: bản {report.version}, {report.people} người, {report.suggestions} gợi ý.")
        say(f"  giới thiệu: {introduce_demo(caller)} lần trong ba tuần qua.")
    return caller


def show_sign_ins(file: Path) -> None:
    """Say where the demonstration's sign-ins are, and show them."""
    if not file.exists():
        return
    say(f"Tài khoản trình diễn ({file}):")
    for line in file.read_text(encoding="utf-8").splitlines():
        name, _, password = line.partition(" ")
        say(f"  {name:24} {password}")


def main() -> None:
    """Prepare and serve; a second start keeps what was entered."""
    parser = argparse.ArgumentParser(description="Nối Việc với tỉnh trình diễn.")
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    caller = prepare()
    show_sign_ins(caller.service.settings.keys.with_name("demo-sign-in.txt"))
    serve(port=port, workers=1, no_jobs=False)


if __name__ == "__main__":
    sys.exit(answer(main))
