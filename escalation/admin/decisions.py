"""Decisions, to be read: what was decided about each turn, and on what grounds."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display as badge

from escalation.admin import why
from escalation.admin.base import ReadOnlyMixin
from escalation.models import Decision
from escalation.types import Action, Snapshot


@admin.register(Decision)
class DecisionAdmin(ReadOnlyMixin, ModelAdmin):
    """What was decided about each turn, and on what grounds."""

    list_display = ("created_at", "conversation", "verdict", "reason", "sureness", "stage")
    list_filter = ("action", "reason", "stage", "created_at")
    list_select_related = ("conversation", "policy_version__policy", "answer_record")
    search_fields = ("=conversation__id", "=turn_id")
    date_hierarchy = "created_at"

    class Media:
        css = {"all": ("staff/knowledge.css", "staff/decision.css")}

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Why it was decided so: a page to read instead of a form."""
        decision = self.get_object(request, object_id)
        if decision is None:
            gone: HttpResponse = self._get_obj_does_not_exist_redirect(
                request, self.opts, object_id
            )
            return gone
        if not self.has_view_permission(request, decision):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **_page(decision),
            "title": str(decision),
            "media": self.media,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/escalation/decision.html", context)

    @badge(  # type: ignore[untyped-decorator]
        description=_("decision"),
        ordering="action",
        label={
            Action.REPLY.value: "success",
            Action.ASK_BACK.value: "info",
            Action.ESCALATE.value: "warning",
        },
    )
    def verdict(self, decision: Decision) -> str:
        """Reply, ask back or escalate."""
        return decision.action

    @admin.display(description=_("confidence"), ordering="confidence")
    def sureness(self, decision: Decision) -> str:
        """As a percentage; a dash when no answer was considered."""
        return "–" if decision.confidence is None else f"{decision.confidence:.0%}"


def _page(decision: Decision) -> dict[str, Any]:
    """What the page shows."""
    seen = Snapshot.from_json(decision.snapshot)
    rules = why.rules_of(decision)
    spoke = why.spoke(decision, rules)
    same = Decision.objects.filter(conversation_id=decision.conversation_id)
    inbox = f"{reverse('inbox')}#/all/{decision.conversation.public_id}"
    return {
        "decision": decision,
        "version": decision.policy_version,
        "verdict": why.verdict(decision),
        "stage": why.stage(decision),
        "pieces": why.pieces(seen, decision.fired),
        "primary": spoke[0] if spoke else None,
        "spoke": spoke,
        "silent": why.silent(seen, rules, decision.fired),
        "readings": why.readings(seen),
        "confidence": why.confidence(seen),
        "facts": why.facts(seen),
        "inbox_url": inbox,
        "handoff": decision.handoffs.first(),
        "earlier": same.filter(pk__lt=decision.pk).order_by("-pk").first(),
        "later": same.filter(pk__gt=decision.pk).order_by("pk").first(),
    }
