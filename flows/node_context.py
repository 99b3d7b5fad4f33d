"""What a node may see of the world, and how it says what it wants done; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from chat.tags import tags_after
from flows.effects import (
    AskForm,
    CallOut,
    Close,
    CloseForm,
    Effect,
    Image,
    LeaveMessage,
    Link,
    RequestCallback,
    RequestHuman,
    Say,
    SetTags,
    SetVisitor,
    WriteNote,
)
from flows.types import QueueFigures

FORMS = "_forms"
"""Memory: how many forms this run has shown, so that each visit of a node has a form of its own."""

OPEN_FORM = "_form"
"""Memory: the form that the run waits for."""


class World(Protocol):
    """What is true outside of the run, read when it is asked for."""

    @property
    def now(self) -> datetime:
        """The moment of this step, aware UTC."""

    def fact(self, name: str) -> Any:
        """A fact of the conversation or its visitor by name; None for what is not known."""

    def queue(self, slug: str) -> QueueFigures:
        """How the queue stands now; empty: the default queue."""


class Facts(Mapping[str, Any]):
    """Facts by name, noting which were read: they are the inputs of a decision."""

    def __init__(self, world: World, memory: Mapping[str, Any], learned: dict[str, Any]) -> None:
        self.read: dict[str, Any] = {}
        self._world = world
        self._memory = memory
        self._learned = learned

    def __getitem__(self, name: str) -> Any:
        for known in (self._learned, self._memory):
            if name in known:
                value = known[name]
                break
        else:
            value = self._world.fact(name)
        if not name.startswith("_"):  # a node's own memory is no reason
            self.read[name] = value
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """The fact, or `default` when it is not known."""
        value = self[name]
        return default if value is None else value

    def __iter__(self) -> Iterator[str]:
        return iter({**self._memory, **self._learned})

    def __len__(self) -> int:
        return len({**self._memory, **self._learned})


class NodeContext:
    """One visit of one node: what it can read, and the effects that it wants, in order."""

    def __init__(
        self,
        *,
        node: str,
        world: World,
        memory: dict[str, Any],
        overlay: dict[str, Any],
        effects: list[Effect],
        has_assistant: bool = False,
    ) -> None:
        self.node = node
        self.has_assistant = has_assistant  # the run has come through one: words can go back to it
        self._world = world
        self._memory = memory
        self._overlay = overlay  # what effects of this walk will make true
        self._effects = effects
        self._facts = Facts(world, memory, overlay)

    @property
    def now(self) -> datetime:
        """The moment of this step, aware UTC."""
        return self._world.now

    @property
    def facts(self) -> Facts:
        """What conditions and texts may ask, by name (`flows.facts` lists them)."""
        return self._facts

    def queue(self, slug: str) -> QueueFigures:
        """How the queue stands at this moment; noted as input."""
        figures = self._world.queue(slug)
        name = f"queue {figures.slug}"
        self._facts.read[name] = {
            "open": figures.is_open,
            "online": figures.online,
            "free": figures.free,
            "waiting": figures.waiting,
            "expected_wait_s": figures.expected_wait_s,
        }
        return figures

    def fill_in(self, text: str) -> str:
        """The text with `{{visitor.name}}` and other facts in place."""
        return fill_in(text, self._facts)

    def remember(self, name: str, value: Any) -> None:
        """Later nodes can ask for it by this name."""
        self._memory[name] = value

    def recall(self, name: str) -> Any:
        """What was remembered by this name, not noted as an input; None without it."""
        return self._memory.get(name)

    def forget(self, name: str) -> None:
        """As if it had never been remembered."""
        self._memory.pop(name, None)

    def say(self, text: str, *, image: Image | None = None, links: tuple[Link, ...] = ()) -> None:
        """The visitor reads it, with variables filled in."""
        self._effects.append(Say(self.fill_in(text), image, links))

    def ask_form(
        self,
        *,
        kind: str,
        title: str,
        text: str,
        fields: tuple[Mapping[str, Any], ...],
        is_skippable: bool = True,
    ) -> str:
        """A form of its own for this visit is in the thread. Returns its id."""
        number = int(self._memory.get(FORMS, 0)) + 1
        self._memory[FORMS] = number
        form_id = f"{self.node[:48]}-{number}"  # 64 characters travel
        self._memory[OPEN_FORM] = form_id
        title, text = self.fill_in(title), self.fill_in(text)
        self._effects.append(AskForm(form_id, kind, title, text, fields, is_skippable))
        return form_id

    @property
    def open_form(self) -> str:
        """The id of the form that the run waits for; empty without one."""
        return str(self._memory.get(OPEN_FORM, ""))

    def is_open_form(self, form_id: object) -> bool:
        """Whether this is the form that the run waits for here.

        Runs of the first version noted no form: they wait for the only one that their node shows.
        """
        if FORMS not in self._memory:
            return str(form_id or "").startswith(f"{self.node}-")
        return bool(form_id) and self._memory.get(OPEN_FORM) == form_id

    def close_form(self) -> None:
        """The form that the run waits for is not asked for any more; without one, nothing."""
        form_id = self._memory.pop(OPEN_FORM, "")
        if form_id:
            self._effects.append(CloseForm(form_id))

    def request_human(self, *, queue: str, priority: int = 0, skills: Sequence[str] = ()) -> None:
        """A person is asked for; an open handoff is moved to the queue."""
        self._overlay["state"] = "queued"
        self._effects.append(RequestHuman(queue, priority, tuple(skills)))

    def leave_message(self, *, texts: Mapping[str, str] | None = None) -> None:
        """The visitor is asked for contact data and words; a person follows up."""
        self._overlay["state"] = "deferred"
        filled = {name: self.fill_in(text) for name, text in (texts or {}).items()}
        self._effects.append(LeaveMessage(filled))

    def request_callback(self, *, queue: str, values: Mapping[str, str], when: str = "") -> None:
        """What the visitor left for a call is promised to a person."""
        self._overlay["state"] = "deferred"
        self._effects.append(RequestCallback(queue, values, when))

    def close(self, outcome: str) -> None:
        """The conversation is over."""
        self._overlay["state"] = "closed"
        self._effects.append(Close(outcome))

    def set_visitor(self, values: Mapping[str, str]) -> None:
        """`name`, `email` or free attributes of the visitor are known from now on."""
        self._overlay |= {f"visitor.{name}": value for name, value in values.items()}
        self._effects.append(SetVisitor(dict(values)))

    def set_tags(self, *, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> None:
        """Tags of the conversation change."""
        self._overlay["tags"] = tuple(tags_after(self._facts.get("tags", ()), add, remove))
        self._effects.append(SetTags(add, remove))

    def write_note(self, text: str) -> None:
        """Colleagues read it, with variables filled in."""
        self._effects.append(WriteNote(self.fill_in(text)))

    def call(self, call: CallOut) -> None:
        """Another system is called; the run hears of it as CALL_DONE."""
        self._effects.append(call)


def fill_in(text: str, facts: Mapping[str, Any]) -> str:
    """The text with `{{name}}` replaced by facts; unknown or empty ones leave no trace."""
    parts = text.split("{{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("}}")
        if not closed:
            filled.append("{{" + part)
            continue
        value = str(facts.get(name.strip(), "") or "")
        if not value and filled[-1].endswith(" "):
            filled[-1] = filled[-1][:-1]
        filled.append(value + rest)
    return "".join(filled)
