"""Runs: who works on one, how it moves on, what it has counted. Everything here writes rows.

A run is worked on by whoever comes with its ticket, and each ticket serves once: the worker changes
it into a lease, renews that while it works, and ends with a new ticket for whoever goes on. What
he learned about a page is written only while the lease is his. So two workers never settle the
same page, a message that arrives twice does nothing, a cancelled run stops within one page, and
when a worker was killed or a message lost, the sweep writes a new ticket.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.models import (
    OPEN_RUN_STATES,
    PageOutcome,
    RunState,
    Source,
    SourcePage,
    SourceRun,
)

MOVES: dict[RunState, frozenset[RunState]] = {
    RunState.WAITING: frozenset({RunState.READING, RunState.FAILED, RunState.CANCELLED}),
    RunState.READING: frozenset({RunState.INDEXING, RunState.FAILED, RunState.CANCELLED}),
    RunState.INDEXING: frozenset({RunState.FINISHED, RunState.FAILED, RunState.CANCELLED}),
    RunState.FINISHED: frozenset(),
    RunState.FAILED: frozenset(),
    RunState.CANCELLED: frozenset(),
}


TICKET_S = 60.0
"""A ticket that nobody has used for so long is taken for lost."""

MOST_TRIES = 4
"""Of a page in a run over which a worker has died."""

_WORKER = "w"
"""First letter of a lease; tickets begin with another."""


class RunStopped(Exception):
    """The run was cancelled, ended or taken over; whoever worked on it lets go."""


class IllegalRunMove(Exception):
    """No run goes from this state to that one."""


def claim(run_id: int, ticket: str) -> SourceRun | None:
    """The run with a lease of our own; None when it is over or the ticket is not the newest."""
    now = timezone.now()
    ours = SourceRun.objects.filter(pk=run_id, lease_holder=ticket, state__in=OPEN_RUN_STATES)
    claimed = ours.update(
        lease_holder=f"{_WORKER}{uuid4().hex[1:]}",
        lease_until=_lease_end(now),
        started_at=Coalesce("started_at", Value(now)),
    )
    if not claimed:
        return None
    return SourceRun.objects.select_related("source__knowledge_base").get(pk=run_id)


def renew(run: SourceRun) -> None:
    """The lease is good for another while. Raises RunStopped when it is not ours any more."""
    if not _ours(run).update(lease_until=_lease_end(timezone.now())):
        raise RunStopped


def hand_on(run: SourceRun, *, rest_s: float) -> str:
    """Whoever has the ticket that is returned may go on after `rest_s` seconds.

    If nobody does, `tickets_for_neglected` writes another. Raises RunStopped.
    """
    ticket = _new_ticket()
    until = timezone.now() + timedelta(seconds=rest_s + TICKET_S)
    if not _ours(run).update(lease_holder=ticket, lease_until=until):
        raise RunStopped
    return ticket


def expire(run: SourceRun) -> None:
    """The worker has failed: the sweep writes a new ticket at once, and counts a restart."""
    _ours(run).update(lease_until=timezone.now())


def may_try(run: SourceRun, page: SourcePage) -> bool:
    """Whether the page may be worked on; one that has ended several workers may not.

    Written down beforehand, but only in runs over which a worker has died.
    """
    if not run.restarts:
        return True
    if page.tries >= MOST_TRIES:
        return False
    page.tries += 1
    SourcePage.objects.filter(pk=page.pk).update(tries=page.tries)
    return True


def open_run(source: Source, *, retry_of: SourceRun | None = None) -> SourceRun:
    """A new run with a ticket. Raises IntegrityError when the source has an open one."""
    return SourceRun.objects.create(
        source=source,
        retry_of=retry_of,
        lease_holder=_new_ticket(),
        lease_until=timezone.now() + timedelta(seconds=TICKET_S),
    )


def tickets_for_neglected() -> list[tuple[int, str]]:
    """Open runs whose worker died or whose message was lost, with new tickets."""
    now = timezone.now()
    late = SourceRun.objects.filter(lease_until__lt=now, state__in=OPEN_RUN_STATES)
    tickets = []
    for pk, holder in late.order_by("pk").values_list("pk", "lease_holder"):
        ticket = _new_ticket()
        written = late.filter(pk=pk, lease_holder=holder).update(
            lease_holder=ticket,
            lease_until=now + timedelta(seconds=TICKET_S),
            restarts=F("restarts") + int(holder.startswith(_WORKER)),
        )
        if written:
            tickets.append((pk, ticket))
    return tickets


def move(run: SourceRun, to: RunState) -> None:
    """The run has gone on to the next state. Raises RunStopped when it is not ours any more."""
    if to not in MOVES[RunState(run.state)]:
        raise IllegalRunMove(f"{run.state} to {to}")
    if not _ours(run).filter(state=run.state).update(state=to):
        raise RunStopped
    run.state = to


@contextmanager
def settling(run: SourceRun) -> Iterator[None]:
    """A transaction in which the run stays ours. Raises RunStopped."""
    with transaction.atomic():
        if not _ours(run).select_for_update(of=("self",)).exists():
            raise RunStopped
        yield


def finish(run: SourceRun, to: RunState = RunState.FINISHED, *, error: str = "") -> None:
    """The run is over; its source knows when it is due again."""
    with settling(run):
        move(run, to)
        count(run)
        _end(SourceRun.objects.filter(pk=run.pk), error)
        _plan_next(run.source_id)


@transaction.atomic
def cancel(run_id: int) -> bool:
    """The run is cancelled unless it was over already; says which. Workers stop within a page."""
    found = SourceRun.objects.filter(pk=run_id, state__in=OPEN_RUN_STATES)
    run = found.select_for_update(of=("self",)).first()
    if run is None:
        return False
    SourceRun.objects.filter(pk=run_id).update(state=RunState.CANCELLED)
    count(run)
    _end(SourceRun.objects.filter(pk=run_id), "")
    _plan_next(run.source_id)
    return True


def note(run: SourceRun, message: str) -> None:
    """Staff read this about the run; each sentence once."""
    said = SourceRun.objects.values_list("error", flat=True).get(pk=run.pk)
    if message not in said:
        run.error = f"{said}\n{message}".strip()
        SourceRun.objects.filter(pk=run.pk).update(error=run.error)


def count(run: SourceRun) -> None:
    """The run's counts are what its pages say."""
    by_outcome = {
        outcome: Count("pk", filter=Q(outcome=outcome))
        for outcome in (
            PageOutcome.WAITING,
            PageOutcome.ALIAS,
            PageOutcome.UNCHANGED,
            PageOutcome.NEW,
            PageOutcome.UPDATED,
            PageOutcome.REJECTED,
            PageOutcome.GONE,
            PageOutcome.FAILED,
            PageOutcome.REMOVED,
        )
    }
    pages = SourcePage.objects.filter(run_id=run.pk, is_map=False)
    counted = pages.aggregate(
        total=Count("pk"), **{key.value: value for key, value in by_outcome.items()}
    )
    found = counted["total"] - counted["alias"]
    SourceRun.objects.filter(pk=run.pk).update(
        found=found,
        read=found - counted["waiting"],
        unchanged=counted["unchanged"],
        new=counted["new"],
        updated=counted["updated"],
        rejected=counted["rejected"] + counted["gone"],
        failed=counted["failed"],
        removed=counted["removed"],
    )


