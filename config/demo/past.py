"""A week of past conversations, played through the real services and then dated back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from agents.models import AgentProfile
from agents.services import note, reply, resolve, take_over
from chat.forms import settle_form
from chat.models import Conversation, Site, TimelineEntry, Visitor
from chat.services import (
    move,
    open_conversation,
    post_assistant_message,
    post_visitor_message,
    update_visitor,
)
from chat.types import VISITOR, EntryKind, Move, State
from config.demo.articles import all_articles
from config.demo.people import Cast
from escalation.services import escalate, leave_message
from escalation.types import ReasonCode
from flows.models import FlowStep, Turn

FILE = Path(__file__).parent / "conversations.json"
SECONDS_BETWEEN = 41
"""Between two entries of a played conversation: a person reads and types that long."""

SENTENCES = {
    ReasonCode.KEYWORD: "The visitor's words match a keyword that always goes to a person.",
    ReasonCode.HUMAN_REQUESTED: "The visitor asked for a person.",
    ReasonCode.LOW_CONFIDENCE: "The assistant was less sure of its answer than the threshold asks.",
    ReasonCode.MISSING_KNOWLEDGE: "Nothing in the help centre answers this.",
    ReasonCode.UNRESOLVED_LIMIT: "Several answers did not solve it.",
    ReasonCode.AI_ERROR: "The assistant could not finish its answer.",
}


def ensure_past(site: Site, cast: Cast) -> int:
    """The demo's past is there, once. Returns how many conversations were made."""
    if Conversation.objects.filter(site=site).exists():
        return 0
    titles = {article.slug: article.title for article in all_articles()}
    stories = json.loads(FILE.read_text(encoding="utf-8"))
    for number, story in enumerate(sorted(stories, key=lambda one: -one["days_ago"])):
        _play(number, story, site, cast, titles)
    return len(stories)


@transaction.atomic
def _play(
    number: int, story: dict[str, Any], site: Site, cast: Cast, titles: dict[str, str]
) -> None:
    person = story["visitor"]
    visitor = Visitor.objects.create(site=site)
    conversation = open_conversation(
        site=site,
        visitor=visitor,
        start_url=story["start_url"],
        start_title=_page_title(story["start_url"], titles),
        language=story["language"],
    )
    attributes = {key: value for key, value in person["attributes"].items() if value}
    update_visitor(
        conversation_id=conversation.pk,
        name=person["name"],
        email=person["email"],
        attributes=attributes,
    )
    _Player(conversation.pk, story, cast, titles, number).play()
    Turn.objects.filter(conversation=conversation).delete()
    started = timezone.now() - timedelta(days=story["days_ago"])
    date_back(conversation.pk, started)


def _page_title(url: str, titles: dict[str, str]) -> str:
    return titles.get(url.rsplit("/", 1)[-1], "Tarnfield Hosting")


