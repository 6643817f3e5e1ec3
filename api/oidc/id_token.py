"""What the provider says of somebody, believed only where every check holds (OpenID Connect Core 1.0, 3.1.3.7).

The signature is joserfc's; which algorithms and keys it may use, and what the claims must say, is written out here.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

ALGORITHMS: Final[Mapping[str, str]] = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}
"""Signatures that are believed, with the kind of key each needs: none of a shared secret, and never none at all."""
SMALLEST_RSA: Final = 2048
"""Bits (RFC 7518, 3.3)."""
LEEWAY: Final = 60
"""Seconds by which two clocks may differ."""
LONGEST: Final = 16_384
"""Letters of a token."""
_LONGEST_SUBJECT: Final = 255
"""OpenID Connect Core, 2: at most 255 ASCII letters."""


ROUNDING: Final = 5
"""Seconds: both moments that the provider tells are whole ones, and its answer was under way."""


class TokenRefused(Exception):
    """The provider's word is not believed; the message is one word for the log, never of the token."""


class NotFresh(TokenRefused):
    """The provider does not say that somebody signed in after they were asked to. Ask again, or prove it otherwise."""


@dataclass(frozen=True)
class Expected:
    """What a token must say.

    Attributes
    ----------
    asked_at : float
        When this sign-in was begun, seconds since 1970: who was asked to sign in anew did so after it.
    fresh : bool
        Whether the provider must say when they did (``max_age=0`` was asked for; OpenID Connect Core, 2 and 3.1.2.1).
    """

    issuer: str
    client_id: str
    nonce: str
    access_token: str
    asked_at: float
    now: float
    fresh: bool = False


@dataclass(frozen=True)
class Believed:
    """Who it is, by the provider's own name for them, and how they proved it (``acr``)."""

    subject: str
    acr: str | None


def key_wanted(token: str) -> tuple[str, str | None]:
    """Algorithm and key that a token names for itself.

    Raises
    ------
    TokenRefused
        If it is no token, or its algorithm is not one of :data:`ALGORITHMS`.
    """
    if len(token) > LONGEST or token.count(".") != 2:
        raise TokenRefused("form")
    try:
        head = token.partition(".")[0]
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, RecursionError, binascii.Error):
        raise TokenRefused("form") from None
    if not isinstance(header, dict) or "crit" in header:
        raise TokenRefused("form")
    algorithm, key_id = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise TokenRefused("algorithm")
    if key_id is not None and not isinstance(key_id, str):
        raise TokenRefused("form")
    return algorithm, key_id


def fitting(keys: Sequence[Mapping[str, Any]], algorithm: str, key_id: str | None) -> Mapping[str, Any] | None:
    """The one public key that a token may be signed by; None where there is none, or more than one could be meant."""
    found = [
        key
        for key in keys
        if key.get("kty") == ALGORITHMS[algorithm]
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (key_id is None or key.get("kid") == key_id)
    ]
    return found[0] if len(found) == 1 else None


def read(token: str, key: Mapping[str, Any], algorithm: str, expected: Expected) -> Believed:
    """Check a token from end to end.

    Raises
    ------
    TokenRefused
        If any check fails.
    """
    claims = _signed(token, key, algorithm)
    _check_for_us(claims, expected)
    _check_times(claims, expected)
    _check_at_hash(claims, expected.access_token)
    subject, acr = claims.get("sub"), claims.get("acr")
    if not isinstance(subject, str) or not is_subject(subject):
        raise TokenRefused("sub")
    return Believed(subject, acr if isinstance(acr, str) else None)


def is_subject(words: str) -> bool:
    """Tell whether words can be a provider's name for somebody."""
    return 0 < len(words) <= _LONGEST_SUBJECT and words.isascii() and words.isprintable() and words == words.strip()


def _signed(token: str, key: Mapping[str, Any], algorithm: str) -> dict[str, Any]:
    from joserfc import jwk, jwt  # a tenth of a second that no start waits for
    from joserfc.errors import JoseError

    public = {name: value for name, value in key.items() if name in ("kty", "n", "e", "crv", "x", "y")}
    try:
        imported = jwk.import_key(public)
        size = getattr(imported.raw_value, "key_size", 0)
        if public["kty"] == "RSA" and size < SMALLEST_RSA:
            raise TokenRefused("key")
        return dict(jwt.decode(token, imported, algorithms=[algorithm]).claims)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise TokenRefused("signature") from None


def _check_for_us(claims: Mapping[str, Any], expected: Expected) -> None:
    if claims.get("iss") != expected.issuer:
        raise TokenRefused("iss")
    named = claims.get("aud")
    audience = [named] if isinstance(named, str) else named
    if not isinstance(audience, list) or expected.client_id not in audience:
        raise TokenRefused("aud")
    azp = claims.get("azp")
    if (len(audience) > 1 or azp is not None) and azp != expected.client_id:
        raise TokenRefused("azp")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not _same(nonce, expected.nonce):
        raise TokenRefused("nonce")


def _check_times(claims: Mapping[str, Any], expected: Expected) -> None:
    """Not over, not of tomorrow, and made for this sign-in: who was asked to sign in anew did so."""
    ends, made = _moment(claims, "exp"), _moment(claims, "iat")
    if ends is None or made is None or expected.now >= ends + LEEWAY:
        raise TokenRefused("exp")
    if not expected.asked_at - LEEWAY <= made <= expected.now + LEEWAY:
        raise TokenRefused("iat")
    begins = _moment(claims, "nbf")
    if begins is not None and begins > expected.now + LEEWAY:
        raise TokenRefused("nbf")
    _check_signed_in(_moment(claims, "auth_time"), made, expected)


def _check_signed_in(signed_in: float | None, made: float, expected: Expected) -> None:
    """When they signed in there: since they were asked to, where that is told or must be."""
    if signed_in is None:
        if expected.fresh:
            raise NotFresh("auth_time")
        return
    # Where it matters, by the provider's own clock alone: that two clocks differ makes nothing old look new.
    since = made - (expected.now - expected.asked_at) - ROUNDING if expected.fresh else expected.asked_at - LEEWAY
    if not since <= signed_in <= expected.now + LEEWAY:
        raise NotFresh("auth_time") if expected.fresh else TokenRefused("auth_time")


def _moment(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e11:
        raise TokenRefused(name)
    return float(value)


def _check_at_hash(claims: Mapping[str, Any], access_token: str) -> None:
    """The left half of the access token's digest (3.1.3.6); every algorithm here is one of SHA-256."""
    told = claims.get("at_hash")
    if told is None:
        return
    half = hashlib.sha256(access_token.encode(errors="replace")).digest()[:16]
    right = base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    if not isinstance(told, str) or not _same(told, right):
        raise TokenRefused("at_hash")


def _same(told: str, right: str) -> bool:
    """Compare without telling how far; half a letter (JSON may hold one) is like no other."""
    return hmac.compare_digest(told.encode(errors="replace"), right.encode())
