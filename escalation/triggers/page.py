"""Fires for visitors who are, or were, on certain pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from escalation.triggers.base import Hints, Trigger, option, quoted
from escalation.types import Fired, ReasonCode, Snapshot, gettext_noop

_ANY, _START, _NEWEST = "any", "start", "newest"
_WHICH = (
    (_ANY, gettext_noop("any page visited")),
    (_START, gettext_noop("the page where it started")),
    (_NEWEST, gettext_noop("the newest page")),
)


@dataclass(frozen=True)
class Page(Trigger):
    """Looks for parts of addresses, such as /pricing."""

    kind: ClassVar[str] = "page"
    label: ClassVar[str] = gettext_noop("Page")
    reason: ClassVar[ReasonCode] = ReasonCode.VIP_OR_ATTRIBUTE
    default_priority: ClassVar[int] = 30
    is_fact: ClassVar[bool] = True

    parts: tuple[str, ...] = option(
        (),
        Hints(
            gettext_noop("Address contains"),
            gettext_noop("One a line, for example /pricing. Any of them."),
            needed=True,
        ),
    )
    which: str = option(_ANY, Hints(gettext_noop("Which page"), choices=_WHICH))

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires with the address in the sentence."""
        for url in self._looked_at(snapshot):
            if any(part.casefold() in url.casefold() for part in self.parts):
                return self.fired(f"The visitor was on {quoted(url)}.")
        return None

    def _looked_at(self, snapshot: Snapshot) -> tuple[str, ...]:
        trail = (snapshot.start_url, *snapshot.pages)
        if self.which == _START:
            return trail[:1]
        return trail[-1:] if self.which == _NEWEST else trail

    def sentence(self) -> str:
        """The rule in words."""
        parts = " or ".join(f"“{part}”" for part in self.parts) or "nothing"
        return f"{dict(_WHICH)[self.which]} contains {parts}"
