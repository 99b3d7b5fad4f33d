"""How sources stand, as pages show it and as the browser asks for it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge import selectors
from knowledge.admin.common import RUN_COLOURS
from knowledge.models import Document, RunState, Source, SourceKind, SourceRun
from knowledge.selectors import SourceProgress


@dataclass(frozen=True, slots=True)
class Standing:
    """A source, its last reading and how many articles it gave."""

    source: Source
    run: SourceRun | None
    documents: int

    @property
    def label(self) -> str:
        """State of the last reading in words."""
        return str(RunState(self.run.state).label) if self.run else _("not read yet")

    @property
    def colour(self) -> str:
        """Of the label."""
        return colour_of(self.run)


def standings(sources: Iterable[Source]) -> list[Standing]:
    """The sources with their last readings; three statements however many there are."""
    rows = list(sources)
    keys = [source.pk for source in rows]
    latest = SourceRun.objects.filter(source__in=keys).order_by("source_id", "-created_at", "-id")
    runs = {run.source_id: run for run in latest.distinct("source_id")}
    counted = Document.objects.filter(source__in=keys).values_list("source").annotate(Count("pk"))
    documents = dict(counted.order_by())
    return [Standing(row, runs.get(row.pk), documents.get(row.pk, 0)) for row in rows]


def colour_of(run: SourceRun | None) -> str:
    """Of the label of a reading: success, danger, warning or info."""
    if run is None:
        return "info"
    if run.state == RunState.FINISHED and run.failed:
        return "warning"
    return RUN_COLOURS[RunState(run.state).label]


def sentence(progress: SourceProgress) -> str:
    """Where the last reading stands, in one sentence."""
    run = progress.run
    if run is None:
        return _("Nothing was read yet.")
    if run.state == RunState.WAITING:
        return _("Waiting for a worker. This begins within seconds.")
    facts = {"found": run.found, "read": run.read}
    if run.state == RunState.READING:
        return _("Reading: %(read)d of %(found)d found so far.") % facts
    if run.state == RunState.INDEXING:
        return _("Everything was read; now it is being indexed so that it can be found.")
    if run.state == RunState.CANCELLED:
        return _("Cancelled. What was finished before is kept.")
    if run.state == RunState.FAILED:
        return _("This reading failed. What was known before is kept.")
    if run.failed:
        return ngettext(
            "Finished. %(count)d could not be read; what was known of it before is kept.",
            "Finished. %(count)d could not be read; what was known of them before is kept.",
            run.failed,
        ) % {"count": run.failed}
    if not run.found:
        return _("Finished, but nothing was found.")
    if run.rejected:
        return ngettext(
            "Finished. %(count)d was left out: the reason stands below.",
            "Finished. %(count)d were left out: the reasons stand below.",
            run.rejected,
        ) % {"count": run.rejected}
    return _("Finished. The assistant knows everything that was found.")


COUNTS = ("found", "read", "new", "updated", "unchanged", "rejected", "failed", "removed")


def as_json(progress: SourceProgress) -> dict[str, Any]:
    """What the page shows again and again while a source is being read."""
    run = progress.run
    counts = {name: getattr(run, name) if run else 0 for name in COUNTS}
    return {
        "run": run.pk if run else None,
        "state": str(RunState(run.state).label) if run else "",
        "is_open": progress.is_open,
        "share": round(progress.share_done, 3),
        "sentence": sentence(progress),
        "ready": progress.documents_ready,
        "documents": progress.documents,
        **counts,
    }


def context_of(source: Source) -> dict[str, Any]:
    """What the head of a source's page shows."""
    progress = selectors.source_progress(source.pk)
    run = progress.run
    return {
        "source": source,
        "progress": progress,
        "percent": round(progress.share_done * 100),
        "sentence": sentence(progress),
        "colour": colour_of(run),
        "counts": [(name, run._meta.get_field(name), getattr(run, name)) for name in COUNTS]
        if run
        else [],
        "is_web": SourceKind(source.kind).is_web,
        "can_retry": run is not None
        and not progress.is_open
        and (run.failed > 0 or run.state in {RunState.CANCELLED, RunState.FAILED}),
        "runs": source.runs.all()[:6],
        "pages_total": source.pages.filter(is_map=False).count(),
    }
