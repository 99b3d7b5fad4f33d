"""Rows of the knowledge base, of the assistant's profiles and of the answers it gave."""

from __future__ import annotations

from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
    URLValidator,
)
from django.db import models
from django.utils.translation import gettext_lazy as _


class KnowledgeBase(models.Model):
    """A set of documents that is searched as one."""

    name = models.CharField(_("name"), max_length=120, unique=True, help_text=_("Shown to staff."))
    slug = models.SlugField(
        _("slug"), max_length=80, unique=True, help_text=_("Short name used by commands and URLs.")
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        default="en",
        help_text=_("Language of the documents, for example en. Chooses stemming and stop words."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("What is in it and who looks after it.")
    )
    index_version = models.BigIntegerField(
        _("index version"),
        default=0,
        editable=False,
        help_text=_("Raised with every change of the pieces; tells processes to reload."),
    )

    class Meta:
        verbose_name = _("knowledge base")
        verbose_name_plural = _("knowledge bases")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DocumentKind(models.TextChoices):
    """How the body of a document is written."""

    MARKDOWN = "markdown", _("Markdown")
    TEXT = "text", _("plain text")
    HTML = "html", _("web page (HTML)")
    QA = "qa", _("questions and answers")


class DocumentStatus(models.TextChoices):
    """How far a document has come on its way into the index."""

    PENDING = "pending", _("waiting to be indexed")
    INDEXING = "indexing", _("being indexed")
    READY = "ready", _("ready")
    FAILED = "failed", _("failed")


class Document(models.Model):
    """One article. The last good pieces stay searchable until new ones have replaced them."""

    knowledge_base = models.ForeignKey(
        KnowledgeBase,
        on_delete=models.CASCADE,
        related_name="documents",
        verbose_name=_("knowledge base"),
        help_text=_("Where this article is searched."),
    )
    title = models.CharField(
        _("title"), max_length=300, help_text=_("Shown to visitors as the source of an answer.")
    )
    ref = models.CharField(
        _("reference"),
        max_length=200,
        help_text=_("Stable name, unique in the knowledge base; importing it again updates it."),
    )
    url = models.CharField(
        _("public address"),
        max_length=500,
        blank=True,
        validators=[
            RegexValidator(
                r"^(https?://|/(?!/))",
                _("Begin with https:// or, for a page of this site, with a single slash."),
            )
        ],
        help_text=_("Where visitors can read the whole article. Empty if it is not public."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=DocumentKind,
        default=DocumentKind.MARKDOWN,
        help_text=_("How the text below is written."),
    )
    category = models.CharField(
        _("category"), max_length=120, blank=True, help_text=_("For sorting; not searched.")
    )
    body = models.TextField(_("text"), help_text=_("The article. Headings divide it into pieces."))
    questions = models.JSONField(
        _("questions this article answers"),
        default=list,
        blank=True,
        help_text=_(
            "Three to five questions in visitors' own words. Nothing improves finding more."
        ),
    )
    fingerprint = models.CharField(
        _("fingerprint"),
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("Of the content that was last indexed; unchanged documents are skipped."),
    )
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=DocumentStatus,
        default=DocumentStatus.PENDING,
        editable=False,
        help_text=_("Whether the assistant already knows the newest text."),
    )
    error = models.TextField(
        _("error"), blank=True, editable=False, help_text=_("Why indexing failed.")
    )
    chunk_count = models.PositiveIntegerField(
        _("pieces"), default=0, editable=False, help_text=_("Into how many pieces it was divided.")
    )
    indexed_at = models.DateTimeField(
        _("indexed at"), null=True, blank=True, editable=False, help_text=_("Last success.")
    )
    updated_at = models.DateTimeField(_("updated at"), auto_now=True, help_text=_("Last change."))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["title"]
        constraints = [
            models.UniqueConstraint(
                fields=["knowledge_base", "ref"], name="document_ref_unique_in_base"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=DocumentStatus.values), name="document_status_known"
            ),
        ]
        indexes = [models.Index(fields=["status", "updated_at"], name="document_by_status")]

    def __str__(self) -> str:
        return self.title


class Chunk(models.Model):
    """A piece of a document: what is found, quoted and cited."""

    document = models.ForeignKey(
        Document,
        on_delete=models.CASCADE,
        related_name="chunks",
        verbose_name=_("document"),
        help_text=_("The article this piece was cut from."),
    )
    position = models.PositiveIntegerField(_("position"), help_text=_("Counted from 0."))
    heading = models.CharField(
        _("heading"), max_length=400, blank=True, help_text=_("Headings above the piece.")
    )
    text = models.TextField(_("text"), help_text=_("As it is quoted."))
    sentences = models.JSONField(
        _("sentences"), default=list, help_text=_("The text cut into sentences and list items.")
    )
    terms = models.TextField(
        _("search terms"),
        blank=True,
        help_text=_("Word stems of title, heading, questions and text, ready for word search."),
    )

    class Meta:
        verbose_name = _("piece")
        verbose_name_plural = _("pieces")
        ordering = ["document", "position"]
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="chunk_position_unique")
        ]

    def __str__(self) -> str:
        return f"{self.heading or self.document_id} ({self.position + 1})"


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
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confidence__gte=0, confidence__lte=1),
                name="answer_confidence_0_1",
            )
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.provider or self.error}"
