"""The one provider that the settings name: its documents and keys, remembered, and what is asked of it."""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

from api.oidc.addresses import is_provider_address
from api.oidc.asking import SECONDS, ProviderDown, ask
from api.oidc.id_token import Believed, Expected, TokenRefused, fitting, key_wanted, read

REMEMBERED: Final = 3600.0
"""Seconds that its documents are believed; a new key is found at once by its name."""
REFRESHED: Final = 60.0
"""Seconds between two looks for a key that is not known: anybody can send a token that names one."""
QUIET: Final = 5.0
"""Seconds in which a provider that did not answer is not asked for its documents again."""
_LARGEST_SECRET: Final = 4096
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")
Document = Mapping[str, Any]


@dataclass(frozen=True)
class Flow:
    """What one sign-in was begun with; only the browser that began it holds it, sealed.

    Attributes
    ----------
    back : str
        Our own address, to which the provider leads back.
    fresh : bool
        Whether somebody who is signed in already proves anew who they are.
    """

    state: str
    nonce: str
    verifier: str
    back: str
    asked_at: float
    fresh: bool = False


def new_flow(back: str, now: float, *, fresh: bool = False) -> Flow:
    """Begin: 256 random bits each for the state, the nonce and the proof of PKCE (RFC 7636, 4.1)."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Flow(state, nonce, verifier, back, now, fresh)


@dataclass
class Provider:
    """The office's sign-in.

    Parameters
    ----------
    issuer, client_id : str
        As the provider wrote them down.
    secret_file : Path
        Read at each use, so that a new secret needs no restart.
    acr : str, optional
        The value by which the provider says that somebody proved themselves twice.
    seconds : float
        For the whole of one request.
    monotonic : callable
        Seconds that only go forward.
    """

    issuer: str
    client_id: str
    secret_file: Path
    acr: str | None = None
    seconds: float = SECONDS
    monotonic: Callable[[], float] = time.monotonic
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _told: Document | None = field(default=None, init=False, repr=False)
    _told_until: float = field(default=0.0, init=False, repr=False)
    _quiet: tuple[float, str] = field(default=(0.0, ""), init=False, repr=False)
    _keys: Sequence[Document] = field(default=(), init=False, repr=False)
    _keys_until: float = field(default=0.0, init=False, repr=False)
    _refresh_after: float = field(default=0.0, init=False, repr=False)

    def address(self, flow: Flow) -> str:
        """Where the browser goes to sign in; the provider asks who it is even where it remembers somebody.

        A telephone or a desk is shared: who signed out here must not be signed in again by one click.

        Raises
        ------
        api.oidc.asking.ProviderDown
            If the provider does not say where that is.
        """
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": flow.back,
            "scope": "openid",
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": _challenge(flow.verifier),
            "code_challenge_method": "S256",
            "prompt": "login",
            **({"max_age": "0"} if flow.fresh else {}),
            **({"acr_values": self.acr} if self.acr else {}),
        }
        there = str(self._documents()["authorization_endpoint"])
        return f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}"

    def is_from_here(self, told: str | None) -> bool:
        """Tell whether an answer names the right provider (RFC 9207); one that need not say so may be silent."""
        if told is not None:
            return told == self.issuer
        return self._documents().get("authorization_response_iss_parameter_supported") is not True

    def redeem(self, flow: Flow, code: str, now: float) -> Believed:
        """Change a code for the provider's word on who it is, and check it.

        Raises
        ------
        api.oidc.asking.ProviderDown, api.oidc.asking.ProviderRefused
            If the provider does not answer, or takes the code no more.
        api.oidc.id_token.TokenRefused
            If its word is not believed.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": flow.back,
            "code_verifier": flow.verifier,
        }
        answer = ask(str(self._documents()["token_endpoint"]), *self._signed_as_us(form), self.seconds)
        token, access = answer.get("id_token"), answer.get("access_token")
        if not isinstance(token, str) or not isinstance(access, str):
            raise ProviderDown("no token")
        algorithm, key_id = key_wanted(token)
        expected = Expected(self.issuer, self.client_id, flow.nonce, access, flow.asked_at, now, flow.fresh)
        return read(token, self._key(algorithm, key_id), algorithm, expected)

    def _signed_as_us(self, form: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
        """The form and headers with our secret in the one place that the provider takes (RFC 6749, 2.3.1)."""
        secret = self.secret()
        ways = self._documents().get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if isinstance(ways, list) and "client_secret_basic" not in ways and "client_secret_post" in ways:
            return {**form, "client_id": self.client_id, "client_secret": secret}, {}
        both = f"{quote(self.client_id, safe='')}:{quote(secret, safe='')}"
        return form, {"authorization": f"Basic {base64.b64encode(both.encode()).decode()}"}

    def secret(self) -> str:
        """Our secret.

        Raises
        ------
        api.oidc.asking.ProviderDown
            If its file cannot be read or is empty.
        """
        try:
            with self.secret_file.open(encoding="utf-8") as file:
                words = file.read(_LARGEST_SECRET).strip()
        except (OSError, ValueError):
            raise ProviderDown("secret file") from None
        if not words:
            raise ProviderDown("secret file")
        return words

    def _documents(self) -> Document:
        """What the provider says of itself, read again each hour; while it is away, what it said last."""
        with self._lock:
            now = self.monotonic()
            if self._told is None or now >= self._told_until:
                self._told = self._read_again(now)
            return self._told

    def _read_again(self, now: float) -> Document:
        if now < self._quiet[0]:
            return self._last_word(self._quiet[1])
        try:
            told = ask(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration", seconds=self.seconds)
            self._check(told)
        except ProviderDown as down:
            self._quiet = (self.monotonic() + QUIET, str(down))
            return self._last_word(str(down))
        self._told_until = now + REMEMBERED
        return told

    def _last_word(self, why: str) -> Document:
        if self._told is None:
            raise ProviderDown(why)
        return self._told

    def _check(self, told: Document) -> None:
        """Hold its documents against what we were told: its name to the letter, and only addresses that are safe."""
        if told.get("issuer") != self.issuer:
            raise ProviderDown("issuer")
        loopback = self.issuer.startswith("http://")
        for name in _ENDPOINTS:
            url = told.get(name)
            if not isinstance(url, str) or not is_provider_address(url, loopback=loopback):
                raise ProviderDown(name)
        methods = told.get("code_challenge_methods_supported", ["S256"])
        if not isinstance(methods, list) or "S256" not in methods:
            raise ProviderDown("no PKCE")

    def _key(self, algorithm: str, key_id: str | None) -> Document:
        there = str(self._documents()["jwks_uri"])
        with self._lock:
            now = self.monotonic()
            found = fitting(self._keys, algorithm, key_id) if now < self._keys_until else None
            if found is None and (now >= self._keys_until or now >= self._refresh_after):
                self._keys = _key_list(ask(there, seconds=self.seconds))
                self._refresh_after = now + REFRESHED if now < self._keys_until else self._refresh_after
                self._keys_until = now + REMEMBERED
                found = fitting(self._keys, algorithm, key_id)
        if found is None:
            raise TokenRefused("key")
        return found


def _key_list(document: Document) -> list[Document]:
    keys = document.get("keys")
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        raise ProviderDown("keys")
    return keys


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