def want(
    run: SourceRun, addresses: Sequence[str], *, depth: int, is_map: bool = False, limit: int
) -> int:
    """The run will read these addresses too, as far as `limit` pages allow; returns how many.

    What it has read or will read anyway is left alone, and so is what the run before it did, when
    this one only tries again.
    """
    wanted = list(dict.fromkeys(addresses))
    rows = {
        page.address: page
        for page in _light(SourcePage.objects.filter(source=run.source, address__in=wanted))
    }
    fresh = [one for one in wanted if one not in rows or not _is_done(run, rows[one])]
    room = limit - SourcePage.objects.filter(run=run, is_map=is_map).count()
    if len(fresh) > room:
        what = _("sitemaps") if is_map else _("pages")
        note(run, _("More %(what)s were found than the limit allows.") % {"what": what})
        fresh = fresh[: max(room, 0)]
    known = [rows[address].pk for address in fresh if address in rows]
    put_in_line(run, SourcePage.objects.filter(pk__in=known), depth=depth)
    SourcePage.objects.bulk_create(
        SourcePage(source=run.source, address=address, run=run, depth=depth, is_map=is_map)
        for address in fresh
        if address not in rows
    )
    return len(fresh)


def put_in_line(run: SourceRun, pages: QuerySet[SourcePage], *, depth: int | None = None) -> None:
    """The pages wait to be read by the run, with nothing left of the last one."""
    changes = {} if depth is None else {"depth": depth}
    pages.update(
        run=run,
        outcome=PageOutcome.WAITING,
        tries=0,
        error="",
        read_title="",
        read_text="",
        read_mark="",
        **changes,
    )


def next_page(run: SourceRun, outcome: PageOutcome) -> SourcePage | None:
    """The next page with this outcome: sitemaps first, second tries last."""
    pages = SourcePage.objects.filter(run=run, outcome=outcome)
    return pages.order_by("-is_map", "tries", "depth", "pk").first()


def _is_done(run: SourceRun, page: SourcePage) -> bool:
    return page.run_id is not None and page.run_id in {run.pk, run.retry_of_id}


def _light(pages: QuerySet[SourcePage]) -> QuerySet[SourcePage]:
    return pages.only("pk", "address", "run_id")


def _ours(run: SourceRun) -> QuerySet[SourceRun]:
    return SourceRun.objects.filter(
        pk=run.pk, lease_holder=run.lease_holder, state__in=OPEN_RUN_STATES
    )


def _new_ticket() -> str:
    return f"t{uuid4().hex[1:]}"


def _lease_end(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.INGEST_LEASE_S)


def _end(run: QuerySet[SourceRun], error: str) -> None:
    changes = {"error": error} if error else {}
    run.update(finished_at=timezone.now(), lease_until=None, lease_holder="", **changes)


def _plan_next(source_id: int) -> None:
    source = Source.objects.get(pk=source_id)
    due = timezone.now() + timedelta(hours=source.every_hours) if source.every_hours else None
    Source.objects.filter(pk=source_id).update(next_read_at=due)
