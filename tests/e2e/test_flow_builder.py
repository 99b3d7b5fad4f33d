"""The manager's path through the flow builder: build, prove, try, publish; and visitors walk it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import problems
from tests.e2e.builder import Builder, Keyboard
from tests.e2e.stage import PHONE, Stage, Visitor
from tests.live.product import ROOT, Product

pytestmark = pytest.mark.e2e

KNOWN = "How long do you keep backups?"
UNKNOWN = "Do you rent out GPU servers for machine learning?"
MOST_ACTIONS = 40
FOLDER = ROOT / "docs" / "screenshots"
MOST_BYTES = 300_000

EMPTY = """
from chat.models import Site
from flows.models import Flow, SiteFlow
start = {"id": "start", "kind": "start", "x": 0, "y": 0, "label": "", "config": {}}
draft = {"nodes": [start], "edges": [], "notes": []}
flow = Flow.objects.create(name="Hosting support", slug="hosting-support", draft=draft)
for site in Site.objects.all():
    SiteFlow.objects.update_or_create(site=site, defaults={"flow": flow})
print(flow.pk)
"""
SECOND = """
from django.contrib.auth.models import Group, User
from config.demo import DEMO_PASSWORD
user = User.objects.create_user("marek", "marek@tarnfield.example", DEMO_PASSWORD, is_staff=True)
user.first_name, user.last_name = "Marek", "Novy"
user.save()
user.groups.add(Group.objects.get(name="Managers"))
"""


def new_flow(product: Product, slug: str = "hosting-support") -> int:
    """A flow with nothing but a start, which the demo's visitors go through once it is live."""
    code = EMPTY.replace("hosting-support", slug)
    return int(product.manage("shell", "--no-imports", "-c", code).split()[-1])


def picture(name: str, page: Page) -> None:
    """Kept in docs/ when pictures are asked for."""
    if not os.environ.get("BATON_SCREENSHOTS"):
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    path: Path = FOLDER / f"{name}.png"
    page.screenshot(path=path, animations="disabled", caret="hide")
    assert path.stat().st_size < MOST_BYTES


def build_the_example(builder: Builder) -> None:
    """The flow of the product page, from an empty canvas."""
    builder.click(builder.node("Start"))
    builder.add("Message")
    builder.write("Text", "Hi! I'll try to help first.")
    builder.add("AI Agent Handoff")
    builder.add("Conditional")
    builder.write("Name", "Escalation triggered?")
    builder.write("Name", "Escalate", entry=1)
    builder.choose("Fact", "Escalated")
    builder.write("Name of the last way", "Resolved")
    builder.connect("AI Agent Handoff", "Resolved", "Escalation triggered?")
    builder.click(builder.node("Escalation triggered?"))
    builder.add("Human Chat")
    builder.write("Name", "Senior engineer")
    builder.draw_out("Escalation triggered?", "Resolved", "Message", dx=180, dy=200)
    builder.write("Text", "Glad I could help!")
    builder.add("Satisfaction Survey")
    builder.add("End")
    builder.connect("Satisfaction Survey", "Skipped", "End")
    builder.click(builder.page.get_by_role("button", name="Fit View"))
    builder.click(builder.node("Senior engineer"))
    builder.lead("Ended", "Satisfaction Survey")
    builder.more("Tidy up the layout")


def test_the_example_is_built_by_hand_tried_published_and_walked(stage: Stage) -> None:
    flow = new_flow(stage.product)
    mona = stage.manager("mona", viewport={"width": 1600, "height": 720})
    builder, page = Builder(mona.page, stage.base, flow), mona.page
    build_the_example(builder)
    expect(page.get_by_role("button", name="No problems")).to_be_visible()
    builder.is_saved()
    picture("flow-builder", page)
    builder.publish("The example of the page.")
    assert builder.actions < MOST_ACTIONS, builder.actions

    builder.try_out(KNOWN)
    expect(builder.log).to_contain_text("30 days on Pro")
    builder.try_out(UNKNOWN)
    expect(builder.log).to_contain_text("“Escalate” holds")
    expect(builder.node("Senior engineer")).to_contain_text("Here")
    picture("flow-test", page)

    ada = stage.agent("ada")
    ada.be("Available")
    settled = stage.visitor()
    settled.arrive()
    settled.say(KNOWN)
    settled.sees("Hi! I'll try to help first.")
    settled.sees("30 days on Pro")
    settled.say("Thanks, bye!")
    settled.sees("Glad I could help!")
    rate(settled)

    vera = stage.visitor()
    vera.arrive()
    vera.say(UNKNOWN)
    vera.sees("You are in line for a person")
    ada.accept_offer()
    ada.reply("They start in May.")
    vera.sees("They start in May.")
    ada.resolve()
    rate(vera)

    page.get_by_role("button", name="Traffic", exact=True).click()
    escalated = builder.dock.get_by_role(
        "button", name=re.compile("Conditional “Escalation triggered\\?”, Escalate")
    )
    expect(escalated).to_contain_text("1 time, 50 %")
    escalated.click()
    passed = builder.dock.get_by_role("list", name="Conversations that went this way")
    expect(passed.get_by_role("link")).to_have_count(1)
    picture("flow-traffic", page)


