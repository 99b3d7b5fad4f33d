"""An assistant that has answered as often as its node lets it asks for a person, and says why."""

from __future__ import annotations

from chat.types import AuthorKind
from escalation.models import Handoff
from flows.models import Flow, FlowVersion
from flows.starter import graph
from tests.flows.staging import ScriptedAnswers, Stage, words_of


def test_after_the_most_answers_a_person_is_asked_for(stage: Stage) -> None:
    draft = graph(greeting="Hi!", goodbye="Bye!")
    node = next(one for one in draft["nodes"] if one["kind"] == "ai_agent_handoff")
    node["config"] = {"max_answers": 1}
    FlowVersion.objects.create(flow=Flow.objects.get(), number=2, graph=draft)
    stage.ask("How long do you keep backups?")
    conversation = stage.ask("And mail?")
    handoff = Handoff.objects.get()
    assert handoff.reason == "unresolved_limit"
    assert handoff.sentence == "The flow lets the assistant give 1 answers at most."
    assert len(words_of(conversation, AuthorKind.ASSISTANT)) == 2
    assert len(ScriptedAnswers.requests) == 1
