"""The service as a process of its own: what it leaves when it is told to stop."""

from pathlib import Path

import pytest
from sqlmodel import select

from api import clock
from api.row_security import SERVICE, asked_by
from api.sign_ins import issue_token
from api.tables import Account
from tests.chaos import processes
from tests.chaos.writes import free_port, wait_until_it_answers
from tests.stores import looks_into_the_file


def serve(office):
    port = free_port()
    process = processes.noiviec(office, "serve", "--port", str(port))
    wait_until_it_answers(port)
    return process


def jobs(office):
    process = processes.noiviec(office, "jobs")
    while "Đang chạy" not in processes.said(office):
        process.join(0.1)
    return process


@looks_into_the_file
@pytest.mark.parametrize("start", [serve, jobs])
def test_what_was_written_last_is_in_the_file_itself_once_the_service_has_stopped(office, start):
    process = start(office)
    with office.database.write(asked_by(SERVICE)) as session:
        issue_token(session, session.exec(select(Account)).first(), clock.now())
    office.database.dispose()

    process.terminate()
    code = processes.ended(process, 20)

    assert (code, Path(f"{office.database.url.database}-wal").exists()) == (0, False)
