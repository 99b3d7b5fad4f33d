"""What the assistant was asked and answered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.learned import NAME_LENGTH, model_name
from knowledge.models.profiles import AssistantProfile


class AnswerRecord(models.Model):
    """What the assistant was asked, what it found, what it said and why; never changed later."""

    conversation_public_id = models.UUIDField(
        _("conversation"), null=True, blank=True, db_index=True, help_text=_("Public identifier.")
    )
    turn_id = models.BigIntegerField(
        _("turn"), null=True, blank=True, db_index=True, help_text=_("Number of the turn.")
    )
    profile = models.ForeignKey(
        AssistantProfile,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="answers",
        verbose_name=_("profile"),
        help_text=_("Which assistant answered."),
    )
    question = models.TextField(_("question"), help_text=_("As the visitor wrote it."))
    query = models.TextField(
        _("search text"), blank=True, help_text=_("What was searched for in the end.")
    )
    provider = models.CharField(
        _("answerer"), max_length=60, blank=True, help_text=_("Which answerer succeeded.")
    )
    model = models.CharField(
        _("model"), max_length=120, blank=True, help_text=_("Which model it used.")
    )
    assessment = models.JSONField(
        _("assessment"), default=dict, help_text=_("Stated before the first word of the answer.")
    )
    evidence = models.JSONField(
        _("evidence"), default=dict, help_text=_("What the confidence rests on.")
    )
    confidence = models.FloatField(
        _("confidence"), default=0.0, help_text=_("From 0 to 1, as judged for the whole answer.")
    )
    odds = models.FloatField(
        _("log-odds"),
        null=True,
        blank=True,
        help_text=_(
            "What the search alone says before it is calibrated; calibrations are fitted on it. "
            "Empty for small talk and where nothing was found."
        ),
    )
    judged_by = models.CharField(
        _("model"),
        max_length=NAME_LENGTH,
        default=model_name,
        editable=False,
        help_text=_(
            "Which fitted model the log-odds come from; calibrations of another one do not fit."
        ),
    )
    calibration = models.ForeignKey(
        "knowledge.Calibration",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("calibration"),
        help_text=_("Of this desk's own answers; empty for the shipped one."),
    )
    passages = models.JSONField(
        _("passages"), default=list, help_text=_("What was found, best first.")
    )
    text = models.TextField(_("answer"), blank=True, help_text=_("The words that were released."))
    citations = models.JSONField(
        _("citations"), default=list, help_text=_("What the answer rests on.")
    )
    withheld = models.JSONField(
        _("withheld"), default=list, help_text=_("Sentences that failed the check; never shown.")
    )
    attempts = models.JSONField(
        _("failed attempts"), default=list, help_text=_("Answerers that were tried in vain.")
    )
    usage = models.JSONField(_("usage"), default=dict, help_text=_("Tokens used."))
    tokens = models.PositiveIntegerField(
        _("tokens"), default=0, help_text=_("All that were used, by failed attempts too.")
    )
    timings = models.JSONField(_("timings"), default=dict, help_text=_("Milliseconds per step."))
    stop_reason = models.CharField(
        _("stop reason"), max_length=40, blank=True, help_text=_("Why the answer ended.")
    )
    prompt_version = models.CharField(
        _("prompt version"), max_length=40, blank=True, help_text=_("Which wording was used.")
    )
    degraded = models.CharField(
        _("degraded"), max_length=200, blank=True, help_text=_("Which half of the search failed.")
    )
    error = models.CharField(
        _("error"), max_length=200, blank=True, help_text=_("Code of what went wrong.")
    )
    created_at = models.DateTimeField(
        _("created at"), auto_now_add=True, db_index=True, help_text=_("When it was recorded.")
    )

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(
                fields=["profile", "created_at"],
                include=["tokens"],
                condition=models.Q(tokens__gt=0),
                name="answer_tokens_by_day",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confidence__gte=0, confidence__lte=1),
                name="answer_confidence_0_1",
            )
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.provider or self.error}"
