"""The inbox: keys, prepared replies, passing on, declining, one owner, phones, no access."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from config.demo import DEMO_PASSWORD
from tests.e2e.stage import PHONE, Agent, Stage, Visitor
from tests.live.product import Product

pytestmark = pytest.mark.e2e

QUESTION = "Which port does SMTP use?"


def with_a_question(stage: Stage, **options: object) -> Visitor:
    """A visitor to whom the assistant has given an answer."""
    visitor = stage.visitor(**options)
    visitor.arrive()
    visitor.say(QUESTION)
    visitor.sees_answer("port 465", "mail-settings-imap-smtp")
    return visitor


def waiting_for(stage: Stage, agent: Agent) -> Visitor:
    """A visitor whose conversation is offered to the agent."""
    visitor = stage.visitor()
    visitor.arrive()
    visitor.say("I want to speak to a person, please")
    expect(agent.accept.first).to_be_visible()
    return visitor


def test_everything_frequent_has_a_key(stage: Stage) -> None:
    vera = with_a_question(stage)
    ada = stage.agent("ada")
    keys = ada.page.keyboard
    ada.open_tab("AI")
    expect(ada.rows).to_have_count(1)
    keys.press("j")
    expect(ada.messages).to_contain_text(QUESTION)
    keys.press("t")
    expect(ada.reply_box).to_be_focused()
    vera.sees("Ada joined")
    keys.type("Do you need the IMAP port too?")
    keys.press("Enter")
    vera.sees("Do you need the IMAP port too?")
    keys.press("Escape")
    keys.press("n")
    expect(ada.note_box).to_be_focused()
    keys.type("jkte are letters here")
    expect(ada.note_box).to_have_value("jkte are letters here")
    keys.press("Enter")
    expect(ada.messages).to_contain_text("jkte are letters here")
    keys.press("Escape")
    keys.press("r")
    expect(ada.reply_box).to_be_focused()
    keys.press("Escape")
    keys.press("e")
    vera.sees("This conversation has ended")
    expect(vera.form("How did we do?")).to_be_visible()


def test_j_and_k_go_through_the_list_and_a_question_mark_lists_the_keys(stage: Stage) -> None:
    ada = stage.agent("ada")
    keys = ada.page.keyboard
    ada.open_tab("Closed")
    expect(ada.rows.nth(2)).to_be_visible()
    for key, number in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        keys.press(key)
        expect(ada.rows.nth(number)).to_have_attribute("aria-current", "true")
    keys.press("?")
    overlay = ada.page.get_by_role("dialog", name="Keyboard shortcuts")
    for words in ("Next conversation", "Write a note", "Take over, or accept the offer", "Resolve"):
        expect(overlay).to_contain_text(words)
    keys.press("Escape")
    expect(overlay).to_be_hidden()
    keys.press("Control+k")
    expect(ada.page.get_by_role("searchbox", name="Search conversations")).to_be_focused()


def test_a_prepared_reply_is_two_letters_away(stage: Stage) -> None:
    ada = stage.agent("ada")
    ada.be("Available")
    vera = waiting_for(stage, ada)
    ada.accept_offer()
    ada.reply_box.press_sequentially("/mo")
    choices = ada.page.get_by_role("listbox", name="Prepared replies").get_by_role("option")
    expect(choices).to_have_count(1)
    expect(choices).to_contain_text("One moment")
    ada.reply_box.press("Enter")
    expect(ada.reply_box).to_have_value(
        "I am checking this on the server. It takes a minute or two."
    )
    ada.reply_box.press("Enter")
    vera.sees("I am checking this on the server. It takes a minute or two.")
    ada.reply_box.press_sequentially("/hello")
    expect(choices).to_have_count(1)
    ada.reply_box.press("Enter")
    expect(ada.reply_box).to_have_value(re.compile(r"^Hi Visitor \d+, I have read everything"))
    ada.reply_box.press("ControlOrMeta+a")
    ada.reply_box.press("Delete")
    ada.resolve()


def test_a_transfer_takes_the_conversation_and_a_note_to_another_queue(stage: Stage) -> None:
    ada = stage.agent("ada")
    ada.be("Available")
    vera = waiting_for(stage, ada)
    ada.accept_offer()
    abel = stage.agent("abel")
    abel.be("Available")
    ada.thread.get_by_role("button", name="Transfer").click()
    ada.page.get_by_label("To which queue?").select_option(label="Support (0 waiting)")
    ada.page.get_by_label("What should your colleagues know?").fill("Wants an invoice again.")
    ada.thread.get_by_role("button", name="Transfer").last.click()
    vera.sees("Ada is passing you on to a colleague")
    expect(abel.offer).to_contain_text("Support")
    abel.accept_offer()
    expect(abel.messages).to_contain_text("Wants an invoice again.")
    abel.reply("Here it is.")
    vera.sees("Abel joined")
    expect(vera.log).not_to_contain_text("Wants an invoice again.")
    abel.resolve()


def test_what_one_agent_declines_is_offered_to_the_next(stage: Stage) -> None:
    ada = stage.agent("ada")
    ada.be("Available")
    vera = waiting_for(stage, ada)
    abel = stage.agent("abel")
    abel.be("Available")
    expect(abel.offer).to_be_hidden()
    ada.page.get_by_role("button", name="Decline").click()
    expect(abel.accept.first).to_be_visible()
    expect(ada.offer).to_be_hidden()
    abel.accept_offer()
    vera.sees("Abel joined")
    expect(abel.messages).to_contain_text("Ada declined")
    abel.resolve()


def test_of_two_agents_who_take_over_at_once_one_has_the_conversation(stage: Stage) -> None:
    vera = with_a_question(stage)
    agents = {"Ada": stage.agent("ada"), "Abel": stage.agent("abel")}
    for agent in agents.values():
        agent.open_tab("AI")
        agent.row(QUESTION[:10]).or_(agent.rows.first).first.click()
        expect(agent.take_over).to_be_visible()
    for agent in agents.values():
        agent.take_over.evaluate("button => button.click()")  # does not wait
    owners = []
    for name, agent in agents.items():
        taken = agent.thread.get_by_text("has this conversation")
        expect(agent.reply_box.or_(taken)).to_be_visible()
        owners += [name] if agent.reply_box.is_visible() else []
    assert len(owners) == 1
    vera.sees(f"{owners[0]} joined")
    assert vera.log.inner_text().count(" joined") == 1
    agents[owners[0]].resolve()


def test_the_inbox_fits_a_phone(stage: Stage) -> None:
    vera = with_a_question(stage)
    ada = stage.agent("ada", **PHONE)
    ada.open_tab("AI")
    ada.rows.first.tap()
    expect(ada.messages).to_contain_text(QUESTION)
    expect(ada.list).to_be_hidden()
    ada.take_over.tap()
    ada.reply("From the train: yes.")
    vera.sees("From the train: yes.")
    ada.page.get_by_role("button", name="Details", exact=True).tap()
    expect(ada.details).to_contain_text("Why the AI did what it did")
    ada.page.get_by_role("button", name="Back to the thread").tap()
    assert not ada.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    ada.resolve()
    ada.page.get_by_role("button", name="Back to the list").tap()
    expect(ada.list).to_be_visible()


def test_tabs_and_search_find_every_conversation(stage: Stage) -> None:
    ada = stage.agent("ada")
    for tab in ("Waiting", "All", "Closed"):
        ada.open_tab(tab)
        expect(ada.rows.first).to_be_visible()
    search = ada.page.get_by_role("searchbox", name="Search conversations")
    search.fill("Amara")
    expect(ada.rows).to_have_count(1)
    expect(ada.rows).to_contain_text("Amara Okafor")
    search.fill("zebra crossing")
    expect(ada.list).to_contain_text("Nothing found for “zebra crossing”")
    ada.page.get_by_role("button", name="Clear the search").click()
    expect(ada.rows.nth(1)).to_be_visible()


def test_a_manager_reads_along(stage: Stage) -> None:
    mona = stage.agent("mona")
    expect(mona.page.get_by_text("You can read along").first).to_be_visible()
    mona.open_tab("Waiting")
    mona.rows.first.click()
    expect(mona.messages.get_by_role("listitem").first).to_be_visible()
    expect(mona.thread).to_contain_text("Only agents reply and leave notes.")
    expect(mona.take_over).to_be_hidden()


def test_staff_without_rights_read_what_to_ask_for(stage: Stage) -> None:
    add_staff(stage.product, "ned")
    page = stage.window()
    page.goto(f"{stage.base}/inbox/")
    page.get_by_label("User name").fill("ned")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("this account cannot open the inbox yet")).to_be_visible()
    expect(page.get_by_text("Ask a manager for one of these:")).to_be_visible()
    assert stage.faults
    stage.faults.clear()  # the browser calls a page with status 403 an error
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("User name")).to_be_visible()


def add_staff(product: Product, name: str) -> None:
    code = (
        "from django.contrib.auth.models import User\n"
        f"User.objects.create_user({name!r}, password={DEMO_PASSWORD!r}, is_staff=True)\n"
    )
    product.manage("shell", "--no-imports", "-c", code)
