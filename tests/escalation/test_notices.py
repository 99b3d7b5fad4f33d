"""T3: for each reason and language, the visitor is told once, in words that fit and are true."""

from __future__ import annotations

import pytest
from django.utils import timezone

from agents.models import Queue
from agents.selectors import default_queue
from chat.types import EntryKind
from escalation import away_texts, services, texts
from escalation.models import Handoff
from escalation.types import ReasonCode
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db

LANGUAGES = ("en", "de", "es", "fr")
TOLD = [code for code in ReasonCode if code is not ReasonCode.AGENT_TAKEOVER]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", TOLD)
def test_the_visitor_is_told_exactly_once(reason: ReasonCode, language: str) -> None:
    conversation = make.conversation(language=language)
    fired = make.keyword_fired(reason=reason)
    first = make.escalate(conversation, reason=reason, fired=(fired,))
    again = make.escalate(conversation, reason=reason, fired=(fired,))
    assert again.pk == first.pk
    words = texts.notice(reason, language, {})
    assert words
    assert make.notices(conversation).count(words) == 1
    assert Handoff.objects.filter(conversation=conversation).count() == 1


def test_languages_do_not_borrow_from_each_other() -> None:
    for reason in TOLD:
        told = [texts.notice(reason, language, {}) for language in LANGUAGES]
        assert len(set(told)) == len(LANGUAGES), reason


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_nobody_can_come_nobody_is_announced(language: str) -> None:
    """The queue is closed: the notice says no colleague is coming, and the form why."""
    queue = default_queue()
    Queue.objects.filter(pk=queue.pk).update(closed_at=timezone.now())
    why = texts.away("closed", language)
    for reason in TOLD:
        conversation = make.conversation(language=language)
        fired = make.keyword_fired(reason=reason)
        make.escalate(conversation, reason=reason, fired=(fired,))
        services.fall_back(conversation_id=conversation.pk)
        words = texts.notice_while_away(reason, language, {})
        assert words
        assert make.notices(conversation) == [words]
        (form,) = make.entries(conversation, EntryKind.FORM_REQUESTED)
        assert form["text"].startswith(why)
        assert form["text"].count(why) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_promised_follow_up_is_told_once(language: str) -> None:
    Queue.objects.filter(pk=default_queue().pk).update(fallbacks=["assistant_note"])
    conversation = make.conversation(language=language)
    make.escalate(conversation)
    for _ in range(2):
        services.fall_back(conversation_id=conversation.pk)
    note = texts.outcome("assistant_note", language, {})
    assert make.notices(conversation).count(note) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_can_only_wait_is_told_that_the_words_are_kept(language: str) -> None:
    Queue.objects.filter(pk=default_queue().pk).update(fallbacks=["wait"])
    conversation = make.conversation(language=language)
    handoff = make.escalate(conversation)
    for seconds in (301, 302):
        services.sweep(make.later(handoff.requested_at, seconds))
    kept = texts.outcome("captured", language, {})
    assert make.notices(conversation).count(kept) == 1


def test_the_managers_own_words_go_first_also_while_nobody_can_come() -> None:
    own = {"en": {"human_requested": "Somebody will ring you."}}
    told = texts.notice_while_away(ReasonCode.HUMAN_REQUESTED, "en", own)
    assert told == "Somebody will ring you."
    assert texts.outcome("captured", "en", {"en": {"captured": "We keep it."}}) == "We keep it."


@pytest.mark.parametrize("table", [away_texts.AWAY, away_texts.OUTCOMES])
def test_every_language_has_every_text(table: dict[str, dict[str, str]]) -> None:
    names = set(table["en"])
    assert set(table) == set(LANGUAGES)
    for language in LANGUAGES:
        assert set(table[language]) == names
        assert all(table[language].values())
    for name in names:
        assert len({table[language][name] for language in LANGUAGES}) == len(LANGUAGES)
