"""A token is believed only where the provider signed it and it says all that it must."""

import base64
import hmac
import json
from contextlib import nullcontext

import pytest
from joserfc import jwk, jwt

from tests.api.provider.browsing import is_in, sign_in
from tests.api.provider.office import CLIENT, KEY, SECRET

OTHER_KEY = jwk.ECKey.generate_key("P-256", {"kid": "k1"})


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "khac"},
        {"nonce": None},
        {"iss": "https://khac.example"},
        {"aud": "khac"},
        {"aud": [CLIENT, "khac"]},
        {"aud": [CLIENT, "khac"], "azp": "khac"},
        {"azp": "khac"},
        {"exp": 1},
        {"exp": None},
        {"exp": "mai"},
        {"iat": 1},
        {"iat": 9_000_000_000},
        {"nbf": 9_000_000_000},
        {"auth_time": 1},
        {"at_hash": "AAAA"},
        {"sub": None},
        {"sub": ["8f3c-21"]},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_that_does_not_say_what_it_must_opens_nothing(site, provider, claims):
    provider.claims = claims

    page = sign_in(site, provider)

    assert page.status == 422
    assert not is_in(site)


def _b64(document):
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


def _with_secret(secret):
    def sign(said):
        body = f"{_b64({'alg': 'HS256', 'kid': 'k1'})}.{_b64(said)}"
        mark = hmac.digest(secret, body.encode(), "sha256")
        return f"{body}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"

    return sign


FORGED = {
    "another key": lambda said: jwt.encode({"alg": "ES256", "kid": "k1"}, said, OTHER_KEY),
    "a key in its own header": lambda said: jwt.encode(
        {"alg": "ES256", "kid": "k1", "jwk": OTHER_KEY.as_dict(private=False)}, said, OTHER_KEY
    ),
    "no signature": lambda said: f"{_b64({'alg': 'none'})}.{_b64(said)}.",
    "the public key as a secret": _with_secret(KEY.as_pem(private=False)),
    "our secret": _with_secret(SECRET.encode()),
    "an unknown key": lambda said: jwt.encode({"alg": "ES256", "kid": "k9"}, said, OTHER_KEY),
    "cut": lambda said: jwt.encode({"alg": "ES256", "kid": "k1"}, said, KEY)[:-4],
    "no token": lambda said: "....",
    "without end": lambda said: "a." * 100_000,
}


@pytest.mark.parametrize("way", FORGED)
def test_a_token_that_the_provider_did_not_sign_opens_nothing(site, provider, way):
    provider.sign = FORGED[way]

    page = sign_in(site, provider)

    assert page.status == 422
    assert not is_in(site)


def test_a_short_rsa_key_is_not_believed_and_a_long_one_is(site, provider):
    for bits, opens in ((1024, False), (2048, True)):
        with pytest.warns() if bits < 2048 else nullcontext():
            key = jwk.RSAKey.generate_key(bits, {"kid": f"r{bits}"})
        provider.keys = [KEY, key]
        provider.sign = lambda said, key=key, bits=bits: jwt.encode({"alg": "RS256", "kid": f"r{bits}"}, said, key)
        site.service.provider._keys_until = 0.0

        sign_in(site, provider)

        assert is_in(site) is opens


def test_a_new_key_is_found_at_once_and_unknown_ones_are_looked_for_once_a_minute(site, provider):
    sign_in(site, provider)
    site.client.cookies.clear()
    provider.keys = [KEY, jwk.ECKey.generate_key("P-256", {"kid": "k2"})]
    provider.sign = lambda said: jwt.encode({"alg": "ES256", "kid": "k2"}, said, provider.keys[1])

    sign_in(site, provider)
    rolled = is_in(site)
    provider.sign = FORGED["an unknown key"]
    for _ in range(3):
        sign_in(site, provider)

    assert rolled
    assert provider.asked.count("/jwks") == 2
