"""Technical support with AI triage: the AI first, a senior engineer for what it cannot settle."""

from __future__ import annotations

from typing import Any

from flows.recipes.sheet import Recipe, Sheet, branch, condition

GREETING = "Hi! I'll try to help first."
GOODBYE = "Glad I could help!"


def graph(
    *,
    greeting: str = GREETING,
    goodbye: str = GOODBYE,
    people: str = "Senior engineer",
    queue: str = "",
    priority: int = 0,
) -> dict[str, Any]:
    """Start, Message, AI Agent Handoff, Conditional, then Human Chat or Message, then a survey."""
    sheet = Sheet(1)
    sheet.node("hello", "message", 1, 1, "Hello", text=greeting)
    sheet.node("assistant", "ai_agent_handoff", 2, 1, "AI Agent Handoff")
    sheet.node(
        "escalated",
        "conditional",
        3,
        1,
        "Escalation triggered?",
        question="Escalation triggered?",
        branches=[branch("escalate", "Escalate", condition("escalated", True))],
        otherwise="Resolved",
    )
    sheet.node("human", "human_chat", 4, 0, people, queue=queue, priority=priority)
    sheet.node("goodbye", "message", 4, 2, "Goodbye", text=goodbye)
    sheet.node("survey", "satisfaction_survey", 5, 1, "Satisfaction Survey")
    sheet.node("end", "end", 6, 1, "End", outcome="resolved")
    sheet.connect("start", next="hello")
    sheet.connect("hello", next="assistant")
    sheet.connect("assistant", escalated="escalated", resolved="escalated")
    sheet.connect("escalated", escalate="human", else_="goodbye")
    sheet.connect("human", ended="survey")
    sheet.connect("goodbye", next="survey")
    sheet.connect("survey", answered="end", skipped="end")
    return sheet.graph()


HOSTING = Recipe(
    slug="technical-support",
    name="AI triage for technical support",
    description=(
        "The AI answers from the knowledge base. What it cannot settle goes to a senior engineer "
        "with the whole conversation; what it settles ends with a goodbye and a short survey."
    ),
    use="Technical support",
    graph=graph,
)
