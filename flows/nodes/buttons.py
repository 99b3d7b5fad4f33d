"""Buttons: the visitor chooses by pressing one; writing words instead is an answer too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Self

from pydantic import Field, model_validator

from flows.node_context import NodeContext
from flows.nodes.addresses import filled_address
from flows.nodes.asking import FormNode, checked_words
from flows.nodes.base import NodeConfig, hints, refused
from flows.nodes.message import LinkButton
from flows.types import (
    Category,
    Go,
    Outcome,
    Port,
    PortList,
    Situation,
    Wait,
    WaitFor,
    Way,
)

OTHER = "other"
_PREFIX = "button_"
_CHOICE = "choice"
_MOST = 10


class Button(NodeConfig):
    """One thing to choose."""

    key: str = Field(
        default="",
        max_length=40,
        pattern=r"^[A-Za-z0-9_-]*$",
        title="Key",
        description="Names the way out of this button; it stays when the words change.",
        json_schema_extra=hints(advanced=True),
    )
    label: str = Field(
        min_length=1,
        max_length=60,
        title="Words on the button",
        description="What the visitor reads on it.",
        json_schema_extra=hints(placeholder="Billing"),
    )


class ButtonsConfig(NodeConfig):
    """Settings of a choice."""

    text: str = Field(
        min_length=1,
        max_length=500,
        title="Question",
        description="What the visitor is asked. Variables such as {{visitor.name}} are filled in.",
        json_schema_extra=hints(widget="template", placeholder="What can we help you with?"),
    )
    buttons: tuple[Button, ...] = Field(
        min_length=1,
        max_length=_MOST,
        title="Buttons",
        description="Each button is a way out of this node.",
        json_schema_extra=hints(widget="list", add="Add a button"),
    )
    links: tuple[LinkButton, ...] = Field(
        default=(),
        max_length=5,
        title="Links",
        description="Buttons that open a page. They choose nothing: the visitor can still press "
        "another button.",
        json_schema_extra=hints(widget="list", add="Add a link"),
    )
    save_as: str = Field(
        default="",
        max_length=40,
        pattern=r"^[A-Za-z0-9_]*$",
        title="Remember the choice as",
        description="Later nodes ask for it as answers.<this name>. Empty: it is not remembered.",
        json_schema_extra=hints(placeholder="topic"),
    )
    other_label: str = Field(
        default="Wrote instead",
        min_length=1,
        max_length=60,
        title="Name of the last way",
        description="Taken when the visitor writes words, or presses nothing for too long.",
        json_schema_extra=hints(advanced=True),
    )
    wait_minutes: int = Field(
        default=30,
        ge=1,
        le=1440,
        title="Wait at most",
        description="After this long without a choice the flow goes on by the last way.",
        json_schema_extra=hints(widget="minutes", unit="minutes"),
    )

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        keys = [key for key, _ in keyed(self)]
        if OTHER in keys:
            raise refused(f"No button can have the key “{OTHER}”: it names the last way.")
        if len(set(keys)) != len(keys):
            raise refused("Two buttons have the same key.")
        if len({button.label.casefold() for button in self.buttons}) != len(keys):
            raise refused("Two buttons have the same words.")
        return self


def keyed(config: ButtonsConfig) -> list[tuple[str, Button]]:
    """The buttons with the names of their ports, in order."""
    return [
        (button.key or f"{_PREFIX}{index}", button) for index, button in enumerate(config.buttons)
    ]


class Buttons(FormNode):
    """Asks, and goes the way of the button."""

    kind = "buttons"
    label = "Buttons"
    icon = "mouse-pointer-click"
    help = "Asks a question that the visitor answers by pressing a button."
    category = Category.TALK
    Config = ButtonsConfig
    PORTS = (Port(OTHER, "Wrote instead", label_field="other_label"),)
    PORT_LIST = PortList(field="buttons", prefix=_PREFIX, label_field="label")

    def enter(self, context: NodeContext, config: ButtonsConfig) -> Outcome:
        """The buttons are shown."""
        question = context.fill_in(config.text).strip()
        options = [{"value": key, "label": button.label} for key, button in keyed(config)]
        options += [
            {"value": f"link_{index}", "label": label, "url": url}
            for index, link in enumerate(config.links)
            if (url := filled_address(link.url, context.facts))
            and (label := context.fill_in(link.label).strip())
        ]
        context.ask_form(
            kind="buttons",
            title=config.text,
            text="",
            fields=(
                {
                    "name": _CHOICE,
                    "label": question,
                    "kind": "buttons",
                    "required": True,
                    "options": options,
                },
            ),
            is_skippable=False,
        )
        until = context.now + timedelta(minutes=config.wait_minutes)
        return Wait(WaitFor.FORM, until, why="The visitor has not chosen yet.")

    def settled(
        self, context: NodeContext, config: ButtonsConfig, values: Mapping[str, Any] | None
    ) -> Outcome | None:
        """The way of the button; a value that no button has settles nothing."""
        pressed = dict(keyed(config)).get(checked_words((values or {}).get(_CHOICE)))
        if pressed is None:
            return None
        if config.save_as:
            context.remember(f"answers.{config.save_as}", pressed.label)
        port = next(key for key, button in keyed(config) if button is pressed)
        return Go(port, why=f"“{pressed.label}” was pressed.")

    def wrote(self, context: NodeContext, config: ButtonsConfig) -> Outcome:
        """Words are an answer of their own; they wait for whoever reads them next."""
        context.close_form()
        return Go(OTHER, why="The visitor wrote instead of pressing a button.")

    def timed_out(self, context: NodeContext, config: ButtonsConfig) -> Outcome:
        """Nobody pressed anything."""
        context.close_form()
        return Go(OTHER, why=f"Nothing was pressed for {config.wait_minutes} minutes.")

    def ways(self, config: ButtonsConfig, situation: Situation) -> tuple[Way, ...]:
        """Whoever does not answer leaves by the last way."""
        if not situation.visitor_answers:
            return (Way(OTHER),)
        return tuple(Way(port.name) for port in self.ports(config))
