"""The manager's path: write a rule, try it, publish it, see it fire, read why; and two at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.axe import severe_problems
from tests.e2e.stage import PHONE, Manager, Stage

pytestmark = pytest.mark.e2e

SAID = "How long do you keep backups?"
# Decides for the other manager of these tests; the demo has only one.
SECOND = """
from django.contrib.auth.models import Group, User
from config.demo import DEMO_PASSWORD
user = User.objects.create_user("marek", "marek@tarnfield.example", DEMO_PASSWORD, is_staff=True)
user.first_name, user.last_name = "Marek", "Novy"
user.save()
user.groups.add(Group.objects.get(name="Managers"))
"""


class Editor:
    """The rule editor in a manager's window."""

    def __init__(self, manager: Manager) -> None:
        self.page: Page = manager.page
        self.rules = self.page.locator("#policy-editor .pe-rule")
        self.status = self.page.get_by_role("status").first
        manager.open("Escalation policies")
        self.page.get_by_role("link", name="Standard", exact=True).click()
        expect(self.rules.first).to_be_visible()

    def rule(self, words: str) -> Locator:
        """The rule whose sentence has these words."""
        return self.rules.filter(has_text=words).first

    def button(self, name: str) -> Locator:
        """A button of the page."""
        return self.page.get_by_role("button", name=name)

    def open_rule(self, words: str) -> Locator:
        """The rule, with its form open."""
        found = self.rule(words)
        found.locator(".pe-sentence").click()
        expect(found.get_by_role("button", name="Done")).to_be_visible()
        return found

    def is_saved(self) -> None:
        """All changes are on the server."""
        expect(self.status).to_contain_text("Draft saved")

    def publish(self, note: str) -> None:
        """Goes live with a note."""
        self.page.get_by_role("button", name=re.compile("^Publish ")).first.click()
        self.page.get_by_label("What changed, and why?").fill(note)
        self.button("Publish now").click()


def test_a_manager_writes_a_rule_and_later_reads_why_it_fired(stage: Stage) -> None:
    yesterday = stage.visitor()
    yesterday.arrive()
    yesterday.say(SAID)
    yesterday.sees_answer("30 days", "backup-schedule")

    mona = stage.manager("mona")
    editor, page = Editor(mona), mona.page
    editor.button("Add a rule").click()
    editor.button("Keyword or phrase Certain words").click()
    expect(editor.rules.filter(has_text="unfinished")).to_be_visible()
    page.get_by_role("textbox", name="Words and phrases").fill("backup*")
    page.keyboard.press("Enter")
    editor.button("Add a condition").click()
    editor.button("Visitor's attribute").click()
    page.get_by_label("Attribute *").fill("plan")
    page.get_by_label("Value").fill("trial")
    page.get_by_role("button", name="is not so").last.click()
    words = "the visitor writes “backup*” and it is not so that the visitor's plan is “trial”"
    expect(editor.rule(words)).to_contain_text("new, not live yet")
    editor.is_saved()

    page.get_by_label("A visitor writes").fill(SAID)
    tried = page.get_by_role("complementary", name="Try a sentence")
    expect(tried).to_contain_text("A person takes over")
    expect(tried.locator("mark")).to_have_text("backups")
    expect(tried).to_contain_text("only in the draft")
    expect(tried).to_contain_text("live: the assistant answers")
    page.get_by_label("A visitor writes").fill("Good morning!")
    expect(tried).to_contain_text("The assistant answers")

    page.get_by_role("tab", name="Backtest").click()
    panel = page.get_by_role("tabpanel")
    changed = re.compile("The draft would change [0-9]+ conversation")
    # It runs by itself; a second run would close the list that is opened below.
    expect(panel.get_by_role("heading", name=changed)).to_be_visible()
    panel.get_by_role("button", name="Newly escalated").click()
    expect(panel.get_by_role("link", name="Decision").first).to_be_visible()

    editor.publish("Backups go to people.")
    expect(page.get_by_text(re.compile("Version [0-9]+ is live."))).to_be_visible()
    page.get_by_role("tab", name="Versions").click()
    expect(page.get_by_role("tabpanel")).to_contain_text("Backups go to people.")

    vera = stage.visitor()
    vera.arrive()
    vera.say(SAID)
    vera.sees("This is best looked at by a person.")
    mona.open("Decisions")
    mona.row("escalate", "Keyword").get_by_role("rowheader").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1).last).to_contain_text("A person was brought in")
    expect(mona.content.locator(".why-words mark")).to_have_text("backups")
    expect(mona.content).to_contain_text(words)
    expect(mona.content).to_contain_text("decided before an answer was looked for")
    assert not severe_problems(page, without=("#nav-sidebar", "header"))
    page.get_by_role("link", name="Open the conversation").click()
    expect(page.get_by_role("region", name="Conversation", exact=True)).to_contain_text(SAID)


