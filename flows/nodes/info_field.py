"""One field of a Collect Info form: what is asked, how, and where the answer is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from flows.nodes.base import NodeConfig, hints, refused

FieldKind = Literal["text", "email", "phone", "long_text", "number", "choice", "yes_no", "date"]
SaveAs = Literal["answer", "attribute", "name", "email"]

_NO_WORD = re.compile(r"[^a-z0-9]+")
_NAME_CHARS = 40
_FIXED = {"name": 120, "email": 254}
"""What every visitor has, with its longest value."""

_LONGEST = {"long_text": 2000, "phone": 40, "email": 254}
_SHORT = 300


class InfoOption(NodeConfig):
    """One thing to choose from."""

    label: str = Field(
        min_length=1,
        max_length=80,
        title="Choice",
        description="What the visitor reads, and what is kept.",
    )


class InfoField(NodeConfig):
    """One question."""

    label: str = Field(
        min_length=1,
        max_length=120,
        title="Question",
        description="Stands above the field.",
        json_schema_extra=hints(widget="template", placeholder="Order number"),
    )
    kind: FieldKind = Field(
        default="text",
        title="Type",
        description="What fits; the visitor is told when something does not.",
        json_schema_extra=hints(
            widget="select",
            labels={
                "text": "One line",
                "email": "E-mail address",
                "phone": "Phone number",
                "long_text": "Several lines",
                "number": "Number",
                "choice": "One of a list",
                "yes_no": "Yes or no",
                "date": "Date",
            },
        ),
    )
    options: tuple[InfoOption, ...] = Field(
        default=(),
        max_length=30,
        title="Choices",
        description="At least two.",
        json_schema_extra=hints(widget="list", add="Add a choice", show_if={"kind": "choice"}),
    )
    required: bool = Field(
        default=True,
        title="Has to be filled in",
        description="A form without it cannot be submitted.",
        json_schema_extra=hints(widget="switch"),
    )
    save_as: SaveAs = Field(
        default="answer",
        title="Keep it as",
        description="An answer is known in this conversation; the others stay with the visitor.",
        json_schema_extra=hints(
            widget="select",
            labels={
                "answer": "Answer in this conversation",
                "attribute": "Attribute of the visitor",
                "name": "Name of the visitor",
                "email": "E-mail address of the visitor",
            },
        ),
    )
    name: str = Field(
        default="",
        max_length=_NAME_CHARS,
        pattern=r"^[A-Za-z0-9_]*$",
        title="Short name",
        description="Later texts and conditions ask for {{answers.order_number}} (or "
        "{{visitor.order_number}}). Empty: made from the question.",
        json_schema_extra=hints(placeholder="order_number", advanced=True),
    )
    hint: str = Field(
        default="",
        max_length=200,
        title="Hint",
        description="Small words under the field. May be empty.",
        json_schema_extra=hints(placeholder="It begins with A.", advanced=True),
    )
    minimum: float | None = Field(
        default=None,
        title="Least",
        description="The smallest number that fits. Empty: any.",
        json_schema_extra=hints(widget="number", show_if={"kind": "number"}, advanced=True),
    )
    maximum: float | None = Field(
        default=None,
        title="Most",
        description="The largest number that fits. Empty: any.",
        json_schema_extra=hints(widget="number", show_if={"kind": "number"}, advanced=True),
    )

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.kind == "choice" and len({one.label.casefold() for one in self.options}) < 2:
            raise refused(f"“{self.label}” needs at least two different choices.")
        if self.save_as == "email" and self.kind != "email":
            raise refused(f"“{self.label}” is kept as an e-mail address, so it has to ask for one.")
        if self.save_as == "name" and self.kind != "text":
            raise refused(f"“{self.label}” is kept as a name, so it has to ask for one line.")
        if None not in (self.minimum, self.maximum) and self.minimum > self.maximum:  # type: ignore[operator]
            raise refused(f"“{self.label}”: the least is more than the most.")
        if not self.slot:
            raise refused(f"“{self.label}” needs a short name.")
        return self

    @property
    def slot(self) -> str:
        """What the answer is called: `answers.<slot>`, and in the form that is submitted."""
        if self.name:
            return self.name
        if self.save_as in _FIXED:
            return self.save_as
        return _NO_WORD.sub("_", self.label.casefold())[:_NAME_CHARS].strip("_")

    @property
    def attribute(self) -> str:
        """What it is of the visitor: `name`, `email` or an attribute; empty for a mere answer."""
        if self.save_as == "attribute":
            return self.slot
        return "" if self.save_as == "answer" else self.save_as

    def known(self, facts: Mapping[str, Any]) -> str:
        """The value that is known already, as words; empty when there is none."""
        value = facts.get(f"visitor.{self.attribute}" if self.attribute else f"answers.{self.slot}")
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(value) if isinstance(value, str | int | float) else ""

    def takes(self, value: str) -> bool:
        """Whether this can be an answer at all; the form itself has checked the rest."""
        match self.kind:
            case "choice":
                return value in {one.label for one in self.options}
            case "yes_no":
                return value in {"yes", "no"}
        return True

    def as_form_field(self, label: str, value: str) -> dict[str, Any]:
        """As `chat.frames.FormField` has it. `label`: with variables filled in."""
        longest = _FIXED.get(self.save_as) or _LONGEST.get(self.kind, _SHORT)
        field: dict[str, Any] = {
            "name": self.slot,
            "label": label,
            "kind": self.kind,
            "required": self.required,
            "value": value,
            "max_chars": longest,
            "hint": self.hint,
        }
        if self.kind == "choice":
            field["options"] = [{"value": one.label, "label": one.label} for one in self.options]
        if self.kind == "number":
            field |= {"minimum": self.minimum, "maximum": self.maximum}
        return field
