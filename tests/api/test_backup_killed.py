"""A backup or restore that is killed in its midst leaves the former state or the new one, and nothing between."""

import os
import random
import resource
import time

import pytest

from api import clock, migrate
from api.acts.backups import back_up, restore, verify_backup
from api.backups.archive import PASSING, Head, write_archive
from api.backups.errors import BackupError
from tests.api import killed
from tests.api.conftest import import_bytes, operator_of
from tests.chaos import processes
from tests.lists import csv_from
from tests.stores import contents

KILLS = int(os.environ.get("BACKUP_KILLS", "3"))
"""Of each kind; more are asked for by the environment, and each test prints what came of them."""
SIGNS = (".begun", ".ended")
"""Of the files by which a process says how far it is."""
NEW = csv_from(
    [{"person_code": f"MOI-{i}", "full_name": f"Trần Thị Mới {i}", "birth_date": "1/2/1990"} for i in range(400)]
)


def child(service, act, file):
    """Start the act in a process of its own; gives it once the act begins, and the file that says when it has ended."""
    service.database.dispose()
    begun, ended = file.with_suffix(".begun"), file.with_suffix(".ended")
    begun.unlink(missing_ok=True)
    ended.unlink(missing_ok=True)
    process = processes.python(service, killed.do, act, str(file), str(begun), str(ended))
    while process.is_alive() and not begun.exists():
        time.sleep(0.001)
    assert begun.exists(), processes.said(service)
    return process, ended


def kill_after(running, seconds):
    """Kill a process; tells whether it had come to its end."""
    process, ended = running
    time.sleep(seconds)
    processes.kill(process)
    return ended.exists()


def whole_length(service, act, file):
    """How long the act takes when nobody kills it, in seconds."""
    process, ended = child(service, act, file)
    begun = time.monotonic()
    code = processes.ended(process)
    assert (code, ended.exists()) == (0, True), processes.said(service)
    return time.monotonic() - begun


def state(service):
    return contents(service.database, (*PASSING, "audit_event"))


@pytest.fixture
def fuller(office):
    """The office with a few hundred people, so that there is something to be killed in."""
    import_bytes(operator_of(office), "people", NEW)
    return office


def test_a_killed_backup_leaves_the_former_file_or_the_new_one(fuller, tmp_path):
    file, dice = tmp_path / "s.nvb", random.Random(1)
    back_up(operator_of(fuller), file)
    length, ended = whole_length(fuller, "backup", file), 0

    for _ in range(KILLS):
        ended += kill_after(child(fuller, "backup", file), dice.uniform(0, length))

        assert verify_backup(operator_of(fuller), file)[1].whole
    back_up(operator_of(fuller), file, over=True)
    print(f"backup killed {KILLS} times within {length:.2f} s ({ended} had ended): every file left was whole")
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_file() and p.suffix not in SIGNS) == ["s.nvb"]


def test_a_killed_restore_leaves_the_former_data_or_the_restored(fuller, tmp_path):
    file, dice = tmp_path / "s.nvb", random.Random(2)
    back_up(operator_of(fuller), file)
    restored = state(fuller)
    extra = csv_from([{"person_code": "SAU-1", "full_name": "Lê Văn Sau", "birth_date": "3/4/1991"}])
    length, outcomes = 0.0, {"former": 0, "restored": 0}

    for turn in range(KILLS + 1):
        import_bytes(operator_of(fuller), "people", extra)
        former = state(fuller)
        if turn == 0:
            length = whole_length(fuller, "restore", file)
            assert state(fuller) == restored
            continue
        kill_after(child(fuller, "restore", file), dice.uniform(0, length))
        found = state(fuller)
        outcomes["restored" if found == restored else "former"] += 1
        assert found in (former, restored)

    print(f"restore killed {KILLS} times within {length:.2f} s: {outcomes}, nothing between")
    assert migrate.current(fuller.database) == migrate.newest()
    restore(operator_of(fuller), file, over=True)
    assert state(fuller) == restored


def test_a_full_disk_is_one_sentence_and_leaves_nothing(tmp_path):
    head = Head(clock.now(), migrate.newest(), "sqlite")
    rows = ([[os.urandom(500).hex()]] for _ in range(2000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, before[1]))
        with pytest.raises(BackupError, match="Ổ đĩa đã đầy"):
            write_archive(tmp_path / "s.nvb", bytes(32), head, rows, over=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written_is_one_sentence(office, tmp_path):
    (tmp_path / "no").write_text("a file, not a folder")

    for file in (tmp_path / "no" / "s.nvb", tmp_path / "absent" / "s.nvb", tmp_path):
        with pytest.raises(BackupError):
            back_up(operator_of(office), file, over=True)
    assert not list(tmp_path.glob(".*"))


def test_a_link_is_never_followed(office, tmp_path):
    precious = tmp_path / "precious"
    precious.write_text("precious")
    (tmp_path / "s.nvb").symlink_to(precious)
    (tmp_path / ".t.nvb.part").symlink_to(precious)
    with pytest.raises(BackupError, match="--force"):
        back_up(operator_of(office), tmp_path / "s.nvb")

    back_up(operator_of(office), tmp_path / "s.nvb", over=True)
    with pytest.raises(BackupError):
        back_up(operator_of(office), tmp_path / "t.nvb")

    assert precious.read_text() == "precious"
    assert not (tmp_path / "s.nvb").is_symlink()


def test_a_file_that_is_there_stays_unless_told(office, tmp_path):
    back_up(operator_of(office), tmp_path / "s.nvb")
    before = (tmp_path / "s.nvb").read_bytes()

    with pytest.raises(BackupError, match="Đã có"):
        back_up(operator_of(office), tmp_path / "s.nvb")

    assert (tmp_path / "s.nvb").read_bytes() == before


def test_a_damaged_file_changes_nothing(fuller, tmp_path):
    file, dice = tmp_path / "s.nvb", random.Random(3)
    back_up(operator_of(fuller), file)
    whole, before = file.read_bytes(), state(fuller)

    for _ in range(4):
        broken = bytearray(whole)
        broken[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
        file.write_bytes(bytes(broken))
        with pytest.raises(BackupError):
            restore(operator_of(fuller), file, over=True)
        file.write_bytes(whole[: dice.randrange(len(whole))])
        with pytest.raises(BackupError):
            restore(operator_of(fuller), file, over=True)

    assert state(fuller) == before
