"""An agent accepts, steps in, and gives a conversation back, on or up."""

from __future__ import annotations

import pytest
from django.db import transaction

from agents import services
from agents.models import Assignment
from agents.types import AssignmentState, NotPossibleError, Presence
from chat import services as chat
from chat.models import Message
from chat.types import SYSTEM, VISITOR, EntryKind, IllegalTransition, Move, RefusedMessageError
from tests.agents import builders as build

NOBODY = 10**9

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


def refused(code: str) -> pytest.RaisesExc[NotPossibleError]:
    return pytest.RaisesExc(NotPossibleError, check=lambda error: error.code == code)


def test_accepting_makes_the_agent_join_in_front_of_the_visitor() -> None:
    ada = build.agent("Ada")
    talk = build.waiting()
    seq = services.accept(agent_id=ada.pk, conversation_id=talk.pk)
    assert build.state_of(talk) == "with_agent"
    assert build.kinds_of(talk)[-2:] == ["conversation.moved", "agent.joined"]
    joined = build.last_payload(talk, EntryKind.AGENT_JOINED)
    assert joined == {"agent": {"id": ada.pk, "name": "Ada"}}
    assert build.wait_of(talk) is None
    talk.refresh_from_db()
    assert seq == talk.last_seq == services.accept(agent_id=ada.pk, conversation_id=talk.pk)


def test_only_the_offered_agent_can_accept_or_decline() -> None:
    ada = build.agent("Ada")
    talk = build.waiting()
    abel = build.agent("Abel")
    assert build.live(talk).agent_id == ada.pk  # type: ignore[union-attr]
    for step in (services.accept, services.decline):
        with refused("not_offered"):
            step(agent_id=abel.pk, conversation_id=talk.pk)


def test_accepting_after_the_deadline_is_too_late_even_before_the_sweep() -> None:
    ada = build.agent("Ada")
    talk = build.waiting()
    with refused("too_late"):
        services.accept(agent_id=ada.pk, conversation_id=talk.pk, now=build.later(31))


def test_declined_conversation_goes_to_the_next_agent() -> None:
    people = [build.agent("Ada"), build.agent("Abel")]
    talk = build.waiting()
    first = build.live(talk)
    assert first is not None
    services.decline(agent_id=first.agent_id, conversation_id=talk.pk)
    second = build.live(talk)
    assert second is not None
    assert {first.agent_id, second.agent_id} == {one.pk for one in people}


def test_offer_that_runs_out_goes_to_the_next_agent() -> None:
    build.agent("Ada"), build.agent("Abel")
    talk = build.waiting()
    first = build.live(talk)
    assert first is not None
    assert services.sweep(now=build.later(29))["expired"] == 0
    assert services.sweep(now=build.later(31))["expired"] == 1
    first.refresh_from_db()
    assert first.state == AssignmentState.EXPIRED
    assert build.last_payload(talk, EntryKind.OFFER_EXPIRED)["agent"]["id"] == first.agent_id
    assert build.live(talk).agent_id != first.agent_id  # type: ignore[union-attr]


@pytest.mark.parametrize("state", ["assistant", "queued", "offered", "deferred"])
def test_agent_can_step_in_wherever_no_other_agent_is(state: str) -> None:
    talk = build.conversation()
    abel = build.agent("Abel") if state == "offered" else None
    if state in {"queued", "offered"}:
        build.escalate(talk)
    if state == "deferred":
        chat.move(conversation_id=talk.pk, move=Move.DEFER, actor=SYSTEM)
    assert build.state_of(talk) == state
    ada = build.agent("Ada")
    services.take_over(agent_id=ada.pk, conversation_id=talk.pk)
    assert build.state_of(talk) == "with_agent"
    assert build.live(talk).agent_id == ada.pk  # type: ignore[union-attr]
    assert build.kinds_of(talk)[-1] == "agent.joined"
    if abel is not None:
        offer = Assignment.objects.get(agent=abel, conversation=talk)
        assert (offer.state, offer.end_reason) == (AssignmentState.REVOKED, "taken_over")


def test_taking_over_ones_own_offer_needs_no_second_slot() -> None:
    ada = build.agent("Ada", capacity=1)
    talk = build.waiting()
    services.take_over(agent_id=ada.pk, conversation_id=talk.pk)
    assert Assignment.objects.get(conversation=talk).state == AssignmentState.ACCEPTED


def test_what_an_agent_has_no_other_can_take_over() -> None:
    ada, abel = build.agent("Ada"), build.agent("Abel")
    talk = build.held_by(ada)
    with refused("owned"):
        services.take_over(agent_id=abel.pk, conversation_id=talk.pk)
    before = len(build.kinds_of(talk))
    services.take_over(agent_id=ada.pk, conversation_id=talk.pk)
    assert len(build.kinds_of(talk)) == before


