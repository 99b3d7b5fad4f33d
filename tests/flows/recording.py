"""A node context that records what nodes do, for tests without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class RecordingContext:
    """Remembers every effect in order, as (verb, what)."""

    known: dict[str, Any] = field(default_factory=dict)
    done: list[tuple[str, Any]] = field(default_factory=list)
    now: datetime = NOW

    def facts(self) -> Mapping[str, Any]:
        return self.known

    def say(self, text: str) -> None:
        self.done.append(("say", text))

    def ask_form(
        self, *, form_id: str, kind: str, title: str, text: str, fields: Sequence[Mapping[str, Any]]
    ) -> None:
        self.done.append(("ask_form", kind))

    def request_human(self, *, queue_slug: str, priority: int) -> None:
        self.done.append(("request_human", queue_slug))

    def leave_message(self) -> None:
        self.done.append(("leave_message", None))

    def close(self, outcome: str) -> None:
        self.done.append(("close", outcome))

    def form_id(self) -> str:
        return "form-1"
