"""Parts of frames on the staff socket: rows, queues, people."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from agents.types import OwnerKind, Presence
from chat.parts import Frame
from chat.types import AuthorKind, State


class Owner(Frame):
    """Who owns the next word, as a badge shows it."""

    kind: OwnerKind
    id: int | None = None
    name: str = ""


class Row(Frame):
    """One line of the inbox list. A row with a higher `seq` replaces one with a lower."""

    id: str
    number: int
    visitor: str
    state: State
    owner: Owner
    team: str = ""
    queue: str = ""
    priority: int = 0
    reason: str = ""  # reason code
    reason_text: str = ""  # one sentence
    waiting_since: str | None = None
    ready_at: str | None = None  # a message or a call: not before
    deadline_at: str | None = None
    opened_at: str
    last_text: str = ""
    last_author: AuthorKind | None = None
    last_at: str | None = None
    start_url: str = ""
    language: str = ""
    outcome: str = ""
    seq: int
    unread: int = 0


class QueueView(Frame):
    """A queue and how it stands."""

    id: int
    name: str
    waiting: int
    is_closed: bool = False


class Colleague(Frame):
    """Another agent, with what they have now."""

    id: int
    name: str
    presence: Presence
    load: int
    capacity: int
    teams: list[str] = []


class CannedReplyView(Frame):
    """A prepared reply."""

    id: int
    title: str
    shortcut: str
    text: str


class Me(Frame):
    """The signed-in agent."""

    id: int
    name: str
    presence: Presence
    load: int
    capacity: int
    may_reply: bool


class Counts(Frame):
    """Conversations behind each tab."""

    mine: int
    waiting: int
    assistant: int
    all: int


class ListQuery(Frame):
    """Which rows: a tab, words to search for, and a page."""

    tab: Literal["mine", "waiting", "assistant", "all", "closed"] = "mine"
    search: str = Field(default="", max_length=100)
    before: str | None = None  # last_at of the last row of the page before
