"""Addresses of pages as they are kept: whole, on the web, and without what opens anything; pure."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

LONGEST = 2000
"""Characters; browsers and proxies disagree about longer ones."""

_SECRET = frozenset(
    {
        *("token", "secret", "password", "passwd", "passphrase", "pwd", "pass", "pin", "auth"),
        *("authorization", "bearer", "session", "sessionid", "sessid", "phpsessid", "jsessionid"),
        *("sid", "sig", "signature", "hmac", "key", "apikey", "code", "otp", "totp", "jwt"),
        *("credential", "credentials", "nonce", "csrf", "xsrf", "magic", "invite", "reset", "sso"),
        *(
            "accesstoken",
            "refreshtoken",
            "idtoken",
            "csrftoken",
            "authtoken",
            "ticket",
            "assertion",
        ),
    }
)
"""Parts of a parameter's name that say that its value opens something."""

_NAME_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_LOOKS_SECRET = re.compile(
    r"eyJ[\w-]{8,}\.|[0-9a-fA-F]{32,}$|(?=[^&]*\d)(?=[^&]*[A-Z])(?=[^&]*[a-z])[\w+/=-]{32,}$"
)
"""Signed tokens, long hexadecimal numbers, long runs of mixed letters and digits."""


def clean_address(url: str) -> str:
    """The address without user name, password and secret-looking parameters; query strings stay.

    Empty for everything that is not a whole http(s) address of at most LONGEST characters.
    """
    if not url.isprintable():
        return ""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    kept = SplitResult(
        scheme=parts.scheme,
        netloc=_place(host, port),
        path=parts.path,
        query=_without_secrets(parts.query),
        fragment=_without_secrets(parts.fragment) if "=" in parts.fragment else parts.fragment,
    )
    address = urlunsplit(kept)
    return address if len(address) <= LONGEST else ""


def _place(host: str, port: int | None) -> str:
    named = f"[{host}]" if ":" in host else host
    return f"{named}:{port}" if port else named


def _without_secrets(query: str) -> str:
    """The query as it was, unless something in it has to go."""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not _is_secret(name, value)]
    return query if len(kept) == len(pairs) else urlencode(kept)


def _is_secret(name: str, value: str) -> bool:
    parts = {part.casefold() for part in _NAME_PARTS.findall(name)}
    whole = "".join(char for char in name.casefold() if char.isalnum())
    return bool(parts & _SECRET) or whole in _SECRET or _LOOKS_SECRET.match(value) is not None
