"""Where documents come from: sources, each reading of one, and the pages that were found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.models.bases import KnowledgeBase

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST_ADDRESS = 1000
"""Characters. Longer ones are traps for crawlers rather than pages, and too long for an index."""


class SourceKind(models.TextChoices):
    """How a source is read."""

    PAGE = "page", _("one web page")
    SITEMAP = "sitemap", _("a website, by its sitemap")
    CRAWL = "crawl", _("a website, by following links")
    UPLOAD = "upload", _("uploaded files")
    CSV = "csv", _("a table of questions and answers")
    TYPED = "typed", _("typed in by hand")

    @property
    def is_web(self) -> bool:
        """Whether it is read over the network, and so can be read again."""
        return self in {SourceKind.PAGE, SourceKind.SITEMAP, SourceKind.CRAWL}


class Source(models.Model):
    """Something documents are made from, once or again and again."""

    knowledge_base = models.ForeignKey(
        KnowledgeBase,
        on_delete=models.CASCADE,
        related_name="sources",
        verbose_name=_("knowledge base"),
        help_text=_("Where the documents are searched."),
    )
    name = models.CharField(_("name"), max_length=200, help_text=_("Shown to staff."))
    kind = models.CharField(
        _("kind"), max_length=10, choices=SourceKind, help_text=_("How it is read.")
    )
    address = models.CharField(
        _("address"),
        max_length=LONGEST_ADDRESS,
        blank=True,
        help_text=_("Of the page, of the sitemap, or where following links begins."),
    )
    include_prefixes = models.JSONField(
        _("only pages below"),
        default=list,
        blank=True,
        help_text=_(
            "Beginnings of paths, for example /help/. Empty: for links, the folder of the address; "
            "for a sitemap, the whole host."
        ),
    )
    exclude_prefixes = models.JSONField(
        _("except pages below"),
        default=list,
        blank=True,
        help_text=_("Beginnings of paths, for example /help/archive/."),
    )
    page_limit = models.PositiveIntegerField(
        _("most pages"),
        default=500,
        validators=[MinValueValidator(1), MaxValueValidator(20_000)],
        help_text=_("Further pages are not read."),
    )
    depth_limit = models.PositiveIntegerField(
        _("most links deep"),
        default=5,
        validators=[MaxValueValidator(50)],
        help_text=_("How many links a page may be away from the address. Only for links."),
    )
    every_hours = models.PositiveIntegerField(
        _("read again every"),
        default=0,
        validators=[MaxValueValidator(24 * 365)],
        help_text=_("Hours. 0: only when somebody asks for it."),
    )
    next_read_at = models.DateTimeField(
        _("next reading"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When it is due to be read again."),
    )
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Inactive sources are not read on schedule.")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("added by"),
        help_text=_("Who added it."),
    )
    created_at = models.DateTimeField(
        _("added at"), auto_now_add=True, help_text=_("When it was added.")
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["knowledge_base", "name"], name="source_name_unique_in_base"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=SourceKind.values), name="source_kind_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_read_at"],
                condition=models.Q(next_read_at__isnull=False),
                name="source_by_next_read",
            )
        ]

    def __str__(self) -> str:
        return self.name


class RunState(models.TextChoices):
    """How far a reading of a source has come."""

    WAITING = "waiting", _("waiting for a worker")
    READING = "reading", _("reading")
    INDEXING = "indexing", _("indexing what was read")
    FINISHED = "finished", _("finished")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")

    @property
    def is_open(self) -> bool:
        """Whether somebody still works on it."""
        return self in OPEN_RUN_STATES


OPEN_RUN_STATES = (RunState.WAITING, RunState.READING, RunState.INDEXING)


def _count(name: _StrPromise, meaning: _StrPromise) -> models.PositiveIntegerField[int, int]:
    return models.PositiveIntegerField(name, default=0, editable=False, help_text=meaning)


class SourceRun(models.Model):
    """One reading of a source. Whoever holds the lease works on it; a lost lease is taken over."""

    source = models.ForeignKey(
        Source,
        on_delete=models.CASCADE,
        related_name="runs",
        verbose_name=_("source"),
        help_text=_("What is read."),
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=RunState,
        default=RunState.WAITING,
        editable=False,
        help_text=_("How far it has come."),
    )
    found = _count(_("found"), _("Pages, files or pairs that were found."))
    read = _count(_("read"), _("Of those, how many were tried."))
    unchanged = _count(_("unchanged"), _("Same content as before; nothing was indexed."))
    new = _count(_("new"), _("Became new documents."))
    updated = _count(_("updated"), _("Replaced an older text."))
    rejected = _count(_("rejected"), _("Read, but not fit to be knowledge; nothing was changed."))
    failed = _count(_("failed"), _("Could not be read; the last good copy stays."))
    removed = _count(_("removed"), _("Gone at three readings in a row; the document was removed."))
    error = models.TextField(
        _("error"), blank=True, editable=False, help_text=_("Why it failed, or what was left out.")
    )
    created_at = models.DateTimeField(
        _("asked for at"), auto_now_add=True, help_text=_("When it was asked for.")
    )
    started_at = models.DateTimeField(
        _("started at"), null=True, blank=True, editable=False, help_text=_("First work on it.")
    )
    finished_at = models.DateTimeField(
        _("finished at"), null=True, blank=True, editable=False, help_text=_("End of all work.")
    )
    lease_until = models.DateTimeField(
        _("lease until"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Until then the worker that holds it is believed to live."),
    )
    lease_holder = models.CharField(
        _("lease holder"), max_length=32, blank=True, editable=False, help_text=_("Which worker.")
    )
    retry_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="retries",
        verbose_name=_("again after"),
        help_text=_("The reading whose failures this one tries again."),
    )
    restarts = _count(_("taken over"), _("How often a worker died over it."))

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=models.Q(state__in=[state.value for state in OPEN_RUN_STATES]),
                name="source_run_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=RunState.values), name="source_run_state_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="source_run_by_lease")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.created_at:%Y-%m-%d %H:%M} {self.state}"


class PageOutcome(models.TextChoices):
    """What became of a page in its last run."""

    WAITING = "waiting", _("waiting to be read")
    FETCHED = "fetched", _("read, waiting to be indexed")
    UNCHANGED = "unchanged", _("unchanged")
    NEW = "new", _("new")
    UPDATED = "updated", _("updated")
    REJECTED = "rejected", _("rejected")
    FAILED = "failed", _("failed")
    GONE = "gone", _("gone, kept for now")
    REMOVED = "removed", _("removed")
    ALIAS = "alias", _("another address of a page that is listed too")


class SourcePage(models.Model):
    """One address, file or pair of a source, and how far the last run came with it."""

    source = models.ForeignKey(
        Source,
        on_delete=models.CASCADE,
        related_name="pages",
        verbose_name=_("source"),
        help_text=_("What it belongs to."),
    )
    address = models.CharField(
        _("address"),
        max_length=LONGEST_ADDRESS,
        help_text=_("Canonical address, file name or reference."),
    )
    is_map = models.BooleanField(
        _("sitemap"), default=False, editable=False, help_text=_("Names pages, is none itself.")
    )
    depth = models.PositiveIntegerField(
        _("depth"), default=0, editable=False, help_text=_("Links away from the start.")
    )
    document = models.ForeignKey(
        "knowledge.Document",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="pages",
        verbose_name=_("document"),
        help_text=_("The last good copy."),
    )
    run = models.ForeignKey(
        SourceRun,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="pages",
        verbose_name=_("reading"),
        help_text=_("The last run that wanted it."),
    )
    outcome = models.CharField(
        _("outcome"),
        max_length=10,
        choices=PageOutcome,
        default=PageOutcome.WAITING,
        editable=False,
        help_text=_("What became of it in that run."),
    )
    status = models.PositiveSmallIntegerField(
        _("status"), null=True, blank=True, editable=False, help_text=_("Last HTTP status.")
    )
    error = models.TextField(
        _("reason"), blank=True, editable=False, help_text=_("Why it was not taken.")
    )
    gone_count = _count(_("times gone"), _("Runs in a row that found it gone (404 or 410)."))
    tries = _count(_("tries"), _("In the last run."))
    etag = models.CharField(
        _("etag"), max_length=300, blank=True, editable=False, help_text=_("Of the last good copy.")
    )
    last_modified = models.CharField(
        _("last modified"),
        max_length=60,
        blank=True,
        editable=False,
        help_text=_("As the server wrote it."),
    )
    mark = models.CharField(
        _("mark"),
        max_length=64,
        blank=True,
        editable=False,
        help_text=_("Fingerprint of the text of the last good copy."),
    )
    word_count = _count(_("words"), _("Of the last good copy."))
    about = models.JSONField(
        _("facts read"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("What came with the text: kind, canonical address, questions, category."),
    )
    read_title = models.CharField(
        _("title read"), max_length=300, blank=True, editable=False, help_text=_("Not taken yet.")
    )
    read_text = models.TextField(
        _("text read"),
        blank=True,
        editable=False,
        help_text=_("Clean text of this run, until it is taken or rejected."),
    )
    read_mark = models.CharField(
        _("mark read"), max_length=64, blank=True, editable=False, help_text=_("Of that text.")
    )
    upload = models.BinaryField(
        _("file"), null=True, blank=True, help_text=_("Content of a file until it was read.")
    )
    read_at = models.DateTimeField(
        _("read at"), null=True, blank=True, editable=False, help_text=_("Last try.")
    )

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "address"], name="source_page_address_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=PageOutcome.values), name="source_page_outcome_known"
            ),
        ]
        indexes = [
            models.Index(fields=["run", "outcome"], name="source_page_by_outcome"),
            models.Index(fields=["run", "read_mark"], name="source_page_by_text"),
        ]

    def __str__(self) -> str:
        return self.address