class _Player:
    """Plays one story through the services that live conversations use."""

    def __init__(
        self,
        conversation_id: int,
        story: dict[str, Any],
        cast: Cast,
        titles: dict[str, str],
        number: int,
    ) -> None:
        self.pk = conversation_id
        self.story = story
        self.cast = cast
        self.titles = titles
        self.number = number

    def play(self) -> None:
        for index, turn in enumerate(self.story["turns"]):
            self._turn(index, turn)
        self._end()

    def _state(self) -> State:
        return State(Conversation.objects.values_list("state", flat=True).get(pk=self.pk))

    def _turn(self, index: int, turn: dict[str, Any]) -> None:
        client_id = f"demo-{self.number:03d}-{index:03d}"
        match turn["by"]:
            case "visitor":
                post_visitor_message(
                    conversation_id=self.pk, client_id=client_id, text=turn["text"]
                )
            case "assistant":
                self._assistant(turn)
            case "agent":
                agent = self._agent()
                reply(
                    agent_id=agent,
                    conversation_id=self.pk,
                    client_id=client_id,
                    text=turn["text"],
                )
            case "note":
                agent = self._agent()
                note(
                    agent_id=agent,
                    conversation_id=self.pk,
                    client_id=client_id,
                    text=turn["text"],
                )

    def _assistant(self, turn: dict[str, Any]) -> None:
        if turn["article"] is None and turn["confidence"] is None:
            self._escalate(turn["text"])
            return
        if self._state() is not State.ASSISTANT:
            return
        title = self.titles.get(turn["article"] or "")
        epoch = Conversation.objects.values_list("epoch", flat=True).get(pk=self.pk)
        post_assistant_message(
            conversation_id=self.pk,
            text=turn["text"],
            epoch=epoch,
            name="Assistant",
            citations=[{"title": title, "url": f"/help/{turn['article']}"}] if title else (),
            detail={"confidence": turn["confidence"]} if turn["confidence"] is not None else None,
        )

    def _escalate(self, notice: str | None = None) -> None:
        if self._state() is not State.ASSISTANT:
            return
        reason = ReasonCode(self.story["reason"] or ReasonCode.HUMAN_REQUESTED)
        escalate(
            conversation_id=self.pk,
            epoch=None,
            reason=reason,
            sentence=SENTENCES[reason],
            fired=(),
            notice=notice,
        )

    def _agent(self) -> int:
        agent: AgentProfile = self.cast.agent(self.story["agent"] or "ada")
        if self._state() is State.ASSISTANT:
            self._escalate()
        if self._state() is not State.WITH_AGENT:
            take_over(agent_id=agent.pk, conversation_id=self.pk)
        return int(agent.pk)

    def _end(self) -> None:
        match self.story["outcome"]:
            case "resolved_by_assistant":
                self._close("resolved")
            case "escalated_resolved":
                resolve(agent_id=self._agent(), conversation_id=self.pk, outcome="resolved")
                self._rate()
            case "abandoned":
                self._close("left")
            case "offline_form":
                self._escalate()
                leave_message(conversation_id=self.pk)
                self._leave_contact()
            case _:
                self._escalate()

    def _close(self, outcome: str) -> None:
        move(
            conversation_id=self.pk,
            move=Move.CLOSE,
            actor=VISITOR,
            reason="visitor_ended",
            outcome=outcome,
        )

    def _form(self, kind: str) -> str | None:
        entry = TimelineEntry.objects.filter(
            conversation=self.pk, kind=EntryKind.FORM_REQUESTED.value, payload__kind=kind
        ).last()
        return str(entry.payload["form_id"]) if entry else None

    def _rate(self) -> None:
        form_id = self._form("survey")
        if form_id and self.story["rating"]:
            comment = self.story["rating_comment"] or ""
            values = {"rating": str(self.story["rating"]), "comment": comment}
            settle_form(conversation_id=self.pk, form_id=form_id, values=values)

    def _leave_contact(self) -> None:
        form_id = self._form("offline")
        if form_id:
            person = self.story["visitor"]
            words = next(turn["text"] for turn in self.story["turns"] if turn["by"] == "visitor")
            values = {"name": person["name"], "email": person["email"], "message": words}
            settle_form(conversation_id=self.pk, form_id=form_id, values=values)


_DATED = (
    ("chat_message", "created_at", "conversation_id"),
    ("chat_timelineentry", "created_at", "conversation_id"),
)


def date_back(conversation_id: int, started: datetime) -> None:
    """Entries get times from `started` on; the rows around them follow by the same distance."""
    with connection.cursor() as cursor:
        for table, column, key in _DATED:
            cursor.execute(
                f"UPDATE {table} SET {column} = %s + (seq * %s) * interval '1 second' "  # noqa: S608
                f"WHERE {key} = %s",
                [started, SECONDS_BETWEEN, conversation_id],
            )
    conversation = Conversation.objects.get(pk=conversation_id)
    newest = started + timedelta(seconds=SECONDS_BETWEEN * conversation.last_seq)
    back = timezone.now() - newest
    Conversation.objects.filter(pk=conversation_id).update(
        created_at=started,
        last_message_at=newest,
        state_since=newest,
        closed_at=newest if conversation.closed_at else None,
    )
    FlowStep.objects.filter(run__conversation=conversation_id).update(at=F("at") - back)
    _date_back_handoffs(conversation_id, back)


def _date_back_handoffs(conversation_id: int, back: timedelta) -> None:
    """Waiting times in lists and reports start where the story says."""
    with connection.cursor() as cursor:
        for table, columns in (
            ("agents_queueentry", ("entered_at", "left_at")),
            ("agents_assignment", ("offered_at", "accepted_at", "ended_at")),
            ("escalation_handoff", ("requested_at", "connected_at", "settled_at")),
            ("escalation_decision", ("created_at",)),
        ):
            params: list[Any] = [*[back] * len(columns), conversation_id]
            shifts = ", ".join(f"{column} = {column} - %s" for column in columns)
            cursor.execute(
                f"UPDATE {table} SET {shifts} WHERE conversation_id = %s",  # noqa: S608
                params,
            )
