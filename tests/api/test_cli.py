"""The command line: exit codes, one clear line, one JSON document, help with an example."""

import csv
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO

import openpyxl
import pytest
from sqlalchemy import text

from api.cli import COMMANDS, load_command
from api.commands import ranking, shared
from api.db import Database
from api.row_security import SERVICE, asked_by
from matcher.model_store import keep_model, promote
from matcher.ranking.ranker import AdditiveRanker
from tests.api.conftest import close_service, open_service, operator_of
from tests.factories import NOW
from tests.lists import KINDS, csv_from, csv_of, workbook_of
from tests.stores import database_url, looks_into_the_file

ROOT = {name: load_command(name) for name in COMMANDS}


def commands(found=ROOT, before=()):
    for name, command in found.items():
        if hasattr(command, "commands"):
            yield from commands(command.commands, (*before, name))
        else:
            yield (*before, name)


def rows(tmp_path):
    database = Database(database_url(tmp_path))
    with database.read(asked_by(SERVICE)) as session:
        found = [session.execute(text(f"SELECT count(*) FROM {t}")).one() for t in ("person", "employer", "opening")]
    database.dispose()
    return found


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_every_command_has_help_with_an_example(noiviec, words):
    code, out, _ = noiviec(*words, "--help")

    assert code == 0
    assert f"noiviec {' '.join(words)}" in " ".join(out.split())
    assert "Example" in out


def test_the_list_of_commands_says_what_each_says_of_itself():
    said = {name: " ".join(c.help.split("Example:")[0].split()) for name, c in ROOT.items()}

    assert {name: words for name, (_, _, words) in COMMANDS.items()} == said


def test_the_promised_commands_are_there():
    names = {words[0] for words in commands()}

    assert names >= {"migrate", "demo", "import", "train", "rerank", "suggest", "plan", "export", "explain"}
    assert names >= {"occupation", "place", "serve", "jobs", "account", "audit"}


WHOLE = ("counselling", "loans")
"""Lists of the invented office in which every row is as it should be."""


def test_a_whole_day_at_the_command_line(noiviec, tmp_path):
    assert noiviec("migrate")[0] == 0
    for kind in KINDS:
        (tmp_path / f"{kind}.xlsx").write_bytes(workbook_of(kind))
        code, out, _ = noiviec("import", kind, f"{kind}.xlsx", "--errors", f"giu-{kind}.xlsx", "--json")
        holds = kind not in WHOLE
        assert (code, json.loads(out)["counts"]["held"] > 0) == (int(holds), holds)
        assert not holds or openpyxl.load_workbook(tmp_path / f"giu-{kind}.xlsx").active.max_row >= 2
    assert noiviec("rerank")[0] == 0
    assert noiviec("train", "--json")[0] in (0, 1)

    code, out, _ = noiviec("suggest", "PT-001", "--json")

    body = json.loads(out)
    assert (code, body["person"], body["items"][0]["opening"]["code"]) == (0, "PT-001", "V-01")
    assert json.loads(noiviec("plan", "--json")[1])["items"]
    assert json.loads(noiviec("advice", "courses", "--places", "3", "--json")[1])["text"]
    assert json.loads(noiviec("advice", "visits", "--json")[1])["text"]
    explained = json.loads(noiviec("explain", "PT-001", "V-01", "--json")[1])
    assert explained["sum"] == pytest.approx(explained["score"], abs=1e-9)
    sentences = noiviec("explain", "PT-001", "V-01")[1]
    assert re.search(r"Cách nhà khoảng [\d,]+ km\)", sentences)
    assert re.search(r"Còn \d+ chỗ\)", sentences)
    assert re.search(r"Quãng đường đi làm \(km\): [\d,]+–[\d,]+  ", sentences)
    assert not re.search(r"[a-z]_[a-z]|unknown", sentences)
    assert noiviec("audit", "verify")[0] == 0


@looks_into_the_file
def test_a_damaged_model_is_named_in_one_sentence_wherever_a_model_is_shown(filled, tmp_path):
    service = open_service(tmp_path)
    with operator_of(service).sessions.write() as session:
        for outcomes in (10, 20):
            promote(session, keep_model(session, AdditiveRanker.from_prior(), outcomes, NOW).version)
    close_service(service)
    with closing(sqlite3.connect(tmp_path / "db.sqlite")) as database, database:
        database.execute("UPDATE ranking_model SET document = 'x' WHERE version = 2")
    sentence = "Bản mô hình 2 đã hỏng nên không dùng được; đang dùng bản 1."

    said = [filled(*words)[1].splitlines() for words in (("model", "list"), ("model", "card"), ("suggest", "PT-001"))]
    filled("model", "use", 0)
    listed = filled("model", "list")[1].splitlines()

    assert [lines.count(sentence) for lines in said] == [1, 1, 1]
    assert listed[0] == "0\tbảng của chuyên gia\tđang dùng"
    assert listed[1].split("\t")[:2] == ["1", "đã thay"]


