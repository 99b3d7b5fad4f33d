"""Nobody looks while a visitor waits: somebody is told, in time, and only while it is true (T8)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from agents import notices, services
from agents.models import AgentProfile, BusinessHours, Notice, Queue, Team
from agents.models.hours import closed_week
from agents.types import NotPossibleError, Presence
from chat import bus
from chat import services as chat
from chat.models import Conversation
from chat.types import SYSTEM, VISITOR, Audience, EntryKind, Move
from tests.agents import builders as build
from tests.agents.test_notices import member
from tests.conftest import Clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published", "mail_server")]


@pytest.fixture(autouse=True)
def _wired(monkeypatch: pytest.MonkeyPatch) -> None:
    """As config/wiring.py connects them."""
    monkeypatch.setattr(bus._bus, "frozen", False)
    bus.in_transaction(EntryKind.QUEUE_ENTERED, notices.on_queue_entered, when=notices.nobody_looks)
    bus.in_transaction(EntryKind.CONVERSATION_MOVED, notices.on_moved, when=notices.ends_wait)
    bus.in_transaction(EntryKind.PROMISE_MADE, notices.on_promise_made, when=notices.is_new_promise)


def later(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)


def at_home(name: str, **fields: Any) -> AgentProfile:
    """An agent without an open page."""
    made = member(name, **fields)
    services.set_presence(agent_id=made.pk, presence=Presence.OFFLINE)
    return made


def forget_events() -> None:
    """What the event wrote is lost."""
    Notice.objects.all().delete()


def to_whom() -> list[str]:
    return sorted(one.to[0] for one in mail.outbox)


def test_a_visitor_waits_and_no_page_is_open_so_the_team_gets_a_mail_within_20_seconds(
    clock: Clock,
) -> None:
    at_home("Ada")
    talk = build.waiting()
    row = Notice.objects.get()
    assert (row.kind, row.conversation_id, row.not_before) == ("waiting", talk.pk, later(20))
    clock.advance(seconds=19)
    assert notices.deliver_due() == 0
    clock.advance(seconds=1)
    assert notices.deliver_due() == 1
    [sent] = mail.outbox
    assert sent.to == ["ada@desk.example"]
    assert sent.subject == "A visitor waits: Support"
    assert "Vera has been waiting in Support since 2026-03-02 12:00 (UTC)" in sent.body
    assert "> Hello?" in sent.body
    assert str(talk.public_id) in sent.body


def test_when_the_event_is_lost_or_the_last_page_is_closed_later_the_sweep_tells(
    clock: Clock,
) -> None:
    ada = member("Ada")
    AgentProfile.objects.filter(pk=ada.pk).update(capacity=0)  # looks, and can take nobody
    build.waiting()
    assert not Notice.objects.exists()
    clock.advance(seconds=30)
    assert notices.sweep(timezone.now()) == 0
    clock.advance(seconds=16)  # beyond the grace of 45 s
    assert notices.sweep(timezone.now()) == 1
    assert notices.sweep(timezone.now()) == 0
    assert notices.deliver_due() == 1
    assert to_whom() == ["ada@desk.example"]


@pytest.mark.parametrize("presence", [Presence.AWAY, Presence.FINISHING])
def test_an_open_page_of_somebody_who_takes_nothing_is_enough_for_three_minutes(
    clock: Clock, presence: Presence
) -> None:
    ada = member("Ada")
    services.set_presence(agent_id=ada.pk, presence=presence)
    talk = build.waiting()
    assert not notices.nobody_is_listening(build.wait_of(talk).queue_id, timezone.now())  # type: ignore[union-attr]
    for seconds, written in ((199, 0), (1, 1)):
        clock.advance(seconds=seconds)
        services.beat(agent_id=ada.pk)
        assert notices.notify_waiting(timezone.now()) == written


def test_the_overflow_team_counts_as_looking(clock: Clock) -> None:
    at_home("Ada")
    spare = build.queue("Spare")
    member("Abel", team=spare.team)
    Queue.objects.exclude(pk=spare.pk).update(overflow_to=spare)
    talk = build.waiting()
    assert not Notice.objects.exists()
    queue_id = build.wait_of(talk).queue_id  # type: ignore[union-attr]
    assert not notices.nobody_is_listening(queue_id, timezone.now())
    assert notices.nobody_is_listening(queue_id, later(46))


def test_whoever_opens_the_inbox_in_time_stops_the_mail_and_it_goes_when_they_are_gone(
    clock: Clock,
) -> None:
    ada = at_home("Ada")
    AgentProfile.objects.update(capacity=0)
    build.waiting()
    services.set_presence(agent_id=ada.pk, presence=Presence.ONLINE)
    clock.advance(seconds=20)
    assert notices.deliver_due() == 0
    assert Notice.objects.get().state == "pending"
    clock.advance(seconds=46)
    assert notices.deliver_due() == 1


def test_when_somebody_joins_or_the_visitor_leaves_pending_notices_are_dropped(
    clock: Clock,
) -> None:
    ada = at_home("Ada")
    joined, left, lost = build.waiting(), build.waiting(), build.waiting()
    services.take_over(agent_id=ada.pk, conversation_id=joined.pk)
    chat.move(conversation_id=left.pk, move=Move.CLOSE, actor=VISITOR)
    dropped = Notice.objects.filter(state="dropped")
    assert {one.conversation_id for one in dropped} == {joined.pk, left.pk}
    Conversation.objects.filter(pk=lost.pk).update(state="closed")  # no event told
    clock.advance(seconds=20)
    assert notices.deliver_due() == 0
    assert set(Notice.objects.values_list("state", flat=True)) == {"dropped"}


def at_a_form(talk: Conversation) -> None:
    """Nobody could be had: the visitor is asked for a message."""
    chat.move(conversation_id=talk.pk, move=Move.DEFER, actor=SYSTEM)
    services.release(talk.pk)


def test_a_visitor_at_the_form_is_still_to_be_met(clock: Clock) -> None:
    at_home("Ada")
    at_a_form(build.waiting())
    clock.advance(seconds=20)
    assert notices.deliver_due() == 1
    assert mail.outbox[0].subject == "A visitor waits: Support"


def test_a_message_left_in_time_is_the_only_mail(clock: Clock) -> None:
    at_home("Ada")
    talk = build.waiting()
    at_a_form(talk)
    promise(talk)
    clock.advance(seconds=20)
    assert notices.deliver_due() == 1
    assert mail.outbox[0].subject == "A message was left: Support"


def test_out_of_hours_only_what_is_left_is_mailed(clock: Clock) -> None:
    at_home("Ada")
    closed = BusinessHours.objects.create(name="Never", week=closed_week())
    Team.objects.update(hours=closed)
    at_a_form(build.waiting())
    clock.advance(seconds=20)
    assert notices.deliver_due() == 0
    assert Notice.objects.get().state == "dropped"


def test_what_a_worker_is_sending_is_not_dropped_under_its_hands(clock: Clock) -> None:
    ada = at_home("Ada")
    talk = build.waiting()
    Notice.objects.update(lease_until=later(60))
    services.take_over(agent_id=ada.pk, conversation_id=talk.pk)
    assert Notice.objects.get().state == "pending"


def test_while_somebody_is_asked_nobody_else_is_mailed(clock: Clock) -> None:
    at_home("Ada")
    talk = build.waiting()
    Conversation.objects.filter(pk=talk.pk).update(state="offered")
    clock.advance(seconds=20)
    assert notices.deliver_due() == 0
    assert notices.notify_waiting(timezone.now()) == 0
    Conversation.objects.filter(pk=talk.pk).update(state="queued")
    clock.advance(seconds=20)
    assert notices.deliver_due() == 1


def test_not_seen_for_three_minutes_more_all_members_and_managers_are_told_once(
    clock: Clock,
) -> None:
    at_home("Ada")
    at_home("Abel")
    Team.objects.update(email="desk@desk.example")
    boss = build.manager()
    boss.email = "mona@desk.example"
    boss.save()
    build.waiting()
    clock.advance(seconds=20)
    assert notices.deliver_due() == 1
    clock.advance(seconds=179)
    assert notices.notify_waiting(timezone.now()) == 0
    clock.advance(seconds=1)
    assert notices.notify_waiting(timezone.now()) == 4
    assert notices.notify_waiting(later(600)) == 0
    mail.outbox.clear()
    assert notices.deliver_due() == 4
    everybody = ["abel", "ada", "desk", "mona"]
    assert to_whom() == [f"{name}@desk.example" for name in everybody]
    assert mail.outbox[0].subject == "Still nobody there: Support"


def test_a_team_without_addresses_is_a_visible_failure_and_managers_hear_of_it(
    clock: Clock,
) -> None:
    boss = build.manager()
    boss.email = "mona@desk.example"
    boss.save()
    build.waiting()
    assert Notice.objects.get().state == "failed"
    clock.advance(seconds=200)
    assert notices.notify_waiting(timezone.now()) == 1
    assert notices.deliver_due() == 1
    assert to_whom() == ["mona@desk.example"]


def test_another_queue_is_told_anew_and_the_first_one_no_more(clock: Clock) -> None:
    at_home("Ada")
    sales = build.queue("Sales")
    at_home("Sally", team=sales.team)
    talk = build.waiting()
    services.move_to_queue(by="Mona", conversation_id=talk.pk, queue_id=sales.pk)
    clock.advance(seconds=20)
    notices.notify_waiting(timezone.now())
    notices.deliver_due()
    assert to_whom() == ["sally@desk.example"]


def test_a_crowd_of_visitors_is_no_flood_of_mails(clock: Clock) -> None:
    at_home("Ada")
    for _ in range(8):
        build.waiting()
    assert "6 visitors wait in this queue" in Notice.objects.latest("pk").body
    clock.advance(seconds=20)
    assert notices.notify_waiting(timezone.now()) == 0
    assert notices.deliver_due() == 6
    clock.advance(minutes=10)
    assert notices.notify_waiting(timezone.now()) > 0


def test_a_german_site_is_read_about_in_german(clock: Clock) -> None:
    at_home("Ada")
    talk = build.conversation()
    talk.site.language = "de"
    talk.site.save()
    build.escalate(talk)
    assert Notice.objects.get().subject == "Jemand wartet: Support"


def promise(talk: Conversation, **payload: Any) -> None:
    """As `promise.made` says it."""
    said = {"promise": 7, "kind": "message", "at": None, "due_at": later(3600).isoformat()}
    happens(talk, EntryKind.PROMISE_MADE, said | payload)


def happens(talk: Conversation, kind: EntryKind, payload: dict[str, Any]) -> None:
    """Something that another layer records."""
    chat.record(conversation_id=talk.pk, kind=kind, payload=payload, audience=Audience.PUBLIC)


def test_a_left_message_and_a_promised_call_are_mailed_once_each(clock: Clock) -> None:
    member("Ada")  # also to somebody who looks: a message is not shown as waiting
    talk = build.conversation(text="It is\nbroken")
    promise(talk)
    promise(talk)
    promise(talk, postponed=True)
    promise(talk, kind="callback", at=later(1800).isoformat())
    assert notices.deliver_due() == 2
    message, call = mail.outbox
    assert message.subject == "A message was left: Support"
    assert "To be answered by: 2026-03-02 13:00 (UTC)" in message.body
    assert "> It is\n> broken" in message.body
    assert "The call: 2026-03-02 12:30 (UTC)" in call.body


def test_the_words_of_the_form_are_in_the_mail(clock: Clock) -> None:
    member("Ada")
    talk = build.conversation()
    values = {"email": "vera@home.example", "message": "Please call"}
    happens(talk, EntryKind.FORM_SUBMITTED, {"form_id": "form-1", "values": values})
    promise(talk)
    body = Notice.objects.get().body
    assert "> Please call" in body
    assert "vera@home.example" not in body


def test_help_is_called_from_everybody_who_is_not_online_once_in_ten_minutes(
    clock: Clock,
) -> None:
    spare = build.queue("Spare")
    at_home("Ada")
    at_home("Abel", team=spare.team)
    member("Online")
    at_home("Other", team=build.queue("Sales").team)
    queue = Queue.objects.get(is_default=True)
    Queue.objects.filter(pk=queue.pk).update(overflow_to=spare)
    assert services.call_for_help(queue_id=queue.pk, by="Mona") == 2
    assert notices.deliver_due() == 2
    assert to_whom() == ["abel@desk.example", "ada@desk.example"]
    assert "Mona asks for help in Support" in mail.outbox[0].body
    clock.advance(seconds=599)
    with pytest.raises(NotPossibleError) as refused:
        services.call_for_help(queue_id=queue.pk, by="Mona")
    assert refused.value.code == "too_soon"
    clock.advance(seconds=1)  # of the third nothing was heard for ten minutes
    assert services.call_for_help(queue_id=queue.pk, by="Mona") == 3


def test_help_that_nobody_can_be_asked_for_may_be_asked_for_again(clock: Clock) -> None:
    member("Online")
    queue = Queue.objects.get(is_default=True)
    assert services.call_for_help(queue_id=queue.pk, by="Mona") == 0
    assert services.call_for_help(queue_id=queue.pk, by="Mona") == 0
    with pytest.raises(NotPossibleError):
        services.call_for_help(queue_id=0, by="Mona")
