"""What a node kind states and does. One file for each kind; `flows.nodes` lists them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError

from flows.node_context import NodeContext
from flows.types import GraphError, Happening, HappeningKind, NodeSpec, Outcome, Port, Resume


class NodeConfig(BaseModel):
    """Base of node settings: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Node(ABC):
    """One kind of node. Stateless: what must be remembered lives in the run."""

    kind: ClassVar[str]
    label: ClassVar[str]
    icon: ClassVar[str]  # a lucide name
    help: ClassVar[str]
    Config: ClassVar[type[NodeConfig]] = NodeConfig

    def config_of(self, spec: NodeSpec) -> Any:
        """The node's settings, checked. Raises GraphError with a sentence for the manager."""
        try:
            return self.Config.model_validate(dict(spec.config))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "settings"
            raise GraphError(f"{self.label}: {place}: {first['msg']}") from error

    @abstractmethod
    def ports(self, config: Any) -> tuple[Port, ...]:
        """The exits, in the order in which they are drawn."""

    @abstractmethod
    def enter(self, context: NodeContext, config: Any) -> Outcome:
        """A run arrives here."""

    def resume(self, context: NodeContext, config: Any, happening: Happening) -> Outcome | None:
        """Something happened while a run waits here. None: this does not concern the node."""
        if happening.kind in {
            HappeningKind.VISITOR_WROTE,
            HappeningKind.RETURNED,
            HappeningKind.REOPENED,
        }:
            return Resume()
        return None


NEXT = Port("next", "Next", default="The flow ends here.")
