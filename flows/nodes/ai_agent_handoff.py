"""AI Agent Handoff: the assistant answers until it is settled, or a rule brings in a person."""

from __future__ import annotations

from pydantic import Field

from escalation.types import ReasonCode
from flows.node_context import NodeContext
from flows.nodes.base import hints
from flows.nodes.listening import LEFT, RESOLVED, WENT, Listening, ListeningConfig
from flows.types import (
    Go,
    Happening,
    HappeningKind,
    Outcome,
    Port,
    Reached,
    Situation,
    Tone,
    Way,
)

FAILURES = frozenset(
    {ReasonCode.AI_ERROR.value, ReasonCode.AI_TIMEOUT.value, ReasonCode.BUDGET_LIMIT.value}
)
"""Reasons for a person that say that the machine itself could not go on."""


class AiAgentHandoffConfig(ListeningConfig):
    """Settings of the assistant in this place of the flow."""

    policy: str = Field(
        default="",
        title="Escalation policy",
        description="Which rules decide when a person is needed. Empty: the default policy.",
        json_schema_extra=hints(widget="reference", reference="policy"),
    )
    max_answers: int = Field(
        default=0,
        ge=0,
        le=100,
        title="Most answers",
        description="After so many a person takes over, whatever the rules say. 0: no limit.",
        json_schema_extra=hints(advanced=True),
    )


class AiAgentHandoff(Listening):
    """Answers, and hands over with everything that was said."""

    kind = "ai_agent_handoff"
    label = "AI Agent Handoff"
    icon = "bot"
    help = "The AI answers from the knowledge base and hands over when a rule says so."
    Config = AiAgentHandoffConfig
    PORTS = (
        Port("escalated", "Escalated", tone=Tone.WARN),
        RESOLVED,
        LEFT,
        Port("error", "AI failed", default="As “Escalated”.", tone=Tone.BAD),
    )

    def enter(self, context: NodeContext, config: AiAgentHandoffConfig) -> Outcome:
        """The assistant listens."""
        return self.listen(context, config)

    def resume(
        self, context: NodeContext, config: AiAgentHandoffConfig, happening: Happening
    ) -> Outcome | None:
        """Words are answered by a turn; what ends the talk leaves through its port."""
        match happening.kind:
            case HappeningKind.ESCALATED:
                return self._escalated(context)
            case HappeningKind.AGENT_JOINED:
                return Go("escalated", "An agent stepped in.")
            case HappeningKind.FAILED:
                return Go("error", "The AI could not answer.")
            case HappeningKind.RESOLVED:
                return Go("resolved", "The visitor says that it is settled.")
            case HappeningKind.LEFT:
                return self.left(context, "The visitor ended the conversation.")
            case HappeningKind.TIMED_OUT:
                return self.judge_silence(context, config)
            case HappeningKind.AGENT_RESOLVED:
                return super().resume(context, config, happening)
            case HappeningKind.VISITOR_WROTE | HappeningKind.RETURNED | HappeningKind.REOPENED:
                return self.listen(context, config)
        return None

    def _escalated(self, context: NodeContext) -> Outcome:
        reason = str(context.facts.get("reason", ""))
        words = ReasonCode(reason).label if reason in set(ReasonCode) else reason or "no reason"
        if reason in FAILURES:
            return Go("error", f"A person is asked for, because the AI failed: {words}.")
        return Go("escalated", f"A person is asked for: {words}.")

    def unconnected(self, context: NodeContext, config: AiAgentHandoffConfig, port: str) -> Outcome:
        """A failure without a way of its own is an escalation like any other."""
        if port == "error":
            return Go("escalated", "Failures take the way of escalations here.")
        return super().unconnected(context, config, port)

    def ways(self, config: AiAgentHandoffConfig, situation: Situation) -> tuple[Way, ...]:
        """A visitor who answers is helped or handed over; an AI that is down settles nothing."""
        if not situation.visitor_answers:
            return WENT
        if not situation.ai_works:
            return (Way("escalated"), Way("error"))
        return (Way("escalated"), Way("resolved", Reached.RESOLVED), *WENT)
