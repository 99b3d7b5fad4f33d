"""Which private hosts may be read as sources: those that FETCH_ALLOWED_PRIVATE_HOSTS names."""

from __future__ import annotations

from django.conf import settings

from chat.outgoing import guard


def is_allowed_host(host: str, port: int) -> bool:
    """Whether FETCH_ALLOWED_PRIVATE_HOSTS names it, as `host` (usual ports) or `host:port`."""
    return guard.is_named(host, port, settings.FETCH_ALLOWED_PRIVATE_HOSTS)


def backend(deadline: float) -> guard.GuardedBackend:
    """Opens connections to checked addresses only; `deadline`: of `time.monotonic()`."""
    return guard.GuardedBackend(deadline, private=settings.FETCH_ALLOWED_PRIVATE_HOSTS)
