"""T15: each way out of waiting for a person takes its own edge; a promise leads back to the AI."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from agents import services as agents
from agents.models import BusinessHours, Queue, Skill
from agents.selectors import default_queue
from chat import services as chat
from chat import ways
from chat.models import Conversation
from chat.types import VISITOR, AuthorKind, EntryKind, Move, State
from escalation import selectors
from escalation.models import Promise
from flows.models import FlowRun, FlowVersion
from flows.types import TurnState
from tests.escalation import builders as make
from tests.flows.staging import Stage, words_of
from tests.flows.walking import flow

ASK = "Can I talk to somebody?"
EXITS = ("ended", "returned", "nobody", "left")
Step = Callable[[Conversation], None]


def publish(stage: Stage, **human: Any) -> None:
    """AI, then a person; behind each exit of that a pause of its own, so that runs stay there."""
    nodes: list[dict[str, Any]] = [
        {"id": "start", "kind": "start"},
        {"id": "ai", "kind": "ai_agent_handoff"},
        {"id": "human", "kind": "human_chat", "config": human},
    ]
    edges = [("start", "next", "ai"), ("ai", "escalated", "human")]
    for name in EXITS:
        nodes.append({"id": f"at_{name}", "kind": "wait", "config": {"minutes": 5}})
        edges.append(("human", name, f"at_{name}"))
    live = stage.site.flow_choice.flow.live_version()
    assert live is not None
    FlowVersion.objects.create(flow=live.flow, number=live.number + 1, graph=flow(nodes, edges))


def nobody_there(conversation: Conversation) -> None:
    agents.route()


def closed_by_hand(conversation: Conversation) -> None:
    """Nothing is left to do: the queue took nobody from the beginning."""


def joins(conversation: Conversation) -> int:
    ada = make.agent()
    agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
    return ada.pk


def answered(conversation: Conversation) -> None:
    agents.resolve(agent_id=joins(conversation), conversation_id=conversation.pk)


def handed_back(conversation: Conversation) -> None:
    agents.hand_back(agent_id=joins(conversation), conversation_id=conversation.pk)


def leaves(conversation: Conversation) -> None:
    chat.move(conversation_id=conversation.pk, move=Move.CLOSE, actor=VISITOR, outcome="left")


def close_hours() -> None:
    day = (timezone.now() + timedelta(days=3)).strftime("%A").lower()
    hours = BusinessHours.objects.create(name="Rare", week={day: [["08:00", "12:00"]]})
    team = default_queue().team
    team.hours = hours
    team.save(update_fields=["hours"])


def close_queue() -> None:
    Queue.objects.filter(pk=default_queue().pk).update(closed_at=timezone.now())


def fill_queue() -> None:
    make.escalate(make.conversation("First in line"))
    Queue.objects.filter(pk=default_queue().pk).update(max_waiting=1)


def busy_desk() -> None:
    """Ada is there and has her hands full: whoever comes waits."""
    ada = make.agent()
    type(ada).objects.filter(pk=ada.pk).update(capacity=1)
    agents.take_over(agent_id=ada.pk, conversation_id=make.conversation().pk)


def empty_desk() -> None:
    """Nobody is online."""
    make.agent(presence=make.Presence.AWAY)


@pytest.mark.parametrize(
    ("before", "step", "node", "state"),
    [
        (busy_desk, answered, "at_ended", State.CLOSED),
        (busy_desk, handed_back, "at_returned", State.ASSISTANT),
        (busy_desk, leaves, "at_left", State.CLOSED),
        (empty_desk, nobody_there, "at_nobody", State.QUEUED),
        (close_hours, closed_by_hand, "at_nobody", State.QUEUED),
        (close_queue, closed_by_hand, "at_nobody", State.QUEUED),
        (fill_queue, closed_by_hand, "at_nobody", State.QUEUED),
    ],
    ids=["answered", "handed_back", "left", "nobody", "out_of_hours", "closed", "full"],
)
def test_each_way_out_takes_its_own_edge(
    stage: Stage, before: Callable[[], None], step: Step, node: str, state: State
) -> None:
    publish(stage)
    before()
    conversation = stage.say(ASK)
    make.escalate(conversation)
    step(conversation)
    assert FlowRun.objects.get(conversation=conversation).node == node
    assert make.state_of(conversation) == state


# A promise instead of a person


def with_note(**fields: Any) -> None:
    Queue.objects.filter(pk=default_queue().pk).update(fallbacks=["assistant_note"], **fields)


def test_a_promised_follow_up_leads_back_to_the_ai_which_answers(stage: Stage) -> None:
    """Without the edges of people: nobody handed anything back, nobody was left."""
    with_note(closed_at=timezone.now())
    conversation = stage.say(ASK)
    make.escalate(conversation)
    run = FlowRun.objects.get(conversation=conversation)
    assert (make.state_of(conversation), run.waiting_for) == (State.ASSISTANT, "visitor")
    assert Promise.objects.get().kind == "follow_up"
    assert stage.run(conversation) is not TurnState.ANSWERED
    stage.ask("How long do you keep backups?")
    assert words_of(conversation, AuthorKind.ASSISTANT)[-1] == "Backups are kept for 14 days."
    assert Promise.objects.get().state == "open"
    assert selectors.check(timezone.now()).is_clean


def test_a_wish_for_a_person_while_one_is_promised_is_heard_again(stage: Stage) -> None:
    with_note(closed_at=timezone.now())
    conversation = stage.ask("I want to talk to a human, please")
    assert make.state_of(conversation) == State.ASSISTANT
    stage.ask("No really, let me talk to a human being")
    assert make.state_of(conversation) == State.ASSISTANT
    notices = make.notices(conversation)
    assert "cannot take any more" in notices[-1]
    assert "It stays noted" in notices[-1]
    assert Promise.objects.count() == 1
    assert len(make.entries(conversation, EntryKind.CONVERSATION_ESCALATED)) == 2


def test_a_flow_without_an_ai_does_not_turn_in_circles(stage: Stage) -> None:
    with_note(closed_at=timezone.now())
    nodes = [{"id": "start", "kind": "start"}, {"id": "human", "kind": "human_chat"}]
    live = stage.site.flow_choice.flow.live_version()
    assert live is not None
    graph = flow(nodes, [("start", "next", "human")])
    FlowVersion.objects.create(flow=live.flow, number=live.number + 1, graph=graph)
    conversation = stage.say("Hello")
    assert make.state_of(conversation) == State.DEFERRED
    assert Promise.objects.get().kind == "message"
    assert selectors.check(timezone.now()).is_clean


def test_what_was_asked_while_waiting_is_answered_when_the_assistant_is_chosen(
    stage: Stage,
) -> None:
    publish(stage)
    busy_desk()
    conversation = stage.say(ASK)
    make.escalate(conversation)
    stage.run(conversation)
    stage.say("How long do you keep backups?")
    ways.choose_way(conversation_id=conversation.pk, way="assistant_note")
    assert make.state_of(conversation) == State.ASSISTANT
    stage.run(conversation)
    assert words_of(conversation, AuthorKind.ASSISTANT)[-1] == "Backups are kept for 14 days."


def test_the_flow_asks_for_skills(stage: Stage) -> None:
    Skill.objects.create(name="Linux", slug="linux")
    publish(stage, skills=["linux"])
    ada, abel = make.agent("Ada"), make.agent("Abel")
    abel.skills.set(Skill.objects.all())
    conversation = stage.say(ASK)
    make.escalate(conversation)
    agents.route()
    assert conversation.assignments.get().agent_id == abel.pk
    assert ada.pk != abel.pk
