"""Collect Info: a form in the thread; what is known already is not asked again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

from pydantic import Field, model_validator

from flows.node_context import NodeContext
from flows.nodes.asking import FormNode, checked_words
from flows.nodes.base import NodeConfig, hints, refused
from flows.nodes.info_field import InfoField
from flows.types import Category, Go, Outcome, Port, Situation, Tone, Wait, WaitFor, Way

_HINTED = "_hinted"
"""Memory: the form whose hint was said."""


class CollectInfoConfig(NodeConfig):
    """Settings of a form."""

    title: str = Field(
        default="A few details first",
        min_length=1,
        max_length=120,
        title="Heading",
        description="Stands above the form.",
        json_schema_extra=hints(widget="template"),
    )
    text: str = Field(
        default="",
        max_length=500,
        title="Text",
        description="Says why you ask. May be empty.",
        json_schema_extra=hints(widget="template", placeholder="So that we can reach you."),
    )
    fields: tuple[InfoField, ...] = Field(
        default=(InfoField(label="Your e-mail address", kind="email", save_as="email"),),
        min_length=1,
        max_length=12,
        title="Fields",
        description="What is asked, in this order.",
        json_schema_extra=hints(widget="list", add="Add a field"),
    )
    ask_known: bool = Field(
        default=False,
        title="Ask what is known already",
        description="Shows known values for the visitor to check. Otherwise such fields are left "
        "out, and the form is too when nothing is left to ask.",
        json_schema_extra=hints(widget="switch"),
    )
    is_skippable: bool = Field(
        default=True,
        title="Can be skipped",
        description="With a button to skip it; writing words skips it too. Otherwise words wait "
        "until the form is filled in, or the time is over.",
        json_schema_extra=hints(widget="switch"),
    )
    hint: str = Field(
        default="Thank you, that is noted. Please fill in the form above first.",
        min_length=1,
        max_length=300,
        title="Hint",
        description="Said once when the visitor writes instead of filling in the form.",
        json_schema_extra=hints(widget="template", show_if={"is_skippable": False}),
    )
    wait_minutes: int = Field(
        default=30,
        ge=1,
        le=1440,
        title="Wait at most",
        description="After this long without an answer the flow goes on as if it were skipped.",
        json_schema_extra=hints(widget="minutes", unit="minutes"),
    )

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        names = [field.slot for field in self.fields]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise refused(f"Two fields are called “{twice}”.")
        return self


class CollectInfo(FormNode):
    """Asks for what is missing and keeps it."""

    kind = "collect_info"
    label = "Collect Info"
    icon = "clipboard-list"
    help = "Asks for details with a form and keeps what the visitor fills in."
    category = Category.TALK
    Config = CollectInfoConfig
    PORTS = (
        Port("submitted", "Submitted", tone=Tone.GOOD),
        Port("skipped", "Skipped"),
    )

    def enter(self, context: NodeContext, config: CollectInfoConfig) -> Outcome:
        """The form is shown, unless nothing is left to ask."""
        known = {field.slot: field.known(context.facts) for field in config.fields}
        for name, value in known.items():
            if value:
                context.remember(f"answers.{name}", value)
        asked = [field for field in config.fields if config.ask_known or not known[field.slot]]
        if not asked:
            return Go("submitted", why="Everything that is asked here is known already.")
        context.ask_form(
            kind="info",
            title=config.title,
            text=config.text,
            fields=tuple(
                field.as_form_field(context.fill_in(field.label), known[field.slot])
                for field in asked
            ),
            is_skippable=config.is_skippable,
        )
        until = context.now + timedelta(minutes=config.wait_minutes)
        return Wait(WaitFor.FORM, until, why="The form is not filled in yet.")

    def settled(
        self, context: NodeContext, config: CollectInfoConfig, values: Mapping[str, Any] | None
    ) -> Outcome | None:
        """What was filled in is kept, where it is what a field takes."""
        if values is None:
            # Nobody skips what has to be filled in, whatever a browser sends.
            skipped = Go("skipped", why="The visitor skipped the form.")
            return skipped if config.is_skippable else None
        given = {
            field.slot: value if field.takes(value) else ""
            for field in config.fields
            for value in (checked_words(values.get(field.slot)),)
        }
        for name, value in given.items():
            if value:
                context.remember(f"answers.{name}", value)
        learned = {
            field.attribute: given[field.slot]
            for field in config.fields
            if field.attribute and given[field.slot]
        }
        if learned:
            context.set_visitor(learned)
        return Go("submitted", why="The visitor filled in the form.")

    def wrote(self, context: NodeContext, config: CollectInfoConfig) -> Outcome | None:
        """Words skip what can be skipped; otherwise they wait, and the visitor hears so once."""
        if config.is_skippable:
            context.close_form()
            return Go("skipped", why="The visitor wrote instead of filling in the form.")
        form_id = context.open_form
        if context.recall(_HINTED) != form_id:
            context.remember(_HINTED, form_id)
            context.say(config.hint)
        return None

    def timed_out(self, context: NodeContext, config: CollectInfoConfig) -> Outcome:
        """Nobody filled it in."""
        context.close_form()
        return Go("skipped", why=f"Nobody filled in the form for {config.wait_minutes} minutes.")

    def at_once(self, config: CollectInfoConfig) -> tuple[str, ...]:
        """What is known already is not asked, so the form may not even be shown."""
        return ("submitted",)

    def ways(self, config: CollectInfoConfig, situation: Situation) -> tuple[Way, ...]:
        """Whoever does not answer leaves it unfilled, unless everything was known already."""
        return (Way("submitted"), Way("skipped"))
