"""From where a request comes."""

import hmac

from litestar.types import Scope

from server.kit import resources


def address(scope: Scope) -> str:
    """The caller's address: what our own web process says of its visitor, or the outermost of `trusted_proxies` saw."""
    headers = dict(scope["headers"])
    proof = resources.settings().web_proof
    if (
        proof
        and hmac.compare_digest(headers.get(b"vitrine-web", b""), proof.encode())
        and b"vitrine-visitor" in headers
    ):
        return headers[b"vitrine-visitor"].decode("latin-1")
    hops = resources.settings().trusted_proxies
    if hops:
        forwarded = [v for k, v in scope["headers"] if k == b"x-forwarded-for"]
        seen = [part.strip() for value in forwarded for part in value.decode("latin-1").split(",")]
        if len(seen) >= hops:
            return seen[-hops]
    client = scope.get("client")
    return client[0] if client else "unknown"
