"""Callback: the visitor asks for a call; a person makes it in opening hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pydantic import Field

from agents.slots import clock_of, slots, spoken
from escalation.callback_words import ENGLISH, word
from flows.node_context import NodeContext
from flows.nodes.asking import FormNode, checked_words
from flows.nodes.base import NodeConfig, hints
from flows.types import (
    Category,
    Go,
    Outcome,
    Port,
    QueueFigures,
    Reached,
    Situation,
    Stop,
    Tone,
    Wait,
    WaitFor,
    Way,
)

_EMPTY = "Empty: our words in the visitor's language."
_KNOWN = frozenset({"name", "phone", "email"})
_LENGTHS = {"name": 120, "phone": 60, "email": 254, "slot": 40, "message": 2000}


class CallbackConfig(NodeConfig):
    """Settings of a request for a call."""

    queue: str = Field(
        default="",
        max_length=80,
        title="Queue",
        description="Whose people call, in whose business hours. Empty: the default queue.",
        json_schema_extra=hints(widget="reference", reference="queue"),
    )
    title: str = Field(
        default="",
        max_length=120,
        title="Heading",
        description=f"Above the form. {_EMPTY}",
        json_schema_extra=hints(widget="template", placeholder=ENGLISH["title"]),
    )
    text: str = Field(
        default="",
        max_length=500,
        title="Text",
        description=f"Under the heading. {_EMPTY}",
        json_schema_extra=hints(widget="template", placeholder=ENGLISH["text"]),
    )
    reach_by: Literal["phone", "email", "either"] = Field(
        default="phone",
        title="Reached by",
        description="What has to be filled in.",
        json_schema_extra=hints(
            widget="select",
            labels={"phone": "Telephone", "email": "E-mail", "either": "One of both"},
        ),
    )
    asks_time: bool = Field(
        default=True,
        title="Let visitors choose a time",
        description="Times lie in the business hours of the queue, in the visitor's time zone.",
    )
    slot_minutes: int = Field(
        default=60,
        ge=15,
        le=480,
        title="A time every",
        json_schema_extra=hints(widget="minutes", unit="minutes", show_if={"asks_time": True}),
    )
    lead_minutes: int = Field(
        default=30,
        ge=0,
        le=2880,
        title="Not before",
        description="So long from now at the earliest.",
        json_schema_extra=hints(widget="minutes", unit="minutes", show_if={"asks_time": True}),
    )
    days: int = Field(
        default=5,
        ge=1,
        le=14,
        title="Days ahead",
        description="At most 60 times are offered.",
        json_schema_extra=hints(widget="number", show_if={"asks_time": True}),
    )
    asks_words: bool = Field(
        default=True, title="Ask what it is about", description="A text that may stay empty."
    )
    thanks: str = Field(
        default="",
        max_length=500,
        title="Thanks",
        description=f"{{{{answers.callback_time}}}} is the chosen time. {_EMPTY}",
        json_schema_extra=hints(widget="template", placeholder=ENGLISH["thanks"]),
    )
    need_contact: str = Field(
        default="",
        max_length=300,
        title="When neither is filled in",
        description=_EMPTY,
        json_schema_extra=hints(
            widget="template", placeholder=ENGLISH["need_contact"], show_if={"reach_by": "either"}
        ),
    )
    wait_minutes: int = Field(
        default=30,
        ge=1,
        le=1440,
        title="Wait at most",
        description="After this long without an answer the flow goes on as if it were skipped.",
        json_schema_extra=hints(widget="minutes", unit="minutes", advanced=True),
    )


class Callback(FormNode):
    """Asks how and when to call, and promises it."""

    kind = "callback"
    label = "Callback"
    icon = "phone-call"
    help = "Takes a request for a call, with a time in business hours. It waits for an agent."
    category = Category.HUMAN
    Config = CallbackConfig
    PORTS = (
        Port(
            "requested",
            "Requested",
            default="The flow ends here; a colleague calls.",
            tone=Tone.GOOD,
        ),
        Port("skipped", "Skipped"),
    )

    def enter(self, context: NodeContext, config: CallbackConfig) -> Outcome:
        """The form is shown; a conversation that waits in a queue goes on waiting there."""
        figures, language = context.queue(config.queue), _language(context)
        context.ask_form(
            kind="callback",
            title=word("title", language, config.title),
            text=word("text", language, config.text),
            fields=tuple(_fields(context, config, figures)),
        )
        until = context.now + timedelta(minutes=config.wait_minutes)
        return Wait(WaitFor.FORM, until, why="A call is offered.")

    def settled(
        self, context: NodeContext, config: CallbackConfig, values: Mapping[str, Any] | None
    ) -> Outcome | None:
        """With a way to reach the visitor the call is promised; without one it is asked for."""
        if values is None:
            return Go("skipped", why="The visitor wants no call.")
        left = {
            name: text
            for name, longest in _LENGTHS.items()
            if (text := checked_words(values.get(name), longest))
        }
        if not (left.get("phone") or left.get("email")):
            context.say(word("need_contact", _language(context), config.need_contact))
            return self.enter(context, config)
        at = _moment(left.pop("slot", ""))
        when = spoken(at, clock_of(context.queue(config.queue).hours)) if at else ""
        if at:
            left["slot"] = at.isoformat()
        context.remember("answers.callback_time", when)
        learned = {name: text for name, text in left.items() if name in _KNOWN}
        context.set_visitor(learned)
        context.request_callback(queue=config.queue, values=left, when=when)
        context.say(word("thanks", _language(context), config.thanks))
        return Go("requested", why=f"A call is promised: {when or 'as soon as possible'}.")

    def timed_out(self, context: NodeContext, config: CallbackConfig) -> Outcome:
        """Silence, or words instead of the form: no call."""
        context.close_form()
        return Go("skipped", why="The form was not filled in.")

    def unconnected(self, context: NodeContext, config: CallbackConfig, port: str) -> Outcome:
        """The promise stands by itself."""
        if port == "requested":
            return Stop("requested", why="A colleague calls.")
        return super().unconnected(context, config, port)

    def ways(self, config: CallbackConfig, situation: Situation) -> tuple[Way, ...]:
        """A visitor who does not answer is as one who skips; or they leave."""
        skipped = (Way("skipped"), Way("", Reached.LEFT))
        if not situation.visitor_answers:
            return skipped
        return (Way("requested", Reached.CAPTURED), *skipped)


def _language(context: NodeContext) -> str:
    return str(context.facts.get("language", ""))


def _fields(
    context: NodeContext, config: CallbackConfig, figures: QueueFigures
) -> list[dict[str, Any]]:
    language = _language(context)

    def field(name: str, kind: str, **more: Any) -> dict[str, Any]:
        known = context.facts.get(f"visitor.{name}", "") if name in _KNOWN else ""
        label, value = word(name, language), str(known)
        plain = {"name": name, "label": label, "kind": kind, "value": value}
        return {**plain, "max_chars": _LENGTHS[name], **more}

    fields = [field("name", "text")]
    if config.reach_by != "email":
        fields.append(field("phone", "phone", required=config.reach_by == "phone"))
    if config.reach_by != "phone":
        fields.append(field("email", "email", required=config.reach_by == "email"))
    options = _options(context, config, figures) if config.asks_time else []
    if options:
        hint = word("slot_hint", language)
        fields.append(field("slot", "slot", options=options, hint=hint))
    if config.asks_words:
        fields.append(field("message", "long_text"))
    return fields


def _options(
    context: NodeContext, config: CallbackConfig, figures: QueueFigures
) -> list[dict[str, str]]:
    """Browsers show each time on the visitor's own clock; the label is for what cannot."""
    clock = clock_of(figures.hours)
    times = slots(
        figures.hours,
        context.now,
        lead=timedelta(minutes=config.lead_minutes),
        every=timedelta(minutes=config.slot_minutes),
        days=config.days,
    )
    return [{"value": at.isoformat(), "label": spoken(at, clock)} for at in times]


def _moment(text: str) -> datetime | None:
    """The time that a slot stands for; None for what is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None
