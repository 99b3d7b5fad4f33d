"""Policies: a draft that managers edit, and the published versions that decide."""

from __future__ import annotations

from typing import Any

from django.conf import settings as django_settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from escalation.types import PublishedVersionError

_FALLBACK_CHOICES = (
    ("offline_form", _("Ask for a message at once")),
    ("wait", _("Keep waiting, then ask for a message")),
    ("callback", _("Offer a call, then ask for a message")),
    ("assistant_note", _("The AI goes on, and a person will follow up")),
)


class Policy(models.Model):
    """Rules that say when a person is needed: a draft here, and its published versions."""

    name = models.CharField(_("name"), max_length=120, unique=True, help_text=_("Shown to staff."))
    slug = models.SlugField(
        _("slug"), max_length=80, unique=True, help_text=_("Short name used by flows and commands.")
    )
    is_default = models.BooleanField(
        _("default"), default=False, help_text=_("Used where a flow names no policy.")
    )
    deadline_s = models.PositiveIntegerField(
        _("time to find a person, seconds"),
        default=120,
        validators=[MinValueValidator(10), MaxValueValidator(86400)],
        help_text=_(
            "After this long without an agent the waiting visitor is looked after: agents who are "
            "there are asked again until the queue's longest wait; after that the fallback begins."
        ),
    )
    fallback = models.CharField(
        _("when nobody is there"),
        max_length=20,
        choices=_FALLBACK_CHOICES,
        default="offline_form",
        help_text=_(
            "What the visitor is offered when nobody can come. Queues may have a ladder of their "
            "own, which goes before this."
        ),
    )
    form_deadline_s = models.PositiveIntegerField(
        _("time to leave a message, seconds"),
        default=1800,
        validators=[MinValueValidator(60), MaxValueValidator(86400)],
        help_text=_("After this the conversation itself counts as the message."),
    )
    notices = models.JSONField(
        _("notices to the visitor"),
        default=dict,
        blank=True,
        help_text=_(
            'What the visitor reads when a person takes over, by language and reason: {"en": '
            '{"default": "...", "keyword": "..."}}. What is missing here has a standard text.'
        ),
    )
    form_texts = models.JSONField(
        _("texts of the message form"),
        default=dict,
        blank=True,
        help_text=_('By language: {"en": {"title": "...", "text": "...", "email": "..."}}.'),
    )

    draft = models.JSONField(
        _("rules of the draft"),
        default=list,
        blank=True,
        help_text=_("As in published versions; takes effect with the next publication."),
    )
    draft_revision = models.PositiveIntegerField(
        _("revision of the draft"),
        default=0,
        help_text=_("Grows with every save, so that two editors notice each other."),
    )
    draft_saved_at = models.DateTimeField(_("draft saved"), null=True, blank=True)
    draft_author = models.ForeignKey(
        django_settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("draft by"),
    )

    class Meta:
        verbose_name = _("escalation policy")
        verbose_name_plural = _("escalation policies")
        ordering = ("name",)
        permissions = (("publish_policy", _("Can publish escalation policies")),)
        constraints = (
            models.UniqueConstraint(
                fields=["is_default"],
                condition=Q(is_default=True),
                name="policy_default_once",
                violation_error_message=_("There is another default policy. Unmark it first."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class PolicyVersion(models.Model):
    """A published policy. It never changes, neither here nor in the database."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    rules = models.JSONField(_("rules"), default=list)
    settings = models.JSONField(_("settings"), default=dict)
    note = models.CharField(_("note"), max_length=300, blank=True)
    author = models.ForeignKey(
        django_settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="policy_versions",
        verbose_name=_("published by"),
    )
    published_at = models.DateTimeField(_("published"))

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ("policy", "-number")
        constraints = (
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_number_once"),
        )

    def __str__(self) -> str:
        return gettext("version %(number)d") % {"number": self.number}

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Stores a new version. Raises PublishedVersionError for one that is stored."""
        if not self._state.adding:
            raise PublishedVersionError("a published version never changes")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never: decisions point here. Raises PublishedVersionError."""
        raise PublishedVersionError("a published version is kept")
