"""A database is not opened with the key store of another one: what was written so could be read by neither."""

import sqlite3

import pytest

from api.keys import KeyStore
from tests.stores import looks_into_the_file


def aside(tmp_path):
    (tmp_path / "keys.db").rename(tmp_path / "aside.db")


@pytest.mark.parametrize("command", [("backup", "s.nvb"), ("audit", "verify"), ("suggest", "PT-001"), ("rerank",)])
def test_the_store_of_another_database_is_refused_and_written_into_by_nobody(filled, tmp_path, command):
    aside(tmp_path)
    KeyStore(tmp_path / "keys.db").close()

    code, out, err = filled(*command)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "Kho khóa này không thuộc cơ sở dữ liệu này" in err
    (tmp_path / "keys.db").unlink()
    (tmp_path / "aside.db").rename(tmp_path / "keys.db")
    assert filled("audit", "verify")[0] == 0


def test_an_empty_file_is_no_store(filled, tmp_path):
    aside(tmp_path)
    (tmp_path / "keys.db").touch()

    code, _, err = filled("backup", "s.nvb")

    assert (code, "Không thấy kho khóa" in err) == (2, True)
    assert (tmp_path / "keys.db").stat().st_size == 0


@looks_into_the_file
def test_a_trail_that_was_rewritten_is_told_by_its_check_and_opens_all_the_same(filled, tmp_path):
    with sqlite3.connect(tmp_path / "db.sqlite") as file:
        file.executescript("DROP TRIGGER audit_event_no_update; UPDATE audit_event SET hash = 'x'")
    file.close()

    code, out, err = filled("audit", "verify")

    assert (code, "không thuộc" in err) == (1, False), (out, err)


@looks_into_the_file
@pytest.mark.parametrize("command", [("account", "list"), ("migrate",), ("restore", "s.nvb")])
def test_a_log_without_its_file_is_left_where_it_is(filled, tmp_path, command):
    filled("backup", "s.nvb")
    for file in tmp_path.glob("db.sqlite*"):
        file.unlink()
    log = tmp_path / "db.sqlite-wal"
    log.write_bytes(b"the last work")

    code, _, err = filled(*command)

    assert (code, "còn giữ những việc ghi sau cùng" in err) == (2, True)
    assert log.read_bytes() == b"the last work"
    assert not (tmp_path / "db.sqlite").exists()
