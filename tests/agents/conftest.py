"""Ground of the agents' tests: this layer alone, with no layer above listening."""

from __future__ import annotations

from typing import Any

import pytest
from celery import Celery
from pytest_django import Settings

from agents.services import on_moved
from chat import bus, realtime
from chat.types import EntryKind

Published = list[tuple[str, dict[str, Any]]]


@pytest.fixture(autouse=True)
def _own_reactions_only(monkeypatch: pytest.MonkeyPatch) -> None:
    own = bus._Bus()
    own.add(own.inside, EntryKind.CONVERSATION_MOVED, on_moved)
    own.frozen = True
    monkeypatch.setattr(bus, "_bus", own)


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Published:
    """What was published instead of being sent: (group, message), in order."""
    sent: Published = []
    monkeypatch.setattr(
        realtime._publisher, "put", lambda group, message: sent.append((group, message))
    )
    return sent


@pytest.fixture
def mail_server(settings: Settings) -> None:
    """There is a mail server; what it takes is in `django.core.mail.outbox`."""
    settings.EMAIL_HOST = "mail.example"
    settings.DEFAULT_FROM_EMAIL = "Desk <desk@mail.example>"


@pytest.fixture
def no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be given to workers is left to the test."""
    monkeypatch.setattr(Celery, "send_task", lambda *_, **__: None)
