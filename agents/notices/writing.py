"""Notices are written: one row for each address, in the transaction of what they are about."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from agents.models import Notice, Queue
from agents.notices import addresses
from agents.notices.addresses import Address
from agents.notices.outbox import has_mail_server, kick_after_commit
from agents.notices.plain import one_line
from agents.notices.texts import TEAM, words_in
from agents.selectors.access import staff_conversations

logger = logging.getLogger(__name__)

_KEY_CHARS = 100
_BODY_CHARS = 20_000
_NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail to staff before it has a reader. `key` names what it is about, for all time."""

    kind: Notice.Kind
    key: str
    subject: str
    body: str


def tell_team(
    *,
    kind: Notice.Kind,
    key: str,
    queue_id: int,
    conversation_id: int | None,
    now: datetime,
    subject: str,
    body: str,
    agent_id: int | None = None,
) -> int:
    """The queue's team gets this mail once the caller's transaction is committed; once per `key`.

    It goes to the team's address, else to every member who wants mail; with `agent_id` to that
    agent, and to the team only when they have no address. The link to the conversation is added.
    `body` is plain text; quote what others wrote (`plain.quoted`). Returns how many rows are new:
    0 when the key is known, or when nobody has an address, which the admin then shows.
    """
    queue = Queue.objects.select_related("team").get(pk=queue_id)
    own = addresses.of_agents([agent_id]) if agent_id is not None else []
    return write(
        Draft(kind, key, subject, body),
        to=own or addresses.of_team(queue.team),
        queue=queue,
        conversation_id=conversation_id,
        at=now,
    )


@transaction.atomic
def write(
    draft: Draft,
    *,
    to: Sequence[Address],
    queue: Queue,
    conversation_id: int | None,
    at: datetime,
) -> int:
    """The draft has a row for each address, sent from `at` on. Returns how many are new."""
    key = draft.key[:_KEY_CHARS]
    language, link = _language_and_link(conversation_id)
    rows = [
        Notice(
            key=f"{key}:{address.mark}",
            kind=draft.kind.value,
            conversation_id=conversation_id,
            team_id=queue.team_id,
            agent_id=address.agent_id or None,
            to=address.email,
            subject=one_line(draft.subject),
            body=_whole(draft.body, language, link, has_talk=conversation_id is not None),
            language=language,
            not_before=at,
        )
        for address in to
    ]
    if not rows:
        rows = [_undeliverable(draft, key, queue, conversation_id, at)]
    known = set(
        Notice.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True)
    )
    new = [row for row in rows if row.key not in known]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    if new and to:
        kick_after_commit()
    return len(new) if to else 0


def drop_waiting(conversation_id: int) -> None:
    """Nobody needs to hear any more that this visitor waits; what is being sent is left alone."""
    rows = Notice.objects.filter(
        conversation=conversation_id,
        kind=Notice.Kind.WAITING,
        state=Notice.State.PENDING,
        lease_until__isnull=True,
    )
    rows.update(state=Notice.State.DROPPED.value)


def language_for(conversation_id: int | None) -> str:
    """The language in which the team reads about this conversation: that of its site."""
    return _language_and_link(conversation_id)[0]


def _language_and_link(conversation_id: int | None) -> tuple[str, str]:
    inbox = f"{settings.LINK_BASE}{reverse('inbox')}"
    if conversation_id is None:
        return settings.LANGUAGE_CODE, f"{inbox}#/waiting"
    talks = staff_conversations().values_list("site__language", "public_id")
    language, public_id = talks.get(pk=conversation_id)
    return language, f"{inbox}#/all/{public_id}"


def _whole(body: str, language: str, link: str, *, has_talk: bool) -> str:
    """The body with the way into the inbox and why the reader gets it."""
    words = words_in(TEAM, language)
    opens = words["open" if has_talk else "open_inbox"] % {"link": link}
    return f"{body.strip()[:_BODY_CHARS]}\n\n{opens}\n\n-- \n{words['why_you']}\n"


def _undeliverable(
    draft: Draft, key: str, queue: Queue, conversation_id: int | None, at: datetime
) -> Notice:
    """Nobody can be told: that is kept where managers see it, and not tried again and again."""
    if has_mail_server():  # nobody misses what could not be sent anyway
        logger.warning("nobody to tell", extra={"team": queue.team_id, "kind": draft.kind.value})
    return Notice(
        key=f"{key}:{_NOBODY}",
        kind=draft.kind.value,
        state=Notice.State.FAILED.value,
        conversation_id=conversation_id,
        team_id=queue.team_id,
        subject=one_line(draft.subject),
        not_before=at,
        error=_("Nobody of the team has an e-mail address and wants mail."),
    )
