"""Politeness: how long to wait before a host is asked again, across workers and sources."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache

KEPT_S = 600


def wait_s(host: str) -> float:
    """Seconds until the host may be asked again; 0 when it may be asked now."""
    return max(0.0, float(cache.get(_key(host), 0.0)) - time.time())


def asked(host: str, delay_s: float) -> None:
    """The host was asked just now and wants `delay_s` seconds of rest, or what is set if more."""
    rest_s = max(delay_s, settings.FETCH_DELAY_MS / 1000)
    if rest_s > 0:
        cache.set(_key(host), time.time() + rest_s, KEPT_S)


def _key(host: str) -> str:
    return f"asked:{host}"
