"""What every kind of node says of itself fits together, whatever its settings are."""

from __future__ import annotations

from random import Random

import pytest

from flows.nodes import NODES
from flows.proof.situations import SITUATIONS
from flows.types import NodeSpec
from tests.flows.proof.chance import CONFIGS


@pytest.mark.parametrize("kind", sorted(CONFIGS))
def test_its_ways_are_its_ports_and_each_port_is_a_way(kind: str) -> None:
    node, chance = NODES[kind], Random(kind)
    never: set[str] | None = None  # a queue gate at which nobody may wait has a port too many
    for _ in range(20):
        given = CONFIGS[kind](chance) | ({"node": "n1"} if kind == "go_to" else {})
        config = node.config_of(NodeSpec("it", kind, given))
        ports = {port.name for port in node.ports(config)}
        ways = {way.port for one in SITUATIONS for way in node.ways(config, one)}
        assert ways - {""} <= ports
        never = ports - ways if never is None else never & (ports - ways)
        assert set(node.at_once(config)) <= ports
        assert node.waits or set(node.at_once(config)) == ports
        for one in SITUATIONS:
            assert node.ways(config, one) or not ports, f"nothing can happen: {one}"
    assert not never
