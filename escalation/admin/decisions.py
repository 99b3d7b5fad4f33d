"""Decisions, to be read: what was decided about each turn, and on what grounds."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display as badge

from escalation.admin.base import ReadOnlyMixin
from escalation.models import Decision
from escalation.types import Action


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
