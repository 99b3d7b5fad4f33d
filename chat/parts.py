"""The small parts that frames, entries and items are made of; each names what visitors may see."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Frame(BaseModel):
    """Base of all frames: unknown fields are refused, so that typing errors show at once."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AgentView(Frame):
    """The person in charge, as the visitor sees them."""

    id: int
    name: str


class BriefLine(Frame):
    """A line of what is passed on about the visitor, in the payload of `brief.shared`.

    `kind`: wants, name, email, phone, order, account, error or tried.
    """

    name: str
    kind: str
    value: str


class CitationView(Frame):
    """A source under an answer."""

    title: str
    url: str
    quote: str = ""


class ImageView(Frame):
    """A picture in a message. `url`: http(s), or a path on the visitor's site; see `chat.media`."""

    url: str
    alt: str = ""


class LinkView(Frame):
    """A link drawn as a button under a message; `url` as of a picture."""

    label: str
    url: str


class FormOption(Frame):
    """One thing to choose. With a `url` it is a link: it opens that page and settles nothing."""

    value: str
    label: str
    url: str = ""


FieldKind = Literal[
    "text",
    "email",
    "phone",
    "long_text",
    "rating",
    "number",
    "choice",
    "yes_no",
    "date",
    "buttons",
    "slot",
]


class FormField(Frame):
    """One field of a form in the thread; values are strings, see `chat.forms` for what fits.

    `options`: of choice, buttons and slot (there a value is a start time, ISO 8601 in UTC).
    `minimum` and `maximum`: of a number, inclusive. `style`: of a rating; empty draws digits.
    """

    name: str
    label: str
    kind: FieldKind
    required: bool = False
    value: str = ""
    max_chars: int = 2000
    options: list[FormOption] = []
    hint: str = ""
    style: Literal["", "stars", "faces"] = ""
    minimum: float | None = None
    maximum: float | None = None
