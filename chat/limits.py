"""Rate limits of a process: small token buckets in memory, by visitor or address.

They are per web process on purpose: a visitor's sockets need no network round trip before a
message is taken, and a few processes only multiply the limit by their number.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from weakref import WeakSet

_MAX_BUCKETS = 50_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class RateLimit:
    """At most `limit` events in `period_s`, refilled evenly, for each key."""

    def __init__(self, *, limit: int, period_s: float) -> None:
        self.limit = limit
        self.rate = limit / period_s
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        _limits.add(self)

    def take(self, key: str, *, now: float | None = None) -> float:
        """Counts one event. Returns 0 when it is allowed, else the seconds to wait."""
        now = time.monotonic() if now is None else now
        bucket = self._buckets.get(key) or _Bucket(float(self.limit), now)
        bucket.tokens = min(self.limit, bucket.tokens + (now - bucket.at) * self.rate)
        bucket.at = now
        self._buckets[key] = bucket
        self._buckets.move_to_end(key)
        if len(self._buckets) > _MAX_BUCKETS:
            self._buckets.popitem(last=False)
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return 0.0
        return (1 - bucket.tokens) / self.rate

    def forget(self) -> None:
        """Nobody has used anything of this limit yet."""
        self._buckets.clear()


_limits: WeakSet[RateLimit] = WeakSet()


def forget_all() -> None:
    """Every limit of this process starts anew; tests call it."""
    for limit in _limits:
        limit.forget()
