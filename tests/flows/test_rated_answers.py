"""A verdict on an answer, from the transcript to the record of that answer."""

from __future__ import annotations

from agents import services as agents
from agents.models import AgentProfile
from chat.models import Conversation, Message
from chat.ratings import Verdict, rate_answer
from chat.types import VISITOR
from knowledge.models import AnswerLabel, AnswerRecord
from tests.agents import builders as build
from tests.flows.staging import Stage


def _turn(talk: Conversation) -> int:
    turn = Message.objects.filter(conversation=talk).latest("seq").data["turn"]
    assert isinstance(turn, int)
    return turn


def _by_visitor(talk: Conversation, verdict: Verdict) -> None:
    rate_answer(conversation_id=talk.pk, turn=_turn(talk), author=VISITOR, verdict=verdict)


def _by_agent(talk: Conversation, agent: AgentProfile, verdict: Verdict) -> int:
    return agents.rate_answer(
        agent_id=agent.pk, conversation_id=talk.pk, turn=_turn(talk), verdict=verdict
    )


def test_verdicts_of_visitor_and_agents_are_labels_of_the_answer(stage: Stage) -> None:
    talk = stage.ask("How long do you keep backups?")
    ada, abel = build.agent("Ada"), build.agent("Abel")
    _by_visitor(talk, "right")
    assert _by_agent(talk, ada, "wrong") > 0
    assert _by_agent(talk, ada, "wrong") == 0, "said twice, counted once"
    _by_agent(talk, abel, "right")
    answer = AnswerRecord.objects.get()
    labels = AnswerLabel.objects.filter(answer=answer).order_by("pk")
    assert [(one.source, one.right, one.by_id) for one in labels] == [
        ("visitor", True, None),
        ("agent", False, ada.pk),
        ("agent", True, abel.pk),
    ]


def test_a_changed_mind_changes_the_label_and_a_withdrawn_one_takes_it_away(stage: Stage) -> None:
    talk = stage.ask("How long do you keep backups?")
    _by_visitor(talk, "right")
    _by_visitor(talk, "wrong")
    assert AnswerLabel.objects.get().right is False
    _by_visitor(talk, "")
    assert not AnswerLabel.objects.exists()
