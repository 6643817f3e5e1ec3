"""The recovery code: what an office keeps on paper, so that a copy of the key store opens for nobody else.

The key store keeps the public half only and seals copies of itself to it unattended; the code on paper is the private
half. X25519 (RFC 7748) with a fresh pair for each copy, HKDF-SHA256 (RFC 5869), AES-256-GCM.
"""

import base64
import hashlib
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NAME: Final = b"noiviec-keys 1\n"
_KEY: Final = 32
_CHECK: Final = 3
"""Bytes of check on a typed code: one wrong code in sixteen million passes, and then opens nothing."""
_GROUP: Final = 4


class WrongRecovery(ValueError):
    """A recovery code was mistyped, or a copy of keys is damaged or opens with another code."""


def new_code() -> tuple[str, bytes]:
    """Make a code and the public half to keep.

    Returns
    -------
    str
        56 letters and digits (base32) in groups of four.
    bytes, length 32
    """
    private = X25519PrivateKey.generate()
    raw = private.private_bytes_raw()
    words = base64.b32encode(raw + _check(raw)).decode()
    return "-".join(
        words[i : i + _GROUP] for i in range(0, len(words), _GROUP)
    ), private.public_key().public_bytes_raw()


def seal_copy(plain: bytes, public: bytes) -> bytes:
    """Seal a copy of the key store so that only the code on paper opens it."""
    once = X25519PrivateKey.generate()
    head = NAME + once.public_key().public_bytes_raw()
    key = _key(once, X25519PublicKey.from_public_bytes(public), head + public)
    return head + AESGCM(key).encrypt(bytes(12), plain, head)


def open_copy(sealed: bytes, code: str) -> bytes:
    """Open what :func:`seal_copy` sealed.

    Raises
    ------
    WrongRecovery
        If the file is no such copy, was altered, or the code is mistyped or another's; one Vietnamese sentence.
    """
    private = _private(code)
    head, rest = sealed[: len(NAME) + _KEY], sealed[len(NAME) + _KEY :]
    if not sealed.startswith(NAME) or len(head) < len(NAME) + _KEY:
        raise WrongRecovery("Tệp này không phải là bản sao kho khóa của Nối Việc.")
    once = X25519PublicKey.from_public_bytes(head[len(NAME) :])
    try:
        key = _key(private, once, head + private.public_key().public_bytes_raw())
        return AESGCM(key).decrypt(bytes(12), rest, head)
    except (InvalidTag, ValueError):  # ValueError: a point that gives no secret, or too short
        raise WrongRecovery("Bản sao kho khóa không mở được: mã khôi phục là của bản khác, hoặc tệp đã hỏng.") from None


def _private(code: str) -> X25519PrivateKey:
    try:
        raw = base64.b32decode("".join(filter(str.isalnum, code)).upper())
    except ValueError:
        raw = b""
    if len(raw) != _KEY + _CHECK or raw[_KEY:] != _check(raw[:_KEY]):
        raise WrongRecovery("Mã khôi phục gõ chưa đúng; hãy gõ lại từng nhóm bốn ký tự như trên giấy.")
    return X25519PrivateKey.from_private_bytes(raw[:_KEY])


def _check(raw: bytes) -> bytes:
    return hashlib.sha256(b"noiviec recovery\n" + raw).digest()[:_CHECK]


def _key(private: X25519PrivateKey, public: X25519PublicKey, about: bytes) -> bytes:
    """The key of one copy; a fresh pair makes it, so the nonce is always the same."""
    return HKDF(SHA256(), _KEY, salt=None, info=about).derive(private.exchange(public))
