"""What managers teach the gauges: intent categories with examples, and phrases."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

_TEXT_CHARS = 500


class IntentCategory(models.Model):
    """A subject that rules may name, such as sales or billing; its examples define it."""

    name = models.CharField(
        _("name"), max_length=80, unique=True, help_text=_("Shown to staff, for example Sales.")
    )
    slug = models.SlugField(
        _("slug"), max_length=80, unique=True, help_text=_("Short name used by rules and reports.")
    )
    description = models.CharField(
        _("description"), max_length=300, blank=True, help_text=_("What belongs here, for staff.")
    )
    is_sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Legal, compliance and the like: rules report it as sensitive."),
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Only active ones are looked for.")
    )
    threshold = models.FloatField(
        _("usual threshold"),
        default=0.6,
        validators=[MinValueValidator(0.05), MaxValueValidator(1.0)],
        help_text=_("From 0 to 1; what the rule editor proposes for rules about this category."),
    )

    class Meta:
        verbose_name = _("intent category")
        verbose_name_plural = _("intent categories")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class IntentExample(models.Model):
    """A sentence as visitors write it when they mean this category."""

    category = models.ForeignKey(IntentCategory, on_delete=models.CASCADE, related_name="examples")
    text = models.CharField(_("sentence"), max_length=_TEXT_CHARS)

    class Meta:
        verbose_name = _("example")
        verbose_name_plural = _("examples")
        ordering = ("category", "pk")
        constraints = (
            models.UniqueConstraint(fields=["category", "text"], name="intent_example_once"),
        )

    def __str__(self) -> str:
        return self.text


class GaugePhrase(models.Model):
    """A sentence that a gauge should, or should not, take for what it measures."""

    class Gauge(models.TextChoices):
        """The gauges that learn from phrases."""

        HUMAN_REQUEST = "human_request", _("asks for a person")
        FRUSTRATION = "frustration", _("is frustrated")
        ABUSE = "abuse", _("is abusive")

    gauge = models.CharField(
        _("gauge"), max_length=20, choices=Gauge.choices, help_text=_("What it is an example of.")
    )
    text = models.CharField(_("sentence"), max_length=_TEXT_CHARS)
    counts = models.BooleanField(
        _("counts"),
        default=True,
        help_text=_("Off: it looks like it, but is not; sentences like this one stay quiet."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("gauge phrase")
        verbose_name_plural = _("gauge phrases")
        ordering = ("gauge", "pk")
        constraints = (models.UniqueConstraint(fields=["gauge", "text"], name="gauge_phrase_once"),)

    def __str__(self) -> str:
        return self.text
