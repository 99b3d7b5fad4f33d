"""What a manager does: reads rules, changes one, publishes it, and sees why things happened."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.stage import Stage

pytestmark = pytest.mark.e2e

SURE = "Which port does SMTP use?"
FAIRLY_SURE = "How long are backups kept on the Pro plan?"
RULES = (
    "If the visitor asks for a person, in any wording, a person takes over",
    "If the visitor writes “server down” or “servers down” or “site down”",
    "If 3 answers did not solve the visitor's problem, a person takes over",
    "If an answer is not backed by the knowledge base, a person takes over",
    "If the assistant fails or takes too long, a person takes over",
    "If the knowledge base holds nothing for the question, a person takes over",
    "If the assistant is less than 70 % sure of its answer, a person takes over",
)


def test_a_raised_threshold_holds_answers_back_once_it_is_published(stage: Stage) -> None:
    vera = stage.visitor()
    vera.arrive()
    vera.say(SURE)
    vera.sees_answer("port 465", "mail-settings-imap-smtp")

    mona = stage.manager("mona")
    mona.open("Escalation policies")
    mona.page.get_by_role("link", name="Standard", exact=True).click()
    rules = mona.page.locator("#policy-editor")
    for rule in RULES:
        expect(rules).to_contain_text(rule)
    mona.page.get_by_role("button", name="less than 70 % sure").click()
    mona.page.get_by_role("slider", name="Confidence threshold").fill("98")
    expect(rules).to_contain_text("less than 98 % sure")
    expect(mona.page.get_by_role("status").first).to_contain_text("Draft saved")
    mona.open("Escalation policies")
    expect(mona.row("Standard")).to_contain_text("not published yet")

    mona.page.get_by_role("link", name="Standard", exact=True).click()
    mona.page.get_by_role("button", name="Publish 1 change").click()
    expect(rules).to_contain_text("Confidence threshold: 70 % → 98 %")
    mona.page.get_by_label("What changed, and why?").fill("Only what is quite sure.")
    mona.page.get_by_role("button", name="Publish now").click()
    expect(mona.page.get_by_text(re.compile("Version [0-9]+ is live."))).to_be_visible()
    mona.open("Policy versions")
    expect(mona.row("Only what is quite sure.")).to_contain_text("mona")

    vera.say(FAIRLY_SURE)
    vera.sees("I am passing this to a colleague so that you get a right answer.")
    assert "30 days" not in vera.after(FAIRLY_SURE)

    mona.open("Decisions")
    mona.row("escalate", "Low confidence").get_by_role("rowheader").get_by_role("link").click()
    expect(mona.content).to_contain_text("below the threshold of 98 %.")
    expect(mona.content).to_contain_text(FAIRLY_SURE)


def test_documents_show_whether_the_assistant_knows_them(stage: Stage) -> None:
    mona = stage.manager("mona")
    mona.open("Documents")
    expect(mona.page.get_by_text("77 documents")).to_be_visible()
    expect(mona.row("Can I download a backup of my website?")).to_contain_text("ready")
    mona.page.get_by_role("link", name="Can I download a backup of my website?").click()
    expect(mona.content).to_contain_text(
        "pieces the assistant can find and quote", ignore_case=True
    )


def test_a_flow_reads_aloud_and_leads_into_the_builder(stage: Stage) -> None:
    mona = stage.manager("mona")
    mona.open("Flows")
    mona.row("AI triage, then a senior engineer").get_by_role("link", name="Details").click()
    expect(mona.page.get_by_role("img", name="The flow as a picture")).to_be_visible()
    mona.content.get_by_text("In words").click()
    for line in ("AI Agent Handoff", "Escalate → Human Chat", "Resolved → Goodbye (Message)"):
        expect(mona.content).to_contain_text(line)
    expect(mona.content).to_contain_text("None: the draft can be published.")
    mona.page.get_by_role("link", name="Open the builder").click()
    expect(mona.page.get_by_role("button", name="No problems")).to_be_visible()
