"""The database side of a turn: claiming it, keeping it, giving it up; one transaction each.

`flows.turn_ends` and `flows.lone_turns` have the ways of finishing.

Lock order: the conversation's row first, then the turn's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from chat import wishes
from chat.models import Conversation
from chat.services import lock, note_language
from chat.types import State, Superseded
from escalation.services import Case, begin, escalate, make_ready
from escalation.setup import ensure_alone
from escalation.types import Fired, ReasonCode
from flows import episodes
from flows.assistants import Assistant, assistant_of
from flows.episodes import Words
from flows.models import FlowRun, Turn
from flows.services import plan_turn, tell
from flows.types import Happening, HappeningKind, RunState, TurnState, WaitFor
from knowledge.language import DEFAULT, detect
from knowledge.selectors import base_ids, bases_for, default_profile, profile_by_slug
from knowledge.types import AnswerRequest, HistoryTurn, Profile, Retrieval

RESOLVING = frozenset({"thanks", "farewell"})
"""Small talk with which a visitor says that it is settled, once something was answered."""

_TRIES = 2
"""So many turns may take up the same words: a flow that leads from failure to failure ends."""


@dataclass(slots=True)
class Claim:
    """A turn that this process runs, and all it needs to begin. `case` grows with each stage."""

    turn_id: int
    conversation_id: int
    public_id: str
    epoch: int
    newest_at: datetime
    request: AnswerRequest
    profile: Profile
    case: Case
    exchanges: int
    page: str
    assistant: Assistant
    upto_seq: int
    wants_person: bool  # the visitor pressed "Talk to a person"


def lease_end(now: datetime) -> datetime:
    """Until when a running turn is believed to be alive without renewal."""
    return now + timedelta(seconds=settings.LIVE["turn_lease_s"])


def claim(turn_id: int) -> Claim | None:
    """The turn is this process's; None when there is nothing left to do for it."""
    turns = Turn.objects.filter(pk=turn_id)
    found = turns.values_list("conversation_id", "conversation__language").first()
    if found is None:
        return None
    conversation_id, language = found
    make_ready(language)  # a model that is loaded now would be loaded under the lock else
    return _claim(turn_id, conversation_id)


@transaction.atomic
def _claim(turn_id: int, conversation_id: int) -> Claim | None:
    conversation = lock(conversation_id, with_visitor=True)
    now = timezone.now()
    claimed = Turn.objects.filter(
        pk=turn_id, state=TurnState.PENDING.value, conversation__state=State.ASSISTANT.value
    ).update(
        state=TurnState.RUNNING.value,
        lease_until=lease_end(now),
        attempts=F("attempts") + 1,
    )
    if not claimed:
        _drop(turn_id, TurnState.PENDING, now)
        return None
    words = episodes.words(conversation)
    if not words.waiting:
        _drop(turn_id, TurnState.RUNNING, now)
        return None
    return _claimed(turn_id, conversation, words, now)


def _drop(turn_id: int, state: TurnState, now: datetime) -> None:
    """Nothing is left to do for a turn in this state."""
    Turn.objects.filter(pk=turn_id, state=state.value).update(
        state=TurnState.SUPERSEDED.value, finished_at=now, lease_until=None
    )


def _claimed(turn_id: int, conversation: Conversation, words: Words, now: datetime) -> Claim:
    run = FlowRun.objects.filter(conversation=conversation).first()
    assistant = assistant_of(run)
    profile = _profile(assistant.profile)
    text = "\n".join(message.text for message in words.waiting)
    said = tuple(HistoryTurn(message.author_kind, message.text) for message in words.history)
    language = _language(conversation, text, said)
    case = begin(
        conversation=conversation,
        text=text,
        turn_id=turn_id,
        now=now,
        policy=ensure_alone() if assistant.is_alone else assistant.policy,
    )
    request = AnswerRequest(
        question=text,
        history=said,
        language=language,
        knowledge_bases=bases_for(_bases(assistant, profile), language),
        profile_id=profile.id,
        brief=episodes.settled(conversation),
    )
    return Claim(
        turn_id=turn_id,
        conversation_id=conversation.pk,
        public_id=str(conversation.public_id),
        epoch=conversation.epoch,
        newest_at=words.waiting[-1].created_at,
        request=request,
        profile=profile,
        case=case,
        exchanges=case.snapshot.exchanges,
        page=conversation.start_url,
        assistant=assistant,
        upto_seq=words.waiting[-1].seq,
        wants_person=any(message.text == wishes.for_a_person() for message in words.waiting),
    )


def _profile(slug: str) -> Profile:
    profile = (profile_by_slug(slug) if slug else None) or default_profile()
    if profile is None:
        raise LookupError("there is no assistant profile")
    return profile


