"""Where the assistant answers alone, nothing doubtful is shown and nobody is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from chat import wishes
from chat.models import Conversation
from chat.ratings import rate_answer
from chat.services import move
from chat.types import SYSTEM, VISITOR, AuthorKind, Move, State
from escalation.models import Decision, Handoff
from flows import turn_store
from flows.models import Flow, FlowRun, FlowVersion, SiteFlow, Turn
from flows.nodes.ai_agent_chat import AiAgentChatConfig
from flows.types import RunState, TurnState
from knowledge.models import AssistantProfile, KnowledgeBase
from knowledge.providers.base import Draft, ProviderError
from tests.flows.staging import Script, ScriptedAnswers, Stage, found, turn_states, words_of
from tests.flows.walking import flow

ASSISTANT = AuthorKind.ASSISTANT
DECLINE = AiAgentChatConfig().decline
SURE, UNSURE = Script(), Script(words=("Perhaps 3 days.",), confidence=0.3)
QUESTION = "How long do you keep backups?"


@pytest.fixture(autouse=True)
def alone(stage: Stage) -> None:
    """The site's flow is one AI Agent Chat whose ends say where they are."""
    publish(stage)


def publish(stage: Stage, **config: Any) -> None:
    ends = ("resolved", "limit", "error")
    nodes = [
        {"id": "start", "kind": "start"},
        {"id": "chat", "kind": "ai_agent_chat", "config": config},
        *({"id": end, "kind": "message", "config": {"text": f"At {end}."}} for end in ends),
        {"id": "end", "kind": "end"},
    ]
    edges = [("start", "next", "chat"), *(("chat", end, end) for end in ends)]
    publish_graph(stage, flow(nodes, [*edges, *((end, "next", "end") for end in ends)]))


def publish_graph(stage: Stage, graph: dict[str, Any]) -> None:
    made = Flow.objects.create(name="Alone", slug=f"alone-{Flow.objects.count()}", draft=graph)
    FlowVersion.objects.create(flow=made, number=1, graph=graph)
    SiteFlow.objects.update_or_create(site=stage.site, defaults={"flow": made})


def answers(conversation: Conversation) -> list[str]:
    return words_of(conversation, ASSISTANT)


@pytest.fixture(autouse=True)
def _nobody_and_clean(stage: Stage) -> Any:
    """Every decision can be replayed afterwards."""
    yield
    call_command("check_decisions")


def test_a_sure_answer_is_given_with_its_decision(stage: Stage) -> None:
    conversation = stage.ask(QUESTION)
    assert answers(conversation) == ["Backups are kept for 14 days."]
    assert Decision.objects.get().action == "reply"
    assert FlowRun.objects.get().facts["ai_answers"] == 1


def test_a_doubtful_answer_is_never_shown(stage: Stage) -> None:
    publish(stage, max_declines=10)
    promise = Script(words=("A colleague will call you back.",))
    draft = ProviderError("ungrounded", retryable=False, draft=Draft("No."))
    ScriptedAnswers.play(UNSURE, promise, Script(error=draft))
    for _ in range(3):
        stage.ask(QUESTION)
    stage.found = found(passages=0)
    conversation = stage.ask(QUESTION)
    assert answers(conversation) == [DECLINE] * 4
    decisions = Decision.objects.order_by("pk")
    assert {one.action for one in decisions} == {"escalate"}
    assert [one.reason for one in decisions] == [
        "low_confidence",
        "ungrounded_answer",
        "ungrounded_answer",
        "missing_knowledge",
    ]
    assert {one.policy_version.policy.slug for one in decisions} == {"ai-agent-chat"}
    judged = conversation.entries.filter(kind="answer.judged")
    assert {entry.payload["verdict"] for entry in judged} == {"decline"}
    assert conversation.state == State.ASSISTANT
    assert not Handoff.objects.exists()


def test_no_other_rule_is_asked(stage: Stage) -> None:
    stage.ask("The server is down! server down!")
    stage.ask("Can I talk to a human, please?")
    conversation = stage.ask("You idiot!")
    assert answers(conversation) == ["Backups are kept for 14 days."] * 3
    assert not Handoff.objects.exists()


def test_declines_in_a_row_are_counted_and_lead_to_the_limit(stage: Stage) -> None:
    ScriptedAnswers.play(UNSURE, SURE, UNSURE, UNSURE)
    for _ in range(3):
        conversation = stage.ask(QUESTION)
    assert FlowRun.objects.get().node == "chat"
    conversation = stage.ask(QUESTION)
    assert answers(conversation)[-3:] == [DECLINE, DECLINE, "At limit."]
    assert not Handoff.objects.exists()
    assert turn_states(conversation) == ["answered"] * 4


def test_words_after_the_most_answers_lead_to_the_limit(stage: Stage) -> None:
    publish(stage, max_answers=1)
    stage.ask(QUESTION)
    conversation = stage.ask("And mail?")
    assert answers(conversation) == ["Backups are kept for 14 days.", "At limit."]
    assert len(ScriptedAnswers.requests) == 1


