"""Random graphs of every kind of node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from flows.graph import parse
from flows.nodes import NODES
from flows.program import Program
from flows.types import Graph, GraphError, NodeSpec

FACTS = ("escalated", "reason", "answers.a", "visitor.plan", "hours_open", "survey.rating")


def _conditional(chance: Random) -> dict[str, Any]:
    count = chance.randint(1, 3)
    return {
        "branches": [
            {
                "key": f"b{index}",
                "label": f"B{index}",
                "match": chance.choice(("all", "any")),
                "conditions": [
                    {
                        "fact": chance.choice(FACTS),
                        "operator": chance.choice(("is", "is_not", "is_known", "at_least")),
                        "value": chance.choice((True, "yes", 3, "ai_error")),
                    }
                ],
            }
            for index in range(count)
        ]
    }


def _buttons(chance: Random) -> dict[str, Any]:
    keys = ("", "b", "c")[: chance.randint(1, 3)]
    buttons = [{"key": key, "label": f"Button {index}"} for index, key in enumerate(keys)]
    return {"text": "What?", "buttons": buttons, "save_as": chance.choice(("", "a"))}


def _collect_info(chance: Random) -> dict[str, Any]:
    fields = [{"label": "A"}, {"label": "Mail", "kind": "email", "save_as": "email"}]
    return {
        "fields": fields[: chance.randint(1, 2)],
        "is_skippable": chance.choice((True, False)),
        "ask_known": chance.choice((True, False)),
    }


def _queue_gate(chance: Random) -> dict[str, Any]:
    return {
        "max_waiting": chance.choice((0, 5)),
        "max_wait_minutes": chance.choice((0, 10)),
        "closed_outside_hours": chance.choice((True, False)),
        "closed_without_agents": chance.choice((True, False)),
    }


def _language(chance: Random) -> dict[str, Any]:
    codes = ("de", "fr")[: chance.randint(1, 2)]
    return {"languages": [{"key": code, "label": code, "code": code} for code in codes]}


CONFIGS: Mapping[str, Callable[[Random], dict[str, Any]]] = {
    "start": lambda chance: {},
    "message": lambda chance: {"text": "Hi {{visitor.name}}"},
    "collect_info": _collect_info,
    "buttons": _buttons,
    "ai_agent_handoff": lambda chance: {"max_answers": chance.choice((0, 2))},
    "ai_agent_chat": lambda chance: {"max_declines": chance.randint(1, 3)},
    "conditional": _conditional,
    "time_of_day": lambda chance: {"by": chance.choice(("queue", "own"))},
    "language": _language,
    "queue_gate": _queue_gate,
    "human_chat": lambda chance: {"wait_minutes": chance.choice((0, 5))},
    "callback": lambda chance: {"reach_by": chance.choice(("phone", "either"))},
    "offline_message": lambda chance: {},
    "satisfaction_survey": lambda chance: {"is_skippable": chance.choice((True, False))},
    "webhook": lambda chance: {"url": "https://crm.example.com/leads"},
    "set_attribute": lambda chance: {"attributes": [{"name": "plan", "value": "pro"}]},
    "wait": lambda chance: {"minutes": chance.choice((1, 30))},
    "go_to": lambda chance: {},
    "note": lambda chance: {"text": "Look here"},
    "end": lambda chance: {"outcome": chance.choice(("resolved", "resolved", "left", "spam"))},
}
"""Settings for each kind; a kind that is missing here is a test that fails."""

_INNER = [kind for kind in CONFIGS if kind not in {"start", "end"}]


def random_graph(chance: Random, flows: tuple[str, ...] = ()) -> Graph:
    """Mostly leads on, sometimes back, sometimes nowhere; `flows` can be gone to.

    Half of all graphs have a well-meaning author: what they leave open has a stated default.
    """
    is_careful = chance.random() < 0.7
    count = chance.randint(1, 9)
    kinds = ["start", *(chance.choice(_INNER) for _ in range(count))]
    kinds += ["end", chance.choice(("end", "offline_message", "human_chat"))]
    nodes = [_node(chance, index, kind, len(kinds), flows) for index, kind in enumerate(kinds)]
    if is_careful:
        nodes = [_kind_end(node) for node in nodes]
    edges = []
    for index, node in enumerate(nodes):
        for port in _ports(node):
            if chance.random() < (0.5 if port.default else 0.02 if is_careful else 0.1):
                continue
            back = chance.random() < 0.12
            target = chance.randint(1, index or 1) if back else _later(chance, index, len(nodes))
            edges.append({"source": node["id"], "port": port.name, "target": f"n{target}"})
    return parse({"nodes": nodes, "edges": edges})


def _later(chance: Random, index: int, count: int) -> int:
    """Mostly one of the next nodes; from the last ones the end."""
    if index >= count - 2:
        return count - 2
    return min(index + chance.randint(1, 4), count - 1)


def _node(
    chance: Random, index: int, kind: str, count: int, flows: tuple[str, ...]
) -> dict[str, Any]:
    config = CONFIGS[kind](chance)
    if kind == "go_to" and flows and chance.random() < 0.4:
        config = {"where": "flow", "flow": chance.choice(flows)}
    elif kind == "go_to":
        config = {"node": f"n{_later(chance, index, count)}"}
    return {"id": f"n{index}", "kind": kind, "config": config}


def _kind_end(node: dict[str, Any]) -> dict[str, Any]:
    return {**node, "config": {"outcome": "resolved"}} if node["kind"] == "end" else node


def _ports(node: dict[str, Any]) -> Any:
    kind = NODES[node["kind"]]
    return kind.ports(kind.config_of(NodeSpec(node["id"], node["kind"], node["config"])))


class Flows:
    """A library of flows by name; the first one is version 0."""

    def __init__(self, graphs: Mapping[str, Graph]) -> None:
        self.names = list(graphs)
        self.programs = [Program.of(graph) for graph in graphs.values()]

    def program(self, version: int) -> Program:
        return self.programs[version]

    def live(self, flow: str) -> int:
        if flow not in self.names:
            raise GraphError(f"there is no flow {flow!r}")
        return self.names.index(flow)
