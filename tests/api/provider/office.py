"""An office's own sign-in, as small as one can be: documents, keys, codes that count once, signed tokens."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from joserfc import jwk, jwt

CLIENT, SECRET, SUBJECT = "noi-viec", "bí mật + của máy này", "8f3c-21"
KEY = jwk.ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"})


def digest_half(token: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16]).rstrip(b"=").decode()


@dataclass
class OfficeProvider:
    """What it is told to do wrong is told here; by itself it does everything right."""

    port: int
    claims: dict[str, Any] = field(default_factory=dict)
    """What its tokens say otherwise; None leaves a claim out."""
    keys: list[Any] = field(default_factory=lambda: [KEY])
    sign: Callable[[dict[str, Any]], str] | None = None
    documents: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    """What a path answers instead."""
    drip: float = 0.0
    """Seconds between two bytes of an answer."""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def visit(self, address: str, **changed: str) -> str:
        """What a browser is led back to that signs in here; the answer's query may be changed on the way."""
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", address.removeprefix(self.issuer))
        with connection.getresponse() as response:
            back = response.headers["location"]
            response.read()
        connection.close()
        parts = urlsplit(back)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()} | changed
        return f"{parts.path}?{urlencode(asked)}"

    def answer(self, method: str, path: str, form: dict[str, str], authorization: str) -> tuple[int, dict, bytes]:
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        if path == "/.well-known/openid-configuration":
            return self._json(self._about())
        if path == "/jwks":
            return self._json({"keys": [k.as_dict(private=False) if hasattr(k, "as_dict") else k for k in self.keys]})
        if path == "/authorize":
            return self._authorize(form)
        return self._token(form, authorization)

    def _json(self, document: Any, status: int = 200) -> tuple[int, dict, bytes]:
        return status, {"content-type": "application/json"}, json.dumps(document).encode()

    def _about(self) -> dict[str, Any]:
        paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/jwks"}
        about = {"issuer": self.issuer, **{name: self.issuer + path for name, path in paths.items()}}
        about |= {"code_challenge_methods_supported": ["S256"], "authorization_response_iss_parameter_supported": True}
        return about | self.documents

    def _authorize(self, asked: dict[str, str]) -> tuple[int, dict, bytes]:
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer}
        return 302, {"location": f"{asked['redirect_uri']}?{urlencode(back)}"}, b""

    def _token(self, form: dict[str, str], authorization: str) -> tuple[int, dict, bytes]:
        begun = self.codes.pop(form["code"], None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if begun is None or begun["code_challenge"] != proof or begun["redirect_uri"] != form["redirect_uri"]:
            return self._json({"error": "invalid_grant"}, 400)
        name, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        if "client_secret" in form:
            name, secret = form["client_id"], quote(form["client_secret"])
        if (name, unquote(secret)) != (CLIENT, SECRET):
            return self._json({"error": "invalid_client"}, 401)
        now = int(time.time())
        said = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": SUBJECT,
            "nonce": begun["nonce"],
            "iat": now,
            "exp": now + 300,
        }
        said |= {"auth_time": now, "at_hash": digest_half("access")} | self.claims
        said = {name: value for name, value in said.items() if value is not None}
        token = self.sign(said) if self.sign else jwt.encode({"alg": "ES256", "kid": "k1"}, said, KEY)
        return self._json({"access_token": "access", "token_type": "Bearer", "id_token": token})


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self._reply(parts.path, parts.query)

    def do_POST(self) -> None:
        self._reply(self.path, self.rfile.read(int(self.headers["content-length"])).decode())

    def _reply(self, path: str, query: str) -> None:
        provider: OfficeProvider = self.server.provider  # type: ignore[attr-defined] # set where it is made
        form = {name: values[0] for name, values in parse_qs(query).items()}
        status, headers, body = provider.answer(self.command, path, form, self.headers.get("authorization", ""))
        self.send_response(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            for at in range(0, len(body), 1 if provider.drip else 65536):
                self.wfile.write(body[at : at + (1 if provider.drip else 65536)])
                time.sleep(provider.drip)
        except OSError:
            pass  # who asked has gone

    def log_message(self, *_: Any) -> None:
        pass


def serve() -> tuple[OfficeProvider, Callable[[], None]]:
    """A provider that runs, and what ends it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.provider = provider = OfficeProvider(server.server_address[1])  # type: ignore[attr-defined] # read above
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def end() -> None:
        server.shutdown()
        server.server_close()

    return provider, end
