"""The flow that every installation begins with: AI triage, then a person or a kind goodbye."""

from __future__ import annotations

from typing import Any

from chat.models import Site
from flows.library import DEFAULT_SLUG
from flows.models import Flow, SiteFlow
from flows.services import publish

GREETING = "Hi {{visitor.name}}! I'll try to help first. A person can join at any time."
GOODBYE = "Glad I could help!"


def graph(*, greeting: str, goodbye: str, queue: str = "", priority: int = 0) -> dict[str, Any]:
    """Start, Message, AI Agent Handoff, Conditional, then Human Chat or Message, then a survey."""
    nodes = [
        _node("start", "start", 0, 130, label="Start"),
        _node("hello", "message", 220, 130, label="Hello", text=greeting),
        _node("assistant", "ai_agent_handoff", 440, 130, label="AI Agent Handoff"),
        _node(
            "escalated",
            "conditional",
            720,
            130,
            label="Escalation triggered?",
            question="Escalation triggered?",
            branches=[
                {
                    "label": "Escalate",
                    "conditions": [{"fact": "escalated", "operator": "is", "value": True}],
                }
            ],
            otherwise="Resolved",
        ),
        _node("human", "human_chat", 1000, 40, label="Human Chat", queue=queue, priority=priority),
        _node("goodbye", "message", 1000, 220, label="Goodbye", text=goodbye),
        _node("survey", "satisfaction_survey", 1260, 130, label="Satisfaction Survey"),
        _node("end", "end", 1540, 130, label="End", outcome="resolved"),
    ]
    edges = [
        _edge("start", "next", "hello"),
        _edge("hello", "next", "assistant"),
        _edge("assistant", "escalated", "escalated"),
        _edge("assistant", "resolved", "escalated"),
        _edge("escalated", "branch_0", "human"),
        _edge("escalated", "else", "goodbye"),
        _edge("human", "ended", "survey"),
        _edge("goodbye", "next", "survey"),
        _edge("survey", "answered", "end"),
        _edge("survey", "skipped", "end"),
    ]
    return {"nodes": nodes, "edges": edges}


def _node(node_id: str, kind: str, x: int, y: int, label: str, **config: Any) -> dict[str, Any]:
    return {"id": node_id, "kind": kind, "x": x, "y": y, "label": label, "config": config}


def _edge(source: str, port: str, target: str) -> dict[str, str]:
    return {"source": source, "port": port, "target": target}


def ensure_default_flow(draft: dict[str, Any] | None = None) -> Flow:
    """The flow for sites that choose none is published; one that exists is left as it is."""
    flow, _ = Flow.objects.get_or_create(
        slug=DEFAULT_SLUG,
        defaults={
            "name": "AI triage, then a person",
            "description": "The AI answers first; when a rule says so, a person takes over.",
            "draft": draft or graph(greeting=GREETING, goodbye=GOODBYE),
        },
    )
    if flow.live_version() is None:
        publish(flow=flow, note="First version")
    return flow


def ensure_flow_of(*, site: Site, slug: str, name: str, draft: dict[str, Any]) -> Flow:
    """The site has a published flow of its own; one that it has already is left as it is."""
    choice = SiteFlow.objects.select_related("flow").filter(site=site).first()
    if choice is not None:
        return choice.flow
    flow, _ = Flow.objects.get_or_create(slug=slug, defaults={"name": name, "draft": draft})
    if flow.live_version() is None:
        publish(flow=flow, note="First version")
    SiteFlow.objects.create(site=site, flow=flow)
    return flow
