"""Fires when the visitor is frustrated: in one message, or more and more over several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from escalation.triggers.base import Hints, Trigger, option, percent, quoted
from escalation.types import Fired, ReasonCode, Snapshot, gettext_noop

MESSAGE, EPISODE, MODEL = "frustration", "annoyance", "model_sentiment"


@dataclass(frozen=True)
class Frustration(Trigger):
    """Judges three readings: of the newest message, of the episode so far, and of a model."""

    kind: ClassVar[str] = "frustration"
    label: ClassVar[str] = gettext_noop("Visitor is frustrated")
    reason: ClassVar[ReasonCode] = ReasonCode.FRUSTRATION
    default_priority: ClassVar[int] = 65
    readings: ClassVar[tuple[str, ...]] = (MESSAGE,)

    threshold: float = option(
        0.8,
        Hints(
            gettext_noop("In one message"),
            gettext_noop("From 0 to 1: how clearly a single message must show it."),
            minimum=0.05,
            maximum=1.0,
        ),
    )
    over_several: float = option(
        0.97,
        Hints(
            gettext_noop("Over several messages"),
            gettext_noop(
                "From 0 to 1: how far it may build up over a conversation, as by objections, "
                "repetitions and a sharper tone. 1 switches this off."
            ),
            minimum=0.05,
            maximum=1.0,
        ),
    )
    ask_model: bool = option(
        True,
        Hints(
            gettext_noop("Count a model's view"),
            gettext_noop("Where a language model answers and finds the visitor frustrated."),
        ),
    )

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires with the words that carry it as evidence, where a gauge can name them."""
        return self._message(snapshot) or self._episode(snapshot) or self._model(snapshot)

    def _message(self, snapshot: Snapshot) -> Fired | None:
        reading = snapshot.reading(MESSAGE)
        if reading is None or reading.value < self.threshold:
            return None
        said = ", ".join(quoted(span.text) for span in reading.evidence)
        words = f": {said}" if said else ""
        return self.fired(
            f"The visitor is frustrated ({percent(reading.value)}){words}.", reading.evidence
        )

    def _episode(self, snapshot: Snapshot) -> Fired | None:
        reading = snapshot.reading(EPISODE)
        if reading is None or self.over_several >= 1 or reading.value < self.over_several:
            return None
        return self.fired(
            "The visitor has become more and more frustrated over the conversation "
            f"({percent(reading.value)}).",
            reading.evidence,
        )

    def _model(self, snapshot: Snapshot) -> Fired | None:
        reading = snapshot.reading(MODEL)
        if not self.ask_model or reading is None or reading.value < self.threshold:
            return None
        return self.fired("The language model finds the visitor frustrated.", reading.evidence)

    def sentence(self) -> str:
        """The rule in words."""
        return "the visitor is frustrated, in one message or more and more"
