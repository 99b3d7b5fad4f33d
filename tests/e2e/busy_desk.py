"""A made-up busy hour for the picture of the board; run inside the product by `manage.py shell`."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from agents import services as agents
from agents.models import AgentProfile, Assignment, Queue, QueueEntry, Team
from agents.setup import ensure_agent
from agents.types import AssignmentState, Presence, WaitEnd
from chat import services as chat
from chat.models import Conversation, Site, Visitor
from chat.types import SYSTEM, Move, State
from escalation import services
from escalation.models import Handoff, Promise
from escalation.types import (
    CapturedBasis,
    Fired,
    HandoffState,
    PromiseKind,
    PromiseState,
    ReasonCode,
)

_numbers = itertools.count(1)
_LATER = timedelta(hours=5)
"""So long the people of the picture count as heard of, though no page of theirs is open."""

WAITING = (
    ("Tomás Ibarra", 322, ReasonCode.KEYWORD, "The visitor wrote “server is down”.", 95),
    ("Kwame Mensah", 57, ReasonCode.KEYWORD, "The visitor wrote “data loss”.", 95),
    ("Aoife Byrne", 1272, ReasonCode.FRUSTRATION, "The visitor is angry: “charged twice”.", 75),
    ("Ming Zhao", 1763, ReasonCode.LOW_CONFIDENCE, "The assistant was not sure: 41 %.", 50),
    ("Priya Raman", 612, ReasonCode.HUMAN_REQUESTED, "The visitor asked for a person.", 50),
    ("Vera Novak", 82, ReasonCode.HUMAN_REQUESTED, "The visitor asked for a person.", 50),
)
OWED = (
    ("Priya Nair", PromiseKind.CALLBACK, -720, "Please call, my domain has run out."),
    ("Jonas Holm", PromiseKind.MESSAGE, 1500, "Invoice 4711 names the wrong company."),
    ("Hana Sato", PromiseKind.FOLLOW_UP, 9000, "The backup I restored is empty."),
)


def furnish() -> None:
    """People with full hands, visitors who wait, promises, one of them overdue."""
    _clear()
    now = timezone.now()
    support = Queue.objects.get(slug="support")
    Queue.objects.update(max_wait_s=1800)
    ada, abel = (AgentProfile.objects.get(display_name=name) for name in ("Ada", "Abel"))
    cleo, ben = _person("Cleo", support.team), _person("Ben", support.team)
    _past(support, ada, now)
    held = ((ada, ("Ida Lund", "Paul Mayer")), (abel, ("Yusuf Kaya",)), (cleo, ("Tess Vos",)))
    for agent, names in held:
        _is(agent, Presence.ONLINE, now, capacity=len(names))
        for name in names:
            talk = _talk(name, "Hello?")
            agents.take_over(agent_id=agent.pk, conversation_id=talk.pk)
    _is(cleo, Presence.FINISHING, now, capacity=4)
    _is(ben, Presence.AWAY, now, capacity=2)
    for name, waited, reason, sentence, urgency in WAITING:
        _wait(name, now - timedelta(seconds=waited), reason, sentence, urgency)
    for name, kind, due, words in OWED:
        _owe(name, kind, now + timedelta(seconds=due), words, support)
    first = Promise.objects.filter(state=PromiseState.OPEN.value).order_by("due_at")[0]
    services.give_promise(promise_id=first.pk, agent_id=ada.pk, by="Mona")
    agents.close_queue(queue_id=Queue.objects.get(slug="senior-engineers").pk, by="Mona")
    agents.tell_waits()


def _clear() -> None:
    """Nothing of the demo's own conversations is left to do."""
    for promise in Promise.objects.filter(state=PromiseState.OPEN.value):
        services.drop_promise(promise_id=promise.pk, by="Mona", note="Settled by telephone.")
    for talk in Conversation.objects.exclude(state=State.CLOSED.value):
        chat.move(conversation_id=talk.pk, move=Move.CLOSE, actor=SYSTEM, outcome="resolved")


def _person(name: str, team: Team) -> AgentProfile:
    user, _ = User.objects.get_or_create(username=name.lower(), defaults={"is_staff": True})
    return ensure_agent(user_id=user.pk, display_name=name, teams=[team])


def _is(agent: AgentProfile, presence: Presence, now: datetime, *, capacity: int) -> None:
    AgentProfile.objects.filter(pk=agent.pk).update(
        presence=presence.value, last_beat_at=now + _LATER, capacity=capacity
    )


def _talk(name: str, words: str) -> Conversation:
    site = Site.objects.first()
    assert site is not None
    visitor = Visitor.objects.create(site=site, name=name)
    talk = chat.open_conversation(site=site, visitor=visitor)
    # Words that nobody says: the assistant has nothing to answer
    Conversation.objects.filter(pk=talk.pk).update(last_message_text=words)
    return talk


def _wait(name: str, since: datetime, reason: ReasonCode, sentence: str, urgency: int) -> None:
    talk = _talk(name, sentence)
    fired = Fired("keyword", reason, sentence, urgency=urgency)
    support = Queue.objects.get(slug="support")
    handoff = services.escalate(
        conversation_id=talk.pk,
        epoch=None,
        reason=reason,
        sentence=sentence,
        fired=(fired,),
        queue_id=support.pk,
    )
    QueueEntry.objects.filter(conversation=talk).update(
        entered_at=since, priority=urgency, queue=support
    )
    Handoff.objects.filter(pk=handoff.pk).update(
        requested_at=since, deadline_at=since + timedelta(seconds=1800), extended=True
    )


def _owe(name: str, kind: PromiseKind, due_at: datetime, words: str, queue: Queue) -> None:
    talk, now = _talk(name, words), timezone.now()
    reason = ReasonCode.HUMAN_REQUESTED
    fired = Fired("keyword", reason, words)
    handoff = services.escalate(
        conversation_id=talk.pk, epoch=None, reason=reason, sentence=words, fired=(fired,)
    )
    chat.move(conversation_id=talk.pk, move=Move.DEFER, actor=SYSTEM)
    services.settle(
        handoff_id=handoff.pk, state=HandoffState.CAPTURED, basis=CapturedBasis.CONVERSATION
    )
    promise = services.make_promise(
        conversation_id=talk.pk, kind=kind, queue_id=queue.pk, now=now, handoff_id=handoff.pk
    )
    Promise.objects.filter(pk=promise.pk).update(due_at=due_at)


def _past(queue: Queue, agent: AgentProfile, now: datetime) -> None:
    """Talks of the hours before, as estimates are made of them."""
    for number in range(12):
        said, left = 180 + 20 * number, now - timedelta(hours=number + 1)
        entered = left - timedelta(seconds=said * (1.2 if number % 3 else 0.7))
        talk = _talk("Past", "")
        chat.move(conversation_id=talk.pk, move=Move.CLOSE, actor=SYSTEM, outcome="resolved")
        entry = QueueEntry.objects.create(
            conversation=talk,
            queue=queue,
            entered_at=entered,
            shown_at=entered,
            shown_s=said,
            shown_low_s=said * 6 // 10,
            shown_high_s=said * 15 // 10,
            left_at=left,
            ended=WaitEnd.ANSWERED.value,
        )
        Assignment.objects.create(
            conversation=talk,
            agent=agent,
            queue=queue,
            queue_entry=entry,
            state=AssignmentState.ENDED.value,
            offered_at=left,
            accepted_at=left,
            ended_at=left + timedelta(seconds=said),
        )
