"""Fills a throw-away product with people and conversations, and prints what clients need as JSON.

Run as a module inside the product's environment: `python -m bench.cast --conversations 1000`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from typing import Any

import django

AGENTS = 10
_NO_LIMIT = 1_000_000
"""With one conversation open, one visitor sends all 50 messages a second: the limit is lifted."""


def main() -> None:
    """Rows are there, made by the product's own services."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--conversations", type=int, default=0, help="owned by an agent")
    parser.add_argument("--visitors", type=int, default=0, help="without a conversation yet")
    options = parser.parse_args()
    django.setup()
    json.dump(_fill(options.conversations, options.visitors), sys.stdout)
    print()


def _fill(conversations: int, visitors: int) -> dict[str, Any]:
    from chat.models import Site

    site = Site.objects.create(name="Benchmark", messages_per_minute=_NO_LIMIT)
    agents = [new_agent(f"agent-{n}", capacity=50 + conversations) for n in range(AGENTS)]
    return {
        "site": site.key,
        "agents": agents,
        "conversations": [
            {**owned(site, f"Visitor {n}", agents[n % AGENTS]), "agent": n % AGENTS}
            for n in range(conversations)
        ],
        "visitors": [{"token": new_visitor(site, f"New {n}")[1]} for n in range(visitors)],
    }


def new_agent(name: str, *, capacity: int, teams: Iterable[Any] = ()) -> dict[str, Any]:
    """Somebody of these teams (none: the default queue's), with a session of their own."""
    from django.contrib.auth import get_user_model

    from agents.setup import ensure_agent

    user = get_user_model().objects.create_user(username=name, is_staff=True)
    ensure_agent(user_id=user.pk, display_name=name, capacity=capacity, teams=teams)
    return {"id": user.pk, "session": _session(user)}


def _session(user: Any) -> str:
    """A signed-in session, as the login page would make it, without a password to hash."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def new_visitor(site: Any, name: str) -> tuple[Any, str]:
    """A visitor who has not said anything, and the token that they come with."""
    from chat.models import Visitor
    from chat.visitors import make_token

    visitor = Visitor.objects.create(site=site, name=name)
    return visitor, make_token(visitor)


def owned(site: Any, name: str, agent: dict[str, Any]) -> dict[str, Any]:
    """A conversation that this agent has, as after a handoff."""
    from agents.services import take_over
    from chat.services import open_conversation

    visitor, token = new_visitor(site, name)
    conversation = open_conversation(site=site, visitor=visitor)
    take_over(agent_id=agent["id"], conversation_id=conversation.pk)
    return {"token": token, "id": str(conversation.public_id)}


if __name__ == "__main__":
    main()
