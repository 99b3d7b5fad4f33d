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
from agents.models import Assignment, QueueEntry
from agents.selectors.hours import closed_hours
from agents.selectors.people import people_online
from agents.types import AssignmentState, EndReason, LanguageRule, RoutingRule
from chat.statements import fetch_all
from chat.types import State

IN_ORDER = ("-priority", "is_message", "entered_at", "pk")
"""The order in which waits are served: of equal priority, whoever is there before left messages."""

MESSAGE_REFUSED_FOR = timedelta(minutes=15)
"""So long a no to a left message holds; nobody waits for it, and it must not lie there for good."""

_LINES = """
    SELECT queue.id, queue.team_id, queue.offers_by_itself, queue.routing, queue.language_rule,
        queue.is_sticky, queue.overflow_to_id, queue.overflow_after_s, team.hours_id,
        ARRAY(SELECT skill.slug FROM agents_queue_skills AS asks
            JOIN agents_skill AS skill ON skill.id = asks.skill_id
            WHERE asks.queue_id = queue.id)
    FROM agents_queue AS queue JOIN agents_team AS team ON team.id = queue.team_id
"""
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
    """Every queue as routing sees it, by key. One statement, and two more where hours are kept."""
    rows = fetch_all(_LINES, {})
    closed = closed_hours({row[-2] for row in rows if row[-2] is not None}, now)
    return {row[0]: _line(row, is_open=row[-2] not in closed) for row in rows}


def _line(row: tuple[Any, ...], *, is_open: bool) -> Line:
    queue_id, team_id, offers, rule, language_rule, is_sticky, to, after_s, _hours, skills = row
    return Line(
        queue_id=queue_id,
        team_id=team_id,
        is_open=is_open,
        offers_by_itself=offers,
        rule=RoutingRule(rule),
        language_rule=LanguageRule(language_rule),
        skills=frozenset(skills),
        is_sticky=is_sticky,
        overflow_to=to if to != queue_id else None,
        overflow_after_s=after_s,
    )


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
    kinds = list(rows.order_by().values_list(*_KIND).distinct())
    if not kinds:
        return []
    refused = refusals(rows.order_by().values("conversation_id"), now)
    single = page(rows.filter(conversation__in=refused), of, now) if refused else []
    wanted = Q(pk__in=[one.entry_id for one in single if is_so(one)])
    for kind in kinds:
        if is_so(_of_kind(*kind)):
            wanted |= Q(**dict(zip(_KIND, kind, strict=True))) & ~Q(conversation__in=refused)
    return list(rows.filter(wanted).values_list("conversation_id", flat=True))


def _of_kind(queue_id: int, language: str, skills: list[str], named: int | None) -> Waiting:
    return Waiting(0, 0, queue_id, language=language, skills=frozenset(skills), named=named)


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
