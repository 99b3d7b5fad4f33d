"""Rows of the kernel: sites, visitors, conversations, messages and the numbered timeline."""

from __future__ import annotations

import re
import secrets
import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from chat.types import Audience, AuthorKind, EntryKind, State

_ORIGIN = re.compile(r"https?://[^\s/?#@]+/?")


def _choices(
    kinds: type[State] | type[AuthorKind] | type[Audience] | type[EntryKind],
) -> list[tuple[str, str]]:
    return [(kind.value, kind.value.replace("_", " ").replace(".", " ")) for kind in kinds]


def new_site_key() -> str:
    """A public key for a site's script tag; it names the site and protects nothing."""
    return secrets.token_urlsafe(12)


class Site(models.Model):
    """A website on which the widget stands."""

    name = models.CharField(_("name"), max_length=120)
    key = models.CharField(
        _("key"),
        max_length=40,
        unique=True,
        default=new_site_key,
        help_text=_("Names this site in the widget's script tag. Public."),
    )
    allowed_origins = models.JSONField(
        _("allowed origins"),
        default=list,
        blank=True,
        help_text=_(
            "Web addresses that may show the widget, such as https://www.example.com. "
            "Every other origin is refused."
        ),
    )
    title = models.CharField(
        _("widget title"),
        max_length=80,
        default="Support",
        help_text=_("Shown at the top of the chat window."),
    )
    greeting = models.CharField(
        _("greeting"),
        max_length=200,
        blank=True,
        help_text=_("One line under the title before the visitor writes. May be empty."),
    )
    accent_color = models.CharField(
        _("colour"),
        max_length=7,
        default="#3d46c2",
        help_text=_("Launcher, header and the visitor's own bubbles. Corrected when unreadable."),
    )
    language = models.CharField(_("language"), max_length=12, default="en")
    message_max_chars = models.PositiveIntegerField(
        _("longest message"),
        default=4000,
        validators=[MinValueValidator(100), MaxValueValidator(20000)],
        help_text=_("In characters. Longer messages are refused with a clear notice."),
    )
    messages_per_minute = models.PositiveIntegerField(
        _("messages a minute"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("How many messages one visitor may send in a minute."),
    )
    idle_close_minutes = models.PositiveIntegerField(
        _("close when idle, minutes"),
        default=720,
        help_text=_("A conversation with the assistant is closed after this long without a word."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Origins are whole: one without scheme would silently never match."""
        entries = self.allowed_origins
        if not isinstance(entries, list):
            raise ValidationError({"allowed_origins": _("Give a list of addresses.")})
        wrong = [entry for entry in entries if not _ORIGIN.fullmatch(str(entry))]
        if wrong:
            message = _("“%(entry)s” is no origin. Write it like https://www.example.com.")
            raise ValidationError({"allowed_origins": message % {"entry": wrong[0]}})


class Visitor(models.Model):
    """A person on the website, known by a signed token in their browser."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="visitors")
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    attributes = models.JSONField(
        _("attributes"),
        default=dict,
        blank=True,
        help_text=_("What the site and forms told about the visitor, such as plan or account."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(auto_now=True)
    connected_at = models.DateTimeField(
        _("connected"),
        null=True,
        editable=False,
        help_text=_("When a page of theirs was last connected, to about half a minute."),
    )

    class Meta:
        verbose_name = _("visitor")
        verbose_name_plural = _("visitors")

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The given name, else a short number that tells visitors apart."""
        return self.name or f"Visitor {self.pk}"


class Conversation(models.Model):
    """One exchange with one visitor. State, epoch and numbers change only in chat.timeline."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="conversations")
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="conversations")
    state = models.CharField(
        _("state"), max_length=12, choices=_choices(State), default=State.ASSISTANT.value
    )
    epoch = models.PositiveIntegerField(
        _("epoch"), default=1, help_text=_("Raised by every move; writers with an old one lose.")
    )
    episode = models.PositiveIntegerField(
        _("episode"), default=1, help_text=_("Counts hand-backs and reopenings.")
    )
    episode_seq = models.PositiveIntegerField(default=0)
    last_seq = models.PositiveIntegerField(default=0)
    last_public_seq = models.PositiveIntegerField(default=0)
    language = models.CharField(_("language"), max_length=12, blank=True)
    start_url = models.CharField(_("start page"), max_length=2000, blank=True)
    start_title = models.CharField(_("start page title"), max_length=300, blank=True)
    current_url = models.CharField(_("current page"), max_length=2000, blank=True)
    outcome = models.CharField(_("outcome"), max_length=40, blank=True)
    tags = models.JSONField(
        _("tags"),
        default=list,
        blank=True,
        help_text=_("Words that colleagues find this conversation by, in lower case."),
    )
    last_message_text = models.CharField(max_length=160, blank=True)
    last_message_author = models.CharField(max_length=10, blank=True)
    last_message_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(_("opened"))
    state_since = models.DateTimeField(_("in this state since"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = (
            models.Index(fields=["state", "-last_message_at"], name="conversation_by_state"),
            models.Index(fields=["visitor", "-created_at"], name="conversation_by_visitor"),
        )

    def __str__(self) -> str:
        return f"Conversation {self.pk}"


class Message(models.Model):
    """Words shown in the transcript. Written once, in the transaction of its timeline entry."""

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages"
    )
    seq = models.PositiveIntegerField()
    epoch = models.PositiveIntegerField()
    episode = models.PositiveIntegerField(default=1)
    author_kind = models.CharField(max_length=10, choices=_choices(AuthorKind))
    author_name = models.CharField(max_length=120, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="messages",
    )
    audience = models.CharField(
        max_length=6, choices=_choices(Audience), default=Audience.PUBLIC.value
    )
    text = models.TextField()
    data = models.JSONField(
        default=dict, blank=True, help_text=_("Citations, confidence, buttons: beside the words.")
    )
    client_id = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (unique, null = none)
    turn_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("conversation", "seq")
        constraints = (
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq_once"),
            models.UniqueConstraint(
                fields=["conversation", "client_id"], name="message_client_id_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.author_kind} #{self.seq}"


class TimelineEntry(models.Model):
    """A numbered fact about a conversation: what happened, in order, for whom to see."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="entries")
    seq = models.PositiveIntegerField()
    public_seq = models.PositiveIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=40, choices=_choices(EntryKind))
    audience = models.CharField(max_length=6, choices=_choices(Audience))
    epoch = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=_choices(State))
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")
        ordering = ("conversation", "seq")
        constraints = (
            models.UniqueConstraint(fields=["conversation", "seq"], name="entry_seq_once"),
            models.UniqueConstraint(
                fields=["conversation", "public_seq"], name="entry_public_seq_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} #{self.seq}"
