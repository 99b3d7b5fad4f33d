"""The demo's past fortnight: planned the same every time, judged by the real rules, once."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from celery.result import EagerResult
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import Settings

from agents.models import Assignment
from chat.models import Conversation, Message, Site
from config.celery import app
from config.demo import SITE_NAME, history
from config.demo.articles import all_articles
from config.demo.history import ensure_history, planned
from config.demo.knowledge import BASE_SLUG
from config.demo.people import MANAGER
from config.demo.reviews import NotIndexedYet
from config.demo.talk import Talk
from escalation.models import Decision, Handoff
from escalation.setup import ensure_defaults
from escalation.stored_decisions import replay_all
from knowledge import index, reliability, services
from knowledge.lexical import word_indexes
from knowledge.models import AssistantProfile, Calibration, KnowledgeBase
from tests.conftest import NOON
from tests.fakes import InMemoryIndex

FEW = 6


@pytest.fixture(autouse=True)
def _nothing_remembered(settings: Settings) -> Iterator[None]:
    settings.DEMO = True
    settings.KNOWLEDGE_INDEX = "tests.fakes.InMemoryIndex"
    InMemoryIndex.is_down = False
    index._index.cache_clear()
    word_indexes.forget()
    reliability.forget_kept()
    yield
    index._index.cache_clear()
    word_indexes.forget()
    reliability.forget_kept()


@pytest.fixture
def desk(db: None) -> KnowledgeBase:
    """The demo with a few of its articles, indexed, but not reviewed yet."""
    User.objects.create_user(MANAGER, is_staff=True)
    Site.objects.create(name=SITE_NAME)
    base = KnowledgeBase.objects.create(slug=BASE_SLUG, name="Help centre")
    profile = AssistantProfile.objects.create(slug="assistant", name="Assistant")
    profile.knowledge_bases.add(base)
    ensure_defaults()
    for article in all_articles()[:3]:
        document = services.add_document(
            knowledge_base=base,
            ref=article.slug,
            title=article.title,
            body=article.body,
            questions=article.questions,
            schedule=False,
        )
        services.index_document(document.pk)
    return base


@pytest.fixture
def reviewed(desk: KnowledgeBase) -> KnowledgeBase:
    """The same, after the desk's calibration."""
    Calibration.objects.create(
        knots=[[-1, 0.2], [1, 0.8]], labels=200, labels_right=100, error_before=0.2, error_after=0.1
    )
    return desk


def test_the_plan_is_the_same_every_time_and_lies_in_the_past() -> None:
    talks = planned(NOON)
    assert talks == planned(NOON)
    assert 60 <= len(talks) <= 150
    assert len({talk.client_id(0) for talk in talks}) == len(talks)
    assert all(talk.began < NOON for talk in talks)
    assert [talk.number for talk in talks] == list(range(len(talks)))


def test_the_sentences_are_well_formed() -> None:
    rows = json.loads(history.FILE.read_text(encoding="utf-8"))
    assert all(text.strip() == text != "" for texts in rows.values() for text in texts)


def test_turns_are_judged_by_the_rules_and_dated_back(reviewed: KnowledgeBase) -> None:
    assert ensure_history(FEW) == FEW
    began = planned(timezone.now())[FEW - 1].began
    decisions = Decision.objects.all()
    assert decisions.count() >= FEW
    assert all(one.created_at.date() <= began.date() for one in decisions)
    assert replay_all().identical == decisions.count()
    assert not Conversation.objects.exclude(state="closed").exists()
    assert Handoff.objects.count() == Decision.objects.filter(action="escalate").count() > 0
    stays = Assignment.objects.values_list("accepted_at", "ended_at")
    assert all(begin is not None and end is not None and begin < end for begin, end in stays)


def test_a_second_time_changes_nothing(reviewed: KnowledgeBase) -> None:
    ensure_history(2)
    messages = Message.objects.count()
    assert ensure_history(2) == 0
    assert Message.objects.count() == messages
    assert Message.objects.filter(client_id__startswith=Talk.MARK).exists()


def test_it_waits_for_the_desks_calibration(desk: KnowledgeBase) -> None:
    with pytest.raises(NotIndexedYet):
        ensure_history(1)
    result: EagerResult[None] = history.play_demo_history.apply(retries=history.RETRIES)
    assert isinstance(result.result, NotIndexedYet)


def test_half_a_search_is_not_played(reviewed: KnowledgeBase) -> None:
    InMemoryIndex.is_down = True
    with pytest.raises(NotIndexedYet):
        ensure_history()
    assert not Decision.objects.filter(stage="after_answer").exists()


def test_an_installation_that_is_not_the_demo_is_left_alone(
    reviewed: KnowledgeBase, settings: Settings
) -> None:
    settings.DEMO = False
    assert ensure_history() == 0


def test_visitors_never_queue_behind_it() -> None:
    route = app.amqp.router.route({}, history.play_demo_history.name)
    assert route["queue"].name == "ingestion"
