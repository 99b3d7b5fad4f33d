"""A visitor waits and nobody looks: the team is told, then everybody who could do something.

The row is written with the wait when nobody has the inbox open then, and by the sweep when the last
page is closed later. What a notice says is looked at once more before it is sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet

from agents.models import Notice, Queue, QueueEntry
from agents.notices import addresses
from agents.notices.addresses import Address
from agents.notices.listening import (
    Watch,
    is_anybody_in,
    nobody_is_listening,
    teams_of,
    watch,
)
from agents.notices.messages import said_last, zone_of
from agents.notices.outbox import due
from agents.notices.plain import name_of, one_line, quoted
from agents.notices.texts import TEAM, moment_in, words_in
from agents.notices.writing import Draft, drop_waiting, write
from agents.selectors import hours
from chat.types import Entry, State

UNSEEN_AFTER = timedelta(minutes=3)
"""So long after the team was told, everybody is, when nobody has come."""

_FIRST, _UNSEEN = "waiting", "unseen"
_BATCH = 500
_WAITS = frozenset({State.QUEUED.value, State.OFFERED.value})
_TO_BE_MET = _WAITS | {State.DEFERRED.value}

_MOST_AT_ONCE = 6
_AT_ONCE = timedelta(minutes=10)
"""A team is told of so many visitors in this time; who opens the inbox sees the others."""


def nobody_looks(entry: Entry) -> bool:
    """Whether no page is open of anybody who could be asked for the queue that was entered."""
    return nobody_is_listening(int(entry.payload["queue"]["id"]), _at(entry))


def on_queue_entered(entry: Entry) -> None:
    """Reaction in the transaction of `queue.entered`: nobody looks, so a mail is on its way."""
    at = _at(entry)
    if not nobody_looks(entry):
        return
    wait = _waits().filter(conversation=entry.conversation_id).first()
    if wait is None:
        return
    if _Told([wait]).has(_FIRST, wait) or _Budget(at).is_spent(_FIRST, wait.queue):
        return
    _tell_team(wait, at + _after())


def _at(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.at)


def ends_wait(entry: Entry) -> bool:
    """Whether after this move nobody needs to come; at a form the visitor is still to be met."""
    return entry.payload["to"] not in _TO_BE_MET


def on_moved(entry: Entry) -> None:
    """Reaction in the transaction of `conversation.moved`: nobody needs to be told any more."""
    if ends_wait(entry):
        drop_waiting(entry.conversation_id)


def notify_waiting(now: datetime) -> int:
    """Whoever waits unseen has a notice; returns how many rows are new. The sweep's part.

    First to the team: when nobody of it has an inbox page open, or when after three minutes more
    nobody is online. Then, three minutes after the team was told and while nobody has come, to all
    members and to managers.
    """
    waits = list(_waits().filter(entered_at__lte=now - _after())[:_BATCH])
    if not waits:
        return 0
    told, seen, budget = _Told(waits), watch(now), _Budget(now)
    written = 0
    for wait in waits:
        stage = _stage_due(wait, told, seen, now)
        if stage and budget.take(stage, wait.queue):
            written += _TELL[stage](wait, now)
    return written


def _stage_due(wait: QueueEntry, told: _Told, seen: Watch, now: datetime) -> str:
    """Who is to be told of this wait now; empty: nobody."""
    if not told.has(_FIRST, wait):
        return _FIRST if _is_unseen(wait, seen, now) else ""
    is_due = told.is_stale(wait, now) and not told.has(_UNSEEN, wait)
    return _UNSEEN if is_due else ""


def sort_out(now: datetime) -> None:
    """Of the due notices those go on that are still true: a visitor is there, and nobody looks.

    When that is over they are dropped; while somebody is being asked, or looks, they rest.
    """
    rows = Notice.objects.filter(due(now), kind=Notice.Kind.WAITING)
    found = list(rows.filter(conversation__isnull=False).select_related("conversation")[:_BATCH])
    if not found:
        return
    newest = QueueEntry.objects.filter(conversation__in=[one.conversation_id for one in found])
    rows_of = newest.order_by("conversation_id", "-pk").distinct("conversation_id")
    waits = {one.conversation_id: one for one in rows_of.select_related("queue__overflow_to")}
    seen, over, resting = watch(now), [], []
    for notice in found:
        wait = waits.get(notice.conversation_id or 0)
        if wait is None or not _is_true(notice, wait, now):
            over.append(notice.pk)
        elif _may_rest(notice, wait, seen, now):
            resting.append(notice.pk)
    pending = Notice.objects.filter(state=Notice.State.PENDING)
    pending.filter(pk__in=over).update(state=Notice.State.DROPPED.value)
    pending.filter(pk__in=resting).update(not_before=now + _after())


def _is_true(notice: Notice, wait: QueueEntry, now: datetime) -> bool:
    """Whether this is still the team's visitor, and they wait or look at a form while it is open.

    What was promised instead is told by a mail of its own.
    """
    if wait.queue.team_id != notice.team_id or wait.is_message or notice.conversation is None:
        return False
    if notice.conversation.state in _WAITS:
        return wait.left_at is None
    is_at_form = notice.conversation.state == State.DEFERRED
    return is_at_form and _is_first(notice) and hours.is_open(wait.queue_id, now)


def _is_first(notice: Notice) -> bool:
    return notice.key.startswith(f"{_FIRST}:")


def _may_rest(notice: Notice, wait: QueueEntry, seen: Watch, now: datetime) -> bool:
    """Whether somebody is being asked, or sees the visitor whom nobody saw before."""
    talk = notice.conversation
    if talk is not None and talk.state == State.OFFERED:
        return True
    return _is_first(notice) and not _is_unseen(wait, seen, now)


def _waits() -> QuerySet[QueueEntry]:
    """Waits of visitors whom nobody is being asked about, the most urgent first."""
    rows = QueueEntry.objects.filter(
        left_at__isnull=True, is_message=False, conversation__state=State.QUEUED
    )
    return rows.select_related("queue__team__hours", "queue__overflow_to").order_by(
        "-priority", "entered_at", "pk"
    )


def _key(stage: str, wait: QueueEntry) -> str:
    """Once for each wait, and once more when another queue has to look after it."""
    return f"{stage}:{wait.pk}-{wait.queue_id}"


def _after() -> timedelta:
    return timedelta(seconds=settings.NOTICE_AFTER_S)


def _is_unseen(wait: QueueEntry, seen: Watch, now: datetime) -> bool:
    return not is_anybody_in(teams_of(wait.queue), _those_who_count(wait.entered_at, seen, now))


def _those_who_count(since: datetime, seen: Watch, now: datetime) -> frozenset[int]:
    """At first an open page is enough; of people who are away for minutes it is not."""
    return seen.online if since <= now - _after() - UNSEEN_AFTER else seen.looking


class _Told:
    """What was written about these waits, and since when it is known to the team."""

    def __init__(self, waits: Sequence[QueueEntry]) -> None:
        rows = Notice.objects.filter(
            conversation__in=[one.conversation_id for one in waits], kind=Notice.Kind.WAITING
        )
        self._since: dict[str, datetime | None] = {}
        for key, state, sent_at, created_at in rows.values_list(
            "key", "state", "sent_at", "created_at"
        ):
            since = created_at if state == Notice.State.FAILED else sent_at
            about = key.rpartition(":")[0]
            known = self._since.get(about)
            self._since[about] = min(known, since) if known and since else known or since

    def has(self, stage: str, wait: QueueEntry) -> bool:
        """Whether a notice of this stage exists."""
        return _key(stage, wait) in self._since

    def is_stale(self, wait: QueueEntry, now: datetime) -> bool:
        """Whether the team was told (or cannot be) so long ago that somebody could have come."""
        since = self._since.get(_key(_FIRST, wait))
        return since is not None and since <= now - UNSEEN_AFTER


@dataclass
class _Budget:
    """How many visitors a team was told of lately; a crowd must not become a flood of mails."""

    now: datetime
    _spent: dict[int, Counter[str]] = field(default_factory=dict)

    def take(self, stage: str, queue: Queue) -> bool:
        """Whether there is room for one more, which is then taken."""
        if self.is_spent(stage, queue):
            return False
        self._spent[queue.team_id][stage] += 1
        return True

    def is_spent(self, stage: str, queue: Queue) -> bool:
        """Whether there is no room for one more."""
        if queue.team_id not in self._spent:
            self._spent[queue.team_id] = self._lately(queue.team_id)
        return self._spent[queue.team_id][stage] >= _MOST_AT_ONCE

    def _lately(self, team_id: int) -> Counter[str]:
        rows = Notice.objects.filter(team=team_id, kind=Notice.Kind.WAITING).order_by("-pk")
        newest = rows.values_list("key", "created_at")[:_BATCH]
        keys = {key.rpartition(":")[0] for key, at in newest if at > self.now - _AT_ONCE}
        return Counter(key.partition(":")[0] for key in keys)


def _tell_team(wait: QueueEntry, at: datetime) -> int:
    return _tell(_FIRST, wait, addresses.of_team(wait.queue.team), at)


def _tell_everybody(wait: QueueEntry, at: datetime) -> int:
    members = addresses.of_members(teams_of(wait.queue))
    own = addresses.of_team(wait.queue.team)
    return _tell(_UNSEEN, wait, addresses.together(own, members, addresses.of_managers()), at)


_TELL = {_FIRST: _tell_team, _UNSEEN: _tell_everybody}


def _tell(stage: str, wait: QueueEntry, to: Sequence[Address], at: datetime) -> int:
    queue, talk = wait.queue, wait.conversation
    words = words_in(TEAM, talk.site.language)
    names = {
        "visitor": name_of(talk.visitor.display_name),
        "queue": name_of(queue.name),
        "since": moment_in(wait.entered_at, zone_of(queue)),
    }
    body = [words[f"{stage}_body"] % names, *_about(wait, words["others"], words["reason"])]
    said = said_last(talk.pk)
    body += [f"{words['last']}\n{quoted(said)}"] if said else []
    return write(
        Draft(
            Notice.Kind.WAITING,
            _key(stage, wait),
            words[stage] % names,
            "\n\n".join(body),
        ),
        to=to,
        queue=queue,
        conversation_id=talk.pk,
        at=at,
    )


def _about(wait: QueueEntry, others: str, reason: str) -> Iterable[str]:
    if wait.reason_text:
        yield reason % {"reason": one_line(wait.reason_text)}
    count = _waits().filter(queue=wait.queue_id).count()
    if count > 1:
        yield others % {"count": count}
