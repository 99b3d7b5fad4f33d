"""The people of a browser test: each has a window, and says in words what they do and see."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    expect,
)

from config.demo import DEMO_PASSWORD
from tests.live.product import Product

# Two busy cores: long enough for a slow machine, short enough to see that nothing comes.
TIMEOUT_MS = 15_000
expect.set_options(timeout=TIMEOUT_MS)

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
HABITS = {"locale": "en-GB", "timezone_id": "Europe/London", "reduced_motion": "reduce"}
# What browsers write into the console when a server is gone for a moment.
LINE_LOST = re.compile(r"WebSocket connection|net::ERR_|status of 50[23]")


class Visitor:
    """Somebody on the demo site, with the chat in the corner."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self._base = base
        self.launcher = page.locator("button.launcher")
        self.panel = page.get_by_role("dialog", name="Tarnfield support")
        self.log = page.get_by_role("log", name="Conversation")
        self.input = page.get_by_role("textbox", name="Your message")
        self.wait = self.panel.get_by_role("group", name="Waiting for a person")
        self.talk_to_a_person = self.panel.get_by_role("button", name="Talk to a person")

    def arrive(self, path: str = "/demo/") -> None:
        """Opens a page of the site, and the chat on it."""
        self.page.goto(self._base + path)
        self.open_chat()

    def open_chat(self) -> None:
        """The panel is open and ready to be written into."""
        self.launcher.click()
        expect(self.input).to_be_focused()

    def say(self, text: str) -> None:
        """Sends a message; it stands in the conversation."""
        self.input.fill(text)
        self.input.press("Enter")
        expect(self.log.get_by_text(text, exact=True).last).to_be_visible()

    def sees(self, text: str) -> None:
        """Reads these words somewhere in the conversation."""
        expect(self.log).to_contain_text(text)

    def sees_answer(self, words: str, article: str) -> None:
        """Reads an answer with these words, and below it a link to the article."""
        self.sees(words)
        expect(self.source(article)).to_be_visible()

    def source(self, article: str) -> Locator:
        """The link to an article of the help centre, below an answer."""
        return self.log.locator(f"a[href$='/help/{article}']")

    def after(self, text: str) -> str:
        """What stands in the conversation after these words."""
        return self.log.inner_text().rpartition(text)[2]

    def form(self, title: str) -> Locator:
        """The form with this title, within the conversation."""
        return self.log.get_by_role("form", name=title)


class Agent:
    """A member of the staff at the inbox."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self._base = base
        self.presence = page.get_by_role("group", name="Your presence")
        self.list = page.get_by_role("navigation", name="Conversations")
        self.rows = self.list.get_by_role("listitem").get_by_role("button")
        self.thread = page.get_by_role("region", name="Conversation", exact=True)
        self.brief = self.thread.get_by_role("region", name="Brief of the handoff")
        self.messages = self.thread.get_by_role("region", name="Messages")
        self.details = page.get_by_role("region", name="Details", exact=True)
        self.offer = page.get_by_role("complementary", name="Offered to you")
        self.accept = page.get_by_role("button", name="Accept")
        self.take_over = page.get_by_role("button", name="Take over")
        self.reply_box = page.get_by_role("textbox", name="Reply to the visitor")
        self.note_box = page.get_by_role("textbox", name="Note for colleagues")

    def sign_in(self, name: str) -> None:
        """Through the login page to the inbox."""
        self.page.goto(f"{self._base}/inbox/")
        self.page.get_by_label("User name").fill(name)
        self.page.get_by_label("Password").fill(DEMO_PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.list).to_be_visible()

    def be(self, presence: str) -> None:
        """Available, Away after chats, Away or Offline."""
        choice = self.presence.get_by_role("button", name=presence, exact=True)
        choice.click()
        expect(choice).to_have_attribute("aria-pressed", "true")

    def open_tab(self, name: str) -> None:
        """Mine, Waiting, AI, All or Closed."""
        self.list.get_by_role("button", name=re.compile(f"^{name}( [0-9+]+)?$")).click()

    def row(self, words: str) -> Locator:
        """The row of the list with these words."""
        return self.rows.filter(has_text=words).first

    def accept_offer(self) -> None:
        """Takes what is offered, and may write."""
        self.accept.first.click()
        expect(self.reply_box).to_be_visible()

    def reply(self, text: str) -> None:
        """Answers the visitor; the words stand in the thread."""
        self._in_mode("Reply")
        self.reply_box.fill(text)
        self.reply_box.press("Enter")
        expect(self.messages.get_by_text(text, exact=True)).to_be_visible()

    def note(self, text: str) -> None:
        """Leaves a note for colleagues."""
        self._in_mode("Note")
        self.note_box.fill(text)
        self.note_box.press("Enter")
        expect(self.messages.get_by_text(text, exact=True)).to_be_visible()

    def _in_mode(self, mode: str) -> None:
        modes = self.thread.get_by_role("group", name="Reply or note")
        modes.get_by_role("button", name=mode).click()

    def hand_back(self, brief: str) -> None:
        """The assistant goes on, and knows what was settled."""
        self.thread.get_by_role("button", name="Hand back to AI").click()
        self.thread.get_by_label("What was settled?").fill(brief)
        self.thread.get_by_role("button", name="Hand back to AI").last.click()
        expect(self.reply_box).to_be_hidden()

    def resolve(self) -> None:
        """The conversation is closed."""
        self.thread.get_by_role("button", name="Resolve", exact=True).click()
        expect(self.thread.get_by_text("It opens again when the visitor writes.")).to_be_visible()


class Manager:
    """Somebody who configures and reviews in the administration."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self._base = base
        self.content = page.locator("#content")
        self.rows = page.get_by_role("row")

    def sign_in(self, name: str) -> None:
        """Through the administration's own login."""
        self.page.goto(f"{self._base}/admin/")
        self.page.get_by_label("Username").fill(name)
        self.page.get_by_label("Password").fill(DEMO_PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("heading", name="Site administration")).to_be_visible()

    def open(self, section: str) -> None:
        """A list, by its name in the menu."""
        menu = self.page.get_by_role("navigation").first
        menu.get_by_role("link", name=section, exact=True).last.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(section)

    def row(self, *words: str) -> Locator:
        """The first row of a table with all of these words."""
        found = self.rows
        for one in words:
            found = found.filter(has_text=one)
        return found.first


