"""Flows as the builder shows them: plain JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractUser, User
from django.utils.translation import gettext as _

from chat.models import Site
from flows import catalogue, references
from flows.differences import ChangedNode, Connection, Differences
from flows.drafts import differs
from flows.facts import facts_json
from flows.graph_form import blank, normal
from flows.library import DEFAULT_SLUG
from flows.models import Flow, FlowVersion, SiteFlow
from flows.problems import flow_problems
from flows.recipes import RECIPES
from flows.types import GraphError, NodeSpec, Problem


def page_json(flow: Flow, user: AbstractUser) -> dict[str, Any]:
    """Everything that the builder needs at once."""
    versions = list(flow.versions.select_related("author").order_by("-number"))
    live = versions[0] if versions else None
    return {
        "id": flow.pk,
        "name": flow.name,
        "slug": flow.slug,
        "description": flow.description,
        "draft": draft_json(flow),
        "live": live and {"number": live.number, "graph": graph_json(live.graph)},
        "differs": differs(flow, live),
        "versions": [version_json(version) for version in versions],
        "kinds": catalogue.kinds(),
        "facts": facts_json(),
        "references": references.offered(),
        "rights": {
            "change": user.has_perm("flows.change_flow"),
            "publish": user.has_perm("flows.publish_flow"),
        },
        "problems": problems_json(flow_problems(flow.draft, flow.slug)),
        "start_hint": start_hint(flow),
    }


def draft_json(flow: Flow) -> dict[str, Any]:
    """The draft with its revision, and who saved it when."""
    return {
        "graph": graph_json(flow.draft),
        "revision": flow.draft_revision,
        "saved_at": flow.draft_saved_at,
        "author": name_of(flow.draft_author),
    }


def saved_json(flow: Flow) -> dict[str, Any]:
    """What the builder needs to know after saving."""
    return {
        "revision": flow.draft_revision,
        "saved_at": flow.draft_saved_at,
        "author": name_of(flow.draft_author),
        "problems": problems_json(flow_problems(flow.draft, flow.slug)),
        "differs": differs(flow, flow.live_version()),
    }


def graph_json(data: object) -> dict[str, Any]:
    """The graph with every field; an empty canvas for one that cannot be read."""
    try:
        return normal(data)
    except GraphError:
        return blank()


def version_json(version: FlowVersion) -> dict[str, Any]:
    """A version without its graph."""
    return {
        "number": version.number,
        "note": version.note,
        "author": name_of(version.author),
        "published_at": version.published_at,
        "nodes": len(version.graph.get("nodes", ())),
    }


def problems_json(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """As the panel of problems shows them."""
    return [
        {
            "level": one.level,
            "node": one.node,
            "port": one.port,
            "field": one.field,
            "code": one.code,
            "message": one.message,
            "path": list(one.path),
        }
        for one in problems
    ]


def diff_json(found: Differences) -> dict[str, Any]:
    """What changed between two graphs."""
    return {
        "added": [_node(node) for node in found.added],
        "removed": [_node(node) for node in found.removed],
        "changed": [_changed(one) for one in found.changed],
        "connected": [_connection(one) for one in found.connected],
        "disconnected": [_connection(one) for one in found.disconnected],
        "moved": found.moved,
    }


def _node(node: NodeSpec) -> dict[str, Any]:
    return {
        "id": node.id,
        "kind": node.kind,
        "x": node.x,
        "y": node.y,
        "label": node.label,
        "config": dict(node.config),
    }


def _changed(one: ChangedNode) -> dict[str, Any]:
    node = one.node
    return {
        "node": {"id": node.id, "kind": node.kind, "label": node.label},
        "fields": [
            {
                "field": each.field,
                "title": each.title,
                "before": each.before,
                "after": each.after,
            }
            for each in one.fields
        ],
    }


def _connection(one: Connection) -> dict[str, str]:
    return {
        "source": one.edge.source,
        "port": one.edge.port,
        "target": one.edge.target,
        "source_label": one.source_label,
        "port_label": one.port_label,
        "target_label": one.target_label,
    }


def start_hint(flow: Flow) -> str:
    """Whose conversations begin on this flow, in one sentence."""
    chosen = list(SiteFlow.objects.filter(flow=flow).values_list("site__name", flat=True))
    if flow.slug == DEFAULT_SLUG:
        chosen += Site.objects.filter(flow_choice=None).values_list("name", flat=True)
    if not chosen:
        return _("No website begins its conversations here; other flows can go to it.")
    return _("Conversations on %(sites)s begin here.") % {"sites": ", ".join(sorted(chosen))}


def templates_json() -> list[dict[str, Any]]:
    """Flows to begin with."""
    return [
        {
            "slug": recipe.slug,
            "name": _(recipe.name),
            "description": _(recipe.description),
            "use": _(recipe.use),
            "graph": graph_json(recipe.graph()),
        }
        for recipe in RECIPES
    ]


def name_of(user: User | None) -> str:
    """How colleagues call this person; empty for nobody."""
    return (user.get_full_name() or user.get_username()) if user is not None else ""
