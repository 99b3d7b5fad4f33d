"""What people say about answers, and the calibrations that were fitted on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge.learned import NAME_LENGTH, model_name


class LabelSource(models.TextChoices):
    """Who judged an answer."""

    VISITOR = "visitor", _("visitor")
    AGENT = "agent", _("agent")
    REVIEWER = "reviewer", _("reviewer")


class AnswerLabel(models.Model):
    """Somebody's verdict on an answer: right or wrong. Withdrawn verdicts are deleted."""

    answer = models.ForeignKey(
        "knowledge.AnswerRecord",
        on_delete=models.CASCADE,
        related_name="labels",
        verbose_name=_("answer"),
        help_text=_("What was judged."),
    )
    source = models.CharField(
        _("source"),
        max_length=8,
        choices=LabelSource.choices,
        help_text=_("Who judged; a visitor's verdict counts less than one of staff."),
    )
    right = models.BooleanField(
        _("right"), help_text=_("Whether the answer, or what would have been said, is right.")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("by"),
        help_text=_("Empty for a visitor."),
    )
    created_at = models.DateTimeField(
        _("created at"), db_index=True, help_text=_("When it was last said.")
    )

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "source", "by"], name="answer_label_once_a_person"
            ),
            models.UniqueConstraint(
                fields=["answer"], condition=Q(source="visitor"), name="answer_label_one_visitor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}: {'right' if self.right else 'wrong'} ({self.source})"


class CalibrationState(models.TextChoices):
    """What became of a calibration."""

    PROPOSED = "proposed", _("not in use")
    ACTIVE = "active", _("in use")
    REPLACED = "replaced", _("no longer in use")


class Calibration(models.Model):
    """A calibration fitted on this desk's labels. Only its state changes, never its numbers."""

    knots = models.JSONField(
        _("knots"), help_text=_("Pairs of log-odds and the share of answers that were right there.")
    )
    judged_by = models.CharField(
        _("model"),
        max_length=NAME_LENGTH,
        default=model_name,
        editable=False,
        help_text=_("Which fitted model it calibrates; with another one it is not used."),
    )
    labels = models.PositiveIntegerField(_("labels"), help_text=_("How many it was fitted on."))
    labels_right = models.PositiveIntegerField(_("right"), help_text=_("How many said “right”."))
    labels_by_source = models.JSONField(
        _("labels by source"), default=dict, help_text=_("How many of visitors, agents, reviewers.")
    )
    error_before = models.FloatField(
        _("error before"), help_text=_("Expected calibration error as shipped, from 0 to 1.")
    )
    error_after = models.FloatField(
        _("error after"),
        help_text=_("The same with this calibration, each fifth judged by the other four."),
    )
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=CalibrationState.choices,
        default=CalibrationState.PROPOSED,
        help_text=_("At most one is in use; without one, the shipped calibration is."),
    )
    created_at = models.DateTimeField(
        _("created at"), auto_now_add=True, help_text=_("When it was fitted.")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("created by"),
        help_text=_("Who had it fitted."),
    )
    activated_at = models.DateTimeField(
        _("in use since"), null=True, blank=True, help_text=_("Empty if it never was in use.")
    )
    activated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("put in use by"),
        help_text=_("Who put it in use."),
    )
    ended_at = models.DateTimeField(
        _("in use until"), null=True, blank=True, help_text=_("When something took its place.")
    )
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("ended by"),
        help_text=_("Who put something else in its place."),
    )

    class Meta:
        verbose_name = _("calibration")
        verbose_name_plural = _("calibrations")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="active"), name="calibration_one_active"
            )
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} ({self.labels})"

    @property
    def is_active(self) -> bool:
        """Whether confidences are calibrated with it now."""
        return self.state == CalibrationState.ACTIVE
