"""What the builder is told about kinds of nodes is what they do."""

from __future__ import annotations

from typing import Any

import pytest

from flows.catalogue import describe, kinds
from flows.nodes import NODES
from flows.nodes.base import Node
from flows.types import NodeSpec

FITTING: dict[str, dict[str, Any]] = {
    "message": {"text": "Hello"},
    "webhook": {"url": "https://api.example.com/orders"},
    "set_attribute": {"add_tags": ["refund"]},
    "go_to": {"node": "n1"},
}
"""Settings without which a node of this kind is not finished, beyond what its schema says."""


def drawn(kind: dict[str, Any], config: dict[str, Any]) -> list[tuple[str, str]]:
    """Name and words of each port, as the builder works them out from the catalogue."""
    listed = kind["port_list"]
    entries = config.get(listed["field"], []) if listed else []
    ports = [
        (
            entry.get(listed["key_field"]) or f"{listed['prefix']}{index}",
            entry[listed["label_field"]],
        )
        for index, entry in enumerate(entries)
    ]
    for port in kind["ports"]:
        ports.append((port["name"], config.get(port["label_field"]) or port["label"]))
    return ports


def filled(kind: dict[str, Any], with_keys: bool) -> dict[str, Any]:
    """Settings of a new node with every blank filled in and, where there is a list, two entries."""
    config = {**kind["defaults"], **FITTING.get(kind["kind"], {})}
    defs = kind["schema"].get("$defs", {})
    for name, field in kind["schema"].get("properties", {}).items():
        if name in kind["schema"].get("required", ()) and config[name] == "":
            config[name] = "words"
        if kind["port_list"] and name == kind["port_list"]["field"]:
            config[name] = [entry_of(field, defs, place, with_keys, kind) for place in range(2)]
    return config


def entry_of(
    field: dict[str, Any], defs: dict[str, Any], place: int, with_keys: bool, kind: dict[str, Any]
) -> dict[str, Any]:
    """An entry of a list in the settings."""
    schema = defs[field["items"]["$ref"].rpartition("/")[2]]
    listed = kind["port_list"]
    samples: dict[str, Any] = {
        "conditions": [{"fact": "language", "operator": "is", "value": "en"}],
        "code": ["de", "fr"][place],
        listed["label_field"]: ["de", "fr"][place],
    }
    entry = {name: samples[name] for name in schema["properties"] if name in samples}
    return {**entry, listed["key_field"]: f"k{place}"} if with_keys else entry


@pytest.mark.parametrize("node", NODES.values(), ids=list(NODES))
@pytest.mark.parametrize("with_keys", [True, False], ids=["keys", "old"])
def test_ports_are_drawn_as_the_node_has_them(node: Node, with_keys: bool) -> None:
    kind = describe(node)
    config = filled(kind, with_keys)
    read = node.config_of(NodeSpec("n1", node.kind, config))
    assert drawn(kind, config) == [(port.name, port.label) for port in node.ports(read)]


@pytest.mark.parametrize("node", NODES.values(), ids=list(NODES))
def test_every_setting_reads_aloud(node: Node) -> None:
    kind = describe(node)
    assert kind["label"]
    assert kind["help"].endswith(".")
    schemas = [kind["schema"], *kind["schema"].get("$defs", {}).values()]
    for schema in schemas:
        for name, field in schema.get("properties", {}).items():
            assert field.get("title"), f"{node.kind}.{name}"


def test_only_the_start_is_unique() -> None:
    assert [kind["kind"] for kind in kinds() if kind["is_unique"]] == ["start"]


def test_a_new_list_of_ways_has_keys_from_the_beginning() -> None:
    conditional = describe(NODES["conditional"])
    assert [branch["key"] for branch in conditional["defaults"]["branches"]] == ["first"]
