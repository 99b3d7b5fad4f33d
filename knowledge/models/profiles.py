"""Profiles: how an assistant answers and from what."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.models.bases import KnowledgeBase


class Effort(models.TextChoices):
    """How much work a language model puts into an answer."""

    DEFAULT = "", _("the model's own choice")
    LOW = "low", _("low")
    MEDIUM = "medium", _("medium")
    HIGH = "high", _("high")
    XHIGH = "xhigh", _("very high")
    MAX = "max", _("maximal")


def default_providers() -> list[str]:
    """The answerer that needs neither key nor network."""
    return ["extractive"]


class AssistantProfile(models.Model):
    """How an assistant answers: what it reads, which models it asks, how long it waits."""

    name = models.CharField(_("name"), max_length=120, unique=True, help_text=_("Shown to staff."))
    slug = models.SlugField(
        _("slug"), max_length=80, unique=True, help_text=_("Short name used by flows and commands.")
    )
    is_default = models.BooleanField(
        _("default"), default=False, help_text=_("Used where a flow names no profile.")
    )
    display_name = models.CharField(
        _("name shown to visitors"),
        max_length=80,
        default="Assistant",
        help_text=_("Visitors are always told that they talk to an assistant."),
    )
    knowledge_bases = models.ManyToManyField(
        KnowledgeBase,
        blank=True,
        related_name="profiles",
        verbose_name=_("knowledge bases"),
        help_text=_("The only sources the assistant may answer from."),
    )
    providers = models.JSONField(
        _("answerers, in order"),
        default=default_providers,
        help_text=_(
            'Tried one after the other: "extractive" quotes articles word for word and needs no '
            'key; "anthropic_messages" lets a language model write the answer.'
        ),
    )
    model = models.CharField(
        _("model"),
        max_length=120,
        blank=True,
        default="claude-sonnet-5-5",
        help_text=_("For the language model answerer."),
    )
    effort = models.CharField(
        _("effort"),
        max_length=10,
        choices=Effort,
        blank=True,
        default=Effort.LOW,
        help_text=_("More effort is slower and dearer."),
    )
    max_tokens = models.PositiveIntegerField(
        _("longest answer"),
        default=1024,
        validators=[MinValueValidator(64), MaxValueValidator(32_000)],
        help_text=_("In tokens; a token is about three quarters of a word."),
    )
    timeout_s = models.FloatField(
        _("time limit"),
        default=60.0,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Seconds for a whole answer; after that the next answerer is tried."),
    )
    first_token_timeout_s = models.FloatField(
        _("time limit for the first word"),
        default=15.0,
        validators=[MinValueValidator(0.1), MaxValueValidator(120)],
        help_text=_("Seconds of silence from the model before the next answerer is tried."),
    )
    base_url = models.CharField(
        _("model server"),
        max_length=200,
        blank=True,
        validators=[URLValidator(["http", "https"])],
        help_text=_(
            "Address of a compatible server, which is then sent the configured key. Empty means "
            "the configured default."
        ),
    )
    instructions = models.TextField(
        _("instructions"),
        blank=True,
        help_text=_("Tone and house rules for the language model answerer, in plain sentences."),
    )
    greeting = models.CharField(
        _("reply to a greeting"),
        max_length=300,
        blank=True,
        help_text=_("What the assistant says to a plain hello. Empty means the standard words."),
    )
    hold_whole_answer = models.BooleanField(
        _("show whole answers only"),
        default=False,
        help_text=_(
            "Every sentence is checked before it is shown. With this, the first one waits for the "
            "last: visitors wait longer, and never see the beginning of an answer that fails later."
        ),
    )
    input_price = models.FloatField(
        _("price of input"),
        default=0.0,
        validators=[MinValueValidator(0)],
        help_text=_("Of a million tokens that the model reads; 0 when costs need not be counted."),
    )
    output_price = models.FloatField(
        _("price of output"),
        default=0.0,
        validators=[MinValueValidator(0)],
        help_text=_("Of a million tokens that the model writes, in the same currency."),
    )
    daily_token_budget = models.PositiveIntegerField(
        _("tokens a day"),
        default=0,
        help_text=_(
            "What language models may read and write for this assistant from midnight to midnight "
            "(UTC). When it is used up, the next answerer that needs no tokens is tried; without "
            "one, a person gets the conversation. Answers that were broken off are not counted. "
            "0: no limit."
        ),
    )
    settle_ms = models.PositiveIntegerField(
        _("settling time"),
        default=500,
        validators=[MaxValueValidator(10_000)],
        help_text=_("Milliseconds to wait for further quick messages before answering them all."),
    )

    class Meta:
        verbose_name = _("assistant profile")
        verbose_name_plural = _("assistant profiles")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"],
                condition=models.Q(is_default=True),
                name="assistant_profile_one_default",
            )
        ]

    def __str__(self) -> str:
        return self.name
