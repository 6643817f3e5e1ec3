"""The commands of backups and of the key store's copy: one line each, and exit codes that a script can go by."""

import json

import pytest

from api import recovery
from api.keys import KeyStore
from api.recovery import WrongRecovery
from tests import postgresql_server as postgresql
from tests.postgresql_server import needs_postgresql
from tests.stores import ON_POSTGRESQL, looks_into_the_file


def recovery_code(noiviec):
    code, out, _ = noiviec("keys", "recovery")
    assert code == 0
    return out.splitlines()[-1]


def test_a_backup_is_made_proved_and_restored(filled, tmp_path):
    made = filled("backup", "s.nvb", "--json")
    proved = filled("restore", "s.nvb", "--verify", "--json")
    refused = filled("restore", "s.nvb")
    done = filled("restore", "s.nvb", "--replace", "--json")

    assert (made[0], proved[0], refused[0], done[0]) == (0, 0, 2, 0)
    found = json.loads(proved[1])
    assert (found["whole"], found["people"], found["audit"]["ok"]) == (
        True,
        {"opened": 9, "erased": 0, "shut": 0},
        True,
    )
    assert json.loads(made[1])["tables"] == found["tables"] == json.loads(done[1])["tables"]
    assert refused[2].count("\n") == 1
    assert "--replace" in refused[2]
    assert json.loads(done[1])["former"] is not None
    assert filled("audit", "verify")[0] == 0


def test_in_words(filled):
    assert "Đã sao lưu" in filled("backup", "s.nvb")[1]
    assert filled("restore", "s.nvb", "--verify")[1].endswith("Bản sao lưu nguyên vẹn.\n")
    assert "9 hồ sơ" in filled("restore", "s.nvb", "--replace")[1]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 something else", b"noiviec-backup\n\x01 cut"])
def test_what_is_no_backup_is_one_line(filled, tmp_path, content):
    (tmp_path / "x.nvb").write_bytes(content)

    for words in (("restore", "x.nvb", "--verify"), ("restore", "absent.nvb"), ("restore", "."), ("backup", "a/b/c")):
        code, out, err = filled(*words)
        assert (code, out, err.count("\n"), err.startswith("noiviec: ")) == (2, "", 1, True), words


def test_a_failed_trial_is_exit_one(filled, tmp_path):
    filled("backup", "s.nvb")
    (tmp_path / "keys.db").rename(tmp_path / "aside.db")
    KeyStore(tmp_path / "keys.db").close()
    other = filled("restore", "s.nvb", "--verify")
    (tmp_path / "aside.db").replace(tmp_path / "keys.db")

    assert other[0] == 2
    assert "NOIVIEC_KEYS" in other[2]


@looks_into_the_file
def test_a_log_without_its_file_is_not_taken_away_by_a_restore(filled, tmp_path):
    filled("backup", "s.nvb")
    for left in tmp_path.glob("db.sqlite*"):
        left.unlink()
    log = tmp_path / "db.sqlite-wal"
    log.write_bytes(b"what was written last")

    refused = filled("restore", "s.nvb")
    log.rename(tmp_path / "aside-wal")
    restored = filled("restore", "s.nvb")

    assert (refused[0], "db.sqlite-wal" in refused[2], restored[0]) == (2, True, 0)
    assert (tmp_path / "aside-wal").read_bytes() == b"what was written last"


def test_a_lost_server_comes_back_from_backup_copy_and_paper(filled, tmp_path):
    paper = recovery_code(filled)
    filled("backup", "s.nvb")
    filled("keys", "backup", "keys.nvk")
    before = filled("export", "people", "before.csv")[0]
    (tmp_path / "keys.db").unlink()

    too_early = [filled(*words) for words in (("restore", "s.nvb", "--verify"), ("account", "list"), ("migrate",))]
    assert [(code, "noiviec keys restore" in err) for code, _, err in too_early] == [(2, True)] * 3
    assert not (tmp_path / "keys.db").exists()
    mistyped = filled("keys", "restore", "keys.nvk", stdin=paper.replace(paper[0], "A" if paper[0] != "A" else "B", 1))
    opened = filled("keys", "restore", "keys.nvk", stdin=paper.lower() + "\n")
    again = filled("keys", "restore", "keys.nvk", stdin=paper)
    restored = filled("restore", "s.nvb", "--replace")
    after = filled("export", "people", "after.csv")[0]

    assert (before, mistyped[0], opened[0], again[0], restored[0], after) == (0, 2, 0, 2, 0, 0)
    assert (tmp_path / "keys.nvk").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys.db").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "before.csv").read_bytes() == (tmp_path / "after.csv").read_bytes()


