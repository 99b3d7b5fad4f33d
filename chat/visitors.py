"""Who a visitor is: the signed token, the origin check, the session behind a socket."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from chat.models import Site, Visitor

_SALT = "chat.visitor"


@dataclass(frozen=True, slots=True)
class VisitorSession:
    """A visitor who proved who they are, on an active site."""

    visitor_id: int
    site: Site


def make_token(visitor: Visitor) -> str:
    """A signed token that names the visitor and the site; it opens nothing but their own chat."""
    return signing.dumps({"v": str(visitor.public_id), "s": visitor.site.key}, salt=_SALT)


def visitor_of_token(token: str, site: Site) -> Visitor | None:
    """The visitor whom the token names, or None when it is forged or of another site."""
    try:
        claims = signing.loads(token, salt=_SALT)
        public_id = uuid.UUID(claims["v"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    if claims.get("s") != site.key:
        return None
    visitor = Visitor.objects.filter(public_id=public_id, site=site).first()
    if visitor is not None:
        visitor.site = site  # known already: make_token needs no query
    return visitor


def active_site(key: str) -> Site | None:
    """The active site with this key."""
    if not key.isprintable():
        return None  # no key of ours; NUL and lone surrogates would not pass the database
    return Site.objects.filter(key=key, is_active=True).first()


def address_of(request: HttpRequest) -> str:
    """The visitor's address, as the outermost of our own proxies saw it."""
    trusted: int = settings.TRUSTED_PROXIES
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if trusted and len(seen) >= trusted and seen[-trusted]:
        return seen[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL in the form browsers send; empty when it is not http(s)."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    default = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != default else "")


def origin_allowed(site: Site, origin: str, own_origin: str) -> bool:
    """Whether a page of this origin may show the site's widget. Our own pages always may."""
    wanted = origin_of(origin)
    if not wanted:
        return False
    allowed = {origin_of(str(entry)) for entry in site.allowed_origins}
    return wanted == origin_of(own_origin) or wanted in allowed
