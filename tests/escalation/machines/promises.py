"""The four promises, read from the database alone."""

from __future__ import annotations

from itertools import pairwise

from django.db.models import Count

from agents.models import AgentProfile, Assignment, QueueEntry
from agents.types import LIVE_ASSIGNMENTS, AssignmentState
from chat.models import Conversation, Message, TimelineEntry
from chat.types import AuthorKind, EntryKind, State
from escalation import selectors
from escalation.models import Decision, Handoff, Promise
from escalation.stored_decisions import replay_all
from escalation.types import OPEN_STATES, HandoffOrigin, PromiseState
from flows.models import Turn
from flows.types import SETTLED_TURNS, TurnState
from tests.escalation.machines.world import World

_WAITING = {State.QUEUED.value, State.OFFERED.value}


def after_every_step(world: World) -> None:
    """What is true at any moment, whoever has just died."""
    check = selectors.check(world.clock())
    assert (check.lost, check.lost_conversations, check.doubled) == ([], [], [])
    for conversation in Conversation.objects.filter(pk__in=world.keys):
        _has_one_owner(conversation)
        _nothing_is_lost_or_doubled(conversation, world.acknowledged[conversation.pk])
        _the_assistant_speaks_when_it_may(conversation)
    _nobody_has_too_much()


def _has_one_owner(conversation: Conversation) -> None:
    """Rows of handoff, wait and assignment say the same as the conversation's state."""
    handoffs = Handoff.objects.filter(conversation=conversation, state__in=OPEN_STATES)
    live = Assignment.objects.filter(conversation=conversation, state__in=LIVE_ASSIGNMENTS)
    waits = QueueEntry.objects.filter(conversation=conversation, left_at__isnull=True)
    waiting = conversation.state in _WAITING
    # What was left waits for people too, once no form of it is open.
    lies_aside = conversation.state == State.DEFERRED and not handoffs.exists()
    assert handoffs.count() <= 1
    assert all(one.deadline_at is not None for one in handoffs), "nobody waits without a deadline"
    assert waits.count() == int(waiting or lies_aside)
    if waiting:
        assert handoffs.exists()
    if lies_aside:
        assert waits.get().is_message
        _somebody_owes_it(conversation)
    owned = {
        State.OFFERED.value: [AssignmentState.OFFERED.value],
        State.WITH_AGENT.value: [AssignmentState.ACCEPTED.value],
    }
    expected = owned.get(conversation.state, [])
    assert list(live.values_list("state", flat=True)) == expected


def _somebody_owes_it(conversation: Conversation) -> None:
    promises = Promise.objects.filter(conversation=conversation, state=PromiseState.OPEN)
    assert promises.count() == 1, "captured, and owed by nobody"


def _nothing_is_lost_or_doubled(conversation: Conversation, acknowledged: dict[str, int]) -> None:
    """What was acknowledged is there once, at its number; numbers have no gaps."""
    entries = TimelineEntry.objects.filter(conversation=conversation).order_by("seq")
    seqs = list(entries.values_list("seq", flat=True))
    assert seqs == list(range(1, conversation.last_seq + 1))
    public = entries.filter(public_seq__isnull=False).values_list("public_seq", flat=True)
    assert list(public) == list(range(1, conversation.last_public_seq + 1))
    named = Message.objects.filter(conversation=conversation, client_id__isnull=False)
    from_people = [AuthorKind.VISITOR.value, AuthorKind.AGENT.value]
    stored = dict(
        named.filter(author_kind__in=from_people)
        .exclude(audience="staff")
        .values_list("client_id", "seq")
    )
    assert stored == acknowledged


def _the_assistant_speaks_when_it_may(conversation: Conversation) -> None:
    """Its words stand where the assistant owned the next word, and each turn has one answer."""
    owner = State.ASSISTANT.value
    said = []
    for entry in TimelineEntry.objects.filter(conversation=conversation).order_by("seq"):
        if entry.kind == EntryKind.CONVERSATION_MOVED:
            owner = entry.payload["to"]
        if entry.kind == EntryKind.MESSAGE_POSTED and entry.payload["author"] == "assistant":
            assert owner == State.ASSISTANT.value, "the assistant spoke over a person"
            said.append(entry.seq)
    turns = Message.objects.filter(conversation=conversation, seq__in=said, turn_id__isnull=False)
    counts = turns.values("turn_id").annotate(answers=Count("pk"))
    assert all(row["answers"] == 1 for row in counts)


def _nobody_has_too_much() -> None:
    live = Assignment.objects.filter(state__in=LIVE_ASSIGNMENTS)
    loads = dict(live.values_list("agent").annotate(load=Count("pk")))
    for pk, capacity in AgentProfile.objects.values_list("pk", "capacity"):
        assert loads.get(pk, 0) <= capacity


def at_rest(world: World) -> None:
    """What is true once every deadline has passed and nobody of the team is there."""
    after_every_step(world)
    now = world.clock()
    check = selectors.check(now)
    assert check.is_clean, check.to_json()
    assert world.open_turns() == []
    for conversation in Conversation.objects.filter(pk__in=world.keys):
        assert conversation.state not in _WAITING | {State.WITH_AGENT.value}
        _nobody_is_left_without_an_answer(conversation)
        _decisions_explain_what_happened(conversation)
    replayed = replay_all(conversations=[str(one.public_id) for one in world.conversations])
    assert replayed.is_clean, replayed.to_json()


def _nobody_is_left_without_an_answer(conversation: Conversation) -> None:
    """The visitor's newest words were taken up by a turn, or a person has them."""
    if conversation.state != State.ASSISTANT:
        return
    words = Message.objects.filter(
        conversation=conversation,
        episode=conversation.episode,
        author_kind=AuthorKind.VISITOR.value,
    ).order_by("seq")
    newest = words.last()
    if newest is not None:
        settled = [state.value for state in SETTLED_TURNS]
        turns = Turn.objects.filter(conversation=conversation, state__in=settled)
        assert turns.filter(upto_seq__gte=newest.seq).exists(), "words without an answer"


def _decisions_explain_what_happened(conversation: Conversation) -> None:
    """Each answer and each escalation of a turn stands on a decision; each handoff says why."""
    decided = set(
        Decision.objects.filter(conversation=conversation).values_list("turn_id", flat=True)
    )
    answered = Turn.objects.filter(
        conversation=conversation,
        state__in=[TurnState.ANSWERED.value, TurnState.ESCALATED.value],
    )
    assert {turn.pk for turn in answered} <= decided
    for handoff in Handoff.objects.filter(conversation=conversation):
        assert handoff.reason
        assert handoff.sentence or handoff.origin != HandoffOrigin.ESCALATED
        if not handoff.deadline_at:
            assert handoff.settled_at is not None
    epochs = TimelineEntry.objects.filter(conversation=conversation).order_by("seq")
    for before, after in pairwise(epochs):
        assert after.epoch == before.epoch + (after.kind == EntryKind.CONVERSATION_MOVED)
