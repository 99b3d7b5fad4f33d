"""Takes the pictures of README and docs: `BATON_SCREENSHOTS=1 pytest -m e2e -k pictures`."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.stage import PHONE, Stage
from tests.live.product import ROOT

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not os.environ.get("BATON_SCREENSHOTS"), reason="BATON_SCREENSHOTS is unset"
    ),
]

FOLDER = ROOT / "docs" / "screenshots"
MOST_BYTES = 300_000
SITE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
KNOWN = "How long do you keep backups?"
UNKNOWN = "Do you rent out GPU servers for machine learning?"


def keep(name: str, part: Page | Locator) -> None:
    """The picture is in docs/, small enough for a README."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.png"
    part.screenshot(path=path, animations="disabled", caret="hide")
    assert path.stat().st_size < MOST_BYTES


def test_pictures_of_a_handoff(stage: Stage) -> None:
    ada = stage.agent("ada", viewport={"width": 1280, "height": 860})
    ada.be("Available")
    phone = stage.visitor(**PHONE)
    phone.page.goto(f"{stage.base}/demo/")
    phone.launcher.tap()
    phone.say("Which port does SMTP use?")
    phone.sees_answer("port 465", "mail-settings-imap-smtp")
    keep("widget-phone", phone.page)

    vera = stage.visitor(**SITE)
    vera.arrive()
    vera.say(KNOWN)
    vera.sees_answer("30 days on Pro", "backup-schedule")
    vera.say(UNKNOWN)
    vera.sees("You are in line for a person")
    expect(ada.accept).to_be_visible()
    keep("widget", vera.page)

    ada.open_tab("All")
    ada.row(UNKNOWN[:15]).click()
    expect(ada.brief).to_be_visible()
    ada.accept_offer()
    keep("brief", ada.brief)
    ada.reply("Hello, Ada here. GPU servers start in May. Shall I tell you when?")
    vera.sees("GPU servers start in May.")
    vera.say("Yes, please. My name is Vera Novak.")
    expect(ada.messages).to_contain_text("Vera Novak")
    keep("inbox", ada.page)

    ada.resolve()
    vera.form("How did we do?").get_by_role("radio", name="5: Very good").check()
    keep("survey", vera.panel)


def test_pictures_of_a_message_left(stage: Stage) -> None:
    vera = stage.visitor(**SITE)
    vera.arrive()
    vera.say("My server is down!")
    expect(vera.form("Leave us a message")).to_be_visible()
    keep("offline-form", vera.panel)
    form = vera.form("Leave us a message")
    form.get_by_role("textbox", name="Name").fill("Vera Novak")
    form.get_by_role("textbox", name="E-mail").fill("vera@example.com")
    form.get_by_role("button", name="Send").click()
    vera.sees("We have your message and will answer you.")
    ada = stage.agent("ada", viewport={"width": 1280, "height": 860})
    ada.be("Available")
    ada.open_tab("Waiting")
    ada.row("Vera Novak").click()
    expect(ada.brief).to_be_visible()
    keep("waiting", ada.page)


def test_pictures_of_the_board(stage: Stage) -> None:
    stage.product.manage(
        "shell", "--no-imports", "-c", "from tests.e2e.busy_desk import furnish; furnish()"
    )
    mona = stage.manager("mona", viewport={"width": 1440, "height": 1060})
    mona.page.goto(f"{stage.base}/board/")
    expect(mona.page.get_by_text("overdue by")).to_be_visible()
    keep("board", mona.page)


def test_pictures_of_the_administration(stage: Stage) -> None:
    login = stage.window(viewport={"width": 640, "height": 480})
    login.goto(f"{stage.base}/login/")
    keep("login", login)
    mona = stage.manager("mona", viewport={"width": 1400, "height": 1180})
    mona.open("Escalation policies")
    mona.page.get_by_role("link", name="Standard", exact=True).click()
    page = mona.page
    page.get_by_role("button", name="Add a rule").click()
    expect(page.get_by_role("heading", name="Ready-made")).to_be_visible()
    keep("admin-policy-add", page)
    page.get_by_role("button", name="Word, but not for everybody").click()
    page.get_by_label("A visitor writes").fill("I want to cancel my account, this is ridiculous!")
    expect(page.get_by_text("What is read in it")).to_be_visible()
    page.get_by_role("button", name="Close").last.click()
    page.evaluate("scrollTo(0, 0)")
    keep("admin-policy", page)
    page.get_by_role("button", name="Publish 1 change").click()
    expect(page.get_by_role("heading", name="New")).to_be_visible()
    keep("admin-policy-publish", page.locator(".pe-publish"))

    vera = stage.visitor(**SITE)
    vera.arrive()
    vera.say("My server is down and I am really angry, this is ridiculous!")
    vera.sees("This is best looked at by a person.")
    mona.open("Decisions")
    mona.row("escalate", "Keyword").get_by_role("rowheader").get_by_role("link").click()
    expect(mona.content.locator(".why-words mark").first).to_be_visible()
    keep("admin-decision", page)
