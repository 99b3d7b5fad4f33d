"""What people think of answers: visitor, agent and reviewer say it, and a manager calibrates."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.axe import severe_problems
from tests.e2e.stage import PHONE, Stage
from tests.live.product import Product

pytestmark = pytest.mark.e2e

KNOWN = "How long do you keep backups?"
QUEUE = "/admin/knowledge/answerrecord/review/"
CALIBRATION = "/admin/knowledge/calibration/"

# Answers of a desk whose questions are harder than the ones the shipped calibration knows.
LABELLED = """
import random
from django.contrib.auth.models import User
from knowledge import services
from knowledge.models import AnswerRecord, Chunk
from knowledge.calibration import calibrated, logistic
from knowledge.services.calibrations import shipped
services.drop_calibration(by_id=None)
AnswerRecord.objects.filter(turn_id=None).delete()  # reviewed in the demo
dice, mona = random.Random(3), User.objects.get(username="mona")
chunks = list(Chunk.objects.select_related("document")[:20])
for number in range(170):
    odds, chunk = dice.uniform(-3.5, 3), dice.choice(chunks)
    answer = AnswerRecord.objects.create(
        question=f"Question number {number}?", odds=odds,
        confidence=calibrated(odds, shipped().knots),
        text=chunk.text[:200] if odds > -0.4 else "",
        withheld=[] if odds > -0.4 else ["It costs 99 EUR a year."],
        assessment={"decision": "answer"}, provider="extractive",
        passages=[{"chunk": chunk.pk, "document": chunk.document_id,
                   "title": chunk.document.title, "heading": chunk.heading}],
    )
    if number < 140:
        right = dice.random() < logistic(0.8 * odds - 0.9)
        services.label_answer(answer_id=answer.pk, source="reviewer", right=right, by_id=mona.pk)
"""


@pytest.fixture(scope="module")
def labelled(product: Product) -> Product:
    """A product with 140 reviewed answers and 30 that wait for review."""
    product.manage("shell", "--no-imports", "-c", LABELLED)
    return product


def question(page: Page) -> str:
    """The question of the answer that is to be judged."""
    return page.locator("#kb-question").inner_text()


def test_visitor_and_agent_say_whether_an_answer_helped(stage: Stage) -> None:
    vera = stage.visitor()
    vera.arrive()
    vera.say("Hello")
    vera.say(KNOWN)
    expect(vera.source("backup-schedule")).to_be_visible()
    no = vera.log.get_by_role("button", name="Was this helpful? No")
    yes = vera.log.get_by_role("button", name="Was this helpful? Yes")
    expect(no).to_have_count(1)  # not below small talk
    yes.focus()
    yes.press("Enter")
    expect(yes).to_have_attribute("aria-pressed", "true")
    expect(yes).to_be_focused()
    no.click()
    expect(no).to_have_attribute("aria-pressed", "true")
    vera.page.reload()
    expect(no).to_have_attribute("aria-pressed", "true")
    expect(yes).to_have_attribute("aria-pressed", "false")

    ada = stage.agent("ada")
    ada.open_tab("All")
    ada.row("backup").click()
    expect(ada.messages).to_contain_text("Visitor: not helpful")
    right = ada.messages.get_by_role("button", name="Right")
    right.click()
    expect(right).to_have_attribute("aria-pressed", "true")
    ada.page.reload()
    expect(right).to_have_attribute("aria-pressed", "true")
    expect(vera.log).not_to_contain_text("Right")

    mona = stage.manager("mona")
    mona.open("Answers")
    expect(mona.row(KNOWN)).to_contain_text("visitor: wrong, agent: right")


def test_answers_are_reviewed_by_keyboard_and_a_verdict_is_undone(
    stage: Stage, labelled: Product
) -> None:
    mona = stage.manager("mona")
    mona.open("Answers")
    mona.content.get_by_role("link", name="Review answers").click()
    page = mona.page
    expect(page.locator("[data-review]")).to_be_focused()
    first = question(page)
    page.keyboard.press("w")
    expect(page.get_by_role("status")).to_contain_text(f"Noted for: {first}")
    expect(page.locator("[data-review]")).to_be_focused()
    second = question(page)
    assert second != first
    page.keyboard.press("u")
    expect(page.locator("#kb-question")).to_have_text(first)
    page.keyboard.press("r")
    expect(page.locator("#kb-question")).to_have_text(second)
    page.keyboard.press("s")
    expect(page.locator("#kb-question")).not_to_have_text(second)
    mona.open("Answers")
    expect(mona.row(first)).to_contain_text("reviewer: right")
    mona.row(second).get_by_role("button", name="Wrong").click()
    expect(mona.row(second)).to_contain_text("reviewer: wrong")


def test_a_calibration_is_fitted_used_and_dropped(stage: Stage, labelled: Product) -> None:
    mona = stage.manager("mona")
    mona.open("Answers")
    mona.content.get_by_role("link", name="Calibration").click()
    page = mona.page
    expect(page.get_by_role("img", name=re.compile("Reliability curve"))).to_be_visible()
    page.get_by_role("button", name="Fit to our answers").click()
    expect(mona.content).to_contain_text("error as shipped")
    page.get_by_role("button", name="Use it from now on").click()
    heading = mona.content.get_by_role("heading", level=2)
    expect(heading.first).to_have_text("Calibrated on your own answers")
    expect(mona.content).to_contain_text("yours, in use: expected calibration error")

    vera = stage.visitor()
    vera.arrive()
    vera.say(KNOWN)
    expect(vera.source("backup-schedule").or_(vera.log.get_by_text("in line"))).to_be_visible()
    mona.open("Answers")
    mona.row(KNOWN).get_by_role("link").first.click()
    expect(mona.content).to_contain_text("Confidence by your own calibration.")

    page.goto(f"{stage.base}{CALIBRATION}")
    page.get_by_role("button", name="Back to the shipped calibration").click()
    expect(heading.first).to_have_text("The shipped calibration is in use")


@pytest.mark.parametrize("window", [{}, PHONE], ids=["desk", "phone"])
def test_these_pages_shut_nobody_out(
    stage: Stage, labelled: Product, window: dict[str, object]
) -> None:
    mona = stage.manager("mona", **window)
    for address in (QUEUE, CALIBRATION):
        mona.page.goto(f"{stage.base}{address}")
        expect(mona.content.get_by_role("heading").first).to_be_visible()
        assert not severe_problems(mona.page, without=("#nav-sidebar", "header")), address
        # A page that is too wide makes a phone's own window wider: the screen does not change.
        too_wide = "document.documentElement.scrollWidth - Math.min(innerWidth, screen.width)"
        assert mona.page.evaluate(too_wide) <= 0, address
