"""Admin of the human side: teams, agents and prepared texts are edited, history is read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from agents.fields import LanguagesField
from agents.models import AgentProfile, Assignment, CannedReply, Team
from agents.selectors.colleagues import presence_of
from agents.setup import ensure_defaults
from agents.types import LIVE_ASSIGNMENTS, Presence


@admin.register(Team)
class TeamAdmin(ModelAdmin):
    """Who can help with the same kind of question."""

    list_display = ("name", "members", "served_queues", "hours", "email", "description")
    list_select_related = ("hours",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        """Teams with the number of their agents."""
        teams: QuerySet[Team] = super().get_queryset(request)
        return teams.prefetch_related("queues").annotate(size=Count("agents"))

    @admin.display(description=_("agents"), ordering="size")
    def members(self, team: Any) -> int:
        """How many agents belong to the team."""
        return int(team.size)

    @admin.display(description=_("queues"))
    def served_queues(self, team: Team) -> str:
        """Which queues the team serves."""
        return ", ".join(queue.name for queue in team.queues.all()) or "–"


class AgentForm(forms.ModelForm):  # type: ignore[type-arg]
    """An agent with the languages in one line."""

    languages = LanguagesField(
        label=_("Languages"),
        required=False,
        help_text=_("Codes with commas, such as en, de, pt-br. Empty: every language."),
    )

    class Meta:
        model = AgentProfile
        fields = ("languages",)


_PRESENCE = {
    Presence.ONLINE: _("available"),
    Presence.FINISHING: _("finishing, then away"),
    Presence.AWAY: _("away"),
    Presence.OFFLINE: _("offline"),
}


@admin.register(AgentProfile)
class AgentProfileAdmin(ModelAdmin):
    """Who answers visitors, for which teams, and how many at once."""

    form = AgentForm
    list_display = (
        "display_name",
        "user",
        "at_present",
        "load",
        "member_of",
        "speaks",
        "ready",
    )
    list_filter = ("presence", "teams", "skills")
    list_select_related = ("user",)
    search_fields = ("display_name", "user__username", "user__email")
    autocomplete_fields = ("user",)
    filter_horizontal = ("teams", "skills")
    readonly_fields = ("at_present", "last_beat_at")
    fieldsets = (
        (None, {"fields": ("user", "display_name", "at_present", "last_beat_at")}),
        (
            _("What this person is asked"),
            {"fields": ("capacity", "teams", "skills", "languages")},
        ),
        (_("Mail"), {"fields": ("gets_mail",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AgentProfile]:
        """Agents with their load and whether they belong to a team."""
        agents: QuerySet[AgentProfile] = super().get_queryset(request)
        live = Q(assignments__state__in=LIVE_ASSIGNMENTS)
        return agents.prefetch_related("teams").annotate(
            live=Count("assignments", filter=live, distinct=True),
            team_count=Count("teams", distinct=True),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The user is chosen once: the profile carries the user's key."""
        return (*self.readonly_fields, "user") if obj is not None else self.readonly_fields

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new agent begins in the default queue's team, since nothing is offered without one."""
        return {
            "teams": [ensure_defaults().team_id],
            **super().get_changeform_initial_data(request),
        }

    @admin.display(description=_("at present"), ordering="presence")
    def at_present(self, agent: AgentProfile) -> str:
        """Whether the person is there; offline as well when no page was heard of for a while."""
        return str(_PRESENCE[presence_of(agent, timezone.now())])

    @admin.display(description=_("teams"))
    def member_of(self, agent: AgentProfile) -> str:
        """Whose queues this person serves."""
        return ", ".join(team.name for team in agent.teams.all()) or "–"

    @admin.display(description=_("languages"))
    def speaks(self, agent: AgentProfile) -> str:
        """In which languages this person answers."""
        return ", ".join(agent.languages) or _now("every language")

    @admin.display(description=_("conversations now"), ordering="live")
    def load(self, agent: Any) -> str:
        """How many conversations the agent has or is being asked about, of how many at once."""
        return _now("%(load)s of %(capacity)s") % {"load": agent.live, "capacity": agent.capacity}

    @admin.display(description=_("can be offered something"), boolean=True)
    def ready(self, agent: Any) -> bool:
        """Whether the account is active, is staff (opens the inbox) and belongs to a team."""
        return bool(agent.user.is_active and agent.user.is_staff and agent.team_count)


@admin.register(CannedReply)
class CannedReplyAdmin(ModelAdmin):
    """Prepared texts."""

    list_display = ("title", "shortcut", "team")
    list_filter = ("team",)
    list_select_related = ("team",)
    search_fields = ("title", "shortcut", "text")


@admin.register(Assignment)
class AssignmentAdmin(ModelAdmin):
    """Who was asked and who had what, for review."""

    list_display = (
        "conversation",
        "agent",
        "queue",
        "state",
        "offered_at",
        "accepted_at",
        "ended_at",
    )
    list_filter = ("state", "queue", "agent")
    list_select_related = ("conversation", "agent", "queue")
    search_fields = ("=conversation__id",)
    date_hierarchy = "offered_at"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the product makes these."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are read, not changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They are history."""
        return False
