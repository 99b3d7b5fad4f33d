"""Fires when no answer could be made: an error, a time-out, a spent budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from escalation.triggers.base import Trigger
from escalation.types import Fired, ReasonCode, Snapshot, Stage, gettext_noop

_REASONS: Mapping[str, ReasonCode] = MappingProxyType(
    {
        "timeout": ReasonCode.AI_TIMEOUT,
        "slow_start": ReasonCode.AI_TIMEOUT,
        "budget_limit": ReasonCode.BUDGET_LIMIT,
        "ungrounded": ReasonCode.UNGROUNDED_ANSWER,
    }
)
"""Codes of `knowledge.providers.base.ProviderError` and of turns; any other means `ai_error`."""

_SENTENCES: Mapping[ReasonCode, str] = MappingProxyType(
    {
        ReasonCode.AI_TIMEOUT: gettext_noop("The assistant took too long to answer."),
        ReasonCode.BUDGET_LIMIT: gettext_noop("The budget for answers is used up."),
        ReasonCode.UNGROUNDED_ANSWER: gettext_noop(
            "The draft was not backed by the knowledge base and was not shown."
        ),
    }
)


@dataclass(frozen=True)
class AssistantFailed(Trigger):
    """The safe road: when the machine fails, a person gets the conversation."""

    kind: ClassVar[str] = "assistant_failed"
    label: ClassVar[str] = gettext_noop("Assistant failed")
    reason: ClassVar[ReasonCode] = ReasonCode.AI_ERROR
    stages: ClassVar[frozenset[Stage]] = frozenset({Stage.FAILED})
    default_priority: ClassVar[int] = 50

    def evaluate(self, snapshot: Snapshot) -> Fired | None:
        """Fires for every failure code; the reason tells time-outs and budgets apart."""
        if not snapshot.failure:
            return None
        reason = _REASONS.get(snapshot.failure, ReasonCode.AI_ERROR)
        sentence = _SENTENCES.get(
            reason, f"The assistant could not answer (code: {snapshot.failure})."
        )
        return self.fired(sentence, reason=reason)

    def sentence(self) -> str:
        """The rule in words."""
        return "the assistant fails or takes too long"
