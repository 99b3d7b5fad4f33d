"""Every process is killed while conversations stand at each wait of the example flow.

Afterwards each goes on where it was: nobody is greeted twice, nothing is asked again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from chat.frames import FormItem
from chat.types import State
from config.demo import DEMO_PASSWORD
from config.dialogues.visitor import LiveVisitor
from tests.live.agent import LiveAgent
from tests.live.product import Product

pytestmark = pytest.mark.chaos

QUESTION = "How long are backups kept?"
PERSON = "Can I talk to a human, please?"
GREETING = "I'll try to help first"
PATIENCE_S = 90
# Every article of the demo can be found.
SETTLED = """
import time
from knowledge.models import Document
end = time.monotonic() + 60
while Document.objects.exclude(status="ready").exists() and time.monotonic() < end:
    time.sleep(0.2)
"""


@dataclass
class PatientAgent(LiveAgent):
    """Serves only the conversations that it has been told to."""

    willing: set[str] = field(default_factory=set)
    refusals: list[dict[str, Any]] = field(default_factory=list)

    async def takes_over(self, visitor: LiveVisitor) -> None:
        """By hand: offers that nobody took are over."""
        self.willing.add(key(visitor))
        for _ in range(PATIENCE_S):
            if visitor.state == State.WITH_AGENT:
                return
            await self.command("take_over", conversation=key(visitor))
            await asyncio.sleep(1)
        raise AssertionError(self.refusals[-3:])

    async def _take(self, frame: dict[str, Any]) -> None:
        if frame["type"] == "error":
            self.refusals.append(frame)
        await super()._take(frame)

    async def _serve(self, row: dict[str, Any]) -> None:
        if row["id"] in self.willing:
            await super()._serve(row)


def shell(product: Product, code: str) -> Any:
    """What the last line that this code prints says, as JSON."""
    out = product.manage("shell", "--no-imports", "-c", f"import json\n{code}")
    return json.loads(out.strip().splitlines()[-1])


async def arrive(product: Product, site: str, *words: str) -> LiveVisitor:
    visitor = LiveVisitor(product.base, site)
    await visitor.start()
    for text in words:
        answers = len(visitor.texts("assistant"))
        await visitor.say(text, timeout_s=PATIENCE_S)
        await sees(visitor, lambda seen=answers: came_on(visitor, seen))  # type: ignore[misc]
    return visitor


async def sees(visitor: LiveVisitor, condition: Callable[[], bool]) -> None:
    """It comes true in time, or the test shows what the visitor sees instead."""
    try:
        await visitor.until(condition, PATIENCE_S)
    except TimeoutError:
        raise AssertionError(visitor.view) from None


def came_on(visitor: LiveVisitor, answers: int) -> bool:
    """Whether the assistant answered, or somebody else has the word."""
    greeted = 1 if answers == 0 else 0
    return len(visitor.texts("assistant")) > answers + greeted or visitor.state != State.ASSISTANT


def survey_of(visitor: LiveVisitor) -> FormItem | None:
    forms = [item for item in visitor.view.items if item.type == "form"] if visitor.view else []
    return next((form for form in forms if form.kind == "survey"), None)


def key(visitor: LiveVisitor) -> str:
    assert visitor.view is not None
    return visitor.view.id


async def scene(product: Product, site: str) -> None:
    ada = PatientAgent(product.base, "ada", DEMO_PASSWORD, resolve=False)
    await ada.start()
    await asyncio.sleep(2)
    listening = await arrive(product, site, QUESTION)
    held = await arrive(product, site, PERSON)
    ada.willing.add(key(held))
    await sees(held, lambda: bool(held.texts("agent")))
    waiting = await arrive(product, site, PERSON)
    rating = await arrive(product, site, QUESTION)
    await rating.say("Thanks, bye!")
    await sees(rating, lambda: survey_of(rating) is not None)
    everybody = [listening, held, waiting, rating]

    await asyncio.to_thread(product.crash)

    await listening.say("Which port does SMTP use?", timeout_s=PATIENCE_S)
    await sees(listening, lambda: came_on(listening, 2))
    await ada.takes_over(waiting)
    await sees(waiting, lambda: bool(waiting.texts("agent")))
    ada.resolve = True
    await sees(held, lambda: survey_of(held) is not None)
    form = survey_of(rating)
    assert form is not None
    await sees(rating, lambda: rating.is_welcome)
    await rating.send({"type": "submit_form", "form_id": form.form_id, "values": {"rating": "5"}})
    await sees(rating, lambda: rating.state == State.CLOSED)
    for one in everybody:
        greetings = [text for text in one.texts("assistant") if GREETING in text]
        assert len(greetings) == 1, one.view
    for one in [*everybody, ada]:
        await one.stop()


def test_each_wait_survives_the_death_of_everything(product: Product) -> None:
    code = (
        f"{SETTLED}\n"
        "from agents.models import AgentProfile; AgentProfile.objects.update(capacity=20)\n"
        "from chat.models import Site; print(json.dumps(Site.objects.get(name='Demo site').key))"
    )
    asyncio.run(scene(product, shell(product, code)))
    check = json.loads(product.manage("check_handoffs", "--json", check=False))
    assert (check["lost"], check["overdue"], check["doubled"]) == (0, 0, 0), check
    aborted = (
        "from flows.models import FlowRun; print(FlowRun.objects.filter(state='aborted').count())"
    )
    assert shell(product, aborted) == 0