def test_a_failing_model_leads_to_the_error(stage: Stage) -> None:
    ScriptedAnswers.play(Script(error=ProviderError("server_error", retryable=False)))
    conversation = stage.ask(QUESTION)
    assert answers(conversation) == ["At error."]
    assert FlowRun.objects.get().facts["reason"] == "ai_error"
    assert turn_states(conversation)[0] == TurnState.FAILED.value
    assert not Handoff.objects.exists()


def test_a_failure_that_leads_back_here_ends_after_two_tries(stage: Stage) -> None:
    nodes = [{"id": "start", "kind": "start"}, {"id": "chat", "kind": "ai_agent_chat"}]
    graph = flow(nodes, [("start", "next", "chat"), ("chat", "error", "chat")])
    publish_graph(stage, graph)
    ScriptedAnswers.play(Script(error=ProviderError("server_error", retryable=False)))
    conversation = stage.ask(QUESTION)
    while stage.run(conversation) is not None:
        assert Turn.objects.count() < 5
    assert turn_states(conversation) == ["superseded", "failed"]


def test_the_next_assistant_answers_what_this_one_could_not(stage: Stage) -> None:
    nodes = [
        {"id": "start", "kind": "start"},
        {"id": "chat", "kind": "ai_agent_chat"},
        {"id": "next", "kind": "ai_agent_handoff"},
    ]
    draft = flow(nodes, [("start", "next", "chat"), ("chat", "error", "next")])
    publish_graph(stage, draft)
    failing = Script(error=ProviderError("server_error", retryable=False))
    ScriptedAnswers.play(failing, SURE)
    conversation = stage.ask(QUESTION)
    assert answers(conversation) == []
    assert stage.run(conversation) is TurnState.ANSWERED
    assert answers(conversation) == ["Backups are kept for 14 days."]


def test_a_machine_that_fails_leads_to_the_error(stage: Stage) -> None:
    conversation = stage.say(QUESTION)
    turn_store.fail(Turn.objects.get().pk, "MemoryError")
    assert answers(conversation) == ["At error."]
    assert not Handoff.objects.exists()


def test_thanks_after_an_answer_lead_to_resolved(stage: Stage) -> None:
    stage.ask(QUESTION)
    stage.found = found(small_talk="thanks")
    conversation = stage.ask("thanks, bye!")
    assert answers(conversation)[-1] == "At resolved."
    assert (conversation.state, conversation.outcome) == (State.CLOSED, "resolved")
    assert FlowRun.objects.get().state == RunState.COMPLETED


def test_a_thumb_down_brings_in_nobody(stage: Stage) -> None:
    conversation = stage.ask(QUESTION)
    turn = Turn.objects.get().pk
    for _ in range(3):
        rate_answer(conversation_id=conversation.pk, turn=turn, author=VISITOR, verdict="wrong")
        rate_answer(conversation_id=conversation.pk, turn=turn, author=VISITOR, verdict="")
    assert not Handoff.objects.exists()


def test_the_button_for_a_person_is_granted_and_the_chat_goes_on_after_the_hand_back(
    stage: Stage,
) -> None:
    conversation = stage.ask(wishes.for_a_person())
    assert Handoff.objects.get().reason == "human_requested"
    run = FlowRun.objects.get()
    assert (run.node, run.waiting_for) == ("chat", "agent")
    for step in (Move.TAKE_OVER, Move.RETURN_TO_ASSISTANT):
        move(conversation_id=conversation.pk, move=step, actor=SYSTEM)
    run.refresh_from_db()
    assert (run.node, run.waiting_for) == ("chat", "visitor")
    assert answers(stage.ask(QUESTION)) == ["Backups are kept for 14 days."]


def test_an_agent_who_steps_in_has_the_conversation(stage: Stage) -> None:
    conversation = stage.say(QUESTION)

    def take_over() -> None:
        move(conversation_id=conversation.pk, move=Move.TAKE_OVER, actor=SYSTEM)

    ScriptedAnswers.play(Script(before_words=take_over, confidence=0.3))
    assert stage.run(conversation) is TurnState.SUPERSEDED
    assert answers(conversation) == []


def test_the_decline_is_said_in_the_visitors_language(stage: Stage) -> None:
    ScriptedAnswers.play(UNSURE)
    conversation = stage.ask("Wie lange bewahrt ihr die Sicherungskopien auf?")
    assert answers(conversation) == [AiAgentChatConfig().decline_in("de")]


def test_the_nodes_profile_and_knowledge_are_used(stage: Stage) -> None:
    own = KnowledgeBase.objects.create(name="Own", slug="own")
    own_pk = own.pk
    AssistantProfile.objects.create(
        name="Second", slug="second", providers=["scripted"], settle_ms=0, display_name="Bo"
    )
    publish(stage, profile="second", knowledge_bases=["own", "gone"])
    conversation = stage.ask(QUESTION)
    own.delete()
    stage.ask(QUESTION)
    searched = [request.knowledge_bases for request in ScriptedAnswers.requests]
    assert searched == [(own_pk,), ()], "never what the manager left out"
    assert {one.author_name for one in conversation.messages.filter(author_kind=ASSISTANT)} == {
        "Bo"
    }
