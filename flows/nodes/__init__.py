"""Every kind of node, by its wire name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flows.nodes.ai_agent_chat import AiAgentChat
from flows.nodes.ai_agent_handoff import AiAgentHandoff
from flows.nodes.base import Node
from flows.nodes.buttons import Buttons
from flows.nodes.callback import Callback
from flows.nodes.collect_info import CollectInfo
from flows.nodes.conditional import Conditional
from flows.nodes.end import End
from flows.nodes.go_to import GoTo
from flows.nodes.human_chat import HumanChat
from flows.nodes.language import Language
from flows.nodes.message import MessageNode
from flows.nodes.note import NoteNode
from flows.nodes.offline_message import OfflineMessage
from flows.nodes.queue_gate import QueueGate
from flows.nodes.satisfaction_survey import SatisfactionSurvey
from flows.nodes.set_attribute import SetAttribute
from flows.nodes.start import Start
from flows.nodes.time_of_day import TimeOfDay
from flows.nodes.wait import WaitNode
from flows.nodes.webhook import Webhook
from flows.types import GraphError, NodeSpec, Port

_KINDS: tuple[type[Node], ...] = (
    Start,
    MessageNode,
    CollectInfo,
    Buttons,
    AiAgentHandoff,
    AiAgentChat,
    Conditional,
    TimeOfDay,
    Language,
    QueueGate,
    HumanChat,
    Callback,
    OfflineMessage,
    SatisfactionSurvey,
    Webhook,
    SetAttribute,
    WaitNode,
    NoteNode,
    GoTo,
    End,
)

NODES: Mapping[str, Node] = MappingProxyType({kind.kind: kind() for kind in _KINDS})


def node_of(spec: NodeSpec) -> Node:
    """The kind of this node. Raises GraphError when there is no such kind."""
    node = NODES.get(spec.kind)
    if node is None:
        raise GraphError(f"There is no node of kind {spec.kind!r}.")
    return node


def ports_of(spec: NodeSpec) -> tuple[Port, ...]:
    """The ports of this node with its settings. Raises GraphError."""
    node = node_of(spec)
    return node.ports(node.config_of(spec))


def waits(spec: NodeSpec) -> bool:
    """Whether each visit of this node stops there. Raises GraphError."""
    return node_of(spec).waits
