"""A conversation has one machine that acts for it: a second one is refused, whoever tries.

One flow for each site, one run for each conversation, one open turn, one default of a kind.
"""

from __future__ import annotations

import asyncio

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat.models import Conversation
from chat.types import AuthorKind
from flows.models import Flow, FlowRun, SiteFlow, Turn
from flows.services import begin_run, open_turn_of, plan_turn
from flows.starter import ensure_default_flow
from flows.turn import run_turn
from flows.types import TurnState
from tests.flows.staging import ScriptedAnswers, Stage, turn_states, words_of
from tests.threads import at_once

QUESTION = "How long do you keep backups?"


@pytest.fixture
def another(stage: Stage) -> Flow:
    """A second published flow."""
    ensure_default_flow()
    return Flow.objects.exclude(pk=stage.site.flow_choice.flow_id).get()


def test_a_site_has_one_flow(stage: Stage, another: Flow, client: Client, mona: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SiteFlow.objects.create(site=stage.site, flow=another)
    client.force_login(mona)
    sent = {"site": str(stage.site.pk), "flow": str(another.pk)}
    page = client.post(reverse("admin:flows_siteflow_add"), sent)
    assert page.status_code == 200
    assert "already exists" in page.text
    assert SiteFlow.objects.get(site=stage.site).flow_id != another.pk


def test_a_conversation_has_one_run(stage: Stage, another: Flow) -> None:
    conversation = stage.say(QUESTION)
    version = another.live_version()
    assert version is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        FlowRun.objects.create(conversation=conversation, version=version)
    SiteFlow.objects.filter(site=stage.site).update(flow=another)
    with pytest.raises(IntegrityError):
        begin_run(conversation_id=conversation.pk)
    assert FlowRun.objects.get().version.flow_id != another.pk, "it stays on the flow it began"
    assert words_of(conversation, AuthorKind.ASSISTANT) == ["Hi!"], "nobody greets twice"


def test_a_conversation_has_one_open_turn(stage: Stage) -> None:
    conversation = stage.say(QUESTION)
    with pytest.raises(IntegrityError), transaction.atomic():
        Turn.objects.create(conversation=conversation, created_at=timezone.now())
    upto = Conversation.objects.get(pk=conversation.pk).last_seq

    def plan() -> None:
        with transaction.atomic():
            Conversation.objects.select_for_update().get(pk=conversation.pk)
            plan_turn(conversation_id=conversation.pk, upto_seq=upto)

    assert at_once(*[plan] * 6) == [None] * 6
    assert turn_states(conversation).count(TurnState.PENDING.value) == 1


def test_a_turn_is_run_by_one_process(stage: Stage) -> None:
    conversation = stage.say(QUESTION)
    turn = open_turn_of(conversation.pk)
    assert turn is not None
    results = at_once(*[lambda: asyncio.run(run_turn(turn.pk))] * 4)
    assert sorted(map(str, results)) == ["answered", "superseded", "superseded", "superseded"]
    assert len(ScriptedAnswers.requests) == 1
    assert words_of(conversation, AuthorKind.ASSISTANT) == ["Hi!", "Backups are kept for 14 days."]
