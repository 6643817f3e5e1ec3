"""The key store makes keys once, shares them, and really forgets a deleted one."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from api.keys import KeyDeleted, KeyStore, KeyStoreError, KeyUnknown
from api.store_errors import DatabaseBusy, in_words
from api.turns import PatientLock


@pytest.fixture
def store(tmp_path):
    store = KeyStore(tmp_path / "var" / "keys.db")
    yield store
    store.close()


def test_a_master_key_is_made_once_and_is_32_bytes(store):
    again = KeyStore(store.path)

    assert store.master("audit") == again.master("audit")
    assert store.master("audit") != store.master("blind_index")
    assert len(store.master("audit")) == 32
    again.close()


def test_processes_that_start_together_agree_on_a_master_key(tmp_path):
    stores = [KeyStore(tmp_path / "keys.db") for _ in range(6)]

    with ThreadPoolExecutor(6) as pool:
        keys = set(pool.map(lambda store: store.master("audit"), stores))
    for store in stores:
        store.close()

    assert len(keys) == 1


def test_threads_make_different_keys_and_all_are_kept(store):
    with ThreadPoolExecutor(8) as pool:
        ids = [key_id for part in pool.map(store.new_person_keys, [50] * 8) for key_id in part]

    found = store.person_keys([*ids, "unknown"])

    assert len(set(found.values())) == 400
    assert found[ids[7]] == store.person_key(ids[7])


def test_a_person_key_is_on_disk_before_the_call_returns(store):
    (key_id,) = store.new_person_keys(1)

    other = KeyStore(store.path)

    assert other.person_key(key_id) == store.person_key(key_id)
    other.close()


def test_a_deleted_key_is_told_apart_from_an_unknown_one(store):
    first, second = store.new_person_keys(2)

    store.delete_person_key(first)
    store.delete_person_key(first)

    with pytest.raises(KeyDeleted):
        store.person_key(first)
    with pytest.raises(KeyUnknown):
        store.person_key("0" * 32)
    with pytest.raises(KeyUnknown):
        store.delete_person_key("0" * 32)
    assert store.person_keys([first, second]).keys() == {second}


def test_deleted_keys_leave_no_bytes_in_any_file(store):
    ids = [key_id for _ in range(20) for key_id in store.new_person_keys(50)]
    keys = [store.person_key(key_id) for key_id in ids]
    assert all(key in store.path.read_bytes() for key in keys)

    for key_id in ids[::2] + ids[1::4]:
        store.delete_person_key(key_id)

    left = b"".join(path.read_bytes() for path in store.path.parent.iterdir())
    parts = [key[start : start + 8] for key in keys[::2] + keys[1::4] for start in range(0, 32, 8)]
    assert not [part for part in parts if part in left]


def test_the_file_and_its_folder_are_for_their_owner_only(store):
    assert store.path.stat().st_mode & 0o777 == 0o600
    assert store.path.parent.stat().st_mode & 0o777 == 0o700


def test_a_file_of_another_kind_is_one_sentence(tmp_path):
    (tmp_path / "keys.db").write_bytes(b"not a database, not at all " * 50)

    with pytest.raises(KeyStoreError, match="không phải là kho khóa"):
        KeyStore(tmp_path / "keys.db")


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(KeyStoreError, match="Không ghi được kho khóa"):
        KeyStore(tmp_path / "file" / "keys.db")


def test_a_file_that_another_process_holds_is_waited_for_as_long_as_said(tmp_path):
    store = KeyStore(tmp_path / "keys.db", busy_seconds=0.01)
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    with pytest.raises(DatabaseBusy), in_words():
        store.generation()
    other.close()

    assert store.generation() == 0
    store.close()


def test_who_waits_behind_one_that_waits_for_the_file_is_sent_away_in_the_same_time():
    lock = PatientLock(0.01)

    with lock, ThreadPoolExecutor(1) as another:
        refused = another.submit(lock.__enter__).exception()

    assert isinstance(refused, DatabaseBusy)
    with lock:
        pass
