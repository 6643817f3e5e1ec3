"""One POST to one address: https, a public host, no redirect followed, the answer's first bytes thrown away.

A host that plainly is of the own network is refused when its address is named. Any other is looked up once at
sending, and the connection goes to that very address, so that a name cannot point elsewhere between check and call.
"""

import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Final
from urllib.parse import SplitResult, urlsplit

TIMEOUT: Final = 5.0
"""Seconds for each step; who receives should answer at once and work later (Standard Webhooks: 15 to 30 at most)."""
LONGEST_URL: Final = 500
_ANSWER: Final = 1024
_NEAR_NAMES: Final = ("localhost", "local", "internal", "lan", "home.arpa")
"""Ends of names that no public host has: RFC 6761, 6762, 8375, and what ICANN keeps for private use (``internal``)."""
_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 addresses as networks of IPv6 alone write them (RFC 6052)."""


class AddressRefused(ValueError):
    """The address is not one that messages may go to. Give an https address of a public host."""


@dataclass(frozen=True)
class Sent:
    """What came of one try."""

    status: int | None
    """The answer's HTTP status; None where there was no answer."""

    @property
    def taken(self) -> bool:
        """Whether the message arrived."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """Whether the receiver says that it wants nothing more (410)."""
        return self.status == 410


def checked_address(url: str, private: bool) -> SplitResult:
    """Take an address apart, if messages may go there.

    Parameters
    ----------
    private : bool
        Whether hosts of the own network, and plain http to them, are allowed (``NOIVIEC_WEBHOOK_PRIVATE``).

    Raises
    ------
    AddressRefused
        If it is no https address of a host, holds a user or a fragment, is too long, or its host is of the own
        network.
    """
    try:
        parts = urlsplit(url)
        port_ok = parts.port is None or 0 < parts.port < 65536
    except ValueError:
        raise AddressRefused(url) from None
    schemes = {"https", "http"} if private else {"https"}
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    if not plain or parts.scheme not in schemes or not parts.hostname or not port_ok:
        raise AddressRefused(url)
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise AddressRefused(url)
    if not private and not _may_be_public(parts.hostname):
        raise AddressRefused(url)
    return parts


def _may_be_public(host: str) -> bool:
    """Tell whether a host may be a public one by its words alone: numbers are read as the system reads them."""
    try:
        return is_public(socket.inet_ntoa(socket.inet_aton(host)))  # also 127.1, 0x7f000001 and 2130706433
    except OSError:
        pass
    if ":" in host:
        return is_public(host)
    name = host.rstrip(".").lower()
    return "." in name and not any(name == near or name.endswith(f".{near}") for near in _NEAR_NAMES)


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open network; an IPv4 address inside of an IPv6 one counts as itself."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inside = found.ipv4_mapped or found.sixtofour
        if found in _TRANSLATED:
            inside = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(str(inside))
    return found.is_global and not found.is_multicast


def _resolved(parts: SplitResult, private: bool) -> tuple[str, int]:
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    hosts = [str(address[4][0]) for address in found]
    if not private and not all(is_public(host) for host in hosts):
        raise AddressRefused(parts.geturl())
    return hosts[0], port


class _Pinned(HTTPSConnection):
    """A connection to a looked-up address under the host's own name."""

    def __init__(self, name: str, address: tuple[str, int]) -> None:
        super().__init__(name, address[1], timeout=TIMEOUT, context=ssl.create_default_context())
        self._address = address

    def connect(self) -> None:
        """Connect to the address that was checked; the certificate is the name's."""
        plain = socket.create_connection(self._address, TIMEOUT)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def post(url: str, body: str, headers: Mapping[str, str], private: bool = False) -> Sent:
    """Send one message; whatever goes wrong on the way is a try without an answer.

    Raises
    ------
    AddressRefused
        If messages may not go to this address, or no longer since its host points elsewhere.
    """
    parts = checked_address(url, private)
    connection: HTTPConnection | None = None
    try:
        address = _resolved(parts, private)
        name = parts.hostname or ""
        connection = _Pinned(name, address) if parts.scheme == "https" else HTTPConnection(*address, timeout=TIMEOUT)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body.encode(), {**headers, "host": parts.netloc})
        answer = connection.getresponse()
        answer.read(_ANSWER)
        return Sent(answer.status)
    except (OSError, HTTPException):
        return Sent(None)
    finally:
        if connection is not None:
            connection.close()
