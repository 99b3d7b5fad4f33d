"""Acting on the board: who may, what happens, and that what is not possible is said."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from agents import services as agents
from agents.models import AgentProfile, Queue, QueueEntry
from agents.selectors import default_queue, owner_of
from chat.models import Conversation
from escalation import services
from escalation.models import Promise
from escalation.types import PromiseKind
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


def supervisor(*rights: str) -> User:
    """Staff with these rights."""
    user = User.objects.create_user(f"mona{User.objects.count()}", is_staff=True, first_name="Mona")
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    return user


def signed_in(*rights: str, checks: bool = False) -> Client:
    """The browser of somebody with these rights; `checks`: for forged requests, too."""
    client = Client(enforce_csrf_checks=checks)
    client.force_login(supervisor(*rights), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def mona() -> Client:
    return signed_in("view_board", "act_on_board")


def act(client: Client, path: str, **body: Any) -> Any:
    """The answer to a deed."""
    return client.post(f"/api/board/{path}", json.dumps(body), content_type="application/json")


def waiting() -> Conversation:
    """Somebody who waits."""
    talk = make.conversation()
    make.escalate(talk)
    return talk


def owed() -> Promise:
    """A message to be answered."""
    return services.make_promise(
        conversation_id=make.conversation().pk,
        kind=PromiseKind.MESSAGE,
        queue_id=default_queue().pk,
        now=timezone.now(),
    )


# Who may


def test_strangers_and_staff_without_the_right_see_nothing() -> None:
    assert Client().get("/api/board/").status_code == 403
    assert Client().get("/board/")["Location"] == "/login/?next=/board/"
    for client in (signed_in(), signed_in("act_on_board"), signed_in("view_queue")):
        assert client.get("/api/board/").status_code == 403
        page = client.get("/board/")
        assert page.status_code == 403
        assert "Can look at the board" in page.content.decode()


def test_who_may_only_look_can_change_nothing() -> None:
    client, talk, promise = signed_in("view_board"), waiting(), owed()
    ada = make.agent("Ada")
    assert client.get("/api/board/").json()["totals"]["waiting"] == 1
    for path in (
        f"conversations/{talk.public_id}/assign",
        f"conversations/{talk.public_id}/move",
        *(f"queues/{default_queue().pk}/{deed}" for deed in ("close", "open", "help")),
        *(f"promises/{promise.pk}/{deed}" for deed in ("give", "postpone", "keep", "drop")),
    ):
        assert act(client, path, agent=ada.pk, queue=1).status_code == 403, path
    assert owner_of(talk.pk) is None


def test_forged_request_is_refused() -> None:
    client = signed_in("view_board", "act_on_board", checks=True)
    assert act(client, f"queues/{default_queue().pk}/close").status_code == 403
    assert Queue.objects.filter(closed_at__isnull=True).exists()


def test_page_begins_with_what_its_script_needs(mona: Client) -> None:
    page = mona.get("/board/")
    found = re.search(r'<script id="bootstrap"[^>]*>(.*?)</script>', page.content.decode())
    assert found is not None
    bootstrap = json.loads(found[1])
    assert (bootstrap["may_act"], bootstrap["ws_path"]) == (True, "/ws/board/")
    assert (bootstrap["api_url"], bootstrap["inbox_url"]) == ("/api/board/", "/inbox/")
    assert bootstrap["csrf_token"]


def test_inbox_and_administration_lead_to_the_board_who_may_look() -> None:
    for rights, leads in ((("view_board", "view_queue"), True), (("view_queue",), False)):
        client = signed_in(*rights)
        assert ('"board_url": "/board/"' in client.get("/inbox/").content.decode()) is leads
        assert ('href="/board/"' in client.get("/admin/").content.decode()) is leads


# Conversations and queues


def test_assigned_conversation_is_the_agents_at_once(mona: Client) -> None:
    talk, ada = waiting(), make.agent("Ada")
    answer = act(mona, f"conversations/{talk.public_id}/assign", agent=ada.pk)
    assert answer.status_code == 200
    assert owner_of(talk.pk) == ada
    assert answer.json()["board"]["waiting"] == []
    assert answer.json()["board"]["agents"][0]["load"] == 1


def test_what_is_not_possible_is_said_in_a_sentence(mona: Client) -> None:
    talk, ada = waiting(), make.agent("Ada")
    AgentProfile.objects.filter(pk=ada.pk).update(capacity=0)
    answer = act(mona, f"conversations/{talk.public_id}/assign", agent=ada.pk)
    assert answer.status_code == 409
    assert answer.json()["code"] == "full"
    assert "Ada" in answer.json()["detail"]
    assert owner_of(talk.pk) is None


def test_moved_conversation_keeps_its_place(mona: Client) -> None:
    talk, sales = waiting(), make.queue("Sales")
    before = QueueEntry.objects.get(conversation=talk)
    assert act(mona, f"conversations/{talk.public_id}/move", queue=sales.pk).status_code == 200
    after = QueueEntry.objects.get(conversation=talk, left_at__isnull=True)
    assert (after.queue, after.entered_at) == (sales, before.entered_at)


def test_queue_is_closed_and_opened_by_name(mona: Client) -> None:
    queue = default_queue()
    board = act(mona, f"queues/{queue.pk}/close").json()["board"]
    assert (board["queues"][0]["status"], board["queues"][0]["closed_by"]) == ("closed", "Mona")
    board = act(mona, f"queues/{queue.pk}/open").json()["board"]
    assert board["queues"][0]["status"] == "open"


def test_call_for_help_says_how_many_were_told_and_not_twice(mona: Client) -> None:
    ada = make.agent("Ada")
    User.objects.filter(pk=ada.pk).update(email="ada@example.com")
    AgentProfile.objects.filter(pk=ada.pk).update(presence="offline")
    path = f"queues/{default_queue().pk}/help"
    assert act(mona, path).json()["told"] == 1
    again = act(mona, path)
    assert (again.status_code, again.json()["code"]) == (409, "too_soon")


# Promises


def test_promise_is_given_postponed_and_kept(mona: Client) -> None:
    promise, ada = owed(), make.agent("Ada")
    path = f"promises/{promise.pk}"
    given = act(mona, f"{path}/give", agent=ada.pk).json()["board"]["promises"]
    assert given[0]["owner"] == {"id": ada.pk, "name": "Ada"}
    assert act(mona, f"{path}/give", agent=None).json()["board"]["promises"][0]["owner"] is None
    due_at = timezone.now() + timedelta(days=2)
    act(mona, f"{path}/postpone", due_at=due_at.isoformat())
    promise.refresh_from_db()
    assert promise.due_at == due_at
    assert act(mona, f"{path}/keep", note="By telephone").json()["board"]["promises"] == []
    promise.refresh_from_db()
    assert (promise.state, promise.ended_by, promise.note) == ("kept", "Mona", "By telephone")


def test_promise_is_dropped_for_a_reason_only(mona: Client) -> None:
    promise = owed()
    refused = act(mona, f"promises/{promise.pk}/drop", note=" ")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_note")
    assert act(mona, f"promises/{promise.pk}/drop", note="Spam").status_code == 200
    gone = act(mona, f"promises/{promise.pk}/keep")
    assert (gone.status_code, gone.json()["code"]) == (409, "ended")


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        (f"conversations/{uuid4()}/assign", {"agent": 1}, 404),
        (f"conversations/{uuid4()}/assign", {"agent": "Ada"}, 400),
        (f"conversations/{uuid4()}/move", {}, 400),
        ("queues/999999/close", {}, 409),
        ("promises/999999/give", {}, 400),
        ("promises/1/postpone", {"due_at": "soon"}, 400),
        ("promises/1/drop", {"note": "x" * 301}, 400),
    ],
)
def test_nonsense_is_refused(mona: Client, path: str, body: dict[str, Any], status: int) -> None:
    assert act(mona, path, **body).status_code == status


def test_deed_reaches_who_was_faster(mona: Client) -> None:
    talk, ada, abel = waiting(), make.agent("Ada"), make.agent("Abel")
    agents.assign(by="Max", conversation_id=talk.pk, agent_id=ada.pk)
    answer = act(mona, f"conversations/{talk.public_id}/assign", agent=abel.pk)
    assert (answer.status_code, answer.json()["code"]) == (409, "owned")
    assert owner_of(talk.pk) == ada
