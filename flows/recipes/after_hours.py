"""After-hours hybrid support: the AI at night, the urgent first in line for the morning team."""

from __future__ import annotations

from typing import Any

from flows.recipes.sheet import Recipe, Sheet, branch, condition


def graph() -> dict[str, Any]:
    """The greeting tells the time; what the AI cannot settle waits by how urgent it is."""
    sheet = Sheet(1)
    sheet.node("hours", "time_of_day", 1, 1, "Are we open?")
    sheet.node(
        "day",
        "message",
        2,
        0.5,
        "Good day",
        text="Hi {{visitor.name}}! I'll try to help first; the team is here as well.",
    )
    sheet.node(
        "night",
        "message",
        2,
        1.5,
        "Good night",
        text=(
            "Hi {{visitor.name}}! The team is back in the morning. I'll help with what I can, and "
            "pass on the rest with everything that you tell me."
        ),
    )
    sheet.node("assistant", "ai_agent_handoff", 3, 1, "AI Agent Handoff")
    sheet.node("gate", "queue_gate", 4, 0.5, "Can somebody take it now?")
    sheet.node("team", "human_chat", 5, 0, "Team")
    sheet.node(
        "urgent",
        "conditional",
        5,
        2,
        "Urgent?",
        question="Can it wait for a call or a message?",
        branches=[
            branch(
                "urgent",
                "Urgent",
                condition("reason", "after_hours_urgent"),
                condition("urgency", "urgent"),
                condition("urgency", "high"),
                condition("intent", "outage"),
                match="any",
            )
        ],
        otherwise="Can wait",
    )
    sheet.node(
        "first_in_line",
        "message",
        6,
        2,
        "First in line",
        text=(
            "This is urgent, so you are first in line when the team comes in. They will have our "
            "whole conversation in front of them; you can close this window and come back."
        ),
    )
    sheet.node("morning", "human_chat", 7, 2, "Morning team", priority=9)
    sheet.node("callback", "callback", 6, 3, "Call back")
    sheet.node("offline", "offline_message", 7, 4, "Leave a message")
    sheet.node("survey", "satisfaction_survey", 8, 1, "Satisfaction Survey")
    sheet.node("end", "end", 9, 1, "End", outcome="resolved")
    sheet.connect("start", next="hours")
    sheet.connect("hours", open="day", closed="night")
    sheet.connect("day", next="assistant")
    sheet.connect("night", next="assistant")
    sheet.connect("assistant", escalated="gate", resolved="survey")
    sheet.connect("gate", available="team", wait="team", busy="team", closed="urgent")
    sheet.connect("team", ended="survey")
    sheet.connect("urgent", urgent="first_in_line", else_="callback")
    sheet.connect("first_in_line", next="morning")
    sheet.connect("morning", ended="survey")
    sheet.connect("callback", skipped="offline")
    sheet.connect("survey", answered="end", skipped="end")
    return sheet.graph()


AFTER_HOURS = Recipe(
    slug="after-hours-hybrid",
    name="After-hours hybrid support",
    description=(
        "At night the AI settles what it can. Urgent matters queue first for the morning team, "
        "with the whole conversation; the rest becomes a call or a message."
    ),
    use="After-hours hybrid support",
    graph=graph,
)
