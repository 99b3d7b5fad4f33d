"""What nodes share that put a form in the thread and wait until it is settled."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from flows.node_context import NodeContext
from flows.nodes.base import Node
from flows.types import Happening, HappeningKind, Outcome


class FormNode(Node):
    """Waits for its form, at most until the deadline that `enter` states.

    Whatever else ends the wait closes the form: nobody presses what nothing answers to.
    """

    waits = True

    @abstractmethod
    def settled(
        self, context: NodeContext, config: Any, values: Mapping[str, Any] | None
    ) -> Outcome | None:
        """The visitor submitted these values, or skipped the form (None)."""

    @abstractmethod
    def timed_out(self, context: NodeContext, config: Any) -> Outcome:
        """Nobody settled the form in time."""

    def wrote(self, context: NodeContext, config: Any) -> Outcome | None:
        """The visitor wrote words while the form is open. None: the form goes on waiting."""
        return self.timed_out(context, config)

    def resume(self, context: NodeContext, config: Any, happening: Happening) -> Outcome | None:
        """The settled form, words, or silence; a person who steps in has the conversation."""
        match happening.kind:
            case HappeningKind.FORM_SETTLED:
                if not context.is_open_form(happening.facts.get("form_id")):
                    return None
                is_skipped = bool(happening.facts.get("is_skipped"))
                values = None if is_skipped else happening.facts.get("values")
                return self.settled(context, config, values or None)
            case HappeningKind.TIMED_OUT:
                return self.timed_out(context, config)
            case HappeningKind.VISITOR_WROTE:
                return self.wrote(context, config)
        outcome = super().resume(context, config, happening)
        if outcome is not None:
            context.close_form()
        return outcome


def checked_words(value: Any, longest: int = 2000) -> str:
    """A submitted value as plain words; empty for what is no text."""
    return value.strip()[:longest] if isinstance(value, str) else ""
