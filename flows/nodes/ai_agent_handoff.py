"""AI Agent Handoff: the assistant answers until it is settled, or a rule brings in a person."""

from __future__ import annotations

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig
from flows.types import (
    Category,
    Go,
    Happening,
    HappeningKind,
    Outcome,
    Port,
    Tone,
    Wait,
    WaitFor,
)


class AiAgentHandoffConfig(NodeConfig):
    """Settings of the assistant in this place of the flow."""

    profile: str = Field(
        default="",
        title="Assistant profile",
        description="Which assistant answers here. Empty: the default one.",
    )
    policy: str = Field(
        default="",
        title="Escalation policy",
        description="Which rules decide when a person is needed. Empty: the default policy.",
    )


class AiAgentHandoff(Node):
    """Waits for the visitor's words; the turns themselves are run by `flows.turn`."""

    kind = "ai_agent_handoff"
    label = "AI Agent Handoff"
    icon = "bot"
    help = "The AI answers from the knowledge base and hands over when a rule says so."
    category = Category.AI
    waits = True
    is_assistant = True
    Config = AiAgentHandoffConfig
    PORTS = (
        Port("escalated", "Escalated", tone=Tone.WARN),
        Port("resolved", "Resolved", tone=Tone.GOOD),
        Port("left", "Visitor left", default="The flow ends here."),
    )

    _PORTS = {
        HappeningKind.ESCALATED: "escalated",
        HappeningKind.AGENT_JOINED: "escalated",
        HappeningKind.RESOLVED: "resolved",
        HappeningKind.LEFT: "left",
    }

    def enter(self, context: NodeContext, config: AiAgentHandoffConfig) -> Outcome:
        """The assistant listens."""
        return Wait(WaitFor.VISITOR)

    def resume(
        self, context: NodeContext, config: AiAgentHandoffConfig, happening: Happening
    ) -> Outcome | None:
        """Words are answered by a turn; what ends the talk leaves through its port."""
        if happening.kind in self._PORTS:
            return Go(self._PORTS[happening.kind])
        return Wait(WaitFor.VISITOR)
