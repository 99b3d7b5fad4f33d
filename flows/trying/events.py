"""What can happen in a talk that is made up, one function each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chat.fields import checked_values
from chat.types import AuthorKind, RefusedMessageError, State
from flows.library import PUBLISHED
from flows.nodes.human_chat import NOBODY_IN
from flows.program import OneProgram, Program
from flows.trying.forms import EventForm, TryError, WorldForm
from flows.trying.saying import line
from flows.trying.talk import Talk, signed, unsigned
from flows.trying.trial import Trial, Tried
from flows.types import Graph, GraphError, HappeningKind, Run, RunState, WaitFor


def try_out(graph: Graph, state: object, event: EventForm, form: WorldForm) -> Tried:
    """What the event brings about in this graph, which need not be saved.

    `state`: of the event before; None for the first. Raises TryError for what makes no sense now.
    A graph that cannot be walked stops where it is, with a problem.
    """
    is_new = event.kind == "begin"
    if not is_new and state is None:
        raise TryError(_("Begin the conversation first."))
    talk = Talk(Run(version=0)) if is_new else unsigned(state)
    base = form.now or timezone.now()
    trial = Trial(talk, form, OneProgram(Program.of(graph), PUBLISHED), base)
    problem = ""
    try:
        _EVENTS[event.kind](trial, event)
        trial.settle()
    except GraphError as error:
        problem = str(error)
    return Tried(signed(talk), tuple(trial.said), tuple(trial.steps), talk.run, problem)


def _begin(trial: Trial, event: EventForm) -> None:
    """A visitor opens the conversation, with words or without."""
    trial.tell(HappeningKind.BEGUN)
    if event.text.strip():
        _hear(trial, event.text)


def _words(trial: Trial, event: EventForm) -> None:
    """The visitor writes: to the assistant, to a person, or into the middle of a form."""
    if not event.text.strip():
        raise TryError(_("Write something first."))
    talk = trial.talk
    if talk.state == State.CLOSED:
        talk.begin_episode()
        trial.tell(HappeningKind.REOPENED)
    _hear(trial, event.text)
    if talk.state == State.ASSISTANT and talk.run.waiting_for is not WaitFor.VISITOR:
        trial.tell(HappeningKind.VISITOR_WROTE)


def _hear(trial: Trial, text: str) -> None:
    talk = trial.talk
    talk.speak(AuthorKind.VISITOR, text, trial.now)
    trial.said.append(line("visitor", text))
    if talk.state == State.ASSISTANT:
        talk.unanswered = [*talk.unanswered, text]


def _form(trial: Trial, event: EventForm) -> None:
    """The visitor submits the form that is in the thread."""
    form = _open_form(trial)
    try:
        values = checked_values(form["fields"], event.values)
    except RefusedMessageError as error:
        raise TryError(error.message) from error
    labels = {one["name"]: one["label"] for one in form["fields"]}
    told = [f"{labels[name]}: {value}" for name, value in values.items() if value]
    trial.said.append(line("visitor", "\n".join(told)))
    if form["kind"] == "offline":
        trial.said.append(line("system", _("The message is kept; a person follows up.")))
    _settle(trial, form, {"is_skipped": False, "values": values})


def _skip(trial: Trial, event: EventForm) -> None:
    """The visitor skips the form that is in the thread."""
    form = _open_form(trial)
    if not form["is_skippable"]:
        raise TryError(_("Please answer this; it is needed."))
    trial.said.append(line("system", _("The form is skipped.")))
    _settle(trial, form, {"is_skipped": True, "values": {}})


def _open_form(trial: Trial) -> dict[str, Any]:
    if trial.talk.form is None:
        raise TryError(_("There is no form to settle."))
    return trial.talk.form


def _settle(trial: Trial, form: Mapping[str, Any], facts: Mapping[str, Any]) -> None:
    trial.talk.form = None
    trial.tell(HappeningKind.FORM_SETTLED, facts={"form_id": form["form_id"], **facts})


_TAKEN = (State.QUEUED, State.OFFERED, State.WITH_AGENT, State.DEFERRED)


def _agent_joins(trial: Trial, event: EventForm) -> None:
    """A person steps in, asked or unasked."""
    if trial.talk.state == State.CLOSED:
        raise TryError(_("The conversation is closed."))
    trial.talk.give_to(State.WITH_AGENT)
    trial.said.append(line("system", _("A person joined.")))
    _agent_says(trial, event)
    trial.tell(HappeningKind.AGENT_JOINED)


def _agent_says(trial: Trial, event: EventForm) -> None:
    if event.text.strip():
        trial.talk.speak(AuthorKind.AGENT, event.text, trial.now)
        trial.said.append(line("agent", event.text))


def _agent_resolves(trial: Trial, event: EventForm) -> None:
    """The person settles it: the conversation is closed."""
    _check_taken(trial)
    _agent_says(trial, event)
    trial.talk.give_to(State.CLOSED)
    trial.talk.outcome = "resolved"
    trial.said.append(line("system", _("The agent settled it and closed the conversation.")))
    trial.tell(HappeningKind.AGENT_RESOLVED)


def _agent_returns(trial: Trial, event: EventForm) -> None:
    """The person hands the conversation back; the words are their brief."""
    _check_taken(trial)
    trial.talk.begin_episode()
    trial.said.append(line("system", _("The agent handed the conversation back.")))
    trial.tell(HappeningKind.RETURNED, learned={"brief": event.text})


def _check_taken(trial: Trial) -> None:
    if trial.talk.state not in _TAKEN:
        raise TryError(_("No person has this conversation or is asked for it."))


def _nobody(trial: Trial, event: EventForm) -> None:
    """Everybody was asked and nobody came: the flow's way for that, else the policy's fallback."""
    if trial.talk.state not in {State.QUEUED, State.OFFERED}:
        raise TryError(_("Nobody is being asked for this conversation."))
    trial.said.append(line("system", _("Everybody was asked; nobody came.")))
    talk = trial.talk
    talk.given_up = True
    asked = talk.queue or trial.world().queue("").slug
    trial.tell(HappeningKind.NOBODY, learned={NOBODY_IN: [talk.epoch, asked]})


def _leaves(trial: Trial, event: EventForm) -> None:
    """The visitor ends the conversation."""
    if trial.talk.state == State.CLOSED:
        raise TryError(_("The conversation is closed."))
    trial.talk.give_to(State.CLOSED)
    trial.talk.outcome = "left"
    trial.said.append(line("system", _("The visitor left.")))
    trial.tell(HappeningKind.LEFT)


def _time_passes(trial: Trial, event: EventForm) -> None:
    """So many minutes go by; waits that are over meanwhile go on at their moment."""
    talk = trial.talk
    until = talk.run.until if talk.run.state is RunState.WAITING else None
    if event.minutes:
        goal = trial.now + timedelta(minutes=event.minutes)
    elif until is not None:
        goal = max(until, trial.now)
    else:
        raise TryError(_("Nothing waits for a moment: say how many minutes pass."))
    while talk.run.state is RunState.WAITING and talk.run.until and talk.run.until <= goal:
        trial.count()
        talk.passed_s = max((talk.run.until - trial.base).total_seconds(), talk.passed_s)
        before = talk.run
        trial.tell(HappeningKind.TIMED_OUT)
        trial.settle()
        if talk.run == before:
            break
    talk.passed_s = max((goal - trial.base).total_seconds(), talk.passed_s)


_EVENTS: Mapping[str, Callable[[Trial, EventForm], None]] = MappingProxyType(
    {
        "begin": _begin,
        "words": _words,
        "form": _form,
        "skip": _skip,
        "agent_joins": _agent_joins,
        "agent_resolves": _agent_resolves,
        "agent_returns": _agent_returns,
        "nobody": _nobody,
        "leaves": _leaves,
        "time_passes": _time_passes,
    }
)
