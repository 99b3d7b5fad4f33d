"""Run beside the product: a flow of many nodes, and the session of somebody who may edit it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

_COLUMNS = 20  # nodes side by side
_WIDTH, _HEIGHT = 260, 220  # canvas units from one node to the next


def main() -> None:
    """Prints the flow's primary key, how many nodes it has, and a session key, as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--nodes", type=int, default=200)
    nodes = parser.parse_args().nodes
    django.setup()
    json.dump(_stored(nodes), sys.stdout)
    print()


def _stored(nodes: int) -> dict[str, Any]:
    from bench.sessions import manager_session
    from flows.models import Flow

    draft = graph(nodes)
    flow = Flow.objects.create(name="Many nodes", slug="many-nodes", draft=draft)
    return {"flow": flow.pk, "nodes": len(draft["nodes"]), "session": manager_session()}


def graph(nodes: int) -> dict[str, Any]:
    """Say, wait, decide, end, again and again: `nodes` nodes in rows."""
    specs: list[tuple[str, str, dict[str, Any]]] = [("start", "start", {})]
    edges: list[tuple[str, str, str]] = []
    before, port = "start", "next"
    for number in range((nodes - 2) // 4):
        say, wait, fork, end = (f"{name}{number}" for name in ("say", "wait", "fork", "end"))
        specs += [
            (say, "message", {"text": f"Part {number} of a long talk, {{{{visitor.name}}}}."}),
            (wait, "wait", {}),
            (fork, "conditional", {"branches": [_BRANCH]}),
            (end, "end", {}),
        ]
        edges += [(before, port, say), (say, "next", wait), (wait, "done", fork)]
        edges += [(wait, "wrote", fork), (fork, "yes", end)]
        before, port = fork, "else"
    while len(specs) < nodes - 1:
        specs.append((f"say-{len(specs)}", "message", {"text": "One more."}))
        edges.append((before, port, specs[-1][0]))
        before, port = specs[-1][0], "next"
    specs.append(("last", "end", {}))
    edges.append((before, port, "last"))
    return {
        "nodes": [_node(place, *spec) for place, spec in enumerate(specs)],
        "edges": [{"source": a, "port": out, "target": b} for a, out, b in edges],
    }


_BRANCH = {
    "key": "yes",
    "label": "On the pricing page",
    "conditions": [{"fact": "page", "operator": "contains", "value": "pricing"}],
}


def _node(place: int, node_id: str, kind: str, config: dict[str, Any]) -> dict[str, Any]:
    row, column = divmod(place, _COLUMNS)
    return {
        "id": node_id,
        "kind": kind,
        "x": column * _WIDTH,
        "y": row * _HEIGHT,
        "label": "",
        "config": config,
    }


if __name__ == "__main__":
    main()
