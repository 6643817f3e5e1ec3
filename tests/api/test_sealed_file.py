"""A sealed stream comes back as it went in, or not at all."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.backups import sealed_file
from api.backups.errors import BackupDamaged, BackupError, WrongKeys
from api.backups.sealed_file import CHUNK, FORMAT, NAME, SealedReader, SealedWriter

MASTER, OTHER = bytes(range(32)), bytes(32)
HEAD = sealed_file._HEAD
WHOLE = CHUNK + 16


def sealed(plain, master=MASTER):
    into = BytesIO()
    writer = SealedWriter(into, master)
    for start in range(0, len(plain), 100_000):
        writer.write(plain[start : start + 100_000])
    writer.finish()
    return into.getvalue()


def opened(file, *masters):
    return SealedReader(BytesIO(file), masters or [MASTER]).read()


def pattern(size):
    return (b"%07d\n" * (size // 8 + 1) % tuple(range(size // 8 + 1)))[:size]


THREE = sealed(pattern(2 * CHUNK + 5_000))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5_000])
def test_what_was_sealed_is_opened(size):
    plain = pattern(size)

    assert opened(sealed(plain)) == plain


def test_the_same_words_are_sealed_differently_each_time():
    assert sealed(b"a" * 100)[HEAD:] != sealed(b"a" * 100)[HEAD:]


def test_an_older_generation_of_the_key_opens_too():
    assert opened(sealed(b"abc"), OTHER, MASTER) == b"abc"


def test_another_key_is_told_apart_from_damage():
    with pytest.raises(WrongKeys):
        opened(sealed(b"abc"), OTHER)


@pytest.mark.parametrize(
    "cut", [1, HEAD - 1, HEAD, HEAD + 5, HEAD + WHOLE, HEAD + WHOLE + 1, HEAD + 2 * WHOLE, -1, -16]
)
def test_a_file_cut_anywhere_is_refused(cut):
    with pytest.raises(BackupDamaged):
        opened(THREE[:cut])


def test_a_longer_file_is_refused():
    for more in (b"x", THREE[-100:], THREE[HEAD:]):
        with pytest.raises(BackupDamaged):
            opened(THREE + more)


def test_chunks_in_another_order_are_refused():
    first, second, rest = THREE[HEAD:][:WHOLE], THREE[HEAD + WHOLE :][:WHOLE], THREE[HEAD + 2 * WHOLE :]

    for parts in ((second, first, rest), (first, first, rest), (second, rest), (first, rest)):
        with pytest.raises(BackupDamaged):
            opened(THREE[:HEAD] + b"".join(parts))


def test_a_chunk_of_another_file_is_refused():
    other = sealed(pattern(2 * CHUNK + 5_000))

    with pytest.raises(BackupDamaged):
        opened(THREE[: HEAD + WHOLE] + other[HEAD + WHOLE :])
    with pytest.raises(BackupDamaged):
        opened(other[:HEAD] + THREE[HEAD:])


@given(st.integers(0, len(THREE) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused(place, change):
    file = bytearray(THREE)
    file[place] ^= change

    with pytest.raises(BackupError):
        opened(bytes(file))


def test_every_byte_of_the_head_counts():
    for place in range(HEAD):
        file = bytearray(THREE)
        file[place] ^= 1
        with pytest.raises(BackupError):
            opened(bytes(file))


def test_a_newer_format_is_said_to_be_one():
    with pytest.raises(BackupError, match="phiên bản mới hơn"):
        opened(NAME + bytes([FORMAT[0] + 1]) + THREE[len(NAME) + 1 :])


def test_nothing_is_given_before_its_chunk_was_found_whole():
    file = bytearray(THREE)
    file[HEAD + WHOLE + 3] ^= 1
    reader = SealedReader(BytesIO(bytes(file)), [MASTER])

    first = reader.read(CHUNK)

    assert first == pattern(CHUNK)
    with pytest.raises(BackupDamaged):
        reader.read(1)
