"""Start: where every conversation begins."""

from __future__ import annotations

from typing import Any

from flows.node_context import NodeContext
from flows.nodes.base import NEXT, Node
from flows.types import Category, Go, Outcome


class Start(Node):
    """Goes on at once."""

    kind = "start"
    label = "Start"
    icon = "play"
    help = "Every conversation begins here."
    category = Category.START
    PORTS = (NEXT,)

    def enter(self, context: NodeContext, config: Any) -> Outcome:
        """Straight on."""
        return Go("next")
