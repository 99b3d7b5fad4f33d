"""What a node kind states and does. One file for each kind; `flows.nodes` lists them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import PydanticCustomError

from flows.node_context import NodeContext
from flows.types import (
    Category,
    GraphError,
    Happening,
    HappeningKind,
    NodeSpec,
    Outcome,
    Port,
    PortList,
    Reached,
    Resume,
    Situation,
    Stop,
    Wait,
    WaitFor,
    Way,
)


class NodeConfig(BaseModel):
    """Base of node settings: unknown fields are refused.

    Hints for the builder stand in `json_schema_extra` of a field: `x-widget`, `x-reference`,
    `x-show-if`, `x-advanced`, `x-placeholder`, `x-add`, `x-unit` (docs/reference.md).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


class Node(ABC):
    """One kind of node. Stateless: what must be remembered lives in the run's memory."""

    kind: ClassVar[str]
    label: ClassVar[str]
    icon: ClassVar[str]  # a lucide name
    help: ClassVar[str]
    category: ClassVar[Category]
    Config: ClassVar[type[NodeConfig]] = NodeConfig
    PORTS: ClassVar[tuple[Port, ...]] = ()
    PORT_LIST: ClassVar[PortList | None] = None
    waits: ClassVar[bool] = False
    """Whether each visit stops here until somebody or something moves on: it makes a loop safe."""
    is_assistant: ClassVar[bool] = False
    """Whether the AI answers here: a run that is taken up again goes on at the last such node."""

    def config_of(self, spec: NodeSpec) -> Any:
        """The node's settings, checked. Raises GraphError with a sentence for the manager."""
        try:
            return self.Config.model_validate(dict(spec.config))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "settings"
            raise GraphError(f"{self.label}: {place}: {first['msg']}") from error

    def ports(self, config: Any) -> tuple[Port, ...]:
        """The exits, in the order in which they are drawn: entries of the list, then the rest."""
        fixed = (
            Port(port.name, named, port.default, port.tone)
            if (named := str(getattr(config, port.label_field, "") if port.label_field else ""))
            else port
            for port in self.PORTS
        )
        return (*self._listed(config), *fixed)

    def _listed(self, config: Any) -> Iterable[Port]:
        listed = self.PORT_LIST
        if listed is None:
            return
        for index, entry in enumerate(getattr(config, listed.field)):
            name = getattr(entry, listed.key_field) or f"{listed.prefix}{index}"
            yield Port(name, str(getattr(entry, listed.label_field)))

    @abstractmethod
    def enter(self, context: NodeContext, config: Any) -> Outcome:
        """A run arrives here."""

    def resume(self, context: NodeContext, config: Any, happening: Happening) -> Outcome | None:
        """Something happened while a run waits here. None: this does not concern the node.

        Words go back to the assistant that the run came through; before one they wait. A person
        who steps in has the conversation: the run stands still until they are done.
        """
        match happening.kind:
            case HappeningKind.VISITOR_WROTE:
                return Resume() if context.has_assistant else None
            case HappeningKind.RETURNED | HappeningKind.REOPENED:
                return Resume()
            case HappeningKind.AGENT_JOINED | HappeningKind.ESCALATED:
                return Wait(WaitFor.AGENT, why="A person has the conversation.")
            case HappeningKind.AGENT_RESOLVED:
                return Stop("resolved", why="A person settled it.")
            case HappeningKind.LEFT:
                return Stop("left", why="The visitor left.")
        return None

    def unconnected(self, context: NodeContext, config: Any, port: str) -> Outcome:
        """What the stated default of a port does: by itself, the run ends there."""
        return Stop(port, why="The flow ends here.")

    def at_once(self, config: Any) -> tuple[str, ...]:
        """The ports that a visit can take without stopping here; the proof of loops asks for it."""
        return () if self.waits else tuple(port.name for port in self.ports(config))

    def ways(self, config: Any, situation: Situation) -> tuple[Way, ...]:
        """Every way out in this situation, for the proof; by itself, each port."""
        return tuple(
            Way(port.name, Reached.LEFT if port.name == "left" else None)
            for port in self.ports(config)
        )


NEXT = Port("next", "Next")


def refused(sentence: str) -> PydanticCustomError:
    """What a validator raises: the manager reads exactly this sentence."""
    return PydanticCustomError("refused", "{sentence}", {"sentence": sentence})


def hints(**words: Any) -> dict[str, Any]:
    """Field hints for the builder: `hints(widget="template")` is `{"x-widget": "template"}`."""
    return {f"x-{name.replace('_', '-')}": value for name, value in words.items()}
