"""What all addresses of flows have in common: who may use them, and what is taken in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser, User
from rest_framework.exceptions import NotFound, ParseError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from flows.models import Flow

MAX_BYTES = 2_000_000
"""Of a request: a graph of the largest size, in any language, twice over."""


class MayUse(BasePermission):
    """Staff with the right that the view names for the request's method; nobody else."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Needs the right to look, too."""
        user = request.user
        if not (user.is_authenticated and user.is_active and user.is_staff):
            return False
        needed = getattr(view, "rights", {}).get(request.method, "")
        return user.has_perm("flows.view_flow") and (not needed or user.has_perm(f"flows.{needed}"))


class FlowsView(APIView):
    """Something about flows. `rights`: method to the right it needs beyond looking."""

    permission_classes = (MayUse,)
    rights: dict[str, str] = {}

    def flow(self, pk: int) -> Flow:
        """The flow, or 404."""
        found = Flow.objects.select_related("draft_author").filter(pk=pk).first()
        if found is None:
            raise NotFound
        return found

    def given(self, request: Request, form: type[Any]) -> dict[str, Any]:
        """What was sent, checked for its shape, or 400."""
        sent = request.META.get("CONTENT_LENGTH") or "0"
        if not sent.isdecimal() or int(sent) > MAX_BYTES:
            raise ParseError(f"more than {MAX_BYTES:,} bytes")
        try:
            data = form(data=request.data)
        except RecursionError as error:
            raise ParseError("this is nested too deeply") from error
        data.is_valid(raise_exception=True)
        return dict(data.validated_data)


def user_of(request: Request) -> AbstractUser:
    """Who asks; views let in nobody but users."""
    if not isinstance(request.user, User):
        raise NotFound
    return request.user
