"""Regulated industries: consent first, general answers by the AI, specialists for the rest."""

from __future__ import annotations

from typing import Any

from flows.recipes.sheet import Recipe, Sheet, branch, condition

_FIELDS = [
    {"label": "Your name", "save_as": "name"},
    {"label": "Your e-mail address", "kind": "email", "save_as": "email"},
    {
        "label": "Customer or contract number",
        "required": False,
        "save_as": "attribute",
        "name": "customer_number",
    },
    {
        "label": "May we use these details to answer you and keep a record of this conversation?",
        "kind": "yes_no",
        "name": "consent",
    },
]


def graph() -> dict[str, Any]:
    """Who it is and whether they agree; then the AI; compliance matters to trained people."""
    sheet = Sheet(2)
    sheet.node(
        "notice",
        "message",
        1,
        2,
        "Notice",
        text=(
            "Welcome. Our assistant gives general information only; it gives no advice and decides "
            "nothing. Whatever concerns your own case goes to a trained specialist."
        ),
    )
    sheet.node(
        "identity",
        "collect_info",
        2,
        2,
        "Identity and consent",
        title="Before we begin",
        text="We have to know whom we talk to.",
        fields=_FIELDS,
        is_skippable=False,
    )
    sheet.node(
        "agreed",
        "conditional",
        3,
        2,
        "Consent given?",
        question="Did the visitor agree?",
        branches=[branch("yes", "Agreed", condition("answers.consent", "yes"))],
        otherwise="Not agreed",
    )
    sheet.node("assistant", "ai_agent_handoff", 4, 1, "AI gives general information")
    sheet.node(
        "sensitive",
        "conditional",
        5,
        0,
        "Compliance-sensitive?",
        question="Is it a matter for trained specialists?",
        branches=[
            branch(
                "specialist",
                "For specialists",
                condition("reason", "sensitive_or_compliance"),
                condition("reason", "ungrounded_answer"),
                condition("intent", "legal_compliance"),
                match="any",
            )
        ],
        otherwise="General",
    )
    sheet.node("tag", "set_attribute", 6, 2, "Mark for compliance", add_tags=["compliance"])
    sheet.node("specialists", "human_chat", 7, 2, "Specialists", priority=8)
    sheet.node(
        "promise",
        "message",
        8,
        3,
        "Only a specialist",
        text=(
            "Only a trained specialist may answer this, and none is there at the moment. Leave us "
            "a message: a specialist will answer it."
        ),
    )
    sheet.node("wait_for_specialist", "offline_message", 9, 3, "Message for specialists")
    sheet.node("general", "human_chat", 6, 0, "Service team")
    sheet.node(
        "no_consent",
        "message",
        4,
        3,
        "No consent",
        text=(
            "That is fine. Without your consent we cannot help you in this chat, but you can leave "
            "a message with no more than you want to tell."
        ),
    )
    sheet.node("offline", "offline_message", 5, 3, "Leave a message")
    sheet.node("survey", "satisfaction_survey", 8, 1, "Satisfaction Survey")
    sheet.node("end", "end", 9, 1, "End", outcome="resolved")
    sheet.connect("start", next="notice")
    sheet.connect("notice", next="identity")
    sheet.connect("identity", submitted="agreed", skipped="no_consent")
    sheet.connect("agreed", yes="assistant", else_="no_consent")
    sheet.connect("no_consent", next="offline")
    sheet.connect("assistant", escalated="sensitive", resolved="survey")
    sheet.connect("sensitive", specialist="tag", else_="general")
    sheet.connect("tag", next="specialists")
    sheet.connect("specialists", ended="survey", nobody="promise")
    sheet.connect("promise", next="wait_for_specialist")
    sheet.connect("general", ended="survey")
    sheet.connect("survey", answered="end", skipped="end")
    return sheet.graph()


REGULATED = Recipe(
    slug="regulated-industries",
    name="Regulated industries",
    description=(
        "Identity and consent come first. The AI gives general information; whatever is sensitive, "
        "or not carried by your documents, goes to trained specialists and to nobody else."
    ),
    use="Regulated industries",
    graph=graph,
)
