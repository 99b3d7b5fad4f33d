"""Managers edit a draft, publish it, and read decisions and handoffs."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from escalation import services
from escalation.models import Policy
from escalation.setup import ensure_defaults
from escalation.types import PromiseKind, Stage
from tests.escalation import builders as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def mona(client: Client) -> User:
    """A manager, signed in."""
    user = User.objects.create_superuser("mona")
    client.force_login(user)
    return user


def test_the_pages_open(client: Client, mona: User) -> None:
    version = ensure_defaults()
    conversation = make.conversation("data loss")
    case = services.begin(
        conversation=conversation, text="data loss", turn_id=1, now=timezone.now()
    )
    decision = services.store_decision(*services.judge(case, Stage.BEFORE_ANSWER))
    handoff = make.escalate(conversation, decision_id=decision.pk)
    for name, key in (
        ("policy", version.policy_id),
        ("policyversion", version.pk),
        ("decision", decision.pk),
        ("handoff", handoff.pk),
    ):
        page = client.get(reverse(f"admin:escalation_{name}_changelist"))
        assert page.status_code == 200, name
        page = client.get(reverse(f"admin:escalation_{name}_change", args=(key,)))
        assert page.status_code == 200, name


def test_a_decision_page_shows_what_the_rules_saw(client: Client, mona: User) -> None:
    conversation = make.conversation("<b>data loss</b>")
    case = services.begin(
        conversation=conversation, text="<b>data loss</b>", turn_id=1, now=timezone.now()
    )
    decision = services.store_decision(*services.judge(case, Stage.BEFORE_ANSWER))
    page = client.get(reverse("admin:escalation_decision_change", args=(decision.pk,)))
    assert "The visitor wrote “data loss”." in page.text
    assert "&lt;b&gt;<mark>data loss</mark>&lt;/b&gt;" in page.text
    assert "<b>data loss" not in page.text
    assert "A person was brought in" in page.text
    assert "rules stayed quiet" in page.text
    assert f"#/all/{conversation.public_id}" in page.text
    assert f"/policyversion/{decision.policy_version_id}/change/#rule-2" in page.text


def test_decisions_of_a_conversation_lead_to_each_other(client: Client, mona: User) -> None:
    conversation = make.conversation("Hello")
    keys = []
    for text in ("Hello", "How do backups work?", "data loss"):
        case = services.begin(conversation=conversation, text=text, turn_id=1, now=timezone.now())
        keys.append(services.store_decision(*services.judge(case, Stage.BEFORE_ANSWER)).pk)
    urls = [reverse("admin:escalation_decision_change", args=(key,)) for key in keys]
    middle = client.get(urls[1]).text
    assert f'rel="prev" href="{urls[0]}"' in middle
    assert f'rel="next" href="{urls[2]}"' in middle
    assert "No rule asked for a person." in middle
    ada = Client()
    ada.force_login(User.objects.create_user("ada", is_staff=True))
    assert ada.get(urls[1]).status_code == 403
    assert client.get(reverse("admin:escalation_decision_change", args=(999,))).status_code == 302


def test_the_rule_editor_opens_for_those_who_may_look(client: Client, mona: User) -> None:
    policy = ensure_defaults().policy
    url = reverse("admin:escalation_policy_rules", args=(policy.pk,))
    page = client.get(url)
    assert page.status_code == 200
    assert f"/api/policies/{policy.pk}/" in page.text
    assert client.get(reverse("admin:escalation_policy_rules", args=(999,))).status_code == 404
    settings = client.get(reverse("admin:escalation_policy_change", args=(policy.pk,)))
    listed = client.get(reverse("admin:escalation_policy_changelist"))
    assert url in settings.text
    assert url in listed.text
    agent = Client()
    agent.force_login(User.objects.create_user("ada", is_staff=True))
    assert agent.get(url).status_code == 403
    assert Client().get(url).status_code == 302


def test_texts_of_a_wrong_shape_are_refused(client: Client, mona: User) -> None:
    policy = ensure_defaults().policy
    page = client.post(
        reverse("admin:escalation_policy_change", args=(policy.pk,)),
        {
            "name": policy.name,
            "slug": policy.slug,
            "is_default": "on",
            "deadline_s": 120,
            "fallback": "offline_form",
            "form_deadline_s": 1800,
            "notices": '{"en": "Hello"}',
            "form_texts": "{}",
            **_no_rows("versions"),
        },
    )
    assert page.status_code == 200
    assert "must map languages to texts" in page.text


def _no_rows(prefix: str) -> dict[str, object]:
    return {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}


def test_an_unpublished_draft_says_so(client: Client, mona: User) -> None:
    ensure_defaults()
    url = reverse("admin:escalation_policy_changelist")
    assert "not published yet" not in client.get(url).text
    services.save_draft(policy_id=Policy.objects.get().pk, rules=[])
    assert "not published yet" in client.get(url).text


def test_nobody_edits_the_record(client: Client, mona: User) -> None:
    handoff = make.escalate(make.conversation())
    url = reverse("admin:escalation_handoff_change", args=(handoff.pk,))
    assert client.post(url, {"state": "abandoned"}).status_code == 403


def test_promises_are_read_with_their_owners_and_what_is_late(client: Client, mona: User) -> None:
    for name in ("Ada", "Abel"):
        conversation = make.conversation()
        made = services.make_promise(
            conversation_id=conversation.pk,
            kind=PromiseKind.MESSAGE,
            queue_id=None,
            now=make.NOON,
        )
        owner = make.agent(name, presence=make.Presence.AWAY)
        services.give_promise(promise_id=made.pk, agent_id=owner.pk, by="Mona")
    page = client.get(reverse("admin:escalation_promise_changelist"))
    shown = page.content.decode()
    assert page.status_code == 200
    assert "Ada" in shown
    assert "Abel" in shown
    assert "overdue" in shown
    assert client.get(reverse("admin:escalation_promise_add")).status_code == 403
