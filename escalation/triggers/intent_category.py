"""Fires when a message belongs to one of the chosen intent categories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from escalation.triggers.base import Hints, Trigger, option, percent, quoted
from escalation.types import Fired, ReasonCode, Snapshot, gettext_noop

PREFIX = "intent:"
"""Readings are called by it and the category's slug."""

MEASURED = "intents"
"""Reading that says that intents were measured at all; its value is the number of categories."""


@dataclass(frozen=True)
class IntentCategory(Trigger):
    """Categories and their example sentences are a manager's; scores come from the classifier."""

    kind: ClassVar[str] = "intent_category"
    label: ClassVar[str] = gettext_noop("Message is about")
    reason: ClassVar[ReasonCode] = ReasonCode.INTENT_CATEGORY
    default_priority: ClassVar[int] = 62
    readings: ClassVar[tuple[str, ...]] = (MEASURED,)

    intents: tuple[str, ...] = option(
        (),
        Hints(
            gettext_noop("Categories"),
            gettext_noop("Any of them. Their example sentences are kept under Intent categories."),
            source="intents",
            needed=True,
        ),
    )
    threshold: float = option(
        0.6,
        Hints(
            gettext_noop("How clearly"),
            gettext_noop("From 0 to 1: how well the message must fit the category's examples."),
            minimum=0.05,
            maximum=1.0,
        ),
    )
    sensitive: bool = option(
        False,
        Hints(
            gettext_noop("Sensitive topic"),
            gettext_noop("Reports it as sensitive or compliance instead of as an intent."),
        ),
    )

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires for the clearest of the chosen categories."""
        wanted = {f"{PREFIX}{slug}" for slug in self.intents}
        found = [one for one in snapshot.readings if one.name in wanted]
        best = max(found, key=lambda one: (one.value, one.name), default=None)
        if best is None or best.value < self.threshold:
            return None
        said = ", ".join(quoted(span.text) for span in best.evidence)
        words = f": {said}" if said else ""
        slug = best.name.removeprefix(PREFIX)
        return self.fired(
            f"The message is about {_spoken(slug)} ({percent(best.value)}){words}.",
            best.evidence,
            ReasonCode.SENSITIVE_OR_COMPLIANCE if self.sensitive else None,
        )

    def sentence(self) -> str:
        """The rule in words."""
        names = " or ".join(_spoken(slug) for slug in self.intents) or "no category"
        return f"the message is about {names}"


def _spoken(slug: str) -> str:
    return slug.replace("-", " ").replace("_", " ")
