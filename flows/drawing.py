"""Draws a graph as SVG for pages that only show it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from flows.nodes import NODES, ports_of
from flows.types import Edge, Graph, GraphError, NodeSpec

WIDTH, HEIGHT = 168, 52  # of a node
MARGIN = 24
_LINE_CHARS = 24


def draw(graph: Graph) -> SafeString:
    """Nodes where the manager put them, and named arrows; unfinished ones as far as they go."""
    if not graph.nodes:
        return SafeString("")
    left = min(node.x for node in graph.nodes.values()) - MARGIN
    top = min(node.y for node in graph.nodes.values()) - 2 * MARGIN
    right = max(node.x for node in graph.nodes.values()) + WIDTH + MARGIN
    bottom = max(node.y for node in graph.nodes.values()) + HEIGHT + MARGIN
    return format_html(
        '<svg viewBox="{} {} {} {}" role="img" aria-label="The flow as a picture" '
        'width="{}" fill="none" stroke="currentColor" font-size="12" font-family="inherit">'
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8Z" fill="currentColor" '
        'stroke="none"/></marker></defs>{}{}</svg>',
        left,
        top,
        right - left,
        bottom - top,
        round((right - left) * 0.8),
        format_html_join("", "{}", ((_arrow(graph, edges),) for edges in _bundles(graph))),
        format_html_join("", "{}", ((_box(node),) for node in graph.nodes.values())),
    )


def _box(node: NodeSpec) -> SafeString:
    known = NODES.get(node.kind)
    kind = known.label if known else node.kind
    return format_html(
        '<g><rect x="{}" y="{}" width="{}" height="{}" rx="6" fill="Canvas" stroke-opacity=".5"/>'
        '<text x="{}" y="{}" fill="currentColor" stroke="none" font-weight="600">{}</text>'
        '<text x="{}" y="{}" fill="currentColor" stroke="none" opacity=".7">{}</text></g>',
        *(node.x, node.y, WIDTH, HEIGHT),
        *(node.x + 12, node.y + 22, _cut(node.label or kind)),
        *(node.x + 12, node.y + 40, _cut(kind if node.label != kind else _detail(node))),
    )


def _detail(node: NodeSpec) -> str:
    return str(node.config.get("queue") or node.config.get("text") or node.config.get("title", ""))


def _cut(text: str) -> str:
    return text if len(text) <= _LINE_CHARS else f"{text[: _LINE_CHARS - 1]}…"


def _bundles(graph: Graph) -> list[list[Edge]]:
    """Connections between the same two nodes are one arrow."""
    bundles: dict[tuple[str, str], list[Edge]] = {}
    for edge in graph.edges:
        if edge.source in graph.nodes and edge.target in graph.nodes:
            bundles.setdefault((edge.source, edge.target), []).append(edge)
    return list(bundles.values())


def _arrow(graph: Graph, edges: list[Edge]) -> SafeString:
    edge = edges[0]
    source, target = graph.nodes[edge.source], graph.nodes[edge.target]
    points = " ".join(f"{x:g},{y:g}" for x, y in _way(source, target))
    if target.x <= source.x:
        label_x, label_y = (source.x + target.x + WIDTH) / 2, min(source.y, target.y) - 22
    else:
        label_x, label_y = source.x + WIDTH + 6, source.y + HEIGHT / 2 + _lean(source, target)
    return format_html(
        '<polyline points="{}" marker-end="url(#tip)" stroke-opacity=".6"/>'
        '<text x="{}" y="{}" fill="currentColor" stroke="none" opacity=".8" font-size="10">'
        "{}</text>",
        points,
        label_x,
        label_y,
        ", ".join(name for name in (_name(graph, one) for one in edges) if name),
    )


def _lean(source: NodeSpec, target: NodeSpec) -> int:
    """Labels keep clear of arrows that go down, and of those that go up or straight."""
    if target.y == source.y:
        return -8
    return 24 if target.y > source.y else -20


def _way(source: NodeSpec, target: NodeSpec) -> Iterator[tuple[float, float]]:
    """Straight to the right; back over the top."""
    if target.x > source.x:
        yield source.x + WIDTH, source.y + HEIGHT / 2
        yield target.x, target.y + HEIGHT / 2
        return
    above = min(source.y, target.y) - 18
    yield source.x + WIDTH / 2, source.y
    yield source.x + WIDTH / 2, above
    yield target.x + WIDTH / 2, above
    yield target.x + WIDTH / 2, target.y


def _name(graph: Graph, edge: Edge) -> str:
    source = graph.nodes[edge.source]
    try:
        ports = ports_of(source)
    except GraphError:
        return edge.port
    if len(ports) == 1:
        return ""
    return next((port.label for port in ports if port.name == edge.port), edge.port)