def test_a_copy_of_keys_needs_a_code_first_and_a_code_is_not_replaced_by_accident(filled):
    first = filled("keys", "backup", "keys.nvk")
    recovery_code(filled)

    assert first[0] == 2
    assert "noiviec keys recovery" in first[2]
    assert filled("keys", "recovery")[0] == 2
    assert filled("keys", "recovery", "--replace")[0] == 0


def test_the_copy_of_keys_is_renewed_with_an_erasure_and_a_rotation(filled, tmp_path, monkeypatch):
    from api.commands import shared

    monkeypatch.setenv("NOIVIEC_KEYS_COPY", str(tmp_path / "usb.nvk"))
    shared.settings.cache_clear()
    paper = recovery_code(filled)
    filled("person", "erase", "PT-001", "--confirm", "PT-001")
    filled("keys", "rotate")

    whole = recovery.open_copy((tmp_path / "usb.nvk").read_bytes(), paper)

    kept = (tmp_path / "keys.db").read_bytes()
    assert len(whole) == len(kept)


def test_a_copy_of_keys_that_was_changed_or_is_for_another_code_does_not_open():
    code, public = recovery.new_code()
    sealed = recovery.seal_copy(b"a key store", public)

    assert recovery.open_copy(sealed, code) == b"a key store"
    for wrong in (
        b"",
        sealed[:-1],
        sealed + b"x",
        b"x" + sealed[1:],
        *(flipped(sealed, i) for i in range(len(sealed))),
    ):
        with pytest.raises(WrongRecovery):
            recovery.open_copy(wrong, code)
    with pytest.raises(WrongRecovery, match="mã khôi phục"):
        recovery.open_copy(sealed, recovery.new_code()[0])
    for typed in ("", code[:-1], code[1:] + "A", "ơ" * 56, code + code):
        with pytest.raises(WrongRecovery):
            recovery.open_copy(sealed, typed)


def flipped(sealed, place):
    return sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]


@needs_postgresql
@looks_into_the_file
def test_one_command_moves_to_postgresql(filled, tmp_path, monkeypatch):
    from api.commands import shared

    filled("export", "people", "before.csv")
    url = postgresql.shared_server().create("moved")
    code, out, _ = filled("move", "--to", url)
    forgotten = [filled(*words) for words in (("migrate",), ("export", "people", "x.csv"))]
    monkeypatch.setenv("NOIVIEC_DATABASE_URL", url)
    shared.settings.cache_clear()

    after = filled("export", "people", "after.csv")

    assert (code, after[0]) == (0, 0)
    assert [(told[0], "NOIVIEC_DATABASE_URL" in told[2]) for told in forgotten] == [(2, True), (2, True)]
    assert "số dòng và nội dung khớp" in out
    assert [p.name[:20] for p in tmp_path.glob("db.sqlite*")] == ["db.sqlite.da-chuyen-"]
    assert (tmp_path / "before.csv").read_bytes() == (tmp_path / "after.csv").read_bytes()


@pytest.mark.parametrize("to", ["nonsense", "mysql://x/y", "sqlite://", "postgresql://nobody@127.0.0.1:1/x"])
def test_a_place_that_cannot_be_moved_to_is_one_line(filled, to):
    code, out, err = filled("move", "--to", to)

    assert (code, out, err.count("\n")) == (2, "", 1)


def test_moving_onto_itself_is_refused(filled, tmp_path):
    from api.commands import shared

    code, _, err = filled("move", "--to", shared.settings().database_url)

    assert code == 2
    assert "chính là" in err
    assert ON_POSTGRESQL or (tmp_path / "db.sqlite").exists()
