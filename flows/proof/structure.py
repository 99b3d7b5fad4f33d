"""What can be said of a graph without walking it: starts, connections, kinds, settings, ports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from flows.nodes import NODES
from flows.nodes.base import Node
from flows.proof.model import OWN, Model, Place
from flows.types import Graph, Problem


def start_problems(graph: Graph) -> Iterator[Problem]:
    """A graph that does not have exactly one start cannot be walked at all."""
    starts = [node.id for node in graph.nodes.values() if node.kind == "start"]
    if not starts:
        yield Problem("error", "", "The flow has no start.", code="no_start")
    for extra in starts[1:]:
        message = "A flow has exactly one start; this is another one."
        yield Problem("error", extra, message, code="two_starts")


def edge_problems(graph: Graph) -> Iterator[Problem]:
    """Connections from or to nowhere, and ports connected twice."""
    for edge in graph.edges:
        for end, other in ((edge.source, edge.target), (edge.target, edge.source)):
            if end not in graph.nodes:
                node = other if other in graph.nodes else ""
                port = edge.port if node == edge.source else ""
                message = f"A connection names the node “{end}”, which does not exist."
                yield Problem("error", node, message, code="unknown_end", port=port)
    for (source, port), count in Counter((edge.source, edge.port) for edge in graph.edges).items():
        if count > 1:
            message = "Two connections leave from the same place; only one can be followed."
            yield Problem("error", source, message, code="connected_twice", port=port)


def place_problems(model: Model, graph: Graph) -> Iterator[Problem]:
    """Unknown kinds, settings that do not fit, and ports without what they need."""
    connected: dict[str, list[str]] = {}
    for edge in graph.edges:
        connected.setdefault(edge.source, []).append(edge.port)
    for node_id in graph.nodes:
        place = model.places[OWN, node_id]
        if place.node is None:
            yield _unreadable(place)
            continue
        if place.unknown_node:
            message = "This goes on at a node that does not exist (any more)."
            yield Problem("error", node_id, message, code="unknown_reference", field="node")
        yield from _port_problems(place, connected.get(node_id, []))


def _port_problems(place: Place, connected: list[str]) -> Iterator[Problem]:
    node_id = place.spec.id
    names = [port.name for port in place.ports]
    for port_name in connected:
        if port_name not in names:
            message = f"A connection leaves from “{port_name}”, which this node does not have."
            yield Problem("error", node_id, message, code="unknown_port", port=port_name)
    for name, count in Counter(names).items():
        if count > 1:
            message = f"Two ways out have the same key “{name}”."
            yield Problem("error", node_id, message, code="same_key", port=name)
    for port in place.ports:
        if port.name not in connected and not port.default:
            message = f"“{port.label}” leads nowhere: connect it."
            yield Problem("error", node_id, message, code="not_connected", port=port.name)


def _unreadable(place: Place) -> Problem:
    node_id, error = place.spec.id, place.error
    cause = error.__cause__ if error else None
    if not isinstance(cause, ValidationError):
        message = f"There is no node of kind “{place.spec.kind}”."
        return Problem("error", node_id, message, code="unknown_kind")
    first = cause.errors(include_url=False)[0]
    field = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "refused":
        message = first["msg"]
    else:
        message = f"{_title(NODES.get(place.spec.kind), first['loc'])} {_misfit(first)}"
    return Problem("error", node_id, message, code="wrong_setting", field=field)


def _title(kind: Node | None, place: tuple[int | str, ...]) -> str:
    """The setting as the manager reads it: “Branches”, entry 2, Name."""
    if not place:
        return "The settings"
    known = kind.Config.model_fields.get(str(place[0])) if kind else None
    named = f"“{known.title or place[0]}”" if known else f"“{place[0]}”"
    entry = next((part for part in place[1:] if isinstance(part, int)), None)
    if entry is not None:
        named += f", entry {entry + 1}"
    inner = [str(part) for part in place[1:] if isinstance(part, str)]
    return f"{named} ({inner[-1]})" if inner else named


def _misfit(error: ErrorDetails) -> str:
    wanted = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "is missing."
        case "string_too_short" | "too_short":
            return "must not be empty."
        case "string_too_long":
            return f"is longer than {wanted['max_length']} characters."
        case "too_long":
            return f"has more than {wanted['max_length']} entries."
        case "extra_forbidden":
            return "is no setting of this node."
        case "value_error":
            return f"does not fit: {wanted['error']}"
    return f"does not fit: {error['msg'][0].lower()}{error['msg'][1:]}."
