"""What is passed on: read and corrected by the visitor, and read by the agent in ten seconds."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.axe import severe_problems
from tests.e2e.stage import Stage, Visitor

pytestmark = pytest.mark.e2e

TOLD = (
    "My shop shows error 502 on every page. I already restarted the app. "
    "I am at vera@exmaple.com, I want to talk to a human!"
)
MATTER = "My shop shows error 502 on every page."


def card_of(vera: Visitor) -> Locator:
    """The newest card that says what is passed on."""
    return vera.log.get_by_role("group", name="This is what I am passing on").last


def test_what_is_passed_on_is_corrected_by_keyboard_and_the_agent_reads_it(stage: Stage) -> None:
    ada, vera = stage.agent("ada"), stage.visitor()
    ada.be("Available")
    vera.arrive()
    vera.input.fill(TOLD)
    vera.input.press("Enter")
    card = card_of(vera)
    for line in (MATTER, "I already restarted the app.", "vera@exmaple.com", "502"):
        expect(card).to_contain_text(line)
    assert severe_problems(vera.page) == []

    card.get_by_role("button", name="Change: E-mail").focus()
    vera.page.keyboard.press("Enter")
    field = card.get_by_role("textbox", name="E-mail")
    expect(field).to_be_focused()
    assert severe_problems(vera.page) == []
    field.fill("vera@example.com")
    vera.page.keyboard.press("Enter")
    expect(card).to_contain_text("It is passed on like this.")
    expect(card.get_by_role("button", name="Change: E-mail")).to_be_focused()

    vera.page.reload()
    expect(card_of(vera)).to_contain_text("changed by you")

    ada.accept_offer()
    expect(ada.brief).to_contain_text(MATTER)
    expect(ada.brief).to_contain_text("corrected by the visitor")
    expect(ada.brief.locator("mark")).to_have_text("talk to a human")
    expect(ada.details).to_contain_text("vera@example.com")
    assert severe_problems(ada.page) == []

    ada.brief.locator("mark").click()
    expect(ada.messages.locator(".message--visitor").last).to_be_focused()
    ada.brief.get_by_role("button", name="Use as reply").click()
    expect(ada.reply_box).to_have_value(re.compile(re.escape(MATTER)))
    expect(card_of(vera).get_by_role("button")).to_have_count(0)
