"""Forced collisions on PostgreSQL: whoever comes second finds what the first one did."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connection
from django.utils import timezone

from agents import services as agents
from agents.types import NotPossibleError
from chat.models import Conversation
from chat.types import EntryKind, IllegalTransition, State, Superseded
from escalation import selectors, services
from escalation.models import Handoff, PolicyVersion
from escalation.setup import ensure_defaults
from escalation.types import HandoffState
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_escalations_at_once_make_one_handoff() -> None:
    """Forced collisions on PostgreSQL: the row lock decides, the index would have the last word."""
    for _ in range(5):
        conversation = make.conversation()
        epoch = conversation.epoch
        found = _at_once(4, lambda one=conversation, at=epoch: make.escalate(one, epoch=at).pk)
        assert len(set(found)) == 1
        assert Handoff.objects.filter(conversation=conversation).count() == 1
        assert len(make.notices(conversation)) == 1
        assert len(make.entries(conversation, EntryKind.CONVERSATION_ESCALATED)) == 1


def test_taking_over_and_escalating_at_once_leaves_no_contradiction() -> None:
    ada = make.agent()
    for _ in range(4):
        conversation = make.conversation()

        def take_over(one: Conversation = conversation) -> None:
            agents.take_over(agent_id=ada.pk, conversation_id=one.pk)

        def escalate(one: Conversation = conversation) -> None:
            with suppress(Superseded, IllegalTransition):
                make.escalate(one, epoch=one.epoch)

        _run_all([take_over, escalate])
        assert make.state_of(conversation) == State.WITH_AGENT
        assert make.handoff_of(conversation).state == HandoffState.CONNECTED
        assert selectors.check(timezone.now()).is_clean
        agents.resolve(agent_id=ada.pk, conversation_id=conversation.pk)


def test_two_sweeps_at_once_show_one_form() -> None:
    make.agent()  # somebody is online, so that the form waits for the sweep
    conversation = make.conversation()
    handoff = make.escalate(conversation)
    agents.sweep(now=make.later(handoff.requested_at, 600))  # the offer runs out, Ada is lost
    handoff.refresh_from_db()
    late = make.later(handoff.requested_at, 700)
    _run_all([lambda: _ignore(services.sweep(late))] * 3)
    assert make.state_of(conversation) == State.DEFERRED
    assert len(make.entries(conversation, EntryKind.FORM_REQUESTED)) == 1
    assert selectors.check(timezone.now()).is_clean


def test_a_fallback_and_an_agent_at_once_leave_one_owner() -> None:
    ada = make.agent()
    for _ in range(4):
        conversation = make.conversation()
        make.escalate(conversation)

        def take_over(one: Conversation = conversation) -> None:
            agents.take_over(agent_id=ada.pk, conversation_id=one.pk)

        def fall_back(one: Conversation = conversation) -> None:
            services.fall_back(conversation_id=one.pk)

        _run_all([fall_back, take_over])
        assert make.state_of(conversation) == State.WITH_AGENT
        assert make.handoff_of(conversation).state == HandoffState.CONNECTED
        assert selectors.check(timezone.now()).is_clean
        agents.resolve(agent_id=ada.pk, conversation_id=conversation.pk)


def test_the_visitor_leaves_while_the_agent_accepts() -> None:
    ada = make.agent()
    for _ in range(4):
        conversation = make.conversation()
        make.escalate(conversation)

        def accept(one: Conversation = conversation) -> None:
            with suppress(NotPossibleError):
                agents.take_over(agent_id=ada.pk, conversation_id=one.pk)

        def leave(one: Conversation = conversation) -> None:
            make.end(one)

        _run_all([accept, leave])
        assert make.state_of(conversation) == State.CLOSED
        assert make.handoff_of(conversation).state in {"connected", "abandoned"}
        assert selectors.check(timezone.now()).is_clean


def test_two_processes_that_start_at_once_make_one_policy() -> None:
    _run_all([lambda: _ignore(ensure_defaults())] * 4)
    assert PolicyVersion.objects.count() == 1


def _ignore(value: object) -> None:
    """Turns a call with a result into one without."""


def _at_once(number: int, work: Callable[[], int]) -> list[int]:
    found: list[int] = []
    _run_all([lambda: found.append(work())] * number)
    return found


def _run_all(works: list[Callable[[], None]]) -> None:
    """Runs them in threads that start together; the first failure is raised here."""
    gate = threading.Barrier(len(works))
    failures: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            gate.wait(timeout=10)
            work()
        except BaseException as error:  # noqa: BLE001 (raised again in the test's thread)
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    if failures:
        raise failures[0]
