"""What visitors did: how many took which way, where they are now, and who they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from agents.selectors import staff_conversations
from chat.models import Conversation
from flows.models import Flow, FlowRun, FlowStep
from flows.types import Edge, RunState

MOST_CONVERSATIONS = 50


@dataclass(frozen=True, slots=True)
class NodeTraffic:
    """`entered`: how often somebody came here in the period; `waiting`: who stands here now."""

    entered: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """Of some versions since a moment. `runs`: conversations that took a step.

    An edge without a target is a port that led nowhere: its stated default held.
    """

    runs: int
    edges: dict[Edge, int]
    nodes: dict[str, NodeTraffic]


@dataclass(frozen=True, slots=True)
class Passed:
    """A conversation that took a way, last at this moment."""

    conversation: Conversation
    at: datetime


def versions_of(flow: Flow, number: int | None) -> list[int]:
    """Primary keys of the flow's versions: of all, or of the one with this number."""
    versions = flow.versions.all() if number is None else flow.versions.filter(number=number)
    return list(versions.values_list("pk", flat=True))


def traffic(versions: Sequence[int], since: datetime) -> Traffic:
    """How often each connection was taken, and each node entered; three queries."""
    steps = _steps(versions, since)
    rows = steps.values_list("node", "kind", "port", "target").annotate(count=Count("pk"))
    edges: dict[Edge, int] = {}
    entered: Counter[str] = Counter()
    for node, kind, port, target, count in rows.order_by("node", "port", "target"):
        if kind == "start":
            entered[node] += count
        if target:
            entered[target] += count
        if port:
            edges[Edge(node, port, target)] = count
    waiting = _waiting(versions)
    return Traffic(
        runs=steps.aggregate(runs=Count("run", distinct=True))["runs"],
        edges=edges,
        nodes={
            node: NodeTraffic(entered[node], waiting.get(node, 0))
            for node in sorted({*entered, *waiting})
        },
    )


def _steps(versions: Sequence[int], since: datetime) -> QuerySet[FlowStep]:
    return FlowStep.objects.filter(version__in=versions, at__gte=since)


def _waiting(versions: Sequence[int]) -> dict[str, int]:
    runs = FlowRun.objects.filter(version__in=versions, state=RunState.WAITING.value)
    return dict(runs.values_list("node").annotate(count=Count("pk")).order_by("node"))


def passed(
    versions: Sequence[int], since: datetime, *, node: str, port: str
) -> tuple[list[Passed], bool]:
    """Who left the node through the port, the newest first, and whether there are more.

    For callers whose user may see conversations.
    """
    steps = _steps(versions, since).filter(node=node, port=port)
    mine = steps.filter(run__conversation=OuterRef("pk")).order_by()
    last = mine.values("run__conversation").annotate(at=Max("at")).values("at")
    found = (
        staff_conversations()
        .filter(pk__in=steps.values("run__conversation"))
        .annotate(passed_at=Subquery(last))
        .order_by("-passed_at", "-pk")[: MOST_CONVERSATIONS + 1]
    )
    rows = [Passed(one, one.passed_at) for one in found]
    return rows[:MOST_CONVERSATIONS], len(rows) > MOST_CONVERSATIONS