def test_full_agent_cannot_take_over_and_is_told_the_numbers() -> None:
    ada = build.agent("Ada", capacity=1)
    build.held_by(ada)
    talk = build.conversation()
    with pytest.raises(NotPossibleError, match="1 of 1") as caught:
        services.take_over(agent_id=ada.pk, conversation_id=talk.pk)
    assert caught.value.code == "full"
    assert build.state_of(talk) == "assistant"


def test_closed_conversation_cannot_be_taken_over() -> None:
    ada = build.agent("Ada")
    talk = build.conversation()
    chat.move(conversation_id=talk.pk, move=Move.CLOSE, actor=VISITOR)
    with refused("not_possible"):
        services.take_over(agent_id=ada.pk, conversation_id=talk.pk)


def test_only_the_owner_can_reply_hand_back_transfer_or_resolve() -> None:
    ada, abel = build.agent("Ada"), build.agent("Abel")
    talk = build.held_by(ada)
    other = {"agent_id": abel.pk, "conversation_id": talk.pk}
    queue_id = build.queue("Sales").pk
    for attempt in (
        lambda: services.reply(**other, client_id="abel-0001", text="Hi"),
        lambda: services.hand_back(**other),
        lambda: services.transfer(**other, queue_id=queue_id),
        lambda: services.resolve(**other),
    ):
        with refused("not_yours"):
            attempt()
    assert build.live(talk).agent_id == ada.pk  # type: ignore[union-attr]
    assert not Message.objects.filter(author_kind="agent").exists()


def test_offered_agent_cannot_reply_before_accepting() -> None:
    ada = build.agent("Ada")
    talk = build.waiting()
    with refused("not_yours"):
        services.reply(agent_id=ada.pk, conversation_id=talk.pk, client_id="ada-00001", text="Hi")


def test_reply_sent_twice_is_stored_once_also_after_the_conversation_went_on() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    words = {"agent_id": ada.pk, "conversation_id": talk.pk, "client_id": "ada-00001"}
    first = services.reply(**words, text="Hello Vera")
    assert services.reply(**words, text="Hello Vera") == first
    services.resolve(agent_id=ada.pk, conversation_id=talk.pk)
    assert services.reply(**words, text="Hello Vera") == first
    message = Message.objects.get(conversation=talk, author_kind="agent")
    assert (message.author_id, message.author_name) == (ada.pk, "Ada")


def test_empty_reply_is_refused() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    with pytest.raises(RefusedMessageError):
        services.reply(agent_id=ada.pk, conversation_id=talk.pk, client_id="ada-00001", text=" ")


def test_anybody_may_leave_a_note_that_only_staff_see() -> None:
    ada, abel = build.agent("Ada"), build.agent("Abel")
    talk = build.held_by(ada)
    services.note(
        agent_id=abel.pk, conversation_id=talk.pk, client_id="abel-0001", text="Known customer"
    )
    assert Message.objects.get(text="Known customer").audience == "staff"


def test_hand_back_gives_the_assistant_the_brief() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    services.hand_back(agent_id=ada.pk, conversation_id=talk.pk, brief="Refund promised")
    assert build.state_of(talk) == "assistant"
    left = build.last_payload(talk, EntryKind.AGENT_LEFT)
    assert left == {"agent": {"id": ada.pk, "name": "Ada"}, "reason": "handed_back"}
    assert build.last_payload(talk, EntryKind.CONVERSATION_MOVED)["brief"] == "Refund promised"
    ada.refresh_from_db()
    assert ada.idle_since is not None


def test_resolve_closes_with_the_outcome_and_says_so_once() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    services.resolve(agent_id=ada.pk, conversation_id=talk.pk, outcome="spam")
    talk.refresh_from_db()
    assert (talk.state, talk.outcome) == ("closed", "spam")
    assert build.kinds_of(talk)[-2:] == ["agent.left", "conversation.moved"]
    assert build.live(talk) is None


def test_transfer_asks_the_other_team_and_keeps_the_note_and_the_urgency() -> None:
    ada = build.agent("Ada")
    sales = build.queue("Sales")
    abel = build.agent("Abel", teams=[sales.team])
    talk = build.waiting(priority=4)
    services.accept(agent_id=ada.pk, conversation_id=talk.pk)
    services.transfer(
        agent_id=ada.pk, conversation_id=talk.pk, queue_id=sales.pk, note="Wants a quote"
    )
    wait = build.wait_of(talk)
    assert wait is not None
    assert (wait.queue, wait.priority, wait.reason) == (sales, 4, "transferred")
    assert wait.reason_text == "Wants a quote"
    assert build.live(talk).agent_id == abel.pk  # type: ignore[union-attr]
    assert build.last_payload(talk, EntryKind.AGENT_LEFT)["reason"] == "transferred"
    assert Message.objects.get(text="Wants a quote").audience == "staff"


def test_whoever_passed_a_conversation_on_is_not_asked_again() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    queue_id = ada.teams.get().queues.get().pk
    services.transfer(agent_id=ada.pk, conversation_id=talk.pk, queue_id=queue_id)
    assert build.state_of(talk) == "queued"
    assert build.kinds_of(talk)[-1] == "offers.exhausted"


