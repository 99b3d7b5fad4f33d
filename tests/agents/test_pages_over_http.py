"""The inbox page, its JSON beside the socket, the way in, and the admin."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django.test import Client
from django.urls import reverse

from agents import services
from agents.models import AgentProfile, Queue, Team
from agents.types import Presence
from chat.dbthreads import in_db_thread
from tests.agents import builders as build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_inbox_asks_strangers_to_sign_in() -> None:
    response = Client().get("/inbox/")
    assert (response.status_code, response["Location"]) == (302, "/login/?next=/inbox/")


def test_inbox_begins_with_what_its_script_needs() -> None:
    ada = build.agent("Ada")
    response = signed_in(ada.user).get("/inbox/")
    assert response.status_code == 200
    found = re.search(r'<script id="bootstrap"[^>]*>(.*?)</script>', response.content.decode())
    assert found is not None
    bootstrap = json.loads(found[1])
    assert bootstrap["user"] == {"id": ada.pk, "name": "Ada"}
    assert bootstrap["ws_path"] == "/ws/inbox/"
    assert bootstrap["csrf_token"]
    assert (bootstrap["admin_url"], bootstrap["logout_url"]) == ("/admin/", "/logout/")


def test_account_without_access_reads_what_to_ask_for() -> None:
    response = signed_in(build.manager(may_look=False)).get("/inbox/")
    assert response.status_code == 403
    assert "Can view queue" in response.content.decode()


def test_list_of_conversations_is_for_staff_who_may_look() -> None:
    build.waiting()
    assert Client().get("/api/conversations/").status_code == 403
    assert signed_in(build.manager(may_look=False)).get("/api/conversations/").status_code == 403
    answer = signed_in(build.manager()).get("/api/conversations/?tab=waiting").json()
    assert [row["state"] for row in answer["rows"]] == ["queued"]
    assert answer["more"] is False


@pytest.mark.parametrize("query", ["tab=nonsense", "before=yesterday", "search=" + "x" * 101])
def test_nonsense_in_the_query_is_a_bad_request(query: str) -> None:
    response = signed_in(build.agent("Ada").user).get(f"/api/conversations/?{query}")
    assert response.status_code == 400


def test_conversation_comes_with_visitor_brief_and_whole_transcript() -> None:
    ada = build.agent("Ada")
    talk = build.waiting()
    services.accept(agent_id=ada.pk, conversation_id=talk.pk)
    services.reply(agent_id=ada.pk, conversation_id=talk.pk, client_id="ada-00001", text="Hi")
    services.note(agent_id=ada.pk, conversation_id=talk.pk, client_id="ada-00002", text="VIP")
    client = signed_in(ada.user)
    answer = client.get(f"/api/conversations/{talk.public_id}/").json()
    assert [(one["text"], one["note"]) for one in answer["transcript"]] == [
        ("Hello?", False),
        ("Hi", False),
        ("VIP", True),
    ]
    assert answer["row"]["owner"] == {"kind": "agent", "id": ada.pk, "name": "Ada"}
    assert answer["brief"] == {"why": "keyword"}
    assert answer["visitor"]["name"] == "Vera"
    unknown = "0b6f6c0e-2f4b-4b59-9c1e-3a5f8f6d2c11"
    assert client.get(f"/api/conversations/{unknown}/").status_code == 404


def test_schema_describes_the_conversations() -> None:
    superuser = User.objects.create_superuser("root")
    schema = signed_in(superuser).get("/api/schema.json").json()
    listed = schema["paths"]["/api/conversations/"]["get"]
    names = {parameter["name"] for parameter in listed["parameters"]}
    assert {"tab", "search", "before"} <= names
    row = schema["components"]["schemas"]["Row"]["properties"]
    assert {"id", "state", "owner", "unread"} <= set(row)


@pytest.mark.parametrize("name", ["team", "queue", "agentprofile", "cannedreply", "assignment"])
def test_every_admin_page_opens(name: str) -> None:
    ada = build.agent("Ada")
    build.held_by(ada)
    client = signed_in(User.objects.create_superuser("root"))
    assert client.get(reverse(f"admin:agents_{name}_changelist")).status_code == 200
    added = client.get(reverse(f"admin:agents_{name}_add")).status_code
    assert added == (403 if name == "assignment" else 200)


def test_manager_makes_an_agent_in_the_admin_who_then_gets_offers() -> None:
    default = services.ensure_defaults()
    user = build.manager(may_look=False)
    client = signed_in(User.objects.create_superuser("root"))
    form = client.get(reverse("admin:agents_agentprofile_add")).context["adminform"].form
    assert form.get_initial_for_field(form.fields["teams"], "teams") == [default.team_id]
    response = client.post(
        reverse("admin:agents_agentprofile_add"),
        {"user": user.pk, "display_name": "Nora", "capacity": 2, "teams": [default.team_id]},
    )
    assert response.status_code == 302
    nora = AgentProfile.objects.get(display_name="Nora")
    services.set_presence(agent_id=nora.pk, presence=Presence.ONLINE)
    assert build.live(build.waiting()).agent_id == nora.pk  # type: ignore[union-attr]


def test_second_default_queue_is_refused_with_a_sentence() -> None:
    default = services.ensure_defaults()
    client = signed_in(User.objects.create_superuser("root"))
    fields = {
        "name": "Sales",
        "slug": "sales",
        "team": default.team_id,
        "priority": 0,
        "offer_timeout_s": 30,
        "max_wait_s": 300,
        "is_default": "on",
    }
    response = client.post(reverse("admin:agents_queue_add"), fields)
    assert "There is another default queue" in response.content.decode()
    assert Queue.objects.count() == 1


def test_defaults_are_made_once_and_leave_what_a_manager_made() -> None:
    team = Team.objects.create(name="Support", slug="helpers")
    first = services.ensure_defaults()
    assert first.team == team
    assert services.ensure_defaults() == first
    Queue.objects.filter(pk=first.pk).update(is_default=False)
    assert services.ensure_defaults() == first


def session_cookie(user: User) -> bytes:
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}".encode()


@pytest.mark.parametrize(
    ("origin", "signed", "expected"),
    [
        (b"http://localhost", True, "welcome"),
        (b"http://localhost", False, 4401),
        (b"https://evil.example", True, None),
    ],
)
async def test_socket_takes_the_session_and_only_the_own_origin(
    origin: bytes, signed: bool, expected: Any
) -> None:
    from config.ws_urls import websocket_urlpatterns

    ada = await in_db_thread(build.agent, "Ada")
    headers = [(b"origin", origin), (b"host", b"localhost")]
    if signed:
        headers.append((b"cookie", await in_db_thread(session_cookie, ada.user)))
    application = URLRouter(websocket_urlpatterns)
    socket = WebsocketCommunicator(application, "/ws/inbox/", headers=headers)
    connected, _ = await socket.connect()
    assert connected is (expected is not None)
    if expected == "welcome":
        await socket.send_json_to({"type": "join"})
        assert (await socket.receive_json_from(timeout=5))["type"] == expected
    elif expected is not None:
        assert (await socket.receive_output(timeout=5))["code"] == expected
    await socket.disconnect()
    await sync_to_async(connections.close_all)()  # Channels reads sessions on a thread of its own


def test_kernel_rows_are_read_through_one_door() -> None:
    """No service or selector of this app asks the kernel's tables behind the guard."""
    from pathlib import Path

    app = Path(services.__file__).parent.parent
    users = [path.name for path in app.rglob("*.py") if "Conversation.objects" in path.read_text()]
    assert users == ["access.py"]
