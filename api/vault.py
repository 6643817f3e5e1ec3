"""Identity under lock: who a person is, sealed with a key of their own, and blind indexes to find them again.

AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce per sealing. The person's id is associated data, so that one
person's blob does not open under another's number.
"""

import hashlib
import hmac
import os
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.keys import KeyDeleted, KeyStore
from employers.reference.text import fold

_FORMAT: Final = b"\x01"
"""First byte of every blob: AES-256-GCM, 12 bytes of nonce, then ciphertext and tag."""

_NONCE_BYTES: Final = 12


class VaultError(Exception):
    """A blob does not open: it was altered, moved to another person or sealed with another key. Look at the audit."""


class IdentityErased(VaultError):
    """The person's key was deleted: they asked to be forgotten. Show the code, and nothing else."""


class Phone(BaseModel):
    """A telephone number and whose it is ("số của mẹ")."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: str
    note: str | None = None


class SafeContact(BaseModel):
    """Who may answer the phone and what may be said then; what is not agreed is the least."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    may_answer: tuple[str, ...] = ()
    """Relations, of ``api.case_words.RELATIONS``."""
    may_say: str = "call_back"
    """``call_back``, ``job_service`` or ``everything``."""
    best_time: str | None = None
    note: str | None = None


class Identity(BaseModel):
    """Who a person is; everything here is sealed and nothing here is ranked."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    full_name: str
    alias: str | None = None
    national_id: str | None = None
    phones: tuple[Phone, ...] = ()
    address: str | None = None
    contact_note: str | None = None
    contact: SafeContact | None = None
    notes: str | None = None
    unread: dict[str, str] = Field(default_factory=dict)
    """Cells of the list of people that no field holds, by header: nobody knows what stands in them."""
    unread_of: dict[str, dict[str, str]] = Field(default_factory=dict)
    """The same of other lists' rows, by record: ``training|ky thuat han|2026-04-30``, ``placements|V-01``."""
    status_sentence: str | None = None
    """What the person agreed may be told of their situation, in these words; told only where a consent lists it."""

    @property
    def given_name(self) -> str:
        """The last word of the full name, by which a Vietnamese person is addressed (tên); empty for an empty name."""
        return self.full_name.split()[-1] if self.full_name.split() else ""

    def __repr__(self) -> str:
        return "Identity(…)"  # logs and tracebacks print values

    __str__ = __repr__


def seal(identity: Identity, person_id: int, key: bytes) -> bytes:
    """Seal an identity for one person.

    Parameters
    ----------
    identity : Identity
    person_id : int
        The row id in the database; the blob opens under no other.
    key : bytes, length 32
        The person's own key.

    Returns
    -------
    bytes
        Format byte, nonce, ciphertext and tag: 29 bytes more than the JSON.
    """
    return _encrypt(identity.model_dump_json(exclude_defaults=True).encode(), b"person:%d" % person_id, key)


def open_sealed(sealed: bytes, person_id: int, key: bytes) -> Identity:
    """Open what :func:`seal` made.

    Raises
    ------
    VaultError
        If the blob, the person or the key is not the one it was sealed with.
    """
    try:
        return Identity.model_validate_json(_decrypt(sealed, b"person:%d" % person_id, key))
    except ValidationError:
        raise VaultError("a blob opened but holds no identity") from None


def open_identity(keys: KeyStore, key_id: str, sealed: bytes, person_id: int) -> Identity:
    """Open one person's identity with their key from the store.

    Raises
    ------
    IdentityErased
        If the key was deleted.
    VaultError
        If the blob was altered or belongs to another person.
    api.keys.KeyUnknown
        If the key store belongs to another database.
    """
    try:
        key = keys.person_key(key_id)
    except KeyDeleted:
        raise IdentityErased(key_id) from None
    return open_sealed(sealed, person_id, key)


def seal_text(text: str, about: str, key: bytes) -> bytes:
    """Seal a text that may hold identities (a held row, a draft, a stored reply); ``about`` names its place."""
    return _encrypt(text.encode(), b"text:" + about.encode(), key)


def open_text(sealed: bytes, about: str, key: bytes) -> str:
    """Open what :func:`seal_text` made, in the same place.

    Raises
    ------
    VaultError
        If the blob, the place or the key is not the one it was sealed with.
    """
    return _decrypt(sealed, b"text:" + about.encode(), key).decode()


def open_text_of(sealed: bytes, about: str, keys: Sequence[bytes]) -> str:
    """Open a text with whichever of its keys' generations sealed it, the newest first.

    Raises
    ------
    VaultError
        If none of them did.
    """
    for key in keys[:-1]:
        with suppress(VaultError):
            return open_text(sealed, about, key)
    return open_text(sealed, about, keys[-1])


def reseal(sealed: bytes, person_id: int, old: bytes, new: bytes) -> bytes:
    """Seal one person's identity with another key, without reading it.

    Raises
    ------
    VaultError
        If the blob, the person or the old key is not the one it was sealed with.
    """
    about = b"person:%d" % person_id
    return _encrypt(_decrypt(sealed, about, old), about, new)


def reseal_text(sealed: bytes, about: str, old: bytes, new: bytes) -> bytes:
    """Seal a text with another key, in the same place.

    Raises
    ------
    VaultError
        If the blob, the place or the old key is not the one it was sealed with.
    """
    return seal_text(open_text(sealed, about, old), about, new)


def blind_index(key: bytes, name: str, birth_year: int | None) -> str:
    """Give 64 hex digits by which a name and birth year are found again without being stored.

    Accents, case and spacing do not matter, so ``Hùng`` and ``Hưng`` meet: compare the identities found.
    """
    return _mac(key, f"name\n{fold(name)}\n{birth_year or ''}")


def blind_index_id(key: bytes, national_id: str) -> str:
    """Give 64 hex digits by which a national id number is found again; only its digits count."""
    return _mac(key, "id\n" + "".join(filter(str.isdigit, national_id)))


def blind_index_text(key: bytes, kind: str, text: str) -> str:
    """Give 64 hex digits by which a text of one kind is found again, exactly as it was written."""
    return _mac(key, f"{kind}\n{text}")


def _mac(key: bytes, words: str) -> str:
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()


def _encrypt(plain: bytes, about: bytes, key: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, plain, _FORMAT + about)


def _decrypt(sealed: bytes, about: bytes, key: bytes) -> bytes:
    nonce, rest = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _FORMAT or len(nonce) < _NONCE_BYTES:
        raise VaultError("a blob is not in a known format")
    try:
        return AESGCM(key).decrypt(nonce, rest, _FORMAT + about)
    except InvalidTag:
        raise VaultError("a blob does not open: altered, moved or sealed with another key") from None
