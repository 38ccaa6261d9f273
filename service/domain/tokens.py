"""Bearer tokens: how they look, and the digest under which they are known."""

import hashlib
import secrets
from typing import Final

PREFIX: Final = "dure_"
"""Lets a token be recognised where it must not be, such as in a log or a repository."""

_BYTES: Final = 32


def new_token() -> str:
    return PREFIX + secrets.token_urlsafe(_BYTES)


def digest_of(token: str) -> str:
    """Return the SHA-256 digest in hexadecimal; a token is random, so it needs no salt."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
