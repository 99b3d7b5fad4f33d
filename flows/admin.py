"""Admin of flows: drafts are checked and published; versions and runs are read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminTextareaWidget

from chat.admin import ReadOnlyMixin
from flows import call_admin as call_admin
from flows.drafts import publish
from flows.drawing import draw
from flows.graph import parse
from flows.models import Flow, FlowRun, FlowVersion, SiteFlow, Turn
from flows.nodes import node_of, ports_of
from flows.problems import flow_problems
from flows.types import Graph, GraphError, NodeSpec


def describe(data: dict[str, Any]) -> SafeString:
    """The graph as a picture, and as a list that reads aloud: where each exit leads."""
    try:
        graph = parse(data)
        rows = [(_name(node), _exits(graph, node)) for node in graph.nodes.values()]
        picture = draw(graph)
    except GraphError as error:
        return format_html("<p>{}</p>", str(error))
    words = format_html_join("", "<li><strong>{}</strong> {}</li>", rows)
    return format_html(
        '<div style="overflow-x:auto;width:calc(100vw - 600px);min-width:280px">{}</div>'
        "<details><summary>{}</summary><ol>{}</ol></details>",
        picture,
        _("In words"),
        words,
    )


def _name(node: NodeSpec) -> str:
    kind = node_of(node).label
    return f"{node.label} ({kind})" if node.label and node.label != kind else kind


def _exits(graph: Graph, node: NodeSpec) -> SafeString:
    rows = []
    for port in ports_of(node):
        target = graph.target(node.id, port.name)
        known = graph.nodes.get(target) if target else None
        leads = _name(known) if known else port.default or "—"
        rows.append((port.label, leads))
    return format_html_join("", "<br>{} → {}", rows)


class FlowForm(ModelForm):  # type: ignore[type-arg]
    """Checks the draft before it is stored, and names what is wrong."""

    class Meta:
        model = Flow
        fields = ("name", "slug", "description", "draft")
        widgets = {"description": UnfoldAdminTextareaWidget(attrs={"rows": 2})}

    def clean_draft(self) -> Any:
        """The draft, when no error blocks it."""
        draft = self.cleaned_data["draft"]
        errors = [one.message for one in flow_problems(draft) if one.level == "error"]
        if errors:
            raise ValidationError(errors)
        return draft


class VersionInline(ReadOnlyMixin, TabularInline):
    """Published versions under their flow."""

    model = FlowVersion
    fields = ("number", "note", "author", "published_at")
    readonly_fields = fields
    extra = 0
    show_change_link = True


@admin.register(Flow)
class FlowAdmin(ModelAdmin):
    """Flows with their draft, what is wrong with it, and their versions."""

    form = FlowForm
    list_display = ("name", "slug", "live")
    readonly_fields = ("reads_as", "problems")
    fieldsets = (
        (None, {"fields": ("name", "slug", "description", "reads_as", "problems")}),
        (_("Draft as data"), {"fields": ("draft",), "classes": ("collapse",)}),
    )
    prepopulated_fields = {"slug": ("name",)}
    inlines = (VersionInline,)
    actions = ("publish_draft",)

    def get_urls(self) -> list[URLPattern]:
        """With the builder."""
        own = path(
            "<int:flow_id>/builder/",
            self.admin_site.admin_view(self.builder_view),
            name="flows_flow_builder",
        )
        return [own, *super().get_urls()]

    def builder_view(self, request: HttpRequest, flow_id: int) -> HttpResponse:
        """The builder's page; it fetches what it shows. 403 without the right to look."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        flow = get_object_or_404(Flow, pk=flow_id)
        context = {
            "title": flow.name,
            "bootstrap": {
                "api_url": reverse("flow-detail", args=(flow.pk,)),
                "templates_url": reverse("flow-templates"),
                "admin_url": reverse("admin:flows_flow_changelist"),
                "csrf_token": get_token(request),
            },
        }
        return TemplateResponse(request, "admin/flows/builder.html", context)

    @admin.display(description=_("live version"))
    def live(self, flow: Flow) -> str:
        """The number of the live version."""
        version = flow.live_version()
        return f"v{version.number}" if version else str(_("not published"))

    @admin.display(description=_("reads as"))
    def reads_as(self, flow: Flow) -> SafeString:
        """The draft in words."""
        return describe(flow.draft)

    @admin.display(description=_("problems"))
    def problems(self, flow: Flow) -> SafeString:
        """What is wrong with the draft."""
        found = flow_problems(flow.draft, flow.slug)
        if not found:
            return format_html("<p>{}</p>", _("None: the draft can be published."))
        rows = ((one.level, one.node or "—", one.message) for one in found)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}: {}</li>", rows))

    @admin.action(description=_("Publish the draft"))
    def publish_draft(self, request: HttpRequest, queryset: Any) -> None:
        """Makes a version of each draft; names what blocks it where it cannot."""
        for flow in queryset:
            try:
                version = publish(flow=flow, author_id=request.user.pk)
            except GraphError as error:
                self.message_user(request, f"{flow}: {error}", messages.ERROR)
            else:
                self.message_user(request, f"{version} is live for new conversations.")


@admin.register(FlowVersion)
class FlowVersionAdmin(ReadOnlyMixin, ModelAdmin):
    """A published graph, in words."""

    list_display = ("flow", "number", "note", "author", "published_at")
    fields = ("flow", "number", "note", "author", "published_at", "reads_as")
    readonly_fields = fields

    @admin.display(description=_("reads as"))
    def reads_as(self, version: FlowVersion) -> SafeString:
        """The graph in words."""
        return describe(version.graph)


@admin.register(SiteFlow)
class SiteFlowAdmin(ModelAdmin):
    """Which flow a site's conversations begin on."""

    list_display = ("site", "flow")


@admin.register(FlowRun)
class FlowRunAdmin(ReadOnlyMixin, ModelAdmin):
    """Where each conversation stands in its flow."""

    list_display = ("conversation", "version", "state", "node", "waiting_for", "updated_at")
    list_filter = ("state", "waiting_for")
    list_select_related = ("conversation", "version__flow")


@admin.register(Turn)
class TurnAdmin(ReadOnlyMixin, ModelAdmin):
    """Each attempt to answer, with its times in milliseconds."""

    list_display = ("id", "conversation", "state", "attempts", "failure", "created_at")
    list_filter = ("state", "failure")
    list_select_related = ("conversation",)
