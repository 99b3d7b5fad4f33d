"""Telling small talk from questions."""

from __future__ import annotations

import pytest

from knowledge.small_talk import small_talk


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hi", "greeting"),
        ("Hello there!", "greeting"),
        ("Hi! How are you?", "wellbeing"),
        ("Ok great, thank you so much!", "thanks"),
        ("no that's all, thanks", "thanks"),
        ("thanks, bye!", "farewell"),
        ("Thanks, that's all!", "thanks"),
        ("Thanks, that solved it!", "thanks"),
        ("Perfect, it works now.", "thanks"),
        ("No, nothing else", "thanks"),
        ("my problem is solved", "thanks"),
        ("ok", "acknowledgement"),
        ("are you a bot?", "identity"),
        ("Am I talking to a human?", "identity"),
        ("can you help me?", "ability"),
    ],
)
def test_small_talk_is_recognised(text: str, kind: str) -> None:
    assert small_talk(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "Hi, how do I return a shirt?",
        "thanks but that does not help",
        "hey can I speak to a human",
        "can you help me with my order",
        "Talk to a human",
        "great, and what does it cost?",
        "that solved nothing",
        "that's all I know about the error",
        "is it fixed now",
        "that works for mail but not for the site",
    ],
)
def test_a_question_is_not_mistaken_for_small_talk(text: str) -> None:
    assert small_talk(text) == ""
