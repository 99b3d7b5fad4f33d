"""Every frame of the visitor's socket, and the parts that the staff socket shares.

A frame is one JSON object with a `type`. Numbered facts travel as `entry`; everything without a
number is fleeting or an answer to a command. docs/protocol.md shows an example of each.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, TypeAdapter

from chat.pages import LONGEST, clean_address

# Whoever reads frames finds their parts here too
from chat.parts import AgentView as AgentView
from chat.parts import BriefLine as BriefLine
from chat.parts import CitationView as CitationView
from chat.parts import FormField as FormField
from chat.parts import FormOption as FormOption
from chat.parts import Frame as Frame
from chat.parts import ImageView as ImageView
from chat.parts import LinkView as LinkView
from chat.types import AuthorKind, State

ClientId = Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
PageAddress = Annotated[str, Field(max_length=LONGEST), AfterValidator(clean_address)]
"""Without what opens anything; empty when it is no web address."""

PublicId = Annotated[str, Field(min_length=36, max_length=36)]


# What both kinds of clients fold entries into


class EntryView(Frame):
    """A numbered fact as one audience sees it. `seq` is gap-free for that audience."""

    seq: int
    kind: str
    at: str
    state: State
    payload: dict[str, Any]


class MessageItem(Frame):
    """A message in the transcript. `detail` is for staff only (confidence, decision).

    `turn`: of an answer that can be rated. `verdicts`: "right", "wrong" or "" (withdrawn) by
    "visitor" or the agent's number; visitors see only their own.
    """

    type: Literal["message"] = "message"
    seq: int
    at: str
    author: AuthorKind
    name: str = ""
    text: str
    client_id: str | None = None
    citations: list[CitationView] = []
    note: bool = False
    detail: dict[str, Any] | None = None
    turn: int | None = None
    verdicts: dict[str, str] = {}
    image: ImageView | None = None
    links: list[LinkView] = []


class LineItem(Frame):
    """A system line: something happened."""

    type: Literal["line"] = "line"
    seq: int
    at: str
    kind: str
    data: dict[str, Any] = {}


class FormItem(Frame):
    """A form in the thread, and what became of it."""

    type: Literal["form"] = "form"
    seq: int
    at: str
    form_id: str
    kind: Literal["offline", "survey", "info", "buttons", "callback"]
    title: str
    text: str = ""
    is_skippable: bool = True
    fields: list[FormField]
    status: Literal["open", "submitted", "skipped"] = "open"
    values: dict[str, str] = {}


Item = Annotated[MessageItem | LineItem | FormItem, Field(discriminator="type")]


class ConversationView(Frame):
    """What a client shows: the fold of all entries of its audience up to `seq`.

    `items` holds the newest ones, oldest first; `more` says that older ones can be asked for.
    """

    id: str
    state: State
    seq: int
    agent: AgentView | None = None
    outcome: str = ""
    items: list[Item] = []
    more: bool = False


# Visitor to server


class Hello(Frame):
    """First frame of a socket: who I am, and the last number I saw."""

    type: Literal["hello"]
    token: str = Field(max_length=600)
    after: int = Field(default=0, ge=0)
    url: PageAddress = ""
    title: str = Field(default="", max_length=300)
    language: str = Field(default="", max_length=12)


class Say(Frame):
    """A message. The same `client_id` sent twice is stored once."""

    type: Literal["say"]
    client_id: ClientId
    text: str = Field(max_length=20000)


class Resume(Frame):
    """Send me what came after this number."""

    type: Literal["resume"]
    after: int = Field(ge=0)


class History(Frame):
    """Send me up to `limit` items older than this number."""

    type: Literal["history"]
    before: int = Field(gt=0)
    limit: int = Field(default=100, ge=1, le=200)


class Typing(Frame):
    """I began or stopped typing. Fleeting."""

    type: Literal["typing"]
    on: bool


class SubmitForm(Frame):
    """The filled form. Sent again with the same `form_id` it changes nothing."""

    type: Literal["submit_form"]
    form_id: str = Field(max_length=64)
    values: dict[str, str]


class SkipForm(Frame):
    """No, thanks."""

    type: Literal["skip_form"]
    form_id: str = Field(max_length=64)


class Rate(Frame):
    """Was the answer of this turn helpful? An empty verdict withdraws what was said."""

    type: Literal["rate"]
    turn: int = Field(gt=0)
    verdict: Literal["right", "wrong", ""]


class CorrectBrief(Frame):
    """These lines of what is being passed on read differently; empty takes a line back."""

    type: Literal["correct_brief"]
    client_id: ClientId
    lines: dict[
        Annotated[str, Field(min_length=1, max_length=40)], Annotated[str, Field(max_length=1000)]
    ] = Field(min_length=1, max_length=8)


class RequestHuman(Frame):
    """The visitor pressed "Talk to a person"."""

    type: Literal["request_human"]
    client_id: ClientId


class ChooseWay(Frame):
    """While I wait: call me, take a message, or let the assistant go on until somebody follows up.

    Only what the newest `waiting` frame offered.
    """

    type: Literal["choose_way"]
    way: Literal["callback", "offline_form", "assistant_note"]


class PageViewed(Frame):
    """The visitor went to another page."""

    type: Literal["page"]
    url: PageAddress
    title: str = Field(default="", max_length=300)


class EndConversation(Frame):
    """The visitor ends the conversation."""

    type: Literal["end"]


class Ping(Frame):
    """Are you there? Answered by a heartbeat."""

    type: Literal["ping"]


VisitorCommand = Annotated[
    Hello
    | Say
    | Resume
    | History
    | Typing
    | SubmitForm
    | SkipForm
    | Rate
    | CorrectBrief
    | RequestHuman
    | ChooseWay
    | PageViewed
    | EndConversation
    | Ping,
    Field(discriminator="type"),
]
visitor_command: TypeAdapter[VisitorCommand] = TypeAdapter(VisitorCommand)


# Server to visitor


class Welcome(Frame):
    """Answer to `hello`. `view` is null when the client is near enough to be sent entries."""

    type: Literal["welcome"] = "welcome"
    conversation: str | None
    seq: int
    heartbeat_s: int
    message_max_chars: int
    view: ConversationView | None = None


class EntryFrame(Frame):
    """One numbered fact."""

    type: Literal["entry"] = "entry"
    conversation: str
    entry: EntryView


class EntriesFrame(Frame):
    """Answer to `resume`: all facts after the number asked, in order; `seq` is the newest."""

    type: Literal["entries"] = "entries"
    conversation: str
    entries: list[EntryView]
    seq: int


class SnapshotFrame(Frame):
    """The client was too far behind (or new): start again from this view."""

    type: Literal["snapshot"] = "snapshot"
    conversation: str
    view: ConversationView


class HistoryFrame(Frame):
    """Older items, oldest first."""

    type: Literal["history"] = "history"
    conversation: str
    items: list[Item]
    more: bool


class Ack(Frame):
    """Your message is stored under this number. Nothing acknowledged is ever lost."""

    type: Literal["ack"] = "ack"
    conversation: str
    client_id: str
    seq: int


class Heartbeat(Frame):
    """Still here; the newest number is `seq` (0 before the first conversation)."""

    type: Literal["heartbeat"] = "heartbeat"
    seq: int


class DeltaFrame(Frame):
    """Fleeting: more words of an answer under way. `offset` counts characters before `text`.

    The final `message.posted` entry replaces them all. An empty text at offset 0 withdraws them.
    """

    type: Literal["delta"] = "delta"
    conversation: str
    turn: int
    offset: int
    text: str


class TypingFrame(Frame):
    """Fleeting: somebody is writing, or stopped."""

    type: Literal["typing"] = "typing"
    conversation: str
    author: AuthorKind
    name: str = ""
    on: bool


class WaitingFrame(Frame):
    """Fleeting: how the visitor's wait for a person stands; each replaces the one before.

    Meaningless once the state is neither queued nor offered. `position` begins at 1 and is null
    where nobody can say; `low_s` to `high_s`: seconds from now on, null without a basis. `note`:
    "long" (longer than we want to ask of visitors), "closing" (the team closes before), "closed"
    (outside of its hours; `opens_at`), "nobody" (nobody is there). `ways`: what the visitor may
    choose with `choose_way`.
    """

    type: Literal["waiting"] = "waiting"
    conversation: str
    position: int | None = None
    low_s: int | None = None
    high_s: int | None = None
    note: Literal["", "long", "closing", "closed", "nobody"] = ""
    opens_at: str | None = None
    ways: list[Literal["callback", "offline_form", "assistant_note"]] = []


class ErrorFrame(Frame):
    """The command was not carried out. `retry_after_s` is given where trying again makes sense."""

    type: Literal["error"] = "error"
    code: str
    message: str
    client_id: str | None = None
    retry_after_s: float | None = None


VisitorEvent = Annotated[
    Welcome
    | EntryFrame
    | EntriesFrame
    | SnapshotFrame
    | HistoryFrame
    | Ack
    | Heartbeat
    | DeltaFrame
    | TypingFrame
    | WaitingFrame
    | ErrorFrame,
    Field(discriminator="type"),
]
visitor_event: TypeAdapter[VisitorEvent] = TypeAdapter(VisitorEvent)
