"""The inbox list: its rows, the numbers on its tabs, and how the queues stand.

A page of rows costs the same few queries whatever its length; a test counts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.utils.dateparse import parse_datetime

from agents.frames import Counts, ListQuery, Owner, QueueView, Row
from agents.models import Assignment, Queue, QueueEntry
from agents.selectors.access import staff_conversations
from agents.selectors.around import Around, Held, Wait, around, unread
from agents.types import LIVE_ASSIGNMENTS, OwnerKind
from chat.models import Conversation
from chat.tags import tag_of
from chat.types import AuthorKind, State

PAGE = 50
WAITING_PAGE = 200
"""The waiting tab is one page: its order is by place in the queue, not by time of the last word."""

_OPEN_STATES = tuple(state.value for state in State if state is not State.CLOSED)
"""Named one by one: an index finds these, and would not find "all but one"."""
_WAITING_STATES = (State.QUEUED.value, State.OFFERED.value, State.DEFERRED.value)
_OWNER_KINDS: Mapping[State, OwnerKind] = {
    State.ASSISTANT: OwnerKind.ASSISTANT,
    State.QUEUED: OwnerKind.WAITING,
    State.OFFERED: OwnerKind.WAITING,
    State.WITH_AGENT: OwnerKind.AGENT,
    State.DEFERRED: OwnerKind.MESSAGE,
    State.CLOSED: OwnerKind.NOBODY,
}


def rows(query: ListQuery, agent_id: int | None) -> tuple[list[Row], bool]:
    """One page of a tab as this agent sees it, and whether there are more.

    "waiting" holds queued, offered and deferred conversations in the order in which they are
    served; the others are newest word first, and "all" is everything that is not closed.
    `agent_id` None: somebody who only looks; nothing is theirs, and nothing counts as unread.
    """
    found = _searched(_of_tab(query.tab, agent_id), query.search)
    if query.tab == "waiting":
        page, limit = _in_serving_order(found), WAITING_PAGE
    else:
        page, limit = _newest_first(found, query.before), PAGE
    conversations = list(page[: limit + 1])
    shown = conversations[:limit]
    return _rows_of(shown, agent_id), len(conversations) > limit


def row_for(conversation_id: int, agent_id: int | None) -> Row:
    """This conversation's row as this agent sees it."""
    return _rows_of([staff_conversations().get(pk=conversation_id)], agent_id)[0]


def rows_with_unread(
    conversation_ids: Sequence[int], agent_ids: Sequence[int]
) -> list[tuple[int, Row, dict[int, int]]]:
    """(primary key, row, unread by agent) of several conversations for several agents at once.

    The rows' own `unread` is 0: it is each agent's own.
    """
    conversations = list(staff_conversations().filter(pk__in=conversation_ids))
    counts = unread([one.pk for one in conversations], agent_ids)
    found = zip(conversations, _rows_of(conversations, None), strict=True)
    return [
        (one.pk, row, {agent: counts.get((one.pk, agent), 0) for agent in agent_ids})
        for one, row in found
    ]


def _of_tab(tab: str, agent_id: int | None) -> QuerySet[Conversation]:
    conversations = staff_conversations()
    match tab:
        case "mine":
            return conversations.filter(_mine(agent_id))
        case "waiting":
            return conversations.filter(state__in=_WAITING_STATES)
        case "assistant":
            return conversations.filter(state=State.ASSISTANT)
        case "closed":
            return conversations.filter(state=State.CLOSED)
        case _:
            return conversations.filter(state__in=_OPEN_STATES)


def _mine(agent_id: int | None) -> Q:
    """Condition on conversations: this agent has them or is being asked."""
    live = Assignment.objects.filter(agent_id=agent_id, state__in=LIVE_ASSIGNMENTS)
    return Q(pk__in=live.values("conversation_id"))


def _searched(conversations: QuerySet[Conversation], search: str) -> QuerySet[Conversation]:
    words = search.replace("\0", "").strip()  # PostgreSQL knows no NUL
    if not words:
        return conversations
    wanted = (
        Q(visitor__name__icontains=words)
        | Q(visitor__email__icontains=words)
        | Q(last_message_text__icontains=words)
        | Q(tags__contains=[tag_of(words)])
    )
    number = words.removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) < 19:
        wanted |= Q(pk=int(number))
    return conversations.filter(wanted)


