"""Signatures of messages: HMAC-SHA-256 as https://www.standardwebhooks.com (version 1.0.0) describes them."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Final

_PREFIX: Final = "whsec_"
_SECRET_BYTES: Final = 32
"""The specification asks for 24 to 64 bytes."""


def new_secret() -> str:
    """Draw a secret to be shared with who receives: ``whsec_`` and base64."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def sign(secret: str, message_id: str, sent_at: datetime, body: str) -> str:
    """The signature of one sending: ``v1,`` and base64.

    Parameters
    ----------
    sent_at : datetime
        Aware; whole seconds count. Who receives refuses what is old, so each try is signed anew.
    """
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{message_id}.{int(sent_at.timestamp())}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(secret: str, message_id: str, sent_at: datetime, body: str) -> Mapping[str, str]:
    """What goes with a message."""
    return {
        "content-type": "application/json",
        "user-agent": "noiviec-webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "webhook-signature": sign(secret, message_id, sent_at, body),
    }
