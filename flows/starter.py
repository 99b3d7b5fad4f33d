"""The flow that every installation begins with: AI triage, then a person or a kind goodbye."""

from __future__ import annotations

from typing import Any

from chat.models import Site
from flows.library import DEFAULT_SLUG
from flows.models import Flow, SiteFlow
from flows.recipes import hosting
from flows.services import publish

GREETING = "Hi {{visitor.name}}! I'll try to help first. A person can join at any time."
GOODBYE = hosting.GOODBYE


def graph(*, greeting: str, goodbye: str, queue: str = "", priority: int = 0) -> dict[str, Any]:
    """The hosting example of the recipes with words and a queue of its own."""
    return hosting.graph(
        greeting=greeting, goodbye=goodbye, people="Human Chat", queue=queue, priority=priority
    )


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
