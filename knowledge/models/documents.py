"""Documents and the pieces they are cut into."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.models.bases import KnowledgeBase
from knowledge.models.sources import Source


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
    source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="documents",
        verbose_name=_("source"),
        help_text=_("What it was read from and is read again from; empty when written by hand."),
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
    worker = models.CharField(
        _("worker"), max_length=40, blank=True, editable=False, help_text=_("Who indexes it now.")
    )
    worker_until = models.DateTimeField(
        _("worker until"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Until then that worker is believed to live; no other indexes it meanwhile."),
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
