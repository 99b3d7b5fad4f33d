"""What is told after commit: offers and load to the agent's own pages, free slots to routing."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction

from agents import selectors
from agents.frames import MeFrame, OfferFrame
from agents.models import AgentProfile
from agents.services.telling import waits_changed
from chat.realtime import agent_group, publish, publish_figures_changed


def after_commit(step: Callable[[], object]) -> None:
    """`step` runs when the transaction is committed; its failure is logged, the sweep follows."""
    transaction.on_commit(step, robust=True)


def after_freeing(agent_ids: Collection[int], at: datetime) -> None:
    """After commit these agents count as idle from `at`, and waiting conversations are offered.

    The idle mark is written then, and not inside: a step that ends somebody's assignment under the
    conversation's lock may no longer lock an agent.
    """
    after_commit(functools.partial(_free, tuple(agent_ids), at))


def after_load_changed(agent_id: int) -> None:
    """After commit the agent's pages show the new load and presence, and waits are told anew."""
    after_commit(functools.partial(tell_load, agent_id))
    waits_changed()


def route_after_commit() -> None:
    """After commit waiting conversations are offered."""
    after_commit(_route)


def tell_load(agent_id: int) -> None:
    """The agent's pages show presence and load as they are now, and so do supervisors' figures."""
    me = selectors.me_of(agent_id)
    if me is not None:
        publish(agent_group(agent_id), MeFrame(me=me))
        publish_figures_changed()


def tell_offer(conversation_id: int, agent_id: int, deadline_at: datetime) -> None:
    """The agent's pages show the offer."""
    row = selectors.row_for(conversation_id, agent_id)
    frame = OfferFrame(row=row, deadline_at=deadline_at.isoformat())
    publish(agent_group(agent_id), frame)
    tell_load(agent_id)


def _free(agent_ids: tuple[int, ...], at: datetime) -> None:
    AgentProfile.objects.filter(pk__in=agent_ids).update(idle_since=at)
    for agent_id in agent_ids:
        tell_load(agent_id)
    _route()


def _route() -> None:
    from agents.services.routing import route  # routing makes offers, and offers bring news

    waits_changed()
    route()
