"""Calls to another system, against a real one: a run goes on once, whatever befalls a worker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from celery import Celery
from django.utils import timezone
from pytest_django import Settings

from chat.models import Conversation, Site, Visitor
from chat.outgoing.delivery import MAX_BYTES
from chat.outgoing.signing import signature
from flows import calls, services
from flows.models import Flow, FlowCall, FlowRun, FlowStep, FlowVersion, Secret, SiteFlow
from flows.types import Happening, HappeningKind
from flows.webhooks import deliver
from tests import builders
from tests.flows.walking import alone
from tests.receiver import Receiver, Says, running_receiver


@pytest.fixture
def crm(settings: Settings) -> Iterator[Receiver]:
    """Another system on this machine, which the setting allows to call."""
    with running_receiver() as running:
        settings.OUTGOING_ALLOWED_PRIVATE_HOSTS = [running.place]
        yield running


@pytest.fixture
def begin(shop: Site, vera: Visitor, crm: Receiver) -> Any:
    """Vera comes to a Webhook with these settings; the call that waits to be made."""

    def begun(**config: Any) -> FlowCall:
        settings = {"url": f"{crm.base}/leads", "attempts": 2, **config}
        graph = alone("webhook", ("ok", "failed"), **settings)
        made = Flow.objects.create(name="Calls", slug="calls", draft=graph)
        FlowVersion.objects.create(flow=made, number=1, graph=graph)
        SiteFlow.objects.create(site=shop, flow=made)
        builders.open_conversation_with(who=vera)
        return FlowCall.objects.get()

    return begun


@pytest.fixture(autouse=True)
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any, Any]]:
    """What would be given to workers: task, arguments, and after how many seconds."""
    tasks: list[tuple[str, Any, Any]] = []

    def send(_app: Celery, name: str, args: Any, *, countdown: Any = None, **_: Any) -> None:
        tasks.append((name, args, countdown))

    monkeypatch.setattr(Celery, "send_task", send)
    return tasks


def left_by() -> list[str]:
    """The ports by which the Webhook was left, in order."""
    return list(FlowStep.objects.filter(node="it").values_list("port", flat=True))


def rest_is_over(call: FlowCall) -> None:
    FlowCall.objects.filter(pk=call.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_call_is_made_signed_and_what_it_answers_is_kept(
    begin: Any, crm: Receiver, vera: Visitor
) -> None:
    Secret.objects.create(name="CRM", slug="crm", value="shared")
    crm.says(Says(200, b'{"plan": "pro"}'))
    call = begin(secret="crm", keep=[{"path": "plan", "name": "visitor.plan"}])
    deliver(call.pk)
    [heard] = crm.heard
    assert json.loads(heard.body) == {"name": "Vera", "email": ""}
    conversation = Conversation.objects.get()
    assert heard.headers["idempotency-key"] == f"{conversation.public_id}-it-1"
    assert heard.headers["content-type"] == "application/json"
    right = signature("shared", heard.body, heard.headers["baton-timestamp"])
    assert heard.headers["baton-signature"] == f"v1={right}"
    vera.refresh_from_db()
    assert vera.attributes == {"plan": "pro"}
    call.refresh_from_db()
    assert (call.state, call.status, call.attempts) == ("done", 200, 1)
    assert left_by() == ["ok"]
    assert "shared" not in json.dumps([call.headers, call.body, call.response])


def test_a_secret_can_travel_as_a_bearer(begin: Any, crm: Receiver) -> None:
    Secret.objects.create(name="CRM", slug="crm", value="shared")
    deliver(begin(secret="crm", authenticate_by="bearer").pk)
    assert crm.heard[0].headers["authorization"] == "Bearer shared"


def test_a_secret_that_is_gone_makes_no_call(begin: Any, crm: Receiver) -> None:
    deliver(begin(secret="gone").pk)
    assert (crm.heard, left_by()) == ([], ["failed"])
    assert FlowCall.objects.get().failure == "no_secret"


def test_a_busy_system_is_asked_again_with_the_same_key(
    begin: Any, crm: Receiver, queued: list[Any]
) -> None:
    crm.says(Says(500), Says(200))
    call = begin()
    deliver(call.pk)
    assert queued == [("flows.webhooks.deliver", (call.pk,), 1)]
    deliver(call.pk)
    assert len(crm.heard) == 1, "it rests first"
    assert left_by() == []
    rest_is_over(call)
    deliver(call.pk)
    keys = {heard.headers["idempotency-key"] for heard in crm.heard}
    assert (len(crm.heard), len(keys), left_by()) == (2, 1, ["ok"])
    call.refresh_from_db()
    assert (call.state, call.attempts) == ("done", 2)


def test_tries_end(begin: Any, crm: Receiver) -> None:
    crm.says(Says(503))
    call = begin()
    for _ in range(3):
        deliver(call.pk)
        rest_is_over(call)
    assert (len(crm.heard), left_by()) == (2, ["failed"])


@pytest.mark.parametrize(
    ("answer", "failure"),
    [
        (Says(404), "status 404"),
        (Says(body=b"x" * (MAX_BYTES + 1)), "too_large"),
    ],
)
def test_what_will_not_change_is_not_tried_again(
    begin: Any, crm: Receiver, answer: Says, failure: str
) -> None:
    crm.says(answer)
    deliver(begin().pk)
    assert (len(crm.heard), left_by()) == (1, ["failed"])
    assert FlowCall.objects.get().failure == failure


def test_a_redirect_to_this_machine_is_refused(begin: Any, crm: Receiver) -> None:
    with running_receiver() as inside:
        crm.says(Says(307, headers={"Location": f"{inside.base}/secrets"}))
        deliver(begin().pk)
        assert (inside.heard, left_by()) == ([], ["failed"])


def test_a_private_host_that_nobody_named_is_not_called(
    begin: Any, crm: Receiver, settings: Settings
) -> None:
    call = begin()
    settings.OUTGOING_ALLOWED_PRIVATE_HOSTS = []
    deliver(call.pk)
    assert (crm.heard, left_by()) == ([], ["failed"])
    assert FlowCall.objects.get().failure == "closed_address"


def test_a_silent_system_is_given_up_in_time(begin: Any, crm: Receiver) -> None:
    crm.says(Says(hang=True))
    call = begin(attempts=1)
    FlowCall.objects.update(timeout_s=0.2)
    deliver(call.pk)
    assert (FlowCall.objects.get().failure, left_by()) == ("timeout", ["failed"])


def test_a_killed_worker_is_replaced_and_the_run_moves_on_once(begin: Any, crm: Receiver) -> None:
    call = begin()
    killed = calls.claim(call.pk, timezone.now())
    assert killed is not None
    assert calls.claim(call.pk, timezone.now()) is None, "one worker at a time"
    assert calls.forgotten(timezone.now()) == []
    rest_is_over(call)
    assert calls.forgotten(timezone.now()) == [call.pk]
    deliver(call.pk)
    assert left_by() == ["ok"]
    # The first one was only slow after all.
    assert calls.settle(killed, calls.Outcome(failure="timeout"), timezone.now()) is None
    assert left_by() == ["ok"]
    key = killed.request.headers["Idempotency-Key"]
    assert [heard.headers["idempotency-key"] for heard in crm.heard] == [key]


def test_a_worker_killed_on_the_last_try_is_a_failure(begin: Any, crm: Receiver) -> None:
    call = begin(attempts=1)
    calls.claim(call.pk, timezone.now())
    rest_is_over(call)
    deliver(call.pk)
    assert (crm.heard, left_by()) == ([], ["failed"])
    assert FlowCall.objects.get().failure == "interrupted"


def test_a_call_that_was_never_sent_is_found(begin: Any) -> None:
    call = begin()
    assert calls.forgotten(timezone.now()) == []
    assert calls.forgotten(timezone.now() + timedelta(seconds=5)) == [call.pk]


def test_an_answer_after_the_deadline_moves_nothing(begin: Any, crm: Receiver) -> None:
    call = begin()
    late = timezone.now() + timedelta(minutes=2)
    timed_out = Happening(HappeningKind.TIMED_OUT)
    conversation = Conversation.objects.get()
    services.tell(conversation_id=conversation.pk, happening=timed_out)
    assert left_by() == [], "not yet"
    services.tell(conversation_id=conversation.pk, happening=timed_out, now=late)
    assert left_by() == ["failed"]
    before = FlowRun.objects.values().get()
    deliver(call.pk)
    assert FlowCall.objects.get().state == "done"
    assert FlowRun.objects.values().get() == before
    assert left_by() == ["failed"]


def test_a_failed_call_is_sent_again_by_hand_without_moving_the_run(
    begin: Any, crm: Receiver, queued: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    crm.says(Says(404), Says(200))
    call = begin()
    deliver(call.pk)
    with django_capture_on_commit_callbacks(execute=True):
        assert calls.resend(call.pk)
    assert queued == [("flows.webhooks.deliver", (call.pk,), None)]
    deliver(call.pk)
    call.refresh_from_db()
    assert (call.state, call.failure, call.status) == ("done", "", 200)
    assert left_by() == ["failed"]
    assert not calls.resend(call.pk)


def test_a_secret_that_signs_never_travels_beside_a_header_of_the_managers(
    begin: Any, crm: Receiver
) -> None:
    Secret.objects.create(name="CRM", slug="crm", value="shared")
    named = {"name": "Authorization", "value": "Bearer {{answers.token}}"}
    deliver(begin(secret="crm", headers=[named]).pk)
    [heard] = crm.heard
    assert heard.headers["authorization"] == "Bearer"
    assert "baton-signature" in heard.headers


@pytest.mark.parametrize("number", ["1e999", "1" + "0" * 400])
def test_numbers_beyond_all_measure_break_nothing(begin: Any, crm: Receiver, number: str) -> None:
    crm.says(Says(200, f'{{"total": {number}}}'.encode()))
    deliver(begin(keep=[{"path": "total", "name": "answers.total"}]).pk)
    assert left_by() == ["ok"]
