"""Human Chat: a person of a queue talks with the visitor."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from flows.node_context import NodeContext
from flows.nodes.base import Node, NodeConfig, hints
from flows.types import (
    Category,
    Go,
    Happening,
    HappeningKind,
    Outcome,
    Port,
    Reached,
    Resume,
    Situation,
    Tone,
    Wait,
    WaitFor,
    Way,
)

NOBODY_IN = "_nobody"
"""Memory: [epoch, queue] of the newest news that nobody can be had, until it is used."""

_TRIED = "_tried"
"""Memory: the news after which the run went on, of the present epoch."""

_OFFER_GRACE = timedelta(seconds=30)
"""How long an offer under way is waited for when the time is over; offers expire by themselves."""

_WAITS = "A person is asked for."
_HOPELESS = "Everybody there was asked already, and nobody came."


class HumanChatConfig(NodeConfig):
    """Settings of the human part."""

    queue: str = Field(
        default="",
        max_length=80,
        title="Queue",
        description="Whose people are asked. Empty: the default queue.",
        json_schema_extra=hints(widget="reference", reference="queue"),
    )
    priority: int = Field(
        default=0,
        ge=0,
        le=9,
        title="Priority",
        description="9 is served first. 0 keeps the priority that the rule gave.",
        json_schema_extra=hints(widget="number"),
    )
    skills: tuple[Annotated[str, Field(json_schema_extra=hints(reference="skill"))], ...] = Field(
        default=(),
        max_length=10,
        title="Skills",
        description="Only people with all of these are asked, beside what the queue asks for.",
        json_schema_extra=hints(widget="list", add="Add a skill", advanced=True),
    )
    wait_minutes: int = Field(
        default=0,
        ge=0,
        le=1440,
        title="Wait for a person at most",
        description=(
            "When nobody has joined after this long, the flow goes on at “Nobody came”. 0: only "
            "when everybody was asked and nobody came."
        ),
        json_schema_extra=hints(widget="minutes", unit="minutes"),
    )


class HumanChat(Node):
    """Asks for a person and waits until they are done."""

    kind = "human_chat"
    label = "Human Chat"
    icon = "headset"
    help = "A person takes over, with everything said so far in front of them."
    category = Category.HUMAN
    waits = True
    Config = HumanChatConfig
    PORTS = (
        Port("ended", "Ended", tone=Tone.GOOD),
        Port("returned", "Back to the AI", default="The assistant before goes on."),
        Port(
            "nobody",
            "Nobody came",
            default="The fallback of the escalation policy takes a message.",
            tone=Tone.WARN,
        ),
        Port("left", "Visitor left", default="The flow ends here."),
    )

    def unconnected(self, context: NodeContext, config: HumanChatConfig, port: str) -> Outcome:
        """Who comes back goes on where the AI was; without anybody the policy's fallback holds.

        That fallback stands behind every handoff, with a deadline: the run only has to wait.
        """
        if port == "returned":
            return Resume(why="The assistant before goes on.")
        if port == "nobody":
            return Wait(WaitFor.AGENT, why="The fallback of the policy looks after the visitor.")
        return super().unconnected(context, config, port)

    def enter(self, context: NodeContext, config: HumanChatConfig) -> Outcome:
        """A person is asked for; where it is known that nobody comes, the wait is short."""
        context.request_human(queue=config.queue, priority=config.priority, skills=config.skills)
        if self._is_hopeless(context, config):
            return Wait(WaitFor.AGENT, context.now, why=_HOPELESS)
        minutes = config.wait_minutes
        until = context.now + timedelta(minutes=minutes) if minutes else None
        return Wait(WaitFor.AGENT, until, why=_WAITS)

    def _is_hopeless(self, context: NodeContext, config: HumanChatConfig) -> bool:
        """Whether the news came while the run was elsewhere, and nothing has moved since."""
        news = context.recall(NOBODY_IN)
        if not news:
            return False
        epoch, queue = news
        return bool(epoch == context.facts["epoch"] and queue == context.queue(config.queue).slug)

    def resume(
        self, context: NodeContext, config: HumanChatConfig, happening: Happening
    ) -> Outcome | None:
        """Each way of ending takes its own exit; a person who joins ends the wait for one."""
        match happening.kind:
            case HappeningKind.AGENT_JOINED:
                return Wait(WaitFor.AGENT, why="A person has the conversation.")
            case HappeningKind.AGENT_RESOLVED:
                return Go("ended", why="The person settled it.")
            case HappeningKind.RETURNED if happening.facts.get("nobody_came"):
                return Resume(why="Nobody came; the assistant goes on, a person follows up.")
            case HappeningKind.RETURNED:
                return Go("returned", why="The person handed it back.")
            case HappeningKind.NOBODY:
                return self._nobody(context)
            case HappeningKind.TIMED_OUT:
                return self._timed_out(context, config)
            case HappeningKind.LEFT:
                return Go("left", why="The visitor left.")
            case HappeningKind.REOPENED:
                return Resume(why="The visitor wrote again.")
        return None

    def _nobody(self, context: NodeContext) -> Outcome:
        """The run goes on, once for each queue: two that lead to each other would turn for ever."""
        news = context.recall(NOBODY_IN)
        context.forget(NOBODY_IN)
        tried = [one for one in context.recall(_TRIED) or () if news and one[0] == news[0]]
        if news in tried:
            why = "These people were asked before; the fallback of the policy looks after it."
            return Wait(WaitFor.AGENT, why=why)
        context.remember(_TRIED, [*tried, news] if news else tried)
        return Go("nobody", why="Everybody who could be asked was asked; nobody came.")

    def _timed_out(self, context: NodeContext, config: HumanChatConfig) -> Outcome:
        match context.facts["state"]:
            case "with_agent":
                return Wait(WaitFor.AGENT, why="A person has the conversation.")
            case "offered":
                until = context.now + _OFFER_GRACE
                return Wait(WaitFor.AGENT, until, why="A person is being asked right now.")
        hopeless = self._is_hopeless(context, config)
        context.forget(NOBODY_IN)  # used once: who comes back here asks anew
        why = f"Nobody came within {config.wait_minutes} minutes."
        return Go("nobody", why=_HOPELESS if hopeless else why)

    def ways(self, config: HumanChatConfig, situation: Situation) -> tuple[Way, ...]:
        """In every situation: who is free may say no, and who is not there comes in the morning.

        Whoever stays here has a handoff with a deadline and the policy's fallback behind it.
        """
        return (
            Way("ended", Reached.PERSON),
            Way("returned", Reached.PERSON),
            Way("nobody"),
            Way("left", Reached.LEFT),
            Way("", Reached.CAPTURED),
        )
