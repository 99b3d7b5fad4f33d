"""Every frame of the staff socket, beside those it shares with the visitor's (`chat.frames`).

A command carries a `ref` that the client chose; the server answers `done` or `error` with it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from agents.types import OwnerKind, Presence
from chat.frames import (
    ClientId,
    ConversationView,
    DeltaFrame,
    EntriesFrame,
    EntryFrame,
    Frame,
    HistoryFrame,
    PublicId,
    SnapshotFrame,
    TypingFrame,
)
from chat.types import AuthorKind, State

Ref = Annotated[str, Field(min_length=1, max_length=64)]


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


# Staff to server


class Join(Frame):
    """First frame of a socket. The session cookie says who."""

    type: Literal["join"]


class ListRows(Frame):
    """Send me the rows of this tab."""

    type: Literal["list"]
    ref: Ref
    query: ListQuery


class Open(Frame):
    """Show me this conversation, and keep me up to date about it."""

    type: Literal["open"]
    ref: Ref
    conversation: PublicId
    after: int = Field(default=0, ge=0)


class Leave(Frame):
    """I look elsewhere."""

    type: Literal["leave"]
    conversation: PublicId


class ResumeConversation(Frame):
    """Send me what came after this number."""

    type: Literal["resume"]
    conversation: PublicId
    after: int = Field(ge=0)


class HistoryOf(Frame):
    """Send me up to `limit` items older than this number."""

    type: Literal["history"]
    ref: Ref
    conversation: PublicId
    before: int = Field(gt=0)
    limit: int = Field(default=100, ge=1, le=200)


class _To(Frame):
    """A command about one conversation."""

    ref: Ref
    conversation: PublicId


class Reply(_To):
    """Words for the visitor."""

    type: Literal["reply"]
    client_id: ClientId
    text: str = Field(min_length=1, max_length=20000)


class Note(_To):
    """Words for colleagues only."""

    type: Literal["note"]
    client_id: ClientId
    text: str = Field(min_length=1, max_length=20000)


class RateAnswer(_To):
    """The assistant's answer of this turn is right, or wrong; empty withdraws what I said."""

    type: Literal["rate"]
    turn: int = Field(gt=0)
    verdict: Literal["right", "wrong", ""]


class Accept(_To):
    """Yes to the offer."""

    type: Literal["accept"]


class Decline(_To):
    """No to the offer; the next agent is asked."""

    type: Literal["decline"]


class TakeOver(_To):
    """I step in, whoever owns the next word (another agent excepted)."""

    type: Literal["take_over"]


class HandBack(_To):
    """The assistant goes on; `brief` tells it what was settled."""

    type: Literal["hand_back"]
    brief: str = Field(default="", max_length=2000)


class Transfer(_To):
    """To another queue."""

    type: Literal["transfer"]
    queue: int
    note: str = Field(default="", max_length=2000)


class Resolve(_To):
    """It is settled."""

    type: Literal["resolve"]
    outcome: Literal["resolved", "no_reply", "spam"] = "resolved"


class ReadUpTo(Frame):
    """I have read everything up to this number."""

    type: Literal["read"]
    conversation: PublicId
    seq: int = Field(ge=0)


class TypingIn(Frame):
    """I began or stopped typing. Fleeting."""

    type: Literal["typing"]
    conversation: PublicId
    on: bool


class SetPresence(Frame):
    """I am available, away or gone."""

    type: Literal["presence"]
    ref: Ref
    presence: Presence


class Beat(Frame):
    """The page is open. Keeps presence alive; answered by a heartbeat."""

    type: Literal["beat"]


StaffCommand = Annotated[
    Join
    | ListRows
    | Open
    | Leave
    | ResumeConversation
    | HistoryOf
    | Reply
    | Note
    | RateAnswer
    | Accept
    | Decline
    | TakeOver
    | HandBack
    | Transfer
    | Resolve
    | ReadUpTo
    | TypingIn
    | SetPresence
    | Beat,
    Field(discriminator="type"),
]
staff_command: TypeAdapter[StaffCommand] = TypeAdapter(StaffCommand)


# Server to staff


class InboxWelcome(Frame):
    """Answer to `join`."""

    type: Literal["welcome"] = "welcome"
    me: Me
    queues: list[QueueView]
    canned_replies: list[CannedReplyView]
    counts: Counts
    heartbeat_s: int


class RowsFrame(Frame):
    """Answer to `list`."""

    type: Literal["rows"] = "rows"
    ref: str
    rows: list[Row]
    counts: Counts
    more: bool


class RowFrame(Frame):
    """This conversation changed; its row is now this."""

    type: Literal["row"] = "row"
    row: Row


class CountsFrame(Frame):
    """Fleeting: the numbers on the tabs."""

    type: Literal["counts"] = "counts"
    counts: Counts
    queues: list[QueueView]


class MeFrame(Frame):
    """My presence or load changed."""

    type: Literal["me"] = "me"
    me: Me


class OfferFrame(Frame):
    """This conversation is offered to me until `deadline_at`."""

    type: Literal["offer"] = "offer"
    row: Row
    deadline_at: str


class StaffSnapshot(Frame):
    """The whole conversation with everything staff may see about its visitor."""

    type: Literal["opened"] = "opened"
    ref: str
    row: Row
    view: ConversationView
    visitor: dict[str, Any]
    brief: dict[str, Any] | None = None


class InboxHeartbeat(Frame):
    """Still here: newest numbers of the open conversations, by id."""

    type: Literal["heartbeat"] = "heartbeat"
    seqs: dict[str, int]


class Done(Frame):
    """The command with this `ref` was carried out."""

    type: Literal["done"] = "done"
    ref: str
    seq: int | None = None


class StaffError(Frame):
    """The command with this `ref` was not carried out."""

    type: Literal["error"] = "error"
    ref: str | None = None
    code: str
    message: str


StaffEvent = Annotated[
    InboxWelcome
    | RowsFrame
    | RowFrame
    | CountsFrame
    | MeFrame
    | OfferFrame
    | StaffSnapshot
    | EntryFrame
    | EntriesFrame
    | SnapshotFrame
    | HistoryFrame
    | DeltaFrame
    | TypingFrame
    | InboxHeartbeat
    | Done
    | StaffError,
    Field(discriminator="type"),
]
staff_event: TypeAdapter[StaffEvent] = TypeAdapter(StaffEvent)