def rate(visitor: Visitor) -> None:
    """Answers the survey of the flow."""
    survey = visitor.form("How did we do?")
    survey.get_by_role("radio", name="5: Very good").check()
    survey.get_by_role("button", name="Send").click()
    visitor.sees("Thank you for telling us.")


def test_a_flow_is_built_and_published_by_keyboard_alone(stage: Stage) -> None:
    flow = new_flow(stage.product, "by-keyboard")
    mona = stage.manager("mona")
    builder = Builder(mona.page, stage.base, flow)
    keys = Keyboard(mona.page)
    keys.press_on("List")
    keys.press_on("Add after Start")
    keys.type("message", "Enter")
    keys.press_on("Settings of Message")
    keys.go_to("Text")
    keys.type("We are closed, but we read everything.")
    keys.press_on("Add after Message", back=True)
    keys.type("offline", "Enter")
    keys.press_on("Add after Offline Message")
    keys.type("end", "Enter")
    expect(mona.page.get_by_role("button", name="No problems")).to_be_visible()
    keys.press_on("Publish", back=True)
    keys.go_to("What changed, and why?")
    keys.type("By keyboard.")
    keys.press_on("Publish now")
    expect(mona.page.get_by_text("Version 1 is live")).to_be_visible()
    expect(builder.rows).to_have_count(4)


def test_two_tabs_notice_each_other_and_lose_nothing(stage: Stage) -> None:
    flow = new_flow(stage.product, "two-tabs")
    stage.product.manage("shell", "--no-imports", "-c", SECOND)
    first = Builder(stage.manager("mona").page, stage.base, flow)
    second = Builder(stage.manager("marek").page, stage.base, flow)
    first.click(first.node("Start"))
    first.add("Message")
    first.is_saved()
    with stage.conflict():
        second.add("Human Chat")
        conflict = second.page.get_by_role("alert")
        expect(conflict).to_contain_text("Mona Rahimi saved this flow")
        expect(conflict).to_contain_text("Only in theirs: “Message”")
    second.page.get_by_role("button", name="Take theirs").click()
    expect(second.node("Message")).to_be_visible()
    expect(second.node("Human Chat")).to_be_hidden()
    second.page.get_by_role("button", name="Undo", exact=True).first.click()
    expect(second.node("Human Chat")).to_be_visible()
    second.is_saved()


@pytest.mark.parametrize("window", [{}, {**PHONE, "color_scheme": "dark"}], ids=["desk", "phone"])
def test_the_builder_shuts_nobody_out(stage: Stage, window: dict[str, object]) -> None:
    page = stage.manager("mona", **window).page
    builder = Builder(page, stage.base, 1)
    assert problems(page) == []
    for panel in ("No problems", "Test", "Versions", "Traffic"):
        page.get_by_role("button", name=panel, exact=True).click()
        if panel == "Test":
            builder.dock.get_by_text("Settings of the test").click()
            builder.dock.get_by_role("button", name="Start the test").click()
            expect(builder.log).to_contain_text("Next")
        assert problems(page) == [], panel
        builder.dock.get_by_role("button", name=f"Close {panel.split()[-1].lower()}").click()
    page.get_by_role("button", name="List", exact=True).click()
    assert problems(page) == [], "list"
    for item in ("Begin from a template…", "Import…"):
        builder.more(item)
        expect(builder.dialog).to_be_visible()
        assert problems(page) == [], item
        page.keyboard.press("Escape")
    too_wide = "document.documentElement.scrollWidth - Math.min(innerWidth, screen.width)"
    assert page.evaluate(too_wide) <= 0
