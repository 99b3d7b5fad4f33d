"""What flows want of people, for real: one looks after the visitor, the flow or the fallback."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from agents import services as agents
from agents.models import QueueEntry
from agents.selectors import default_queue
from chat.forms import settle_form
from chat.models import Conversation, Message, TimelineEntry
from chat.types import Audience, AuthorKind, EntryKind, State
from escalation import selectors
from escalation import services as escalation
from escalation.models import Handoff
from escalation.types import HandoffState
from flows import runner
from flows.models import FlowRun, FlowVersion
from flows.services import open_turn_of
from flows.types import TurnState
from tests.escalation import builders as make
from tests.flows.staging import Stage, words_of
from tests.flows.walking import flow
from tests.threads import at_once

ASK = "Can I talk to somebody?"
Graph = dict[str, Any]


def node(name: str, kind: str, **config: Any) -> Graph:
    return {"id": name, "kind": kind, "config": config}


def graph_with(nobody: Graph, *more: Graph, edges: tuple[tuple[str, str, str], ...] = ()) -> Graph:
    """The AI, then a person; where nobody comes, this node."""
    nodes = [
        node("start", "start"),
        node("ai", "ai_agent_handoff"),
        node("human", "human_chat"),
        nobody,
        *more,
    ]
    usual = (("start", "next", "ai"), ("ai", "escalated", "human"), ("human", "nobody", "nobody"))
    return flow(nodes, [*usual, *edges])


def publish(stage: Stage, graph: Graph) -> None:
    """The site's flow is this one, whatever the proof says of it."""
    live = stage.site.flow_choice.flow.live_version()
    assert live is not None
    FlowVersion.objects.create(flow=live.flow, number=live.number + 1, graph=graph)


@pytest.fixture
def play(stage: Stage) -> Callable[[Graph], Conversation]:
    """Somebody walks this flow and asks for a person, whom a rule brings in."""

    def begin(graph: Graph) -> Conversation:
        publish(stage, graph)
        conversation = stage.say(ASK)
        make.escalate(conversation)
        conversation.refresh_from_db()
        return conversation

    return begin


def run_of(conversation: Conversation) -> FlowRun:
    return FlowRun.objects.get(conversation=conversation)


def is_clean() -> bool:
    return selectors.check(timezone.now()).is_clean


CALL = graph_with(node("nobody", "callback"), edges=(("nobody", "skipped", "ai"),))


def forms_of(conversation: Conversation) -> list[str]:
    return [form["kind"] for form in make.entries(conversation, EntryKind.FORM_REQUESTED)]


def fill_in(conversation: Conversation, values: dict[str, str] | None) -> None:
    form = make.entries(conversation, EntryKind.FORM_REQUESTED)[-1]
    settle_form(conversation_id=conversation.pk, form_id=form["form_id"], values=values)


def test_when_nobody_comes_the_flow_goes_its_way_and_the_fallback_holds_back(
    play: Callable[[Graph], Conversation],
) -> None:
    conversation = play(CALL)
    assert (conversation.state, run_of(conversation).node) == (State.QUEUED, "nobody")
    assert forms_of(conversation) == ["callback"]
    handoff = make.handoff_of(conversation)
    assert handoff.state == HandoffState.PENDING
    deadline = run_of(conversation).deadline_at
    assert deadline is not None
    assert handoff.deadline_at == deadline
    assert escalation.sweep(deadline - timedelta(minutes=1))["moved"] == 0
    assert is_clean()


def test_without_a_way_for_nobody_the_fallback_begins_as_ever(
    play: Callable[[Graph], Conversation],
) -> None:
    graph = CALL | {"edges": [edge for edge in CALL["edges"] if edge["port"] != "nobody"]}
    conversation = play(graph)
    assert (conversation.state, run_of(conversation).node) == (State.DEFERRED, "human")
    assert forms_of(conversation) == ["offline"]


def test_a_way_that_cannot_be_taken_is_caught_by_the_fallback(
    play: Callable[[Graph], Conversation],
) -> None:
    conversation = play(graph_with(node("nobody", "message")))  # without its text
    assert run_of(conversation).state == "aborted"
    assert (conversation.state, forms_of(conversation)) == (State.DEFERRED, ["offline"])


@pytest.mark.parametrize(
    ("kind", "config", "state"),
    [
        ("note", {"text": "Nobody came."}, "completed"),
        ("human_chat", {}, "waiting"),
        ("offline_message", {}, "waiting"),
    ],
)
def test_whatever_comes_next_the_visitor_is_asked_for_a_message_once(
    play: Callable[[Graph], Conversation], kind: str, config: Graph, state: str
) -> None:
    """A way that ends, one that asks the same people again, and one that does it itself."""
    conversation = play(graph_with(node("nobody", kind, **config)))
    assert (run_of(conversation).node, run_of(conversation).state) == ("nobody", state)
    assert (conversation.state, forms_of(conversation)) == (State.DEFERRED, ["offline"])


