"""A sentence is tried: readings with their grounds, and what each rule would say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chat.models import Conversation
from escalation.intents.starter import ensure_intents
from escalation.models import Decision
from escalation.services.trying import TriedReading, TriedSentence, try_sentence
from escalation.setup import ensure_defaults
from escalation.types import PolicyError

pytestmark = pytest.mark.django_db


def rule(key: str, trigger: str, **fields: Any) -> dict[str, Any]:
    return {"key": key, "when": {"trigger": trigger, "fields": fields}}


def reading(tried: TriedSentence, name: str) -> TriedReading:
    return next(one for one in tried.readings if one.name == name)


def states(tried: TriedSentence) -> dict[str, str]:
    return {one.key: one.state for one in tried.rules}


def test_a_request_for_a_person_fires_the_live_policy_and_quotes_the_words() -> None:
    ensure_defaults()
    tried = try_sentence("hello, I want to talk to a person")
    assert (tried.action, tried.reason, tried.rule) == (
        "escalate", "human_requested", "asks-for-person"
    )  # fmt: skip
    found = reading(tried, "human_request")
    assert found.value >= 0.9
    assert found.rests_on == "pattern"
    assert found.evidence
    fired = tried.rules[[one.key for one in tried.rules].index("asks-for-person")]
    assert fired.because.startswith("The visitor")
    assert fired.sentence.startswith("If ")
    assert states(tried)["low-confidence"] == "later"


def test_an_ordinary_question_wakes_no_rule() -> None:
    ensure_defaults()
    tried = try_sentence("which colour does the sofa come in?")
    assert (tried.action, tried.reason, tried.rule) == ("reply", "", "")
    assert "fires" not in states(tried).values()


def test_a_category_shows_the_examples_it_rests_on() -> None:
    ensure_intents()
    draft = [
        rule("leaves", "intent_category", intents=["cancellation"], threshold=0.6),
        rule("buys", "intent_category", intents=["sales"], threshold=0.6),
    ]
    tried = try_sentence("Good day! Please close my account.", draft=draft)
    found = reading(tried, "intent:cancellation")
    assert (found.label, found.rests_on) == ("Cancellation", "examples")
    assert found.nearest[0].text == "please close my account"
    assert [span.text for span in found.evidence] == ["Please close my account."]
    assert states(tried) == {"leaves": "fires", "buys": "quiet"}
    assert tried.reason == "intent_category"


def test_a_draft_is_tried_without_being_saved() -> None:
    ensure_defaults()
    draft = [
        rule("words", "keyword", words=["giraffe"]),
        {**rule("off", "keyword", words=["giraffe"]), "enabled": False},
        {**rule("third", "keyword", words=["giraffe"]), "min_exchanges": 2},
        rule("unsure", "low_confidence", threshold=0.7),
    ]
    tried = try_sentence("a giraffe ate my lunch", draft=draft)
    assert states(tried) == {"words": "fires", "off": "off", "third": "asleep", "unsure": "later"}
    assert [span.text for span in tried.rules[0].evidence] == ["giraffe"]
    assert not Decision.objects.exists()
    assert not Conversation.objects.exists()


def test_a_draft_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(PolicyError):
        try_sentence("hello", draft=[rule("x", "no such thing")])


def test_it_is_json_as_it_stands() -> None:
    ensure_defaults()
    ensure_intents()
    tried = try_sentence("you charged me twice and I am furious")
    again = json.loads(json.dumps(tried.to_json()))
    assert again["readings"][0]["name"] == "intent:billing_dispute"
    assert {"key", "sentence", "state", "because", "evidence"} <= set(again["rules"][0])


@pytest.mark.parametrize("text", ["", "   ", "x" * 20_000, "?!", "\x00 hello"])
def test_odd_sentences_are_tried_too(text: str) -> None:
    tried = try_sentence(text, draft=[])
    assert tried.action == "reply"
    assert len(tried.text) <= 4000
