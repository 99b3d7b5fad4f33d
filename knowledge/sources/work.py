"""A worker's share of a run: some seconds of pages, then others may have their turn."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.models import (
    OPEN_RUN_STATES,
    DocumentStatus,
    PageOutcome,
    RunState,
    Source,
    SourceKind,
    SourcePage,
    SourceRun,
)
from knowledge.sources import reading, runs, taking

logger = logging.getLogger(__name__)

# So long other sources and documents wait at most before they are served too.
SLICE_S = 10.0
# A shorter rest between two pages of a host is slept; for a longer one the worker does other work.
NAP_S = 2.0
COUNT_EVERY_S = 1.0
# Before the store of vectors is asked again whether it has come back.
INDEX_REST_S = 30.0


@dataclass(frozen=True, slots=True)
class Next:
    """What it takes to go on with a run: its ticket, and seconds to wait before."""

    ticket: str
    rest_s: float


def work_on(run_id: int, ticket: str, *, slice_s: float = SLICE_S) -> Next | None:
    """The run has come on by some pages; None when it is over or the ticket was used before."""
    run = runs.claim(run_id, ticket)
    if run is None:
        return None
    try:
        rest_s = _go_on(run, time.monotonic() + slice_s)
        return None if rest_s is None else Next(runs.hand_on(run, rest_s=rest_s), rest_s)
    except runs.RunStopped:
        logger.info("run was stopped", extra={"run": run_id})
        return None
    except Exception:
        runs.expire(run)
        raise


def due_sources() -> list[int]:
    """Sources that are to be read again by now and are not being read."""
    now = timezone.now()
    due = Q(next_read_at=None) | Q(next_read_at__lte=now)
    web = [kind for kind in SourceKind if kind.is_web]
    active = Source.objects.filter(due, is_active=True, every_hours__gt=0, kind__in=web)
    free = active.exclude(runs__state__in=OPEN_RUN_STATES)
    return list(free.order_by("pk").values_list("pk", flat=True))


def _go_on(run: SourceRun, until: float) -> float | None:
    if run.state == RunState.WAITING:
        runs.move(run, RunState.READING)
    counted, renewed = 0.0, time.monotonic()
    try:
        while time.monotonic() < until:
            # Every page is settled under the lease anyway, so this need not be done for each.
            if time.monotonic() - renewed > settings.INGEST_LEASE_S / 4:
                runs.renew(run)
                renewed = time.monotonic()
            rest_s = _step(run)
            if rest_s is None:
                return None
            if rest_s > NAP_S:
                return rest_s
            time.sleep(rest_s)
            if time.monotonic() - counted > COUNT_EVERY_S:
                runs.count(run)
                counted = time.monotonic()
    finally:
        runs.count(run)
    return 0.0


def _step(run: SourceRun) -> float | None:
    """One page; seconds to wait before the next step, None when the run is over."""
    if run.state == RunState.READING:
        rest_s = reading.read_next(run)
        if rest_s is not None:
            return rest_s
        if _found_nothing(run):
            return None
        runs.move(run, RunState.INDEXING)
    if taking.take_next(run) or taking.remove_next(run):
        return 0.0
    if _waits_for_index(run):
        return INDEX_REST_S
    runs.finish(run, error=_remarks(run))
    return None


def _found_nothing(run: SourceRun) -> bool:
    """The run has failed because not even a list of pages could be read."""
    if SourcePage.objects.filter(run=run, is_map=False).exists():
        return False
    reasons = _map_errors(run) or [_("No page was found.")]
    runs.finish(run, RunState.FAILED, error="\n".join(reasons))
    return True


def _waits_for_index(run: SourceRun) -> bool:
    """Whether documents of the run wait for the vector store."""
    taken = SourcePage.objects.filter(
        run=run, outcome__in=(PageOutcome.NEW, PageOutcome.UPDATED, PageOutcome.UNCHANGED)
    )
    waiting = (DocumentStatus.PENDING, DocumentStatus.INDEXING)
    return taken.filter(document__status__in=waiting).exists()


def _remarks(run: SourceRun) -> str:
    """What staff should know of a run that went well otherwise."""
    said = SourceRun.objects.values_list("error", flat=True).get(pk=run.pk)
    return "\n".join(filter(None, [said, *_map_errors(run)]))


def _map_errors(run: SourceRun) -> list[str]:
    failed = SourcePage.objects.filter(run=run, is_map=True, outcome=PageOutcome.FAILED)
    message = _("The sitemap %(address)s was not read: %(why)s")
    return [
        message % {"address": address, "why": why}
        for address, why in failed.values_list("address", "error")
    ]
