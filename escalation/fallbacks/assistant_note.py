"""The assistant goes on, with a note that a person follows up: an owner or a queue, a deadline."""

from __future__ import annotations

from chat import services as chat
from chat.models import Message
from chat.types import SYSTEM, AuthorKind, Move, State
from escalation import texts
from escalation.fallbacks.asking import close_form
from escalation.fallbacks.base import Waiting
from escalation.models import Handoff
from escalation.types import CapturedBasis, HandoffState, PromiseKind

KIND = "assistant_note"


class AssistantNote:
    """A person is promised, and the visitor need not wait for them."""

    kind = KIND

    def begin(self, waiting: Waiting) -> bool:
        """The promise stands, the visitor knows, and the assistant has the next word.

        False where the same was done before and the visitor has written nothing since: what asked
        for a person then was no wish of theirs, and would ask again for ever.
        """
        conversation, handoff = waiting.conversation, waiting.handoff
        before = _newest_note(handoff)
        if before is not None and not _wrote_since(before):
            return False
        chat.post_system_message(conversation_id=conversation.pk, text=_notice(waiting, before))
        _promise(waiting)
        lies_aside = conversation.state == State.DEFERRED
        chat.move(
            conversation_id=conversation.pk,
            move=Move.REOPEN if lies_aside else Move.RETURN_TO_ASSISTANT,
            actor=SYSTEM,
            reason=self.kind,
            extra={"quiet": True},
        )
        close_form(waiting)  # last: whoever reacts to it sees that the handoff is over
        return True


def _promise(waiting: Waiting) -> None:
    # The services begin fallbacks, so that they cannot be imported above.
    from escalation.services.promises import make_promise
    from escalation.services.settling import settle

    handoff = waiting.handoff
    settle(
        handoff_id=handoff.pk,
        state=HandoffState.CAPTURED,
        basis=CapturedBasis.CONVERSATION,
        now=waiting.now,
    )
    make_promise(
        conversation_id=handoff.conversation_id,
        kind=PromiseKind.FOLLOW_UP,
        queue_id=waiting.queue.pk,
        handoff_id=handoff.pk,
        now=waiting.now,
    )


def _newest_note(handoff: Handoff) -> Handoff | None:
    """The handoff before this one that ended with such a note."""
    others = Handoff.objects.filter(conversation=handoff.conversation_id).exclude(pk=handoff.pk)
    noted = others.filter(rungs__contains=[KIND], state=HandoffState.CAPTURED.value)
    return noted.order_by("-pk").first()


def _wrote_since(before: Handoff) -> bool:
    words = Message.objects.filter(
        conversation=before.conversation_id, author_kind=AuthorKind.VISITOR.value
    )
    return words.filter(created_at__gt=before.requested_at).exists()


def _notice(waiting: Waiting, before: Handoff | None) -> str:
    name = "assistant_note_again" if before is not None else "assistant_note"
    own = waiting.settings.form_texts
    words = texts.outcome(name, waiting.conversation.language, own)
    return " ".join(filter(None, [waiting.why_nobody(), words]))
