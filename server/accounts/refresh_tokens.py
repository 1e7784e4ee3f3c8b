"""Refresh tokens: random, stored hashed, good for one exchange.

8 bytes session id, 16 bytes family, 32 bytes secret, in base64url. The family is the same in all tokens of a session,
the secret is the newest one's alone: the right family with another secret is a used token, so somebody has a copy.
A secret follows from the one before and the installation's own, so that two tabs which exchange the same token at once
get the same new one.
"""

import base64
import binascii
import hashlib
import hmac
import secrets

import msgspec

FAMILY_BYTES, SECRET_BYTES = 16, 32


class RefreshToken(msgspec.Struct, frozen=True):
    session_id: int
    family: bytes
    secret: bytes

    @property
    def text(self) -> str:
        packed = self.session_id.to_bytes(8, "big") + self.family + self.secret
        return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()

    @property
    def family_hash(self) -> bytes:
        return hashlib.sha256(self.family).digest()

    @property
    def secret_hash(self) -> bytes:
        return hashlib.sha256(self.secret).digest()

    def next(self, installation_secret: str) -> "RefreshToken":
        message = b"vitrine refresh token" + self.session_id.to_bytes(8, "big") + self.family + self.secret
        return RefreshToken(self.session_id, self.family, hmac.digest(installation_secret.encode(), message, "sha256"))

    def of_family(self, family_hash: bytes) -> bool:
        return hmac.compare_digest(self.family_hash, family_hash)

    def is_newest(self, secret_hash: bytes) -> bool:
        return hmac.compare_digest(self.secret_hash, secret_hash)


def first(session_id: int) -> RefreshToken:
    return RefreshToken(session_id, secrets.token_bytes(FAMILY_BYTES), secrets.token_bytes(SECRET_BYTES))


def parse(text: str) -> RefreshToken | None:
    """None for what is no refresh token."""
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(packed) != 8 + FAMILY_BYTES + SECRET_BYTES or packed[0] >= 0x80:
        return None
    return RefreshToken(int.from_bytes(packed[:8], "big"), packed[8 : 8 + FAMILY_BYTES], packed[8 + FAMILY_BYTES :])
