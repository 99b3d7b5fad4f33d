"""Admin of escalation: policies are edited and published; decisions and handoffs are read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.dataclasses import ActionDialog
from unfold.decorators import action
from unfold.decorators import display as badge

from escalation import services
from escalation.forms import CONDITIONAL_FIELDS, OPTION_FIELDS, PolicyForm, PublishForm, RuleForm
from escalation.models import Decision, Handoff, Policy, PolicyVersion, Rule
from escalation.rules import parse_rules
from escalation.services.publishing import draft_rules, draft_settings
from escalation.types import Action, HandoffState, PolicyError


class ReadOnlyMixin:
    """Rows that the product writes and people only read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody adds rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes rows by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes rows by hand."""
        return False


class RuleInline(ReadOnlyMixin, TabularInline):
    """The draft's rules as sentences; each leads to its own form."""

    model = Rule
    extra = 0
    fields = readonly_fields = ("priority", "sentence", "is_active", "queue", "message")
    ordering = ("-priority", "pk")
    hide_title = True
    verbose_name_plural = _("rules of the draft, the most important first")

    @admin.display(description=_("rule"))
    def sentence(self, rule: Rule) -> SafeString:
        """The rule in words; leads to its form."""
        return _link(reverse("admin:escalation_rule_change", args=(rule.pk,)), str(rule))


class PolicyVersionInline(ReadOnlyMixin, TabularInline):
    """What was published, when and by whom; the newest is live."""

    model = PolicyVersion
    extra = 0
    fields = readonly_fields = ("version", "published_at", "author", "note")
    ordering = ("-number",)
    hide_title = True
    verbose_name_plural = _("published versions, the newest is live")

    @admin.display(description=_("version"))
    def version(self, version: PolicyVersion) -> SafeString:
        """Its number; leads to its rules."""
        url = reverse("admin:escalation_policyversion_change", args=(version.pk,))
        return _link(url, str(version.number))


def _link(url: str, text: str) -> SafeString:
    return format_html(
        '<a href="{}" class="text-primary-600 dark:text-primary-500">{}</a>', url, text
    )


