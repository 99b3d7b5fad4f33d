"""A whole floor: five visitors, three agents, two queues with hours and ladders, a supervisor.

The assistant says nothing here: the desk beside this one plays its turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from agents import services as agents
from agents.models import AgentProfile, Assignment, BusinessHours, Queue, QueueEntry, Skill, Team
from agents.setup import ensure_defaults
from agents.types import LIVE_ASSIGNMENTS, AssignmentState, LanguageRule, Presence
from chat import services as chat
from chat import ways
from chat.models import Conversation
from chat.types import State
from escalation import services as escalation
from escalation.models import Handoff, Promise
from escalation.types import OPEN_STATES, PromiseState, ReasonCode
from tests.builders import visitor
from tests.escalation import builders as make
from tests.escalation.machines.world import World, refused

BY = "Mona"
CLOSE_BY = timedelta(milliseconds=2)
WEEK = {
    **{day: [["08:00", "12:00"], ["13:00", "18:00"]] for day in ("monday", "tuesday", "thursday")},
    "wednesday": [["22:00", "02:00"]],
    "friday": [],
    "saturday": [],
    "sunday": [["09:00", "09:30"]],
}
PRIORITIES = (0, 0, 50, 95)


@dataclass(frozen=True)
class Place:
    """Where a conversation stood in its queue."""

    priority: int
    since: datetime


@dataclass
class Floor(World):
    """`places`: of each conversation that an agent had, the place from which it came."""

    support: Queue | None = None
    billing: Queue | None = None
    places: dict[int, Place] = field(default_factory=dict)

    def open(self) -> None:
        """Without ladders of their own, the policy's holds for both queues."""
        self.open_with(((), ()))

    def open_with(self, ladders: Sequence[Sequence[str]]) -> None:
        """Nobody has said anything yet. `ladders`: of Support and of Billing.

        Ada serves Support; Abel both, with a skill; Olga Billing, and speaks German only.
        """
        for _ in range(5):
            who = visitor(at=self.stage.site)
            self.conversations.append(chat.open_conversation(site=self.stage.site, visitor=who))
        hours, _ = BusinessHours.objects.get_or_create(
            name="Floor", defaults={"zone": "Europe/Berlin", "week": WEEK}
        )
        self.support = ensure_defaults()
        Team.objects.filter(pk=self.support.team_id).update(hours=hours)
        tax, _ = Skill.objects.get_or_create(slug="tax", defaults={"name": "Tax"})
        self.billing = Queue.objects.filter(slug="billing").first() or make.queue("Billing")
        self.billing.skills.add(tax)
        self.billing.overflow_to, self.billing.overflow_after_s = self.support, 60
        self.billing.language_rule = LanguageRule.REQUIRE.value
        for queue, ladder in zip((self.support, self.billing), ladders, strict=True):
            queue.fallbacks, queue.closed_at = list(ladder), None
            queue.save()
        self.other_queue = self.billing
        self._hire(tax)

    def _hire(self, tax: Skill) -> None:
        assert self.support is not None
        assert self.billing is not None
        teams = ([self.support.team], [self.support.team, self.billing.team], [self.billing.team])
        for name, theirs, capacity in zip(("Ada", "Abel", "Olga"), teams, (1, 2, 1), strict=True):
            agent = make.agent(name, presence=Presence.OFFLINE)
            agent.teams.set(theirs)
            agent.skills.set([] if name == "Ada" else [tax])
            languages = ["de"] if name == "Olga" else []
            AgentProfile.objects.filter(pk=agent.pk).update(capacity=capacity, languages=languages)
            self.people.append(agent)

    def close(self) -> None:
        """The story is over: nothing of it is offered in the next one."""
        for pk in self.keys:
            self.leave(pk)

    @property
    def queues(self) -> list[Queue]:
        """Both queues, as the database has them."""
        return list(Queue.objects.order_by("pk"))

    # Steps

    def call(self, pk: int, queue: int, priority: int) -> None:
        """The visitor needs a person of this queue."""
        with refused():
            escalation.escalate(
                conversation_id=pk,
                epoch=None,
                reason=ReasonCode.HUMAN_REQUESTED,
                sentence="The visitor asked for a person.",
                fired=(),
                queue_id=self.queues[queue].pk,
            )
            if Conversation.objects.get(pk=pk).state == State.QUEUED and priority:
                agents.enqueue(
                    conversation_id=pk,
                    queue_id=self.queues[queue].pk,
                    priority=priority,
                    reason="human_requested",
                    reason_text="Because.",
                )

    def choose(self, pk: int, way: str) -> None:
        """The visitor does not want to wait."""
        with refused():
            ways.choose_way(conversation_id=pk, way=way)

    def pass_on(self, agent: AgentProfile, pk: int, colleague: AgentProfile) -> None:
        """To one colleague, by name."""
        with refused():
            agents.transfer(
                agent_id=agent.pk, conversation_id=pk, to_agent_id=colleague.pk, note="Yours."
            )

    def supervise(self, what: str, pk: int, place: int, agent: AgentProfile) -> None:
        """The supervisor does something on the board."""
        queue = self.queues[place]
        with refused():
            match what:
                case "assign":
                    agents.assign(by=BY, conversation_id=pk, agent_id=agent.pk)
                case "move":
                    agents.move_to_queue(by=BY, conversation_id=pk, queue_id=queue.pk)
                case "close":
                    agents.close_queue(queue_id=queue.pk, by=BY)
                case "open":
                    agents.open_queue(queue_id=queue.pk)
                case "shrink":
                    AgentProfile.objects.filter(pk=agent.pk).update(capacity=1)
                case _:
                    self._with_promise(what, pk, agent)

    def _with_promise(self, what: str, pk: int, agent: AgentProfile) -> None:
        promise = Promise.objects.filter(conversation=pk, state=PromiseState.OPEN.value).first()
        if promise is None:
            return
        match what:
            case "give":
                escalation.give_promise(promise_id=promise.pk, agent_id=agent.pk, by=BY)
            case "postpone":
                escalation.postpone_promise(
                    promise_id=promise.pk, due_at=promise.due_at + timedelta(hours=3), by=BY
                )
            case "keep":
                escalation.keep_promise(promise_id=promise.pk, by=BY)

    # Time

    def moments(self) -> list[datetime]:
        """When something is due: offers, handoffs, promises, messages, and the grace of agents."""
        found: list[Any] = []
        found += Assignment.objects.filter(state=AssignmentState.OFFERED).values_list(
            "deadline_at", flat=True
        )
        found += Handoff.objects.filter(state__in=OPEN_STATES).values_list("deadline_at", flat=True)
        found += Promise.objects.filter(state=PromiseState.OPEN.value).values_list(
            "due_at", flat=True
        )
        found += QueueEntry.objects.filter(left_at__isnull=True, is_message=True).values_list(
            "ready_at", flat=True
        )
        return sorted({one for one in found if one is not None and one > self.clock.now})

    def jump(self, which: int, side: int) -> None:
        """To right before, at, or right after one of these moments."""
        moments = self.moments()
        if moments:
            at = moments[which % len(moments)] + side * CLOSE_BY
            self.clock.now = max(self.clock.now, at)

    def sweep(self) -> None:
        """Everything whose time has come, and places in line are told."""
        super().sweep()
        agents.tell_waits(self.clock())

    def remember_places(self) -> None:
        """Where those stood whom an agent has now; there they come back should the agent go."""
        held = Assignment.objects.filter(
            state=AssignmentState.ACCEPTED, conversation__in=self.keys, queue_entry__isnull=False
        ).select_related("queue_entry")
        self.places = {
            one.conversation_id: Place(one.queue_entry.priority, one.queue_entry.entered_at)
            for one in held
            if one.queue_entry is not None
        }

    def live(self) -> dict[int, Assignment]:
        """Who has or is asked about what, by conversation."""
        rows = Assignment.objects.filter(
            conversation__in=self.keys, state__in=LIVE_ASSIGNMENTS
        ).select_related("queue_entry", "queue")
        return {one.conversation_id: one for one in rows}