def test_transfer_to_a_queue_that_is_gone_changes_nothing() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    with refused("no_queue"):
        services.transfer(agent_id=ada.pk, conversation_id=talk.pk, queue_id=NOBODY)
    assert build.state_of(talk) == "with_agent"


def test_transfer_to_a_colleague_asks_that_one_first_with_the_note() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    build.agent("Alma")
    abel = build.agent("Abel", teams=[build.queue("Sales").team])
    build.held_by(abel)
    services.transfer(
        agent_id=ada.pk, conversation_id=talk.pk, to_agent_id=abel.pk, note="Knows the contract"
    )
    wait = build.wait_of(talk)
    assert wait is not None
    assert wait.wanted_agent == abel
    assert build.live(talk).agent_id == abel.pk  # type: ignore[union-attr]
    assert (wait.queue.is_default, wait.reason_text) == (True, "Knows the contract")
    assert Message.objects.get(text="Knows the contract").audience == "staff"


def test_transfer_to_a_colleague_stays_in_the_queue_it_came_from() -> None:
    sales = build.queue("Sales")
    ada = build.agent("Ada", teams=[sales.team])
    talk = build.waiting(to=sales)
    services.accept(agent_id=ada.pk, conversation_id=talk.pk)
    abel = build.agent("Abel")
    services.transfer(agent_id=ada.pk, conversation_id=talk.pk, to_agent_id=abel.pk)
    wait = build.wait_of(talk)
    assert wait is not None
    assert (wait.queue, wait.wanted_agent) == (sales, abel)
    services.decline(agent_id=abel.pk, conversation_id=talk.pk)
    assert build.state_of(talk) == "queued"


def test_transfer_to_a_colleague_who_cannot_take_it_loses_nothing() -> None:
    ada, full = build.agent("Ada"), build.agent("Alma", capacity=1)
    away = build.agent("Abel", presence=Presence.AWAY)
    silent = build.agent("Aron")
    build.close_the_laptop(silent)
    talk = build.held_by(ada)
    build.held_by(full)
    before = build.kinds_of(talk)
    for code, to_agent_id in (
        ("not_there", away.pk),
        ("not_there", silent.pk),
        ("full", full.pk),
        ("no_agent", NOBODY),
        ("not_possible", ada.pk),
    ):
        with refused(code):
            services.transfer(
                agent_id=ada.pk, conversation_id=talk.pk, to_agent_id=to_agent_id, note="Please"
            )
    assert build.live(talk).agent_id == ada.pk  # type: ignore[union-attr]
    assert build.kinds_of(talk) == before


@pytest.mark.parametrize("accepted", [True, False])
def test_conversation_that_the_visitor_ends_frees_the_slot(accepted: bool) -> None:
    ada = build.agent("Ada", capacity=1)
    talk = build.waiting()
    if accepted:
        services.accept(agent_id=ada.pk, conversation_id=talk.pk)
    next_one = build.waiting()
    assert build.state_of(next_one) == "queued"
    chat.move(conversation_id=talk.pk, move=Move.CLOSE, actor=VISITOR)
    assert build.live(talk) is None
    assert build.wait_of(talk) is None
    assert build.live(next_one).agent_id == ada.pk  # type: ignore[union-attr]
    assert ("agent.left" in build.kinds_of(talk)) is accepted


def test_wait_ends_when_a_fallback_takes_the_conversation() -> None:
    talk = build.waiting()
    chat.move(conversation_id=talk.pk, move=Move.DEFER, actor=SYSTEM)
    assert build.wait_of(talk) is None
    build.agent("Ada")
    assert build.state_of(talk) == "deferred"


def test_release_twice_changes_nothing() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)
    services.release(talk.pk)
    before = build.kinds_of(talk)
    services.release(talk.pk)
    assert build.kinds_of(talk) == before


def test_nothing_of_a_step_remains_when_the_transaction_around_it_fails() -> None:
    ada = build.agent("Ada")
    talk = build.held_by(ada)

    @transaction.atomic
    def close_twice() -> None:
        for _ in range(2):
            chat.move(conversation_id=talk.pk, move=Move.CLOSE, actor=VISITOR)

    with pytest.raises(IllegalTransition):
        close_twice()
    assert build.live(talk).agent_id == ada.pk  # type: ignore[union-attr]


def test_five_handoffs_in_a_row_leave_nothing_behind() -> None:
    ada = build.agent("Ada", capacity=1)
    talk = build.conversation()
    for _ in range(5):
        build.escalate(talk)
        services.accept(agent_id=ada.pk, conversation_id=talk.pk)
        services.hand_back(agent_id=ada.pk, conversation_id=talk.pk)
    assert build.state_of(talk) == "assistant"
    assert build.kinds_of(talk).count("agent.joined") == 5
    assert build.live(talk) is None
