"""What a visitor does in a conversation beside writing: one command, one service."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chat import corrections, forms, frames, ratings, services, ways
from chat.models import Conversation
from chat.types import VISITOR, IllegalTransition, Move, RefusedMessageError, State, Superseded

Deed = (
    frames.SubmitForm
    | frames.SkipForm
    | frames.Rate
    | frames.CorrectBrief
    | frames.ChooseWay
    | frames.PageViewed
    | frames.EndConversation
)


def carry_out(conversation_id: int, command: Deed) -> int | None:
    """The deed is done. Returns the number that the visitor's client waits for, if it waits.

    Raises RefusedMessageError with the code and the words that the visitor gets.
    """
    match command:
        case frames.SubmitForm():
            forms.settle_form(
                conversation_id=conversation_id, form_id=command.form_id, values=command.values
            )
        case frames.SkipForm():
            forms.settle_form(conversation_id=conversation_id, form_id=command.form_id, values=None)
        case frames.Rate():
            ratings.rate_answer(
                conversation_id=conversation_id,
                turn=command.turn,
                author=VISITOR,
                verdict=command.verdict,
            )
        case frames.CorrectBrief():
            entry = corrections.correct_brief(
                conversation_id=conversation_id, client_id=command.client_id, lines=command.lines
            )
            return entry.public_seq
        case frames.ChooseWay():
            ways.choose_way(conversation_id=conversation_id, way=command.way)
        case frames.PageViewed():
            services.view_page(
                conversation_id=conversation_id, url=command.url, title=command.title
            )
        case frames.EndConversation():
            _end(conversation_id)
    return None


def _end(conversation_id: int) -> None:
    """Not while a message lies with us: closed, nobody could answer it any more."""
    if Conversation.objects.filter(pk=conversation_id, state=State.DEFERRED).exists():
        message = _("Your message is kept. You can simply leave this page.")
        raise RefusedMessageError("not_possible", message)
    try:
        services.move(
            conversation_id=conversation_id,
            move=Move.CLOSE,
            actor=VISITOR,
            reason="visitor_ended",
            outcome="ended_by_visitor",
        )
    except (IllegalTransition, Superseded):
        message = "This conversation is closed already."
        raise RefusedMessageError("not_possible", message) from None
