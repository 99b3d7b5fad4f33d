"""Runs and turns, to be read: the way of each conversation, and why it went there."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from chat.admin import ReadOnlyMixin
from flows.admin.reading import called, inputs_list
from flows.differences import port_label
from flows.library import PUBLISHED
from flows.models import FlowRun, FlowStep, Turn
from flows.types import GraphError, NodeSpec


def _node(version: int, node_id: str) -> NodeSpec | None:
    """The node of this version; None where there is none of that name."""
    try:
        return PUBLISHED.program(version).graph.nodes.get(node_id)
    except GraphError:
        return None


def _name(version: int, node_id: str) -> str:
    node = _node(version, node_id) if node_id else None
    return called(node) if node else node_id or "–"


class StepInline(ReadOnlyMixin, TabularInline):
    """The way that the conversation took, in order: what each step read, and why it went there."""

    model = FlowStep
    fields = readonly_fields = ("at", "from_node", "through", "to_node", "why", "read")
    extra = 0
    hide_title = True
    ordering = ("pk",)
    verbose_name_plural = _("the way it took")

    @admin.display(description=_("node"))
    def from_node(self, step: FlowStep) -> str:
        """As it was called in the version of the step."""
        return _name(step.version_id, step.node)

    @admin.display(description=_("left through"))
    def through(self, step: FlowStep) -> str:
        """The port; a jump, or a way back to the assistant, has none."""
        node = _node(step.version_id, step.node)
        if not step.port:
            return _now("goes on at")
        return port_label(node, step.port) if node else step.port

    @admin.display(description=_("to"))
    def to_node(self, step: FlowStep) -> str:
        """Where it led; a dash where the port's default held."""
        return _name(step.version_id, step.target)

    @admin.display(description=_("what it read"))
    def read(self, step: FlowStep) -> str:
        """The facts that the step looked at."""
        return inputs_list(step.inputs)


@admin.register(FlowRun)
class FlowRunAdmin(ReadOnlyMixin, ModelAdmin):
    """Where each conversation stands in its flow, and how it came there."""

    list_display = ("conversation", "version", "state", "stands_at", "waiting_for", "updated_at")
    list_filter = ("state", "waiting_for", "version__flow")
    list_select_related = ("conversation", "version__flow")
    search_fields = ("=conversation__id",)
    fields = readonly_fields = (
        "to_conversation",
        "version",
        "state",
        "stands_at",
        "waiting_for",
        "deadline_at",
        "outcome",
        "remembers",
        "updated_at",
    )
    inlines = (StepInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[FlowRun]:
        """Newest first."""
        rows: QuerySet[FlowRun] = super().get_queryset(request)
        return rows.order_by("-updated_at", "-pk")

    @admin.display(description=_("conversation"))
    def to_conversation(self, run: FlowRun) -> SafeString:
        """Leads into the inbox."""
        url = f"{reverse('inbox')}#/all/{run.conversation.public_id}"
        return format_html(
            '<a href="{}" class="text-primary-600 dark:text-primary-500">{}</a>',
            url,
            run.conversation,
        )

    @admin.display(description=_("stands at"))
    def stands_at(self, run: FlowRun) -> str:
        """The node, as it is called in the run's version."""
        return _name(run.version_id, run.node)

    @admin.display(description=_("remembers"))
    def remembers(self, run: FlowRun) -> str:
        """What later steps can ask."""
        known = {name: value for name, value in run.facts.items() if not name.startswith("_")}
        return inputs_list(known)


@admin.register(Turn)
class TurnAdmin(ReadOnlyMixin, ModelAdmin):
    """Each attempt to answer, with its times in milliseconds."""

    list_display = ("id", "conversation", "state", "attempts", "failure", "created_at")
    list_filter = ("state", "failure")
    list_select_related = ("conversation",)
