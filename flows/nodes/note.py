"""Note: words for colleagues, beside what the visitor reads."""

from __future__ import annotations

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.base import NEXT, Node, NodeConfig, hints
from flows.types import Category, Go, Outcome


class NoteConfig(NodeConfig):
    """Settings of a note."""

    text: str = Field(
        min_length=1,
        max_length=2000,
        title="Text",
        description="What colleagues read in the thread. The visitor never sees it. Variables such "
        "as {{answers.topic}} are filled in.",
        json_schema_extra=hints(widget="template", placeholder="Asked about {{answers.topic}}."),
    )


class NoteNode(Node):
    """Writes it down and goes on."""

    kind = "note"
    label = "Note"
    icon = "sticky-note"
    help = "Leaves an internal note that only colleagues read."
    category = Category.DATA
    Config = NoteConfig
    PORTS = (NEXT,)

    def enter(self, context: NodeContext, config: NoteConfig) -> Outcome:
        """Written down, unless nothing is left of it."""
        if not context.fill_in(config.text).strip():
            return Go("next", why="Nothing was left to note: what the text names is not known.")
        context.write_note(config.text)
        return Go("next")