@dataclass
class Stage:
    """Opens windows in front of one product, and writes down every fault that a page reports."""

    product: Product
    browser: Browser
    faults: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)
    _agents: list[Agent] = field(default_factory=list)
    _is_line_shaky: bool = False
    _is_conflict_due: bool = False

    @property
    def base(self) -> str:
        """The address of the product."""
        return self.product.base

    def window(self, **options: Any) -> Page:
        """An empty page of somebody who was never here before."""
        context = self.browser.new_context(**{**DESK, **HABITS, **options})
        context.set_default_timeout(TIMEOUT_MS)
        self._contexts.append(context)
        context.on("page", self._listen)
        return context.new_page()

    def visitor(self, **options: Any) -> Visitor:
        """A visitor who has the demo site before them."""
        return Visitor(self.window(**options), self.base)

    def agent(self, name: str, **options: Any) -> Agent:
        """An agent at the inbox; goes offline when the test is over."""
        agent = Agent(self.window(**options), self.base)
        agent.sign_in(name)
        self._agents.append(agent)
        return agent

    def manager(self, name: str, **options: Any) -> Manager:
        """A manager on the first page of the administration."""
        manager = Manager(self.window(**options), self.base)
        manager.sign_in(name)
        return manager

    @contextlib.contextmanager
    def shaky_line(self) -> Iterator[None]:
        """Within the block, pages may complain that the server cannot be reached."""
        self._is_line_shaky = True
        yield
        self._is_line_shaky = False

    @contextlib.contextmanager
    def conflict(self) -> Iterator[None]:
        """Within the block, the server may say that somebody else was faster."""
        self._is_conflict_due = True
        yield
        self._is_conflict_due = False

    def clear(self) -> None:
        """Agents go home, and all windows are closed."""
        for agent in self._agents:
            with contextlib.suppress(Error, AssertionError):
                offline = agent.presence.get_by_role("button", name="Offline")
                offline.click(timeout=2000)
                expect(offline).to_have_attribute("aria-pressed", "true", timeout=2000)
        for context in self._contexts:
            context.close()

    def _listen(self, page: Page) -> None:
        self.pages.append(page)
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self._note(f"{page.url}: {error}"))

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"{message.text} ({message.location.get('url', '')})")

    def _note(self, fault: str) -> None:
        is_due = self._is_conflict_due and "status of 409" in fault
        if not is_due and not (self._is_line_shaky and LINE_LOST.search(fault)):
            self.faults.append(fault)
