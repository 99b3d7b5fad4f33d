"""Sales qualification: the AI answers product questions, ready buyers reach a representative."""

from __future__ import annotations

from typing import Any

from flows.recipes.sheet import Recipe, Sheet, branch, condition

_FIELDS = [
    {"label": "Your name", "save_as": "name"},
    {"label": "Your work e-mail", "kind": "email", "save_as": "email"},
    {"label": "Company", "save_as": "attribute", "name": "company"},
    {
        "label": "How many people would use it?",
        "kind": "choice",
        "save_as": "attribute",
        "name": "team_size",
        "options": [{"label": "1 to 10"}, {"label": "11 to 100"}, {"label": "More than 100"}],
    },
]
_LEAD = (
    '{"name": "{{visitor.name}}", "email": "{{visitor.email}}", "company": "{{visitor.company}}", '
    '"team_size": "{{visitor.team_size}}", "page": "{{page}}"}'
)


def graph() -> dict[str, Any]:
    """Who is ready to buy leaves their details, the CRM hears of it, and sales takes over."""
    sheet = Sheet(2)
    sheet.node(
        "hello",
        "message",
        1,
        2,
        "Hello",
        text="Hi! Ask me anything about our product, prices and plans.",
    )
    sheet.node("assistant", "ai_agent_handoff", 2, 2, "AI answers product questions")
    sheet.node(
        "ready",
        "conditional",
        3,
        1,
        "Ready to buy?",
        question="Does the visitor want to buy, or only to know?",
        branches=[
            branch(
                "hot",
                "High intent",
                condition("intent", "sales"),
                condition("page", "/pricing", "contains"),
                condition("page", "/plans", "contains"),
                match="any",
            )
        ],
        otherwise="Only a question",
    )
    sheet.node("support", "human_chat", 4, 3, "Support team")
    sheet.node(
        "lead",
        "collect_info",
        4,
        1,
        "Who is it?",
        title="Let us find the right person for you",
        fields=_FIELDS,
    )
    sheet.node("tag", "set_attribute", 5, 0, "Mark as a lead", add_tags=["lead"])
    sheet.node(
        "crm",
        "webhook",
        6,
        0,
        "Tell the CRM",
        url="https://crm.example.com/leads",
        body=_LEAD,
    )
    sheet.node("by_hand", "set_attribute", 7, 0, "CRM not reached", add_tags=["crm-by-hand"])
    sheet.node("gate", "queue_gate", 7, 1, "Is sales there?", max_waiting=3, max_wait_minutes=3)
    sheet.node("sales", "human_chat", 8, 1, "Sales representative", priority=8)
    sheet.node("callback", "callback", 8, 3, "Call by sales")
    sheet.node("offline", "offline_message", 9, 3, "Leave a message")
    sheet.node("survey", "satisfaction_survey", 10, 2, "Satisfaction Survey")
    sheet.node("end", "end", 11, 2, "End", outcome="resolved")
    sheet.connect("start", next="hello")
    sheet.connect("hello", next="assistant")
    sheet.connect("assistant", escalated="ready", resolved="survey")
    sheet.connect("ready", hot="lead", else_="support")
    sheet.connect("support", ended="survey")
    sheet.connect("lead", submitted="tag", skipped="gate")
    sheet.connect("tag", next="crm")
    sheet.connect("crm", ok="gate", failed="by_hand")
    sheet.connect("by_hand", next="gate")
    sheet.connect("gate", available="sales", wait="sales", busy="callback", closed="callback")
    sheet.connect("sales", ended="survey")
    sheet.connect("callback", skipped="offline")
    sheet.connect("survey", answered="end", skipped="end")
    sheet.note(
        "crm_address",
        5,
        1,
        "Put the address of your own CRM here. Each call is tried once and within seconds; a lead "
        "that could not be passed on is tagged crm-by-hand.",
    )
    return sheet.graph()


SALES = Recipe(
    slug="sales-qualification",
    name="Sales qualification",
    description=(
        "The AI answers product questions. Who is ready to buy leaves their details, your CRM "
        "hears of it, and a representative joins or calls back."
    ),
    use="Sales qualification",
    graph=graph,
)
