"""Changes the tags of a conversation."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from chat.services import lock, record
from chat.tags import tags_after
from chat.types import Audience, Author, EntryKind


@transaction.atomic
def change_tags(
    *, conversation_id: int, add: Iterable[str], remove: Iterable[str], by: Author
) -> list[str]:
    """The conversation has these tags more and those no longer, and staff see it at once.

    Returns all its tags, oldest first. Nothing is recorded where nothing changes.
    """
    conversation = lock(conversation_id)
    tags = tags_after(conversation.tags, add, remove)
    if tags == conversation.tags:
        return tags
    conversation.tags = tags
    conversation.save(update_fields=["tags"])
    record(
        conversation_id=conversation_id,
        kind=EntryKind.TAGS_CHANGED,
        payload={"tags": tags, "by": {"kind": by.kind.value, "name": by.name}},
        audience=Audience.STAFF,
    )
    return tags
