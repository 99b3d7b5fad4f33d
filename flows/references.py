"""What settings of nodes refer to by short name, and what of it does not exist (any more)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from agents.models import Queue, Skill
from escalation.models import Policy
from flows.models import Flow, Secret
from flows.nodes import NODES
from flows.types import Graph, NodeSpec, Problem
from knowledge.models import AssistantProfile, KnowledgeBase

NODE = "node"
"""The type of reference that names a node of the same graph, by id."""

_READ: Mapping[str, Callable[[], Iterable[tuple[str, str]]]] = MappingProxyType(
    {
        "profile": lambda: AssistantProfile.objects.values_list("slug", "display_name"),
        "policy": lambda: Policy.objects.values_list("slug", "name"),
        "queue": lambda: Queue.objects.values_list("slug", "name"),
        "skill": lambda: Skill.objects.values_list("slug", "name"),
        "flow": lambda: Flow.objects.values_list("slug", "name"),
        "secret": lambda: Secret.objects.values_list("slug", "name"),
        "knowledge_base": lambda: KnowledgeBase.objects.values_list("slug", "name"),
    }
)
"""Short names and names of everything that exists, by type of reference."""

TYPES = tuple(_READ)


@dataclass(frozen=True, slots=True)
class Named:
    """A reference in a node's settings. `field`: the setting, dotted where it lies deeper."""

    type: str
    slug: str
    node: str
    field: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is referred to and does not exist, with the ids of the nodes that do."""

    type: str
    slug: str
    nodes: tuple[str, ...]


def offered() -> dict[str, list[dict[str, str]]]:
    """Everything that settings can refer to: by type, slug and name, in the order of names."""
    return {
        kind: [{"slug": slug, "name": name} for slug, name in sorted(read(), key=_by_name)]
        for kind, read in _READ.items()
    }


def _by_name(row: tuple[str, str]) -> str:
    return row[1].casefold()


def names(kinds: Iterable[str]) -> dict[str, dict[str, str]]:
    """For these types of reference: slug to name of what exists."""
    return {kind: dict(_READ[kind]()) for kind in dict.fromkeys(kinds) if kind in _READ}


def named_in(spec: NodeSpec) -> Iterator[Named]:
    """Every reference in the node's settings that is not empty; none for an unknown kind."""
    schema = _schema(spec.kind)
    for kind, slug, place in _walk(schema, spec.config, schema.get("$defs", {}), ()):
        yield Named(kind, slug, spec.id, ".".join(place))


@cache
def _schema(kind: str) -> dict[str, Any]:
    node = NODES.get(kind)
    return node.Config.model_json_schema() if node else {}


def named(graph: Graph) -> list[Named]:
    """Every reference of the graph."""
    return [one for spec in graph.nodes.values() for one in named_in(spec)]


def missing(graph: Graph) -> list[Missing]:
    """What the graph refers to outside of itself and does not exist here."""
    found = [one for one in named(graph) if one.type != NODE]
    there = names(one.type for one in found)
    nodes: dict[tuple[str, str], dict[str, None]] = {}
    for one in found:
        if one.slug not in there.get(one.type, {}):
            nodes.setdefault((one.type, one.slug), {})[one.node] = None
    return [Missing(kind, slug, tuple(ids)) for (kind, slug), ids in nodes.items()]


def reference_problems(graph: Graph) -> list[Problem]:
    """An error for each setting that names something unknown, a warning for unpublished flows."""
    found = named(graph)
    there = names(one.type for one in found)
    there[NODE] = {node_id: node_id for node_id in graph.nodes}
    problems = [_unknown(one) for one in found if one.slug not in there.get(one.type, {})]
    return problems + list(_unpublished(one for one in found if one.slug in there.get("flow", {})))


def _unknown(one: Named) -> Problem:
    message = _("The %(what)s “%(name)s” does not exist.") % {
        "what": _words(one.type),
        "name": one.slug,
    }
    return Problem(
        "error", one.node, message, code="unknown_reference", field=one.field.partition(".")[0]
    )


def _unpublished(found: Iterable[Named]) -> Iterator[Problem]:
    flows = [one for one in found if one.type == "flow"]
    if not flows:
        return
    slugs = {one.slug for one in flows}
    live = set(
        Flow.objects.filter(slug__in=slugs, versions__isnull=False).values_list("slug", flat=True)
    )
    for one in flows:
        if one.slug not in live:
            message = _(
                "The flow “%(name)s” is not published yet; until then visitors go to a person here."
            )
            yield Problem(
                "warning",
                one.node,
                message % {"name": one.slug},
                code="unpublished_flow",
                field=one.field.partition(".")[0],
            )


def _words(kind: str) -> str:
    return {
        "profile": _("assistant profile"),
        "policy": _("escalation policy"),
        "queue": _("queue"),
        "skill": _("skill"),
        "flow": _("flow"),
        "secret": _("secret"),
        "knowledge_base": _("knowledge base"),
        NODE: _("node"),
    }.get(kind, kind)


Found = tuple[str, str, tuple[str, ...]]


def _walk(
    schema: Mapping[str, Any], value: Any, defs: Mapping[str, Any], place: tuple[str, ...]
) -> Iterator[Found]:
    """Type, slug and place of each reference in a value of this schema."""
    if value in (None, "", [], {}, ()):
        return
    kind = schema.get("x-reference")
    if kind is not None:
        slugs = value if isinstance(value, list | tuple) else (value,)
        yield from ((str(kind), str(slug), place) for slug in slugs if isinstance(slug, str))
        return
    for inner in _alternatives(schema, defs):
        yield from _walk(inner, value, defs, place)
    if isinstance(value, Mapping):
        for name, inner in schema.get("properties", {}).items():
            yield from _walk(inner, value.get(name), defs, (*place, name))
    elif isinstance(value, list | tuple) and isinstance(schema.get("items"), Mapping):
        for index, entry in enumerate(value):
            yield from _walk(schema["items"], entry, defs, (*place, str(index)))


def _alternatives(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Iterator[Any]:
    reference = schema.get("$ref")
    if isinstance(reference, str):
        yield defs.get(reference.rpartition("/")[2], {})
    for group in ("anyOf", "oneOf", "allOf"):
        yield from schema.get(group, ())
