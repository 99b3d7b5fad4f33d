"""The widget: by keyboard, on phones, in two tabs, in the dark, without a connection, for all."""

from __future__ import annotations

import os
import re
import signal

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import severe_problems
from tests.e2e.stage import PHONE, Stage, Visitor

pytestmark = pytest.mark.e2e

QUESTION = "How long are backups kept on the Pro plan?"
ANSWER = "30 days on Pro"
SITE_LIMIT_CHARS = 4000


def test_everything_is_done_by_keyboard(stage: Stage) -> None:
    vera = stage.visitor()
    keys = vera.page.keyboard
    vera.page.goto(f"{stage.base}/demo/")
    vera.launcher.focus()
    expect(vera.launcher).to_have_attribute("aria-expanded", "false")
    keys.press("Enter")
    expect(vera.input).to_be_focused()
    keys.type(QUESTION)
    keys.press("Enter")
    vera.sees(ANSWER)
    expect(vera.input).to_be_focused()
    keys.press("Escape")
    expect(vera.panel).to_be_hidden()
    expect(vera.launcher).to_be_focused()
    expect(vera.launcher).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("written", ["", "One moment"])
def test_a_person_is_at_most_two_tab_stops_away_from_the_input(stage: Stage, written: str) -> None:
    vera = stage.visitor()
    vera.arrive()
    vera.input.fill(written)
    expect(vera.talk_to_a_person).to_be_visible()  # it comes with the connection
    vera.page.keyboard.press("Tab")
    if written:
        vera.page.keyboard.press("Tab")
    expect(vera.talk_to_a_person).to_be_focused()
    vera.page.keyboard.press("Enter")
    vera.sees("I would like to talk to a person.")
    vera.sees("Of course. I am passing you to a colleague.")
    expect(vera.talk_to_a_person).to_be_hidden()
    expect(vera.input).to_be_focused()
    expect(vera.input).to_have_value(written)


def test_the_conversation_is_still_there_after_a_reload_and_on_the_next_page(stage: Stage) -> None:
    vera = stage.visitor()
    vera.arrive()
    vera.say(QUESTION)
    vera.sees(ANSWER)
    vera.input.fill("And on the")
    vera.page.reload()
    vera.sees(ANSWER)
    expect(vera.input).to_have_value("And on the")
    vera.page.goto(f"{stage.base}/help/sla")
    vera.sees(ANSWER)
    assert vera.log.get_by_text(QUESTION, exact=True).count() == 1


def test_two_tabs_show_the_same_conversation(stage: Stage) -> None:
    first = stage.visitor()
    first.arrive()
    first.say(QUESTION)
    first.sees(ANSWER)
    second = Visitor(first.page.context.new_page(), stage.base)
    second.arrive("/help/")
    second.sees(ANSWER)
    second.say("Thank you, that is what I wanted to know.")
    first.sees("Thank you, that is what I wanted to know.")
    expect(first.log).to_have_text(second.log.inner_text(), use_inner_text=True)


def test_the_chat_fills_the_screen_of_a_phone(stage: Stage) -> None:
    vera = stage.visitor(**PHONE)
    vera.page.goto(f"{stage.base}/demo/")
    vera.launcher.tap()
    expect(vera.input).to_be_focused()
    expect(vera.launcher).to_be_hidden()
    assert vera.panel.bounding_box() == {"x": 0, "y": 0, **PHONE["viewport"]}
    vera.input.fill(QUESTION)
    vera.panel.get_by_role("button", name="Send").dblclick()
    vera.sees_answer(ANSWER, "backup-schedule")
    assert vera.log.get_by_text(QUESTION, exact=True).count() == 1
    for button in (vera.talk_to_a_person, vera.panel.get_by_role("button", name="Close chat")):
        size = button.bounding_box()
        assert size is not None
        assert size["height"] >= 44
    assert not is_wider_than_the_screen(vera.page)
    vera.panel.get_by_role("button", name="Close chat").tap()
    expect(vera.launcher).to_be_visible()


def is_wider_than_the_screen(page: Page) -> bool:
    wider: bool = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return wider


def test_the_chat_is_dark_where_the_visitor_likes_it_dark(stage: Stage) -> None:
    vera = stage.visitor(color_scheme="dark")
    vera.arrive()
    vera.say(QUESTION)
    vera.sees(ANSWER)
    ground = vera.panel.evaluate("panel => getComputedStyle(panel).backgroundColor")
    assert max(int(share) for share in re.findall(r"\d+", ground)[:3]) < 64
    assert severe_problems(vera.page) == []


def test_a_message_written_while_the_line_is_down_is_sent_once(stage: Stage) -> None:
    vera = stage.visitor()
    vera.arrive()
    vera.say(QUESTION)
    vera.sees(ANSWER)
    bar = vera.panel.get_by_role("status").first
    written = "Are the databases included?"
    with stage.shaky_line():
        os.kill(stage.product.services()["processes"]["web"]["pid"], signal.SIGKILL)
        expect(bar).to_have_text("Reconnecting… your messages are kept")
        vera.say(written)
        expect(bar).to_have_text("", timeout=60_000)
    expect(vera.log.get_by_text("Sending…")).to_have_count(0)
    vera.page.reload()
    vera.sees(written)
    assert vera.log.get_by_text(written, exact=True).count() == 1


def test_a_message_that_is_too_long_is_not_sent_but_counted(stage: Stage) -> None:
    vera = stage.visitor()
    vera.arrive()
    send = vera.panel.get_by_role("button", name="Send")
    vera.input.fill("x" * (SITE_LIMIT_CHARS - 10))
    expect(vera.panel).to_contain_text("10 characters left")
    vera.input.fill("x" * (SITE_LIMIT_CHARS + 3))
    expect(vera.panel).to_contain_text("3 characters too many")
    expect(send).to_be_disabled()
    vera.input.press("Enter")
    expect(vera.input).to_have_value("x" * (SITE_LIMIT_CHARS + 3))


def test_nobody_is_shut_out_of_the_site_and_the_chat(stage: Stage) -> None:
    vera = stage.visitor()
    vera.arrive()
    assert severe_problems(vera.page) == []
    vera.say(QUESTION)
    vera.sees(ANSWER)
    vera.panel.get_by_role("button", name="More options").click()
    expect(vera.panel.get_by_role("button", name="End chat")).to_be_visible()
    assert severe_problems(vera.page) == []
    vera.page.keyboard.press("Escape")
    vera.talk_to_a_person.click()
    expect(vera.form("Leave us a message")).to_be_visible()
    vera.form("Leave us a message").get_by_role("button", name="Send").click()
    assert severe_problems(vera.page) == []


def test_nobody_is_shut_out_of_the_pages_of_the_staff(stage: Stage) -> None:
    login = stage.window()
    login.goto(f"{stage.base}/login/")
    assert severe_problems(login) == []

    ada = stage.agent("ada")
    ada.open_tab("All")
    ada.rows.first.click()
    expect(ada.messages.get_by_role("listitem").first).to_be_visible()
    expect(ada.details.get_by_role("heading").first).to_be_visible()
    assert severe_problems(ada.page) == []

    mona = stage.manager("mona")
    assert severe_problems(mona.page) == []
