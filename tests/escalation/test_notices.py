"""T3: for each reason and language, the visitor is told once, in words that fit."""

from __future__ import annotations

import pytest

from escalation import texts
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
