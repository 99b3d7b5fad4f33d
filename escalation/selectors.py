"""Every read of this app that has a rule: the live policy, open handoffs, and the proof."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from chat.models import Conversation, Message, TimelineEntry
from chat.types import AuthorKind, EntryKind, State
from escalation.defaults import DEFAULT_RULES, DEFAULT_SETTINGS
from escalation.models import Decision, Handoff, PolicyVersion, Promise
from escalation.rules import PolicySettings, PublishedPolicy, parse_rules
from escalation.triggers.intent_category import PREFIX
from escalation.types import (
    OPEN_STATES,
    Action,
    EarlierHandoff,
    HandoffState,
    PolicyError,
    PromiseKind,
    PromiseState,
    ReasonCode,
    Urgency,
)

logger = logging.getLogger(__name__)

OVERDUE_GRACE = timedelta(seconds=10)
"""How late a handoff may be before it counts as overdue: a few periods of the sweeper."""

_EARLIER = 20
"""Earlier handoffs that cool-downs may look at; the longest is a month."""

_WAITING = (State.QUEUED.value, State.OFFERED.value)


@dataclass(frozen=True, slots=True)
class HandoffCheck:
    """Whether every handoff ever requested is settled or under way. Lists hold primary keys.

    `counts`: handoffs per state. `lost`: handoffs; `lost_conversations`: waiting without a handoff.
    `promises`: open ones by kind, and how many of all are "overdue". `unpromised`: captured
    handoffs that nobody owes an answer; `unalarmed`: overdue promises of which nobody was told.
    """

    counts: dict[str, int]
    lost: list[int] = field(default_factory=list)
    lost_conversations: list[int] = field(default_factory=list)
    overdue: list[int] = field(default_factory=list)
    doubled: list[int] = field(default_factory=list)
    promises: dict[str, int] = field(default_factory=dict)
    unpromised: list[int] = field(default_factory=list)
    unalarmed: list[int] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is lost, overdue, doubled, or owed by nobody."""
        found = (self.lost, self.lost_conversations, self.overdue, self.doubled)
        return not any((*found, self.unpromised, self.unalarmed))

    def to_json(self) -> dict[str, Any]:
        """Numbers for scripts, and the keys behind them."""
        return {
            "handoffs": self.counts,
            "lost": len(self.lost) + len(self.lost_conversations),
            "overdue": len(self.overdue),
            "doubled": len(self.doubled),
            "promises": self.promises,
            "unpromised": len(self.unpromised),
            "unalarmed": len(self.unalarmed),
            "rows": {key: rows for key, rows in asdict(self).items() if isinstance(rows, list)},
        }


def published_policy(slug: str = "") -> PublishedPolicy:
    """The newest version of the policy of that short name, else of the default one.

    An installation without any gets the standard policy. One that cannot be read is logged, and
    the standard rules stand in for it: a broken policy must not stop handoffs.
    """
    version = _newest(Q(policy__slug=slug)) if slug else None
    version = version or _newest(Q(policy__is_default=True)) or _newest(Q())
    if version is None:
        from escalation.setup import ensure_defaults

        return as_policy(ensure_defaults())
    return policy_of_version(version)


def policy_of_version(version_id: int) -> PublishedPolicy:
    """The policy that was published as this version, read once in a process: it never changes."""
    known = _versions.get(version_id)
    if known is None:
        if len(_versions) >= _VERSIONS:
            _versions.clear()
        known = as_policy(PolicyVersion.objects.get(pk=version_id))
        _versions[version_id] = known
    return known


_VERSIONS = 64
_versions: dict[int, PublishedPolicy] = {}


def as_policy(version: PolicyVersion) -> PublishedPolicy:
    """A stored version as a value; always the same for the same row."""
    try:
        rules = parse_rules(version.rules)
        settings = PolicySettings.from_json(version.settings)
    except PolicyError:
        logger.exception("policy cannot be read", extra={"version": version.pk})
        rules, settings = parse_rules(DEFAULT_RULES), PolicySettings.from_json(DEFAULT_SETTINGS)
    return PublishedPolicy(version.policy_id, version.pk, version.number, rules, settings)


def _newest(condition: Q) -> int | None:
    versions = PolicyVersion.objects.filter(condition).order_by("policy_id", "-number")
    return versions.values_list("pk", flat=True).first()


