"""The service as a process of its own: what it leaves when it is told to stop."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from sqlmodel import select

from api import clock
from api.row_security import SERVICE, asked_by
from api.sign_ins import issue_token
from api.tables import Account
from tests.stores import looks_into_the_file


def served(service, port):
    told = {"NOIVIEC_DATABASE_URL": service.settings.database_url, "NOIVIEC_KEYS": str(service.settings.keys)}
    words = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--no-jobs", "--port", str(port)]
    process = subprocess.Popen(words, env={**os.environ, **told}, stdout=subprocess.DEVNULL)
    for _ in range(300):
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return process
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


@looks_into_the_file
def test_what_was_written_last_is_in_the_file_itself_once_the_service_has_stopped(office):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = served(office, port)
    with office.database.write(asked_by(SERVICE)) as session:
        issue_token(session, session.exec(select(Account)).first(), clock.now())
    office.database.dispose()

    process.send_signal(signal.SIGTERM)
    code = process.wait(10)

    assert (code, Path(f"{office.database.url.database}-wal").exists()) == (0, False)
