"""A stream of bytes sealed chunk by chunk, so that a cut, a swap, a flipped bit or another's file is refused.

The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, "Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance", CRYPTO 2015) with AES-256-GCM: the nonce of a chunk is its number and whether it is the last. Every
file has a key of its own, derived (HKDF-SHA256, RFC 5869) from a master key and the file's random salt, so numbers can
begin at 0 in each file. Only the last chunk may be shorter than :data:`CHUNK`.

Layout: 16 bytes of name and format, 8 bytes that name the master key, 32 bytes of salt, then chunks with their tags.
"""

import hashlib
import hmac
import os
from collections.abc import Sequence
from io import RawIOBase
from typing import IO, Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from api.backups.errors import BackupDamaged, BackupError, WrongKeys, damaged

NAME: Final = b"noiviec-backup\n"
FORMAT: Final = b"\x01"
CHUNK: Final = 1 << 18
"""Bytes of plain text a chunk: 256 KiB, of which the tag adds 0.006 %."""
_TAG: Final = 16
_KEY_NAME: Final = 8
_SALT: Final = 32
_HEAD: Final = len(NAME) + len(FORMAT) + _KEY_NAME + _SALT


def _name_of(master: bytes) -> bytes:
    """Name a master key without telling anything of it."""
    return hmac.new(master, b"noiviec backup: name of the key", hashlib.sha256).digest()[:_KEY_NAME]


def _cipher(master: bytes, head: bytes) -> AESGCM:
    """The cipher of one file; every byte of its head goes into the key."""
    return AESGCM(HKDF(SHA256(), 32, salt=head[-_SALT:], info=b"noiviec backup: file\n" + head).derive(master))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


class SealedWriter(RawIOBase):
    """Seals what is written to it; without :meth:`finish` the file has no end and is refused.

    Parameters
    ----------
    into : binary file
    master : bytes, length 32
    """

    def __init__(self, into: IO[bytes], master: bytes) -> None:
        self._into, self._number, self._waiting = into, 0, bytearray()
        head = NAME + FORMAT + _name_of(master) + os.urandom(_SALT)
        self._cipher = _cipher(master, head)
        into.write(head)

    def writable(self) -> bool:
        """Yes."""
        return True

    def write(self, part: Any, /) -> int:
        """Take bytes, and write every chunk that is full and not the last."""
        taken = memoryview(part)
        self._waiting += taken
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return taken.nbytes

    def finish(self) -> None:
        """Write the last chunk."""
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, plain: bytes, *, last: bool) -> None:
        self._into.write(self._cipher.encrypt(_nonce(self._number, last), plain, None))
        self._number += 1


class SealedReader(RawIOBase):
    """Opens what :class:`SealedWriter` sealed; no byte is given before its chunk was found whole.

    Parameters
    ----------
    source : binary file
    masters : sequence of bytes
        Every generation of the key, the newest first.

    Raises
    ------
    BackupDamaged
        If the file is no backup, here or as soon as a damaged chunk is reached.
    WrongKeys
        If none of the keys sealed it.
    """

    def __init__(self, source: IO[bytes], masters: Sequence[bytes]) -> None:
        self._source, self._number, self._over, self._waiting = source, 0, False, memoryview(b"")
        head = source.read(_HEAD)
        if head[: len(NAME)] != NAME or len(head) < _HEAD:
            raise BackupDamaged("Tệp này không phải là bản sao lưu của Nối Việc.")
        if head[len(NAME) : len(NAME) + 1] != FORMAT:
            raise BackupError("Bản sao lưu này do một phiên bản mới hơn tạo ra; hãy nâng cấp Nối Việc trước.")
        name = head[len(NAME) + 1 :][:_KEY_NAME]
        found = next((key for key in masters if hmac.compare_digest(_name_of(key), name)), None)
        if found is None:
            raise WrongKeys("Kho khóa đang dùng không mở được bản sao lưu này; hãy xem NOIVIEC_KEYS.")
        self._cipher = _cipher(found, head)
        self._ahead = source.read(CHUNK + _TAG)

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, into: Any, /) -> int:
        """Give some bytes; none only at the end, which is a chunk that says so."""
        while not self._waiting and not self._over:
            self._waiting = memoryview(self._open_next())
        n = min(len(into), len(self._waiting))
        into[:n], self._waiting = self._waiting[:n], self._waiting[n:]
        return n

    def _open_next(self) -> bytes:
        sealed, self._ahead = self._ahead, self._source.read(CHUNK + _TAG)
        self._over = not self._ahead
        try:
            plain = self._cipher.decrypt(_nonce(self._number, self._over), sealed, None)
        except (InvalidTag, ValueError):  # ValueError: shorter than a tag
            raise damaged() from None
        self._number += 1
        return plain