@admin.register(Policy)
class PolicyAdmin(ModelAdmin):
    """When a person is needed. Changes are a draft until they are published."""

    form = PolicyForm
    list_display = ("name", "is_default", "live", "draft_differs")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (RuleInline, PolicyVersionInline)
    actions_detail = ("publish", "add_rule")
    fieldsets = (
        (None, {"fields": ("name", "slug", "is_default")}),
        (
            _("When nobody is there"),
            {"fields": ("deadline_s", "fallback", "form_deadline_s")},
        ),
        (
            _("Words for the visitor"),
            {"classes": ("collapse",), "fields": ("notices", "form_texts")},
        ),
    )

    @admin.display(description=_("live version"))
    def live(self, policy: Policy) -> str:
        """The number that turns are judged by now."""
        newest = _newest(policy)
        return str(newest.number) if newest is not None else "–"

    @badge(  # type: ignore[untyped-decorator]
        description=_("draft"),
        label={"published": "success", "not published yet": "warning"},
    )
    def draft_differs(self, policy: Policy) -> str:
        """Whether the draft holds changes that are not live."""
        newest = _newest(policy)
        try:
            is_live = (
                newest is not None
                and newest.rules == draft_rules(policy)
                and newest.settings == draft_settings(policy).to_json()
            )
        except PolicyError:
            is_live = False
        return "published" if is_live else "not published yet"

    @action(  # type: ignore[untyped-decorator]
        description=_("Publish"),
        permissions=["change"],
        url_path="publish",
        icon="publish",
        dialog=ActionDialog(
            title=_("Publish this policy"),
            description=_(
                "New turns are judged by it from now on. Conversations under way go on as they are."
            ),
            form_class=PublishForm,
            form_submit_text=_("Publish"),
        ),
    )
    def publish(self, request: HttpRequest, form: PublishForm, object_id: int) -> HttpResponse:
        """The draft is live, or the manager reads why it cannot be."""
        try:
            version = services.publish(
                policy_id=object_id, author_id=request.user.pk, note=form.cleaned_data["note"]
            )
        except PolicyError as error:
            messages.error(request, _now("Not published: %(why)s") % {"why": error})
        else:
            messages.success(
                request, _now("Version %(number)d is live.") % {"number": version.number}
            )
        return _to(request, reverse("admin:escalation_policy_change", args=(object_id,)))

    @action(  # type: ignore[untyped-decorator]
        description=_("Add a rule"), permissions=["change"], url_path="add-rule", icon="add"
    )
    def add_rule(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """The form of a new rule of this policy."""
        return HttpResponseRedirect(f"{reverse('admin:escalation_rule_add')}?policy={object_id}")


def _newest(policy: Policy) -> PolicyVersion | None:
    return policy.versions.order_by("-number").first()


def _to(request: HttpRequest, url: str) -> HttpResponse:
    """Leads the browser there, also out of a dialog."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


@admin.register(Rule)
class RuleAdmin(ModelAdmin):
    """One rule of a draft: only the fields of the chosen trigger show."""

    form = RuleForm
    conditional_fields = CONDITIONAL_FIELDS
    list_display = ("sentence", "policy", "priority", "is_active", "queue")
    list_filter = ("policy", "trigger", "is_active")
    list_select_related = ("policy", "queue")
    fieldsets = (
        (None, {"fields": ("policy", "trigger", *OPTION_FIELDS)}),
        (_("What then"), {"fields": ("queue", "priority", "message", "is_active")}),
    )

    @admin.display(description=_("rule"), ordering="trigger")
    def sentence(self, rule: Rule) -> str:
        """The rule in words."""
        return str(rule)

    def response_post_save_add(self, request: HttpRequest, obj: Rule) -> HttpResponse:
        """Back to the policy, whose draft now holds the rule."""
        return self._to_policy(obj)

    def response_post_save_change(self, request: HttpRequest, obj: Rule) -> HttpResponse:
        """Back to the policy, whose draft now holds the change."""
        return self._to_policy(obj)

    def _to_policy(self, rule: Rule) -> HttpResponse:
        url = reverse("admin:escalation_policy_change", args=(rule.policy_id,))
        return HttpResponseRedirect(url)


@admin.register(PolicyVersion)
class PolicyVersionAdmin(ReadOnlyMixin, ModelAdmin):
    """A published policy, as it decides."""

    list_display = ("policy", "number", "published_at", "author", "note")
    list_filter = ("policy",)
    list_select_related = ("policy", "author")
    fields = ("policy", "number", "published_at", "author", "note", "in_words", "settings")
    readonly_fields = ("in_words",)

    @admin.display(description=_("rules"))
    def in_words(self, version: PolicyVersion) -> SafeString | str:
        """Every rule as a sentence, the most important first."""
        try:
            rules = parse_rules(version.rules)
        except PolicyError as error:
            return _now("Cannot be read: %(why)s") % {"why": error}
        lines = ((rule.priority, rule.sentence()) for rule in rules if rule.enabled)
        return format_html("<ol>{}</ol>", format_html_join("", "<li>({}) {}.</li>", lines))


@admin.register(Decision)
class DecisionAdmin(ReadOnlyMixin, ModelAdmin):
    """What was decided about each turn, and on what grounds."""

    list_display = ("created_at", "conversation", "verdict", "reason", "sureness", "stage")
    list_filter = ("action", "reason", "stage", "created_at")
    list_select_related = ("conversation",)
    search_fields = ("=conversation__id", "=turn_id")
    date_hierarchy = "created_at"
    fields = (
        "conversation",
        "turn_id",
        "created_at",
        "stage",
        "action",
        "spoke",
        "sureness",
        "seen",
        "policy_version",
        "answer_record",
    )
    readonly_fields = ("spoke", "seen", "sureness")

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

    @admin.display(description=_("rules that spoke"))
    def spoke(self, decision: Decision) -> SafeString | str:
        """Their sentences, the one that decided first."""
        if not decision.fired:
            return "–"
        lines = ((fired["priority"], fired["sentence"]) for fired in decision.fired)
        return format_html("<ol>{}</ol>", format_html_join("", "<li>({}) {}</li>", lines))

    @admin.display(description=_("what the rules saw"))
    def seen(self, decision: Decision) -> SafeString:
        """The snapshot, one fact a line."""
        rows = format_html_join("", "<dt><b>{}</b></dt><dd>{}</dd>", _facts(decision.snapshot))
        return format_html("<dl>{}</dl>", rows)


_FACTS = (
    ("text", _("words of the visitor")),
    ("language", _("language")),
    ("start_url", _("start page")),
    ("attributes", _("visitor")),
    ("exchanges", _("answers so far")),
    ("unresolved", _("of them without success")),
    ("readings", _("measured")),
    ("retrieval", _("search")),
    ("assessment", _("assistant's own view")),
    ("answer", _("answer")),
    ("answer_withheld", _("nothing to show")),
    ("failure", _("failure")),
    ("human_available", _("somebody online")),
    ("now", _("at")),
)


def _facts(snapshot: dict[str, Any]) -> list[tuple[str, str]]:
    """The snapshot's facts as (name, value) for reading; empty ones are left out."""
    shown = ((str(label), _words(snapshot.get(name))) for name, label in _FACTS)
    return [(label, words) for label, words in shown if words]


def _words(value: Any) -> str:
    """A JSON value for reading; empty when it says nothing."""
    if value is None or isinstance(value, bool):
        return _now("yes") if value else ""
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, list):
        return ", ".join(f"{one['name']} {_words(one['value'])}" for one in value)
    if isinstance(value, dict):
        inner = ((key, _words(item)) for key, item in value.items())
        return ", ".join(f"{key} {item}" for key, item in inner if item)
    return str(value)


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