def _in_serving_order(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """As routing serves them: by priority, people before left messages, then by waiting time.

    Deferred conversations that nobody is to look at any more stand last.
    """
    live = QueueEntry.objects.filter(conversation=OuterRef("pk"), left_at__isnull=True)
    return conversations.annotate(
        place=Subquery(live.values("priority")[:1]),
        is_message=Subquery(live.values("is_message")[:1]),
        waits_since=Subquery(live.values("entered_at")[:1]),
    ).order_by(F("place").desc(nulls_last=True), "is_message", "waits_since", "state_since", "pk")


def _newest_first(
    conversations: QuerySet[Conversation], before: str | None
) -> QuerySet[Conversation]:
    """`before`: ISO 8601, of the last row of the page before; nonsense means the first page.

    Conversations without a word yet are the newest of all (and the index sorts them so).
    """
    try:
        at = parse_datetime(before) if before else None
    except ValueError:
        at = None
    if at is not None and at.tzinfo is not None:
        conversations = conversations.filter(last_message_at__lt=at)
    return conversations.order_by("-last_message_at", "-pk")


def _rows_of(conversations: Sequence[Conversation], agent_id: int | None) -> list[Row]:
    ids = [one.pk for one in conversations]
    facts = around(ids)
    counts = unread(ids, [agent_id]) if agent_id is not None else {}
    return [
        _row(one, facts.get(one.pk, Around()), counts.get((one.pk, agent_id or 0), 0))
        for one in conversations
    ]


def _row(conversation: Conversation, facts: Around, unread_count: int) -> Row:
    state = State(conversation.state)
    # What the assistant has again begins anew: the reason of an earlier handoff is history.
    wait = facts.wait if state is not State.ASSISTANT else None
    author = conversation.last_message_author
    return Row(
        id=str(conversation.public_id),
        number=conversation.pk,
        visitor=conversation.visitor.display_name,
        state=state,
        owner=_owner(state, wait, facts.held),
        team=wait.team if wait is not None else "",
        queue=wait.queue if wait is not None else "",
        priority=wait.priority if wait is not None else 0,
        reason=wait.reason if wait is not None else "",
        reason_text=wait.reason_text if wait is not None else "",
        waiting_since=_iso(_waiting_since(state, wait)),
        ready_at=_iso(wait.ready_at if wait is not None and _is_message(state, wait) else None),
        deadline_at=_iso(_deadline_at(state, wait, facts.held)),
        opened_at=conversation.created_at.isoformat(),
        last_text=conversation.last_message_text,
        last_author=AuthorKind(author) if author else None,
        last_at=_iso(conversation.last_message_at or conversation.created_at),
        start_url=conversation.start_url,
        language=conversation.language,
        outcome=conversation.outcome,
        seq=conversation.last_seq,
        unread=unread_count,
    )


def _owner(state: State, wait: Wait | None, held: Held | None) -> Owner:
    kind = OwnerKind.MESSAGE if _is_message(state, wait) else _OWNER_KINDS[state]
    if held is None or not held.accepted:
        return Owner(kind=kind)
    return Owner(kind=kind, id=held.agent_id, name=held.name)


def _is_message(state: State, wait: Wait | None) -> bool:
    """Whether a left message waits; somebody may be asked about it just now."""
    return state in _WAITING_STATES and wait is not None and wait.is_live and wait.is_message


def _waiting_since(state: State, wait: Wait | None) -> datetime | None:
    """None as well when nobody is to look at it any more."""
    waits = state in _WAITING_STATES and wait is not None and wait.is_live
    return wait.entered_at if waits and wait is not None else None


def _deadline_at(state: State, wait: Wait | None, held: Held | None) -> datetime | None:
    """Until when somebody should act: accept the offer, or take the conversation at all."""
    if state is State.OFFERED and held is not None:
        return held.deadline_at
    if state is State.QUEUED and wait is not None:
        return wait.entered_at + timedelta(seconds=wait.max_wait_s)
    return None


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def counts_for(agent_ids: Iterable[int | None]) -> dict[int | None, Counts]:
    """The numbers on the tabs, for several people at once: only "mine" differs between them."""
    open_ones = staff_conversations().filter(state__in=_OPEN_STATES)
    by_state = dict(open_ones.order_by().values_list("state").annotate(number=Count("pk")))
    wanted = list(agent_ids)
    mine = Assignment.objects.filter(agent_id__in=wanted, state__in=LIVE_ASSIGNMENTS)
    by_agent = dict(mine.values_list("agent_id").annotate(number=Count("pk")))
    return {
        agent_id: Counts(
            mine=by_agent.get(agent_id, 0) if agent_id is not None else 0,
            waiting=sum(by_state.get(state, 0) for state in _WAITING_STATES),
            assistant=by_state.get(State.ASSISTANT.value, 0),
            all=sum(by_state.values()),
        )
        for agent_id in wanted
    }


def queue_views() -> list[QueueView]:
    """Every queue and how many visitors wait in it, those included whom an agent is asked about."""
    live = Q(entries__left_at__isnull=True, entries__is_message=False)
    queues = Queue.objects.annotate(waiting=Count("entries", filter=live))
    return [
        QueueView(
            id=one.pk, name=one.name, waiting=one.waiting, is_closed=one.closed_at is not None
        )
        for one in queues
    ]