def test_news_that_came_while_a_form_was_open_count_for_the_people_behind_it(
    play: Callable[[Graph], Conversation],
) -> None:
    ask = node("ask", "collect_info", title="Your order?")
    graph = graph_with(node("nobody", "callback"), ask, edges=(("ask", "skipped", "human"),))
    for edge in graph["edges"]:
        edge["target"] = "ask" if edge["source"] == "ai" else edge["target"]
    conversation = play(graph)
    assert (conversation.state, run_of(conversation).node) == (State.QUEUED, "ask")
    fill_in(conversation, None)
    assert run_of(conversation).node == "human"
    runner.sweep()
    assert (make.state_of(conversation), run_of(conversation).node) == (State.QUEUED, "nobody")
    assert forms_of(conversation) == ["info", "callback"]


def test_two_queues_that_lead_to_each_other_are_asked_once_each(
    play: Callable[[Graph], Conversation],
) -> None:
    make.queue("Second")
    other = node("nobody", "human_chat", queue="second")
    conversation = play(graph_with(other, edges=(("nobody", "nobody", "human"),)))
    entries = TimelineEntry.objects.filter(kind=EntryKind.OFFERS_EXHAUSTED.value)
    asked = list(entries.order_by("seq").values_list("payload__queue", flat=True))
    first = default_queue().slug
    assert asked == [first, "second", first]
    assert (conversation.state, forms_of(conversation)) == (State.DEFERRED, ["offline"])


def test_where_the_ai_goes_on_it_has_the_conversation(
    play: Callable[[Graph], Conversation], stage: Stage
) -> None:
    words = node("nobody", "message", text="Nobody is there; let me try.")
    conversation = play(graph_with(words, edges=(("nobody", "next", "ai"),)))
    assert (conversation.state, run_of(conversation).waiting_for) == (State.ASSISTANT, "visitor")
    assert make.handoff_of(conversation).state == HandoffState.RETURNED
    assert forms_of(conversation) == []
    stage.ask("How long do you keep backups?")
    assert words_of(conversation, AuthorKind.ASSISTANT)[-1] == "Backups are kept for 14 days."
    assert is_clean()


def test_what_was_written_while_waiting_is_answered_when_nobody_came(
    play: Callable[[Graph], Conversation], stage: Stage
) -> None:
    ada = make.agent()
    agents.set_presence(agent_id=ada.pk, presence=make.Presence.ONLINE)
    type(ada).objects.filter(pk=ada.pk).update(capacity=1)
    agents.take_over(agent_id=ada.pk, conversation_id=make.conversation().pk)
    words = node("nobody", "message", text="Nobody is free; let me try.")
    conversation = play(graph_with(words, edges=(("nobody", "next", "ai"),)))
    assert (conversation.state, run_of(conversation).node) == (State.QUEUED, "human")
    assert stage.run(conversation) is TurnState.SUPERSEDED, "a rule brought in a person meanwhile"
    stage.say("How long do you keep backups?")
    assert open_turn_of(conversation.pk) is None
    escalation.sweep(timezone.now() + timedelta(seconds=default_queue().max_wait_s))
    assert make.state_of(conversation) == State.ASSISTANT
    stage.run(conversation)
    assert words_of(conversation, AuthorKind.ASSISTANT)[-1] == "Backups are kept for 14 days."


def test_a_call_that_is_asked_for_is_kept_and_colleagues_see_it(
    play: Callable[[Graph], Conversation],
) -> None:
    conversation = play(CALL)
    slot = make.entries(conversation, EntryKind.FORM_REQUESTED)[0]["fields"][2]["options"][0]
    fill_in(conversation, {"phone": "+49 30 123", "slot": slot["value"], "message": "Invoice 7"})
    conversation.refresh_from_db()
    handoff = make.handoff_of(conversation)
    assert (conversation.state, handoff.state) == (State.DEFERRED, HandoffState.CAPTURED)
    assert handoff.captured["phone"] == "+49 30 123"
    note = Message.objects.get(conversation=conversation, audience=Audience.STAFF.value)
    assert note.text == f"Call back at {slot['label']}. +49 30 123\nInvoice 7"
    entry = QueueEntry.objects.get(conversation=conversation, left_at__isnull=True)
    assert (entry.reason, entry.reason_text) == ("callback", f"Call back at {slot['label']}.")
    conversation.visitor.refresh_from_db()
    assert conversation.visitor.attributes["phone"] == "+49 30 123"
    assert make.notices(conversation)[-1] == "Thank you. A colleague calls you."
    assert run_of(conversation).state == "completed"
    ada = make.agent()
    agents.take_over(agent_id=ada.pk, conversation_id=conversation.pk)
    assert make.handoff_of(conversation).followed_up_at is not None
    assert is_clean()


