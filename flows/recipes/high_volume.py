"""High-volume support: the AI has every conversation, people only those that need them."""

from __future__ import annotations

from typing import Any

from flows.recipes.sheet import Recipe, Sheet


def graph() -> dict[str, Any]:
    """The AI, then a gate that looks at the queue before anybody is promised a person."""
    sheet = Sheet(2)
    sheet.node(
        "hello",
        "message",
        1,
        2,
        "Hello",
        text=(
            "Hi {{visitor.name}}! Ask me anything: I answer from our help pages at once. "
            "When I cannot help, a colleague takes over."
        ),
    )
    sheet.node("assistant", "ai_agent_handoff", 2, 2, "AI Agent Handoff", max_answers=12)
    sheet.node("gate", "queue_gate", 3, 1, "Is the wait worth it?", max_waiting=10)
    sheet.node(
        "wait",
        "message",
        4,
        1.4,
        "Short wait",
        text=(
            "All my colleagues are talking to somebody just now. You are in the queue and need not "
            "repeat anything: they will read what we wrote."
        ),
    )
    sheet.node("human", "human_chat", 5, 0, "Support team")
    sheet.node("callback", "callback", 4, 4, "Call back instead")
    sheet.node("offline", "offline_message", 5, 3, "Leave a message")
    sheet.node("survey", "satisfaction_survey", 6, 2, "Satisfaction Survey", style="stars")
    sheet.node("end", "end", 7, 2, "End", outcome="resolved")
    sheet.connect("start", next="hello")
    sheet.connect("hello", next="assistant")
    sheet.connect("assistant", escalated="gate", resolved="survey")
    sheet.connect("gate", available="human", wait="wait", busy="callback", closed="offline")
    sheet.connect("wait", next="human")
    sheet.connect("human", ended="survey")
    sheet.connect("callback", skipped="offline")
    sheet.connect("survey", answered="end", skipped="end")
    sheet.note(
        "why_gate",
        3,
        3,
        "Change how long a queue is still worth waiting in. Beyond it a call or a message is "
        "the kinder offer.",
    )
    return sheet.graph()


HIGH_VOLUME = Recipe(
    slug="high-volume-support",
    name="High-volume support",
    description=(
        "The AI holds any number of conversations at once. Only those that need a person reach the "
        "queue, and nobody is sent into a queue that is too long: they choose a call or a message."
    ),
    use="High-volume support",
    graph=graph,
)
