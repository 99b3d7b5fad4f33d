"""Handoffs, to be read: the way of every conversation to a person."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display as badge

from escalation.admin.base import ReadOnlyMixin
from escalation.models import Handoff
from escalation.types import HandoffState


@admin.register(Handoff)
class HandoffAdmin(ReadOnlyMixin, ModelAdmin):
    """The way of every conversation to a person."""

    list_display = (
        "requested_at",
        "conversation",
        "status",
        "reason",
        "queue",
        "agent",
        "deadline_at",
    )
    list_filter = ("state", "origin", "reason", "queue", "requested_at")
    list_select_related = ("conversation", "queue", "agent")
    search_fields = ("=conversation__id", "sentence")
    date_hierarchy = "requested_at"

    @badge(  # type: ignore[untyped-decorator]
        description=_("state"),
        ordering="state",
        label={
            HandoffState.PENDING.value: "warning",
            HandoffState.FALLBACK.value: "warning",
            HandoffState.CONNECTED.value: "success",
            HandoffState.CAPTURED.value: "info",
            HandoffState.ABANDONED.value: "danger",
            HandoffState.RETURNED.value: "info",
        },
    )
    def status(self, handoff: Handoff) -> str:
        """Where it stands."""
        return handoff.state

    def get_queryset(self, request: HttpRequest) -> QuerySet[Handoff]:
        """Newest first."""
        rows: QuerySet[Handoff] = super().get_queryset(request)
        return rows.order_by("-requested_at", "-pk")
