"""What is sealed opens with its own key under its own person, and never otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.keys import KeyStore
from api.vault import (
    Identity,
    IdentityErased,
    Phone,
    VaultError,
    blind_index,
    blind_index_id,
    open_identity,
    open_sealed,
    open_text,
    seal,
    seal_text,
)

KEY, OTHER_KEY = bytes(32), bytes([1]) * 32
LANH = Identity(
    full_name="Nguyễn Văn Lành",
    national_id="060088001234",
    phones=(Phone(number="0912345678", note="số của mẹ"),),
    address="Phường Phan Thiết",
)


def test_an_identity_comes_back_whole():
    assert open_sealed(seal(LANH, 7, KEY), 7, KEY) == LANH


def test_a_person_is_addressed_by_the_last_word_of_the_name():
    assert LANH.given_name == "Lành"
    assert Identity(full_name="  ").given_name == ""


def test_the_same_identity_is_never_sealed_the_same_way_twice():
    assert len({seal(LANH, 7, KEY) for _ in range(100)}) == 100


def test_nothing_of_the_identity_shows_in_the_blob_or_in_a_log():
    sealed = seal(LANH, 7, KEY)

    assert not any(words.encode() in sealed for words in ("Nguy", "0600880", "0912"))
    assert "Lành" not in f"{LANH} {LANH!r} {[LANH]}"


def test_a_blob_does_not_open_for_another_person_or_key():
    sealed = seal(LANH, 7, KEY)

    for person, key in ((8, KEY), (7, OTHER_KEY), (77, KEY)):
        with pytest.raises(VaultError):
            open_sealed(sealed, person, key)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_one_altered_bit_anywhere_is_noticed(position, change):
    sealed = bytearray(seal(LANH, 7, KEY))
    sealed[position % len(sealed)] ^= change

    with pytest.raises(VaultError):
        open_sealed(bytes(sealed), 7, KEY)


@pytest.mark.parametrize("length", [0, 1, 12, 13, 20, 28])
def test_a_cut_blob_is_noticed(length):
    with pytest.raises(VaultError):
        open_sealed(seal(LANH, 7, KEY)[:length], 7, KEY)


def test_deleting_the_key_erases_the_person_from_an_old_backup(tmp_path):
    keys = KeyStore(tmp_path / "keys.db")
    (key_id,) = keys.new_person_keys(1)
    backup = seal(LANH, 7, keys.person_key(key_id))
    assert open_identity(keys, key_id, backup, 7) == LANH

    keys.delete_person_key(key_id)

    with pytest.raises(IdentityErased):
        open_identity(keys, key_id, backup, 7)
    keys.close()


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_a_text_comes_back_in_its_place_only(words):
    sealed = seal_text(words, "held:12", KEY)

    assert open_text(sealed, "held:12", KEY) == words
    with pytest.raises(VaultError):
        open_text(sealed, "held:13", KEY)


def test_a_text_is_not_an_identity():
    with pytest.raises(VaultError):
        open_sealed(seal_text(LANH.model_dump_json(), "7", KEY), 7, KEY)


def test_a_name_is_found_again_however_it_was_typed():
    assert blind_index(KEY, "Nguyễn Văn Lành", 1988) == blind_index(KEY, " NGUYEN  van lanh", 1988)
    assert blind_index_id(KEY, "0600 8800 1234") == blind_index_id(KEY, "060088001234")


def test_an_index_tells_name_year_and_key_apart():
    indexes = {
        blind_index(KEY, "Nguyễn Văn Lành", 1988),
        blind_index(KEY, "Nguyễn Văn Lành", 1989),
        blind_index(KEY, "Nguyễn Văn Lành", None),
        blind_index(OTHER_KEY, "Nguyễn Văn Lành", 1988),
        blind_index_id(KEY, "1988"),
    }

    assert len(indexes) == 5
