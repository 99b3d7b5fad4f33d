"""robots.txt as RFC 9309 wants it: no file allows all, a broken server allows nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import gettext as _
from protego import Protego

from knowledge.sources.addresses import origin
from knowledge.sources.fetch import FetchError, fetch

AGENT = "BatonBot"
"""The name that site owners may address in their robots.txt."""

# RFC 9309 asks readers to parse at least 500 KiB; what follows is ignored.
MAX_BYTES = 512_000
# One answer serves a whole run, also after a restart; the RFC forbids more than a day.
KEPT_S = 3600
# A longer wish would stretch a small site over days; it is then read at this pace.
LONGEST_DELAY_S = 30.0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host. `reason`: why nothing may be read, empty where rules decide."""

    text: str = ""
    reason: str = ""

    def allows(self, address: str) -> bool:
        """Whether the page may be read."""
        return not self.reason and self._rules().can_fetch(address, AGENT)

    @property
    def delay_s(self) -> float:
        """Seconds the host wants between two requests; 0 when it does not say."""
        delay = None if self.reason else self._rules().crawl_delay(AGENT)
        return min(max(delay or 0.0, 0.0), LONGEST_DELAY_S)

    @property
    def sitemaps(self) -> list[str]:
        """Addresses of the sitemaps it names, as written."""
        return [] if self.reason else list(self._rules().sitemaps)

    def _rules(self) -> Protego:
        return Protego.parse(self.text)


def robots_of(address: str, run_id: int) -> Robots:
    """The rules that hold for the address's host during a run."""
    place = origin(address)
    key = f"robots:{run_id}:{place}"
    kept = cache.get(key)
    if kept is None:
        found = _read(place)
        kept = {"text": found.text, "reason": found.reason}
        cache.set(key, kept, KEPT_S)
    return Robots(**kept)


def _read(place: str) -> Robots:
    try:
        answer = fetch(f"{place}/robots.txt", headers={"Accept": "text/plain,*/*;q=0.1"})
    except FetchError as error:
        return Robots(reason=_("robots.txt could not be read: %(why)s") % {"why": error})
    if answer.status >= 500 or answer.status == 429:
        why = f"HTTP {answer.status}"
        return Robots(reason=_("robots.txt could not be read: %(why)s") % {"why": why})
    if answer.status != 200:
        return Robots()
    return Robots(text=answer.body[:MAX_BYTES].decode("utf-8", "replace").replace("\x00", ""))
