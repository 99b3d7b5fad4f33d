"""What visitors read while nobody can answer them: their place, when people reply, what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.e2e.axe import severe_problems
from tests.e2e.stage import Agent, Stage, Visitor
from tests.live.product import Product

pytestmark = pytest.mark.e2e

LONDON = ZoneInfo("Europe/London")


@contextmanager
def hours_of_support(product: Product, day: datetime) -> Iterator[None]:
    """The team that visitors reach first is there on this day only, from eight on."""
    team = "from agents.models import *\nteam = Queue.objects.get(is_default=True).team\n"
    week = {f"{day:%A}".lower(): [["08:00", "09:00"]]}
    code = (
        f"{team}hours = BusinessHours.objects.create(\n"
        f"    name='An hour a week', zone={LONDON.key!r}, week={week!r})\n"
        "Team.objects.filter(pk=team.pk).update(hours=hours)\n"
    )
    product.manage("shell", "--no-imports", "-c", code)
    try:
        yield
    finally:
        code = f"{team}Team.objects.filter(pk=team.pk).update(hours=None)\n"
        product.manage("shell", "--no-imports", "-c", code)


def test_visitors_read_on_their_own_clock_from_when_people_reply(stage: Stage) -> None:
    day = datetime.now(LONDON) + timedelta(days=3)
    with hours_of_support(stage.product, day):
        vera = stage.visitor()
        vera.arrive()
        opens = re.compile(rf"^AI assistant · We reply from 0?8:00 on {day:%A}$")
        expect(vera.panel.get_by_text(opens)).to_be_visible()
        viktor = stage.visitor(timezone_id="Asia/Kolkata")
        viktor.arrive()
        begins = day.replace(hour=8, minute=0).astimezone(ZoneInfo("Asia/Kolkata"))
        there = re.compile(rf"We reply from {begins:%H:%M} on {begins:%A}$")
        expect(viktor.panel.get_by_text(there)).to_be_visible()


QUIET = """
from agents.models import AgentProfile, Queue, QueueEntry
from chat import services as chat
from chat.types import SYSTEM, Move
for entry in QueueEntry.objects.filter(left_at=None):
    chat.move(
        conversation_id=entry.conversation_id, move=Move.CLOSE, actor=SYSTEM, reason="ended"
    )
AgentProfile.objects.filter(display_name="Ada").update(capacity=1)
Queue.objects.update(honest_limit_s=30)
"""


def busy_agent(stage: Stage) -> Agent:
    """Ada, who can talk with one visitor at a time, and does: whoever comes now waits for long."""
    stage.product.manage("shell", "--no-imports", "-c", QUIET)
    ada = stage.agent("ada")
    ada.be("Available")
    first = stage.visitor()
    ask_for_a_person(first)
    ada.accept_offer()
    first.sees("Ada joined")
    return ada


def ask_for_a_person(visitor: Visitor) -> None:
    visitor.arrive()
    expect(visitor.talk_to_a_person).to_be_visible()
    visitor.talk_to_a_person.click()
    visitor.sees("You are in line for a person")


def test_a_place_in_line_moves_up_live_until_somebody_joins(stage: Stage) -> None:
    ada = busy_agent(stage)
    vera, viktor = stage.visitor(), stage.visitor()
    ask_for_a_person(vera)
    expect(vera.wait).to_contain_text("You are next in line")
    ask_for_a_person(viktor)
    expect(viktor.wait).to_contain_text("You are number 2 in line")
    said = viktor.panel.get_by_role("status").filter(has_text="You are number 2 in line")
    expect(said).to_have_count(1)
    assert severe_problems(viktor.page) == []

    vera.panel.get_by_role("button", name="More options").click()
    vera.panel.get_by_role("button", name="End chat").click()
    expect(vera.wait).to_be_hidden()
    expect(viktor.wait).to_contain_text("You are next in line")
    viktor.page.reload()
    expect(viktor.wait).to_contain_text("You are next in line")

    ada.resolve()
    expect(viktor.wait).to_contain_text("Somebody is being asked right now")
    ada.accept_offer()
    viktor.sees("Ada joined")
    expect(viktor.wait).to_be_hidden()
    ada.resolve()


def test_nobody_has_to_wait(stage: Stage) -> None:
    ada = busy_agent(stage)
    vera = stage.visitor()
    ask_for_a_person(vera)
    vera.wait.get_by_role("button", name="Leave a message").press("Enter")
    form = vera.form("Leave us a message")
    expect(form.get_by_role("textbox", name="Name")).to_be_focused()
    expect(vera.wait).to_contain_text("You are next in line")
    expect(vera.wait.get_by_role("button", name="Leave a message")).to_be_hidden()
    form.get_by_role("textbox", name="E-mail").fill("vera@example.com")
    form.get_by_role("button", name="Send").click()
    vera.sees("We have your message and will answer you.")
    expect(vera.log).to_contain_text(re.compile(r"A person will answer you by \d+:\d\d (on )?\w+"))
    expect(vera.wait).to_be_hidden()

    viktor = stage.visitor()
    ask_for_a_person(viktor)
    viktor.wait.get_by_role("button", name="Keep asking the AI meanwhile").click()
    follow_up = re.compile(r"A person will follow up by \d+:\d\d (on )?\w+")
    expect(viktor.log).to_contain_text(follow_up)
    expect(viktor.wait).to_be_hidden()
    viktor.say("How long are backups kept on the Pro plan?")
    viktor.sees("30 days on Pro")
    ada.resolve()
