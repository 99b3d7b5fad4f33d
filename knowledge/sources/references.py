"""References of documents that are read from somewhere; pure."""

from __future__ import annotations

import hashlib

LONGEST = 200
LONGEST_URL = 500


def reference_of(address: str) -> str:
    """The reference of the document at an address: the address, cut and numbered if too long."""
    if len(address) <= LONGEST:
        return address
    number = hashlib.sha256(address.encode()).hexdigest()[:24]
    return f"{address[: LONGEST - len(number) - 1]}-{number}"


def url_of(address: str) -> str:
    """The address where visitors read the document; empty if it is too long to be stored."""
    return address if len(address) <= LONGEST_URL else ""