def test_an_end_does_not_close_what_a_colleague_owes(stage: Stage) -> None:
    """Before the AI: nobody was asked yet, and the promise stands all the same."""
    nodes = [node("start", "start"), node("call", "callback"), node("end", "end")]
    edges = [("start", "next", "call"), ("call", "requested", "end"), ("call", "skipped", "end")]
    publish(stage, flow(nodes, edges))
    conversation = stage.say("Please call me")
    fill_in(conversation, {"name": "Vera", "phone": "030 123"})
    conversation.refresh_from_db()
    assert conversation.state == State.DEFERRED
    handoff = make.handoff_of(conversation)
    assert (handoff.state, handoff.reason) == (HandoffState.CAPTURED, "flow_step")
    assert handoff.sentence == "Call back as soon as possible."
    entry = QueueEntry.objects.get(conversation=conversation)
    assert (entry.queue_id, entry.left_at, entry.is_message) == (default_queue().pk, None, True)
    assert is_clean()


def test_a_skipped_call_leaves_the_visitor_where_they_were(
    play: Callable[[Graph], Conversation],
) -> None:
    conversation = play(CALL)
    fill_in(conversation, None)
    conversation.refresh_from_db()
    assert (conversation.state, run_of(conversation).node) == (State.ASSISTANT, "ai")
    assert Handoff.objects.filter(captured_basis="form").count() == 0


def test_a_call_that_is_asked_for_while_an_agent_is_asked_is_kept_until_they_answer(
    play: Callable[[Graph], Conversation],
) -> None:
    conversation = play(CALL)
    ada = make.agent()
    agents.route()
    assert make.state_of(conversation) == State.OFFERED
    fill_in(conversation, {"phone": "+49 30 123"})
    handoff = make.handoff_of(conversation)
    assert (make.state_of(conversation), handoff.state) == (State.OFFERED, HandoffState.PENDING)
    agents.decline(agent_id=ada.pk, conversation_id=conversation.pk)
    assert handoff.deadline_at is not None
    escalation.sweep(handoff.deadline_at + timedelta(hours=1))
    handoff.refresh_from_db()
    assert (make.state_of(conversation), handoff.state) == (State.DEFERRED, HandoffState.CAPTURED)
    assert forms_of(conversation) == ["callback"]


def test_after_the_longest_wait_the_flow_goes_on_by_the_sweep(
    play: Callable[[Graph], Conversation],
) -> None:
    """Somebody is there, but busy: only the clock says that nobody comes."""
    ada = make.agent()
    agents.set_presence(agent_id=ada.pk, presence=make.Presence.ONLINE)
    type(ada).objects.filter(pk=ada.pk).update(capacity=1)
    busy = make.conversation()
    agents.take_over(agent_id=ada.pk, conversation_id=busy.pk)
    conversation = play(CALL)
    assert (conversation.state, run_of(conversation).node) == (State.QUEUED, "human")
    longest_wait = timedelta(seconds=default_queue().max_wait_s)
    escalation.sweep(timezone.now() + longest_wait)
    assert (make.state_of(conversation), run_of(conversation).node) == (State.QUEUED, "nobody")
    assert forms_of(conversation) == ["callback"]


def test_the_flows_own_patience_ends_before_that(play: Callable[[Graph], Conversation]) -> None:
    ada = make.agent()
    type(ada).objects.filter(pk=ada.pk).update(capacity=1)
    agents.take_over(agent_id=ada.pk, conversation_id=make.conversation().pk)
    graph = graph_with(node("nobody", "offline_message"))
    graph["nodes"][2] = node("human", "human_chat", wait_minutes=1)
    conversation = play(graph)
    FlowRun.objects.update(deadline_at=timezone.now() - timedelta(seconds=1))
    runner.sweep()
    assert (make.state_of(conversation), run_of(conversation).node) == (State.DEFERRED, "nobody")


@pytest.mark.parametrize("number", range(3))
def test_news_that_nobody_comes_and_an_agent_who_does_never_both_win(
    play: Callable[[Graph], Conversation], number: int
) -> None:
    """T6: the news told many times at once, while an agent takes over; one of both, never none."""
    ada = make.agent()
    agents.set_presence(agent_id=ada.pk, presence=make.Presence.AWAY)
    graph = CALL if number else graph_with(node("nobody", "offline_message"))
    stage_now = timezone.now()
    conversation = play(graph)
    QueueEntry.objects.filter(conversation=conversation).update(exhausted_at=None)
    told = partial(agents.give_up_asking, conversation_id=conversation.pk, now=stage_now)
    joins = partial(agents.take_over, agent_id=ada.pk, conversation_id=conversation.pk)
    at_once(told, joins, told, partial(escalation.fall_back, conversation_id=conversation.pk))
    assert make.state_of(conversation) == State.WITH_AGENT
    assert run_of(conversation).waiting_for == "agent"
    assert is_clean()
    assert not Handoff.objects.filter(state__in=["pending", "fallback"]).exists()


def test_the_news_are_told_once(play: Callable[[Graph], Conversation]) -> None:
    conversation = play(CALL)
    for _ in range(2):
        agents.route()
        agents.give_up_asking(conversation_id=conversation.pk, now=timezone.now())
    entries = TimelineEntry.objects.filter(kind=EntryKind.OFFERS_EXHAUSTED.value)
    assert entries.count() == 1
    assert forms_of(conversation) == ["callback"]
