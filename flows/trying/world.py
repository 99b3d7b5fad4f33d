"""The world as whoever tries a draft wants it to be, read by the same names as the real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from chat.types import AuthorKind, State
from flows.asked import OF_QUEUE
from flows.trying.forms import WorldForm
from flows.trying.talk import Talk
from flows.types import QueueFigures
from flows.world import queue_figures


@dataclass(slots=True)
class MadeUpWorld:
    """What is true at one moment of a talk. Only the hours of queues are real."""

    talk: Talk
    form: WorldForm
    now: datetime
    _queues: dict[str, QueueFigures] = field(default_factory=dict)

    def fact(self, name: str) -> Any:
        """The fact, or None when it is not known."""
        if name.startswith("visitor."):
            return self.visitor().get(name.removeprefix("visitor."))
        if name in OF_QUEUE:
            return OF_QUEUE[name](self.queue(""), self.now)
        read = _OF_TALK.get(name)
        return read(self) if read else None

    def queue(self, slug: str) -> QueueFigures:
        """The queue with the people who are said to be there; an unknown one is the default."""
        if slug not in self._queues:
            real = queue_figures(slug, self.now)
            form = self.form
            self._queues[slug] = replace(
                real,
                is_open=real.is_open if form.open is None else form.open,
                online=form.agents_online,
                free=form.free,
                waiting=form.waiting,
                expected_wait_s=form.expected_wait_s,
            )
        return self._queues[slug]

    def visitor(self) -> Mapping[str, str]:
        """What is known of the visitor: what was learned counts more than what was set."""
        return {**self.form.visitor, **self.talk.visitor}

    def attributes(self) -> dict[str, str]:
        """The visitor's free attributes."""
        known = self.visitor()
        return {name: value for name, value in known.items() if name not in {"name", "email"}}

    def language(self) -> str:
        """What the visitor writes in; before the first words, what was set."""
        return self.talk.language or self.form.language or "en"


def _is_escalated(world: MadeUpWorld) -> bool:
    talk = world.talk
    if talk.state == State.CLOSED:
        return bool(talk.reason)
    return talk.state != State.ASSISTANT


def _messages(world: MadeUpWorld) -> int:
    return sum(one.who == AuthorKind.VISITOR for one in world.talk.of_episode())


_OF_TALK: Mapping[str, Callable[[MadeUpWorld], Any]] = MappingProxyType(
    {
        "escalated": _is_escalated,
        "reason": lambda world: world.talk.reason or None,
        "confidence": lambda world: world.talk.confidence,
        "intent": lambda world: world.talk.intent or None,
        "urgency": lambda world: world.talk.urgency or None,
        "rated_down": lambda world: 0,
        "outcome": lambda world: world.talk.outcome,
        "language": lambda world: world.language(),
        "page": lambda world: world.form.page,
        "start_page": lambda world: world.form.page,
        "pages": lambda world: (world.form.page,) if world.form.page else (),
        "messages": _messages,
        "tags": lambda world: tuple(world.talk.tags),
        "state": lambda world: world.talk.state,
        "episode": lambda world: world.talk.episode,
        "epoch": lambda world: world.talk.epoch,
        "visitor_wrote_at": lambda world: world.talk.wrote_at(),
    }
)
"""How each fact of a conversation is read; the same names as `flows.asked` has."""