def _bases(assistant: Assistant, profile: Profile) -> tuple[int, ...]:
    """What is searched: the node's own choice, else the profile's. Deleted ones hold nothing."""
    chosen = assistant.knowledge_bases
    return base_ids(chosen) if chosen else profile.knowledge_bases


def _language(conversation: Conversation, text: str, said: tuple[HistoryTurn, ...]) -> str:
    """What the visitor writes in; the conversation takes it on, and with it our own words."""
    before = conversation.language or DEFAULT
    language = detect(text, said, (before,))
    if language != conversation.language:
        note_language(conversation_id=conversation.pk, language=language)
        conversation.language = language[:12]
    return language


def renew(turn_id: int) -> bool:
    """The lease is longer; False when the turn is no longer running."""
    now = timezone.now()
    running = Turn.objects.filter(pk=turn_id, state=TurnState.RUNNING.value)
    return bool(running.update(lease_until=lease_end(now)))


@transaction.atomic
def mark_shown(claim: Claim) -> None:
    """Words of this turn may be shown; from now on later messages wait for their own turn.

    Raises Superseded when the visitor wrote again, or the assistant lost the word.
    """
    conversation = lock(claim.conversation_id)
    if conversation.epoch != claim.epoch or conversation.state != State.ASSISTANT:
        raise Superseded("somebody else owns the next word")
    running = Turn.objects.filter(pk=claim.turn_id, state=TurnState.RUNNING.value)
    if not running.update(shown=True):
        raise Superseded("the visitor wrote again")


def on_page(claim: Claim, retrieval: Retrieval) -> Retrieval:
    """The retrieval with whole addresses: one without a host is a page of the visitor's site."""
    passages = tuple(
        replace(one, url=urljoin(claim.page, one.url) if one.url else "")
        for one in retrieval.passages
    )
    return replace(retrieval, passages=passages)


def is_at_limit(claim: Claim) -> bool:
    """Whether the assistant has answered as often as its node lets it."""
    assistant = claim.assistant
    given = assistant.answers if assistant.is_alone else claim.exchanges
    return 0 < assistant.max_answers <= given


def settles(claim: Claim, retrieval: Retrieval) -> bool:
    """Whether the visitor's words say that what was answered in this episode is settled."""
    return retrieval.small_talk in RESOLVING and claim.exchanges > 0


@transaction.atomic
def give_up(claim: Claim) -> None:
    """The turn is superseded; nothing of it remains but its row."""
    lock(claim.conversation_id)
    Turn.objects.filter(pk=claim.turn_id, state=TurnState.RUNNING.value).update(
        state=TurnState.SUPERSEDED.value, finished_at=timezone.now(), lease_until=None
    )


@transaction.atomic
def fail(turn_id: int, code: str) -> None:
    """The machine failed: a person gets the conversation. Does nothing for a finished turn.

    Where the assistant answers alone, the flow goes on by its error instead.
    """
    conversation_id = (
        Turn.objects.filter(pk=turn_id).values_list("conversation_id", flat=True).first()
    )
    if conversation_id is None:
        return
    conversation = lock(conversation_id)
    open_turn = Turn.objects.filter(
        pk=turn_id, state__in=[TurnState.RUNNING.value, TurnState.PENDING.value]
    )
    failed = open_turn.update(
        state=TurnState.FAILED.value,
        failure=code[:40],
        finished_at=timezone.now(),
        lease_until=None,
    )
    if not failed or conversation.state != State.ASSISTANT:
        return
    if assistant_of(FlowRun.objects.filter(conversation=conversation_id).first()).is_alone:
        learned = {"reason": ReasonCode.AI_ERROR.value}
        happening = Happening(HappeningKind.FAILED, learned=learned)
        tell(conversation_id=conversation_id, happening=happening)
        pass_on(conversation_id, turn_id, Turn.objects.get(pk=turn_id).upto_seq)
    else:
        sentence = "The assistant could not finish its answer."
        escalate(
            conversation_id=conversation_id,
            epoch=conversation.epoch,
            reason=ReasonCode.AI_ERROR,
            sentence=sentence,
            fired=(Fired(kind="assistant_failed", reason=ReasonCode.AI_ERROR, sentence=sentence),),
        )


def pass_on(conversation_id: int, turn_id: int, upto_seq: int) -> None:
    """Words that a turn left unanswered are the next assistant's, where the flow has come to one.

    The turn makes way for another, so that its words, up to `upto_seq`, count as waiting.
    """
    turns = Turn.objects.filter(conversation=conversation_id)
    if turns.filter(upto_seq=upto_seq).count() >= _TRIES:
        return
    runs = FlowRun.objects.filter(
        conversation=conversation_id,
        state=RunState.WAITING.value,
        waiting_for=WaitFor.VISITOR.value,
    )
    if runs.exists():
        turns.filter(pk=turn_id).update(state=TurnState.SUPERSEDED.value)
        plan_turn(conversation_id=conversation_id, upto_seq=upto_seq)
