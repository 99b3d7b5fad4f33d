"""What flows can be made of, as the builder needs it: kinds of nodes with ports and settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from flows.nodes import NODES
from flows.nodes.base import Node
from flows.types import Port

FIRST_KEY = "first"
"""The key of the entry that a new node's list begins with. Any word serves that is no number."""


@cache
def kinds() -> list[dict[str, Any]]:
    """Every kind in the order of the palette. Callers do not change what they get."""
    return [describe(node) for node in NODES.values()]


def describe(node: Node) -> dict[str, Any]:
    """One kind: its words, its ports, its settings as JSON schema, those of a new node."""
    schema = node.Config.model_json_schema()
    listed = node.PORT_LIST
    return {
        "kind": node.kind,
        "label": node.label,
        "icon": node.icon,
        "category": node.category.value,
        "help": node.help,
        "waits": node.waits,
        "is_unique": node.category.value == "start",
        "ports": [_port(port) for port in node.PORTS],
        "port_list": None
        if listed is None
        else {
            "field": listed.field,
            "key_field": listed.key_field,
            "prefix": listed.prefix,
            "label_field": listed.label_field,
        },
        "schema": schema,
        "defaults": _with_key(node, _blank(schema, schema.get("$defs", {}))),
    }


def _port(port: Port) -> dict[str, str]:
    return {
        "name": port.name,
        "label": port.label,
        "default": port.default,
        "tone": port.tone.value,
        "label_field": port.label_field,
    }


def _with_key(node: Node, defaults: dict[str, Any]) -> dict[str, Any]:
    """Each entry that names a port has a key of its own from the beginning."""
    listed = node.PORT_LIST
    if listed is not None:
        for index, entry in enumerate(defaults.get(listed.field) or ()):
            if not entry.get(listed.key_field):
                entry[listed.key_field] = f"{FIRST_KEY}{index or ''}"
    return defaults


def _blank(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Any:
    """The value that a new node has for this schema: the usual one, else the least that fits."""
    if "default" in schema:
        return _copied(schema["default"])
    if "const" in schema or schema.get("enum"):
        return schema.get("const", (schema.get("enum") or [None])[0])
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return _blank(defs[reference.rpartition("/")[2]], defs)
    for group in ("anyOf", "oneOf", "allOf"):
        if schema.get(group):
            return _blank(schema[group][0], defs)
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            return {name: _blank(field, defs) for name, field in fields.items()}
        case "array":
            return [_blank(schema.get("items", {}), defs) for _ in range(schema.get("minItems", 0))]
        case "boolean":
            return False
        case "integer" | "number":
            return schema.get("minimum", 0)
        case "string":
            return ""
    return None


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copied(inner) for name, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value
