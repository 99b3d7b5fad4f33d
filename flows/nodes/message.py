"""Message: fixed words, a picture, links as buttons."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from flows.effects import Image, Link
from flows.node_context import NodeContext
from flows.nodes.addresses import filled_address, open_address
from flows.nodes.base import NEXT, Node, NodeConfig, hints, refused
from flows.types import Category, Go, Outcome

MOST_LINKS = 10


class LinkButton(NodeConfig):
    """A button that opens a page."""

    label: str = Field(
        min_length=1,
        max_length=80,
        title="Words on the button",
        description="What the visitor reads on it.",
        json_schema_extra=hints(widget="template", placeholder="See our plans"),
    )
    url: str = Field(
        min_length=1,
        max_length=1000,
        title="Address",
        description="The page that opens: https://… or a path on your site such as /pricing.",
        json_schema_extra=hints(widget="template", placeholder="https://www.example.com/plans"),
    )

    @model_validator(mode="after")
    def _opens(self) -> Self:
        if not open_address(self.url):
            raise refused(f"“{self.label}” has no address that visitors can open.")
        return self


class MessageConfig(NodeConfig):
    """Settings of a message."""

    text: str = Field(
        default="",
        max_length=2000,
        title="Text",
        description="What the visitor reads. {{visitor.name}} is filled in when it is known.",
        json_schema_extra=hints(widget="template", placeholder="Hi {{visitor.name}}!"),
    )
    image_url: str = Field(
        default="",
        max_length=1000,
        title="Picture",
        description="Address of a picture under the text: https://… or a path on your site.",
        json_schema_extra=hints(widget="text", placeholder="https://www.example.com/map.png"),
    )
    image_alt: str = Field(
        default="",
        max_length=300,
        title="What the picture shows",
        description="Read to visitors who cannot see it.",
        json_schema_extra=hints(widget="text"),
    )
    links: tuple[LinkButton, ...] = Field(
        default=(),
        max_length=MOST_LINKS,
        title="Links",
        description="Buttons under the text that open a page; the flow goes on by itself.",
        json_schema_extra=hints(widget="list", add="Add a link"),
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text.strip() and not self.image_url:
            raise refused("Write a text or choose a picture.")
        if self.image_url and not open_address(self.image_url):
            raise refused("The picture has no address that visitors can open.")
        if self.image_url and not self.image_alt.strip():
            raise refused("Say what the picture shows: some visitors cannot see it.")
        return self


class MessageNode(Node):
    """Says its text and goes on."""

    kind = "message"
    label = "Message"
    icon = "message-square"
    help = "Shows the visitor a text, a picture or links."
    category = Category.TALK
    Config = MessageConfig
    PORTS = (NEXT,)

    def enter(self, context: NodeContext, config: MessageConfig) -> Outcome:
        """Says it. What variables leave without an address or without words is left out."""
        picture = filled_address(config.image_url, context.facts)
        image = Image(picture, context.fill_in(config.image_alt)) if picture else None
        links = tuple(
            Link(label, url)
            for link in config.links
            if (url := filled_address(link.url, context.facts))
            and (label := context.fill_in(link.label).strip())
        )
        if not context.fill_in(config.text).strip() and image is None:
            return Go("next", why="Nothing was left to say: what the text names is not known.")
        context.say(config.text, image=image, links=links)
        return Go("next")