def open_handoff(conversation_id: int) -> Handoff | None:
    """The handoff that still needs somebody. Reliable under the conversation's lock only."""
    return Handoff.objects.filter(conversation_id=conversation_id, state__in=OPEN_STATES).first()


def newest_handoff(conversation_id: int) -> Handoff | None:
    """The conversation's latest handoff, open or settled."""
    return Handoff.objects.filter(conversation_id=conversation_id).order_by("-pk").first()


def newest_captured(conversation_id: int) -> Handoff | None:
    """The conversation's latest handoff that ended with something captured."""
    captured = Handoff.objects.filter(state=HandoffState.CAPTURED.value)
    return captured.filter(conversation_id=conversation_id).order_by("-pk").first()


def open_promise(conversation_id: int) -> Promise | None:
    """What the conversation's visitor is owed. Reliable under the conversation's lock only."""
    return (
        Promise.objects.filter(conversation_id=conversation_id, state=PromiseState.OPEN.value)
        .select_related("queue", "owner")
        .first()
    )


def earlier_handoffs(conversation_id: int, episode: int) -> tuple[EarlierHandoff, ...]:
    """Handoffs of the conversation's episodes before this one, newest last."""
    if episode <= 1:
        return ()
    rows = Handoff.objects.filter(conversation_id=conversation_id, episode__lt=episode)
    newest = rows.order_by("-pk").values_list("decision__fired", "reason", "requested_at")
    return tuple(
        EarlierHandoff(fired[0].get("key", "") if fired else "", ReasonCode(reason), at)
        for fired, reason, at in list(newest[:_EARLIER])[::-1]
    )


def policy_of_turn(conversation_id: int, turn_id: int) -> str:
    """The short name of the policy that judged this turn; empty when none did."""
    decisions = Decision.objects.filter(conversation_id=conversation_id, turn_id=turn_id)
    slugs = decisions.order_by("-pk").values_list("policy_version__policy__slug", flat=True)
    return slugs.first() or ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What rules saw last in a conversation's present episode. Parts: None when nobody knows.

    `confidence`: of the last judged answer, 0..1. `intent`: a category's slug, else the
    answerer's own word for it. `urgency`: of the rule that brought in a person.
    """

    confidence: float | None = None
    intent: str | None = None
    urgency: Urgency | None = None


_CLEAR_INTENT = 0.5
"""Categories below this are guesses; a rule's own threshold is usually higher."""


def last_judgement(conversation: Conversation) -> Judgement:
    """The newest decisions of this episode, put together; two queries."""
    since = (
        TimelineEntry.objects.filter(conversation=conversation, seq=conversation.episode_seq)
        .values_list("created_at", flat=True)
        .first()
    )
    decisions = Decision.objects.filter(conversation=conversation).order_by("-pk")
    rows = decisions if since is None else decisions.filter(created_at__gte=since)
    newest = list(rows.values_list("confidence", "snapshot", "fired", "action")[:_LAST_DECISIONS])
    return Judgement(
        confidence=next((row[0] for row in newest if row[0] is not None), None),
        intent=next((found for row in newest if (found := _intent(row[1]))), None),
        urgency=next(
            (_urgency(row[2][0]) for row in newest if row[3] == Action.ESCALATE and row[2]), None
        ),
    )


_LAST_DECISIONS = 5


def _intent(snapshot: dict[str, Any]) -> str | None:
    """What the visitor's words of a stored snapshot are about."""
    readings = [
        (float(one["value"]), str(one["name"]))
        for one in snapshot.get("readings") or ()
        if str(one["name"]).startswith(PREFIX)
    ]
    value, name = max(readings, default=(0.0, ""))
    if value >= _CLEAR_INTENT:
        return name.removeprefix(PREFIX)
    return (snapshot.get("assessment") or {}).get("intent") or None


def _urgency(fired: dict[str, Any]) -> Urgency:
    """The level of a stored rule that spoke: the highest that its number reaches."""
    number = int(fired.get("urgency", fired.get("priority", 0)))
    reached = [level for level in Urgency if number >= level.priority]
    return max(reached, key=lambda level: level.priority, default=Urgency.LOW)


def contradictory_handoffs() -> QuerySet[Handoff]:
    """Open handoffs whose conversation is somewhere else: nobody would look after them."""
    return Handoff.objects.filter(
        Q(state=HandoffState.PENDING) & ~Q(conversation__state__in=_WAITING)
        | Q(state=HandoffState.FALLBACK) & ~Q(conversation__state=State.DEFERRED)
    )


