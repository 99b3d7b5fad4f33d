"""Flows and their immutable versions, runs of conversations through them, and turns."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chat.models import Conversation, Site
from flows.types import OPEN_TURNS, CallState, RunState, TurnState, WaitFor


class Flow(models.Model):
    """A way that conversations take, drawn by a manager."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("short name"), unique=True)
    description = models.TextField(_("description"), blank=True)
    draft = models.JSONField(
        _("draft"),
        default=dict,
        help_text=_("Nodes and connections being worked on. Publishing makes a version of it."),
    )
    draft_revision = models.PositiveIntegerField(default=0, editable=False)
    draft_saved_at = models.DateTimeField(null=True, editable=False)
    draft_author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="flow_drafts",
    )

    class Meta:
        verbose_name = _("flow")
        verbose_name_plural = _("flows")
        permissions = (("publish_flow", "Can publish flows"),)

    def __str__(self) -> str:
        return self.name

    def live_version(self) -> FlowVersion | None:
        """The newest published version: new conversations begin on it."""
        return self.versions.order_by("-number").first()


class ImmutableError(Exception):
    """A published version cannot be changed; publish another one."""


class FlowVersion(models.Model):
    """A published graph. Never changed: running conversations stay on the one they began with."""

    flow = models.ForeignKey(Flow, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    graph = models.JSONField(_("graph"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="flow_versions",
    )
    published_at = models.DateTimeField(_("published"), auto_now_add=True)

    class Meta:
        verbose_name = _("flow version")
        verbose_name_plural = _("flow versions")
        ordering = ("flow", "-number")
        constraints = (
            models.UniqueConstraint(fields=["flow", "number"], name="flow_version_once"),
        )

    def __str__(self) -> str:
        return f"{self.flow} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new version. Raises ImmutableError for one that exists."""
        if not self._state.adding:
            raise ImmutableError(f"{self} is published")
        super().save(*args, **kwargs)


class SiteFlow(models.Model):
    """Which flow a site's conversations begin on."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, related_name="flow_choice")
    flow = models.ForeignKey(Flow, on_delete=models.PROTECT, related_name="sites")

    class Meta:
        verbose_name = _("flow of a site")
        verbose_name_plural = _("flows of sites")

    def __str__(self) -> str:
        return f"{self.site}: {self.flow}"


class FlowRun(models.Model):
    """One conversation's walk. One automation owner for each conversation, by constraint."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="run")
    version = models.ForeignKey(FlowVersion, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in RunState],
        default=RunState.WAITING.value,
    )
    node = models.CharField(max_length=64, blank=True)
    assistant_node = models.CharField(max_length=64, blank=True)
    waiting_for = models.CharField(
        max_length=10, blank=True, choices=[(kind.value, kind.value) for kind in WaitFor]
    )
    deadline_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("flow run")
        verbose_name_plural = _("flow runs")
        indexes = (models.Index(fields=["deadline_at"], name="run_by_deadline"),)

    def __str__(self) -> str:
        return f"Run of conversation {self.conversation_id} at {self.node}"


class FlowStep(models.Model):
    """A run left a node: what reports count, and why it went that way.

    Through a port; without one it jumped, or was taken up again by its assistant.
    """

    run = models.ForeignKey(FlowRun, on_delete=models.CASCADE, related_name="steps")
    version = models.ForeignKey(FlowVersion, on_delete=models.PROTECT, related_name="steps")
    node = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    port = models.CharField(max_length=64)
    target = models.CharField(max_length=64, blank=True)
    why = models.CharField(max_length=300, blank=True)
    inputs = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("flow step")
        verbose_name_plural = _("flow steps")
        ordering = ("pk",)
        indexes = (models.Index(fields=["version", "at"], name="steps_by_version"),)

    def __str__(self) -> str:
        return f"{self.node} → {self.target or self.port}"


class Secret(models.Model):
    """A secret that a Webhook node sends or signs with; flows know only its short name."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("short name"), unique=True)
    value = models.CharField(_("value"), max_length=500)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("secret")
        verbose_name_plural = _("secrets")

    def __str__(self) -> str:
        return self.name


class FlowCall(models.Model):
    """A call to another system that a run waits for; written with the step that asks for it."""

    run = models.ForeignKey(FlowRun, on_delete=models.CASCADE, related_name="calls")
    node = models.CharField(max_length=64)
    key = models.CharField(max_length=80)
    method = models.CharField(max_length=6)
    url = models.URLField(max_length=2000)
    headers = models.JSONField(default=dict, blank=True)
    body = models.TextField(blank=True)
    secret = models.CharField(max_length=50, blank=True)
    timeout_s = models.FloatField(default=10.0)
    state = models.CharField(
        max_length=8,
        choices=[(state.value, state.value) for state in CallState],
        default=CallState.PENDING.value,
    )
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    response = models.TextField(blank=True)
    failure = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("call to another system")
        verbose_name_plural = _("calls to other systems")
        constraints = (
            models.UniqueConstraint(fields=["run", "key"], name="one_call_for_each_key"),
        )
        indexes = (
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=[CallState.PENDING.value, CallState.RUNNING.value]),
                name="open_calls",
            ),
        )

    def __str__(self) -> str:
        return f"{self.method} {self.key}: {self.state}"


class Turn(models.Model):
    """One attempt to answer the visitor's newest words; at most one is open per conversation."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in TurnState],
        default=TurnState.PENDING.value,
    )
    shown = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    upto_seq = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=40, blank=True)
    timings = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("turns")
        constraints = (
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(state__in=[state.value for state in OPEN_TURNS]),
                name="one_open_turn",
            ),
        )
        indexes = (
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=[state.value for state in OPEN_TURNS]),
                name="open_turns",
            ),
        )

    def __str__(self) -> str:
        return f"Turn {self.pk}: {self.state}"
