"""A client that follows one conversation as the protocol asks: the twin of track.ts, in Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chat.frames import ConversationView, EntryView, Item
from chat.types import State
from chat.view import fold


@dataclass(frozen=True)
class Answer:
    """What the server answers to a hello or a resume: a view, or entries; and the newest number."""

    seq: int
    view: ConversationView | None = None
    entries: tuple[EntryView, ...] = ()


class Follower:
    """Folds what comes next, drops what it has, remembers what it only heard of."""

    def __init__(self, conversation: str) -> None:
        self.view = ConversationView(id=conversation, state=State.ASSISTANT, seq=0)
        self.latest = 0

    @property
    def is_behind(self) -> bool:
        """Whether it must ask for a resume after `view.seq`."""
        return self.latest > self.view.seq

    def hear(self, seq: int) -> None:
        """The server mentioned this number (heartbeat, welcome)."""
        self.latest = max(self.latest, seq)

    def take(self, entry: EntryView) -> None:
        """An entry came, in whatever order."""
        self.hear(entry.seq)
        if entry.seq <= self.view.seq + 1:
            self.view = fold(self.view, entry)

    def take_all(self, entries: Iterable[EntryView]) -> None:
        """Several entries came."""
        for entry in entries:
            self.take(entry)

    def take_answer(self, answer: Answer) -> None:
        """The server answered a hello or a resume."""
        if answer.view is not None and answer.view.seq >= self.view.seq:
            self.view = answer.view
        self.take_all(answer.entries)
        self.hear(answer.seq)

    def take_older(self, items: list[Item], more: bool) -> None:
        """A page of history came."""
        first = self.view.items[0].seq if self.view.items else self.view.seq + 1
        older = [item for item in items if item.seq < first]
        self.view = self.view.model_copy(update={"items": older + self.view.items, "more": more})
