"""Every frame of the staff socket, beside those it shares with the visitor's (`chat.frames`).

A command carries a `ref` that the client chose; the server answers `done` or `error` with it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

# Whoever reads frames finds their parts here too
from agents.parts import CannedReplyView as CannedReplyView
from agents.parts import Colleague as Colleague
from agents.parts import Counts as Counts
from agents.parts import ListQuery as ListQuery
from agents.parts import Me as Me
from agents.parts import Owner as Owner
from agents.parts import QueueView as QueueView
from agents.parts import Row as Row
from agents.types import Presence
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

Ref = Annotated[str, Field(min_length=1, max_length=64)]


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
    """To another queue, or to one colleague, who is asked first.

    `queue` 0: the queue it came from, else the default one.
    """

    type: Literal["transfer"]
    queue: int = 0
    agent: int | None = None
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


class AskColleagues(Frame):
    """Who could take a conversation over? Answered by `colleagues`."""

    type: Literal["colleagues"]
    ref: Ref


class SetPresence(Frame):
    """I am available, finishing what I have, away or gone."""

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
    | AskColleagues
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


class ColleaguesFrame(Frame):
    """Answer to `colleagues`: everybody else who answers visitors, who has room first."""

    type: Literal["colleagues"] = "colleagues"
    ref: str
    colleagues: list[Colleague]


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
    | ColleaguesFrame
    | InboxHeartbeat
    | Done
    | StaffError,
    Field(discriminator="type"),
]
staff_event: TypeAdapter[StaffEvent] = TypeAdapter(StaffEvent)
