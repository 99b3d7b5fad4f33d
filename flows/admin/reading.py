"""Graphs and steps as people read them on pages that only show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from flows.differences import name_of
from flows.drawing import draw
from flows.graph import parse
from flows.nodes import NODES, ports_of
from flows.types import Graph, GraphError, NodeSpec, Problem


def describe(data: Mapping[str, Any]) -> SafeString:
    """The graph as a picture, and as a list that reads aloud: where each exit leads."""
    try:
        graph = parse(data)
    except GraphError as error:
        return format_html("<p>{}</p>", str(error))
    rows = ((called(node), _exits(graph, node)) for node in graph.nodes.values())
    words = format_html_join("", "<li><strong>{}</strong> {}</li>", rows)
    return format_html(
        '<div style="overflow-x:auto;width:calc(100vw - 600px);min-width:280px">{}</div>'
        "<details><summary>{}</summary><ol>{}</ol></details>",
        draw(graph),
        _("In words"),
        words,
    )


def called(node: NodeSpec) -> str:
    """The node's own name, with its kind where that says more."""
    name, kind = name_of(node), NODES.get(node.kind)
    return f"{name} ({kind.label})" if kind and name != kind.label else name


def _exits(graph: Graph, node: NodeSpec) -> SafeString:
    try:
        ports = ports_of(node)
    except GraphError as error:
        return format_html("<br>{}", str(error))
    rows = []
    for port in ports:
        target = graph.target(node.id, port.name)
        known = graph.nodes.get(target) if target else None
        rows.append((port.label, called(known) if known else port.default or "—"))
    return format_html_join("", "<br>{} → {}", rows)


def problems_list(found: list[Problem], graph: Graph | None) -> SafeString:
    """What is wrong, errors first, with the names of nodes; graph None: it cannot be read."""
    if not found:
        return format_html("<p>{}</p>", _("None: the draft can be published."))
    nodes = graph.nodes if graph else {}
    levels = {"error": _("Blocks publishing"), "warning": _("Please look")}
    rows = (
        (
            levels.get(one.level, one.level),
            called(nodes[one.node]) if one.node in nodes else _("The whole flow"),
            one.message,
        )
        for one in found
    )
    items = format_html_join("", "<li><strong>{}</strong> · {}: {}</li>", rows)
    return format_html("<ul>{}</ul>", items)


def inputs_list(inputs: Mapping[str, Any]) -> str:
    """What a step read, in one line."""
    return ", ".join(f"{name}: {_value(value)}" for name, value in inputs.items()) or "–"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_value(inner)}" for name, inner in value.items())
    if value is None:
        return str(_("not known"))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(value)
