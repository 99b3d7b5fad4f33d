"""Effects of steps as somebody who tries a draft sees them: words instead of deeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from agents.types import FallbackKind
from chat.tags import tags_after
from chat.types import AuthorKind, State
from escalation.rules import PublishedPolicy
from escalation.services.made_up import (
    ladder_for,
    made_up_form,
    note_of_assistant,
    notice_of,
    policy_of_assistant,
)
from escalation.types import ReasonCode
from flows.effects import (
    AskForm,
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
from flows.trying.world import MadeUpWorld
from flows.types import FlowError

Line = dict[str, Any]
"""One thing that was said, as it travels."""


def line(who: str, text: str, **more: Any) -> Line:
    """Words of visitor, assistant, agent, system or staff (which the visitor never sees)."""
    return {
        "who": who,
        "text": text,
        "form": None,
        "sources": [],
        "confidence": None,
        "image": None,
        "links": [],
        **more,
    }


def carry_out(effect: Effect, world: MadeUpWorld) -> list[Line]:
    """The talk is as the effect wants it. Returns what was said of it."""
    talk = world.talk
    match effect:
        case Say():
            # Nobody talks over a person.
            return [] if talk.state == State.WITH_AGENT else [_say(effect, world)]
        case AskForm():
            return [show_form({**asdict(effect), "fields": list(effect.fields)}, world)]
        case CloseForm(form_id):
            if talk.form is not None and talk.form["form_id"] == form_id:
                talk.form = None
            return []
        case RequestHuman():
            return _request_human(effect, world)
        case LeaveMessage(texts):
            return leave_message(world, texts)
        case RequestCallback():
            return _request_callback(effect, world)
        case _:
            return _keep(effect, world)


def _keep(effect: Effect, world: MadeUpWorld) -> list[Line]:
    talk = world.talk
    match effect:
        case Close(outcome):
            if talk.state != State.ASSISTANT:
                return []  # it is closed already, or looked after by people
            talk.give_to(State.CLOSED)
            talk.outcome = outcome
            return [line("system", _("The conversation is closed (%s).") % outcome)]
        case SetVisitor(values):
            talk.visitor = {**talk.visitor, **values}
            told = ", ".join(f"{name} = {value}" for name, value in values.items())
            return [line("staff", _("Kept of the visitor: %s") % told)]
        case SetTags(add, remove):
            talk.tags = list(tags_after(talk.tags, add, remove))
            return [line("staff", _("Tags: %s") % (", ".join(talk.tags) or "–"))]
        case WriteNote(text):
            return [line("staff", text)]
    raise FlowError(f"nobody shows {type(effect).__name__}")


def _say(said: Say, world: MadeUpWorld) -> Line:
    """The assistant says it while it owns the next word; afterwards it is a notice."""
    is_assistant = world.talk.state == State.ASSISTANT
    if is_assistant:
        world.talk.speak(AuthorKind.ASSISTANT, said.text, world.now)
    return line(
        "assistant" if is_assistant else "system",
        said.text,
        image=asdict(said.image) if said.image else None,
        links=[asdict(link) for link in said.links],
    )


def show_form(form: Mapping[str, Any], world: MadeUpWorld) -> Line:
    """The form is in the thread and waits to be settled."""
    shown = {
        "form_id": form["form_id"],
        "kind": form["kind"],
        "title": form["title"],
        "text": form["text"],
        "is_skippable": form.get("is_skippable", True),
        "fields": [_field(one) for one in form["fields"]],
    }
    world.talk.form = shown
    return line("system", "", form=shown)


def _field(field: Mapping[str, Any]) -> dict[str, Any]:
    """With everything that a field may leave out."""
    usual = {"required": False, "value": "", "max_chars": 2000, "options": [], "hint": ""}
    return {**usual, **field}


def _request_human(request: RequestHuman, world: MadeUpWorld) -> list[Line]:
    talk, queue = world.talk, world.queue(request.queue)
    lines = []
    if talk.state == State.ASSISTANT:
        talk.reason = ReasonCode.FLOW_STEP.value
        policy = policy_of_assistant(talk.policy)
        notice = notice_of(policy, ReasonCode.FLOW_STEP, world.language())
        lines += [line("system", notice)] if notice else []
        talk.give_to(State.QUEUED)
    if talk.state == State.QUEUED:
        talk.queue = queue.slug
        words = _("Waits for a person in the queue “%(queue)s”, priority %(priority)s.")
        told = words % {"queue": queue.slug, "priority": request.priority or "–"}
        lines.append(line("staff", told))
    return lines


def _request_callback(request: RequestCallback, world: MadeUpWorld) -> list[Line]:
    talk, queue = world.talk, world.queue(request.queue)
    if talk.state not in {State.ASSISTANT, State.QUEUED}:
        return []
    talk.give_to(State.DEFERRED)
    told = ", ".join(f"{name}: {value}" for name, value in request.values.items())
    words = _("A call is promised, %(when)s; the queue “%(queue)s” keeps it (%(values)s).")
    when = request.when or _("as soon as possible")
    return [line("staff", words % {"when": when, "queue": queue.slug, "values": told})]


def leave_message(world: MadeUpWorld, texts: Mapping[str, str]) -> list[Line]:
    """The offline form is in the thread, unless a person has the conversation.

    `texts`: words that go before the policy's.
    """
    talk = world.talk
    if talk.state not in {State.ASSISTANT, State.QUEUED}:
        return []
    talk.give_to(State.DEFERRED)
    known = world.visitor()
    form = made_up_form(
        policy_of_assistant(talk.policy),
        form_id=f"offline-{talk.epoch}",
        language=world.language(),
        name=known.get("name", ""),
        email=known.get("email", ""),
        texts=texts,
    )
    return [show_form(form, world)]


def fall_back(world: MadeUpWorld) -> list[Line]:
    """What the queue, else the policy, has for visitors for whom nobody comes.

    The first step of that ladder; a call is only named, and makes way for the next one.
    """
    talk = world.talk
    policy = policy_of_assistant(talk.policy)
    lines: list[Line] = []
    for kind in ladder_for(policy, talk.queue):
        match kind:
            case FallbackKind.WAIT:
                words = _("The visitor waits in the queue for whoever comes back.")
                return [*lines, line("staff", words)]
            case FallbackKind.CALLBACK:
                lines.append(line("staff", _("A call is offered; here the visitor wants none.")))
            case FallbackKind.ASSISTANT_NOTE:
                return [*lines, *_promise(policy, world)]
            case _:
                return [*lines, *leave_message(world, {})]
    return [*lines, *leave_message(world, {})]


def _promise(policy: PublishedPolicy, world: MadeUpWorld) -> list[Line]:
    told = line("system", note_of_assistant(policy, world.language()))
    world.talk.begin_episode()
    return [told, line("staff", _("The AI has the conversation again; a person will follow up."))]
