"""Fires for conversations in certain languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from escalation.triggers.base import Hints, Trigger, option
from escalation.types import Fired, ReasonCode, Snapshot, gettext_noop


@dataclass(frozen=True)
class SpokenLanguage(Trigger):
    """Compares language codes: "de" also takes "de-AT"."""

    kind: ClassVar[str] = "language"
    label: ClassVar[str] = gettext_noop("Language")
    reason: ClassVar[ReasonCode] = ReasonCode.VIP_OR_ATTRIBUTE
    default_priority: ClassVar[int] = 30
    is_fact: ClassVar[bool] = True

    languages: tuple[str, ...] = option(
        (),
        Hints(
            gettext_noop("Languages"),
            gettext_noop("Codes such as en, de, fr. Any of them."),
            source="languages",
            needed=True,
        ),
    )

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires with the language in the sentence."""
        spoken = snapshot.language.lower()
        wanted = {code.lower() for code in self.languages}
        if not {spoken, spoken.partition("-")[0]} & wanted:
            return None
        return self.fired(f"The visitor writes in “{snapshot.language}”.")

    def sentence(self) -> str:
        """The rule in words."""
        return f"the visitor writes in {' or '.join(self.languages) or 'no language'}"
