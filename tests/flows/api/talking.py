"""Speaking to the addresses of flows as the builder does."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client

from flows.models import Flow


def person(*rights: str, staff: bool = True) -> Client:
    """Somebody with these rights to flows, signed in."""
    user = User.objects.create_user(f"user{User.objects.count()}", is_staff=staff)
    names = [f"{right}_flow" for right in rights]
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="flows", codename__in=names)
    )
    client = Client()
    client.force_login(user)
    return client


def url(flow: Flow, tail: str = "") -> str:
    """An address of this flow."""
    return f"/api/flows/{flow.pk}/{tail}"


def put(client: Client, flow: Flow, graph: Any, revision: int) -> Any:
    """Saves a draft."""
    body = {"graph": graph, "revision": revision}
    return client.put(url(flow, "draft"), body, content_type="application/json")


def post(client: Client, flow: Flow, tail: str, **body: Any) -> Any:
    """Posts to an address of this flow."""
    return client.post(url(flow, tail), body, content_type="application/json")


def node(node_id: str, kind: str, label: str = "", **config: Any) -> dict[str, Any]:
    """A node as the builder sends it."""
    return {"id": node_id, "kind": kind, "x": 0, "y": 0, "label": label, "config": config}


def graph(*nodes: dict[str, Any], edges: str = "") -> dict[str, Any]:
    """Nodes, and connections as `source.port>target` words."""
    drawn = []
    for word in edges.split():
        exit_, _, target = word.partition(">")
        source, _, port = exit_.partition(".")
        drawn.append({"source": source, "port": port, "target": target})
    return {"nodes": list(nodes), "edges": drawn, "notes": []}


def short(text: str = "Hello") -> dict[str, Any]:
    """Start, a message, the end."""
    return graph(
        node("start", "start"),
        node("hello", "message", text=text),
        node("end", "end", outcome="resolved"),
        edges="start.next>hello hello.next>end",
    )
