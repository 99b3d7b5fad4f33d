"""Who waits, in which order, for whom: what routing reads before it asks anybody.

Each of these is a few queries, however many wait; a test counts them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from agents.asking import Board, Line, Waiting, board_of
from agents.models import Assignment, Queue, QueueEntry
from agents.selectors.hours import closed_teams
from agents.selectors.people import people_online
from agents.types import AssignmentState, EndReason, LanguageRule, RoutingRule
from chat.types import State

IN_ORDER = ("-priority", "is_message", "entered_at", "pk")
"""The order in which waits are served: of equal priority, whoever is there before left messages."""

MESSAGE_REFUSED_FOR = timedelta(minutes=15)
"""So long a no to a left message holds; nobody waits for it, and it must not lie there for good."""

_SAID_NO = Q(state__in=[AssignmentState.DECLINED, AssignmentState.EXPIRED]) | Q(
    end_reason=EndReason.TRANSFERRED
)
_FIELDS = (
    "pk",
    "conversation_id",
    "queue_id",
    "is_message",
    "overflowed_at",
    "conversation__language",
    "skills",
    "wanted_agent_id",
    "conversation__visitor_id",
)
_KIND = ("queue_id", "conversation__language", "skills", "wanted_agent_id")


def lines(now: datetime) -> dict[int, Line]:
    """Every queue as routing sees it, by key."""
    closed = closed_teams(now)
    return {
        queue.pk: Line(
            queue_id=queue.pk,
            team_id=queue.team_id,
            is_open=queue.team_id not in closed,
            offers_by_itself=queue.offers_by_itself,
            rule=RoutingRule(queue.routing),
            language_rule=LanguageRule(queue.language_rule),
            skills=frozenset(skill.slug for skill in queue.skills.all()),
            is_sticky=queue.is_sticky,
            overflow_to=queue.overflow_to_id if queue.overflow_to_id != queue.pk else None,
            overflow_after_s=queue.overflow_after_s,
        )
        for queue in Queue.objects.prefetch_related("skills")
    }


def board(of: Mapping[int, Line], now: datetime) -> Board:
    """These queues with everybody who is online now."""
    return board_of(of.values(), people_online(now))


def visitors_waiting() -> QuerySet[QueueEntry]:
    """Waits of visitors about whom nobody is being asked, in the order in which they are served."""
    return QueueEntry.objects.filter(
        left_at__isnull=True, is_message=False, conversation__state=State.QUEUED
    ).order_by(*IN_ORDER)


def to_offer(now: datetime) -> QuerySet[QueueEntry]:
    """The same, and the left messages whose time has come."""
    is_there = Q(is_message=False, conversation__state=State.QUEUED)
    is_ready = Q(ready_at__isnull=True) | Q(ready_at__lte=now)
    was_left = Q(is_message=True, conversation__state=State.DEFERRED) & is_ready
    live = QueueEntry.objects.filter(left_at__isnull=True)
    return live.filter(is_there | was_left).order_by(*IN_ORDER)


def before(entry: QueueEntry) -> Q:
    """Condition on waits: these are served before that one."""
    same = Q(priority=entry.priority, is_message=entry.is_message)
    earlier = Q(entered_at__lt=entry.entered_at) | Q(entered_at=entry.entered_at, pk__lt=entry.pk)
    there_first = Q(priority=entry.priority, is_message=False) if entry.is_message else Q(pk=None)
    return Q(priority__gt=entry.priority) | there_first | same & earlier


def page(rows: QuerySet[QueueEntry], of: Mapping[int, Line], now: datetime) -> list[Waiting]:
    """These waits with who refused them and who knows the visitor, in their order."""
    found = list(rows.values_list(*_FIELDS))
    refused = refusals([row[1] for row in found], now) if found else {}
    sticky = {row[-1] for row in found if of[row[2]].is_sticky}
    known = _last_agents(sticky) if sticky else {}
    return [_waiting(row, refused, known) for row in found]


def refusals(
    conversations: Collection[int] | QuerySet[QueueEntry, Any], now: datetime
) -> dict[int, frozenset[int]]:
    """Who of these waits' conversations said no, let the offer run out, or passed it on."""
    during = Assignment.objects.filter(
        Q(conversation__queue_entries__is_message=False)
        | Q(ended_at__gte=now - MESSAGE_REFUSED_FOR),
        conversation__in=conversations,
        conversation__queue_entries__left_at__isnull=True,
        ended_at__gte=F("conversation__queue_entries__entered_at"),
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for conversation_id, agent_id in during.filter(_SAID_NO).values_list(
        "conversation_id", "agent_id"
    ):
        found[conversation_id].add(agent_id)
    return {conversation_id: frozenset(agents) for conversation_id, agents in found.items()}


def conversations_where(
    rows: QuerySet[QueueEntry],
    of: Mapping[int, Line],
    is_so: Callable[[Waiting], bool],
    now: datetime,
) -> list[int]:
    """The conversations among these waits of visitors of which it is so, in their order.

    Asked once for each kind of wait, and once more for each that somebody refused: most of a long
    queue is alike.
    """
    rows = rows.filter(queue__in=of)
    refused = refusals(rows.order_by().values("conversation_id"), now)
    alike = _alike(rows.exclude(conversation__in=refused), is_so)
    single = page(rows.filter(conversation__in=refused), of, now) if refused else []
    wanted = Q(pk__in=[one.entry_id for one in single if is_so(one)])
    if alike is not None:
        wanted |= alike & ~Q(conversation__in=refused)
    elif not single:
        return []
    return list(rows.filter(wanted).values_list("conversation_id", flat=True))


def _alike(rows: QuerySet[QueueEntry], is_so: Callable[[Waiting], bool]) -> Q | None:
    """Condition on these waits: of their kind it is so; None when of no kind."""
    found: Q | None = None
    for queue_id, language, skills, named in rows.order_by().values_list(*_KIND).distinct():
        one = Waiting(0, 0, queue_id, language=language, skills=frozenset(skills), named=named)
        if is_so(one):
            kind = Q(**dict(zip(_KIND, (queue_id, language, skills, named), strict=True)))
            found = kind if found is None else found | kind
    return found


def _last_agents(visitor_ids: Iterable[int]) -> dict[int, int]:
    """Who talked with each visitor last."""
    talks = Assignment.objects.filter(
        conversation__visitor__in=visitor_ids, accepted_at__isnull=False
    )
    newest = talks.order_by("conversation__visitor", "-accepted_at", "-pk").distinct(
        "conversation__visitor"
    )
    return dict(newest.values_list("conversation__visitor_id", "agent_id"))


def _waiting(
    row: tuple[Any, ...], refused: Mapping[int, frozenset[int]], known: Mapping[int, int]
) -> Waiting:
    entry_id, conversation_id, queue_id, is_message, wide, language, skills, named, visitor = row
    return Waiting(
        entry_id=entry_id,
        conversation_id=conversation_id,
        queue_id=queue_id,
        is_message=is_message,
        is_wide=wide is not None,
        language=language,
        skills=frozenset(skills),
        named=named,
        knows=known.get(visitor),
        refused_by=refused.get(conversation_id, frozenset()),
    )
