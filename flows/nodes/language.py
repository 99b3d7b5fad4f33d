"""Language: one way for each language that visitors write in."""

from __future__ import annotations

from pydantic import Field, field_validator

from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig, hints
from flows.types import Category, Go, Outcome, Port, PortList


class LanguageWay(NodeConfig):
    """A language and its way."""

    key: str = Field(default="", max_length=40, title="Key")
    label: str = Field(min_length=1, max_length=60, title="Name")
    code: str = Field(
        pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$",
        max_length=12,
        title="Language code",
        description="Such as de for German. “de” also takes “de-AT”; a longer code goes first.",
        json_schema_extra=hints(placeholder="de"),
    )

    @field_validator("code")
    @classmethod
    def _plain(cls, code: str) -> str:
        return _normal(code)


class LanguageConfig(NodeConfig):
    """Settings of the language node."""

    languages: tuple[LanguageWay, ...] = Field(
        min_length=1,
        max_length=30,
        title="Languages",
        json_schema_extra=hints(widget="list", add="Add a language"),
    )
    otherwise: str = Field(
        default="Any other language", max_length=60, title="Name of the last way"
    )


class Language(Node):
    """Decides at once by what the visitor writes in; before the first words, by the browser."""

    kind = "language"
    label = "Language"
    icon = "languages"
    help = "Takes the way of the visitor's language."
    category = Category.LOGIC
    Config = LanguageConfig
    PORTS = (Port("else", "Any other language", label_field="otherwise"),)
    PORT_LIST = PortList(field="languages", prefix="language_", label_field="label")

    def enter(self, context: NodeContext, config: LanguageConfig) -> Outcome:
        """The way of the longest code that fits."""
        spoken = _normal(str(context.facts.get("language", "")))
        fitting = [
            (len(way.code), -index, way.key or f"language_{index}", way.label)
            for index, way in enumerate(config.languages)
            if spoken == way.code or spoken.startswith(f"{way.code}-")
        ]
        if not fitting:
            told = f"The visitor's language is “{spoken}”" if spoken else "The language is unknown"
            return Go("else", why=f"{told}, which has no way of its own.")
        *_, port, label = max(fitting)
        return Go(port, why=f"The visitor's language is “{spoken}”: “{label}”.")


def _normal(code: str) -> str:
    return code.strip().lower().replace("_", "-")
