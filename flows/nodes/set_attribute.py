"""Set Attribute: what is known about the visitor, and the conversation's tags."""

from __future__ import annotations

import re
from typing import Self

from pydantic import Field, model_validator

from chat.tags import LONGEST, tag_of
from flows.node_context import NodeContext
from flows.nodes.base import NEXT, Node, NodeConfig, hints, refused
from flows.types import Category, Go, Outcome

_VALUE_CHARS = 500
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MOST_CHARS = {"name": 120, "email": 254}
"""What every visitor has; the rest are free attributes."""


class Attribute(NodeConfig):
    """One thing to know about the visitor."""

    name: str = Field(
        min_length=1,
        max_length=60,
        pattern=r"^[A-Za-z0-9_.-]+$",
        title="Name",
        description="name, email, or an attribute such as plan. Later it is {{visitor.plan}}.",
        json_schema_extra=hints(placeholder="plan"),
    )
    value: str = Field(
        default="",
        max_length=_VALUE_CHARS,
        title="Value",
        description="Variables such as {{answers.plan}} are filled in. Empty clears an attribute.",
        json_schema_extra=hints(widget="template"),
    )


class SetAttributeConfig(NodeConfig):
    """Settings of what is kept."""

    attributes: tuple[Attribute, ...] = Field(
        default=(),
        max_length=20,
        title="Attributes of the visitor",
        description="Kept with the visitor, in this conversation and later ones.",
        json_schema_extra=hints(widget="list", add="Add an attribute"),
    )
    add_tags: tuple[str, ...] = Field(
        default=(),
        max_length=20,
        title="Tags to add",
        description="Words that colleagues find this conversation by.",
        json_schema_extra=hints(widget="list", add="Add a tag", placeholder="refund"),
    )
    remove_tags: tuple[str, ...] = Field(
        default=(),
        max_length=20,
        title="Tags to take away",
        description="A tag that the conversation does not have stays away.",
        json_schema_extra=hints(widget="list", add="Add a tag"),
    )

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not (self.attributes or self.add_tags or self.remove_tags):
            raise refused("Set an attribute, or add or take away a tag.")
        names = [attribute.name for attribute in self.attributes]
        if len(set(names)) != len(names):
            raise refused("One attribute is set twice.")
        for tag in (*self.add_tags, *self.remove_tags):
            if not tag.strip() or ("{{" not in tag and len(tag.strip()) > LONGEST):
                raise refused(f"A tag has between 1 and {LONGEST} characters.")
        return self


class SetAttribute(Node):
    """Keeps it and goes on."""

    kind = "set_attribute"
    label = "Set Attribute"
    icon = "tag"
    help = "Keeps attributes of the visitor and tags of the conversation."
    category = Category.DATA
    Config = SetAttributeConfig
    PORTS = (NEXT,)

    def enter(self, context: NodeContext, config: SetAttributeConfig) -> Outcome:
        """Kept. A value that is no e-mail address is not kept as one."""
        values: dict[str, str] = {}
        left_out: list[str] = []
        for attribute in config.attributes:
            name = attribute.name.removeprefix("visitor.")
            value = context.fill_in(attribute.value).strip()
            if name in _MOST_CHARS and not _may_be(name, value):
                left_out.append(name)
            else:
                values[name] = value[: _MOST_CHARS.get(name, _VALUE_CHARS)]
        if values:
            context.set_visitor(values)
        add, remove = _tags(context, config.add_tags), _tags(context, config.remove_tags)
        if add or remove:
            context.set_tags(add=add, remove=remove)
        why = f"Left as it was, for want of a good value: {', '.join(left_out)}."
        return Go("next", why=why if left_out else "")


def _may_be(name: str, value: str) -> bool:
    return bool(value) if name == "name" else bool(_EMAIL.fullmatch(value))


def _tags(context: NodeContext, words: tuple[str, ...]) -> tuple[str, ...]:
    tags = (tag_of(context.fill_in(one)) for one in words)
    return tuple(dict.fromkeys(tag for tag in tags if tag))