def test_two_editors_notice_each_other_and_lose_nothing(stage: Stage) -> None:
    stage.product.manage("shell", "--no-imports", "-c", SECOND)
    first, second = Editor(stage.manager("mona")), Editor(stage.manager("marek"))
    mine = first.open_rule("sure of its answer")
    mine.get_by_role("slider", name="Confidence threshold").fill("80")
    expect(first.rule("less than 80 % sure")).to_be_visible()
    first.is_saved()

    other = second.open_rule("did not solve")
    with stage.conflict():
        other.get_by_label("Unsolved answers").fill("2")
        expect(second.page.get_by_role("alert")).to_contain_text("Mona Rahimi saved this draft")
    expect(second.page.get_by_role("alert")).to_contain_text("less than 80 % sure")
    second.button("Take theirs").click()
    expect(second.rule("less than 80 % sure")).to_be_visible()
    expect(second.rule("3 answers did not solve")).to_be_visible()
    second.page.get_by_role("button", name="Undo").first.click()
    expect(second.rule("2 answers did not solve")).to_be_visible()
    second.is_saved()


def test_rules_are_moved_undone_and_brought_back_by_keyboard(stage: Stage) -> None:
    editor = Editor(stage.manager("mona"))
    page = editor.page
    last = editor.rules.last.inner_text()
    handle = editor.rules.last.get_by_role("button", name=re.compile("Move rule"))
    handle.focus()
    page.keyboard.press("ArrowUp")
    expect(editor.rules.last).not_to_have_text(last)
    expect(handle.page.locator(":focus")).to_have_attribute("aria-label", re.compile("Move rule"))
    page.keyboard.press("Control+z")
    expect(editor.rules.last).to_contain_text("abusive")
    rule = editor.open_rule("abusive")
    rule.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Live now, gone when you publish")).to_be_visible()
    editor.button("Bring back").click()
    expect(editor.rule("abusive")).to_be_visible()

    editor.publish("Tidied up.")
    expect(page.get_by_text(re.compile("Version [0-9]+ is live."))).to_be_visible()
    page.get_by_role("tab", name="Versions").click()
    page.get_by_role("button", name="Restore to draft: version 1").click()
    expect(page.get_by_text("The draft is version 1 again.")).to_be_visible()
    editor.button("Go back to version").click()
    expect(page.get_by_text("It decides as version")).to_be_visible()


@pytest.mark.parametrize("window", [{}, PHONE], ids=["desk", "phone"])
def test_the_editor_shuts_nobody_out(stage: Stage, window: dict[str, object]) -> None:
    mona = stage.manager("mona", **window)
    page = mona.page
    page.goto(f"{stage.base}/admin/escalation/policy/1/rules/")
    expect(page.locator(".pe-rule").first).to_be_visible()
    page.locator(".pe-sentence").nth(1).click()
    page.get_by_text("What the visitor reads").click()
    page.get_by_text("When it is awake").click()
    page.get_by_label("A visitor writes").fill("My server is down and I am furious")
    expect(page.get_by_text("What is read in it")).to_be_visible()
    for tab in ("Rules", "Versions"):
        page.get_by_role("tab", name=tab).click()
        assert severe_problems(page, without=("#nav-sidebar", "header")) == [], tab
        too_wide = "document.documentElement.scrollWidth - Math.min(innerWidth, screen.width)"
        assert page.evaluate(too_wide) <= 0, tab
