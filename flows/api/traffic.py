"""What visitors did in a flow, over HTTP: counts for who may see flows, names for the inbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from agents.selectors import access_as_agent
from chat.types import AccessDeniedError
from flows import traffic
from flows.api import schemas
from flows.api.base import FlowsView, user_of
from flows.models import Flow

_PERIOD = [
    OpenApiParameter("days", int, description="How far back, 1 to 366; 7 without it."),
    OpenApiParameter("version", description="Number of a version, or all; without it all."),
]


class FlowTraffic(FlowsView):
    """How many took which way."""

    @extend_schema(
        operation_id="flows_traffic",
        parameters=_PERIOD,
        responses={200: schemas.FlowTrafficSerializer, 400: schemas.FlowRefusedSerializer},
    )
    def get(self, request: Request, pk: int) -> Response:
        """Counts of each connection and node in the period, and who waits where now."""
        flow = self.flow(pk)
        given = _given(request, schemas.FlowPeriodSerializer)
        since = timezone.now() - timedelta(days=given["days"])
        found = traffic.traffic(_versions(flow, given["version"]), since)
        return Response(
            {
                "since": since,
                "version": given["version"] if given["version"] == "all" else int(given["version"]),
                "runs": found.runs,
                "edges": [
                    {"source": one.source, "port": one.port, "target": one.target, "count": count}
                    for one, count in found.edges.items()
                ],
                "nodes": [
                    {"node": node, "entered": one.entered, "waiting": one.waiting}
                    for node, one in found.nodes.items()
                ],
            }
        )


class FlowPassed(FlowsView):
    """The conversations behind a count."""

    @extend_schema(
        operation_id="flows_traffic_conversations",
        parameters=[OpenApiParameter("node"), OpenApiParameter("port"), *_PERIOD],
        responses={200: schemas.FlowPassedSerializer, 400: schemas.FlowRefusedSerializer},
    )
    def get(self, request: Request, pk: int) -> Response:
        """Who left the node through the port, newest first; 403 without a right to the inbox."""
        flow = self.flow(pk)
        try:
            access_as_agent(user_of(request).pk)
        except AccessDeniedError:
            raise PermissionDenied("Only agents and managers may see conversations.") from None
        given = _given(request, schemas.FlowWaySerializer)
        since = timezone.now() - timedelta(days=given["days"])
        versions = _versions(flow, given["version"])
        rows, more = traffic.passed(versions, since, node=given["node"], port=given["port"])
        return Response({"conversations": [_row(row) for row in rows], "more": more})


def _given(request: Request, form: type[Any]) -> dict[str, Any]:
    asked = form(data=request.query_params)
    asked.is_valid(raise_exception=True)
    return dict(asked.validated_data)


def _versions(flow: Flow, name: str) -> list[int]:
    if name == "all":
        return traffic.versions_of(flow, None)
    found = traffic.versions_of(flow, int(name))
    if not found:
        raise NotFound
    return found


def _row(row: traffic.Passed) -> dict[str, Any]:
    conversation = row.conversation
    return {
        "id": conversation.pk,
        "visitor": conversation.visitor.display_name,
        "at": row.at,
        "state": conversation.state,
        "outcome": conversation.outcome,
        "url": f"{reverse('inbox')}#/all/{conversation.public_id}",
    }
