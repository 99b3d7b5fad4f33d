"""An agent's words for a visitor who is gone: one mail with all they have not seen.

A row without a text is open: it goes with all words that come until it is due. When the visitor has
been away long enough it gets its text, and later words open a new one; so nothing is sent twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Max, QuerySet

from agents.models import Notice
from agents.notices.outbox import TOO_OLD, due
from agents.notices.plain import cleaned, name_of, one_line
from agents.notices.texts import VISITOR, words_in
from agents.selectors.access import staff_conversations
from chat import selectors as chat_selectors
from chat import services as chat
from chat.models import Conversation, Message, Visitor
from chat.types import Audience, AuthorKind, Entry

AWAY_AFTER = timedelta(seconds=60)
"""So long without a connection a visitor counts as gone."""

UNNOTICED = timedelta(seconds=50)
"""So long a connection may be dead before anybody knows: words of that time may not have come."""

_BATCH = 200


def is_answer(entry: Entry) -> bool:
    """Whether these are an agent's words for the visitor; notes are not."""
    return (
        entry.audience == Audience.PUBLIC.value
        and entry.payload["author"] == AuthorKind.AGENT.value
    )


def on_answer(entry: Entry) -> None:
    """Reaction in the transaction of an agent's words: they go by mail if nobody sees them."""
    talks = staff_conversations().filter(pk=entry.conversation_id)
    email = talks.values_list("visitor__email", flat=True).first()
    if not email or _open(entry.conversation_id).exists():
        return
    Notice.objects.create(
        key=f"reply:{entry.conversation_id}:{entry.seq}",
        kind=Notice.Kind.REPLY.value,
        conversation_id=entry.conversation_id,
        to=email,
        seq=entry.seq,
        not_before=datetime.fromisoformat(entry.at) + AWAY_AFTER,
    )


def gather(now: datetime) -> None:
    """Of the open rows that are due each has its text, or rests while its visitor is there.

    It is dropped when the visitor has seen all of it.
    """
    rows = Notice.objects.filter(due(now), kind=Notice.Kind.REPLY, body="")
    for notice_id, conversation_id in rows.values_list("pk", "conversation_id")[:_BATCH]:
        if conversation_id is not None:
            _gather(notice_id, conversation_id, now)


@transaction.atomic
def _gather(notice_id: int, conversation_id: int, now: datetime) -> None:
    chat.lock(conversation_id)  # no words come between the last one taken and the text
    notice = _open(conversation_id).select_for_update(of=("self",)).filter(pk=notice_id).first()
    if notice is None:
        return
    talk = staff_conversations().select_related("site").get(pk=conversation_id)
    words = _unseen(conversation_id, talk.visitor, now)
    if not words or not talk.visitor.email:
        notice.state = Notice.State.DROPPED.value
    elif (back := _there_until(talk.visitor)) > now:
        notice.not_before = back
    else:
        _write(notice, talk, words)
    notice.save()


def _open(conversation_id: int) -> QuerySet[Notice]:
    """The row that goes with what is said next, if there is one."""
    return Notice.objects.filter(
        conversation=conversation_id, kind=Notice.Kind.REPLY, state=Notice.State.PENDING, body=""
    )


def _unseen(conversation_id: int, visitor: Visitor, now: datetime) -> list[Message]:
    """Agents' words of late that went in no mail and came when nobody was connected."""
    written = Notice.objects.filter(conversation=conversation_id, kind=Notice.Kind.REPLY)
    upto = written.exclude(body="").aggregate(upto=Max("seq"))["upto"] or 0
    words = Message.objects.filter(
        conversation=conversation_id,
        author_kind=AuthorKind.AGENT,
        audience=Audience.PUBLIC,
        seq__gt=upto,
        created_at__gt=now - TOO_OLD,
    )
    if visitor.connected_at is not None:
        words = words.filter(created_at__gt=visitor.connected_at - UNNOTICED)
    return list(words.order_by("seq"))


def _there_until(visitor: Visitor) -> datetime:
    """Until then the visitor counts as there; a moment long gone when they never were."""
    return (visitor.connected_at or visitor.created_at) + AWAY_AFTER


def _write(notice: Notice, talk: Conversation, words: Sequence[Message]) -> None:
    texts = words_in(VISITOR, talk.language or talk.site.language)
    site = name_of(talk.site.title)
    link = chat_selectors.page_to_return_to(talk)
    said = [
        f"{texts['wrote'] % {'name': name_of(name)}}\n\n{_joined(one.text for one in group)}"
        for name, group in groupby(words, key=lambda one: one.author_name)
    ]
    back = texts["back"] % {"link": link} if link else texts["back_no_link"]
    parts = [texts["reply_body"] % {"site": site}, *said, f"-- \n{back}\n{texts['no_mail']}"]
    notice.to, notice.seq = talk.visitor.email, words[-1].seq
    notice.language = talk.language or talk.site.language
    title = texts["reply"] % {"name": name_of(words[-1].author_name), "site": site}
    notice.subject, notice.body = one_line(title), "\n\n".join(parts) + "\n"


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(cleaned(text) for text in texts)
