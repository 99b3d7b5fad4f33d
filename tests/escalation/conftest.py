"""Ground of these tests: this layer and those below, wired as in production, nothing above."""

from __future__ import annotations

from typing import Any

import pytest

from agents import services as agents
from chat import bus, realtime
from chat.types import Entry, EntryKind
from escalation import services


def _route(entry: Entry) -> None:
    agents.route()


def _reply(entry: Entry) -> None:
    if services.is_agents_reply(entry):
        services.on_agent_replied(entry)


@pytest.fixture(autouse=True)
def _own_reactions_only(monkeypatch: pytest.MonkeyPatch) -> None:
    own = bus._Bus()
    inside, after = own.inside, own.after
    inside[EntryKind.CONVERSATION_MOVED] += [agents.on_moved, services.on_moved]
    inside[EntryKind.AGENT_JOINED].append(services.on_agent_joined)
    inside[EntryKind.QUEUE_ENTERED].append(services.on_queue_entered)
    inside[EntryKind.FORM_SUBMITTED].append(services.on_form_submitted)
    inside[EntryKind.FORM_SKIPPED].append(services.on_form_skipped)
    inside[EntryKind.MESSAGE_POSTED] += [services.on_message, _reply]
    inside[EntryKind.WAY_CHOSEN].append(services.on_way_chosen)
    inside[EntryKind.ANSWER_RATED].append(services.on_rated)
    after[EntryKind.QUEUE_ENTERED].append(_route)
    after[EntryKind.OFFERS_EXHAUSTED].append(services.on_offers_exhausted)
    own.frozen = True
    monkeypatch.setattr(bus, "_bus", own)


@pytest.fixture(autouse=True)
def _nothing_is_sent(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(realtime._publisher, "put", lambda group, message: None)
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
