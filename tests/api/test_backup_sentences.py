"""What an operator is told where a backup cannot be made or restored: one sentence, and it says what to do."""

import os
import resource

import pytest

from api import clock, migrate
from api.backups.archive import Head, write_archive
from api.backups.errors import BackupError
from tests.stores import looks_into_the_file

HEAD = Head(clock.now(), migrate.newest(), "sqlite")


@pytest.fixture
def only_so_long():
    """Sets how long a file may become in this process; writing on fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("rows", [1, 600], ids=["less than a chunk", "two chunks"])
@pytest.mark.parametrize("room", [0, 100, 5_000, 300_000])
def test_a_full_disk_is_told_wherever_it_is_noticed(tmp_path, only_so_long, rows, room):
    pieces = [[[os.urandom(500).hex() + " " * 5_000]] for _ in range(rows)]
    pieces[0][0][0] += os.urandom(3_000).hex()
    whole, _ = write_archive(tmp_path / "whole.nvb", bytes(32), HEAD, pieces, over=False)
    (tmp_path / "whole.nvb").unlink()
    only_so_long(min(room, whole - 1))

    with pytest.raises(BackupError, match=r"^Ổ đĩa đã đầy nên chưa lưu được s\.nvb; không có gì còn lại\.$"):
        write_archive(tmp_path / "s.nvb", bytes(32), HEAD, pieces, over=False)

    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_told_as_such(filled, tmp_path):
    (tmp_path / "so.txt").write_text("a file, not a folder")

    absent = filled("backup", tmp_path / "nix" / "s.nvb")
    within_a_file = filled("backup", tmp_path / "so.txt" / "s.nvb")

    assert absent == (
        2,
        "",
        f"noiviec: Không có thư mục {tmp_path / 'nix'}; hãy tạo thư mục đó trước, hoặc chọn nơi khác.\n",
    )
    assert within_a_file == (
        2,
        "",
        f"noiviec: {tmp_path / 'so.txt'} không phải là thư mục; hãy chọn nơi khác.\n",
    )
    assert not (tmp_path / "nix").exists()


@pytest.mark.parametrize("more", [(), ("--force",)], ids=["as it is", "--force"])
@pytest.mark.parametrize("folder", ["sao-luu", "."])
def test_a_folder_in_the_place_of_a_file_is_told_as_such(filled, tmp_path, folder, more):
    (tmp_path / "sao-luu").mkdir()

    told = filled("backup", folder, *more)

    assert told == (2, "", f"noiviec: {folder} là một thư mục; hãy ghi cả tên tệp trong thư mục đó.\n")
    assert not list((tmp_path / "sao-luu").iterdir())


def noise(content):
    """A file of noise."""
    return os.urandom(len(content))


def damaged_later(content):
    """A file that begins as a database does, and goes on as noise."""
    return content[:4096] + os.urandom(len(content) - 4096)


@looks_into_the_file
@pytest.mark.parametrize("spoil", [noise, damaged_later])
def test_what_is_no_database_is_set_aside_before_a_restore(filled, tmp_path, spoil):
    filled("backup", "s.nvb")
    place = tmp_path / "db.sqlite"
    for log in tmp_path.glob("db.sqlite-*"):
        log.unlink()
    place.write_bytes(spoiled := spoil(place.read_bytes()))

    refused = [filled("restore", "s.nvb"), filled("restore", "s.nvb", "--replace")]
    after = place.read_bytes()
    proved = filled("restore", "s.nvb", "--verify")
    (tmp_path / "aside").mkdir()
    for left in tmp_path.glob("db.sqlite*"):
        left.rename(tmp_path / "aside" / left.name)
    restored = filled("restore", "s.nvb")

    sentence = (
        f"noiviec: Tệp {place} không phải là cơ sở dữ liệu của Nối Việc, hoặc đã hỏng;"
        f" hãy dừng noiviec serve, chuyển {place}, {place}-wal và {place}-shm đi nơi khác, rồi khôi phục lại.\n"
    )
    assert refused == [(2, "", sentence)] * 2
    assert after[100:] == spoiled[100:]
    assert (proved[0], restored[0], "9 hồ sơ" in restored[1]) == (0, 0, True)


@looks_into_the_file
@pytest.mark.parametrize("words", [("account", "list"), ("backup", "t.nvb")], ids=" ".join)
def test_a_lost_database_beside_the_keys_of_people_is_restored_and_not_begun_anew(filled, tmp_path, words):
    filled("backup", "s.nvb")
    for left in tmp_path.glob("db.sqlite*"):
        left.unlink()

    code, out, err = filled(*words)

    assert (code, out, err.count("\n"), "hãy khôi phục: noiviec restore TỆP" in err) == (2, "", 1, True)
    assert filled("restore", "s.nvb")[0] == 0
    assert filled("account", "list")[0] == 0


def test_where_nobody_was_registered_yet_a_restore_is_not_spoken_of(noiviec):
    assert noiviec("account", "list") == (2, "", "noiviec: Cơ sở dữ liệu chưa được tạo; hãy chạy: noiviec migrate\n")
    assert noiviec("account", "list")[2].endswith("hãy chạy: noiviec migrate\n")


def test_a_trial_is_told_in_totals_without_names_of_tables(filled):
    filled("backup", "s.nvb")

    code, out, _ = filled("restore", "s.nvb", "--verify")

    assert (code, "person" in out, "\t" in out, len(out.splitlines())) == (0, False, False, 5)
    assert out.splitlines()[0].startswith("Đã khôi phục thử ")
