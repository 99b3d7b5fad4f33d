"""Signatures of requests that leave the house: whoever shares the secret can tell them from others.

A receiver computes the same over the moment and the raw body, compares in constant time, and
refuses moments long ago, so that a recorded request cannot be played again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

TIMESTAMP_HEADER = "Baton-Timestamp"
SIGNATURE_HEADER = "Baton-Signature"


def signed(secret: str, body: bytes, at: datetime) -> Mapping[str, str]:
    """The headers that sign this body. `at`: aware; the moment is part of what is signed."""
    moment = str(int(at.timestamp()))
    return {TIMESTAMP_HEADER: moment, SIGNATURE_HEADER: f"v1={signature(secret, body, moment)}"}


def signature(secret: str, body: bytes, moment: str) -> str:
    """HMAC-SHA256 of `<moment>.<body>` in hexadecimal; `moment`: seconds since 1970, as text."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