def orphaned_conversations() -> QuerySet[Conversation]:
    """Conversations that wait for a person without a handoff that says until when."""
    handoffs = Handoff.objects.filter(conversation=OuterRef("pk"))
    has_open = Exists(handoffs.filter(state__in=OPEN_STATES))
    was_captured = Exists(handoffs.filter(state=HandoffState.CAPTURED))
    return Conversation.objects.filter(
        Q(state__in=_WAITING) & ~Q(has_open)
        | Q(state=State.DEFERRED) & ~Q(has_open) & ~Q(was_captured)
    )


def unpromised_handoffs() -> QuerySet[Handoff]:
    """Captured handoffs that nobody followed up, for which nobody owes anything (any more).

    A visitor who left is owed what they were promised, and nothing else.
    """
    promises = Promise.objects.filter(conversation=OuterRef("conversation"))
    owed = Q(state=PromiseState.OPEN) | Q(ended_at__gte=OuterRef("settled_at"))
    return Handoff.objects.filter(
        ~Exists(promises.filter(owed)), state=HandoffState.CAPTURED, followed_up_at__isnull=True
    ).exclude(conversation__state=State.CLOSED)


def check(now: datetime) -> HandoffCheck:
    """The proof that no handoff is lost, overdue, doubled or forgotten.

    Its cost grows with open ones and with what nobody has followed up, not with what is over.
    """
    overdue = Handoff.objects.filter(state__in=OPEN_STATES, deadline_at__lt=now - OVERDUE_GRACE)
    states = Handoff.objects.order_by().values_list("state").annotate(number=Count("pk"))
    counts = {state.value: 0 for state in HandoffState}
    return HandoffCheck(
        counts={**counts, **dict(states)},
        lost=_keys(contradictory_handoffs()),
        lost_conversations=_keys(orphaned_conversations()),
        overdue=_keys(overdue),
        doubled=sorted({*_open_twice(), *_told_twice(), *_announced_twice()}),
        promises=_promise_counts(now),
        unpromised=_keys(unpromised_handoffs()),
        unalarmed=_keys(overdue_promises(now - OVERDUE_GRACE).filter(alarmed_at__isnull=True)),
    )


def _promise_counts(now: datetime) -> dict[str, int]:
    open_ones = Promise.objects.filter(state=PromiseState.OPEN.value).order_by()
    found = dict(open_ones.values_list("kind").annotate(number=Count("pk")))
    counts = {kind.value: found.get(kind.value, 0) for kind in PromiseKind}
    return {**counts, "overdue": overdue_promises(now).count()}


def overdue_promises(now: datetime) -> QuerySet[Promise]:
    """What should have been done before `now`, the longest overdue first."""
    rows = Promise.objects.filter(state=PromiseState.OPEN.value, due_at__lt=now)
    return rows.order_by("due_at", "pk")


def _keys(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _open_twice() -> list[int]:
    """Open handoffs beside another open one; the index forbids it, this proves it."""
    other = Handoff.objects.filter(
        conversation=OuterRef("conversation"), state__in=OPEN_STATES
    ).exclude(pk=OuterRef("pk"))
    return _keys(Handoff.objects.filter(Exists(other), state__in=OPEN_STATES))


def _told_twice() -> list[int]:
    """Handoffs whose notice the visitor read more than once: before or right after the move."""
    again = Message.objects.filter(
        Q(epoch=OuterRef("epoch") - 1) | Q(epoch=OuterRef("epoch")),
        conversation=OuterRef("conversation"),
        author_kind=AuthorKind.SYSTEM.value,
        text=OuterRef("notice"),
    ).exclude(seq=OuterRef("notice_seq"))
    return _keys(Handoff.objects.filter(Exists(again)).exclude(notice=""))


def _announced_twice() -> list[int]:
    """Handoffs that stand in the timeline more than once."""
    rows = (
        TimelineEntry.objects.filter(kind=EntryKind.CONVERSATION_ESCALATED.value)
        .order_by()
        .values(handoff=F("payload__handoff"))
        .annotate(number=Count("pk"))
        .filter(number__gt=1, handoff__isnull=False)
    )
    return [int(row["handoff"]) for row in rows]
