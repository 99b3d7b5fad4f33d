"""The test drawer over HTTP: a draft tried out, event by event; nothing is stored or sent."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from flows.api import schemas
from flows.api.base import FlowsView, user_of
from flows.graph import parse
from flows.graph_form import normal
from flows.trying import EventForm, TryError, WorldForm, read_form, try_out
from flows.types import GraphError


class FlowTry(FlowsView):
    """A conversation that does not exist."""

    @extend_schema(
        operation_id="flows_try",
        request=schemas.FlowTrySerializer,
        responses={200: schemas.FlowTriedSerializer, 400: schemas.FlowRefusedSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        """What the event brings about in this graph, which need not be saved.

        Real answers can cost tokens: they need the right to change flows.
        """
        self.flow(pk)
        given = self.given(request, schemas.FlowTrySerializer)
        try:
            world = read_form(WorldForm, given["world"])
            if world.ai == "real" and not user_of(request).has_perm("flows.change_flow"):
                raise TryError(_("Only who may change flows tries them with real answers."))
            tried = try_out(
                parse(normal(given["graph"])),
                given["state"],
                read_form(EventForm, given["event"]),
                world,
            )
        except (TryError, GraphError) as error:
            return Response({"detail": str(error)}, status.HTTP_400_BAD_REQUEST)
        return Response(tried.to_json())
