"""The visitor reads the plain part of the brief, and what they put right reaches everybody."""

from __future__ import annotations

from typing import Any

from chat import services as chat
from chat.transactions import joined
from chat.types import Audience, Entry, EntryKind
from escalation.brief import Brief, says_something
from escalation.models import Handoff

_CONTACT = {"name": 1, "email": 1, "phone": 1, "order": 2, "account": 1, "error": 1}
"""Kinds of facts that the visitor reads, and how many of each; the rest is the agent's."""

_LINE_CHARS = 300
_TRIED = 3


def lines_of(packet: Brief) -> list[dict[str, str]]:
    """What the visitor reads of the brief: what they want, how to reach them, what was tried.

    Nothing that the assistant judged, and nothing that only the site told.
    """
    lines = []
    if says_something(packet.wants):
        lines.append({"name": "wants", "kind": "wants", "value": packet.wants[:_LINE_CHARS]})
    for kind, most in _CONTACT.items():
        facts = [one for one in packet.facts if one.kind == kind][:most]
        lines += [{"name": one.name, "kind": kind, "value": one.value} for one in facts]
    tried = " ".join(one.text for one in packet.tried[-_TRIED:])
    if tried:
        lines.append({"name": "tried", "kind": "tried", "value": tried[:_LINE_CHARS]})
    return lines


@joined
def share(handoff: Handoff, packet: Brief) -> Entry | None:
    """The visitor sees what is being passed on; None when there is nothing to see."""
    lines = lines_of(packet)
    if not lines:
        return None
    return chat.record(
        conversation_id=handoff.conversation_id,
        kind=EntryKind.BRIEF_SHARED,
        payload={"handoff": handoff.pk, "lines": lines},
        audience=Audience.PUBLIC,
    )


@joined
def on_brief_corrected(entry: Entry) -> None:
    """A corrected name or e-mail address is the visitor's from now on, as if typed into a form."""
    lines: list[dict[str, Any]] = entry.payload["lines"]
    said = {line["kind"]: line["value"] for line in lines if line["value"]}
    if "name" in said or "email" in said:
        chat.update_visitor(
            conversation_id=entry.conversation_id, name=said.get("name"), email=said.get("email")
        )
