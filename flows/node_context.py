"""What a node may see of the world and do to it, as a protocol; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol


class NodeContext(Protocol):
    """Everything a node can see and do; a test double needs no database."""

    @property
    def now(self) -> datetime:
        """The moment of this step, aware UTC."""

    def facts(self) -> Mapping[str, Any]:
        """What conditions may ask: escalated, reason, confidence, language, page, visitor.*"""

    def say(self, text: str) -> None:
        """Shows the visitor a message, with `{{visitor.name}}` and other facts filled in."""

    def ask_form(
        self, *, form_id: str, kind: str, title: str, text: str, fields: Sequence[Mapping[str, Any]]
    ) -> None:
        """Shows a form in the thread."""

    def request_human(self, *, queue_slug: str, priority: int) -> None:
        """A person is asked for, in this queue; an open handoff is moved there."""

    def leave_message(self) -> None:
        """The visitor is asked for contact data and words; a person follows up."""

    def close(self, outcome: str) -> None:
        """The conversation is over."""

    def form_id(self) -> str:
        """An id for a form, the same when the step is repeated."""


def fill_in(text: str, facts: Mapping[str, Any]) -> str:
    """The text with `{{name}}` replaced by facts; unknown or empty ones leave no trace."""
    parts = text.split("{{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("}}")
        if not closed:
            filled.append("{{" + part)
            continue
        value = str(facts.get(name.strip(), "") or "")
        if not value and filled[-1].endswith(" "):
            filled[-1] = filled[-1][:-1]
        filled.append(value + rest)
    return "".join(filled)
