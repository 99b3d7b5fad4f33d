"""Flows as documents over HTTP: written for elsewhere, and read without storing anything."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from flows import exchange
from flows.api import reading, schemas
from flows.api.base import FlowsView
from flows.types import GraphError


class FlowExport(FlowsView):
    """The draft as a document."""

    @extend_schema(
        operation_id="flows_export",
        responses={200: schemas.FlowDocumentSerializer, 400: schemas.FlowRefusedSerializer},
    )
    def get(self, request: Request, pk: int) -> Response:
        """Its graph, and the names of what it refers to."""
        try:
            return Response(exchange.export(self.flow(pk)))
        except GraphError as error:
            return Response({"detail": str(error)}, status.HTTP_400_BAD_REQUEST)


class FlowImport(FlowsView):
    """A document from elsewhere."""

    rights = {"POST": "change_flow"}

    @extend_schema(
        operation_id="flows_import",
        request=schemas.FlowImportSerializer,
        responses={200: schemas.FlowImportedSerializer, 400: schemas.FlowRefusedSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """Its graph, what it refers to and does not exist here, and every problem."""
        flow, given = self.flow(pk), self.given(request, schemas.FlowImportSerializer)
        try:
            found = exchange.read_document(given["document"], flow.slug)
        except GraphError as error:
            return Response({"detail": str(error)}, status.HTTP_400_BAD_REQUEST)
        return Response(
            {
                "graph": found.graph,
                "missing": [
                    {
                        "type": one.type,
                        "slug": one.slug,
                        "name": found.names.get((one.type, one.slug), one.slug),
                        "nodes": list(one.nodes),
                    }
                    for one in found.missing
                ],
                "problems": reading.problems_json(found.problems),
            }
        )
