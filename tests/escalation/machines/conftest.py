"""Ground of the machines: everything wired as in the product, time that passes when told to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from pytest_django import Settings

from chat import realtime
from tests.escalation.machines.world import Afterwards, RunningClock
from tests.flows import staging


@pytest.fixture(autouse=True)
def _own_reactions_only() -> None:
    """Unlike the tests beside these, the conductor listens too."""


@pytest.fixture(autouse=True)
def _nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(realtime._publisher, "put", lambda group, message: None)


@pytest.fixture
def running_clock(monkeypatch: pytest.MonkeyPatch) -> RunningClock:
    """A clock that never shows the same moment twice."""
    clock = RunningClock()
    monkeypatch.setattr(timezone, "now", clock)
    return clock


@pytest.fixture
def afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[Afterwards]:
    """Says whether the process lives to do what it meant to do after a commit."""
    afterwards = Afterwards()
    run = BaseDatabaseWrapper.run_and_clear_commit_hooks

    def run_or_die(self: BaseDatabaseWrapper) -> None:
        if afterwards.dies and self.run_on_commit:
            self.run_on_commit = []
            return
        run(self)

    monkeypatch.setattr(BaseDatabaseWrapper, "run_and_clear_commit_hooks", run_or_die)
    yield afterwards
    assert transaction.get_connection().run_on_commit == []


@pytest.fixture
def staged(
    transactional_db: None,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    shop: Any,
    vera: Any,
) -> staging.Stage:
    """A site on the starter flow with a scripted assistant."""
    return staging.build(shop, vera, settings, monkeypatch)
