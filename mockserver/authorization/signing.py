"""How does an identity token say who a user is, so that a client can verify it? (OpenID Connect Core, RFC 7518)

The key is the same in every copy of this package, and so no secret: it proves nothing outside a test.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from datetime import datetime
from typing import Any

from mockserver import exact_json
from mockserver.authorization.tokens import LIFE, Grant

_P = int(
    "f112cbda481293324e4f35623216afaa22e1775450b8df849cc9801472a891a04bc83c73c3c57a4be9befc1ad8c97c6f"
    "7b4a57719ba6a4b5c4047469556fcf0dcf81a430cafe080187d2e4fdcf34b3bfa1587fbd8f97b6130443e306be9a957f"
    "46da84ff1367b9f0efd59cda46df3e52212326bd9ad46fc0ffd705fa18ad2063",
    16,
)
_Q = int(
    "eecc4373cf36780f4222b28a2290ea1e2f8e6bff2f5599739a8aed11a4786371cc05fc138a98ed72f080fd06bb2490c4"
    "f47b9076b08381de0138ecb9add5faae47a25623b1f0913cc0279c16099b8cb9ca364afd198cfe46f877a6539acec2bb"
    "633068804a38bf819bfec2723f7b9b18a808c150cded8074f4de2b6628965abf",
    16,
)
MODULUS = _P * _Q
EXPONENT = 65_537
KEY_ID = "mock"
_SIZE = (MODULUS.bit_length() + 7) // 8
_SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
"""How PKCS #1 names SHA-256 before the digest."""


def jwks() -> dict[str, Any]:
    """The public key, as RFC 7517 writes it."""
    number = _text(MODULUS.to_bytes(_SIZE, "big"))
    return {
        "keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID, "n": number, "e": _text(b"\x01\x00\x01")}]
    }


def identity(issuer: str, grant: Grant, now: datetime, nonce: str, **hashed: str) -> str:
    """An identity token; `at_hash` and `c_hash` are of the access token and the code that go with it."""
    moment = int(now.timestamp())
    claims: dict[str, Any] = {
        "iss": issuer,
        "sub": grant.user or grant.client,
        "aud": grant.client,
        "exp": moment + LIFE,
        "iat": moment,
        "auth_time": moment,
    }
    if nonce:
        claims["nonce"] = nonce
    claims.update({name: _half(secret) for name, secret in hashed.items() if secret})
    return signed({**claims, **profile(grant)})


def profile(grant: Grant) -> dict[str, Any]:
    """What the scopes `profile` and `email` tell of a user."""
    user = grant.user or grant.client
    told: dict[str, Any] = {"name": user, "preferred_username": user} if "profile" in grant.scopes else {}
    if "email" in grant.scopes:
        told |= {"email": user if "@" in user else f"{user}@example.com", "email_verified": True}
    return told


def signed(claims: dict[str, Any]) -> str:
    """A JSON Web Token with these claims, signed with RS256."""
    head = _text(exact_json.dumps({"alg": "RS256", "typ": "JWT", "kid": KEY_ID}))
    text = f"{head}.{_text(exact_json.dumps(claims))}"
    return f"{text}.{_text(_signature(text.encode()))}"


def _signature(text: bytes) -> bytes:
    digest = _SHA256 + hashlib.sha256(text).digest()
    padded = b"\x00\x01" + b"\xff" * (_SIZE - len(digest) - 3) + b"\x00" + digest
    return _decrypted(int.from_bytes(padded, "big")).to_bytes(_SIZE, "big")


def _decrypted(number: int) -> int:
    """A number to the power of the private exponent, by the Chinese remainder theorem (RFC 8017, 5.1.2)."""
    by_p = pow(number, pow(EXPONENT, -1, _P - 1), _P)
    by_q = pow(number, pow(EXPONENT, -1, _Q - 1), _Q)
    return by_q + (by_p - by_q) * pow(_Q, -1, _P) % _P * _Q


def _half(secret: str) -> str:
    return _text(hashlib.sha256(secret.encode()).digest()[:16])


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")
