"""What a step of a run wants done in the world; plain data, carried out by `flows.context`.

Steps only describe. So the same step serves a conversation, the test drawer and the proof.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Image:
    """A picture in a message."""

    url: str
    alt: str


@dataclass(frozen=True, slots=True)
class Link:
    """A button under a message that opens a page."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Say:
    """The visitor reads this; variables are filled in already."""

    text: str
    image: Image | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class AskForm:
    """A form is in the thread. `fields` are as `chat.frames.FormField` has them."""

    form_id: str
    kind: str
    title: str
    text: str
    fields: tuple[Mapping[str, Any], ...]
    is_skippable: bool = True


@dataclass(frozen=True, slots=True)
class CloseForm:
    """The form is not asked for any more: whatever is still in the thread of it is inert."""

    form_id: str


@dataclass(frozen=True, slots=True)
class RequestHuman:
    """A person is asked for, in this queue (empty: the default); an open handoff is moved there.

    `skills`: short names of what whoever takes it must be able to do, beside what the queue asks.
    """

    queue: str
    priority: int = 0
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeaveMessage:
    """The offline form is shown, and the words are promised to a person.

    `texts`: `title` and `text` of the form where they are not the policy's.
    """

    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RequestCallback:
    """A person calls back; what the visitor left is kept as a promise.

    `values`: name, phone, email, slot (ISO 8601 in UTC) and message, each only if it was given.
    `when`: the time in words for colleagues; empty: as soon as possible.
    """

    queue: str
    values: Mapping[str, str]
    when: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """The conversation is over."""

    outcome: str


@dataclass(frozen=True, slots=True)
class SetVisitor:
    """Something was learned about the visitor: `name`, `email` or a free attribute."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SetTags:
    """The conversation has these tags more, and those no longer."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WriteNote:
    """Colleagues read this; the visitor never does."""

    text: str


@dataclass(frozen=True, slots=True)
class CallOut:
    """Another system is called once; the run hears of it as CALL_DONE.

    `secret` is the short name of a secret that signs the call; empty: none.
    """

    key: str
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    secret: str = ""
    timeout_s: float = 10.0


Effect = (
    Say
    | AskForm
    | CloseForm
    | RequestHuman
    | LeaveMessage
    | RequestCallback
    | Close
    | SetVisitor
    | SetTags
    | WriteNote
    | CallOut
)
