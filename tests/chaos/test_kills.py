"""Processes are killed at random while 100 people talk and 50 of them are handed over.

Afterwards no acknowledged message is missing or doubled, and every handoff has come to its end.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from chat.types import State
from config.demo import DEMO_PASSWORD
from config.dialogues.visitor import LiveVisitor
from tests.live.agent import LiveAgent
from tests.live.product import Product

pytestmark = pytest.mark.chaos

CONVERSATIONS = 100
ASK_FOR_PERSON = "Can I talk to a human, please?"
QUESTIONS = ("How do I add an MX record?", "How long are backups kept?", "Which PHP versions?")
KILLS = 8
SETTLE_S = 150


def site_key(product: Product) -> str:
    code = "from chat.models import Site; print(Site.objects.get(name='Demo site').key)"
    return product.manage("shell", "--no-imports", "-c", code).strip().splitlines()[-1]


def kill(product: Product, name: str) -> None:
    """SIGKILL to one of the product's processes, as the supervisor names them."""
    process = product.services()["processes"].get(name)
    if process:
        try:
            os.kill(process["pid"], signal.SIGKILL)
        except ProcessLookupError:
            return  # killed a moment ago and not restarted yet


def victims(product: Product) -> list[str]:
    return [name for name in product.services()["processes"] if name != "supervisor"]


async def converse(product: Product, site: str, number: int) -> LiveVisitor:
    """Two questions; every second visitor then asks for a person and waits for their words."""
    visitor = LiveVisitor(product.base, site)
    await visitor.start()
    await asyncio.sleep(random.random() * 20)
    for question in random.sample(QUESTIONS, 2):
        await visitor.say(question, timeout_s=120)
        await asyncio.sleep(random.random() * 3)
    if number % 2 == 0:
        await visitor.say(ASK_FOR_PERSON, timeout_s=120)
    return visitor


async def rampage(product: Product, names: list[str]) -> None:
    """Each process once, then at random."""
    for name in [*names, *random.choices(names, k=KILLS)]:
        await asyncio.sleep(1.5 + random.random() * 2.5)
        kill(product, name)


async def scene(product: Product, site: str) -> list[LiveVisitor]:
    agents = [LiveAgent(product.base, name, DEMO_PASSWORD) for name in ("ada", "abel")]
    for agent in agents:
        await agent.start()
    talks = [converse(product, site, number) for number in range(CONVERSATIONS)]
    names = victims(product)
    visitors, _ = await asyncio.gather(asyncio.gather(*talks), rampage(product, names))
    asked = [one for one in visitors if ASK_FOR_PERSON in one.acknowledged.values()]
    with contextlib.suppress(TimeoutError):  # the assertions below say what is left
        async with asyncio.timeout(SETTLE_S):
            for one in asked:
                await one.until(partial(is_attended_to, one), SETTLE_S)
    for one in [*visitors, *agents]:
        await one.stop()
    return list(visitors)


def is_attended_to(visitor: LiveVisitor) -> bool:
    return visitor.state not in {State.ASSISTANT, State.QUEUED, State.OFFERED, None}


def test_nothing_is_lost_or_doubled_and_every_handoff_ends(product: Product) -> None:
    site = site_key(product)
    visitors = asyncio.run(scene(product, site))
    assert sum(ASK_FOR_PERSON in one.acknowledged.values() for one in visitors) == 50
    product.wait_until_whole()  # the last kill may have been the database a moment ago
    check = product.manage("check_handoffs", "--json", check=False)
    figures = json.loads(check)
    assert (figures["lost"], figures["overdue"], figures["doubled"]) == (0, 0, 0), check
    assert_every_acknowledged_message_is_stored_once(product, visitors)


def assert_every_acknowledged_message_is_stored_once(
    product: Product, visitors: list[LiveVisitor]
) -> None:
    code = (
        "import json; from chat.models import Message; "
        "print(json.dumps(list(Message.objects.exclude(client_id=None)"
        ".values_list('client_id', flat=True))))"
    )
    out = product.manage("shell", "--no-imports", "-c", code)
    stored = Counter(json.loads(out.strip().splitlines()[-1]))
    acknowledged = [client_id for one in visitors for client_id in one.acknowledged]
    assert len(acknowledged) == 2 * CONVERSATIONS + CONVERSATIONS // 2
    assert [one for one in acknowledged if stored[one] != 1] == []


def test_every_decision_made_meanwhile_replays_identically(product: Product) -> None:
    figures = json.loads(product.manage("check_decisions", "--json", check=False))
    assert figures["decisions"] >= CONVERSATIONS // 2
    assert figures["identical"] == figures["decisions"], figures["differences"]


def test_the_logs_were_kept(product: Product) -> None:
    assert list(Path(product.data / "logs").glob("*.log"))
