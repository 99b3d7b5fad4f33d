"""The one JSON form in which graphs are stored, and what may be stored at all; pure."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, ValidationError

from flows.types import GraphError

MAX_NODES = 500
MAX_EDGES = 2_000
MAX_NOTES = 200
MAX_CHARS = 1_000_000
"""Of a whole graph as JSON: far more than people can draw."""

_FAR = 1_000_000
_PLACES = 6
"""How far into a value the words of an error lead."""

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.\-]{1,64}$")]
PortName = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Place = Annotated[float, Field(ge=-_FAR, le=_FAR, allow_inf_nan=False)]
Size = Annotated[float, Field(ge=20, le=4_000, allow_inf_nan=False)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class NodeForm(_Form):
    """A node as stored. Its kind checks the settings later: drafts may be unfinished."""

    id: Id
    kind: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    x: Place = 0
    y: Place = 0
    label: Annotated[str, StringConstraints(max_length=120)] = ""
    config: dict[str, JsonValue] = Field(default_factory=dict)


class EdgeForm(_Form):
    """A connection as stored."""

    source: Id
    port: PortName
    target: Id


class NoteForm(_Form):
    """A note on the canvas as stored."""

    id: Id
    x: Place = 0
    y: Place = 0
    width: Size = 220
    height: Size = 120
    text: Annotated[str, StringConstraints(max_length=2_000)] = ""
    color: Literal["yellow", "blue", "green", "pink", "grey"] = "yellow"


class GraphForm(_Form):
    """A graph as stored."""

    nodes: list[NodeForm] = Field(max_length=MAX_NODES)
    edges: list[EdgeForm] = Field(max_length=MAX_EDGES)
    notes: list[NoteForm] = Field(default_factory=list, max_length=MAX_NOTES)


def normal(data: object) -> dict[str, Any]:
    """The graph in the form {nodes, edges, notes}, every field there, nothing else.

    Raises GraphError for what is too large, cannot be stored, or is no graph.
    """
    _check_storable(data)
    try:
        form = GraphForm.model_validate(data)
    except ValidationError as error:
        raise GraphError(f"this is no flow: {_first(error)}") from error
    for what, ids in (("nodes", form.nodes), ("notes", form.notes)):
        if len({one.id for one in ids}) != len(ids):
            raise GraphError(f"two {what} have the same id")
    return form.model_dump(mode="json")


def blank() -> dict[str, Any]:
    """An empty canvas: only the start."""
    return normal({"nodes": [{"id": "start", "kind": "start", "label": "Start"}], "edges": []})


def _check_storable(data: object) -> None:
    try:
        written = json.dumps(data, ensure_ascii=False, allow_nan=False)
        written.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise GraphError("this is no flow: it cannot be written as JSON") from error
    if len(written) > MAX_CHARS:
        raise GraphError(f"this flow is too large: more than {MAX_CHARS:,} characters")
    if "\\u0000" in written:
        raise GraphError("a text holds a character that cannot be stored")


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"][:_PLACES])
    return f"{place}: {first['msg']}" if place else first["msg"]
