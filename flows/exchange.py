"""Flows as documents that travel between installations: written, and read with suspicion."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from flows import references
from flows.graph import parse
from flows.graph_form import MAX_NODES, Id, normal
from flows.models import Flow
from flows.problems import flow_problems
from flows.references import NODE, Missing, named_in
from flows.types import GraphError, NodeSpec, Problem

FORMAT = "baton.flow"
VERSION = 1

_SAFE_ID = TypeAdapter(Id)


class _Reference(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    type: Annotated[str, StringConstraints(max_length=40)]
    slug: Annotated[str, StringConstraints(max_length=200)]
    name: Annotated[str, StringConstraints(max_length=200)] = ""


class _Document(BaseModel):
    """A document as it is taken in; its graph is looked at afterwards."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    format: Literal["baton.flow"]
    version: Literal[1]
    name: Annotated[str, StringConstraints(max_length=200)] = ""
    description: Annotated[str, StringConstraints(max_length=4_000)] = ""
    graph: dict[str, Any]
    references: list[_Reference] = Field(default_factory=list, max_length=10 * MAX_NODES)


@dataclass(frozen=True, slots=True)
class Imported:
    """A graph from elsewhere. `names`: (type, slug) to the name that things had there."""

    graph: dict[str, Any]
    missing: tuple[Missing, ...]
    names: Mapping[tuple[str, str], str]
    problems: tuple[Problem, ...]


def export(flow: Flow) -> dict[str, Any]:
    """The flow's draft as a document, with the names of what it refers to; no secret's value.

    Raises GraphError when the draft cannot be read.
    """
    graph = normal(flow.draft)
    found = {(one.type, one.slug): None for one in references.named(parse(graph))}
    outside = [(kind, slug) for kind, slug in found if kind != NODE]
    there = references.names(kind for kind, _ in outside)
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": flow.name,
        "description": flow.description,
        "graph": graph,
        "references": [
            {"type": kind, "slug": slug, "name": there.get(kind, {}).get(slug, slug)}
            for kind, slug in outside
        ],
    }


def read_document(data: object, slug: str = "") -> Imported:
    """The graph of a document, what it misses here, and everything wrong with it. Stores nothing.

    Ids of nodes that are not safe are given anew. `slug`: of the flow that would hold it. Raises
    GraphError with words for what is no such document, or too large.
    """
    try:
        document = _Document.model_validate(data)
    except ValidationError as error:
        raise GraphError(_words(error)) from error
    try:
        graph = normal(_with_safe_ids(document.graph))
    except RecursionError as error:
        raise GraphError("this is nested too deeply") from error
    parsed = parse(graph)
    return Imported(
        graph=graph,
        missing=tuple(references.missing(parsed)),
        names={(one.type, one.slug): one.name for one in document.references if one.name},
        problems=tuple(flow_problems(graph, slug)),
    )


def _words(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    if place == "format":
        return "this is no exported flow"
    if place == "version":
        return f"this flow was exported by another version; this one reads version {VERSION}"
    return f"{place}: {first['msg']}" if place else first["msg"]


def _with_safe_ids(graph: dict[str, Any]) -> dict[str, Any]:
    """The graph with new ids for nodes and notes whose ids are not safe, wherever they stand."""
    graph = deepcopy(graph)
    renamed = _rename(graph.get("nodes"), "n")
    _rename(graph.get("notes"), "c")
    if not renamed:
        return graph
    for edge in graph["edges"] if isinstance(graph.get("edges"), list) else ():
        if isinstance(edge, dict):
            for end in ("source", "target"):
                if isinstance(edge.get(end), str):
                    edge[end] = renamed.get(edge[end], edge[end])
    for node in graph["nodes"]:
        if isinstance(node, dict) and isinstance(node.get("config"), dict):
            _follow_jumps(node, renamed)
    return graph


def _follow_jumps(node: dict[str, Any], renamed: Mapping[str, str]) -> None:
    """Settings that name a node name it as it is called now."""
    spec = NodeSpec(str(node.get("id", "")), str(node.get("kind", "")), node["config"])
    for one in named_in(spec):
        if one.type == NODE and one.slug in renamed:
            holder: Any = node["config"]
            *way, last = one.field.split(".")
            for step in way:
                holder = holder[int(step)] if isinstance(holder, list) else holder[step]
            holder[int(last) if isinstance(holder, list) else last] = renamed[one.slug]


def _rename(entries: object, prefix: str) -> dict[str, str]:
    """New ids in place of those that are not safe; old to new."""
    if not isinstance(entries, list):
        return {}
    found = [one for one in entries if isinstance(one, dict)]
    taken = {one.get("id") for one in found if isinstance(one.get("id"), str)}
    renamed: dict[str, str] = {}
    for one in found:
        old = one.get("id")
        if isinstance(old, str) and not _is_safe(old):
            number = len(renamed) + 1
            while f"{prefix}{number}" in taken:
                number += 1
            renamed[old] = one["id"] = f"{prefix}{number}"
            taken.add(renamed[old])
    return renamed


def _is_safe(text: str) -> bool:
    try:
        _SAFE_ID.validate_python(text)
    except ValidationError:
        return False
    return True
