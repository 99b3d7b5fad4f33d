"""Promises, to be read: what is owed to whom, by whom and until when; the board acts on them."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display as badge

from escalation.admin.base import ReadOnlyMixin
from escalation.models import Promise
from escalation.types import PromiseState

_OVERDUE = "overdue"


@admin.register(Promise)
class PromiseAdmin(ReadOnlyMixin, ModelAdmin):
    """What visitors were promised: a call, an answer, somebody who follows up."""

    list_display = ("due_at", "conversation", "kind", "status", "owner", "queue", "at", "made_at")
    list_filter = ("state", "kind", "queue", "owner", "due_at")
    list_select_related = ("conversation", "owner", "queue")
    search_fields = ("=conversation__id", "note")
    date_hierarchy = "due_at"

    @badge(  # type: ignore[untyped-decorator]
        description=_("state"),
        ordering="state",
        label={
            PromiseState.OPEN.value: "warning",
            _OVERDUE: "danger",
            PromiseState.KEPT.value: "success",
            PromiseState.DROPPED.value: "info",
        },
    )
    def status(self, promise: Promise) -> str:
        """Where it stands; open ones past their time are overdue."""
        is_late = promise.state == PromiseState.OPEN and promise.due_at < timezone.now()
        return _OVERDUE if is_late else promise.state

    def get_queryset(self, request: HttpRequest) -> QuerySet[Promise]:
        """Open ones first, the most urgent on top."""
        rows: QuerySet[Promise] = super().get_queryset(request)
        return rows.order_by("-state", "due_at", "pk")