@pytest.mark.parametrize("kind", ["suggestions", "plan", "blocked", "kpi", "visits", *KINDS])
def test_every_list_is_exported(filled, tmp_path, kind):
    code, _, _ = filled("export", kind, "ra.csv")

    assert code == 0
    assert list(csv.reader(StringIO((tmp_path / "ra.csv").read_text(encoding="utf-8-sig"))))


def test_importing_again_is_exit_0_when_nothing_is_held(filled, tmp_path):
    good = csv_from([{"Mã tin": "V9", "Mã số thuế": "3400000514", "Chức danh": "Thợ hàn"}])
    (tmp_path / "tot.csv").write_bytes(good)

    assert filled("import", "openings", "tot.csv")[0] == 0
    code, out, _ = filled("import", "openings", "tot.csv", "--json")
    assert (code, json.loads(out)["counts"]["unchanged"]) == (0, 1)


def test_held_rows_are_exit_1_and_say_where_and_why(filled):
    code, out, _ = filled("import", "people", "people.csv")

    assert code == 1
    assert "Dòng 13" in out and "Ngày sinh" in out


def test_a_dry_run_writes_nothing(noiviec, tmp_path):
    noiviec("migrate")
    (tmp_path / "people.csv").write_bytes(csv_of("people"))

    code, out, _ = noiviec("import", "people", "people.csv", "--dry-run")

    assert (code, out.startswith("Thử")) == (1, True)
    assert rows(tmp_path)[0] == (0,)


WRONG = [
    ("import", "people", "khong-co.csv"),
    ("import", "people", "."),
    ("import", "people", "anh.csv"),
    ("import", "people", "trong.xlsx"),
    ("import", "nguoi", "people.csv"),
    ("import", "people"),
    ("import", "people", "people.csv", "--errors", "loi.csv"),
    ("import", "people", "people.csv", "--errors", "khong-co/loi.xlsx"),
    ("export", "people", "ra.pdf"),
    ("export", "people", "khong-co/ra.csv"),
    ("export", "nguoi", "ra.csv"),
    ("export", "suggestions", "ra.csv", "--limit", "0"),
    ("export", "suggestions", "ra.csv", "--limit", str(2**70)),
    ("export", "suggestions", "ra.csv", "--order", "best"),
    ("suggest", "KHONGCO"),
    ("suggest", "PT-001\ud800"),
    ("suggest",),
    ("suggest", "PT-001", "--limit", "x"),
    ("explain", "PT-001", "KHONGCO"),
    ("explain", "KHONGCO", "V-01"),
    ("rerank", "--person", "KHONGCO"),
    ("rerank", "--opening", "KHONGCO"),
    ("occupation",),
    ("occupation", "--file", "khong-co.txt", "--out", "ra.csv"),
    ("occupation", "--file", "anh.csv", "--out", "ra.csv"),
    ("place", "--file", "khong-co.txt", "--out", "ra.csv"),
    ("demo",),
    ("demo", "--people", "0"),
    ("account", "add", "canbo", "--role", "case_worker"),
    ("account", "disable", "khongco"),
    ("nothing",),
    ("serve", "--port", "99999999"),
    ("--nothing",),
]


@pytest.mark.parametrize("words", WRONG, ids=lambda w: repr(" ".join(w))[:60])
def test_what_cannot_be_done_is_exit_2_with_one_clear_line(filled, tmp_path, words):
    (tmp_path / "anh.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 50)
    (tmp_path / "trong.xlsx").write_bytes(b"")
    before = rows(tmp_path)

    code, out, err = filled(*words)

    assert code == 2, (out, err)
    assert len(err.strip().splitlines()) == 1
    assert err.startswith("noiviec: ")
    assert "Traceback" not in out + err
    assert rows(tmp_path) == before


def test_the_sheet_of_a_class_never_takes_the_place_of_its_roster(filled, tmp_path):
    (tmp_path / "lop.csv").write_text("Mã hồ sơ\nPT-001\n", encoding="utf-8")

    code, _, err = filled("export", "class", "lop.csv", "--college", "3400000183", "--roster", "./lop.csv")

    assert (code, "đặt tên khác" in err) == (2, True)
    assert (tmp_path / "lop.csv").read_text(encoding="utf-8") == "Mã hồ sơ\nPT-001\n"


def test_a_database_that_was_not_made_is_one_clear_line(noiviec):
    code, _, err = noiviec("suggest", "PT-001")

    assert (code, "noiviec migrate" in err) == (2, True)


@pytest.mark.parametrize("words", [("migrate",), ("account", "list"), ("serve",)], ids=" ".join)
def test_a_database_of_a_newer_version_is_told_as_such_and_left_alone(noiviec, tmp_path, words):
    noiviec("migrate")
    database = Database(database_url(tmp_path))
    with database.transaction() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    code, _, err = noiviec(*words)

    with database.transaction() as connection:
        kept = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    database.dispose()
    assert (code, "mới hơn" in err, "noiviec migrate" in err, err.count("\n"), kept) == (2, True, False, 1, "9999")


@looks_into_the_file
def test_a_file_that_is_no_database_is_one_clear_line(noiviec, tmp_path):
    (tmp_path / "db.sqlite").write_text("xin chào " * 500)

    code, _, err = noiviec("suggest", "PT-001")

    assert code == 2
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(("name", "value"), [("NOIVIEC_TODAY", "hôm nay"), ("NOIVIEC_LANGUAGE", "fr")])
def test_a_setting_that_is_none_is_one_clear_line(noiviec, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    shared.settings.cache_clear()

    code, _, err = noiviec("plan")

    assert (code, name in err) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ("suggest", "PT-001"),
        ("plan",),
        ("train",),
        ("explain", "PT-001", "V-01"),
        ("occupation", "thợ", "hàn"),
        ("place", "xã", "Vũ", "Hòa"),
        ("import", "people", "people.csv"),
    ],
    ids=" ".join,
)
def test_json_is_one_document_and_nothing_else(filled, words):
    code, out, _ = filled(*words, "--json")

    assert code in (0, 1)
    assert isinstance(json.loads(out), dict | list)


