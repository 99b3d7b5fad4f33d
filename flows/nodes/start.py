"""Start: where every conversation begins."""

from __future__ import annotations

from typing import Any

from flows.node_context import NodeContext
from flows.nodes.base import Node
from flows.types import Go, Outcome, Port


class Start(Node):
    """Goes on at once."""

    kind = "start"
    label = "Start"
    icon = "play"
    help = "Every conversation begins here."

    def ports(self, config: Any) -> tuple[Port, ...]:
        """One way on."""
        return (Port("next", "Next"),)

    def enter(self, context: NodeContext, config: Any) -> Outcome:
        """Straight on."""
        return Go("next")
