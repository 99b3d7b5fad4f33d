"""Turns of conversations that do not exist: judged by the same rules, and nothing is stored.

For whoever tries a flow before any visitor walks it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agents import selectors as agents
from escalation import selectors
from escalation.defaults import ALONE_RULES
from escalation.fallbacks.offline_form import message_form
from escalation.gauges.base import Said
from escalation.measuring import measure
from escalation.models import PolicyVersion
from escalation.rules import PublishedPolicy, parse_rules
from escalation.services.deciding import Case, clean
from escalation.services.ladder import ladder_of
from escalation.texts import notice, outcome
from escalation.types import Fired, ReasonCode, Snapshot, Stage

__all__ = [
    "MadeUpTurn",
    "ladder_for",
    "made_up_case",
    "made_up_form",
    "note_of_assistant",
    "notice_of",
    "policy_of_assistant",
]


@dataclass(frozen=True, slots=True)
class MadeUpTurn:
    """What rules may look at. `said`: of the episode, oldest first; whether the visitor, and what.

    `now`: aware UTC. `pages`: addresses, newest last.
    """

    text: str
    now: datetime
    language: str = "en"
    said: tuple[tuple[bool, str], ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)
    start_url: str = ""
    pages: tuple[str, ...] = ()
    human_available: bool | None = None
    hours_open: bool | None = None


def policy_of_assistant(slug: str = "", *, is_alone: bool = False) -> PublishedPolicy:
    """The policy that judges an assistant's turns, as it is live.

    `slug`: as the node names it, empty for the default one. `is_alone`: of an assistant that
    brings in nobody; before the first such conversation those are the standard doubts.
    """
    from escalation.setup import ALONE_SLUG  # which publishes, with the services of this package

    if not is_alone:
        return selectors.published_policy(slug)
    if PolicyVersion.objects.filter(policy__slug=ALONE_SLUG).exists():
        return selectors.published_policy(ALONE_SLUG)
    usual = selectors.published_policy()
    return PublishedPolicy(0, 0, 0, parse_rules(ALONE_RULES), usual.settings)


def made_up_case(turn: MadeUpTurn, policy: PublishedPolicy) -> Case:
    """The case of the turn, to be judged at every stage. Its gauges measure as in life."""
    said = [Said(by_visitor, text) for by_visitor, text in turn.said]
    words = clean(turn.text)
    measured = measure(words, said, language=turn.language)
    seen = Snapshot(
        now=turn.now,
        stage=Stage.BEFORE_ANSWER,
        text=words,
        language=turn.language,
        attributes=dict(turn.attributes),
        start_url=turn.start_url,
        exchanges=measured.exchanges,
        unresolved=measured.unresolved,
        readings=measured.readings,
        human_available=turn.human_available,
        hours_open=turn.hours_open,
        pages=turn.pages,
    )
    return Case(conversation_id=0, turn_id=None, policy=policy, snapshot=seen)


def notice_of(
    policy: PublishedPolicy, reason: ReasonCode, language: str, primary: Fired | None = None
) -> str:
    """What the visitor would read when a person is asked for; empty where nothing is said."""
    if primary is not None and primary.message:
        return primary.message
    return notice(reason, language, policy.settings.notices)


def ladder_for(policy: PublishedPolicy, queue: str) -> Sequence[str]:
    """What would catch visitors of this queue (a short name; empty: the default one), in order."""
    found = agents.queue_by_slug(queue) if queue else None
    return ladder_of(found or agents.default_queue(), policy.settings)


def note_of_assistant(policy: PublishedPolicy, language: str) -> str:
    """What the visitor reads when the assistant goes on and a person is promised."""
    return outcome("assistant_note", language, policy.settings.form_texts)


def made_up_form(
    policy: PublishedPolicy,
    *,
    form_id: str,
    language: str,
    name: str,
    email: str,
    texts: Mapping[str, str],
) -> dict[str, Any]:
    """The form with which the visitor would leave a message, as it travels.

    `texts`: words that go before the policy's.
    """
    form = message_form(
        language=language,
        name=name,
        email=email,
        own=policy.settings.form_texts,
        first=texts,
    )
    return {"form_id": form_id, **form}