@looks_into_the_file
def test_a_changed_trail_is_found(filled, tmp_path):
    with closing(sqlite3.connect(tmp_path / "db.sqlite")) as database:
        triggers = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE audit_event SET actor = 'ai đó' WHERE id = 2")
        database.commit()

    code, out, _ = filled("audit", "verify")

    assert (code, "2" in out) == (1, True)


@looks_into_the_file
def test_a_trail_that_was_emptied_is_found_by_the_heads_that_were_kept(filled, tmp_path):
    count, _, code = filled("audit", "head")[1].strip().partition(":")
    heads = tmp_path / "var" / "audit-heads.log"
    heads.parent.mkdir(exist_ok=True)
    heads.write_text(f"2026-11-22T20:00:00 {count} {code}\nkhông phải một dòng\n", encoding="utf-8")
    whole, said, _ = filled("audit", "verify")
    with closing(sqlite3.connect(tmp_path / "db.sqlite")) as database:
        database.execute("DROP TRIGGER audit_event_no_delete")
        database.execute("DELETE FROM audit_event")
        database.commit()

    emptied, told, _ = filled("audit", "verify")

    assert (whole, f"đến dòng {count}" in said) == (0, True)
    assert (emptied, "không khớp đầu nhật ký đã giữ" in told) == (1, True)


def test_texts_are_linked_a_line_each(noiviec, tmp_path):
    (tmp_path / "t.txt").write_text("Thợ hàn\n\nGiáo viên tiếng Hàn\n", encoding="utf-8")

    assert noiviec("occupation", "--file", "t.txt", "--out", "o.csv")[0] == 0
    assert noiviec("place", "--file", "t.txt", "--out", "p.csv")[0] == 0

    lines = list(csv.DictReader(StringIO((tmp_path / "o.csv").read_text(encoding="utf-8-sig"))))
    assert [r["text"] for r in lines] == ["Thợ hàn", "", "Giáo viên tiếng Hàn"]
    assert lines[0]["isco"].startswith("7212")
    assert not lines[2]["isco"].startswith("7212")


def test_the_demonstration_fills_an_empty_database_once(noiviec, tmp_path):
    noiviec("migrate")

    code, out, _ = noiviec("demo", "--people", "20", "--openings", "10")

    assert (code, "people: 20 dòng" in out or "people" in out) == (0, True)
    assert (tmp_path / "demo-sign-in.txt").stat().st_mode & 0o777 == 0o600
    assert rows(tmp_path)[0][0] >= 15
    assert noiviec("demo")[0] == 2


def test_the_program_itself_answers_and_ends_with_its_code(tmp_path):
    environment = {"NOIVIEC_DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite", "NOIVIEC_KEYS": f"{tmp_path}/k.db"}

    done = subprocess.run(
        [sys.executable, "-c", "from api.cli import main; main()", "suggest", "X"],
        capture_output=True,
        text=True,
        check=False,
        env={**environment, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        cwd=shared.__file__.rpartition("/api/")[0],
    )

    assert done.returncode == 2
    assert (done.stdout, len(done.stderr.strip().splitlines())) == ("", 1)


def test_the_held_rows_never_overwrite_the_list_itself(filled, tmp_path):
    list_of_people = tmp_path / "ds.xlsx"
    list_of_people.write_bytes(b"anything")

    code, _, err = filled("import", "people", str(list_of_people), "--errors", str(list_of_people))

    assert code == 2
    assert "ghi đè" in err
    assert list_of_people.read_bytes() == b"anything"


def test_a_best_chance_that_reads_the_same_is_not_told_as_a_rise():
    assert ranking._rise(0.3172, 0.3204) == ""
    assert ranking._rise(0.3172, 0.41) == "; việc hợp nhất: 32% → 41%"


def test_words_that_were_taught_here_are_linked_on_the_command_line(noiviec):
    before = noiviec("occupation", "xoèn", "khuỵp")
    noiviec("migrate")

    noiviec("curate", "teach", "xoèn khuỵp", "7212")

    assert "không rõ" in before[1]
    assert noiviec("occupation", "xoèn", "khuỵp")[1].startswith("7212")
