"""Complex product support: the AI explains, people look at what is broken."""

from __future__ import annotations

from typing import Any

from flows.recipes.sheet import Recipe, Sheet, branch, condition

_FIELDS = [
    {"label": "What did you do, and what happened?", "kind": "long_text", "name": "what_happened"},
    {
        "label": "How bad is it?",
        "kind": "choice",
        "name": "severity",
        "options": [
            {"label": "Nothing works"},
            {"label": "I cannot do one thing"},
            {"label": "It only looks wrong"},
        ],
    },
    {"label": "Which version, if you know it?", "required": False, "name": "version"},
]


def graph() -> dict[str, Any]:
    """What is asked decides: how something works is for the AI, what is broken for people."""
    sheet = Sheet(2)
    sheet.node(
        "topic",
        "buttons",
        1,
        2,
        "What is it about?",
        text="Hi {{visitor.name}}! What can we do for you?",
        buttons=[
            {"key": "how", "label": "How does something work?"},
            {"key": "broken", "label": "Something does not work"},
        ],
        save_as="topic",
    )
    sheet.node("assistant", "ai_agent_handoff", 3, 1, "AI explains the product")
    sheet.node(
        "broken",
        "conditional",
        4,
        0,
        "A fault after all?",
        question="Did it turn out to be a fault or an outage?",
        branches=[
            branch(
                "fault",
                "A fault",
                condition("intent", "outage"),
                condition("reason", "unresolved_limit"),
                match="any",
            )
        ],
        otherwise="A question",
    )
    sheet.node(
        "details",
        "collect_info",
        2,
        3,
        "What is broken",
        title="Tell us about it",
        text="So that whoever takes over can begin at once.",
        fields=_FIELDS,
    )
    sheet.node("tag", "set_attribute", 5, 2, "Mark as a fault", add_tags=["fault"])
    sheet.node("experts", "human_chat", 6, 2, "Product experts", priority=7)
    sheet.node("support", "human_chat", 6, 0, "Support team")
    sheet.node(
        "away",
        "message",
        7,
        3,
        "Nobody is there",
        text="No expert can take this at the moment. Leave us a message, and one of them answers.",
    )
    sheet.node("offline", "offline_message", 8, 3, "Leave a message")
    sheet.node("survey", "satisfaction_survey", 7, 1, "Satisfaction Survey", style="faces")
    sheet.node("end", "end", 8, 1, "End", outcome="resolved")
    sheet.connect("start", next="topic")
    sheet.connect("topic", how="assistant", broken="details", other="assistant")
    sheet.connect("assistant", escalated="broken", resolved="survey")
    sheet.connect("broken", fault="tag", else_="support")
    sheet.connect("details", submitted="tag", skipped="assistant")
    sheet.connect("tag", next="experts")
    sheet.connect("experts", ended="survey", nobody="away")
    sheet.connect("support", ended="survey")
    sheet.connect("away", next="offline")
    sheet.connect("survey", answered="end", skipped="end")
    return sheet.graph()


COMPLEX_PRODUCT = Recipe(
    slug="complex-product-support",
    name="Complex product support",
    description=(
        "The AI explains features and how to do things. Faults and outages go to your experts, "
        "with what happened, how bad it is and which version, asked before they join."
    ),
    use="Complex product support",
    graph=graph,
)
