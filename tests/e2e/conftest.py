"""A real browser in front of the real product, started by its own command."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, sync_playwright

from tests.e2e.stage import Stage
from tests.live.product import Product, running_product

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# Short enough that a process which was killed is noticed within a test.
SETTINGS = {"HEARTBEAT_S": "4", "PRESENCE_GRACE_S": "30", "CONVERSATIONS_PER_HOUR": "1000"}
RESULTS = Path("test-results")
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    if not path:
        pytest.skip("no Chromium on this machine: `make test-all` installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data of a product whose demo has been read, indexed and calibrated; it has been stopped.

    What the demo's agents have open waits for others again: they are not there.
    """
    data = tmp_path_factory.mktemp("furnished") / "data"
    with running_product(data, **{**SETTINGS, "PRESENCE_GRACE_S": "1"}) as product:
        _wait_until_settled(product)
    return data


@pytest.fixture(scope="module")
def product(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A running product with its demo; each module has one of its own."""
    data = tmp_path_factory.mktemp("e2e") / "data"
    shutil.copytree(furnished, data, ignore=shutil.ignore_patterns("run"))
    with running_product(data, **SETTINGS) as product:
        yield product


def _wait_until_settled(product: Product) -> None:
    code = (
        "import time\n"
        "from agents.models import Assignment\n"
        "from knowledge.models import Calibration, Document\n"
        "deadline = time.monotonic() + 110\n"
        "while (\n"
        "    Document.objects.exclude(status='ready').exists()\n"
        "    or not Calibration.objects.filter(state='active').exists()\n"
        "    or Assignment.objects.filter(state__in=('offered', 'accepted')).exists()\n"
        "):\n"
        "    assert time.monotonic() < deadline, 'the demo takes too long'\n"
        "    time.sleep(0.2)\n"
        # Who is offered what depends on the test alone, and not on what the demo's visitors left.
        "from datetime import timedelta\n"
        "from django.utils import timezone\n"
        "from agents.models import QueueEntry\n"
        "from escalation.models import Handoff\n"
        "tomorrow = timezone.now() + timedelta(days=1)\n"
        "QueueEntry.objects.filter(left_at=None, is_message=True).update(ready_at=tomorrow)\n"
        "Handoff.objects.filter(settled_at=None).update(deadline_at=tomorrow)\n"
    )
    product.manage("shell", "--no-imports", "-c", code)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remembers that a test failed, for the fixture that takes pictures."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture
def stage(request: pytest.FixtureRequest, product: Product, browser: Browser) -> Iterator[Stage]:
    """Visitors, agents and managers in windows of their own; a fault in a page fails the test."""
    stage = Stage(product, browser)
    yield stage
    if request.node.stash.get(FAILED, False):
        _keep_pictures(stage, request.node.name)
    stage.clear()
    assert not stage.faults


def _keep_pictures(stage: Stage, name: str) -> None:
    RESULTS.mkdir(exist_ok=True)
    for number, page in enumerate(stage.pages):
        try:
            page.screenshot(path=RESULTS / f"{name}-{number}.png", timeout=3000)
        except Error:
            continue  # the page is closed
