"""Carries out what steps want done, by the services of the layers below, in one transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import uuid4

from chat.forms import withdraw_form
from chat.models import Conversation
from chat.services import (
    add_note,
    move,
    post_assistant_message,
    post_system_message,
    record,
    update_visitor,
)
from chat.tagging import change_tags
from chat.types import SYSTEM, Audience, Author, AuthorKind, EntryKind, Move, State
from escalation.services import leave_message
from flows import outbox, people
from flows.effects import (
    AskForm,
    CallOut,
    Close,
    CloseForm,
    Effect,
    LeaveMessage,
    RequestCallback,
    RequestHuman,
    Say,
    SetTags,
    SetVisitor,
    WriteNote,
)
from flows.engine import Advance
from flows.models import FlowRun
from flows.types import FlowError
from knowledge.selectors import default_profile


@dataclass(slots=True)
class Hands:
    """What does the work for one conversation."""

    conversation: Conversation
    run: FlowRun
    at: datetime

    def carry_out(self, went: Advance) -> None:
        """Everything is done, in order, and whoever waits for a person is looked after."""
        done = [self._carry_out(effect) for effect in went.effects]
        people.look_after(self.conversation, self.run, went.steps, self.at, is_moved=any(done))

    def _carry_out(self, effect: Effect) -> bool:
        """False when everything is as it was."""
        match effect:
            case Say():
                self._say(effect)
            case AskForm():
                self._ask_form(effect)
            case CloseForm(form_id):
                withdraw_form(conversation_id=self.conversation.pk, form_id=form_id)
            case RequestHuman():
                if not people.request_human(self.conversation, effect):
                    return False
                self.conversation.refresh_from_db()
            case LeaveMessage(texts):
                leave_message(conversation_id=self.conversation.pk, texts=texts)
                self.conversation.refresh_from_db()
            case RequestCallback():
                people.request_callback(self.conversation, effect)
                self.conversation.refresh_from_db()
            case Close(outcome):
                self._close(outcome)
            case SetVisitor():
                self._set_visitor(effect)
            case SetTags():
                self._set_tags(effect)
            case WriteNote(text):
                self._write_note(text)
            case CallOut():
                outbox.write(self.run, effect, self.at)
            case _:
                raise FlowError(f"nobody carries out {type(effect).__name__}")
        return True

    def _say(self, said: Say) -> None:
        """The assistant says it while it owns the next word; otherwise it is a notice.

        While a person talks, nobody talks over them: a flow that was on its way when they stepped
        in keeps silent.
        """
        if self.conversation.state == State.WITH_AGENT:
            return
        image = asdict(said.image) if said.image else None
        links = [asdict(link) for link in said.links]
        if self.conversation.state == State.ASSISTANT:
            post_assistant_message(
                conversation_id=self.conversation.pk,
                text=said.text,
                epoch=self.conversation.epoch,
                name=_assistant_name(),
                image=image,
                links=links,
            )
        else:
            post_system_message(
                conversation_id=self.conversation.pk, text=said.text, image=image, links=links
            )

    def _ask_form(self, form: AskForm) -> None:
        record(
            conversation_id=self.conversation.pk,
            kind=EntryKind.FORM_REQUESTED,
            payload={
                "form_id": form.form_id,
                "kind": form.kind,
                "title": form.title,
                "text": form.text,
                "is_skippable": form.is_skippable,
                "fields": [dict(field) for field in form.fields],
            },
            audience=Audience.PUBLIC,
        )

    def _set_visitor(self, learned: SetVisitor) -> None:
        values = dict(learned.values)
        update_visitor(
            conversation_id=self.conversation.pk,
            name=values.pop("name", None),
            email=values.pop("email", None),
            attributes=values,
        )
        self.conversation.visitor.refresh_from_db()

    def _set_tags(self, change: SetTags) -> None:
        self.conversation.tags = change_tags(
            conversation_id=self.conversation.pk,
            add=change.add,
            remove=change.remove,
            by=Author(AuthorKind.SYSTEM, self.run.version.flow.name),
        )

    def _write_note(self, text: str) -> None:
        """In the flow's name: nobody of the house wrote it."""
        add_note(
            conversation_id=self.conversation.pk,
            agent=Author(AuthorKind.SYSTEM, self.run.version.flow.name),
            text=text,
            client_id=f"flow-{uuid4().hex}",
        )

    def _close(self, outcome: str) -> None:
        """The conversation is closed, unless it is already, or is looked after by people.

        Whoever was promised a person, or a call, gets that: `people.look_after` and the handoff's
        deadline see to it.
        """
        if self.conversation.state == State.ASSISTANT:
            move(
                conversation_id=self.conversation.pk,
                move=Move.CLOSE,
                actor=SYSTEM,
                reason="flow_ended",
                outcome=outcome,
            )
            self.conversation.refresh_from_db()


def _assistant_name() -> str:
    """In whose name flows speak."""
    profile = default_profile()
    return profile.display_name if profile else ""
