"""Which addresses the office's sign-in may have: https, and plain http on this very machine alone."""

from typing import Final
from urllib.parse import urlsplit

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
LONGEST: Final = 500


def is_provider_address(url: str, *, loopback: bool = True) -> bool:
    """Tell whether a secret may be sent to an address.

    Parameters
    ----------
    loopback : bool
        Whether plain http to this machine will do; what an https provider names must be https too.
    """
    if not url.isascii() or not url.isprintable() or " " in url or len(url) > LONGEST:
        return False
    try:
        parts = urlsplit(url)
        port_ok = parts.port is None or parts.port > 0
    except ValueError:
        return False
    if not parts.hostname or not port_ok or parts.username is not None or parts.password is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (loopback and parts.scheme == "http" and parts.hostname in LOOPBACK)


def is_issuer(url: str) -> bool:
    """Tell whether an address can be a provider's name (OpenID Connect Core, 2: no query, no fragment)."""
    return is_provider_address(url) and not urlsplit(url).query and "?" not in url
