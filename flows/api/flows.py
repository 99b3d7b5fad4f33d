"""Flows over HTTP: read, edit the draft, check it, publish it, compare and restore versions.

Reading needs `view_flow`, the draft `change_flow`, going live `publish_flow`; who has none of
them learns nothing, not even which flows there are.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from flows import drafts
from flows.api import reading, schemas
from flows.api.base import FlowsView, user_of
from flows.differences import differences
from flows.graph import parse
from flows.graph_form import normal
from flows.models import Flow, FlowVersion
from flows.problems import flow_problems
from flows.types import DraftConflictError, Graph, GraphError


class FlowDetail(FlowsView):
    """All about one flow."""

    @extend_schema(operation_id="flows_retrieve", responses=schemas.FlowSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """The draft, what is live, the versions, and everything that flows can be made of."""
        return Response(reading.page_json(self.flow(pk), user_of(request)))


class FlowDraft(FlowsView):
    """The graph that is being worked on."""

    rights = {"PUT": "change_flow"}

    @extend_schema(
        operation_id="flows_draft_save",
        request=schemas.FlowDraftSerializer,
        responses={
            200: schemas.FlowSavedSerializer,
            400: schemas.FlowRefusedSerializer,
            409: schemas.FlowStandSerializer,
        },
    )
    def put(self, request: Request, pk: int) -> Response:
        """The draft holds this graph; 409 with the other draft when somebody saved meanwhile."""
        flow, given = self.flow(pk), self.given(request, schemas.FlowDraftSerializer)
        try:
            drafts.save_draft(
                flow_id=flow.pk,
                graph=given["graph"],
                revision=given["revision"],
                author_id=user_of(request).pk,
            )
        except GraphError as error:
            return refused(error)
        except DraftConflictError:
            return _conflict(self.flow(pk))
        return Response(reading.saved_json(self.flow(pk)))


class FlowCheck(FlowsView):
    """What is wrong with a graph, without saving it."""

    @extend_schema(
        operation_id="flows_check",
        request=schemas.FlowGraphSerializer,
        responses={200: schemas.FlowProblemsSerializer, 400: schemas.FlowRefusedSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Every problem, errors first."""
        flow = self.flow(pk)
        given = self.given(request, schemas.FlowGraphSerializer)
        try:
            graph = normal(given["graph"])
        except GraphError as error:
            return refused(error)
        return Response({"problems": reading.problems_json(flow_problems(graph, flow.slug))})


class FlowPublish(FlowsView):
    """Going live."""

    rights = {"POST": "publish_flow"}

    @extend_schema(
        operation_id="flows_publish",
        request=schemas.FlowPublishSerializer,
        responses={
            201: schemas.FlowVersionSerializer,
            400: schemas.FlowRefusedSerializer,
            409: schemas.FlowStandSerializer,
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        """New conversations walk the draft from now on; 400 with what blocks it."""
        flow, given = self.flow(pk), self.given(request, schemas.FlowPublishSerializer)
        try:
            version = drafts.publish(
                flow=flow,
                note=given["note"].strip(),
                author_id=user_of(request).pk,
                revision=given["revision"],
            )
        except drafts.BlockedError as error:
            return refused(error, reading.problems_json(error.problems))
        except GraphError as error:
            return refused(error)
        except DraftConflictError:
            return _conflict(self.flow(pk))
        return Response(reading.version_json(version), status.HTTP_201_CREATED)


class FlowRestore(FlowsView):
    """Back to what was published before."""

    rights = {"POST": "change_flow"}

    @extend_schema(
        operation_id="flows_restore",
        request=schemas.FlowRestoreSerializer,
        responses={
            200: schemas.FlowStandSerializer,
            400: schemas.FlowRefusedSerializer,
            409: schemas.FlowStandSerializer,
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        """The draft is that version again, nothing is live yet; 409 when it is another by now."""
        flow, given = self.flow(pk), self.given(request, schemas.FlowRestoreSerializer)
        try:
            drafts.restore(
                flow_id=flow.pk,
                number=given["number"],
                revision=given["revision"],
                author_id=user_of(request).pk,
            )
        except FlowVersion.DoesNotExist:
            raise NotFound from None
        except GraphError as error:
            return refused(error)
        except DraftConflictError:
            return _conflict(self.flow(pk))
        return Response(reading.draft_json(self.flow(pk)))


class FlowVersionDetail(FlowsView):
    """What was published once."""

    @extend_schema(
        operation_id="flows_version_retrieve", responses=schemas.FlowVersionGraphSerializer
    )
    def get(self, request: Request, pk: int, number: int) -> Response:
        """The version with its graph."""
        version = self.flow(pk).versions.select_related("author").filter(number=number).first()
        if version is None:
            raise NotFound
        graph = reading.graph_json(version.graph)
        return Response({**reading.version_json(version), "graph": graph})


class FlowDiff(FlowsView):
    """Two versions, or a version and the draft, side by side."""

    @extend_schema(
        operation_id="flows_diff",
        parameters=[
            OpenApiParameter("from", description="Number of a version, or draft."),
            OpenApiParameter("to", description="Number of a version, or draft."),
        ],
        responses={200: schemas.FlowDiffSerializer, 400: schemas.FlowRefusedSerializer},
    )
    def get(self, request: Request, pk: int) -> Response:
        """Nodes, settings and connections that only one side has, or has otherwise."""
        flow = self.flow(pk)
        asked = schemas.FlowSidesSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        try:
            before = _side(flow, asked.validated_data["from"])
            after = _side(flow, asked.validated_data["to"])
        except GraphError as error:
            return refused(error)
        return Response(reading.diff_json(differences(before, after)))


def _side(flow: Flow, name: str) -> Graph:
    if name == "draft":
        return parse(flow.draft)
    version = flow.versions.filter(number=int(name)).first()
    if version is None:
        raise NotFound
    return parse(version.graph)


class FlowTemplates(FlowsView):
    """Flows to begin with."""

    @extend_schema(operation_id="flows_templates", responses=schemas.FlowTemplatesSerializer)
    def get(self, request: Request) -> Response:
        """Each with its graph."""
        return Response({"templates": reading.templates_json()})


def _conflict(flow: Flow) -> Response:
    """409 with the draft as it is now."""
    return Response(reading.draft_json(flow), status.HTTP_409_CONFLICT)


def refused(error: GraphError, problems: list[dict[str, Any]] | None = None) -> Response:
    """400 with the words, and every problem where there are some."""
    body: dict[str, Any] = {"detail": str(error)}
    if problems is not None:
        body["problems"] = problems
    return Response(body, status.HTTP_400_BAD_REQUEST)
