"""A supervisor at the board: sees who waits, gives them away, closes a queue and undoes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from config.demo import DEMO_PASSWORD
from tests.e2e.axe import problems
from tests.e2e.stage import Stage

pytestmark = pytest.mark.e2e


def at_the_board(stage: Stage) -> Page:
    """Mona, signed in on the way to it."""
    page = stage.window()
    page.goto(f"{stage.base}/board/")
    page.get_by_label("User name").fill("mona")
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Board", exact=True)).to_be_visible()
    return page


def test_supervisor_assigns_who_waits_and_closes_a_queue(stage: Stage) -> None:
    mona = at_the_board(stage)
    ada = stage.agent("ada")
    ada.be("Available")
    people = mona.get_by_role("region", name="Agents")
    expect(people.get_by_role("listitem").filter(has_text="Ada").first).to_contain_text("Available")

    vera = stage.visitor()
    vera.arrive()
    vera.talk_to_a_person.click()
    expect(ada.accept.first).to_be_visible()
    waiting = mona.get_by_role("region", name="Waiting")
    row = waiting.get_by_role("listitem").filter(has_text="Asking Ada")
    expect(row).to_be_visible()
    assert problems(mona) == []

    row.get_by_role("button", name="Assign").press("Enter")
    choices = mona.get_by_role("dialog")
    expect(choices.get_by_role("button", name="Abel")).to_be_disabled()
    mona.keyboard.press("Escape")
    expect(row.get_by_role("button", name="Assign")).to_be_focused()
    row.get_by_role("button", name="Assign").press("Enter")
    choices.get_by_role("button", name="Ada").press("Enter")
    expect(mona.get_by_text("is with Ada now.")).to_be_visible()
    expect(row).to_be_hidden()
    has = people.get_by_role("list", name="What Ada has").get_by_role("listitem")
    expect(has.filter(has_text=" for ")).to_have_count(1)
    vera.sees("Ada joined")

    queues = mona.get_by_role("region", name="Queues")
    queues.get_by_role("button", name="Close Support").click()
    expect(queues.get_by_text("Closed by Mona Rahimi")).to_be_visible()
    mona.get_by_role("button", name="Undo").click()
    expect(queues.get_by_text("Closed by Mona Rahimi")).to_be_hidden()


def test_agents_without_the_right_read_what_to_ask_for(stage: Stage) -> None:
    ada = stage.agent("ada")
    expect(ada.page.get_by_role("link", name="Board")).to_be_hidden()
    answer = ada.page.request.get(f"{stage.base}/board/")
    assert answer.status == 403
    assert "Can look at the board" in answer.text()
